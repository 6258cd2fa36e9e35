from odoo import models


# One subject a file.
class ProductTemplate(models.Model):
    """Write-offs and transfers of all variants of a product."""

    _name = "product.template"
    _inherit = ["product.template", "jxc.stock.papers"]  # pylint: disable=consider-merging-classes-inherited

    _jxc_paper_paths = {
        "jxc.write.off.line": "product_tmpl_id",
        "jxc.transfer.line": "product_tmpl_id",
    }
