from odoo import api, models

STEP = "approve"
PAID = ("in_process", "paid")
# Set in the cursor's memory, out of reach of any caller's context.
COVERED = "jxc.refund.covered"


class AccountPayment(models.Model):
    """Money goes back to a customer once it is approved, as a refund is."""

    _name = "account.payment"
    _inherit = ["account.payment", "jxc.gate"]

    _jxc_approval_kinds = ("refund",)
    _jxc_approval_steps = (STEP,)

    # === POLICY ===
    def _jxc_pays_back(self):
        """Tell whether this payment gives a customer money that nobody was asked about.

        Payments of booked refunds are made by the host's dialog, and only so much.
        """
        if self.env.cr.cache.get(COVERED, False):
            return False
        return self.payment_type == "outbound" and self.partner_type == "customer"

    def _jxc_get_next_step(self):
        """A draft that pays a customer back waits to be paid."""
        self.ensure_one()
        if self._jxc_waits_for(STEP):
            return STEP
        return super()._jxc_get_next_step()

    def _jxc_waits_for(self, step):
        """Only a draft that pays a customer back waits to be paid."""
        draft = self.state == "draft" and self._jxc_pays_back()
        return draft and super()._jxc_waits_for(step)

    def _jxc_get_approval_holds(self, step):
        """Only money that goes back to customers is asked about."""
        payments = self.filtered(lambda payment: payment._jxc_pays_back())
        return super(AccountPayment, payments)._jxc_get_approval_holds(step)

    def _jxc_get_requesters(self):
        """Add whoever changed it last: nobody approves what they typed themself."""
        return super()._jxc_get_requesters() | self.write_uid

    def _jxc_get_person_in_charge(self):
        """Return who typed the payment."""
        return self.create_uid or super()._jxc_get_person_in_charge()

    def _jxc_get_approval_amount(self):
        """Return what is paid back, in the payment's currency."""
        return self.amount, self.currency_id

    def _jxc_get_approval_parties(self):
        """Return the customer."""
        return {
            "partner": self.partner_id,
            "products": self.env["product.product"],
            "warehouses": self.env["stock.warehouse"],
        }

    def _jxc_get_approval_content(self):
        """Return who is paid, from where to where, and in which currency."""
        names = ("company_id", "partner_id", "currency_id", "journal_id")
        names += ("payment_method_line_id", "partner_bank_id")
        fixed = {name: self[name].id for name in names}
        return {"fixed": fixed, "items": []}

    def _jxc_get_approval_rows(self):
        """Return the payment as approvers read it."""
        names = ("partner_id", "amount", "memo", "journal_id", "partner_bank_id")
        return [
            {"key": name, "field": name, "value": self._jxc_as_text(name)}
            for name in names
            if self[name]
        ]

    def _jxc_on_request(self, state):
        """Pay back what was approved; say so where it cannot be."""
        super()._jxc_on_request(state)
        if state != "approved" or self.state != "draft":
            return
        if reason := self._jxc_try_approved(self.action_post):
            self._jxc_tell_requesters(
                self.env._("Approved, but it could not be paid: %s", reason)
            )

    def _jxc_pass_payment_gates(self):
        """Let these payments be made, or refuse them all.

        :raise HoldError: when one of them pays a customer back and is held
        """
        self.filtered(lambda payment: payment._jxc_pays_back())._jxc_pass_gate(STEP)

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """No payment starts out paid that a rule asks about."""
        if not self._jxc_is_asked_about():
            return super().create(vals_list)
        # A default may be the context's or the user's own.
        state = self.default_get(["state"]).get("state")
        if not any(vals.get("state", state) in PAID for vals in vals_list):
            return super().create(vals_list)
        with self.env["jxc.watch"]._jxc_undo_when_refused():
            payments = super().create(vals_list)
            payments.filtered(
                lambda payment: payment.state in PAID
            )._jxc_pass_payment_gates()
        return payments

    def write(self, vals):
        """Every way to make a payment ends here; a change may be asked again.

        Judged is what was paid, in case the same call changes it.
        """
        if not self._jxc_is_asked_about():
            return super().write(vals)
        if vals.get("state") not in PAID:
            result = super().write(vals)
            drafts = self.filtered(lambda payment: payment._jxc_waits_for(STEP))
            drafts._jxc_follow_requests()
            return result
        made = self.filtered(lambda payment: payment.state not in PAID)
        made._jxc_pass_payment_gates()
        with self.env["jxc.watch"]._jxc_undo_when_refused():
            result = super().write(vals)
            made._jxc_pass_payment_gates()
        made._jxc_follow_requests()
        return result

    def unlink(self):
        """A deleted payment waits for nobody."""
        if self._jxc_is_asked_about():
            self._jxc_unseal()
        return super().unlink()

    def action_cancel(self):
        """A cancelled payment takes its approval along."""
        result = super().action_cancel()
        if self._jxc_is_asked_about():
            self._jxc_unseal()
        return result

    def action_post(self):
        """Put payments back to customers before their approvers, make the others."""
        drafts = self.filtered(lambda payment: payment._jxc_waits_for(STEP))
        waiting = drafts._jxc_submit_held(STEP)
        payments = self - waiting
        result = None
        if payments or not self:
            result = super(AccountPayment, payments).action_post()
        if not waiting:
            return result
        return waiting._jxc_get_asked_notification()
