from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .return_common import JxcReturnCommon


@tagged("post_install", "-at_install")
class TestReturnGate(JxcReturnCommon):
    """Nobody brings back 9 of 5: not by a return, a wizard, a raw move or a trick."""

    def _wizard(self, qty, user="operator", picking=None, **line):
        """The host's own return wizard over a transfer, worked by RPC."""
        picking = picking or self.delivery
        context = {"active_id": picking.id, "active_model": "stock.picking"}
        wizard = self._rpc(
            user,
            "stock.return.picking",
            "create",
            {"picking_id": picking.id},
            context=context,
        )
        lines = self.env["stock.return.picking"].browse(wizard).product_return_moves
        self._rpc(
            user,
            "stock.return.picking.line",
            "write",
            lines.ids,
            {"quantity": qty, **line},
        )
        action = self._rpc(
            user, "stock.return.picking", "action_create_returns", [wizard]
        )
        return self.env["stock.picking"].browse(action["res_id"])

    def _raw(self, qty, user="operator", **move):
        """A receipt from a customer, typed by hand."""
        places = {
            "location_id": self.customer.property_stock_customer.id,
            "location_dest_id": self.warehouse.lot_stock_id.id,
        }
        vals = {
            "product_id": self.product.id,
            "product_uom_qty": qty,
            **places,
            **move,
        }
        picking_id = self._rpc(
            user,
            "stock.picking",
            "create",
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                **places,
                "move_ids": [Command.create(vals)],
            },
        )
        picking = self.env["stock.picking"].browse(picking_id)
        self._rpc(user, "stock.picking", "action_confirm", picking.ids)
        return picking

    def _validate(self, picking, user="operator"):
        return self._rpc(user, "stock.picking", "button_validate", picking.ids)

    def _assert_too_many(self, function, *args, **kwargs):
        with self.assertRaisesRegex(UserError, "more would be returned"):
            with self.env.cr.savepoint():
                function(*args, **kwargs)
        self.env.invalidate_all()

    # === NEVER ABOVE DELIVERED MINUS RETURNED ===
    def test_a_return_asks_for_no_more_than_was_delivered(self):
        self._assert_too_many(self._ask, 9)
        self._assert_too_many(self._ask, 5.01)
        self._ask(5)
        self._assert_too_many(self._ask, 1)

    def test_what_is_on_its_way_back_counts(self):
        self._ask(2)
        self._wizard(2)
        self._assert_too_many(self._ask, 2)
        self._assert_too_many(self._wizard, 2)
        self._ask(1)

    def test_the_hosts_wizard_returns_no_more_either(self):
        for user in ("operator", "supervisor"):
            self._assert_too_many(self._wizard, 9, user=user)
        self._validate(self._wizard(5))
        self._assert_too_many(self._wizard, 1)
        self.assertEqual(self.order.order_line.qty_delivered, 0)

    def test_no_more_is_received_than_is_left(self):
        picking = self._wizard(3)
        self._rpc(
            "operator",
            "stock.move",
            "write",
            picking.move_ids.ids,
            {"quantity": 9, "picked": True},
        )
        self._assert_too_many(self._validate, picking)
        self.assertEqual(self.order.order_line.qty_delivered, 5)
        self.assertNotEqual(picking.state, "done")

    def test_a_dozen_is_twelve(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._assert_too_many(self._ask, 1, line={"uom_id": dozen.id})
        order = self._sell(12)
        item = self._ask(1, picking=order.picking_ids, line={"uom_id": dozen.id})
        self._receive(item)
        self.assertEqual(order.order_line.qty_delivered, 0)
        self._inspect(item, good=1)
        self.assertEqual(item.line_ids.credit_qty, 1)

    def test_pieces_of_a_dozen_come_back(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        unit = self.env.ref("uom.product_uom_unit")
        order = self._new_order(1)
        order.order_line.product_uom_id = dozen
        order.action_confirm()
        delivery = order.picking_ids
        self._complete(delivery)
        order.order_line.price_unit = 120
        self._bill(order)
        order.user_id = self.users["salesperson"]
        item = self._ask(3, picking=delivery, line={"uom_id": unit.id})
        self._receive(item)
        self._inspect(item, good=3)
        self.assertEqual(self._credit(item).amount_total, 30)
        self.assertEqual(item.state, "closed")
        self._assert_too_many(self._ask, 10, picking=delivery, line={"uom_id": unit.id})

    def test_a_raw_move_that_names_an_original_is_counted(self):
        self._assert_too_many(
            self._raw, 9, origin_returned_move_id=self.delivery.move_ids.id
        )
        picking = self._raw(5, origin_returned_move_id=self.delivery.move_ids.id)
        self._assert_too_many(self._wizard, 1)
        self._validate(picking)
        self._assert_too_many(self._wizard, 1)

    def test_a_raw_move_added_to_an_open_return_is_counted(self):
        picking = self._ask(2).picking_ids
        places = ("location_id", "location_dest_id", "picking_id", "product_id")
        vals = {
            **{name: picking.move_ids[name].id for name in places},
            "origin_returned_move_id": self.delivery.move_ids.id,
            "picked": True,
        }
        picking.move_ids.picked = True
        vals |= {"product_uom_qty": 4, "quantity": 4}
        move = self._rpc("operator", "stock.move", "create", vals)
        self._assert_too_many(self._validate, picking)
        self._rpc(
            "operator",
            "stock.move",
            "write",
            [move],
            {"product_uom_qty": 3, "quantity": 3},
        )
        self._validate(picking)
        self.assertEqual(picking.jxc_return_id.line_ids.mapped("received_qty"), [2, 3])
        self._assert_too_many(self._ask, 1)

    def test_an_original_is_not_changed_behind_the_count(self):
        other = self._new_product("Lid")
        picking = self._raw(5, user="supervisor", product_id=other.id)
        self._rpc(
            "operator",
            "stock.move",
            "write",
            picking.move_ids.ids,
            {"origin_returned_move_id": self.delivery.move_ids.id},
        )
        with self.assertRaisesRegex(UserError, "not a return of"):
            self._validate(picking)

    def test_a_raw_move_of_an_order_line_is_counted(self):
        line = self.order.order_line.id
        claim = {"user": "supervisor", "sale_line_id": line, "to_refund": True}
        self._assert_too_many(self._raw, 9, **claim)
        fine = self._raw(5, **claim)
        self._validate(fine)
        self.assertEqual(fine.state, "done")

    def test_a_return_of_a_return_is_counted(self):
        back = self._wizard(3)
        self._validate(back)
        self._assert_too_many(self._wizard, 4, picking=back)
        self._validate(self._wizard(3, picking=back))
        self.assertEqual(self.order.order_line.qty_delivered, 5)

    # === LOTS ===
    def test_only_lots_that_were_delivered_come_back(self):
        tea, lots = self._new_tea()
        delivery = self._sell(4, product=tea).picking_ids
        sent = delivery.move_line_ids.lot_id
        other = lots - sent
        item = self._ask(1, picking=delivery, line={"lot_id": other.id})
        with self.assertRaisesRegex(UserError, "did not move that much of lot"):
            with self.env.cr.savepoint():
                self._receive(item)
        self._rpc("salesperson", "jxc.return", "action_jxc_cancel", item.ids)
        item = self._ask(1, picking=delivery, line={"lot_id": sent.id})
        self._receive(item)
        self.assertEqual(item.line_ids.move_ids.move_line_ids.lot_id, sent)
        self._inspect(item, second=1)
        second = self.warehouse.jxc_second_location_id
        self.assertEqual(self._on_hand(second, tea), 1)
        self.assertEqual(second.quant_ids.lot_id, sent)

    def _new_tea(self):
        tea = self._new_product("Tea", qty=0, tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": tea.id} for name in ("L1", "L2")]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                tea, self.warehouse.lot_stock_id, 10, lot_id=lot
            )
        return tea, lots

    # === WITHOUT AN ORIGINAL ===
    def test_goods_without_original_come_back_for_a_supervisor_only(self):
        picking = self._raw(2)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._validate(picking)
        self._validate(picking, "supervisor")
        self.assertEqual(picking.state, "done")

    def test_an_original_cannot_be_cut_off(self):
        asked = self._ask(1).picking_ids
        other = self._sell(1).picking_ids.move_ids
        for moves in (self._wizard(2).move_ids, asked.move_ids):
            for role in ("operator", "supervisor"):
                for origin in (False, other.id):
                    vals = {"origin_returned_move_id": origin}
                    self._assert_refused(role, "stock.move", "write", moves.ids, vals)
                self._assert_refused(
                    role, "stock.move", "write", moves.ids, {"sale_line_id": False}
                )

    def test_goods_go_back_to_a_vendor_by_a_return_only(self):
        places = {
            "location_id": self.warehouse.lot_stock_id.id,
            "location_dest_id": self.vendor.property_stock_supplier.id,
        }
        picking = self._raw(2, picking_type_id=self.warehouse.out_type_id.id, **places)
        picking.write(places)
        with self.assertRaises(AccessError):
            self._validate(picking)
