"""What waits for whose approval when the demo is opened, and what was answered."""

from datetime import timedelta

from odoo import Command

from .trade import buy, spoil


def play():
    """Return the scenes in their order."""
    return [
        up_the_ladder,
        answered_purchases,
        rules_switched_on,
        higher_limit,
        spoiled_goods,
        counted_goods,
        money_back,
        boss_is_away,
    ]


def _decide(house, login, document, verdict, reason, kind=None):
    """Let somebody refuse or return the request about a document, with a reason."""
    env = house.act(login)
    request = document.sudo().jxc_approval_request_id
    kind = kind and house.env.ref(f"jxc_approval.reason_{kind}")
    env["jxc.approval.decide"].create(
        {
            "request_ids": [Command.set(request.ids)],
            "verdict": verdict,
            "reason": reason,
            "reason_id": kind.id if kind else False,
        }
    ).action_decide()


def _approve(house, login, document):
    """Let somebody approve the request about a document."""
    request = document.sudo().jxc_approval_request_id
    request.with_env(house.act(login)).action_jxc_approve()


def up_the_ladder(house, today):
    """Purchases at each height of the ladder: one waits for the purchase manager,
    one for the boss, and one was changed after it had been approved.
    """
    soon = today + timedelta(days=5)
    buy(house, "soy", "JY01", 8000, soon)
    _approve(house, "purchasemgr", buy(house, "flour", "MF01", 26000, soon))
    changed = buy(house, "spice", "XL01", 9000, today + timedelta(days=4))
    _approve(house, "purchasemgr", changed)
    changed.order_line.product_qty *= 1.5


def answered_purchases(house, today):
    """One is ordered after the boss approved, one came back, one is refused."""
    soon = today + timedelta(days=9)
    ordered = buy(house, "sauce", "HY02", 23000, soon)
    _approve(house, "purchasemgr", ordered)
    _approve(house, "boss", ordered)
    returned = buy(house, "vinegar", "LJ02", 6200, soon)
    _decide(
        house,
        "purchasemgr",
        returned,
        "return",
        "请再询两家报价，花雕料酒上月单价 9.2 元。",
        "price",
    )
    refused = buy(house, "spice", "XL05", 7500, soon)
    _decide(
        house,
        "purchasemgr",
        refused,
        "refuse",
        "白胡椒粉库存还够卖两个月，本月不进货。",
        "quantity",
    )


def rules_switched_on(house, _today):
    """The administrator has goods and money that leave approved as well."""
    env = house.act("jxcadmin")
    for name in ("temporary_credit", "scrap", "count", "refund"):
        env.ref(f"jxc_approval.rule_{name}").action_jxc_switch()


def higher_limit(house, today):
    """The sales manager asks the boss for more credit for the university's canteen."""
    house.act("salesmgr")["jxc.credit.temporary"].create(
        {
            "partner_id": house.ref("customer_canteen").id,
            "company_id": house.company.id,
            "amount": 50000,
            "date_from": today,
            "date_to": today + timedelta(days=30),
            "reason": "开学季集中采购，食堂已书面确认月底结清。",
        }
    )


def spoiled_goods(house, _today):
    """Wet flour waits for the supervisor, mouldy sauce for finance, one is refused."""
    spoil(house, "keeper", "MF03", 4, "受潮")
    _approve(house, "supervisor", spoil(house, "keeper", "DB02", 13, "霉变"))
    refused = spoil(house, "keeper", "YO02", 9, "外箱破损")
    reason = "只是外箱破损，瓶子完好，换箱后照常销售。"
    _decide(house, "supervisor", refused, "refuse", reason)


def counted_goods(house, _today):
    """Sugar is missing: the difference waits. A bottle of vinegar is booked at once."""
    env = house.act("supervisor")
    place = house.warehouse.lot_stock_id
    for code, missing in (("YT02", 3), ("CU01", 1)):
        product = house.ref(f"product_{code}")
        quant = env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id", "=", place.id)], limit=1
        )
        quant = quant.with_context(inventory_mode=True, inventory_name="月末盘点")
        quant.inventory_quantity = quant.quantity - missing
        quant.action_apply_inventory()


def money_back(house, _today):
    """Two refunds: the larger one waits for finance, the smaller one is booked."""
    env = house.act("account")
    for key, code, pieces in (("fumanlou", "HY02", 30), ("heping", "MF05", 4)):
        product = house.ref(f"product_{code}")
        refund = env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": house.ref(f"customer_{key}").id,
                "ref": "整批退货",
                "invoice_line_ids": [
                    Command.create({"product_id": product.id, "quantity": pieces})
                ],
            }
        )
        refund.action_post()


def boss_is_away(house, today):
    """The boss will travel and has named who decides meanwhile."""
    house.act("boss")["jxc.approval.delegation"].create(
        {
            "user_id": house.ref("user_boss").id,
            "delegate_id": house.ref("user_finance").id,
            "date_from": today + timedelta(days=3),
            "date_to": today + timedelta(days=10),
            "reason": "出差：郑州订货会",
        }
    )
