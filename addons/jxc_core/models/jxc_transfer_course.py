from datetime import timedelta

from odoo import Command, fields, models
from odoo.exceptions import ConcurrencyError, LockError, UserError

TRANSIT = "transit"


# One subject a file: what a transfer says is in another.
class JxcTransfer(models.Model):
    """How goods are shipped, received, and followed while they are on the way."""

    _inherit = "jxc.transfer"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_lock(self):
        """Hold these transfers until the transaction ends.

        :raise ConcurrencyError: when somebody else is at one; the host repeats
        """
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise ConcurrencyError(str(error)) from error

    def _jxc_get_transit_location(self):
        """Return the company's transit location, where nobody's shelf is."""
        # sudo: a place of the company, switched on by the first who needs it.
        place = self.company_id.sudo().internal_transit_location_id
        if not place.active:
            place.active = True
        return place

    def _jxc_check_state(self, *states):
        """Refuse a step that is not this transfer's next one.

        :raise UserError: names the transfer and its state
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for transfer in self:
            if transfer.state not in states:
                raise UserError(
                    self.env._(
                        "%(transfer)s is “%(state)s”: this is not its next step.",
                        transfer=transfer.name,
                        state=labels[transfer.state],
                    )
                )

    def _jxc_prepare_picking_vals(self, picking_type, source, target, lines):
        """Return the values of a host transfer of goods of this one.

        :param lines: (line, quantity in its unit, move it follows or None)
        """
        self.ensure_one()
        return {
            "picking_type_id": picking_type.id,
            "company_id": self.company_id.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "origin": self.name,
            "user_id": False,
            "jxc_transfer_id": self.id,
            "move_ids": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "product_uom": line.product_uom_id.id,
                        "product_uom_qty": quantity,
                        "company_id": self.company_id.id,
                        "location_id": source.id,
                        "location_dest_id": target.id,
                        "jxc_transfer_line_id": line.id,
                        "move_orig_ids": [Command.set(origin.ids)] if origin else [],
                    }
                )
                for line, quantity, origin in lines
            ],
        }

    def _jxc_create_picking(self, picking_type, source, target, lines):
        """Make, confirm and reserve a host transfer of this one's goods."""
        # sudo: who may have goods sent was decided; the links are the program's.
        picking = (
            self.env["stock.picking"]
            .sudo()
            .create(self._jxc_prepare_picking_vals(picking_type, source, target, lines))
        )
        picking.move_ids._action_confirm(merge=False)
        self._jxc_reserve(picking)
        return picking

    def _jxc_reserve(self, picking):
        """Reserve the goods of a step; a lot that was asked for, and no other."""
        chosen = picking.move_ids.filtered(
            lambda move: (
                move.jxc_transfer_line_id.lot_id and move.location_id.usage != TRANSIT
            )
        )
        # Confirming may have reserved any lot already.
        chosen._do_unreserve()
        for move in chosen:
            move._update_reserved_quantity(
                move.product_qty,
                move.location_id,
                lot_id=move.jxc_transfer_line_id.lot_id,
            )
        chosen._recompute_state()
        (picking.move_ids - chosen)._action_assign()

    def _jxc_get_pickings(self, usage):
        """Return the open host transfers whose goods go to, or come from, transit.

        :param usage: "out": to be shipped; "in": to be received
        """
        name = "location_dest_id" if usage == "out" else "location_id"
        # sudo: see `_jxc_create_picking`.
        return self.sudo().picking_ids.filtered(
            lambda picking: (
                picking[name].usage == TRANSIT
                and picking.state not in ("done", "cancel")
            )
        )

    def _jxc_prepare_shipment(self):
        """Hand drafts to the warehouse: reserve what is wanted."""
        for transfer in self:
            if not transfer.line_ids:
                raise UserError(
                    self.env._("%s has no lines: say which goods.", transfer.name)
                )
            warehouse = transfer.warehouse_id
            transfer._jxc_create_picking(
                warehouse.out_type_id,
                warehouse.lot_stock_id,
                transfer._jxc_get_transit_location(),
                [(line, line.quantity, None) for line in transfer.line_ids],
            )
            # sudo: the state follows from what the button did.
            transfer.sudo().state = "ready"

    def _jxc_check_reserved(self, picking):
        """Refuse to ship what is not there.

        :raise UserError: names the goods, how many are wanted and how many are free
        """
        for move in picking.move_ids:
            if move.product_uom.compare(move.quantity, move.product_uom_qty) < 0:
                raise UserError(
                    self.env._(
                        "%(transfer)s: %(wanted)s of %(product)s are wanted, and "
                        "%(free)s are free at %(location)s. Ship what is there from "
                        "the warehouse's transfer, or cancel and write less.",
                        transfer=self.name,
                        product=move.product_id.display_name,
                        wanted=f"{move.product_uom_qty:g}",
                        free=f"{move.quantity:g}",
                        location=move.location_id.display_name,
                    )
                )

    # === FOLLOWING ===
    def _jxc_follow(self, moves):
        """Bring these transfers up to date with what their goods did.

        Called whenever a move of theirs is done or cancelled, by whatever screen.

        :param moves: what was just done or cancelled
        """
        # sudo: states, dates and receipts follow from moves, whoever moved.
        for transfer in self.sudo():
            transfer._jxc_note_shipped()
            own = moves.sudo() & transfer.line_ids.move_ids
            transfer._jxc_make_receipts(own)
            sent = own.filtered(
                lambda move: (
                    move.state == "done" and move.location_dest_id.usage == TRANSIT
                )
            )
            for line in sent.jxc_transfer_line_id:
                line.counted_qty = line.missing_qty
            state = transfer._jxc_get_course()
            if state != transfer.state:
                transfer.state = state
                transfer._jxc_on_state()

    def _jxc_note_shipped(self):
        """Remember who shipped when, and until when it is expected."""
        if not self.date_shipped and any(self.line_ids.mapped("shipped_qty")):
            today = self.company_id._jxc_get_today()
            self.write(
                {
                    "shipped_by_id": self.env.uid,
                    "date_shipped": fields.Datetime.now(),
                    "date_expected": today
                    + timedelta(days=self.company_id.jxc_transit_days),
                }
            )

    def _jxc_make_receipts(self, moves):
        """Make the receipt of what was just shipped and has none yet."""
        shipped = moves.filtered(
            lambda move: (
                move.state == "done"
                and move.location_dest_id.usage == TRANSIT
                and move.location_id.usage == "internal"
                and not move.move_dest_ids.filtered(
                    lambda item: item.state not in ("done", "cancel")
                )
                and not move.origin_returned_move_id
            )
        )
        if not shipped:
            return
        warehouse = self.warehouse_dest_id
        self._jxc_create_picking(
            warehouse.in_type_id,
            shipped.location_dest_id[:1],
            warehouse.lot_stock_id,
            [
                (
                    move.jxc_transfer_line_id,
                    move.product_uom._compute_quantity(
                        move.quantity, move.jxc_transfer_line_id.product_uom_id
                    ),
                    move,
                )
                for move in shipped
            ],
        )

    def _jxc_get_course(self):
        """Return the state that follows from the moves of this transfer."""
        self.ensure_one()
        if self.state in ("draft", "cancelled"):
            return self.state
        lines = self.line_ids
        if not any(lines.mapped("shipped_qty")):
            return "ready" if self._jxc_get_pickings("out") else "cancelled"
        if any(lines.mapped("missing_qty")):
            return TRANSIT if self._jxc_get_pickings("in") else "discrepancy"
        return "ready" if self._jxc_get_pickings("out") else "done"

    def _jxc_on_state(self):
        """Put the transfer on the desk of whoever it waits for now."""
        self.activity_unlink(
            [
                "jxc_core.mail_activity_type_receive",
                "jxc_core.mail_activity_type_discrepancy",
            ]
        )
        if self.state == TRANSIT:
            for user in self._jxc_get_receivers():
                self.activity_schedule(
                    "jxc_core.mail_activity_type_receive",
                    user_id=user.id,
                    date_deadline=self.date_expected,
                )
        if self.state == "discrepancy":
            self.owner_id = self.owner_id or self.shipped_by_id
            self.activity_schedule(
                "jxc_core.mail_activity_type_discrepancy",
                user_id=(self.owner_id or self.user_id).id,
            )
        if self.state in ("done", "cancelled"):
            self.activity_unlink(["jxc_core.mail_activity_type_overdue_transfer"])

    def _jxc_get_receivers(self):
        """Return who waits for the goods: the one named, else who works there."""
        if self.receiver_id:
            return self.receiver_id
        people = self.env["res.users"].search(
            [
                ("jxc_warehouse_ids", "in", self.warehouse_dest_id.ids),
                ("company_ids", "in", self.company_id.ids),
            ]
        )
        return people.filtered(lambda user: user._jxc_handles_stock())
