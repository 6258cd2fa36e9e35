from odoo import fields, models


class StockQuant(models.Model):
    _inherit = "stock.quant"

    # === FIELDS ===
    value = fields.Monetary(
        groups="stock.group_stock_manager,jxc_core.group_finance",
    )
    currency_id = fields.Many2one(
        groups="stock.group_stock_manager,jxc_core.group_finance",
    )
