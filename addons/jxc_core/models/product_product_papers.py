from odoo import models


# One subject a file.
class ProductProduct(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Write-offs and transfers of a product."""

    _name = "product.product"
    _inherit = ["product.product", "jxc.stock.papers"]

    _jxc_paper_paths = {
        "jxc.write.off.line": "product_id",
        "jxc.transfer.line": "product_id",
    }
