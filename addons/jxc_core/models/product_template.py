from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    # === FIELDS ===
    jxc_floor_price = fields.Float(
        string="Floor Price",
        company_dependent=True,
        digits="Product Price",
        groups="jxc_core.group_sales_manager,jxc_core.group_general_manager,"
        "jxc_core.group_finance",
        help="Lowest price of one unit without tax, in company currency. Orders below "
        "it wait for a sales manager; 0 means no floor.",
    )
