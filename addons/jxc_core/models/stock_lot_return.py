from odoo import models


class StockLot(models.Model):
    """A lot tells its returns."""

    _name = "stock.lot"
    # One subject a file.
    _inherit = ["stock.lot", "jxc.returned"]  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_return_path(self):
        """A return line may name a lot."""
        return "lot_id"
