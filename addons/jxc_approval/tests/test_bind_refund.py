from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.jxc_core.exceptions import HoldError

from .bind_common import BindCommon


@tagged("post_install", "-at_install")
class TestBindRefund(BindCommon):
    """Over 1,000.00 finance is asked before a customer is refunded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._switch_on("rule_refund")
        cls.users["accountant"] = new_test_user(
            cls.env, login="jxc_accountant", groups="account.group_account_invoice"
        )

    def _draft(self, amount=1500, kind="out_refund", role="accountant"):
        values = {
            "move_type": kind,
            "partner_id": self.customer.id,
            "invoice_date": "2026-01-31",
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": "Kettles",
                        "product_id": self.product.id,
                        "price_unit": amount,
                        "tax_ids": False,
                    }
                )
            ],
        }
        (id_,) = self._rpc(role, "account.move", "create", [values])
        return self.env["account.move"].browse(id_)

    def _post(self, refund, role="accountant"):
        return self._rpc(role, "account.move", "action_post", refund.ids)

    def _wait(self, amount=1500):
        refund = self._draft(amount)
        self._post(refund)
        return refund

    def _approved_draft(self):
        """A refund whose approval counts, while its booking failed at first."""
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "1", "partner_id": self.customer.id}
        )
        refund = self._draft()
        self._write(refund, partner_bank_id=bank.id)
        self._post(refund)
        bank.active = False
        self._approve(self._pending(refund), "finance")
        self.assertEqual(
            (refund.state, self._last(refund).state), ("draft", "approved")
        )
        bank.active = True
        return refund

    def _write(self, refund, **vals):
        self._rpc("accountant", "account.move", "write", refund.ids, vals)

    def _refused(self, model, method, *args, role="accountant", error=HoldError, **kw):
        with self.assertRaises(error), self.env.cr.savepoint():
            self._rpc(role, model, method, *args, **kw)
            self.env.flush_all()

    # --- asking -----------------------------------------------------------------
    def test_up_to_the_threshold_it_is_booked(self):
        self.assertEqual(self._wait(1000).state, "posted")

    def test_over_the_threshold_it_waits(self):
        refund = self._draft(1000.01)
        answer = self._post(refund)
        self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual(
            (refund.state, refund.jxc_approval_state), ("draft", "pending")
        )

    def test_an_invoice_is_not_asked_about(self):
        invoice = self._draft(kind="out_invoice")
        self._post(invoice)
        self.assertEqual(invoice.state, "posted")

    def test_a_vendors_refund_is_not_asked_about(self):
        refund = self._draft(kind="in_refund")
        self._post(refund)
        self.assertEqual(refund.state, "posted")

    def test_the_others_of_a_batch_are_booked(self):
        held, free = self._draft(), self._draft(10)
        self._post(held | free)
        self.assertEqual((held.state, free.state), ("draft", "posted"))

    def test_whoever_may_not_book_does_not_ask(self):
        refund = self._draft()
        self._refused(
            "account.move",
            "action_post",
            refund.ids,
            role="salesperson",
            error=AccessError,
        )
        self.assertFalse(self._pending(refund))

    def test_the_approval_books_it(self):
        refund = self._wait()
        self._approve(self._pending(refund), "finance")
        self.assertEqual(refund.state, "posted")

    def test_a_refused_refund_stays_a_draft(self):
        refund = self._wait()
        self._decide("finance", self._pending(refund), "refuse")
        self.assertEqual(
            (refund.state, refund.jxc_approval_state), ("draft", "refused")
        )

    def test_a_booking_that_fails_is_told_to_whoever_asked(self):
        refund = self._approved_draft()
        note = refund.message_ids[:1]
        self.assertIn("is archived", note.body)
        self.assertIn(self.users["accountant"].partner_id, note.notified_partner_ids)

    # --- ways round ---------------------------------------------------------------
    def test_no_method_and_no_state_books_it_unapproved(self):
        refund = self._draft()
        self._refused("account.move", "write", refund.ids, {"state": "posted"})
        self._refused(
            "account.move",
            "write",
            refund.ids,
            {"state": "posted"},
            context={"skip_readonly_check": True, "skip_invoice_sync": True},
        )
        self._refused(
            "account.move", "action_validate_moves_with_confirmation", refund.ids
        )
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            refund._post(soft=False)

    def test_it_is_not_enlarged_as_it_is_booked(self):
        refund = self._approved_draft()
        lines = [
            Command.update(line.id, {"balance": 6 * line.balance})
            for line in refund.line_ids
        ]
        self._refused(
            "account.move",
            "write",
            refund.ids,
            {"line_ids": lines, "state": "posted"},
            context={"skip_readonly_check": True, "skip_invoice_sync": True},
        )
        self.assertEqual((refund.state, refund.amount_total), ("draft", 1500))

    def test_what_was_approved_is_booked_by_whoever_asked(self):
        refund = self._approved_draft()
        self._post(refund)
        self.assertEqual(refund.state, "posted")

    def test_what_was_approved_does_not_grow(self):
        refund = self._approved_draft()
        line = Command.update(refund.invoice_line_ids.id, {"price_unit": 1501})
        self._write(refund, invoice_line_ids=[line])
        self._post(refund)
        self.assertEqual(refund.state, "draft")
        self.assertEqual(self._pending(refund).amount, 1501)

    def test_what_was_approved_may_shrink(self):
        refund = self._approved_draft()
        line = Command.update(refund.invoice_line_ids.id, {"price_unit": 1400})
        self._write(refund, invoice_line_ids=[line])
        self._post(refund)
        self.assertEqual(refund.state, "posted")

    def test_an_approval_does_not_move_to_another_customer(self):
        refund = self._approved_draft()
        self._write(refund, partner_id=self.vendor.id)
        self._post(refund)
        self.assertEqual(refund.state, "draft")

    def test_a_change_while_it_waits_ends_the_request(self):
        refund = self._wait()
        request = self._pending(refund)
        line = Command.update(refund.invoice_line_ids.id, {"price_unit": 2000})
        self._write(refund, invoice_line_ids=[line])
        self.assertEqual(request.state, "broken")

    def test_resetting_it_keeps_the_approval_for_the_same_only(self):
        refund = self._wait()
        self._approve(self._pending(refund), "finance")
        self._rpc("accountant", "account.move", "button_draft", refund.ids)
        line = Command.update(refund.invoice_line_ids.id, {"price_unit": 5000})
        self._write(refund, invoice_line_ids=[line])
        self._post(refund)
        self.assertEqual(refund.state, "draft")

    def test_a_copy_is_not_approved(self):
        refund = self._wait()
        self._approve(self._pending(refund), "finance")
        (copy,) = self._rpc("accountant", "account.move", "copy", refund.ids)
        self._post(self.env["account.move"].browse(copy))
        self.assertEqual(self.env["account.move"].browse(copy).state, "draft")

    def test_a_reversal_that_books_at_once_is_refused(self):
        invoice = self._draft(kind="out_invoice")
        self._post(invoice)
        (id_,) = self._rpc(
            "accountant",
            "account.move.reversal",
            "create",
            [
                {
                    "move_ids": [Command.set(invoice.ids)],
                    "journal_id": invoice.journal_id.id,
                }
            ],
        )
        self._refused("account.move.reversal", "modify_moves", [id_])

    def test_a_cancelled_refund_waits_for_nobody(self):
        refund = self._wait()
        request = self._pending(refund)
        self._rpc("accountant", "account.move", "button_cancel", refund.ids)
        self.assertEqual(request.state, "moot")

    # --- money back -----------------------------------------------------------------
    def _new_payment(self, amount=1500, **kw):
        values = {
            "payment_type": "outbound",
            "partner_type": "customer",
            "partner_id": self.customer.id,
            "amount": amount,
            **kw,
        }
        (id_,) = self._rpc("accountant", "account.payment", "create", [values])
        return self.env["account.payment"].browse(id_)

    def _pay(self, payment):
        return self._rpc("accountant", "account.payment", "action_post", payment.ids)

    def test_money_back_over_the_threshold_waits(self):
        payment = self._new_payment()
        self._pay(payment)
        self.assertEqual(
            (payment.state, payment.jxc_approval_state), ("draft", "pending")
        )
        self._approve(self._pending(payment), "finance")
        self.assertIn(payment.state, ("in_process", "paid"))

    def test_small_and_other_payments_are_made(self):
        payments = (
            self._new_payment(1000)
            | self._new_payment(partner_type="supplier")
            | self._new_payment(payment_type="inbound")
        )
        self._pay(payments)
        self.assertNotIn("draft", payments.mapped("state"))

    def test_no_state_makes_the_payment_unapproved(self):
        payment = self._new_payment()
        for state in ("in_process", "paid"):
            self._refused("account.payment", "write", payment.ids, {"state": state})
        self._refused("account.payment", "action_validate", payment.ids)
        values = {
            "payment_type": "outbound",
            "partner_type": "customer",
            "partner_id": self.customer.id,
            "amount": 1500,
            "state": "paid",
        }
        self._refused("account.payment", "create", [values])

    def test_its_entry_is_not_booked_alone(self):
        payment = self._new_payment()
        self._pay(payment)
        self._approve(self._pending(payment), "finance")
        self._rpc("accountant", "account.payment", "action_draft", payment.ids)
        self._rpc(
            "accountant", "account.payment", "write", payment.ids, {"amount": 4000}
        )
        self.assertTrue(payment.move_id)
        self._refused("account.move", "action_post", payment.move_id.ids)

    def test_a_payment_back_does_not_grow_after_its_approval(self):
        payment = self._new_payment()
        self._pay(payment)
        self._approve(self._pending(payment), "finance")
        self._rpc("accountant", "account.payment", "action_draft", payment.ids)
        self._rpc(
            "accountant", "account.payment", "write", payment.ids, {"amount": 1501}
        )
        self._pay(payment)
        self.assertEqual(payment.state, "draft")

    def _pay_from(self, moves, **kw):
        """Pay from the invoices, as the host's dialog does."""
        context = {"active_model": "account.move", "active_ids": moves.ids}
        model = "account.payment.register"
        (id_,) = self._rpc("accountant", model, "create", [kw], context=context)
        self._rpc("accountant", model, "action_create_payments", [id_])
        return moves.matched_payment_ids

    def test_an_approved_refund_is_paid_without_asking_twice(self):
        refund = self._wait()
        self._approve(self._pending(refund), "finance")
        payment = self._pay_from(refund)
        self.assertNotEqual(payment.state, "draft")
        self.assertEqual(payment.amount, 1500)
        self.assertEqual(refund.amount_residual, 0)

    def test_no_more_than_the_refund_is_paid_without_asking(self):
        refund = self._wait()
        self._approve(self._pending(refund), "finance")
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            self._pay_from(refund, amount=1501)

    def test_invoices_of_two_customers_are_paid_at_once(self):
        invoices = self._draft(300, "out_invoice") | self._draft(1500, "out_invoice")
        invoices[1].partner_id = self.vendor
        self._post(invoices)
        payments = self._pay_from(invoices)
        self.assertEqual(len(payments), 2)
        self.assertNotIn("draft", payments.mapped("state"))

    def test_a_refund_is_not_paid_to_a_strangers_account(self):
        refund = self._wait()
        self._approve(self._pending(refund), "finance")
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "2", "partner_id": self.vendor.id}
        )
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            self._pay_from(refund, partner_bank_id=bank.id)

    def test_a_paid_refund_covers_no_second_payment(self):
        refund = self._wait()
        self._approve(self._pending(refund), "finance")
        self._pay_from(refund)
        payment = self._new_payment()
        self._pay(payment)
        self.assertEqual(payment.state, "draft")

    def test_conditions_on_refunds_exempt_no_payment(self):
        self.rule.domain = '[("move_type", "=", "out_refund"), ("ref", "=", "x")]'
        payment = self._new_payment()
        self._pay(payment)
        self.assertEqual(payment.state, "draft")

    def test_without_the_rule_refunds_are_booked(self):
        self.rule.active = False
        payment = self._new_payment()
        self._pay(payment)
        self.assertNotEqual(payment.state, "draft")
        self.assertEqual(self._wait().state, "posted")

    def test_the_forms_open(self):
        self._assert_opens("accountant", "account.move", self._wait())
        payment = self._new_payment()
        self._pay(payment)
        self._assert_opens("accountant", "account.payment", payment)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._rpc(
                "accountant", "account.payment", "action_jxc_approve", payment.ids
            )
