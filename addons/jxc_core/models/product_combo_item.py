from odoo import fields, models


class ProductComboItem(models.Model):
    _inherit = "product.combo.item"

    # === FIELDS ===
    lst_price = fields.Float(groups="jxc_core.group_price_reader")
    extra_price = fields.Float(groups="jxc_core.group_price_reader")
