from odoo import fields, models

# Whoever reads both customers' and vendors' orders.
ORDER_GROUPS = "stock.group_stock_user,account.group_account_readonly"


class StockLot(models.Model):
    _inherit = "stock.lot"

    # === FIELDS ===
    avg_cost = fields.Monetary(groups="jxc_core.group_price_reader")
    total_value = fields.Monetary(groups="jxc_core.group_price_reader")
    standard_price = fields.Float(groups="jxc_core.group_price_reader")
    # the host looks these up with its reader's rights, and operators have none
    sale_order_ids = fields.Many2many(groups=ORDER_GROUPS)
    sale_order_count = fields.Integer(groups=ORDER_GROUPS)
    purchase_order_ids = fields.Many2many(groups=ORDER_GROUPS)
    purchase_order_count = fields.Integer(groups=ORDER_GROUPS)
