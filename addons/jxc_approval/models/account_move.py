from odoo import api, models

# What books a debt to a vendor; refunds stay possible.
BILLS = ("in_invoice", "in_receipt")


class AccountMove(models.Model):
    _inherit = "account.move"

    # === POLICY ===
    def _jxc_pass_bill_gate(self):
        """Let bills be booked, or refuse them all.

        :raise HoldError: when an order that they bill is not approved
        """
        # sudo: whoever books need not be able to read the order.
        bills = self.sudo().filtered(lambda move: move.move_type in BILLS)
        orders = bills.line_ids.purchase_line_id.order_id
        orders.with_env(self.env)._jxc_pass_gate("bill")

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """No default of anybody's books what is only being made.

        The host refuses values that say so.
        """
        return super().create([{"state": "draft", **vals} for vals in vals_list])

    def write(self, vals):
        """A vendor's bill is not booked for an order that is not approved."""
        if vals.get("state") == "posted":
            self._jxc_pass_bill_gate()
        return super().write(vals)
