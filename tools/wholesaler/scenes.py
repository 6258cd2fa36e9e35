"""What waits on everybody's desk when the demo is opened: one scene per rule."""

from datetime import timedelta

from odoo import Command

from odoo.addons.jxc_core.exceptions import HoldError

from . import approvals, losses, returns
from .trade import draft, spoil

HOLIDAYS = "节前备货"


def play():
    """Return the scenes in their order."""
    return [
        over_the_limit,
        waiting_for_release,
        released,
        overdue,
        frozen,
        temporary_limit,
        below_the_floor,
        drop_shipped,
        on_its_way,
        broken_bottles,
        *losses.play(),
        on_order,
        *returns.play(),
        *approvals.play(),
        running_short,
    ]


def _order(house, key, *rows, ship_to=None, **vals):
    """Return a quotation that the salesperson writes; rows are (code, pieces)."""
    return house.act("sales")["sale.order"].create(
        {
            "partner_id": house.ref(f"customer_{key}").id,
            "partner_shipping_id": house.ref(f"customer_{ship_to or key}").id,
            "order_line": [
                Command.create(
                    {
                        "product_id": house.ref(f"product_{code}").id,
                        "product_uom_qty": pieces,
                    }
                )
                for code, pieces in rows
            ],
            **vals,
        }
    )


def _try(order):
    """Confirm as the salesperson; return False when the order has to wait."""
    try:
        with order.env.cr.savepoint():
            order.action_confirm()
    except HoldError:
        return False
    return order.state == "sale"


def _pieces_over(house, key, code, excess):
    """Return how many pieces of a product pass a customer's credit by `excess`."""
    customer = house.ref(f"customer_{key}").with_env(house.act("salesmgr"))
    price = house.ref(f"product_{code}").list_price
    room = max(customer.jxc_credit_available, 0) + excess
    return int(room / price / 1.13) + 1


def over_the_limit(house, _today):
    """The bakery chain orders flour for its shops beyond its limit: it waits."""
    pieces = _pieces_over(house, "maixiang", "MF01", 6000)
    _try(
        _order(house, "maixiang", ("MF01", pieces), ("MF04", 40), ship_to="maixiang_1")
    )


def waiting_for_release(house, _today):
    """An old customer stocks up for the holidays, beyond the limit."""
    pieces = _pieces_over(house, "jiangnan", "HY02", 1500)
    _try(_order(house, "jiangnan", ("HY02", pieces), client_order_ref=HOLIDAYS))


# A scene of its own: the refusal is on record before somebody answers it.
def released(house, _today):
    """The sales manager lets that order pass, with a reason."""
    env = house.act("salesmgr")
    order = env["sale.order"].search(
        [("client_order_ref", "=", HOLIDAYS), ("state", "=", "draft")], limit=1
    )
    if order:
        env["jxc.release.wizard"].create(
            {
                "res_model": "sale.order",
                "res_id": order.id,
                "reason": "老客户，节前备货，已电话确认月底回款。",
            }
        ).action_release_and_proceed()


def overdue(house, _today):
    """A customer who owes since weeks orders again."""
    _try(_order(house, "chuanwei", ("DB05", 60), ("XL01", 10)))


def frozen(house, _today):
    """A customer whose credit was frozen orders again."""
    customer = house.ref("customer_laowang").with_env(house.act("account"))
    customer.jxc_credit_hold = True
    _try(_order(house, "laowang", ("JY01", 24), ("CU01", 24)))


def temporary_limit(house, today):
    """The supermarket has a higher limit until the end of its promotion."""
    house.act("salesmgr")["jxc.credit.temporary"].create(
        {
            "partner_id": house.ref("customer_xianwei").id,
            "company_id": house.company.id,
            "amount": 20000,
            "date_from": today,
            "date_to": today + timedelta(days=14),
            "reason": "店庆促销临时额度",
        }
    )
    pieces = _pieces_over(house, "xianwei", "JY02", -15000)
    _try(_order(house, "xianwei", ("JY02", max(pieces, 60)), ("HY01", 48)))


def below_the_floor(house, _today):
    """Somebody sells pepper below the lowest price the boss allows."""
    product = house.ref("product_XL01")
    product.jxc_floor_price = 45
    order = _order(house, "fumanlou", ("XL01", 20))
    order.order_line.price_unit = 42
    _try(order)


def drop_shipped(house, _today):
    """The web shop without a warehouse: the vendor ships to its customers."""
    route = house.env.ref(
        "stock_dropshipping.route_drop_shipping", raise_if_not_found=False
    )
    if not route:
        return
    orders = [
        _order(house, "ecommerce", (code, pieces)) for code, pieces in _WEB_ORDERS
    ]
    for number, order in enumerate(orders):
        order.order_line.route_ids = route
        if _try(order) and number < 2:
            purchases = order.sudo().order_line.purchase_line_ids.order_id
            purchases.with_env(house.act("buyer")).button_confirm()


_WEB_ORDERS = [("XL05", 30), ("YO02", 24), ("DB07", 12)]


def on_its_way(house, _today):
    """Orders of today: some wait in the warehouse, some wait for an answer."""
    for key, rows in _TODAY[:4]:
        _try(_order(house, key, *rows))
    for key, rows in _TODAY[4:]:
        _order(house, key, *rows)


_TODAY = [
    ("shuxiang", [("DB05", 40), ("XL02", 6)]),
    ("canteen", [("JY06", 12), ("CU04", 8), ("LJ03", 6)]),
    ("fumanlou", [("JY05", 24), ("HY01", 24)]),
    ("walkin", [("YT01", 20), ("CU02", 6)]),
    ("canteen", [("MF03", 12), ("YO01", 6)]),
    ("heping", [("MF02", 4), ("MF05", 6)]),
]


def broken_bottles(house, _today):
    """The supervisor writes two broken bottles off."""
    spoil(house, "supervisor", "JY01", 2, "破损")


def on_order(house, today):
    """One request for quotation, one order due tomorrow, one that is late."""
    rows = [
        ("soy", "JY03", 120, 2),
        ("flour", "MF02", 40, 1),
        ("sauce", "HY02", 24, -3),
    ]
    for vendor, code, pieces, due in rows:
        product = house.ref(f"product_{code}")
        order = draft(house, vendor, product, pieces, today + timedelta(days=due))
        if vendor != "soy":
            order.button_confirm()


def running_short(house, _today):
    """The buyer asks what to buy: suggestions by vendor, ready to be ordered."""
    rules = house.act("buyer")["stock.warehouse.orderpoint"].search([])
    rules.action_jxc_suggest()
