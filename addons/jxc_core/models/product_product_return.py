from odoo import models


class ProductProduct(models.Model):
    """A variant tells its returns."""

    _name = "product.product"
    # One subject a file.
    _inherit = ["product.product", "jxc.returned"]  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_return_path(self):
        """A return line names the variant."""
        return "product_id"
