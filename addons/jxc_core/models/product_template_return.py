from odoo import models


class ProductTemplate(models.Model):
    """A product tells its returns."""

    _name = "product.template"
    # One subject a file.
    _inherit = ["product.template", "jxc.returned"]  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_return_path(self):
        """A return line names a variant."""
        return "product_id.product_tmpl_id"
