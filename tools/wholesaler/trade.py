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


# what people say happened -> the reason it is counted under
REASONS = {"受潮": "spoiled", "霉变": "spoiled", "破损": "broken", "外箱破损": "broken"}


def spoil(house, login, code, pieces, why):
    """Return a write-off that somebody books, or puts before its approvers."""
    return write_off(house, login, [(code, pieces, why)])


def write_off(house, login, rows, **vals):
    """Return a write-off of several goods; rows are (code, pieces, what happened)."""
    document = house.act(login)["jxc.write.off"].create(
        {
            "location_id": house.warehouse.lot_stock_id.id,
            "line_ids": [
                Command.create(
                    {
                        "product_id": house.ref(f"product_{code}").id,
                        "quantity": pieces,
                        "reason_id": _reason(house, why),
                        "note": why,
                    }
                )
                for code, pieces, why in rows
            ],
            "reason_id": _reason(house, rows[0][2]),
            **vals,
        }
    )
    document.action_jxc_confirm()
    return document


def _reason(house, why):
    """Return the id of the reason that fits what happened."""
    return house.env.ref(f"jxc_core.write_off_reason_{REASONS[why]}").id
