from odoo import fields, models

# Whoever reads vendor orders.
ORDER_GROUPS = (
    "stock.group_stock_user,purchase.group_purchase_user,account.group_account_readonly"
)


class StockLot(models.Model):
    _inherit = "stock.lot"

    # === FIELDS ===
    avg_cost = fields.Monetary(groups="jxc_core.group_price_reader")
    total_value = fields.Monetary(groups="jxc_core.group_price_reader")
    standard_price = fields.Float(groups="jxc_core.group_price_reader")
    # the host looks for orders with its reader's rights, and operators have none
    sale_order_ids = fields.Many2many(compute_sudo=True)
    sale_order_count = fields.Integer(compute_sudo=True)
    purchase_order_ids = fields.Many2many(compute_sudo=True, groups=ORDER_GROUPS)
    purchase_order_count = fields.Integer(compute_sudo=True)
