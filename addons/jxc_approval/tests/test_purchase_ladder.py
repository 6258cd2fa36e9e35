from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestPurchaseLadder(ApprovalCommon):
    def test_an_order_at_the_threshold_is_confirmed(self):
        self.assertEqual(self._buy(5000).state, "purchase")

    def test_an_order_over_the_threshold_waits_for_one(self):
        order = self._buy(5000.01)
        self.assertEqual(order.state, "to approve")
        self.assertEqual(set(self._pending(order).task_ids.mapped("slot")), {1})
        self._approve(order, "purchase_manager")
        self.assertEqual(order.state, "purchase")
        self.assertTrue(order.picking_ids, "the receipt is made")

    def test_an_order_over_the_second_threshold_waits_for_two(self):
        order = self._buy(20000.01)
        self._approve(order, "purchase_manager")
        self.assertEqual(order.state, "to approve")
        self._approve(order, "general_manager")
        self.assertEqual(order.state, "purchase")

    def test_taxes_count(self):
        tax = self.env["account.tax"].create(
            {"name": "13 %", "amount": 13, "type_tax_use": "purchase"}
        )
        order = self._buy(4800, confirm=False)
        order.order_line.tax_ids = tax
        self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self.assertEqual(order.state, "to approve")

    def test_a_foreign_total_is_converted(self):
        currency = self.env["res.currency"].create(
            {"name": "XJX", "symbol": "X", "rate_ids": [Command.create({"rate": 0.1})]}
        )
        order = self._buy(600, currency_id=currency.id)
        self.assertEqual(order.state, "to approve")

    def test_the_general_manager_counts_once(self):
        order = self._buy(30000)
        self._approve(order, "general_manager")
        self.assertEqual(order.state, "purchase")
        self.assertIn("auto", self._kinds(order))

    def test_the_department_head_is_asked_first(self):
        head = self._new_role_user("finance", login="jxc_head")
        employees = self.env["hr.employee"]
        department = self.env["hr.department"].create(
            {
                "name": "Purchasing",
                "manager_id": employees.create({"name": "Head", "user_id": head.id}).id,
            }
        )
        employees.create(
            {
                "name": "Buyer",
                "user_id": self.users["buyer"].id,
                "department_id": department.id,
            }
        )
        order = self._buy(6000)
        self.assertEqual(self._pending(order).turn_user_ids, head)
        with self.assertRaises(UserError):
            self._approve(order, "purchase_manager")
        self._rpc(
            head, "jxc.approval.request", "action_jxc_approve", self._pending(order).ids
        )
        self.assertEqual(order.state, "purchase")

    def test_orders_of_one_vendor_count_together(self):
        self.ladder.split_by = "vendor"
        self.assertEqual(self._buy(4900).state, "purchase")
        split = self._buy(4900)
        self.assertEqual(split.state, "to approve")
        self.assertTrue(self._pending(split).split)

    def test_what_was_approved_together_counts_no_more(self):
        self.ladder.split_by = "vendor"
        self._buy(4900)
        self._approve(self._buy(4900), "purchase_manager")
        self.assertEqual(self._buy(100).state, "purchase")

    def test_orders_of_one_requester_count_together(self):
        self.ladder.split_by = "requester"
        other = self.env["res.partner"].create({"name": "Pan Works"})
        self._buy(4900)
        self.assertEqual(self._buy(4900, partner_id=other.id).state, "to approve")

    def test_conditions_choose_the_rule(self):
        self.ladder.partner_ids = self.customer
        self.assertEqual(self._buy(6000).state, "purchase")

    def test_a_rule_that_is_off_asks_nobody(self):
        self.ladder.active = False
        self.assertEqual(self._buy(60000).state, "purchase")

    def test_an_order_from_before_the_rule_is_received(self):
        self.ladder.active = False
        order = self._buy(60000)
        self.ladder.active = True
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE purchase_order SET jxc_confirmed_at = NULL WHERE id = %s", order.ids
        )
        order.invalidate_recordset()
        order.picking_ids.with_user(self.users["operator"]).button_validate()
        self.assertEqual(order.picking_ids.state, "done")

    def test_nobody_to_ask_is_said(self):
        groups = self.env["res.groups"]
        for xmlid in ("purchase_manager", "general_manager"):
            groups |= self.env.ref(f"jxc_core.group_{xmlid}")
        step = self.ladder.step_ids[0]
        step.write({"who": "user", "user_ids": [Command.set(self.users["buyer"].ids)]})
        step.group_id = False
        everyone = groups.all_user_ids
        everyone.active = False
        with self.assertRaisesRegex(UserError, "Nobody may approve"):
            self._buy(6000)

    def test_only_an_administrator_changes_a_rule(self):
        for role in ("buyer", "purchase_manager", "general_manager"):
            with self.assertRaises(UserError):
                self._rpc(
                    role, "jxc.approval.rule", "action_jxc_switch", self.ladder.ids
                )
