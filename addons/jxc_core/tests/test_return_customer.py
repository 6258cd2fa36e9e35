from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .return_common import JxcReturnCommon


@tagged("post_install", "-at_install")
class TestReturnCustomer(JxcReturnCommon):
    """A customer brings back 2 of 5 kettles: received, inspected, credited."""

    def test_a_return_goes_its_whole_way(self):
        item = self._ask(2)
        self.assertEqual(item.state, "requested")
        self.assertRegex(item.name, r"^XSTH/\d{4}/\d{5}$")
        self.assertEqual(item.picking_ids.return_id, self.delivery)
        self._receive(item)
        self.assertEqual((item.state, item.line_ids.received_qty), ("received", 2))
        self.assertEqual(self.order.order_line.qty_delivered, 3)
        self._inspect(item, good=1, scrap=1)
        self.assertEqual((item.state, item.goods_state), ("inspected", "settled"))
        refund = self._credit(item)
        self.assertEqual(refund.reversed_entry_id, self.invoice)
        self.assertEqual(refund.amount_total, 20)
        self.assertEqual((item.state, item.money_state), ("closed", "settled"))
        self.assertEqual(self.order.order_line.qty_invoiced, 3)

    def test_goods_wait_apart_until_they_are_inspected(self):
        stock = self.warehouse.lot_stock_id
        before = self._on_hand(stock)
        item = self._ask(3)
        self._receive(item)
        self.assertEqual(self._on_hand(stock), before)
        self.assertEqual(self._on_hand(self.warehouse.jxc_return_location_id), 3)
        self._inspect(item, good=1, second=1, scrap=1)
        self.assertEqual(self._on_hand(stock), before + 1)
        self.assertEqual(self._on_hand(self.warehouse.jxc_second_location_id), 1)
        self.assertEqual(self._on_hand(self.warehouse.jxc_scrap_location_id), 1)
        self.assertEqual(self._on_hand(self.warehouse.jxc_return_location_id), 0)
        self.assertEqual(item.scrap_ids.origin, item.name)

    def test_who_inspected_when_is_kept_and_not_changed(self):
        item = self._ask(1)
        self._receive(item)
        self._inspect(item, good=1)
        line = item.line_ids
        self.assertEqual(line.inspected_by_id, self.users["operator"])
        self.assertTrue(line.inspected_at)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._rpc("operator", "jxc.return.line", "write", line.ids, {"good_qty": 0})
        for vals in ({"inspected_at": False}, {"inspected_by_id": self.env.uid}):
            self._assert_refused("operator", line._name, "write", line.ids, vals)

    def test_an_inspection_speaks_of_every_piece(self):
        item = self._ask(2)
        self._receive(item)
        for verdict in ({"good": 1}, {"good": 2, "scrap": 1}, {}):
            with self.assertRaisesRegex(UserError, "2 came back"):
                with self.env.cr.savepoint():
                    self._inspect(item, **verdict)
        self.assertEqual(item.state, "received")

    def test_everything_is_sellable_at_one_press(self):
        item = self._ask(2)
        self._receive(item)
        self._rpc("operator", "jxc.return", "action_jxc_all_sellable", item.ids)
        self._rpc("operator", "jxc.return", "action_jxc_inspect", item.ids)
        self.assertEqual(item.line_ids.good_qty, 2)
        self.assertEqual(item.state, "inspected")

    def test_sellable_goods_go_from_the_dock_to_their_shelf(self):
        stock = self.warehouse.lot_stock_id
        before = self._on_hand(stock)
        item = self._ask(2)
        method = "action_jxc_receive_sellable"
        for role in ("salesperson", "driver", "accountant"):
            self._assert_refused(role, "jxc.return", method, item.ids)
        self._rpc("operator", "jxc.return", method, item.ids)
        self.assertEqual((item.state, item.goods_state), ("inspected", "settled"))
        self.assertEqual(item.line_ids.inspected_by_id, self.users["operator"])
        self.assertEqual(self._on_hand(stock), before + 2)
        self.assertEqual(len(item.picking_ids), 1)
        self.assertEqual(self._credit(item).amount_total, 20)
        self.assertEqual(item.state, "closed")

    def test_a_part_does_not_go_to_the_shelf_unseen(self):
        item = self._ask(2)
        item.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        with self.assertRaisesRegex(UserError, "Not everything is here"):
            with self.env.cr.savepoint():
                self._rpc(
                    "operator", "jxc.return", "action_jxc_receive_sellable", item.ids
                )
        self.assertEqual(item.state, "requested")

    def test_goods_are_not_inspected_before_they_are_here(self):
        item = self._ask(2)
        with self.assertRaisesRegex(UserError, "not here yet"), self.env.cr.savepoint():
            self._inspect(item, good=2)

    def test_what_the_customer_broke_is_not_credited(self):
        misuse = self.env.ref("jxc_core.return_reason_misuse")
        item = self._ask(3, reason_id=misuse.id)
        self._receive(item)
        self._inspect(item, good=1, scrap=2)
        self.assertEqual(self._credit(item).amount_total, 10)
        self.assertEqual(item.state, "closed")

    def test_a_paid_back_return_is_open_until_the_customer_has_the_money(self):
        self._pay(self.invoice)
        item = self._ask(2, settlement="refund")
        self._receive(item)
        self._inspect(item, good=2)
        refund = self._credit(item)
        self.assertEqual((item.state, item.money_state), ("inspected", "open"))
        self._pay(refund)
        self.assertEqual(item.state, "closed")

    def _pay(self, move):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({})._create_payments()

    def test_a_draft_credit_note_keeps_the_return_open(self):
        item = self._ask(2)
        self._receive(item)
        self._inspect(item, good=2)
        draft = self._credit(item, post=False)
        self.assertEqual((draft.state, item.state), ("draft", "inspected"))
        self._credit(item, post=False)
        self.assertEqual(item.refund_ids, draft)

    def test_what_was_never_invoiced_is_not_credited(self):
        order = self._sell(4)
        item = self._ask(1, picking=order.picking_ids)
        self._receive(item)
        self._inspect(item, good=1)
        self.assertEqual(item.state, "closed")
        with self.assertRaisesRegex(UserError, "nothing is due"):
            self._rpc("accountant", "jxc.return", "action_jxc_credit", item.ids)

    def test_a_draft_invoice_over_returned_goods_keeps_the_return_open(self):
        order = self._sell(4)
        invoice = order._create_invoices()
        item = self._ask(1, picking=order.picking_ids)
        self._receive(item)
        self._inspect(item, good=1)
        self.assertEqual(item.state, "inspected")
        with self.assertRaisesRegex(UserError, "not posted"), self.env.cr.savepoint():
            self._credit(item)
        invoice.invoice_line_ids.quantity = 3
        self.assertEqual(item.state, "closed")

    def test_an_order_invoiced_in_advance_is_credited_too(self):
        product = self._new_product("Pan", invoice_policy="order")
        order = self._sell(5, product=product)
        self._bill(order)
        item = self._ask(2, picking=order.picking_ids)
        self._receive(item)
        self._inspect(item, good=2)
        self.assertEqual(self._credit(item).amount_total, 20)
        self.assertEqual(item.state, "closed")

    def test_the_same_goods_go_out_again_at_no_charge(self):
        item = self._ask(2, settlement="replacement")
        self._receive(item)
        self._inspect(item, scrap=2)
        self._rpc("salesperson", "jxc.return", "action_jxc_replace", item.ids)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._rpc("salesperson", "jxc.return", "action_jxc_replace", item.ids)
        again = item.picking_ids.filtered(
            lambda picking: picking.picking_type_code == "outgoing"
        )
        self.assertEqual(again.move_ids.product_uom_qty, 2)
        self.assertEqual(item.state, "inspected")
        self._rpc("operator", "stock.picking", "button_validate", again.ids)
        self.assertEqual(item.state, "closed")
        line = self.order.order_line
        self.assertEqual((line.qty_delivered, line.qty_to_invoice), (5, 0))
        self.assertFalse(item.refund_ids)

    def test_other_goods_are_sold_and_the_returned_ones_credited(self):
        item = self._ask(2, settlement="exchange")
        self._receive(item)
        self._inspect(item, good=2)
        self._credit(item)
        self.assertEqual(item.state, "inspected")
        action = self._rpc("salesperson", "jxc.return", "action_jxc_exchange", item.ids)
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual((order.partner_id, order.origin), (self.customer, item.name))
        order.order_line = [(0, 0, {"product_id": self._new_product("Pot").id})]
        order.action_confirm()
        self._complete(order.picking_ids)
        self.assertEqual(item.state, "closed")

    def test_a_return_that_is_received_in_part_goes_on_when_the_rest_is_settled(self):
        item = self._ask(3)
        picking = item.picking_ids
        picking.move_ids.write({"quantity": 2, "picked": True})
        picking._action_done()
        rest = picking.backorder_ids
        self.assertEqual(rest.jxc_return_id, item)
        self.assertEqual(item.state, "requested")
        rest.action_cancel()
        self.assertEqual((item.state, item.line_ids.received_qty), ("received", 2))

    def test_a_cancelled_transfer_cancels_the_return(self):
        item = self._ask(3)
        self._rpc("operator", "stock.picking", "action_cancel", item.picking_ids.ids)
        self.assertEqual(item.state, "cancelled")

    def test_a_cancelled_return_takes_its_transfer_along(self):
        item = self._ask(3)
        self._rpc("salesperson", "jxc.return", "action_jxc_cancel", item.ids)
        self.assertEqual((item.state, item.picking_ids.state), ("cancelled", "cancel"))
        self._ask(5)

    def test_goods_that_moved_are_not_cancelled(self):
        item = self._ask(3)
        self._receive(item)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._rpc("salesperson", "jxc.return", "action_jxc_cancel", item.ids)

    def test_a_return_without_original_is_the_supervisors(self):
        vals = {
            "partner_id": self.customer.id,
            "reason_id": self.reason.id,
            "line_ids": [(0, 0, {"product_id": self.product.id, "quantity": 2})],
        }
        item_id = self._rpc("salesperson", "jxc.return", "create", vals)
        item = self.env["jxc.return"].browse(item_id)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._rpc("salesperson", "jxc.return", "action_jxc_request", [item_id])
        self._rpc("supervisor", "jxc.return", "action_jxc_request", [item_id])
        self._receive(item)
        self._inspect(item, good=2)
        self.assertEqual(item.state, "inspected")
        refund = self._credit(item)
        self.assertEqual(refund.invoice_line_ids.quantity, 2)
        self.assertEqual(item.state, "closed")
