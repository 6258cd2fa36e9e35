from odoo import models


class StockRule(models.Model):
    """A replacement remembers what it replaces."""

    # One subject a file.
    _inherit = "stock.rule"  # pylint: disable=consider-merging-classes-inherited

    # === HOST HOOKS ===
    def _get_custom_move_fields(self):
        """Hand the return line on to the move that replaces its goods."""
        return [*super()._get_custom_move_fields(), "jxc_return_line_id"]
