from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..exceptions import HoldError
from .credit_common import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditLimit(CreditCommon):
    """Limit 1,000.00: 100 kettles fit, 101 do not."""

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

    def _new_temporary(self):
        return self.env["jxc.credit.temporary"].create(
            {
                "partner_id": self.customer.id,
                "amount": 500,
                "date_to": self.company._jxc_get_today(),
                "reason": "Spring festival",
            }
        )

    def test_a_temporary_limit_that_an_add_on_does_not_grant_counts_nothing(self):
        temporary = self._new_temporary()
        granted = patch.object(
            type(temporary), "_jxc_get_granted", lambda limits: limits.browse()
        )
        with granted, self.assertRaises(HoldError):
            self._quote(150).action_confirm()
        self._quote(150).action_confirm()

    def test_a_temporary_limit_is_named_as_its_reader_writes_days(self):
        temporary = self._new_temporary()
        self.env["res.lang"]._activate_lang("de_DE")
        for lang, pattern in (("en_US", "%m/%d/%Y"), ("de_DE", "%d.%m.%Y")):
            with self.subTest(lang):
                self.assertIn(
                    temporary.date_to.strftime(pattern),
                    temporary.with_context(lang=lang).display_name,
                )

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

    def test_a_cancelled_order_takes_no_credit(self):
        order = self._confirm(100)
        order.action_cancel()
        self._quote(100).action_confirm()

    def test_the_error_is_a_user_error_for_every_caller(self):
        with self.assertRaises(UserError):
            self._quote(101).action_confirm()
