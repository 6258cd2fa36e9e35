from odoo import fields, models


class ProductTemplateAttributeValue(models.Model):
    _inherit = "product.template.attribute.value"

    # === FIELDS ===
    price_extra = fields.Float(groups="jxc_core.group_price_reader")
