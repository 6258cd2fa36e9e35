from odoo import models


# One subject a file.
class StockLot(models.Model):
    """Write-offs and transfers of a lot."""

    _name = "stock.lot"
    _inherit = ["stock.lot", "jxc.stock.papers"]  # pylint: disable=consider-merging-classes-inherited

    _jxc_paper_paths = {
        "jxc.write.off.line": "lot_id",
        "jxc.transfer.line": "lot_id",
    }
