from contextlib import contextmanager

from odoo import models

from ..models.account_payment import COVERED


class AccountPaymentRegister(models.TransientModel):
    """A refund that was booked is paid without being asked about twice."""

    _inherit = "account.payment.register"

    # === POLICY ===
    @contextmanager
    def _jxc_paying_refunds(self, to_process):
        """Make the payments inside; none is asked about that booked refunds cover."""
        memory = self.env.cr.cache
        outer = memory.get(COVERED, False)
        memory[COVERED] = all(self._jxc_is_covered(values) for values in to_process)
        try:
            yield
        finally:
            memory[COVERED] = outer

    def _jxc_is_covered(self, values):
        """Tell whether a payment is no more than what booked refunds leave to pay.

        :param values: one of the host's `to_process`
        """
        lines, payment = values["to_reconcile"], values["create_vals"]
        # The host leaves it out of payments made together; they get the customer's.
        bank_id = payment.get("partner_bank_id")
        # sudo: the bank account may be out of sight, only whose it is matters.
        bank = self.env["res.partner.bank"].sudo().browse(bank_id)
        customer = lines.partner_id.commercial_partner_id
        refunds = lines.move_id
        if (
            set(refunds.mapped("move_type")) != {"out_refund"}
            or set(refunds.mapped("state")) != {"posted"}
            or lines.currency_id.ids != [payment["currency_id"]]
            or len(customer) != 1
            or (bank and bank.partner_id.commercial_partner_id != customer)
        ):
            return False
        left = abs(sum(lines.mapped("amount_residual_currency")))
        return lines.currency_id.compare_amounts(payment["amount"], left) <= 0

    # === HOST HOOKS ===
    def _init_payments(self, to_process, edit_mode=False):
        """Make the payments of booked refunds without asking again."""
        with self._jxc_paying_refunds(to_process):
            return super()._init_payments(to_process, edit_mode=edit_mode)

    def _post_payments(self, to_process, edit_mode=False):
        """Book the payments of booked refunds without asking again."""
        with self._jxc_paying_refunds(to_process):
            return super()._post_payments(to_process, edit_mode=edit_mode)
