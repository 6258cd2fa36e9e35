from odoo import models


# One subject a file.
class JxcTransfer(models.Model):
    """A transfer prints as the slip that travels with the goods, without prices."""

    _name = "jxc.transfer"
    _inherit = ["jxc.slip", "jxc.transfer"]  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_slipless_states(self):
        """A draft is a wish: nothing is reserved for it."""
        return super()._jxc_get_slipless_states() | {"draft"}

    def _jxc_prepare_slip_vals(self, priced):
        """List what is sent, with room for, or the figures of, what arrived."""
        return {
            "kind": "transfer",
            "number": self.name,
            "date": self.date_shipped or self.date_planned or self.create_date,
            "company": self.company_id,
            "facts": self._jxc_get_slip_facts(),
            "lines": [
                line
                for each in self.line_ids
                for line in each._jxc_prepare_slip_lines()
            ],
            "note": (self.note or "").strip(),
            "maker": self.create_uid.name,
        }

    def _jxc_get_slip_facts(self):
        """Return ((label, text), …) above the table."""
        company, there = self.company_id, self.warehouse_dest_id.partner_id
        if there == company.partner_id:
            # That is above the table already, and says nothing about the way.
            there = there.browse()
        received = self.date_received
        expected = self.date_expected if not received else False
        return [
            (self.env._("From Warehouse"), self.warehouse_id.name),
            (self.env._("To Warehouse"), self.warehouse_dest_id.name),
            (self.env._("Address"), there._jxc_get_slip_address()),
            (self.env._("Shipped By"), self.shipped_by_id.name),
            (self.env._("Receiver"), (self.received_by_id or self.receiver_id).name),
            (self.env._("Phone"), there.jxc_phone_display),
            (
                self.env._("Expected Until"),
                expected and self._jxc_format_slip_date(expected, company),
            ),
            (
                self.env._("Received On"),
                received and self._jxc_format_slip_date(received, company),
            ),
        ]


class JxcTransferLine(models.Model):
    """One line of the slip, or one per lot that was shipped."""

    _inherit = "jxc.transfer.line"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_prepare_slip_lines(self):
        """Return this line as a slip has it: one per lot, else one.

        What was received is left open, to be written by hand, until it was.
        """
        transfer, uom = self.transfer_id, self.product_uom_id
        counted = transfer.state in ("discrepancy", "done")
        parts = self._jxc_get_slip_parts()
        if not parts:
            parts = {self.lot_id: {"shipped": self.quantity}}
        lines = []
        for lot, sums in parts.items():
            shipped = uom.round(sums.get("shipped", 0.0))
            received = uom.round(sums.get("received", 0.0))
            lines.append(
                {
                    "product": self.product_id,
                    "lot": transfer._jxc_format_slip_lot(lot, transfer.company_id),
                    "uom": uom,
                    "quantity": shipped,
                    "received": received if counted else None,
                    "note": self._jxc_get_slip_note(sums) if counted else "",
                }
            )
        return lines

    def _jxc_get_slip_parts(self):
        """Return {lot: {"shipped", "received", "returned", "lost": quantity}}.

        Of what really moved, in this line's unit.
        """
        parts = {}
        # Not filtered: records taken out of their set are read one by one.
        for move in self.move_ids:
            name, sign = self._jxc_get_part(move)
            if move.state != "done" or not name:
                continue
            for operation in move.move_line_ids:
                sums = parts.setdefault(operation.lot_id, {})
                quantity = operation.product_uom_id._compute_quantity(
                    operation.quantity, self.product_uom_id, round=False
                )
                sums[name] = sums.get(name, 0.0) + sign * quantity
        return parts

    def _jxc_get_slip_note(self, sums):
        """Return what became of goods that were sent and not received."""
        uom = self.product_uom_id
        returned, lost = sums.get("returned", 0.0), sums.get("lost", 0.0)
        missing = sums.get("shipped", 0.0) - sums.get("received", 0.0) - returned - lost
        texts = [
            self.env._("missing %g", missing) if not uom.is_zero(missing) else "",
            self.env._("sent back %g", returned) if not uom.is_zero(returned) else "",
            self.env._("written off %g", lost) if not uom.is_zero(lost) else "",
        ]
        return ", ".join(filter(None, texts))
