from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    # === HOST HOOKS ===
    def _post(self, soft=True):
        """A vendor's bill is not booked for an order that is not approved."""
        # sudo: whoever books need not be able to read the order.
        orders = (
            self.filtered(lambda move: move.move_type == "in_invoice")
            .sudo()
            .line_ids.purchase_line_id.order_id
        )
        orders.sudo(False)._jxc_pass_gate("bill")
        return super()._post(soft=soft)
