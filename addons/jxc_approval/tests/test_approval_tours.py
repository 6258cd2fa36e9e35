from odoo.tests import HttpCase, tagged

from .common import ApprovalCommon

INBOX = "/odoo/action-jxc_approval.action_jxc_approval_inbox"
DEPUTIES = "/odoo/action-jxc_approval.action_jxc_approval_delegation"
RULES = "/odoo/action-jxc_approval.action_jxc_approval_rule"


class ApprovalTourCase(ApprovalCommon, HttpCase):
    """People of each role, and nobody else who is asked."""

    browser_size = "1366x768"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = cls.env.ref("jxc_approval.group_approval_admin")
        cls.users["approval_admin"] = cls._new_role_user(login="jxc_approval_admin")
        cls.users["approval_admin"].group_ids |= group
        # Nobody but the people of this test is asked.
        for step, role in zip(
            cls.ladder.step_ids, ("purchase_manager", "general_manager"), strict=True
        ):
            step.write(cls._people(role))

    def _walk(self, tour, role, url=INBOX):
        self.start_tour(url, tour, login=self.users[role].login)

    def _walk_on(self, order, tour, role="buyer"):
        self._walk(tour, role, f"/odoo/purchase/{order.id}")


@tagged("post_install", "-at_install")
class TestApprovalTours(ApprovalTourCase):
    """The click paths of approvals, in a real browser, wide and narrow."""

    def test_a_consultant_sets_up_a_ladder_from_nothing(self):
        self.ladder.active = False
        self._walk("jxc_approval_set_up", "approval_admin", RULES)
        order = self._buy(9500)
        # One task a person; both roles have several.
        steps = dict.fromkeys(self._pending(order).task_ids.mapped("name"))
        self.assertEqual(list(steps), ["Purchase manager", "General manager"])

    def test_the_requester_confirms_and_waits(self):
        order = self._buy(6000, confirm=False)
        self._walk_on(order, "jxc_approval_submit")
        self.assertEqual(order.state, "to approve")

    def test_the_requester_takes_it_back(self):
        order = self._buy(6000)
        self._walk_on(order, "jxc_approval_withdraw")
        self.assertEqual(order.state, "draft")

    def test_the_approver_approves_from_the_inbox(self):
        order = self._buy(6000)
        self._walk("jxc_approval_inbox", "purchase_manager")
        self.assertEqual(order.state, "purchase")

    def test_a_refusal_reaches_the_requester_who_asks_again(self):
        order = self._buy(6000)
        self._walk("jxc_approval_refuse", "purchase_manager")
        self.assertEqual(order.state, "draft")
        self._walk_on(order, "jxc_approval_answer")
        self.assertEqual(self._pending(order).reason, "They cannot deliver before May")

    def test_the_approver_answers_from_the_inbox(self):
        orders = [self._buy(amount) for amount in (6100, 6200, 6300, 6400)]
        self._walk("jxc_approval_inbox_verdicts", "purchase_manager")
        states = [order.jxc_approval_state for order in orders]
        self.assertEqual(states, ["refused", "returned", "pending", "pending"])
        for order in orders[2:]:
            asked = self._pending(order).turn_user_ids
            self.assertIn(self.users["finance"], asked)
            self.assertNotIn(self.users["purchase_manager"], asked)

    def test_the_approver_answers_on_the_document(self):
        verdicts = {
            "approve": "approved",
            "add_and_refuse": "refused",
            "return": "returned",
            "forward": "pending",
        }
        for verdict, state in verdicts.items():
            order = self._buy(6000)
            tour = f"jxc_approval_document_{verdict}"
            self._walk_on(order, tour, "purchase_manager")
            self.assertEqual(order.jxc_approval_state, state)

    def test_many_are_approved_at_once(self):
        orders = self._buy(6000) | self._buy(7000)
        self._walk("jxc_approval_batch", "purchase_manager")
        self.assertEqual(set(orders.mapped("state")), {"purchase"})

    def test_four_people_one_of_them_away(self):
        order = self._buy(26000, confirm=False)
        self._walk("jxc_approval_deputy", "purchase_manager", DEPUTIES)
        self._walk_on(order, "jxc_approval_submit")
        self._walk("jxc_approval_inbox", "finance")
        self._walk("jxc_approval_read_and_approve", "general_manager")
        self._walk_on(order, "jxc_approval_done")
        self.assertEqual(order.state, "purchase")


@tagged("post_install", "-at_install")
class TestApprovalToursPhone(TestApprovalTours):
    """The same paths on a phone of 390 pixels."""

    # Or the host runs none of the tests that are defined above.
    allow_inherited_tests_method = True

    browser_size = "390x844"
    touch_enabled = True
