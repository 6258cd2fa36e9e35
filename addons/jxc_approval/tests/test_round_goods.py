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

    def test_no_move_is_made_as_done(self):
        values = {
            "product_id": self.product.id,
            "product_uom_qty": 10,
            "quantity": 10,
            "picked": True,
            "purchase_line_id": self.order.order_line.id,
            "picking_id": self.move.picking_id.id,
            "location_id": self.move.location_id.id,
            "location_dest_id": self.move.location_dest_id.id,
        }
        for user in ("operator", "supervisor"):
            made = ("stock.move", "create", [{**values, "state": "done"}])
            self._assert_not_received(made, user=user)
            default = ("ir.default", "set", "stock.move", "state", "done", True)
            made = ("stock.move", "create", [values])
            self._assert_not_received(default, made, user=user)
            self.env.registry.clear_cache()

    def test_not_by_adding_a_loose_move_to_its_transfer(self):
        values = {
            "product_id": self.product.id,
            "product_uom_qty": 10,
            "quantity": 10,
            "picked": True,
            "picking_id": self.move.picking_id.id,
            "location_id": self.move.location_id.id,
            "location_dest_id": self.move.location_dest_id.id,
        }
        empty = ("stock.move", "write", self.move.ids, {"quantity": 0, "picked": False})
        made = ("stock.move", "create", [values])
        self._assert_not_received(empty, made, self._validate())

    def test_what_was_received_is_not_raised_while_it_waits(self):
        order = self._order(10)
        self._receive(order)
        self._set_price(order, 1200)
        self.assertEqual(order.state, "to approve")
        move = order.order_line.move_ids
        for user in ("operator", "supervisor"):
            for record in (move, move.move_line_ids):
                try:
                    with self.env.cr.savepoint():
                        values = {"quantity": 30}
                        self._rpc(user, record._name, "write", record.ids, values)
                        self.env.flush_all()
                except UserError:
                    self.env.invalidate_all()
                self.assertEqual(order.order_line.qty_received, 10)

    def test_what_was_received_may_be_reversed_while_it_waits(self):
        order = self._order(10)
        self._receive(order)
        self._set_price(order, 1200)
        wizard = self._rpc(
            "supervisor",
            "jxc.reversal.wizard",
            "create",
            {"picking_id": order.picking_ids.id, "reason": "Typed twice"},
        )
        self._rpc("supervisor", "jxc.reversal.wizard", "action_reverse", [wizard])
        self.assertEqual(order.order_line.qty_received, 0)
