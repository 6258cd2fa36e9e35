from odoo.tests import tagged

from odoo.addons.jxc_core.exceptions import HoldError

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestConfirmingSeveral(ApprovalCommon):
    """What is judged before it is written is judged as it will be."""

    def setUp(self):
        super().setUp()
        self.ladder.split_by = "vendor"
        self.orders = self._buy(4900, confirm=False) | self._buy(4900, confirm=False)

    def test_orders_confirmed_with_one_click_count_together(self):
        self._rpc("buyer", "purchase.order", "button_confirm", self.orders.ids)
        self.assertEqual(self.orders.mapped("state"), ["purchase", "to approve"])
        self.assertEqual(self._pending(self.orders).counted_ids, self.orders[0])

    def test_orders_confirmed_with_one_write_count_together(self):
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            self._rpc(
                "buyer",
                "purchase.order",
                "write",
                self.orders.ids,
                {"state": "purchase"},
            )
        self.env.invalidate_all()
        self.assertEqual(set(self.orders.mapped("state")), {"draft"})

    def test_a_price_raised_by_the_host_while_confirming_is_judged(self):
        order = self.orders[0]
        raised = []

        def raise_price(orders):
            raised.append(orders)
            orders.order_line.price_unit = 6000

        self.patch(type(order), "_add_supplier_to_product", raise_price)
        self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self.assertTrue(raised)
        self.assertEqual(order.state, "to approve")
