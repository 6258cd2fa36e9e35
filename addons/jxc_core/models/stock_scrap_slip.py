from decimal import Decimal

from odoo import models


class StockScrap(models.Model):
    _name = "stock.scrap"
    _inherit = ["jxc.slip", "stock.scrap"]  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_slip_priced(self):
        """Whoever reads costs and write-offs sees what was written off."""
        return self.filtered(lambda scrap: scrap.has_access("read"))

    def _jxc_prepare_slip_vals(self, priced):
        """A write-off's slip is one line with its reason."""
        reasons = ", ".join(self.scrap_reason_tag_ids.mapped("name"))
        line = {
            "product": self.product_id,
            "lot": self.lot_id.name or "",
            "uom": self.product_uom_id,
            "quantity": self.scrap_qty,
            "note": reasons,
        }
        if priced:
            line |= self._jxc_get_slip_value()
        return {
            "kind": "write_off",
            "number": self.name,
            "date": self.date_done or self.create_date,
            "company": self.company_id,
            "facts": [
                (self.env._("From"), self.location_id.display_name),
                (self.env._("To"), self.scrap_location_id.display_name),
                (self.env._("Source"), self.origin or self.picking_id.name),
            ],
            "lines": [line],
            "maker": self.create_uid.name,
        }

    def _jxc_get_slip_value(self):
        """Return {"price", "amount"}: what was written off, at cost."""
        currency = self.company_id.currency_id
        moves = self.move_ids.filtered(lambda move: move.state == "done")
        value = abs(sum(moves.mapped("value")))
        if not moves:
            quantity = self.product_uom_id._compute_quantity(
                self.scrap_qty, self.product_id.uom_id, round=False
            )
            product = self.product_id.with_company(self.company_id)
            value = product.standard_price * quantity
        amount = Decimal(str(currency.round(value)))
        price = round(value / self.scrap_qty, 6) if self.scrap_qty else 0.0
        return {"price": Decimal(str(price)), "amount": amount}
