from decimal import Decimal

from odoo import models


# One subject a file.
class JxcWriteOff(models.Model):
    """A write-off prints as a slip: signed as a draft, kept once it is booked."""

    _name = "jxc.write.off"
    _inherit = ["jxc.slip", "jxc.write.off"]  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_slip_priced(self):
        """Whoever reads costs and write-offs sees what was written off."""
        return self.filtered(lambda document: document.has_access("read"))

    def _jxc_prepare_slip_vals(self, priced):
        """List the goods with their reasons, at the value they were booked with."""
        kind = "write_off_reversal" if self.reversed_id else "write_off"
        vals = {
            "kind": kind,
            "number": self.name,
            "date": self.date_done or self.create_date,
            "company": self.company_id,
            "facts": self._jxc_get_slip_facts(),
            "lines": [line._jxc_prepare_slip_line(priced) for line in self.line_ids],
            "note": (self.note or "").strip(),
            "maker": self.create_uid.name,
        }
        if self.state == "draft":
            # Signed before it is booked, and no proof that it was.
            vals["title"] = self.env._("%s (draft)", self._jxc_get_slip_titles()[kind])
        return vals

    def _jxc_get_slip_facts(self):
        """Return ((label, text), …) above the table."""
        source = self.origin or self.picking_id.name or self.transfer_id.name
        if self.reversed_id:
            source = ""
        return [
            (self.env._("Warehouse"), self.warehouse_id.name),
            (self.env._("Location"), self.location_id.display_name),
            (self.env._("Reason"), self.reason_id.display_name),
            (self.env._("Responsible"), self.user_id.name),
            (self.env._("Reverses"), self.reversed_id.name),
            (self.env._("Source"), source),
        ]


class JxcWriteOffLine(models.Model):
    """One line of the slip."""

    _inherit = "jxc.write.off.line"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_prepare_slip_line(self, priced):
        """Return this line as a slip has it; what comes back is below zero.

        :param priced: True to add what it cost
        """
        document = self.write_off_id
        # A reason or a place that the head says is not said again.
        reason = self.reason_id if self.reason_id != document.reason_id else None
        place = self.location_id if self.location_id != document.location_id else None
        sign = -1 if self.origin_line_id else 1
        line = {
            "product": self.product_id,
            "lot": document._jxc_format_slip_lot(self.lot_id, document.company_id),
            "location": place.display_name if place else "",
            "uom": self.product_uom_id,
            "quantity": sign * self.quantity,
            "note": " ".join(
                filter(None, [reason.display_name if reason else "", self.note])
            ),
        }
        if priced:
            digits = Decimal(1).scaleb(-self.currency_id.decimal_places)
            price = abs(self.value) / self.quantity if self.quantity else 0.0
            line["price"] = Decimal(str(round(price, 6)))
            line["amount"] = Decimal(str(self.value)).quantize(digits)
        return line
