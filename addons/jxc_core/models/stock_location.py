from odoo import models
from odoo.exceptions import AccessError


class StockLocation(models.Model):
    _inherit = "stock.location"

    # === POLICY ===
    def _jxc_check_may_adjust(self):
        """Keep those who only handle goods from correcting stock by moving them.

        :raise AccessError: when one of these is where losses and finds are booked
        """
        if self.env.su or self.env.user._has_group("stock.group_stock_user"):
            return
        # sudo: the location may be another company's, only its usage matters.
        if "inventory" in self.sudo().mapped("usage"):
            raise AccessError(
                self.env._("Only a warehouse supervisor may correct stock.")
            )
