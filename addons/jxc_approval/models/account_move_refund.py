from odoo import models

STEP = "approve"
REFUND = "out_refund"


class AccountMove(models.Model):
    """A customer's refund is booked once it is approved."""

    _name = "account.move"
    # One subject a file: bills of vendor orders are another.
    _inherit = ["account.move", "jxc.gate"]  # pylint: disable=consider-merging-classes-inherited

    _jxc_approval_kinds = ("refund",)
    _jxc_approval_steps = (STEP,)

    # === POLICY ===
    def _jxc_get_next_step(self):
        """A draft refund waits to be booked."""
        self.ensure_one()
        if self._jxc_waits_for(STEP):
            return STEP
        return super()._jxc_get_next_step()

    def _jxc_waits_for(self, step):
        """Only a draft refund waits to be booked."""
        draft = self.state == "draft" and self.move_type == REFUND
        return draft and super()._jxc_waits_for(step)

    def _jxc_get_approval_holds(self, step):
        """Only refunds are asked about, invoices and entries are not."""
        refunds = self.filtered(lambda move: move.move_type == REFUND)
        return super(AccountMove, refunds)._jxc_get_approval_holds(step)

    def _jxc_get_requesters(self):
        """Add whoever changed it last: nobody approves what they typed themself."""
        return super()._jxc_get_requesters() | self.write_uid

    def _jxc_get_person_in_charge(self):
        """Return who typed the refund: the invoice's salesperson need not want it."""
        return self.create_uid or super()._jxc_get_person_in_charge()

    def _jxc_get_approval_parties(self):
        """Return the customer and the products that are credited."""
        return {
            "partner": self.partner_id,
            "products": self.invoice_line_ids.product_id,
            "warehouses": self.env["stock.warehouse"],
        }

    def _jxc_get_approval_content(self):
        """Return who is refunded where, in which currency, and for what.

        How much is no matter of the content but of the amount's ceiling.
        """
        lines = self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        return {
            "fixed": {
                "company": self.company_id.id,
                "type": self.move_type,
                "partner": self.partner_id.id,
                "currency": self.currency_id.id,
                "bank": self.partner_bank_id.id,
                "invoice": self.reversed_entry_id.id,
            },
            "items": sorted(
                [
                    line.product_id.id or 0,
                    line.account_id.id or 0,
                    sorted(line.tax_ids.ids),
                ]
                for line in lines
            ),
        }

    def _jxc_get_approval_rows(self):
        """Return the refund as approvers read it."""
        names = ("partner_id", "reversed_entry_id", "ref", "partner_bank_id")
        lines = self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        return [
            *(
                {"key": name, "field": name, "value": self._jxc_as_text(name)}
                for name in names
                if self[name]
            ),
            *(
                {
                    "key": f"line {line.id}",
                    "label": line.name or line.product_id.display_name or "",
                    "value": f"{line.quantity:g} × {line.price_unit:g} "
                    f"{', '.join(line.tax_ids.mapped('name'))}".strip(),
                }
                for line in lines
            ),
            {
                "key": "amount_total",
                "field": "amount_total",
                "value": self._jxc_as_text("amount_total"),
            },
        ]

    def _jxc_on_request(self, state):
        """Book the refund when it was approved; say so where it cannot be."""
        super()._jxc_on_request(state)
        if state != "approved" or self.state != "draft":
            return
        if reason := self._jxc_try_approved(self.action_post):
            self._jxc_tell_requesters(
                self.env._("Approved, but it could not be booked: %s", reason)
            )

    def _jxc_pass_refund_gates(self):
        """Let these moves be booked, or refuse them all.

        :raise HoldError: when a refund, or an entry of a payment back, is held
        """
        self.filtered(lambda move: move.move_type == REFUND)._jxc_pass_gate(STEP)
        # sudo: whoever books an entry need not read the payment it belongs to.
        payments = self.sudo().origin_payment_id.sudo(False)
        payments._jxc_pass_payment_gates()

    # === HOST HOOKS ===
    def write(self, vals):
        """Every way to book a refund ends here; a change of it may be asked again.

        Judged is what was booked, in case the same call changes it.
        """
        if not self._jxc_is_asked_about():
            return super().write(vals)
        if vals.get("state") != "posted":
            result = super().write(vals)
            drafts = self.filtered(lambda move: move._jxc_waits_for(STEP))
            drafts._jxc_follow_requests()
            return result
        booked = self.filtered(lambda move: move.state != "posted")
        booked._jxc_pass_refund_gates()
        with self.env["jxc.watch"]._jxc_undo_when_refused():
            result = super().write(vals)
            booked._jxc_pass_refund_gates()
        booked._jxc_follow_requests()
        return result

    def unlink(self):
        """A deleted refund waits for nobody."""
        if self._jxc_is_asked_about():
            self.filtered(lambda move: move.move_type == REFUND)._jxc_unseal()
        return super().unlink()

    def button_cancel(self):
        """A cancelled refund takes its approval along."""
        result = super().button_cancel()
        self.filtered(lambda move: move.move_type == REFUND)._jxc_unseal()
        return result

    def action_post(self):
        """Put refunds that need approval before their approvers, book the others."""
        refunds = self.filtered(lambda move: move._jxc_waits_for(STEP))
        may_post = self.env.su or self.env.user.has_group(
            "account.group_account_invoice"
        )
        waiting = refunds._jxc_submit_held(STEP) if may_post else self.browse()
        moves = self - waiting
        result = False
        if moves or not self:
            result = super(AccountMove, moves).action_post()
        if not waiting or result:
            return result
        return waiting._jxc_get_asked_notification()
