from odoo import fields, models


class ProductAttributeValue(models.Model):
    _inherit = "product.attribute.value"

    # === FIELDS ===
    default_extra_price = fields.Float(groups="jxc_core.group_price_reader")
