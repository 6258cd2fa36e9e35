from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.jxc_core.exceptions import HoldError

from .bind_common import BindCommon


@tagged("post_install", "-at_install")
class TestSaleWaiting(BindCommon):
    """The limit is 1,000.00, a kettle costs 10.00: 101 of them wait."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_on("rule_sale_credit", "rule_sale_price")

    def _ask(self, orders, role="salesperson"):
        return self._rpc(role, "sale.order", "action_confirm", orders.ids)

    def _wait(self, qty=101, **kw):
        order = self._quote(qty, **kw)
        self._ask(order)
        return order.sudo()

    def _resize(self, order, qty):
        line = order.order_line[:1]
        self._rpc(
            "salesperson",
            "sale.order.line",
            "write",
            line.ids,
            {"product_uom_qty": qty},
        )

    # --- asking -----------------------------------------------------------------
    def test_the_salesperson_reads_what_the_order_waits_for(self):
        order = self._wait()
        (values,) = self._rpc(
            "salesperson", "sale.order", "read", order.ids, ["jxc_approval_wait"]
        )
        self.assertEqual(values["jxc_approval_wait"], "credit")

    def test_a_price_below_the_floor_waits_for_price_approval(self):
        self.product.jxc_floor_price = 9
        order = self._wait(1, price=8)
        self.assertEqual(order.jxc_approval_wait, "price")

    def test_the_order_says_what_it_waits_for_and_whom(self):
        order = self._wait()
        text = order.jxc_approval_text
        self.assertIn("Waiting for credit approval. Waits for", text)
        self.assertIn("(Sales manager)", text)

    def test_the_approver_reads_the_lines(self):
        order = self._wait()
        request = self._pending(order)
        table = request.with_user(self.users["sales_manager"]).content_table
        self.assertIn(self.product.name, table)
        self.assertIn("101", table)
        self.assertIn("10.00", table)

    def test_credit_and_price_wait_together(self):
        self.product.jxc_floor_price = 9
        order = self._wait(200, price=8)
        self.assertEqual(order.jxc_approval_wait, "both")

    def test_one_finds_what_waits_for_credit(self):
        order = self._wait()
        other = self._quote(1)
        orders = self.env["sale.order"]
        found = orders.search([("jxc_approval_wait", "=", "credit")])
        self.assertIn(order, found)
        self.assertNotIn(other, found)
        none = orders.search([("jxc_approval_wait", "=", False)])
        self.assertIn(other.sudo(), none)
        self.assertNotIn(order, none)

    def test_the_button_tells_who_was_asked(self):
        answer = self._ask(self._quote(101))
        self.assertEqual(answer["tag"], "display_notification")
        self.assertIn(self.manager.name, answer["params"]["message"])

    def test_the_rest_of_a_batch_is_confirmed(self):
        self.env["res.partner"].browse(self.vendor.id).credit_limit = 0
        held = self._quote(101)
        free = self._quote(1, partner_id=self.vendor.id)
        answer = self._ask(held | free)
        self.assertEqual((held.state, free.state), ("draft", "sale"))
        self.assertEqual(answer["tag"], "display_notification")

    def test_a_waiting_order_is_in_the_list_of_what_is_held(self):
        order = self._quote(101)
        told = self.env.cr.postcommit
        before = len(told._funcs)
        self._ask(order)
        self.assertGreater(len(told._funcs), before)

    def test_whoever_may_not_change_an_order_does_not_ask_for_it(self):
        order = self._quote(101)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._ask(order, "finance")
        self.assertFalse(self._pending(order))

    def test_an_order_that_no_rule_speaks_about_is_refused(self):
        self.env.ref("jxc_approval.rule_sale_price").active = False
        self.product.jxc_floor_price = 9
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            self._ask(self._quote(101, price=8))

    # --- changing while it waits --------------------------------------------------
    def test_an_order_that_grows_is_asked_about_again(self):
        order = self._wait()
        request = self._pending(order)
        self._resize(order, 102)
        self.assertEqual(request.state, "broken")
        self._ask(order)
        self.assertEqual(self._pending(order).amount, 1020)

    def test_an_order_that_shrinks_above_the_limit_keeps_waiting(self):
        self.customer.credit_limit = 500
        order = self._wait()
        self._resize(order, 99)
        self.assertEqual(self._pending(order).state, "pending")
        self._approve(self._pending(order), "sales_manager")
        self.assertEqual(order.state, "sale")

    def test_an_order_that_shrinks_below_the_limit_waits_for_nobody(self):
        order = self._wait()
        request = self._pending(order)
        self._resize(order, 100)
        self.assertEqual(request.state, "moot")
        self._ask(order)
        self.assertEqual(order.state, "sale")

    def test_another_debtor_is_asked_about_again(self):
        self.vendor.credit_limit = 10
        order = self._wait()
        request = self._pending(order)
        self._rpc(
            "salesperson",
            "sale.order",
            "write",
            order.ids,
            {"partner_id": self.vendor.id, "partner_invoice_id": self.vendor.id},
        )
        self.assertEqual(request.state, "broken")

    def test_a_customer_who_pays_ends_the_waiting(self):
        self._invoice(500)
        order = self._wait(60)
        request = self._pending(order)
        self._invoice(500, kind="out_refund")
        self._ask(order)
        self.assertEqual((order.state, request.state), ("sale", "moot"))
        self.assertFalse(request.activity_ids | order.activity_ids)

    def test_a_cancelled_order_waits_for_nobody(self):
        order = self._wait()
        request = self._pending(order)
        self._rpc("salesperson", "sale.order", "action_cancel", order.ids)
        self.assertEqual(request.state, "moot")

    def test_a_deleted_order_waits_for_nobody(self):
        order = self._wait()
        request = self._pending(order)
        order.unlink()
        self.assertEqual(request.state, "moot")

    def test_cancelling_and_resetting_keeps_no_approval(self):
        order = self._wait()
        self._approve(self._pending(order), "sales_manager")
        self._rpc("salesperson", "sale.order", "action_cancel", order.ids)
        self._rpc("salesperson", "sale.order", "action_draft", order.ids)
        self._ask(order)
        self.assertEqual(order.state, "draft")
        self.assertTrue(self._pending(order))

    # --- after the answer -----------------------------------------------------------
    def test_an_approved_order_that_cannot_be_confirmed_says_why(self):
        order = self._wait()
        self.patch(
            type(order), "_confirmation_error_message", lambda order: "No address."
        )
        request = self._pending(order)
        self._approve(request, "sales_manager")
        self.assertEqual((order.state, request.state), ("draft", "approved"))
        note = order.message_ids[:1]
        self.assertIn("No address.", note.body)
        self.assertIn(self.salesperson.partner_id, note.notified_partner_ids)

    def test_a_refused_order_shows_it_and_can_be_asked_about_again(self):
        order = self._wait()
        self._decide("sales_manager", self._pending(order), "refuse")
        self.assertEqual((order.state, order.jxc_approval_state), ("draft", "refused"))
        self.assertFalse(order.jxc_approval_wait)
        self._ask(order)
        self.assertEqual(order.jxc_approval_wait, "credit")

    def test_a_confirmed_order_does_not_grow_by_asking(self):
        order = self._quote(100)
        self._ask(order)
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            self._resize(order, 101)

    def test_an_approved_order_does_not_grow_beyond_it(self):
        order = self._wait()
        self._approve(self._pending(order), "sales_manager")
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            self._resize(order, 102)

    def test_the_shipment_of_an_order_is_asked_for_and_approved(self):
        order = self._confirm(100).sudo()
        self.customer.jxc_credit_hold = True
        picking = order.picking_ids
        picking.move_ids.quantity = 100
        picking.move_ids.picked = True
        wizard = self._rpc(
            "salesperson",
            "jxc.approval.ask",
            "create",
            [{"res_model": "sale.order", "res_id": order.id, "reason": "They will"}],
        )
        self._rpc("salesperson", "jxc.approval.ask", "action_ask", wizard)
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        self.assertEqual(self._pending(order).gate_step, "ship")
        self._approve(self._pending(order), "sales_manager")
        self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        self.assertEqual(picking.state, "done")

    # --- the customer signs or pays ---------------------------------------------------
    def _sign(self, order):
        customer = self.env["res.users"].create(
            {
                "name": "Lee",
                "login": "lee",
                "partner_id": self.customer.id,
                "group_ids": [
                    fields.Command.set(self.env.ref("base.group_portal").ids)
                ],
            }
        )
        order = self.env(user=customer)["sale.order"].browse(order.id).sudo()
        order.write({"signed_by": "Lee", "signed_on": fields.Datetime.now()})
        order._validate_order()

    def test_a_signature_asks_in_the_salespersons_name(self):
        order = self._quote(101).sudo()
        order.user_id = self.users["general_manager"]
        self._sign(order)
        self.assertEqual((order.state, order.signed_by), ("sent", "Lee"))
        self.assertEqual(self._pending(order).requester_id, order.user_id)

    def test_a_signature_stays_although_nobody_may_approve(self):
        self.patch(
            type(self.env["jxc.approval.rule.step"]),
            "_jxc_get_able",
            lambda step, users, *about: users.browse(),
        )
        order = self._quote(101).sudo()
        self._sign(order)
        self.assertEqual((order.state, order.signed_by), ("sent", "Lee"))
        self.assertFalse(self._pending(order))
