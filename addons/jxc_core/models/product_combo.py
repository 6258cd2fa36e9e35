from odoo import fields, models


class ProductCombo(models.Model):
    _inherit = "product.combo"

    # === FIELDS ===
    base_price = fields.Float(groups="jxc_core.group_price_reader")
