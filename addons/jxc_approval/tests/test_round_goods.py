from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_purchase_receipt import ReceiptCommon


@tagged("post_install", "-at_install")
class TestRoundGoods(ReceiptCommon):
    """Goods of an order that waits are not received by cutting them loose from it."""

    def setUp(self):
        super().setUp()
        self._set_price(self.order, 1200)
        self.move = self._open_moves()

    def _assert_not_received(self, *calls, user="operator"):
        """Some of the calls are refused, or the goods do not count as received."""
        try:
            with self.env.cr.savepoint():
                for model, method, *args in calls:
                    self._rpc(user, model, method, *args)
                self.env.flush_all()
        except UserError:
            self.env.invalidate_all()
        self.env.invalidate_all()
        self.assertFalse(self.order.order_line.qty_received)
        self.assertNotEqual(self.move.state, "done")

    def _loosen(self, values):
        return ("stock.move", "write", self.move.ids, values)

    def _validate(self):
        return ("stock.picking", "button_validate", self.move.picking_id.ids)

    def test_not_by_unlinking_the_line(self):
        for user in ("operator", "supervisor"):
            self._assert_not_received(
                self._loosen({"purchase_line_id": False}),
                self._validate(),
                self._loosen({"purchase_line_id": self.order.order_line.id}),
                user=user,
            )

    def test_not_by_linking_another_line(self):
        other = self._order(10)
        for user in ("operator", "supervisor"):
            self._assert_not_received(
                self._loosen({"purchase_line_id": other.order_line.id}),
                self._validate(),
                user=user,
            )

    def test_not_through_the_transfer(self):
        commands = [(1, self.move.id, {"purchase_line_id": False})]
        self._assert_not_received(
            (
                "stock.picking",
                "write",
                self.move.picking_id.ids,
                {"move_ids": commands},
            ),
            self._validate(),
        )

    def test_goods_that_came_alone_are_not_linked_to_it_afterwards(self):
        picking_type = self.order.picking_type_id
        places = {
            "location_id": self.vendor.property_stock_supplier.id,
            "location_dest_id": picking_type.default_location_dest_id.id,
        }
        goods = {"product_id": self.product.id, "quantity": 10, "picked": True}
        loose = self.env["stock.picking"].create(
            {
                "picking_type_id": picking_type.id,
                "partner_id": self.vendor.id,
                "move_ids": [Command.create({**goods, **places})],
                **places,
            }
        )
        loose.button_validate()
        values = {"purchase_line_id": self.order.order_line.id}
        for user in ("operator", "supervisor"):
            self._assert_not_received(
                ("stock.move", "write", loose.move_ids.ids, values), user=user
            )
