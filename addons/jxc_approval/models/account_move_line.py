from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # === HOST HOOKS ===
    def write(self, vals):
        """Linking a booked bill to an order is billing that order."""
        result = super().write(vals)
        if vals.get("purchase_line_id"):
            booked = self.filtered(
                lambda line: (
                    line.parent_state == "posted"
                    and line.move_id.move_type == "in_invoice"
                )
            )
            # sudo: whoever books need not be able to read the order.
            orders = booked.sudo().purchase_line_id.order_id
            orders.sudo(False)._jxc_pass_gate("bill")
        return result
