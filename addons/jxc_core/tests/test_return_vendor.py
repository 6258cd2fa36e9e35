from odoo.tests import tagged

from .return_common import JxcReturnCommon


@tagged("post_install", "-at_install")
class TestReturnVendor(JxcReturnCommon):
    """Two of eight kettles go back to the vendor: sent, refunded or replaced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purchase = cls._buy(8)
        cls.receipt = cls.purchase.picking_ids
        cls.bill = cls._bill(cls.purchase)

    def _ask_vendor(self, qty=2, **kw):
        return self._ask(
            qty, user="buyer", picking=self.receipt, return_type="vendor", **kw
        )

    def test_a_vendor_return_goes_its_whole_way(self):
        item = self._ask_vendor(2)
        self.assertRegex(item.name, r"^CGTH/\d{4}/\d{5}$")
        self.assertEqual(item.partner_id, self.vendor)
        self._receive(item)
        self.assertEqual(item.state, "shipped")
        self.assertEqual(self.purchase.order_line.qty_received, 6)
        refund = self._credit(item)
        self.assertEqual((refund.move_type, refund.amount_total), ("in_refund", 12))
        self.assertEqual(refund.reversed_entry_id, self.bill)
        self.assertEqual(item.state, "closed")

    def test_no_more_goes_back_than_was_received(self):
        with self.assertRaisesRegex(Exception, "more would be returned"):
            with self.env.cr.savepoint():
                self._ask_vendor(9)

    def test_the_vendor_sends_the_same_goods_again(self):
        item = self._ask_vendor(2, settlement="replacement")
        self._receive(item)
        self._rpc("buyer", "jxc.return", "action_jxc_replace", item.ids)
        again = item.picking_ids.filtered(
            lambda picking: picking.picking_type_code == "incoming"
        )
        self.assertEqual(again.move_ids.product_uom_qty, 2)
        self.assertEqual(item.state, "shipped")
        self._rpc("operator", "stock.picking", "button_validate", again.ids)
        self.assertEqual(item.state, "closed")
        self.assertEqual(self.purchase.order_line.qty_received, 8)

    def test_seconds_go_back_from_where_they_lie(self):
        place = self.warehouse._jxc_get_return_place("second")
        self.env["stock.quant"]._update_available_quantity(self.product, place, 2)
        stock = self._on_hand(self.warehouse.lot_stock_id)
        item = self._ask_vendor(2, location_id=place.id)
        self._receive(item)
        self.assertEqual(self._on_hand(place), 0)
        self.assertEqual(self._on_hand(self.warehouse.lot_stock_id), stock)

    def test_goods_received_in_two_steps_go_back_from_the_stock(self):
        self.warehouse.reception_steps = "two_steps"
        purchase = self._buy(4)
        receipt = purchase.picking_ids
        self._complete(receipt.move_ids.move_dest_ids.picking_id)
        item = self._ask(2, user="buyer", picking=receipt, return_type="vendor")
        self._receive(item)
        self.assertEqual(item.state, "closed")
        self.assertEqual(purchase.order_line.qty_received, 2)

    def test_a_refund_without_original_is_typed_by_the_accountant(self):
        vals = {
            "return_type": "vendor",
            "partner_id": self.vendor.id,
            "reason_id": self.reason.id,
            "line_ids": [(0, 0, {"product_id": self.product.id, "quantity": 3})],
        }
        item_id = self._rpc("supervisor", "jxc.return", "create", vals)
        self._rpc("supervisor", "jxc.return", "action_jxc_request", [item_id])
        item = self.env["jxc.return"].browse(item_id)
        self._receive(item)
        self.assertEqual(item.state, "shipped")
        refund = self._credit(item)
        self.assertEqual(refund.move_type, "in_refund")
        self.assertEqual(item.state, "closed")

    def test_the_order_tells_its_returns(self):
        self._ask_vendor(1)
        (read,) = self._rpc(
            "buyer",
            "purchase.order",
            "read",
            self.purchase.ids,
            ["jxc_return_count", "jxc_return_state"],
        )
        self.assertEqual(read["jxc_return_state"], "requested")

    def test_a_buyer_and_an_operator_open_it(self):
        item = self._ask_vendor(1)
        for role in ("buyer", "operator", "purchase_manager"):
            self._assert_opens(role, "jxc.return", item)
