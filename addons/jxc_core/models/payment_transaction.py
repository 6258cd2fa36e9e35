from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    # === HOST HOOKS ===
    def _check_amount_and_confirm_order(self):
        """Keep the payment of an order that is held: it waits as a quotation."""
        held = self.sale_order_ids.filtered(
            lambda order: (
                order.state in ("draft", "sent")
                and order._is_confirmation_amount_reached()
            )
        )._jxc_hold_quietly()
        passing = self.filtered(lambda payment: not payment.sale_order_ids & held)
        return super(PaymentTransaction, passing)._check_amount_and_confirm_order()
