from odoo import models


class StockLot(models.Model):
    """A lot tells its returns."""

    _name = "stock.lot"
    # One subject a file.
    _inherit = ["stock.lot", "jxc.returned"]  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_return_path(self):
        """The lots that were returned, whether they were asked for by lot or not."""
        return "move_ids.move_line_ids.lot_id"
