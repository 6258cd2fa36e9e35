from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..exceptions import HoldError
from .credit_common import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditFigures(CreditCommon):
    """Everybody reads the verdict; limits and balances are for controllers."""

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
