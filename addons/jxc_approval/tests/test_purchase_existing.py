from odoo.tests import tagged

from .common import ApprovalCommon


class BeforeCommon(ApprovalCommon):
    """An order of 60,000.00 was confirmed before any rule was on."""

    def setUp(self):
        super().setUp()
        self.ladder.active = False
        self.order = self._buy(60000)
        self.ladder.active = True

    def _receive(self, order):
        order.picking_ids.with_user(self.users["operator"]).button_validate()


@tagged("post_install", "-at_install")
class TestPurchaseBefore(BeforeCommon):
    def test_it_stays_confirmed(self):
        self.assertEqual(self.order.state, "purchase")
        self.assertFalse(self._pending(self.order))

    def test_it_is_received(self):
        self._receive(self.order)
        self.assertEqual(self.order.picking_ids.state, "done")

    def test_it_is_billed(self):
        self.product.purchase_method = "purchase"
        self.order.action_create_invoice()
        self.order.invoice_ids.invoice_date = "2026-01-31"
        self.order.invoice_ids.action_post()
        self.assertEqual(self.order.invoice_ids.state, "posted")

    def test_an_order_from_before_the_add_on_is_received(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE purchase_order SET jxc_confirmed_at = NULL WHERE id = %s",
            self.order.ids,
        )
        self.env.invalidate_all()
        self._receive(self.order)
        self.assertEqual(self.order.picking_ids.state, "done")

    def test_less_asks_nobody(self):
        self._set_price(self.order, 50000)
        self.assertEqual(self.order.state, "purchase")

    def test_more_asks(self):
        self._set_price(self.order, 60000.01)
        self.assertEqual(self.order.state, "to approve")
        self.assertTrue(self._pending(self.order))

    def test_other_terms_ask(self):
        self._write(self.order, {"partner_id": self.customer.id})
        self.assertEqual(self.order.state, "to approve")

    def test_put_back_it_asks_nobody(self):
        self._set_price(self.order, 61000)
        self._set_price(self.order, 62000)
        self._set_price(self.order, 60000)
        self.assertEqual(self.order.state, "purchase")
        self.assertFalse(self._pending(self.order))
        self._receive(self.order)

    def test_put_back_after_a_refusal_it_asks_nobody(self):
        self._set_price(self.order, 61000)
        self._decide("purchase_manager", self.order, "refuse")
        self._set_price(self.order, 60000)
        self.assertEqual(self.order.state, "purchase")

    def test_cancelled_and_reset_it_asks(self):
        self._set_price(self.order, 61000)
        for method in ("button_cancel", "button_draft"):
            self._rpc("buyer", "purchase.order", method, self.order.ids)
        self._set_price(self.order, 60000)
        self._rpc("buyer", "purchase.order", "button_confirm", self.order.ids)
        self.assertEqual(self.order.state, "to approve")

    def test_a_tighter_rule_stops_no_goods_on_their_way(self):
        order = self._buy(4000)
        self.ladder.step_ids[0].amount_over = 1000
        self._receive(order)
        self.assertEqual(order.picking_ids.state, "done")

    def test_a_tighter_rule_judges_what_grows(self):
        order = self._buy(4000)
        self.ladder.step_ids[0].amount_over = 1000
        self._set_price(order, 4001)
        self.assertEqual(order.state, "to approve")

    def test_an_order_waiting_while_its_rule_goes_off_is_confirmed_by_the_host(self):
        order = self._buy(6000)
        request = self._pending(order)
        self.ladder.active = False
        self._write(order, {"state": "purchase"})
        self.assertEqual((order.state, request.state), ("purchase", "moot"))


@tagged("post_install", "-at_install")
class TestPurchaseTwoSteps(ApprovalCommon):
    """The host's own second approval, from 3,000.00 on, beside ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {"po_double_validation": "two_step", "po_double_validation_amount": 3000}
        )

    def test_without_rules_the_host_asks_alone(self):
        self.ladder.active = False
        order = self._buy(60000)
        self.assertEqual(order.state, "to approve")
        self.assertFalse(self._pending(order))
        self._approve(order, "purchase_manager")
        self.assertEqual(order.state, "purchase")

    def test_without_rules_a_buyer_does_not_approve(self):
        self.ladder.active = False
        order = self._buy(60000)
        self._approve(order, "buyer")
        self.assertEqual(order.state, "to approve")

    def test_below_the_ladder_the_host_asks(self):
        order = self._buy(4000)
        self.assertEqual(order.state, "to approve")
        self.assertFalse(self._pending(order))
        self._approve(order, "purchase_manager")
        self.assertEqual(order.state, "purchase")

    def test_a_change_while_the_host_asks_resets_nothing(self):
        order = self._buy(4000)
        self._set_price(order, 3900)
        self.assertEqual(order.state, "to approve")

    def test_grown_over_the_ladder_while_the_host_asks_it_needs_ours(self):
        order = self._buy(4000)
        self._set_price(order, 6000)
        self.assertTrue(self._pending(order))

    def test_our_approval_is_not_asked_twice(self):
        order = self._buy(6000)
        self._approve(order, "purchase_manager")
        self.assertEqual(order.state, "purchase")

    def test_our_approver_need_not_be_the_hosts(self):
        self._new_rule([self._people("finance")])
        order = self._buy(6000)
        self._rpc(
            "finance",
            "jxc.approval.request",
            "action_jxc_approve",
            self._pending(order).ids,
        )
        self.assertEqual(order.state, "purchase")

    def test_put_back_by_the_buyer_it_is_approved_still(self):
        order = self._buy(6000)
        self._approve(order, "purchase_manager")
        self._set_price(order, 7000)
        self._set_price(order, 6000)
        self.assertEqual(order.state, "purchase")
