"""What gets lost in the demo, and what goes to the wholesaler's own shop."""

from datetime import timedelta

from odoo import Command

from .trade import write_off


def play():
    """Return the scenes in their order."""
    return [
        own_shop,
        fallen_pallet,
        found_again,
        arrived,
        on_the_road,
        overdue_on_the_road,
        short_on_arrival,
        lost_on_the_road,
    ]


def own_shop(house, _today):
    """The wholesaler opens a shop of its own; the clerk works there only."""
    shop = house.keep(
        "stock.warehouse",
        {"shop": {"name": "春熙路门市", "code": "MS", "company_id": house.company.id}},
    )
    house.ref("user_clerk").jxc_warehouse_ids = shop
    house.ref("user_keeper").jxc_warehouse_ids = house.warehouse


def fallen_pallet(house, _today):
    """A pallet fell over: one document for all of it, the keeper answers for it."""
    rows = [("CU01", 3, "破损"), ("JY03", 2, "破损"), ("MF04", 1, "受潮")]
    write_off(house, "supervisor", rows, user_id=house.ref("user_keeper").id)


def found_again(house, _today):
    """Two cartons written off too soon are brought back by a reversal."""
    document = write_off(house, "supervisor", [("DB03", 2, "外箱破损")])
    action = document.action_jxc_reverse()
    reversal = document.browse(action["res_id"])
    reversal.note = "外箱破损，袋子完好，重新入库。"
    reversal.action_jxc_confirm()


def _send(house, *rows):
    """Return a transfer to the shop that the keeper ships; rows are (code, pieces)."""
    transfer = house.act("keeper")["jxc.transfer"].create(
        {
            "warehouse_id": house.warehouse.id,
            "warehouse_dest_id": house.ref("shop").id,
            "receiver_id": house.ref("user_clerk").id,
            "line_ids": [
                Command.create(
                    {"product_id": house.ref(f"product_{code}").id, "quantity": pieces}
                )
                for code, pieces in rows
            ],
        }
    )
    transfer.action_jxc_ship()
    return transfer


def _receive(house, transfer, **missing):
    """Let the clerk count what arrived; `missing` is {product code: pieces}."""
    mine = transfer.with_env(house.act("clerk"))
    for line in mine.line_ids:
        line.counted_qty -= missing.get(line.product_id.default_code, 0)
    mine.action_jxc_receive()
    return mine


def arrived(house, _today):
    """A transfer that arrived in full, and is closed."""
    _receive(house, _send(house, ("YT01", 10), ("CU02", 6)))


def on_the_road(house, _today):
    """A transfer that the shop waits for."""
    _send(house, ("JY01", 4), ("LJ01", 4))


def overdue_on_the_road(house, today):
    """A transfer that should have arrived days ago."""
    transfer = _send(house, ("DB04", 4))
    transfer.sudo().date_expected = today - timedelta(days=4)
    house.env["jxc.transfer"]._cron_jxc_tell_overdue()


def short_on_arrival(house, _today):
    """Two bottles are missing on arrival: the keeper answers for them."""
    _receive(house, _send(house, ("HY01", 12), ("XL06", 3)), HY01=2)


def lost_on_the_road(house, _today):
    """A tin is lost: the supervisor settles it by a write-off."""
    short = _receive(house, _send(house, ("XL05", 3)), XL05=1)
    env = house.act("supervisor")
    dialog = env["jxc.transfer.settle"].create(
        {"transfer_id": short.id, "way": "lost", "note": "途中遗失，司机已说明。"}
    )
    dialog.action_jxc_settle()
