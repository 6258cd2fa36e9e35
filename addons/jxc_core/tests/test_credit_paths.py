from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..exceptions import HoldError
from .credit_common import CreditCommon

HOSTILE = {
    "bypass_risk": True,
    "skip_credit": True,
    "jxc_skip": True,
    "jxc_watch": {},
    "jxc.watch": {},
    "no_check": True,
    "import_file": True,
    "install_mode": True,
    "tracking_disable": True,
    "validate_analytic": True,
}


@tagged("post_install", "-at_install")
class TestCreditPaths(CreditCommon):
    """Limit 1,000.00: no way of confirming, growing or shipping leads round it."""

    # --- every path -------------------------------------------------------------
    def test_a_hostile_context_opens_nothing(self):
        order = self._quote(101)
        with self.assertRaises(HoldError):
            order.with_context(**HOSTILE).action_confirm()

    def test_writing_the_state_is_refused(self):
        order = self._quote(101)
        with self.assertRaises(HoldError):
            order.with_context(**HOSTILE).write({"state": "sale"})

    def test_writing_state_and_debtor_at_once_is_judged_by_the_result(self):
        full = self.env["res.partner"].create({"name": "Full", "credit_limit": 10})
        order = self._quote(50)
        with self.assertRaises(HoldError):
            order.write({"state": "sale", "partner_invoice_id": full.id})

    def test_nothing_stays_confirmed_when_a_caller_swallows_the_error(self):
        order = self._quote(101)
        try:
            order.action_confirm()
        except UserError:
            self.env.flush_all()
        self.assertEqual((order.state, order.picking_ids.ids), ("draft", []))

    def test_creating_an_order_as_confirmed_is_refused(self):
        with self.assertRaises(HoldError):
            self._quote(101, state="sale")

    def test_copying_an_order_as_confirmed_is_refused(self):
        order = self._quote(101)
        with self.assertRaises(HoldError):
            order.copy({"state": "sale"})

    def test_importing_confirmed_orders_is_refused(self):
        result = self.env["sale.order"].load(
            [
                "name",
                "partner_id/.id",
                "state",
                "order_line/product_id/.id",
                "order_line/product_uom_qty",
                "order_line/price_unit",
            ],
            [
                [
                    "IMP1",
                    str(self.customer.id),
                    "sale",
                    str(self.product.id),
                    "101",
                    "10",
                ]
            ],
        )
        self.assertFalse(result["ids"])
        self.assertIn("Corner Shop", result["messages"][0]["message"])

    def test_superuser_code_of_other_modules_is_refused(self):
        with self.assertRaises(HoldError):
            self._quote(101).sudo().action_confirm()

    def test_a_signature_stays_on_the_held_quotation(self):
        order = self._quote(101).sudo()
        order.write({"signed_by": "Lee", "signed_on": fields.Datetime.now()})
        order._validate_order()
        self.assertEqual((order.state, order.signed_by), ("sent", "Lee"))
        self.assertTrue(order.activity_ids, "somebody is told")

    def test_a_signature_confirms_an_order_within_the_limit(self):
        order = self._quote(100).sudo()
        order._validate_order()
        self.assertEqual(order.state, "sale")

    def _pay_online(self, order, amount):
        order.write({"require_payment": True, "prepayment_percent": 0.1})
        every = self.env["payment.method"].with_context(active_test=False)
        provider = self.env["payment.provider"].search([], limit=1)
        return self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": every.search([], limit=1).id,
                "amount": amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": order.ids,
                "state": "done",
                "reference": f"TX-{order.name}",
            }
        )

    def test_a_down_payment_online_stays_on_the_held_quotation(self):
        order = self._quote(200).sudo()
        payment = self._pay_online(order, 500)
        self.assertFalse(payment._check_amount_and_confirm_order())
        self.assertEqual((order.state, order.amount_paid), ("sent", 500))
        self.assertTrue(order.activity_ids, "somebody is told")

    def test_an_order_paid_online_in_full_takes_no_credit(self):
        order = self._quote(200).sudo()
        payment = self._pay_online(order, order.amount_total)
        self.assertEqual(payment._check_amount_and_confirm_order(), order)

    # --- growing ----------------------------------------------------------------
    def test_a_confirmed_order_may_not_outgrow_the_limit_by_quantity(self):
        order = self._confirm(100).with_user(self.salesperson)
        with self.assertRaises(HoldError):
            order.order_line.product_uom_qty = 101

    def test_a_confirmed_order_may_not_outgrow_the_limit_by_price(self):
        order = self._confirm(100).with_user(self.salesperson)
        with self.assertRaises(HoldError):
            order.order_line.with_context(**HOSTILE).write({"price_unit": 10.01})

    def test_a_confirmed_order_may_not_outgrow_the_limit_by_a_new_line(self):
        order = self._confirm(100).with_user(self.salesperson)
        with self.assertRaises(HoldError):
            order.env["sale.order.line"].create(
                {"order_id": order.id, "product_id": self.product.id}
            )

    def test_a_confirmed_order_may_not_outgrow_the_limit_by_losing_its_discount(self):
        order = self._quote(110)
        discount = order.order_line.create(
            {
                "order_id": order.id,
                "product_id": self._service().id,
                "name": "Discount",
                "price_unit": -100,
                "tax_ids": False,
            }
        )
        order.action_confirm()
        with self.assertRaises(HoldError):
            discount.price_unit = 0

    def test_a_confirmed_order_may_not_move_to_a_customer_without_room(self):
        other = self.env["res.partner"].create({"name": "Full", "credit_limit": 10})
        order = self._confirm(100).with_user(self.salesperson)
        with self.assertRaises(HoldError):
            order.partner_invoice_id = other

    def test_one_line_may_grow_while_another_shrinks(self):
        order = self._quote(50)
        order.order_line.copy({"order_id": order.id})
        order.action_confirm()
        first, second = order.order_line
        order.write(
            {
                "order_line": [
                    Command.update(first.id, {"product_uom_qty": 60}),
                    Command.update(second.id, {"product_uom_qty": 40}),
                ]
            }
        )
        self.assertEqual(order.amount_untaxed, 1000)

    def test_a_confirmed_order_may_shrink_although_the_limit_was_lowered(self):
        order = self._confirm(100)
        self.customer.credit_limit = 500
        order.with_user(self.salesperson).order_line.product_uom_qty = 90

    # --- shipping ---------------------------------------------------------------
    def test_goods_stay_when_the_customer_came_over_the_limit_meanwhile(self):
        order = self._confirm(60)
        self._invoice(500)
        with self.assertRaises(HoldError) as caught:
            self._deliver(order)
        self.assertEqual(self._codes(caught), ["credit.over_limit"])

    def test_an_order_released_later_keeps_no_earlier_goods_back(self):
        order = self._confirm(60)
        with freeze_time(fields.Datetime.now() + timedelta(seconds=1)):
            other = self._quote(50)
            self._release(other)
            other.action_confirm()
        self.assertEqual(self._deliver(order).state, "done")

    def test_an_order_cannot_be_dated_back_before_others(self):
        order = self._confirm(60).with_user(self.salesperson)
        self._invoice(500)
        with self.assertRaises(HoldError):
            order.date_order = "2020-01-01"

    def test_goods_leave_when_the_customer_is_exactly_at_the_limit(self):
        order = self._confirm(60)
        self._invoice(400)
        self.assertEqual(self._deliver(order).state, "done")

    def test_raw_moves_of_a_held_order_do_not_leave(self):
        order = self._confirm(60)
        self._invoice(500)
        move = order.picking_ids.move_ids
        move.write({"quantity": 60, "picked": True})
        with self.assertRaises(HoldError):
            move.with_context(skip_sanity_check=True, **HOSTILE)._action_done()

    def test_the_operator_reads_on_the_transfer_why_goods_stay(self):
        order = self._confirm(60)
        self._invoice(500)
        picking = order.picking_ids.with_user(self.users["operator"])
        self.assertIn("Corner Shop", picking.jxc_hold_text)
        self.assertNotIn("1,000", picking.jxc_hold_text)

    def test_returns_to_a_customer_over_the_limit_come_in(self):
        order = self._confirm(60)
        picking = self._deliver(order)
        self._invoice(9000)
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        back.move_ids.write({"quantity": 1, "picked": True})
        back._action_done()
        self.assertEqual(back.state, "done")
