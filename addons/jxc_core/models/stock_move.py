from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    # === POLICY ===
    def _jxc_get_shipped_orders(self):
        """Return the orders whose goods these moves hand to a customer."""
        leaving = self.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.location_dest_usage == "customer"
                and move.location_id.usage != "customer"
                and not move.product_uom.is_zero(move.quantity)
            )
        )
        # sudo: a warehouse operator ships orders without reading them.
        return leaving.sudo().sale_line_id.order_id.sudo(False)

    # === HOST HOOKS ===
    def _action_done(self, cancel_backorder=False):
        """Goods leave only for orders that pass the gate, on every path."""
        self._jxc_get_shipped_orders()._jxc_pass_gate("ship")
        return super()._action_done(cancel_backorder=cancel_backorder)
