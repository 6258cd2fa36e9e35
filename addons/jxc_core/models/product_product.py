from odoo import fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    # === FIELDS ===
    lst_price = fields.Float(groups="jxc_core.group_price_reader")
    standard_price = fields.Float(groups="jxc_core.group_price_reader")
    price_extra = fields.Float(groups="jxc_core.group_price_reader")
    tax_string = fields.Char(groups="jxc_core.group_price_reader")
    avg_cost = fields.Monetary(groups="jxc_core.group_price_reader")
    total_value = fields.Monetary(groups="jxc_core.group_price_reader")
    suggest_estimated_price = fields.Float(groups="jxc_core.group_price_reader")
    pricelist_rule_ids = fields.One2many(groups="jxc_core.group_price_reader")

    # === POLICY ===
    def _jxc_refuses_negative(self):
        """Tell whether neither this product nor its category is exempt."""
        self.ensure_one()
        # sudo: whoever moves goods need not be able to read how they are set up.
        template = self.sudo().product_tmpl_id
        return (
            not template.jxc_allow_negative
            and template.categ_id._jxc_refuses_negative()
        )
