from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..exceptions import HoldError
from .credit_common import CreditCommon

HOSTILE = {
    "bypass_risk": True,
    "skip_credit": True,
    "jxc_skip": True,
    "jxc_sale_order_watch": {},
    "no_check": True,
    "import_file": True,
    "install_mode": True,
    "tracking_disable": True,
    "validate_analytic": True,
}


@tagged("post_install", "-at_install")
class TestCreditLimit(CreditCommon):
    """Limit 1,000.00: 100 kettles fit, 101 do not."""

    def _codes(self, caught):
        return [hold.code for hold in caught.exception.holds]

    def test_an_order_up_to_the_limit_is_confirmed(self):
        order = self._quote(100)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_an_order_over_the_limit_is_refused_and_says_by_how_much(self):
        order = self._quote(101)
        with self.assertRaisesRegex(HoldError, r"Corner Shop .*10\.00") as caught:
            order.action_confirm()
        self.assertEqual(self._codes(caught), ["credit.over_limit"])
        self.assertEqual(order.state, "draft")

    def test_a_limit_of_zero_means_no_check(self):
        self.customer.credit_limit = 0
        self._quote(99).action_confirm()

    def test_without_the_company_switch_nothing_is_checked(self):
        self.company.account_use_credit_limit = False
        self._quote(5000).action_confirm()

    def test_the_companys_default_limit_counts_for_customers_without_their_own(self):
        self.env["ir.default"].set(
            "res.partner", "credit_limit", 500, company_id=self.company.id
        )
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        with self.assertRaises(HoldError):
            self._quote(51, partner_id=stranger.id).action_confirm()

    def test_orders_confirmed_together_count_together(self):
        orders = self._quote(60) | self._quote(60)
        with self.assertRaises(HoldError) as caught:
            orders.action_confirm()
        self.assertEqual(len(caught.exception.holds), 2)
        self.assertEqual(set(orders.mapped("state")), {"draft"})

    def test_open_orders_count_whether_delivered_or_not(self):
        self._confirm(60)
        with self.assertRaises(HoldError):
            self._quote(41).action_confirm()
        self._quote(40).action_confirm()

    def test_contacts_count_with_their_company(self):
        shop = self.env["res.partner"].create(
            {"name": "Branch", "parent_id": self.customer.id}
        )
        self._confirm(60, partner_id=shop.id)
        with self.assertRaises(HoldError):
            self._quote(41).action_confirm()

    def test_whoever_gets_the_invoice_is_the_debtor(self):
        payer = self.env["res.partner"].create(
            {"name": "Payer", "is_company": True, "credit_limit": 100}
        )
        with self.assertRaises(HoldError):
            self._quote(11, partner_invoice_id=payer.id).action_confirm()

    def test_tax_counts(self):
        tax = self.env["account.tax"].create({"name": "13%", "amount": 13})
        order = self._quote(100)
        order.order_line.tax_ids = tax
        with self.assertRaises(HoldError):
            order.action_confirm()

    def test_a_foreign_order_counts_in_company_currency(self):
        pounds = self._currency("JXC", 2.0)
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": pounds.id}
        )
        order = self._quote(200, pricelist_id=pricelist.id)
        order.order_line.price_unit = 10
        order.action_confirm()  # 2,000 foreign are 1,000.00
        with self.assertRaises(HoldError):
            self._quote(1).action_confirm()

    def _currency(self, name, rate):
        currency = self.env["res.currency"].create({"name": name, "symbol": name})
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": rate, "name": "2020-01-01"}
        )
        return currency

    def test_another_companys_orders_do_not_count(self):
        other = self.env["res.company"].create({"name": "Other Ltd"})
        self._invoice(500)
        self.env["sale.order"].with_company(other).create(
            {
                "partner_id": self.customer.id,
                "company_id": other.id,
                "order_line": [
                    Command.create(
                        {
                            "name": "Fee",
                            "product_id": self._service().id,
                            "price_unit": 9000,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        ).action_confirm()
        self._quote(50).action_confirm()

    def _service(self):
        return self.env["product.product"].create(
            {"name": "Fee", "type": "service", "company_id": False}
        )

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

    # --- overdue, frozen, exempt, temporary --------------------------------------
    def test_an_overdue_invoice_holds_the_next_order(self):
        self._invoice(10, days_ago=1)
        with self.assertRaises(HoldError) as caught:
            self._quote(1).action_confirm()
        self.assertEqual(self._codes(caught), ["credit.overdue"])

    def test_an_invoice_due_today_holds_nothing(self):
        self._invoice(10, days_ago=0)
        self._quote(1).action_confirm()

    def test_days_of_grace_of_the_company_end_on_their_last_day(self):
        self.company.jxc_credit_grace_days = 5
        invoice = self._invoice(10, days_ago=5)
        self._quote(1).action_confirm()
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            with self.assertRaises(HoldError):
                self._quote(1).action_confirm()
        self.assertEqual(invoice.payment_state, "not_paid")

    def test_days_of_grace_of_the_customer_speak_before_the_companys(self):
        self.customer.write({"jxc_credit_own_grace": True, "jxc_credit_grace_days": 30})
        self._invoice(10, days_ago=30)
        self._quote(1).action_confirm()

    def test_customers_without_a_limit_are_held_when_overdue(self):
        self.customer.credit_limit = 0
        self._invoice(10, days_ago=2)
        with self.assertRaises(HoldError):
            self._quote(1).action_confirm()

    def test_the_company_may_leave_overdue_customers_alone(self):
        self.company.jxc_credit_check_overdue = False
        self._invoice(10, days_ago=99)
        self._quote(1).action_confirm()

    def test_a_frozen_customer_is_held_without_any_limit(self):
        self.company.account_use_credit_limit = False
        self.customer.jxc_credit_hold = True
        with self.assertRaises(HoldError) as caught:
            self._quote(1).action_confirm()
        self.assertEqual(self._codes(caught), ["credit.frozen"])

    def test_a_customer_who_pays_in_advance_is_not_checked(self):
        self.customer.jxc_credit_exempt = True
        self._invoice(10, days_ago=99)
        self._quote(101).action_confirm()

    def test_an_order_paid_by_its_down_payment_takes_no_credit(self):
        order = self._confirm(100)
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": order.ids,
                "advance_payment_method": "percentage",
                "amount": 100,
            }
        )
        wizard.create_invoices()
        order.invoice_ids.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=order.invoice_ids.ids
        ).create({})._create_payments()
        self._invoice(5000)
        self.assertEqual(self._deliver(order).state, "done")

    def test_a_temporary_limit_counts_from_its_first_to_its_last_day(self):
        today = self.company._jxc_get_today()
        self.env["jxc.credit.temporary"].with_user(self.manager).create(
            {
                "partner_id": self.customer.id,
                "amount": 500,
                "date_from": today,
                "date_to": today + timedelta(days=2),
                "reason": "Spring festival",
            }
        )
        self._quote(150).action_confirm()
        with self.assertRaises(HoldError):
            self._quote(1).action_confirm()
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.env.invalidate_all()
            self.assertEqual(self.customer.jxc_credit_limit_today, 1000)

    def test_a_temporary_limit_on_no_limit_is_refused(self):
        self.customer.credit_limit = 0
        with self.assertRaises(ValidationError):
            self.env["jxc.credit.temporary"].create(
                {
                    "partner_id": self.customer.id,
                    "amount": 1,
                    "date_to": fields.Date.today(),
                    "reason": "x",
                }
            )

    # --- who reads what -----------------------------------------------------------
    def test_the_salesperson_reads_the_verdict_but_no_figures(self):
        order = self._quote(101)
        with self.assertRaises(HoldError) as caught:
            order.action_confirm()
        self.assertNotIn("1,000", str(caught.exception))
        self.assertEqual(caught.exception.context["jxc_holds"][0]["facts"], {})
        self.assertFalse(order.partner_credit_warning)

    def test_the_sales_manager_reads_limit_used_this_order_and_overdue(self):
        order = self._quote(101, user=self.manager)
        with self.assertRaises(HoldError) as caught:
            order.action_confirm()
        (hold,) = caught.exception.context["jxc_holds"]
        self.assertEqual(
            hold["facts"],
            {
                "limit": 1000,
                "used": 1010,
                "order": 1010,
                "overdue": 0,
                "currency": self.company.currency_id.name,
            },
        )

    def test_salespeople_cannot_reach_credit_fields(self):
        customer = self.customer.with_user(self.salesperson)
        names = [
            name
            for name in customer._fields
            if name.startswith("jxc_credit") or name in ("credit", "credit_limit")
        ]
        self.assertGreater(len(names), 10)
        for name in names:
            with self.subTest(name), self.assertRaises(AccessError):
                customer.read([name])
            with self.subTest(name), self.assertRaises(AccessError):
                customer.search([(name, "!=", False)])
        with self.assertRaises(AccessError):
            customer.credit_limit = 99999

    def test_salespeople_find_no_open_amount_on_orders(self):
        order = self._confirm(1).with_user(self.salesperson)
        with self.assertRaises(AccessError):
            order.read(["jxc_open_amount"])

    def test_salespeople_cannot_grant_temporary_limits(self):
        with self.assertRaises(AccessError):
            self.env["jxc.credit.temporary"].with_user(self.salesperson).create(
                {
                    "partner_id": self.customer.id,
                    "amount": 1,
                    "date_to": fields.Date.today(),
                    "reason": "x",
                }
            )

    def test_the_sales_manager_sets_the_limit_in_the_form(self):
        with Form(self.customer.with_user(self.manager)) as form:
            form.credit_limit = 1500
        self._quote(150).action_confirm()

    def test_a_cancelled_order_takes_no_credit(self):
        order = self._confirm(100)
        order.action_cancel()
        self._quote(100).action_confirm()

    def test_the_error_is_a_user_error_for_every_caller(self):
        with self.assertRaises(UserError):
            self._quote(101).action_confirm()
