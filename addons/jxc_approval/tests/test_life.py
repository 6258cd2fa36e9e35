from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestLife(ApprovalCommon):
    def setUp(self):
        super().setUp()
        self.order = self._buy(6000)
        self.request = self._pending(self.order)

    def _decide(self, role, verdict, reason="because", **kw):
        values = {
            "request_ids": self.request.ids,
            "verdict": verdict,
            "reason": reason,
            **kw,
        }
        wizard = self._rpc(role, "jxc.approval.decide", "create", [values])
        return self._rpc(role, "jxc.approval.decide", "action_decide", wizard)

    def test_a_refusal_needs_a_reason(self):
        with self.assertRaises(UserError):
            self._decide("purchase_manager", "refuse", " ")

    def test_a_refused_order_is_a_request_for_quotation_again(self):
        self._decide("purchase_manager", "refuse")
        self.assertEqual((self.order.state, self.request.state), ("draft", "refused"))

    def test_a_returned_order_can_be_submitted_again(self):
        self._decide("purchase_manager", "return")
        self._rpc("buyer", "purchase.order", "button_confirm", self.order.ids)
        self.assertTrue(self._pending(self.order))

    def test_the_requester_takes_it_back(self):
        self._rpc(
            "buyer", "jxc.approval.request", "action_jxc_withdraw", self.request.ids
        )
        self.assertEqual(self.order.state, "draft")

    def test_nobody_else_takes_it_back(self):
        with self.assertRaises(AccessError):
            self._rpc(
                "purchase_manager",
                "jxc.approval.request",
                "action_jxc_withdraw",
                self.request.ids,
            )

    def test_a_forwarded_request_is_the_colleagues_turn(self):
        finance = self.users["finance"]
        self._decide("purchase_manager", "forward", user_id=finance.id)
        self._rpc(
            "finance", "jxc.approval.request", "action_jxc_approve", self.request.ids
        )
        self.assertEqual(self.order.state, "purchase")

    def test_it_is_not_forwarded_to_the_requester(self):
        with self.assertRaises(UserError):
            self._decide("purchase_manager", "forward", user_id=self.users["buyer"].id)

    def test_an_added_approver_must_approve_too(self):
        self._decide("purchase_manager", "add", user_id=self.users["finance"].id)
        self._approve(self.order, "purchase_manager")
        self.assertEqual(self.order.state, "to approve")
        self._rpc(
            "finance", "jxc.approval.request", "action_jxc_approve", self.request.ids
        )
        self.assertEqual(self.order.state, "purchase")

    def _name_deputy(self, delegate, first=0, last=3):
        today = fields.Date.today()
        return self._rpc(
            "purchase_manager",
            "jxc.approval.delegation",
            "create",
            [
                {
                    "user_id": self.users["purchase_manager"].id,
                    "delegate_id": self.users[delegate].id,
                    "date_from": str(today + timedelta(days=first)),
                    "date_to": str(today + timedelta(days=last)),
                }
            ],
        )

    def test_a_deputy_decides_on_behalf(self):
        self._name_deputy("finance")
        self._rpc(
            "finance", "jxc.approval.request", "action_jxc_approve", self.request.ids
        )
        act = self.acts.search([("kind", "=", "approve")], limit=1)
        self.assertEqual(
            (act.user_id, act.on_behalf_id),
            (self.users["finance"], self.users["purchase_manager"]),
        )

    def test_a_deputy_of_tomorrow_waits(self):
        self._name_deputy("finance", first=2)
        with self.assertRaises(UserError):
            self._rpc(
                "finance",
                "jxc.approval.request",
                "action_jxc_approve",
                self.request.ids,
            )

    def test_the_requester_is_nobodys_deputy_here(self):
        self._name_deputy("buyer")
        with self.assertRaises(UserError):
            self._rpc(
                "buyer", "jxc.approval.request", "action_jxc_approve", self.request.ids
            )

    def test_nobody_names_themself_for_another(self):
        values = {
            "user_id": self.users["purchase_manager"].id,
            "delegate_id": self.users["admin"].id,
            "date_to": str(fields.Date.today()),
        }
        with self.assertRaises(AccessError):
            self._rpc("admin", "jxc.approval.delegation", "create", [values])

    def _get_activities(self):
        return self.order.activity_ids | self.request.activity_ids

    def test_each_approver_is_asked_once(self):
        self.request._jxc_sync_activities()
        users = self._get_activities().mapped("user_id")
        self.assertEqual(len(self._get_activities()), len(users))
        self.assertIn(self.users["purchase_manager"], users)

    def test_activities_go_when_somebody_has_decided(self):
        self._approve(self.order, "purchase_manager")
        self.assertFalse(self._get_activities())

    def test_the_inbox_shows_whose_turn_it_is(self):
        domain = [("my_turn", "=", True), ("id", "=", self.request.id)]
        found = {
            role: self._rpc(role, "jxc.approval.request", "search_count", domain)
            for role in ("purchase_manager", "buyer", "finance")
        }
        self.assertEqual(found, {"purchase_manager": 1, "buyer": 0, "finance": 0})

    def test_many_are_approved_at_once(self):
        other = self._pending(self._buy(7000))
        requests = self.request | other
        self._rpc(
            "purchase_manager",
            "jxc.approval.request",
            "action_jxc_approve",
            requests.ids,
        )
        self.assertEqual(set(requests.mapped("state")), {"approved"})

    def test_whoever_sees_no_price_sees_no_amount(self):
        self.request.involved_ids |= self.users["operator"]
        for name in ("amount", "amount_company", "rows", "content_table"):
            with self.assertRaises(AccessError):
                self._rpc(
                    "operator", "jxc.approval.request", "read", self.request.ids, [name]
                )

    def test_all_of_a_step_must_approve(self):
        step = self.ladder.step_ids[0]
        people = self.users["finance"] | self.users["purchase_manager"]
        step.write({"user_ids": people.ids, "who": "user", "quorum": "all"})
        order = self._buy(8000)
        self._approve(order, "purchase_manager")
        self.assertEqual(order.state, "to approve")
        self._rpc(
            "finance",
            "jxc.approval.request",
            "action_jxc_approve",
            self._pending(order).ids,
        )
        self.assertEqual(order.state, "purchase")

    def test_decisions_are_taken_in_turn(self):
        self.request._jxc_take_turn()
        self.assertEqual(self.request.turns, 1)
