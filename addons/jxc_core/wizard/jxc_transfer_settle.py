from odoo import Command, api, fields, models
from odoo.exceptions import UserError

TRANSIT = "transit"


class JxcTransferSettle(models.TransientModel):
    """A supervisor says what became of goods that did not arrive.

    They arrived later, went back to the sender, or are lost; several answers for
    the same goods are given one after the other.
    """

    _name = "jxc.transfer.settle"
    _description = "Settle missing goods of a transfer"

    # === FIELDS ===
    transfer_id = fields.Many2one(
        "jxc.transfer", required=True, readonly=True, ondelete="cascade"
    )
    way = fields.Selection(
        [
            ("found", "Found: it arrived after all"),
            ("back", "Found: it went back to the sender"),
            ("lost", "Lost: write it off"),
        ],
        string="What Became of It",
        required=True,
        default="found",
    )
    reason_id = fields.Many2one(
        "jxc.write.off.reason",
        default=lambda self: self.env.ref(
            "jxc_core.write_off_reason_transit", raise_if_not_found=False
        ),
    )
    note = fields.Char(string="Explanation")
    line_ids = fields.One2many(
        "jxc.transfer.settle.line",
        "settle_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    # === COMPUTE ===
    @api.depends("transfer_id")
    def _compute_line_ids(self):
        """Offer everything that is missing."""
        for dialog in self:
            dialog.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {"transfer_line_id": line.id, "quantity": line.missing_qty}
                    )
                    for line in dialog.transfer_id.line_ids
                    if line.missing_qty
                ),
            ]

    # === POLICY ===
    def _jxc_check_lines(self):
        """Refuse to settle nothing, more than is missing, or other goods.

        :raise UserError: names the goods and how many are missing
        """
        if not any(line.quantity for line in self.line_ids):
            raise UserError(self.env._("Say how many of which goods."))
        for line in self.line_ids:
            source = line.transfer_line_id
            if source.transfer_id != self.transfer_id:
                raise UserError(self.env._("These goods are of another transfer."))
        for source in self.line_ids.transfer_line_id:
            lines = self.line_ids.filtered(
                lambda line, source=source: line.transfer_line_id == source
            )
            wanted = sum(lines.mapped("quantity"))
            unit = source.product_uom_id
            negative = any(line.quantity < 0 for line in lines)
            if negative or unit.compare(wanted, source.missing_qty) > 0:
                raise UserError(
                    self.env._(
                        "%(product)s: %(missing)s are missing, no more can be settled.",
                        product=source.product_id.display_name,
                        missing=f"{source.missing_qty:g}",
                    )
                )

    def _jxc_move(self):
        """Move what was found to where it is now, and book it at once."""
        transfer = self.transfer_id
        warehouse = transfer.warehouse_dest_id
        if self.way == "back":
            warehouse = transfer.warehouse_id
        picking = transfer._jxc_create_picking(
            warehouse.in_type_id,
            transfer._jxc_get_transit_location(),
            warehouse.lot_stock_id,
            [
                (
                    line.transfer_line_id,
                    line.quantity,
                    line.transfer_line_id._jxc_get_shipments(),
                )
                for line in self.line_ids
                if line.quantity
            ],
        )
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking._action_done()
        return True

    def _jxc_write_off(self):
        """Write off what is lost, where it was: on the way.

        :return: True, or who was asked to approve it
        """
        transfer = self.transfer_id
        place = transfer._jxc_get_transit_location()
        lines = []
        for line in self.line_ids.filtered("quantity"):
            lines += line._jxc_prepare_write_off_lines(place, self.reason_id, self.note)
        # sudo: the link to the transfer is the program's; what is written off was
        # checked, and is booked, or asked about, as the supervisor.
        document = (
            self.env["jxc.write.off"]
            .sudo()
            .create(
                {
                    "transfer_id": transfer.id,
                    "company_id": transfer.company_id.id,
                    "warehouse_id": transfer.warehouse_id.id,
                    "location_id": place.id,
                    "reason_id": self.reason_id.id,
                    "user_id": (transfer.owner_id or self.env.user).id,
                    "origin": transfer.name,
                    "note": self.note,
                    "line_ids": [Command.create(vals) for vals in lines],
                }
            )
        )
        return document.with_env(self.env).action_jxc_confirm()

    # === ACTIONS ===
    def action_jxc_settle(self):
        """Book what became of the missing goods.

        :return: an action that closes the dialog, or says who has to approve
        :raise UserError: when more is settled than is missing
        :raise AccessError: for whoever is no supervisor
        """
        self.ensure_one()
        transfer = self.transfer_id
        transfer.check_access("write")
        transfer._jxc_check_may_settle()
        transfer._jxc_lock()
        transfer._jxc_check_state("discrepancy")
        self._jxc_check_lines()
        if self.way == "lost":
            if not self.reason_id:
                raise UserError(self.env._("Choose a reason why it is lost."))
            result = self._jxc_write_off()
        else:
            result = self._jxc_move()
        if self.note:
            transfer.message_post(body=self.note)
        if isinstance(result, dict):
            return result
        return {"type": "ir.actions.act_window_close"}


class JxcTransferSettleLine(models.TransientModel):
    _name = "jxc.transfer.settle.line"
    _description = "Missing goods of a transfer"

    # === FIELDS ===
    settle_id = fields.Many2one(
        "jxc.transfer.settle", required=True, ondelete="cascade"
    )
    transfer_line_id = fields.Many2one(
        "jxc.transfer.line", string="Product", required=True, ondelete="cascade"
    )
    product_uom_id = fields.Many2one(related="transfer_line_id.product_uom_id")
    missing_qty = fields.Float(related="transfer_line_id.missing_qty", string="Missing")
    quantity = fields.Float(digits="Product Unit")

    # === POLICY ===
    def _jxc_prepare_write_off_lines(self, place, reason, note):
        """Return the values of one write-off line per lot that is lost.

        :param place: where the goods are on the way
        """
        source = self.transfer_line_id
        unit = source.product_id.uom_id
        left = source.product_uom_id._compute_quantity(self.quantity, unit)
        common = {
            "transfer_line_id": source.id,
            "product_id": source.product_id.id,
            "product_uom_id": unit.id,
            "location_id": place.id,
            "reason_id": reason.id,
            "note": note,
        }
        if source.tracking == "none":
            return [{**common, "quantity": left}]
        lines = []
        for lot, there in source._jxc_get_missing_by_lot().items():
            taken = min(left, there)
            if unit.compare(taken, 0) > 0:
                lines.append({**common, "lot_id": lot.id, "quantity": taken})
                left -= taken
        return lines
