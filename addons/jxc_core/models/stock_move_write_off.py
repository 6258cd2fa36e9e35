from odoo import api, models


# One subject a file.
class StockMove(models.Model):
    """Goods that a reversal brings back are called by it."""

    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    # === COMPUTE ===
    @api.depends("origin")
    def _compute_reference(self):
        """Call a move without a transfer or scrap by its source.

        The host's accounting entries cannot do without a reference.
        """
        result = super()._compute_reference()
        for move in self:
            move.reference = move.reference or move.origin
        return result
