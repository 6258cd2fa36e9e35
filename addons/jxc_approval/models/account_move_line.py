from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # === HOST HOOKS ===
    def write(self, vals):
        """Linking a booked bill to an order is billing that order."""
        result = super().write(vals)
        if vals.get("purchase_line_id"):
            booked = self.filtered(lambda line: line.parent_state == "posted")
            booked.move_id._jxc_pass_bill_gate()
        return result
