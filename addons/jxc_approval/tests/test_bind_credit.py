from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .bind_common import BindCommon


@tagged("post_install", "-at_install")
class TestBindTemporaryCredit(BindCommon):
    """Corner Shop may owe 1,000.00; the sales manager wants to add 500.00."""

    def setUp(self):
        super().setUp()
        self.rule = self._switch_on("rule_temporary_credit")
        self._set_on_since(-1)
        self.today = self.company._jxc_get_today()

    def _add(self, amount=500, days=10, role="sales_manager", **kw):
        values = {
            "partner_id": self.customer.id,
            "amount": amount,
            "date_from": fields.Date.to_string(self.today),
            "date_to": fields.Date.to_string(self.today + timedelta(days=days)),
            "reason": "Season",
            **kw,
        }
        (id_,) = self._rpc(role, "jxc.credit.temporary", "create", [values])
        return self.env["jxc.credit.temporary"].browse(id_)

    def _set_on_since(self, hours):
        """All of a test bears one moment; the rule was switched on at another."""
        moment = fields.Datetime.now() + timedelta(hours=hours)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE jxc_approval_rule SET on_since = %s WHERE id = %s",
            [moment, self.rule.id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def _grant(self, **kw):
        limit = self._add(**kw)
        self._approve(self._pending(limit), "general_manager")
        return limit

    def _write(self, limit, role="sales_manager", **vals):
        self._rpc(role, "jxc.credit.temporary", "write", limit.ids, vals)

    def _limit(self):
        return self.env["jxc.credit"]._jxc_get_limit(self.customer, self.company)

    def test_a_new_limit_waits_and_does_not_count(self):
        limit = self._add()
        self.assertEqual(limit.jxc_approval_state, "pending")
        self.assertEqual(self._limit(), 1000)

    def test_an_approved_limit_counts(self):
        self._grant()
        self.assertEqual(self._limit(), 1500)

    def test_an_order_within_the_approved_limit_is_confirmed(self):
        order = self._quote(150)
        self._grant()
        self._rpc("salesperson", "sale.order", "action_confirm", order.ids)
        self.assertEqual(order.state, "sale")

    def test_whoever_added_it_does_not_approve_it(self):
        limit = self._add(role="general_manager")
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._approve(self._pending(limit), "general_manager")
        self.assertEqual(self._limit(), 1000)

    def test_a_refused_limit_does_not_count(self):
        limit = self._add()
        self._decide("general_manager", self._pending(limit), "refuse")
        self.assertEqual((limit.jxc_approval_state, self._limit()), ("refused", 1000))

    def test_a_refused_limit_can_be_asked_for_again(self):
        limit = self._add()
        self._decide("general_manager", self._pending(limit), "refuse")
        self._write(limit, amount=300)
        self._approve(self._pending(limit), "general_manager")
        self.assertEqual(self._limit(), 1300)

    def test_a_withdrawn_limit_does_not_count(self):
        limit = self._add()
        self._rpc(
            "sales_manager",
            "jxc.credit.temporary",
            "action_jxc_withdraw_request",
            limit.ids,
        )
        self.assertEqual((limit.jxc_approval_state, self._limit()), ("withdrawn", 1000))

    def test_a_larger_amount_is_asked_about_again(self):
        limit = self._grant()
        self._write(limit, amount=501)
        self.assertEqual(self._limit(), 1000)
        request = self._pending(limit)
        self.assertIn("500", request.previous_rows)
        self._approve(request, "general_manager")
        self.assertEqual(self._limit(), 1501)

    def test_a_smaller_amount_keeps_its_approval(self):
        limit = self._grant()
        self._write(limit, amount=400)
        self.assertFalse(self._pending(limit))
        self.assertEqual(self._limit(), 1400)

    def test_a_later_last_day_is_asked_about_again(self):
        limit = self._grant()
        self._write(limit, date_to=fields.Date.to_string(limit.date_to + timedelta(1)))
        self.assertTrue(self._pending(limit))
        self.assertEqual(self._limit(), 1000)

    def test_an_earlier_last_day_keeps_its_approval(self):
        limit = self._grant()
        self._write(limit, date_to=fields.Date.to_string(self.today))
        self.assertEqual(self._limit(), 1500)

    def test_other_days_than_approved_are_asked_about_again(self):
        limit = self._grant(days=1000)
        self._write(limit, date_to=fields.Date.to_string(self.today))
        self.assertTrue(self._pending(limit))

    def test_an_approval_does_not_move_to_another_customer(self):
        self.vendor.credit_limit = 100
        limit = self._grant()
        self._write(limit, partner_id=self.vendor.id)
        credit = self.env["jxc.credit"]
        self.assertEqual(credit._jxc_get_limit(self.vendor, self.company), 100)
        self.assertTrue(self._pending(limit))

    def test_it_grows_while_it_waits_and_is_asked_about_anew(self):
        limit = self._add()
        request = self._pending(limit)
        self._write(limit, amount=5000)
        self.assertEqual(request.state, "broken")
        self.assertEqual(self._pending(limit).amount, 5000)

    def test_no_client_says_that_it_is_approved(self):
        limit = self._add()
        for name in ("jxc_approval_state", "jxc_can_release", "jxc_held"):
            self._write(limit, **{name: "approved"})
        self.assertEqual(self._limit(), 1000)
        self._assert_refused(
            "sales_manager",
            "jxc.release",
            "create",
            [
                {
                    "res_model": limit._name,
                    "res_id": limit.id,
                    "code": "approval.required",
                    "reason": "me",
                    "user_id": self.manager.id,
                }
            ],
        )

    def test_a_limit_from_before_the_rule_keeps_counting(self):
        self.rule.active = False
        limit = self._add()
        self.rule.active = True
        self._set_on_since(1)
        self.assertEqual(self._limit(), 1500)
        self.assertFalse(self._pending(limit))

    def test_switching_the_rule_off_and_on_approves_nothing(self):
        limit = self._add()
        self.rule.active = False
        self.rule.active = True
        self._set_on_since(1)
        self.assertEqual(self._limit(), 1000)
        self.assertTrue(self._pending(limit))

    def test_without_the_rule_a_limit_counts_at_once(self):
        self.rule.active = False
        self._add()
        self.assertEqual(self._limit(), 1500)

    def test_the_views_open(self):
        self._assert_opens("sales_manager", "jxc.credit.temporary", self._add())
        self._assert_opens("general_manager", "res.partner", self.customer)
