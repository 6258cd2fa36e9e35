from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestPurchaseSteps(ApprovalCommon):
    def _approve_as(self, role, order):
        requests = self._pending(order)
        return self._rpc(
            role, "jxc.approval.request", "action_jxc_approve", requests.ids
        )

    def test_one_of_several_is_enough(self):
        self._new_rule([self._people("finance", "supervisor")])
        order = self._buy(10)
        self._approve_as("supervisor", order)
        self.assertEqual(order.state, "purchase")

    def test_the_others_of_one_step_are_asked_no_more(self):
        self._new_rule([self._people("finance", "supervisor")])
        order = self._buy(10)
        request = self._pending(order)
        self._approve_as("supervisor", order)
        states = {task.user_id: task.state for task in request.task_ids}
        self.assertEqual(states[self.users["finance"]], "moot")

    def test_all_of_a_step_are_needed(self):
        self._new_rule([self._people("finance", "supervisor", quorum="all")])
        order = self._buy(10)
        self._approve_as("supervisor", order)
        self.assertEqual(order.state, "to approve")
        self._approve_as("finance", order)
        self.assertEqual(order.state, "purchase")

    def test_nobody_approves_twice_for_all(self):
        self._new_rule([self._people("finance", "supervisor", quorum="all")])
        order = self._buy(10)
        self._approve_as("supervisor", order)
        with self.assertRaises(UserError):
            self._approve_as("supervisor", order)

    def test_steps_are_asked_one_after_the_other(self):
        self._new_rule([self._people("finance"), self._people("supervisor")])
        order = self._buy(10)
        self.assertEqual(self._pending(order).turn_user_ids, self.users["finance"])
        with self.assertRaises(UserError):
            self._approve_as("supervisor", order)
        self._approve_as("finance", order)
        self._approve_as("supervisor", order)
        self.assertEqual(order.state, "purchase")

    def test_steps_are_asked_together(self):
        self._new_rule(
            [self._people("finance"), self._people("supervisor", together=True)]
        )
        order = self._buy(10)
        self._approve_as("supervisor", order)
        self.assertEqual(order.state, "to approve")
        self._approve_as("finance", order)
        self.assertEqual(order.state, "purchase")

    def test_one_person_in_two_steps_in_a_row_decides_once(self):
        self._new_rule([self._people("finance"), self._people("finance")])
        order = self._buy(10)
        self._approve_as("finance", order)
        self.assertEqual(order.state, "purchase")
        self.assertEqual(self._kinds(order), ["submit", "approve", "auto", "seal"])

    def test_one_person_with_another_between_decides_twice(self):
        self._new_rule(
            [
                self._people("finance"),
                self._people("supervisor"),
                self._people("finance"),
            ]
        )
        order = self._buy(10)
        self._approve_as("finance", order)
        self._approve_as("supervisor", order)
        self.assertEqual(order.state, "to approve")
        self._approve_as("finance", order)
        self.assertEqual(order.state, "purchase")

    def test_one_refusal_ends_it_for_all(self):
        self._new_rule([self._people("finance", "supervisor", quorum="all")])
        order = self._buy(10)
        request = self._pending(order)
        self._decide("supervisor", order, "refuse")
        self.assertEqual((order.state, request.state), ("draft", "refused"))
        self.assertFalse(request.turn_user_ids)

    def test_credits_climb_no_threshold(self):
        order = self._buy(-30000)
        self.assertEqual(order.state, "purchase")

    def test_an_order_for_nothing_climbs_no_threshold(self):
        self.assertEqual(self._buy(0).state, "purchase")

    def test_a_step_that_always_asks_is_asked_about_credits(self):
        self._new_rule([{}])
        self.assertEqual(self._buy(-30000).state, "to approve")

    def test_lines_are_summed_up(self):
        order = self._buy(4000, confirm=False)
        self._write(order, {"order_line": [self._new_line(1000.01)]})
        self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self.assertEqual(order.state, "to approve")

    def test_a_credit_line_lowers_the_total(self):
        order = self._buy(6000, confirm=False)
        self._write(order, {"order_line": [self._new_line(-1000)]})
        self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self.assertEqual(order.state, "purchase")

    def test_discounts_count(self):
        order = self._buy(6000, confirm=False)
        self._write_line(order, {"discount": 20})
        self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self.assertEqual(order.state, "purchase")

    def test_the_hosts_checks_come_before_the_approvers(self):
        order = self._buy(6000, confirm=False)
        line = {"name": "No product", "product_qty": 1, "price_unit": 1}
        self._write(order, {"order_line": [(0, 0, {**line, "product_id": False})]})
        with self.assertRaisesRegex(UserError, "missing a product"):
            self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self.assertFalse(self._pending(order))
