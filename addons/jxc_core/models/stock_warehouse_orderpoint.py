from odoo import models


class StockWarehouseOrderpoint(models.Model):
    _inherit = "stock.warehouse.orderpoint"

    # === HOST HOOKS ===
    def action_replenish(self, force_to_max=False):
        """Reading a rule is not ordering by it."""
        if not self.env.su:
            self.env.user._jxc_check_may_replenish()
        return super().action_replenish(force_to_max=force_to_max)
