from odoo.tests import tagged

from odoo.addons.jxc_core.exceptions import HoldError

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestPurchaseSeal(ApprovalCommon):
    def setUp(self):
        super().setUp()
        self.order = self._buy(10000)
        self._approve(self.order, "purchase_manager")

    def _assert_broken(self):
        self.order.invalidate_recordset()
        self.assertEqual(self.order.state, "to approve")
        self.assertTrue(self._pending(self.order))

    def test_a_lower_price_passes(self):
        self._set_price(self.order, 9000)
        self.assertEqual(self.order.state, "purchase")

    def test_a_higher_price_breaks_it(self):
        self._set_price(self.order, 10000.01)
        self._assert_broken()

    def test_a_higher_quantity_breaks_it(self):
        line = self.order.order_line
        self._rpc(
            "buyer",
            "purchase.order.line",
            "write",
            line.ids,
            {"product_qty": 2, "price_unit": 10000},
        )
        self._assert_broken()

    def test_a_line_written_through_the_order_breaks_it(self):
        values = {"order_line": [(1, self.order.order_line.id, {"price_unit": 20000})]}
        self._rpc("buyer", "purchase.order", "write", self.order.ids, values)
        self._assert_broken()

    def test_another_product_breaks_it(self):
        other = self._new_product("Pan")
        self.order.order_line.price_unit = 6000
        values = {
            "order_id": self.order.id,
            "product_id": other.id,
            "product_qty": 1,
            "price_unit": 10,
        }
        self._rpc("buyer", "purchase.order.line", "create", [values])
        self._assert_broken()

    def test_another_vendor_breaks_it(self):
        values = {"partner_id": self.customer.id}
        self._rpc("buyer", "purchase.order", "write", self.order.ids, values)
        self._assert_broken()

    def test_other_terms_break_it(self):
        term = self.env["account.payment.term"].create({"name": "In advance"})
        values = {"payment_term_id": term.id}
        self._rpc("buyer", "purchase.order", "write", self.order.ids, values)
        self._assert_broken()

    def test_the_request_shows_before_and_after(self):
        self._set_price(self.order, 12000)
        table = str(self._pending(self.order).content_table)
        self.assertIn("10000.00", table)
        self.assertIn("12000.00", table)

    def test_a_restored_price_mends_it(self):
        self._set_price(self.order, 12000)
        self._set_price(self.order, 10000)
        self.assertEqual(self.order.state, "purchase")
        self.assertFalse(self._pending(self.order))

    def test_a_small_order_grown_later_waits(self):
        order = self._buy(4000)
        self._set_price(order, 103500)
        self.assertEqual(order.state, "to approve")

    def test_it_may_grow_by_what_the_rule_says(self):
        self.ladder.growth_percent = 10
        order = self._buy(10000)
        self._approve(order, "purchase_manager")
        self._set_price(order, 11000)
        self.assertEqual(order.state, "purchase")
        self._set_price(order, 11000.01)
        self.assertEqual(order.state, "to approve")

    def test_what_is_not_approved_is_not_received(self):
        self._set_price(self.order, 12000)
        picking = self.order.picking_ids.with_user(self.users["operator"])
        with self.assertRaises(HoldError):
            picking.button_validate()

    def test_what_is_not_approved_is_not_billed(self):
        self._set_price(self.order, 12000)
        with self.assertRaises(HoldError):
            self._rpc(
                "buyer", "purchase.order", "action_create_invoice", self.order.ids
            )

    def test_a_bill_of_what_is_not_approved_is_not_booked(self):
        self.product.purchase_method = "purchase"
        self.order.action_create_invoice()
        bill = self.order.invoice_ids
        bill.invoice_date = "2026-01-31"
        self._set_price(self.order, 12000)
        with self.assertRaises(HoldError):
            bill.action_post()

    def test_an_approval_ends_on_its_last_day(self):
        self.env.cr.execute(
            "UPDATE jxc_release SET valid_until = '2000-01-01' WHERE res_id = %s",
            self.order.ids,
        )
        self.env.invalidate_all()
        picking = self.order.picking_ids.with_user(self.users["operator"])
        with self.assertRaises(HoldError):
            picking.button_validate()

    def test_a_change_while_it_waits_asks_anew(self):
        order = self._buy(6000)
        first = self._pending(order)
        self._set_price(order, 7000)
        self.assertEqual(first.state, "broken")
        self.assertTrue(self._pending(order))

    def test_a_smaller_order_still_waits_for_the_same(self):
        order = self._buy(7000)
        first = self._pending(order)
        self._set_price(order, 6000)
        self.assertEqual(self._pending(order), first)

    def test_an_order_under_the_threshold_waits_no_more(self):
        order = self._buy(7000)
        self._set_price(order, 4000)
        self.assertEqual((order.state, len(self._pending(order))), ("draft", 0))
