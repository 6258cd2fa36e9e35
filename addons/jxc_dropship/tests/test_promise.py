from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import tagged

from .common import DropshipCommon

# 8 p.m. of the tenth in Shanghai
PROMISE = datetime(2030, 1, 10, 12, 0, 0)


@tagged("post_install", "-at_install")
class TestPromise(DropshipCommon):
    """The customer was promised the kettle for 10 January, Shanghai time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"

    def _bought(self, **kw):
        """The vendor's order behind a confirmed sale, read by the buyer."""
        order = self._order_of(self.kettle, **kw)
        order.action_confirm()
        return order.sudo()._get_purchase_orders().with_user(self.users["buyer"])

    def test_the_promise_reaches_the_vendors_order(self):
        purchase = self._bought(commitment_date=PROMISE)
        self.assertEqual(purchase.jxc_promise_date, PROMISE)
        self.assertEqual(purchase.order_line.jxc_promise_date, PROMISE)
        self.assertFalse(purchase.jxc_promise_late)

    def test_an_order_without_promise_has_none(self):
        purchase = self._bought()
        self.assertFalse(purchase.jxc_promise_date)
        purchase.order_line.date_planned = PROMISE + timedelta(days=900)
        self.assertFalse(purchase.jxc_promise_late)

    def test_the_promised_day_is_kept_until_midnight_of_the_company(self):
        purchase = self._bought(commitment_date=PROMISE)
        for arrival, late in (
            (datetime(2030, 1, 10, 15, 59, 59), False),
            (datetime(2030, 1, 10, 16, 0, 0), True),
        ):
            with self.subTest(arrival):
                purchase.order_line.date_planned = arrival
                self.assertEqual(purchase.jxc_promise_late, late)

    def test_a_promise_moved_on_the_sale_moves_on_the_vendors_order(self):
        purchase = self._bought(commitment_date=PROMISE)
        sale = purchase.sudo().order_line.sale_order_id
        sale.commitment_date = PROMISE - timedelta(days=300)
        self.assertEqual(purchase.jxc_promise_date, PROMISE - timedelta(days=300))

    def test_the_first_promise_of_several_sales_counts(self):
        purchase = self._bought(commitment_date=PROMISE)
        early = self._bought(commitment_date=PROMISE - timedelta(days=5))
        early.sudo().order_line.order_id = purchase
        self.assertEqual(purchase.jxc_promise_date, PROMISE - timedelta(days=5))

    def test_a_cancelled_order_is_late_for_nobody(self):
        purchase = self._bought(commitment_date=PROMISE)
        purchase.order_line.date_planned = PROMISE + timedelta(days=3)
        found = [("id", "=", purchase.id), ("jxc_promise_late", "=", True)]
        self.assertTrue(purchase.search(found))
        purchase.sudo().button_cancel()
        self.assertFalse(purchase.search(found))

    def test_an_order_typed_by_a_buyer_promises_nothing(self):
        purchase = self._new_purchase(user=self.users["buyer"])
        purchase.order_line = [Command.create({"product_id": self.kettle.id})]
        self.assertFalse(purchase.jxc_promise_date)
        self.assertFalse(purchase.jxc_promise_late)
