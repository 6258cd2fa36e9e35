from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .life_common import LifeCommon


@tagged("post_install", "-at_install")
class TestLife(LifeCommon):
    def setUp(self):
        super().setUp()
        self.request = self._ask()

    def test_a_refusal_needs_a_reason(self):
        for blank in ("", " ", "\n\t", False):
            with self.subTest(blank=blank), self.assertRaisesRegex(UserError, "why"):
                self._decide(self.manager, self.request, "refuse", blank)
        self.assertEqual(self.request.state, "pending")

    def test_a_return_needs_a_reason(self):
        with self.assertRaisesRegex(UserError, "why"):
            self._decide(self.manager, self.request, "return", " ")

    def test_a_refused_order_is_a_request_for_quotation_again(self):
        kind = self.env.ref("jxc_approval.reason_price")
        self._decide(
            self.manager, self.request, "refuse", "too dear", reason_id=kind.id
        )
        self.assertEqual((self.order.state, self.request.state), ("draft", "refused"))
        act = self._get_acts(self.request, "refuse")
        self.assertEqual((act.reason, act.reason_id), ("too dear", kind))
        self.assertEqual(self.request.reason_id, kind)

    def test_a_refused_order_is_confirmed_by_nobody(self):
        self._decide(self.manager, self.request, "refuse")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._rpc(
                "buyer",
                "purchase.order",
                "write",
                self.order.ids,
                {"state": "purchase"},
            )
        self.assertEqual(self.order.state, "draft")

    def test_a_returned_order_can_be_submitted_again(self):
        self._decide(self.manager, self.request, "return", "cheaper please")
        self.assertEqual(self.request.state, "returned")
        self._rpc("buyer", "purchase.order", "button_confirm", self.order.ids)
        self.assertTrue(self._pending(self.order))

    def test_the_requester_takes_it_back(self):
        self._withdraw("buyer")
        self.assertEqual((self.order.state, self.request.state), ("draft", "withdrawn"))
        self.assertFalse(self._asked(self.request))

    def test_nobody_else_takes_it_back(self):
        for user in ("purchase_manager", "general_manager", "admin", self.other_buyer):
            with self.subTest(user=user), self.assertRaises(AccessError):
                self._withdraw(user)

    def test_what_is_decided_is_not_taken_back(self):
        self._yes(self.manager, self.request)
        with self.assertRaises(UserError):
            self._withdraw("buyer")
        self.assertEqual(self.order.state, "purchase")

    def _withdraw(self, user):
        return self._rpc(
            user, "jxc.approval.request", "action_jxc_withdraw", self.request.ids
        )

    def test_the_requester_does_not_decide(self):
        for verdict in ("approve", "refuse", "return", "forward", "add"):
            with self.subTest(verdict=verdict), self.assertRaises(AccessError):
                self._decide("buyer", self.request, verdict, user_id=self.finance.id)

    def test_whoever_is_not_asked_does_not_decide(self):
        for verdict in ("approve", "refuse", "return", "forward", "add"):
            with self.subTest(verdict=verdict), self.assertRaises(UserError):
                self._decide("finance", self.request, verdict, user_id=self.boss.id)
        self.assertEqual(self.request.state, "pending")

    def test_nobody_decides_for_a_company_they_do_not_work_in(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.manager.write({"company_ids": elsewhere.ids, "company_id": elsewhere.id})
        with self.assertRaises(AccessError):
            self._yes(self.manager, self.request)

    def test_no_context_decides(self):
        context = {
            "active_test": False,
            "uid": self.manager.id,
            "mail_activity_automation_skip": True,
            "default_state": "approved",
        }
        with self.assertRaises(UserError):
            self._yes(self.finance, self.request, context=context)

    def test_one_who_decided_the_step_before_is_not_asked_again(self):
        self.boss_step.user_ids = self.manager
        request = self._ask(30000)
        self._yes(self.manager, request)
        self.assertEqual((request.state, self.order.state), ("approved", "purchase"))
        self.assertEqual(self._get_acts(request, "auto").user_id, self.manager)

    def test_one_who_decided_beside_others_is_not_asked_again(self):
        beside = self.step.copy(
            {
                "rule_id": self.ladder.id,
                "sequence": 15,
                "together": True,
                "user_ids": self.finance.ids,
            }
        )
        self.boss_step.write({"user_ids": self.finance.ids, "sequence": 20})
        request = self._ask(30000)
        self.assertEqual(request.turn_user_ids, self.manager | self.finance)
        self._yes(self.finance, request)
        self.assertEqual(request.state, "pending")
        self._yes(self.manager, request)
        self.assertEqual(request.state, "approved")
        self.assertEqual(self._get_acts(request, "auto").user_id, self.finance)
        self.assertEqual(
            len(request.task_ids.filtered(lambda t: t.step_id == beside)), 1
        )

    def test_one_who_decided_two_steps_before_is_asked_again(self):
        between = self.step.copy(
            {
                "rule_id": self.ladder.id,
                "sequence": 15,
                "user_ids": self.finance.ids,
            }
        )
        self.assertTrue(between)
        self.boss_step.write({"user_ids": self.manager.ids, "sequence": 20})
        request = self._ask(30000)
        self._yes(self.manager, request)
        self._yes(self.finance, request)
        self.assertEqual(request.turn_user_ids, self.manager)

    def test_what_counts_once_comes_from_nowhere(self):
        """Who is counted once was not at the desk of whoever decides now."""
        two = self.manager | self.boss
        self.step.write({"user_ids": two.ids, "quorum": "all"})
        request = self._ask(30000)
        self._yes(self.boss, request)
        self._yes(self.manager, request)
        act = self._get_acts(request, "auto")
        self.assertEqual(
            (act.user_id, act.channel, act.address), (self.boss, False, False)
        )

    def test_the_inbox_shows_whose_turn_it_is(self):
        domain = [("my_turn", "=", True), ("id", "=", self.request.id)]
        found = {
            role: self._rpc(role, "jxc.approval.request", "search_count", domain)
            for role in ("purchase_manager", "buyer", "finance")
        }
        self.assertEqual(found, {"purchase_manager": 1, "buyer": 0, "finance": 0})

    def test_whoever_sees_no_price_sees_no_amount(self):
        self.request.involved_ids |= self.users["operator"]
        for name in ("amount", "amount_company", "rows", "content_table"):
            with self.assertRaises(AccessError):
                self._rpc(
                    "operator", "jxc.approval.request", "read", self.request.ids, [name]
                )

    def test_decisions_are_taken_in_turn(self):
        turns = self.request.turns
        self.request._jxc_take_turn()
        self.assertEqual(self.request.turns, turns + 1)
