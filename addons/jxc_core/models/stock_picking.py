from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # === FIELDS ===
    jxc_hold_text = fields.Text(
        string="Hold",
        compute="_compute_jxc_hold_text",
        help="Why these goods may not leave now.",
    )

    # === COMPUTE ===
    @api.depends_context("uid", "lang")
    @api.depends("state", "sale_id")
    def _compute_jxc_hold_text(self):
        """Show on the transfer what holds its order; the figures stay with sales."""
        for picking in self:
            orders = self.env["sale.order"]
            if picking.state not in ("done", "cancel"):
                orders = picking.move_ids._jxc_get_shipped_orders()
            picking.jxc_hold_text = "\n".join(
                hold.text for hold in orders._jxc_get_open_holds("ship")
            )
