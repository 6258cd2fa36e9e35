from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    # === POLICY ===
    def _jxc_get_bought_orders(self):
        """Return the vendor orders whose goods these moves bring, in or direct."""
        arriving = self.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.location_id.usage == "supplier"
                and move.location_dest_id.usage != "supplier"
                and not move.product_uom.is_zero(move.quantity)
            )
        )
        # sudo: a warehouse operator receives for orders without reading them.
        return arriving.sudo().purchase_line_id.order_id.sudo(False)

    def _jxc_pass_move_gates(self):
        """Goods of an order that is not approved are not received."""
        self._jxc_get_bought_orders()._jxc_pass_gate("receive")
        return super()._jxc_pass_move_gates()
