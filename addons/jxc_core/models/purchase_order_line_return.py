from odoo import models


class PurchaseOrderLine(models.Model):
    """What of an order line was billed beyond what we kept."""

    # One subject a file: quantities are another.
    _inherit = "purchase.order.line"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_overbilled(self):
        """Return what was billed, drafts too, beyond what is received."""
        self.ensure_one()
        return (
            self.invoice_lines._jxc_get_billed(
                self.product_uom_id, "in_invoice", "in_refund"
            )
            - self.qty_received
        )

    def _jxc_get_creditable(self):
        """Return [(bill line, what is left of it to credit)], newest first."""
        return self.invoice_lines._jxc_get_creditable(
            self, self.product_uom_id, "in_invoice"
        )
