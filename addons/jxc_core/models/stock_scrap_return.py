from odoo import models


class StockScrap(models.Model):
    """A write-off tells the return whose goods it writes off."""

    _name = "stock.scrap"
    # One subject a file.
    _inherit = ["stock.scrap", "jxc.return.paper"]  # pylint: disable=consider-merging-classes-inherited

    # === HOST HOOKS ===
    def do_scrap(self):
        """The last write-off may be all that a return waited for."""
        result = super().do_scrap()
        # sudo: whoever writes off need not be the one to plan what is next.
        self.sudo().jxc_return_id._jxc_follow()
        return result
