from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..exceptions import HoldError
from .credit_common import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditForgery(CreditCommon):
    """A salesperson with RPC writes what the gates judge by."""

    def test_amounts_and_debtors_of_orders_cannot_be_written(self):
        order = self._quote(101)
        for vals in (
            {"amount_total": 1},
            {"amount_untaxed": 1},
            {"currency_rate": 1000},
            {"jxc_debtor_id": self.vendor.id},
            {"jxc_open_amount": 0},
            {"transaction_ids": [Command.clear()]},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                order.write(vals)
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self._quote(101, **vals)

    def test_amounts_of_lines_cannot_be_written(self):
        order = self._quote(101)
        for vals in (
            {"price_total": 0},
            {"price_subtotal": 0},
            {"qty_invoiced": 101},
            {"invoice_lines": [Command.clear()]},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                order.order_line.write(vals)
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                order.write({"order_line": [Command.update(order.order_line.id, vals)]})

    def test_defaults_in_the_context_forge_nothing(self):
        hostile = {
            "default_amount_total": 1,
            "default_price_total": 1,
            "default_price_subtotal": 1,
            "default_jxc_open_amount": 1,
            "default_jxc_debtor_id": self.vendor.id,
        }
        env = self.env(user=self.salesperson, context=hostile)
        order = env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 101,
                            "price_unit": 10,
                        }
                    )
                ],
            }
        )
        self.assertEqual(order.amount_total, 1010)
        self.assertEqual(order.jxc_debtor_id, self.customer)
        with self.assertRaises(HoldError):
            order.action_confirm()

    def test_a_default_state_in_the_context_is_judged(self):
        hostile = self.salesperson
        with self.assertRaises(HoldError):
            self.env(user=hostile, context={"default_state": "sale"})[
                "sale.order"
            ].create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "product_uom_qty": 101,
                                "price_unit": 10,
                            }
                        )
                    ],
                }
            )

    def test_a_line_called_down_payment_still_counts(self):
        order = self._quote(100)
        order.order_line.is_downpayment = True
        order.action_confirm()
        self.assertEqual(self._exposure().orders, 1000)
