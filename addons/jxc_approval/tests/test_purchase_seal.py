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

    def test_the_first_approved_content_stays_beside_the_last(self):
        self._set_price(self.order, 12000)
        self._set_price(self.order, 13000)
        table = str(self._pending(self.order).content_table)
        self.assertIn("10000.00", table)
        self.assertNotIn("12000.00", table)
        self.assertIn("13000.00", table)

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

    def test_a_dearer_price_breaks_it_though_the_total_stays(self):
        line = self.order.order_line
        self._write_line(self.order, {"product_qty": 2, "price_unit": 5000})
        self._assert_broken()
        self.assertEqual(line.price_unit, 5000)

    def test_fewer_for_the_same_money_breaks_it(self):
        order = self._buy(1000, confirm=False)
        self._write_line(order, {"product_qty": 10})
        self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self._approve(order, "purchase_manager")
        self._write_line(order, {"product_qty": 1, "price_unit": 10000})
        self.assertEqual(order.state, "to approve")

    def test_a_smaller_discount_breaks_it(self):
        self._write_line(self.order, {"discount": 50})
        self.assertEqual(self.order.state, "purchase")
        order = self._buy(10000, confirm=False)
        self._write_line(order, {"discount": 10})
        self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self._approve(order, "purchase_manager")
        self._write_line(order, {"discount": 5})
        self.assertEqual(order.state, "to approve")

    def test_other_taxes_break_it(self):
        tax = self.env["account.tax"].create(
            {"name": "0 %", "amount": 0, "type_tax_use": "purchase"}
        )
        self._write_line(self.order, {"tax_ids": [(6, 0, tax.ids)]})
        self._assert_broken()

    def test_a_line_of_nothing_breaks_nothing(self):
        pan = self._new_product("Pan")
        values = {"order_id": self.order.id, "product_id": pan.id, "product_qty": 0}
        self._rpc("buyer", "purchase.order.line", "create", [values])
        self.assertEqual(self.order.state, "purchase")

    def test_a_line_of_nothing_that_becomes_something_breaks_it(self):
        pan = self._new_product("Pan")
        values = {"order_id": self.order.id, "product_id": pan.id, "product_qty": 0}
        ids = self._rpc("buyer", "purchase.order.line", "create", [values])
        self._set_price(self.order, 9000)
        values = {"product_qty": 1, "price_unit": 1}
        self._rpc("buyer", "purchase.order.line", "write", ids, values)
        self._assert_broken()

    def test_a_line_moved_here_from_another_order_breaks_it(self):
        other = self._buy(10, confirm=False)
        values = {"order_id": self.order.id}
        self._rpc("buyer", "purchase.order.line", "write", other.order_line.ids, values)
        self._assert_broken()

    def test_a_deleted_credit_line_breaks_it(self):
        order = self._buy(10000, confirm=False)
        self._write(order, {"order_line": [self._new_line(-1000)]})
        self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self._approve(order, "purchase_manager")
        self._write(order, {"state": "to approve"})
        credit = order.order_line.filtered(lambda line: line.price_unit < 0)
        self._rpc("buyer", "purchase.order.line", "unlink", credit.ids)
        self.assertTrue(self._pending(order))

    def test_what_nobody_judges_breaks_nothing(self):
        self._write(self.order, {"origin": "fair", "partner_ref": "K-1"})
        self._write_line(self.order, {"name": "Kettle, blue"})
        self.assertEqual(self.order.state, "purchase")

    def test_unlocking_is_no_change_and_changing_after_it_is(self):
        self.order.locked = True
        self._write(self.order, {"locked": False})
        self.assertEqual(self.order.state, "purchase")
        self._set_price(self.order, 12000)
        self._assert_broken()

    def test_growing_opens_no_higher_step(self):
        self.ladder.growth_percent = 10
        order = self._buy(19000)
        self._approve(order, "purchase_manager")
        self._set_price(order, 20000)
        self.assertEqual(order.state, "purchase")
        self._set_price(order, 20000.01)
        self.assertEqual(len(self._pending(order).task_ids.grouped("slot")), 2)

    def test_a_rule_that_lets_grow_later_raises_no_seal(self):
        self.ladder.growth_percent = 50
        self._set_price(self.order, 11000)
        self._assert_broken()

    def test_what_was_refused_stays_parked_until_it_is_put_back(self):
        self._set_price(self.order, 12000)
        self._decide("purchase_manager", self.order, "refuse")
        self.assertEqual(self.order.state, "to approve")
        self._set_price(self.order, 10000)
        self.assertEqual(self.order.state, "purchase")

    def test_a_new_approval_seals_the_new_content(self):
        self._set_price(self.order, 12000)
        self._approve(self.order, "purchase_manager")
        self.assertEqual(self.order.state, "purchase")
        self._set_price(self.order, 11000)
        self.assertEqual(self.order.state, "purchase")


@tagged("post_install", "-at_install")
class TestPurchaseTerms(ApprovalCommon):
    """Whatever of the head of an order is changed, the order goes back."""

    def setUp(self):
        super().setUp()
        self.order = self._buy(10000)
        self._approve(self.order, "purchase_manager")

    def _assert_breaks(self, **values):
        self._write(self.order, values)
        self.assertEqual(self.order.state, "to approve")
        self.assertTrue(self._pending(self.order))

    def _assert_mends(self, **values):
        self._write(self.order, values)
        self.assertEqual(self.order.state, "purchase")
        self.assertFalse(self._pending(self.order))

    def test_the_vendor(self):
        self._assert_breaks(partner_id=self.customer.id)
        self._assert_mends(partner_id=self.vendor.id)

    def test_the_currency(self):
        currency = self.env["res.currency"].create(
            {"name": "XJX", "symbol": "X", "rate_ids": [(0, 0, {"rate": 0.1})]}
        )
        self._assert_breaks(currency_id=currency.id)

    def test_the_payment_term(self):
        term = self.env["account.payment.term"].create({"name": "In advance"})
        self._assert_breaks(payment_term_id=term.id)
        self._assert_mends(payment_term_id=False)

    def test_the_fiscal_position(self):
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        self._assert_breaks(fiscal_position_id=position.id)

    def test_the_incoterm(self):
        incoterm = self.env["account.incoterms"].search([], limit=1)
        self._assert_breaks(incoterm_id=incoterm.id)

    def test_the_place_of_the_incoterm(self):
        self._assert_breaks(incoterm_location="Rotterdam")

    def test_the_destination(self):
        other = self.env["stock.warehouse"].create({"name": "North", "code": "NRT"})
        self._assert_breaks(picking_type_id=other.in_type_id.id)

    def test_a_state_written_back_and_forth(self):
        self._write(self.order, {"state": "to approve"})
        self._write(self.order, {"state": "purchase"})
        self.assertEqual(self.order.state, "purchase")

    def test_a_state_written_together_with_a_price(self):
        commands = [(1, self.order.order_line.id, {"price_unit": 12000})]
        for state in ("purchase", "to approve"):
            with self.subTest(state), self.env.cr.savepoint() as savepoint:
                self._assert_breaks(state=state, order_line=commands)
                savepoint.rollback()
                self.env.invalidate_all()
