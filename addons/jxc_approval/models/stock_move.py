from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    # === POLICY ===
    def _jxc_get_bought_orders(self):
        """Return the vendor orders whose goods these moves bring, in or direct.

        Wherever they come from: a vendor, a subcontractor or a sister company.
        """
        # sudo: see below; where goods go to decides what is a return.
        arriving = self.sudo().filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and not move.product_uom.is_zero(move.quantity)
                and move.location_id.usage != "customer"
                and not move._is_purchase_return()
            )
        )
        # sudo: a warehouse operator receives for orders without reading them.
        return arriving.purchase_line_id.order_id.with_env(self.env)

    def _jxc_pass_move_gates(self):
        """Goods of an order that is not approved are not received."""
        self._jxc_get_bought_orders()._jxc_pass_gate("receive")
        return super()._jxc_pass_move_gates()

    # === HOST HOOKS ===
    def write(self, vals):
        """Linking goods that are here to an order is receiving that order."""
        result = super().write(vals)
        if vals.get("purchase_line_id"):
            # sudo: whoever handles goods need not be able to read the order.
            done = self.sudo().filtered(lambda move: move.state == "done")
            orders = done.purchase_line_id.order_id.with_env(self.env)
            orders._jxc_pass_gate("receive")
        return result
