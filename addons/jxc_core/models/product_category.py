from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    # === FIELDS ===
    jxc_allow_negative = fields.Boolean(
        string="May Be Negative",
        groups="stock.group_stock_manager",
        help="Stock of these products, and of those in the categories below, may "
        "become negative although the company refuses it.",
    )

    # === POLICY ===
    def _jxc_refuses_negative(self):
        """Tell whether neither this category nor one above it is exempt."""
        category = self
        while category and not category.jxc_allow_negative:
            category = category.parent_id
        return not category
