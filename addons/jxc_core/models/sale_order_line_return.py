from odoo import models


class SaleOrderLine(models.Model):
    """What of an order line was invoiced beyond what the customer kept."""

    # One subject a file: quantities and holds are another.
    _inherit = "sale.order.line"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_overbilled(self):
        """Return what was invoiced, drafts too, beyond what is delivered."""
        self.ensure_one()
        return (
            self.invoice_lines._jxc_get_billed(
                self.product_uom_id, "out_invoice", "out_refund"
            )
            - self.qty_delivered
        )

    def _jxc_get_creditable(self):
        """Return [(invoice line, what is left of it to credit)], newest first."""
        return self.invoice_lines._jxc_get_creditable(
            self, self.product_uom_id, "out_invoice"
        )
