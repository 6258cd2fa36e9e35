from odoo import models


# One subject a file.
class ProductProduct(models.Model):
    """Write-offs and transfers of a product."""

    _name = "product.product"
    _inherit = ["product.product", "jxc.stock.papers"]  # pylint: disable=consider-merging-classes-inherited

    _jxc_paper_paths = {
        "jxc.write.off.line": "product_id",
        "jxc.transfer.line": "product_id",
    }
