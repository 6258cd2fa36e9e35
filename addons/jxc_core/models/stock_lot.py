from odoo import fields, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    # === FIELDS ===
    avg_cost = fields.Monetary(groups="jxc_core.group_price_reader")
    total_value = fields.Monetary(groups="jxc_core.group_price_reader")
    standard_price = fields.Float(groups="jxc_core.group_price_reader")
