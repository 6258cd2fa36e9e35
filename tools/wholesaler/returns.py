"""What came back, and where each return stands when the demo is opened."""

from odoo import Command


def play():
    """Return the scenes in their order."""
    return [
        brought_back_and_credited,
        leaking_bottles,
        waiting_for_inspection,
        asked_for_today,
        sent_back_to_the_mill,
    ]


def _last_transfer(house, kind, partner):
    """Return the last delivery to, or receipt from, a partner that is done."""
    return house.env["stock.picking"].search(
        [
            ("company_id", "=", house.company.id),
            ("partner_id", "child_of", partner.commercial_partner_id.id),
            ("picking_type_code", "=", kind),
            ("state", "=", "done"),
            ("return_id", "=", False),
        ],
        order="date_done desc, id desc",
        limit=1,
    )


def _ask(house, login, picking, pieces, reason, **vals):
    """Return what somebody asks for: pieces of the first goods of a transfer."""
    returns = house.act(login)["jxc.return"]
    if not picking:
        return returns
    first, *_others = returns._jxc_prepare_line_vals_list(picking) or [None]
    if not first:
        return returns
    item = returns.create(
        {
            "return_type": "vendor" if login == "buyer" else "customer",
            "picking_id": picking.id,
            "reason_id": house.env.ref(f"jxc_core.return_reason_{reason}").id,
            "line_ids": [
                Command.create(first | {"quantity": min(pieces, first["quantity"])})
            ],
            **vals,
        }
    )
    item.action_jxc_request()
    return item


def _ask_customer(house, key, pieces, reason, **vals):
    partner = house.ref(f"customer_{key}")
    picking = _last_transfer(house, "outgoing", partner)
    return _ask(house, "sales", picking, pieces, reason, **vals)


def _inspect(house, item, note, **verdict):
    """Let the keeper sort what was received; what is not named can be sold."""
    line = item.with_env(house.act("keeper")).line_ids
    good = line.received_qty - sum(verdict.values())
    line.write({"good_qty": good, "inspection_note": note, **verdict})
    line.return_id.action_jxc_inspect()


def brought_back_and_credited(house, _today):
    """The canteen ordered too much; it is back on the shelf and credited."""
    item = _ask_customer(house, "canteen", 2, "too_many", note="学期结束，用不完。")
    if item:
        item.with_env(house.act("keeper")).action_jxc_receive()
        _inspect(house, item, "包装完好")
        accountant = item.with_env(house.act("account"))
        if accountant.state == "inspected":
            accountant.action_jxc_credit()
            accountant.refund_ids.action_post()


def leaking_bottles(house, _today):
    """Two of three leak: inspected, and waiting for the accountant."""
    item = _ask_customer(house, "fumanlou", 3, "damaged", note="运输途中漏油。")
    if item:
        item.with_env(house.act("keeper")).action_jxc_receive()
        leaking = min(2, item.line_ids.received_qty)
        _inspect(house, item, "瓶盖松动，已漏", scrap_qty=leaking)


def waiting_for_inspection(house, _today):
    """A customer's goods are at the dock since this morning."""
    item = _ask_customer(
        house,
        "xianwei",
        4,
        "expired",
        settlement="replacement",
        note="临期，要求换货。",
    )
    if item:
        item.with_env(house.act("keeper")).action_jxc_receive()


def asked_for_today(house, _today):
    """The bakery rang: wrong goods. The keeper will fetch them."""
    _ask_customer(house, "maixiang", 5, "wrong", note="发错规格。")


def sent_back_to_the_mill(house, _today):
    """Faulty goods went back to their vendor, whose credit note is awaited."""
    vendor = house.ref("vendor_flour")
    picking = _last_transfer(house, "incoming", vendor)
    item = _ask(house, "buyer", picking, 3, "faulty", note="受潮结块。")
    if item:
        item.with_env(house.act("keeper")).action_jxc_receive()
