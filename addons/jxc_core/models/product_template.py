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
    jxc_allow_negative = fields.Boolean(
        string="May Be Negative",
        groups="stock.group_stock_manager",
        help="Stock of this product may become negative although the company refuses "
        "it: goods that are weighed or measured only now and then, for instance.",
    )
    list_price = fields.Float(groups="jxc_core.group_price_reader")
    standard_price = fields.Float(groups="jxc_core.group_price_reader")
    tax_string = fields.Char(groups="jxc_core.group_price_reader")
    seller_ids = fields.One2many(groups="jxc_core.group_price_reader")
    variant_seller_ids = fields.One2many(groups="jxc_core.group_price_reader")
    pricelist_rule_ids = fields.One2many(groups="jxc_core.group_price_reader")
