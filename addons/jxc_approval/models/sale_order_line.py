from odoo import models
from odoo.tools import float_repr


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # === POLICY ===
    def _jxc_get_approval_row(self):
        """Return a line as approvers read it."""
        self.ensure_one()
        taxes = ", ".join(self.tax_ids.mapped("name"))
        digits = self.env["decimal.precision"].precision_get("Product Price")
        discount = f" −{self.discount:g} %" if self.discount else ""
        return {
            "key": f"line {self.id}",
            "label": self.product_id.display_name or self.name,
            "value": f"{self.product_uom_qty:g} {self.product_uom_id.name or ''} × "
            f"{float_repr(self.price_unit, digits)}{discount} {taxes}".strip(),
        }
