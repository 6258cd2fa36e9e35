from odoo import Command
from odoo.tests import Form, tagged

from odoo.addons.jxc_core.exceptions import HoldError

from .common import ApprovalCommon


class ReceiptCommon(ApprovalCommon):
    """An approved order of 10 kettles at 1,000.00 and its receipt."""

    def setUp(self):
        super().setUp()
        # The host takes the price from the vendor when a quantity changes.
        self.product.seller_ids.price = 1000
        self.order = self._order(10)

    def _order(self, qty, **kw):
        order = self._buy(1000, confirm=False, **kw)
        self._write_line(order, {"product_qty": qty})
        self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self._approve(order, "purchase_manager")
        return order

    def _receive(self, order=None, qty=None):
        """Receive what is open as an operator, `qty` of it if given."""
        order = order or self.order
        picking = order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        if qty is not None:
            picking.move_ids.quantity = qty
            picking.move_ids.picked = True
        picking = picking.with_user(self.users["operator"])
        return picking.with_context(skip_backorder=True).button_validate()

    def _open_moves(self, order=None):
        moves = (order or self.order).order_line.move_ids
        return moves.filtered(lambda move: move.state not in ("done", "cancel"))

    def _demand(self, order=None):
        return sum(self._open_moves(order).mapped("product_uom_qty"))


@tagged("post_install", "-at_install")
class TestPurchaseReceipt(ReceiptCommon):
    def test_what_is_approved_is_received(self):
        self._receive()
        self.assertEqual(self.order.order_line.qty_received, 10)

    def test_what_is_not_approved_is_not_received(self):
        self._set_price(self.order, 1200)
        with self.assertRaises(HoldError):
            self._receive()

    def test_moves_alone_are_not_done_either(self):
        self._set_price(self.order, 1200)
        moves = self._open_moves()
        moves.quantity = 10
        moves.picked = True
        with self.assertRaises(HoldError):
            moves._action_done()

    def test_what_waits_is_not_received_though_its_rule_is_off(self):
        self._set_price(self.order, 1200)
        self.ladder.active = False
        with self.assertRaises(HoldError):
            self._receive()

    def test_a_part_was_received_the_rest_waits(self):
        self._receive(qty=4)
        self._set_price(self.order, 1200)
        with self.assertRaises(HoldError):
            self._receive()

    def test_a_return_to_the_vendor_stays_possible(self):
        self._receive()
        done = self.order.picking_ids
        self._set_price(self.order, 1200)
        wizard = Form(
            self.env["stock.return.picking"].with_context(
                active_id=done.id, active_model="stock.picking"
            )
        ).save()
        wizard.product_return_moves.quantity = 3
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.quantity = 3
        back.with_user(self.users["operator"]).button_validate()
        self.assertEqual(back.state, "done")

    def test_a_raised_quantity_is_received_once_it_is_approved(self):
        self._write_line(self.order, {"product_qty": 20})
        self.assertEqual(self.order.state, "to approve")
        self._approve(self.order, "purchase_manager")
        self.assertEqual(self._demand(), 20)

    def test_a_quantity_raised_while_it_waits_is_received_once_it_is_approved(self):
        self._set_price(self.order, 1100)
        self._write_line(self.order, {"product_qty": 15})
        self._approve(self.order, "purchase_manager")
        self.assertEqual((self.order.state, self._demand()), ("purchase", 15))

    def test_a_quantity_lowered_while_it_waits_is_received_so(self):
        self._set_price(self.order, 1100)
        self._write_line(self.order, {"product_qty": 4})
        self._approve(self.order, "purchase_manager")
        self.assertEqual((self.order.state, self._demand()), ("purchase", 4))

    def test_a_quantity_put_back_is_received_so(self):
        self._write_line(self.order, {"product_qty": 20})
        self._write_line(self.order, {"product_qty": 10})
        self.assertEqual((self.order.state, self._demand()), ("purchase", 10))

    def test_a_line_added_while_it_waits_is_received_once_it_is_approved(self):
        pan = self._new_product("Pan")
        self._set_price(self.order, 1100)
        values = {"product_id": pan.id, "product_qty": 2, "price_unit": 5}
        self._write(self.order, {"order_line": [Command.create(values)]})
        self._approve(self.order, "purchase_manager")
        self.assertEqual(len(self.order.picking_ids), 1)
        self.assertEqual(self._demand(), 12)

    def test_a_line_deleted_while_it_waits_is_not_received(self):
        order = self._order(10)
        self._set_price(order, 1100)
        self._write(order, {"order_line": [self._new_line(1)]})
        first = order.order_line[0]
        self._rpc("buyer", "purchase.order.line", "unlink", first.ids)
        self._rpc(
            "purchase_manager", "purchase.order", "button_approve", order.ids
        ) if self._pending(order) else None
        self.assertEqual(self._demand(order), 1)

    def test_a_received_order_that_is_approved_again_gets_no_empty_receipt(self):
        self._receive()
        self._set_price(self.order, 1100)
        self._approve(self.order, "purchase_manager")
        self.assertEqual(self.order.state, "purchase")
        self.assertEqual(len(self.order.picking_ids), 1)

    def test_a_price_changed_while_it_waits_reaches_the_receipt(self):
        self._set_price(self.order, 1100)
        self._set_price(self.order, 1200)
        self._approve(self.order, "purchase_manager")
        self.assertEqual(self._open_moves().price_unit, 1200)

    def test_goods_that_nobody_ordered_break_no_seal(self):
        pan = self._new_product("Pan")
        picking = self.order.picking_ids
        self.env["stock.move"].create(
            {
                "product_id": pan.id,
                "product_uom_qty": 1,
                "quantity": 1,
                "picked": True,
                "picking_id": picking.id,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
        )
        picking.move_ids.picked = True
        self._receive()
        self.assertEqual((self.order.state, picking.state), ("purchase", "done"))

    def test_goods_of_several_orders_wait_for_all_of_them(self):
        other = self._order(2)
        self._set_price(other, 10000)
        pickings = (self.order | other).picking_ids
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            pickings.with_user(self.users["operator"]).button_validate()
        self.env.invalidate_all()
        self.assertNotIn("done", pickings.mapped("state"))


@tagged("post_install", "-at_install")
class TestPurchaseDropship(ReceiptCommon):
    def test_an_unsealed_order_is_not_shipped_to_the_customer(self):
        dropship = self.env["stock.picking.type"].search(
            [("code", "=", "dropship"), ("company_id", "=", self.company.id)], limit=1
        )
        order = self._order(
            10, picking_type_id=dropship.id, dest_address_id=self.customer.id
        )
        move = order.order_line.move_ids
        self.assertEqual(move.location_dest_id.usage, "customer")
        self._set_price(order, 1200)
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            self._receive(order)
        self.env.invalidate_all()
        self._approve(order, "purchase_manager")
        self._receive(order)
        self.assertEqual(move.state, "done")
