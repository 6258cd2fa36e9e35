"""What people of the demo do more than once: order goods, write them off."""

from odoo import Command


def draft(house, vendor, product, pieces, due):
    """Return a request for quotation that the buyer writes."""
    order = house.act("buyer")["purchase.order"].create(
        {
            "partner_id": house.ref(f"vendor_{vendor}").id,
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_qty": pieces,
                        "price_unit": product.standard_price,
                        "date_planned": due,
                    }
                )
            ],
        }
    )
    # What follows from the lines is written by whoever typed them.
    order.env.flush_all()
    return order


def buy(house, vendor, code, amount, due):
    """Return an order of the buyer's for goods worth about `amount`, confirmed."""
    product = house.ref(f"product_{code}")
    order = draft(house, vendor, product, amount // product.standard_price, due)
    order.button_confirm()
    return order


def spoil(house, login, code, pieces, why):
    """Return a write-off that somebody books, or puts before its approvers."""
    key = f"reason_{why}"
    tag = house.keep("stock.scrap.reason.tag", {key: {"name": why}})
    scrap = house.act(login)["stock.scrap"].create(
        {
            "product_id": house.ref(f"product_{code}").id,
            "scrap_qty": pieces,
            "location_id": house.warehouse.lot_stock_id.id,
            "scrap_reason_tag_ids": [Command.set(tag.ids)],
        }
    )
    scrap.action_validate()
    return scrap
