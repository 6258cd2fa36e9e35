from odoo.exceptions import UserError
from odoo.tests import tagged

from .life_common import LifeCommon


@tagged("post_install", "-at_install")
class TestHandingOn(LifeCommon):
    """Forwarding, adding approvers, and steps that all must approve."""

    def setUp(self):
        super().setUp()
        self.request = self._ask()

    def test_a_forwarded_request_is_the_colleagues_turn(self):
        self._decide(self.manager, self.request, "forward", user_id=self.finance.id)
        self.assertEqual(self.request.turn_user_ids, self.finance)
        with self.assertRaises(UserError):
            self._yes(self.manager, self.request)
        self._yes(self.finance, self.request)
        self.assertEqual(self.order.state, "purchase")

    def test_forwarding_needs_a_reason(self):
        with self.assertRaisesRegex(UserError, "why"):
            self._decide(
                self.manager, self.request, "forward", " ", user_id=self.finance.id
            )

    def test_it_is_forwarded_to_somebody(self):
        with self.assertRaisesRegex(UserError, "colleague"):
            self._decide(self.manager, self.request, "forward")

    def test_the_trail_says_to_whom(self):
        self._decide(
            self.manager, self.request, "forward", "yours", user_id=self.finance.id
        )
        act = self._get_acts(self.request, "forward")
        self.assertEqual(
            (act.user_id, act.target_id, act.reason),
            (self.manager, self.finance, "yours"),
        )

    def test_it_is_not_forwarded_to_a_requester(self):
        for verdict in ("forward", "add"):
            with self.subTest(verdict=verdict), self.assertRaises(UserError):
                self._decide(
                    self.manager,
                    self.request,
                    verdict,
                    user_id=self.users["buyer"].id,
                )

    def test_it_is_not_forwarded_to_who_has_left(self):
        self.finance.active = False
        with self.assertRaises(UserError):
            self._decide(self.manager, self.request, "forward", user_id=self.finance.id)

    def test_it_is_not_forwarded_to_another_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.finance.write({"company_ids": elsewhere.ids, "company_id": elsewhere.id})
        with self.assertRaises(UserError):
            self._decide(self.manager, self.request, "forward", user_id=self.finance.id)

    def test_it_is_not_forwarded_to_the_outside(self):
        outsider = self.env["res.users"].create(
            {
                "name": "Vendor",
                "login": "jxc_vendor",
                "group_ids": self.env.ref("base.group_portal").ids,
            }
        )
        with self.assertRaises(UserError):
            self._decide(self.manager, self.request, "forward", user_id=outsider.id)

    def test_it_is_not_forwarded_to_oneself(self):
        with self.assertRaises(UserError):
            self._decide(self.manager, self.request, "forward", user_id=self.manager.id)

    def test_forwarded_twice_the_last_one_decides(self):
        self._decide(self.manager, self.request, "forward", user_id=self.finance.id)
        self._decide(self.finance, self.request, "forward", user_id=self.boss.id)
        self._yes(self.boss, self.request)
        self.assertEqual(self.request.state, "approved")

    def test_whoever_it_was_forwarded_to_reads_it(self):
        self._decide(self.manager, self.request, "forward", user_id=self.finance.id)
        seen = self._rpc(
            self.finance, "jxc.approval.request", "read", self.request.ids, ["state"]
        )
        self.assertEqual(seen[0]["state"], "pending")

    def test_an_added_approver_must_approve_too(self):
        self._decide(self.manager, self.request, "add", user_id=self.finance.id)
        self.assertEqual(self.request.turn_user_ids, self.manager | self.finance)
        self._yes(self.manager, self.request)
        self.assertEqual(self.order.state, "to approve")
        self._yes(self.finance, self.request)
        self.assertEqual(self.order.state, "purchase")

    def test_an_added_approver_alone_is_not_enough(self):
        self._decide(self.manager, self.request, "add", user_id=self.finance.id)
        self._yes(self.finance, self.request)
        self.assertEqual(self.order.state, "to approve")

    def test_an_added_approver_is_asked_before_the_next_step(self):
        request = self._ask(30000)
        self._decide(self.manager, request, "add", user_id=self.finance.id)
        self._yes(self.manager, request)
        self.assertEqual(request.turn_user_ids, self.finance)
        self._yes(self.finance, request)
        self.assertEqual(request.turn_user_ids, self.boss)

    def test_an_added_approver_may_refuse(self):
        self._decide(self.manager, self.request, "add", user_id=self.finance.id)
        self._decide(self.finance, self.request, "refuse")
        self.assertEqual((self.request.state, self.order.state), ("refused", "draft"))

    def test_nobody_is_added_twice(self):
        self._decide(self.manager, self.request, "add", user_id=self.finance.id)
        with self.assertRaises(UserError):
            self._decide(self.manager, self.request, "add", user_id=self.finance.id)

    def _all_of(self, *users):
        people = self.env["res.users"].union(*users)
        self.step.write({"user_ids": people.ids, "quorum": "all"})
        return self._ask(8000)

    def test_all_of_a_step_must_approve(self):
        request = self._all_of(self.manager, self.finance)
        self._yes(self.manager, request)
        self.assertEqual(self.order.state, "to approve")
        with self.assertRaises(UserError):
            self._yes(self.manager, request)
        self._yes(self.finance, request)
        self.assertEqual(self.order.state, "purchase")

    def test_of_all_a_forwarded_one_still_counts(self):
        request = self._all_of(self.manager, self.finance)
        self._decide(self.manager, request, "forward", user_id=self.boss.id)
        self._yes(self.finance, request)
        self.assertEqual(self.order.state, "to approve")
        self._yes(self.boss, request)
        self.assertEqual(self.order.state, "purchase")

    def test_of_one_a_colleague_decides_without_the_forwarded_one(self):
        self.step.write({"user_ids": (self.manager | self.finance).ids})
        request = self._ask(8000)
        self._decide(self.manager, request, "forward", user_id=self.boss.id)
        self._yes(self.finance, request)
        self.assertEqual(self.order.state, "purchase")

    def test_of_all_an_added_one_must_approve_as_well(self):
        request = self._all_of(self.manager, self.finance)
        self._decide(self.manager, request, "add", user_id=self.boss.id)
        self._yes(self.manager, request)
        self._yes(self.finance, request)
        self.assertEqual(self.order.state, "to approve")
        self._yes(self.boss, request)
        self.assertEqual(self.order.state, "purchase")

    def test_forwarding_two_steps_at_once_leaves_neither_open(self):
        """A deputy who answers for two steps of one stage hands on both."""
        self.step.copy(
            {
                "rule_id": self.ladder.id,
                "sequence": 15,
                "together": True,
                "user_ids": self.finance.ids,
            }
        )
        request = self._ask(8000)
        self._name_deputy(self.finance, self.manager)
        self._decide(self.manager, request, "forward", user_id=self.boss.id)
        self.assertEqual(request.turn_user_ids, self.boss)
        self._yes(self.boss, request)
        self.assertEqual(self.order.state, "purchase")
