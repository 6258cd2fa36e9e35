from odoo import models
from odoo.exceptions import UserError


# One subject a file: what a line says is in another.
class JxcWriteOffLine(models.Model):
    """What a line must have to be booked, and what becomes of it then."""

    _inherit = "jxc.write.off.line"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_check_complete(self):
        """Refuse lines without a reason, a quantity, or what their reason asks for.

        :raise UserError: names the document, the goods and what is missing
        """
        for line in self:
            missing = line._jxc_get_missing()
            if missing:
                raise UserError(
                    self.env._(
                        "%(document)s, %(product)s: %(missing)s",
                        document=line.write_off_id.name,
                        product=line.product_id.display_name,
                        missing=missing,
                    )
                )

    def _jxc_get_missing(self):
        """Return in a sentence what this line lacks to be booked, or ""."""
        self.ensure_one()
        if self.product_uom_id.compare(self.quantity, 0) <= 0:
            return self.env._("say how many, more than none.")
        if not self.reason_id:
            return self.env._("choose a reason.")
        if self.tracking != "none" and not self.lot_id:
            return self.env._("say which lot or serial number.")
        if self.lot_id and self.lot_id.product_id != self.product_id:
            return self.env._("the lot belongs to another product.")
        if self.location_id.usage != "internal" and not self.transfer_line_id:
            return self.env._(
                "goods are written off from a place of stock; what is lost on the way "
                "between warehouses is settled on its transfer."
            )
        if self.origin_line_id:
            return ""
        if self.reason_id.note_required and not self.note:
            return self.env._("this reason must be explained in words.")
        if self.reason_id.photo_required and not self.photo:
            return self.env._("this reason needs a photo.")
        return ""

    def _jxc_check_in_stock(self):
        """Refuse to write off more than is there; all lines together.

        :raise UserError: names the goods, the place, what is there and what is asked
        """
        needs = {}
        for line in self:
            if line.product_id.is_storable:
                key = line._jxc_get_place_key()
                needs[key] = needs.get(key, 0.0) + line._jxc_get_product_qty()
        self.env["stock.quant"]._jxc_check_on_hand(needs)

    def _jxc_check_reversible(self):
        """Refuse to bring back more than was written off and is not back yet.

        The lines that were written off are held until the transaction ends, so that
        two reversals at once do not both pass.

        :raise UserError: names the goods and how many are left
        """
        # sudo: the lines of what is booked are the program's to lock and read.
        self.sudo().origin_line_id.write_off_id._jxc_lock()
        for line in self:
            left = line.origin_line_id._jxc_get_reversible_qty()
            if line.product_uom_id.compare(line.quantity, left) > 0:
                raise UserError(
                    self.env._(
                        "%(document)s, %(product)s: of what was written off only "
                        "%(left)s can still be brought back.",
                        document=line.write_off_id.name,
                        product=line.product_id.display_name,
                        left=f"{left:g}",
                    )
                )

    def _jxc_prepare_scrap_vals(self):
        """Return the values of the host's scrap of this line."""
        self.ensure_one()
        document = self.write_off_id
        place = self.reason_id._jxc_get_location(document.company_id)
        return {
            "jxc_write_off_line_id": self.id,
            "company_id": document.company_id.id,
            "origin": document.name,
            "picking_id": document.picking_id.id,
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            "scrap_qty": self.quantity,
            "lot_id": self.lot_id.id,
            "package_id": self.package_id.id,
            "owner_id": self.owner_id.id,
            "location_id": self.location_id.id,
            "scrap_location_id": place.id,
        }

    def _jxc_prepare_return_vals(self):
        """Return the values of the move that brings the goods of this line back."""
        self.ensure_one()
        lost = self.origin_line_id.move_id
        goods = {
            "product_id": self.product_id.id,
            "location_id": lost.location_dest_id.id,
            "location_dest_id": self.location_id.id,
        }
        return {
            **goods,
            "company_id": self.company_id.id,
            "product_uom": self.product_uom_id.id,
            "product_uom_qty": self.quantity,
            "origin": self.write_off_id.name,
            "origin_returned_move_id": lost.id,
            "picked": True,
            "move_line_ids": [
                (
                    0,
                    0,
                    {
                        **goods,
                        "product_uom_id": self.product_uom_id.id,
                        "quantity": self.quantity,
                        "lot_id": self.lot_id.id,
                        "result_package_id": self.package_id.id,
                        "owner_id": self.owner_id.id,
                    },
                )
            ],
        }

    def _jxc_prepare_reversal_vals(self):
        """Return the values of the line that brings back what is left of this one."""
        self.ensure_one()
        return {
            "origin_line_id": self.id,
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            "quantity": self._jxc_get_reversible_qty(),
            "lot_id": self.lot_id.id,
            "package_id": self.package_id.id,
            "owner_id": self.owner_id.id,
            "location_id": self.location_id.id,
            "reason_id": self.reason_id.id,
        }
