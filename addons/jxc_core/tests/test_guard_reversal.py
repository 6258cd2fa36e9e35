from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .guard_common import GuardCommon


@tagged("post_install", "-at_install")
class TestGuardReversal(GuardCommon):
    """A transfer booked by mistake is taken back by its exact opposite."""

    def _reverse(self, picking, reason="Typed twice", user="supervisor"):
        """Reverse as the button does, over RPC; the reversal."""
        action = self._rpc(user, "stock.picking", "action_jxc_reverse", picking.ids)
        wizard = self._rpc(
            user,
            action["res_model"],
            "create",
            {"reason": reason},
            context=action["context"],
        )
        action = self._rpc(user, action["res_model"], "action_reverse", [wizard])
        return self.env["stock.picking"].browse(action["res_id"])

    def _return(self, picking, qty, validate=True):
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = qty
        back = wizard._create_return()
        if validate:
            back.button_validate()
        return back

    def test_a_delivery_comes_back_whole(self):
        delivery = self._ship(5)
        reversal = self._reverse(delivery)
        self.assertEqual((reversal.state, self._on_hand()), ("done", 100))
        self.assertEqual(reversal.jxc_reversed_id, delivery)
        self.assertEqual(reversal.return_id, delivery)
        self.assertEqual(reversal.jxc_reversal_reason, "Typed twice")
        self.assertEqual(reversal.location_id, self.away)
        self.assertEqual(reversal.move_ids.location_dest_id, self.stock)
        self.assertEqual(reversal.user_id, self.users["supervisor"])
        self.assertEqual(delivery.jxc_reversal_ids, reversal)
        self.assertIn("Typed twice", delivery.message_ids[0].body)

    def test_a_receipt_goes_back_whole(self):
        receipt = self._new_picking(7, kind="in")
        receipt.button_validate()
        self._reverse(receipt)
        self.assertEqual(self._on_hand(), 100)

    def test_a_receipt_whose_goods_are_gone_stays(self):
        lid = self._new_product("Lid", qty=0)
        receipt = self._new_picking(7, product=lid, kind="in")
        receipt.button_validate()
        self._ship(1, product=lid)
        with self.assertRaisesRegex(UserError, "6 Units there, 7 wanted"):
            self._reverse(receipt)

    def test_an_order_counts_as_not_delivered(self):
        order = self._new_order(5)
        order.action_confirm()
        delivery = order.picking_ids
        self._rpc("operator", "stock.picking", "button_validate", delivery.ids)
        self.assertEqual(order.order_line.qty_delivered, 5)
        self._reverse(delivery)
        self.assertEqual(order.order_line.qty_delivered, 0)
        self.assertEqual(self._on_hand(), 100)

    def test_a_vendor_order_counts_as_not_received(self):
        order = self._new_purchase(5)
        order.button_confirm()
        order.picking_ids.button_validate()
        self.assertEqual(order.order_line.qty_received, 5)
        self._reverse(order.picking_ids)
        self.assertEqual(order.order_line.qty_received, 0)

    def test_the_value_comes_back_as_it_went(self):
        delivery = self._ship(5)
        self.product.standard_price = 9
        reversal = self._reverse(delivery)
        self.assertEqual(reversal.move_ids.value, delivery.move_ids.value)

    def test_lots_go_back_where_they_came_from(self):
        tea = self._new_product("Tea", qty=0, tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": tea.id} for name in ("L1", "L2")]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                tea, self.stock, 3, lot_id=lot
            )
        delivery = self._new_picking(6, product=tea)
        delivery.button_validate()
        reversal = self._reverse(delivery)
        back = {line.lot_id: line.quantity for line in reversal.move_line_ids}
        self.assertEqual(back, dict.fromkeys(lots, 3))

    def test_only_what_was_not_returned_yet(self):
        delivery = self._ship(5)
        self._return(delivery, 2)
        reversal = self._reverse(delivery)
        self.assertEqual(reversal.move_ids.quantity, 3)
        self.assertEqual(self._on_hand(), 100)

    def test_an_open_return_counts(self):
        delivery = self._ship(5)
        self._return(delivery, 2, validate=False)
        self.assertEqual(self._reverse(delivery).move_ids.quantity, 3)

    def test_a_return_that_was_reversed_may_come_again(self):
        delivery = self._ship(5)
        back = self._return(delivery, 2)
        self._reverse(back)
        self.assertEqual(self._on_hand(), 95)
        self.assertEqual(self._reverse(delivery).move_ids.quantity, 5)

    def test_a_lot_that_left_again_may_come_again(self):
        tea = self._new_product("Tea", qty=0, tracking="lot")
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": tea.id})
        self.env["stock.quant"]._update_available_quantity(
            tea, self.stock, 5, lot_id=lot
        )
        delivery = self._new_picking(5, product=tea)
        delivery.button_validate()
        self._reverse(self._return(delivery, 2))
        self.assertEqual(self._reverse(delivery).move_line_ids.quantity, 5)

    def test_no_slip_can_be_printed_before_it(self):
        delivery = self._ship(5)
        self.warehouse.in_type_id.jxc_slip_required = True
        self.assertEqual(self._reverse(delivery).state, "done")

    def test_not_twice(self):
        delivery = self._ship(5)
        self._reverse(delivery)
        with self.assertRaisesRegex(UserError, "Nothing of .* is left"):
            self._reverse(delivery)
        self.assertEqual(self._on_hand(), 100)

    def test_a_reversal_may_be_reversed(self):
        reversal = self._reverse(self._ship(5))
        self._reverse(reversal)
        self.assertEqual(self._on_hand(), 95)

    def test_only_a_supervisor(self):
        delivery = self._ship(5)
        for role in ("operator", "driver", "salesperson", "finance", "buyer"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._reverse(delivery, user=role)
            self.env.invalidate_all()
        self.assertEqual(self._on_hand(), 95)

    def test_not_without_a_reason(self):
        delivery = self._ship(5)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._reverse(delivery, reason="  ")

    def test_not_what_is_not_done(self):
        delivery = self._new_picking(5)
        with self.assertRaisesRegex(UserError, "is not done"):
            self._reverse(delivery)

    def test_nobody_types_that_a_transfer_is_a_reversal(self):
        delivery, other = self._ship(5), self._new_picking(5)
        for vals in (
            {"jxc_reversed_id": delivery.id},
            {"jxc_reversal_reason": "So"},
            {"jxc_reversal_count": 1},
        ):
            for role in ("operator", "supervisor", "admin"):
                self._assert_refused(role, other._name, "write", other.ids, vals)
                self._assert_refused(
                    role,
                    other._name,
                    "create",
                    {
                        "picking_type_id": self.warehouse.out_type_id.id,
                        "location_id": self.stock.id,
                        "location_dest_id": self.away.id,
                        **vals,
                    },
                )

    def test_the_transfer_form_opens(self):
        delivery = self._ship(5)
        self._reverse(delivery)
        for role in ("operator", "supervisor", "driver", "salesperson"):
            self._assert_opens(role, "stock.picking", self.env["stock.picking"])
        self._assert_opens("supervisor", "stock.picking", delivery)
        self._assert_opens("supervisor", "jxc.reversal.wizard", self.env["base"])
        action = self._rpc(
            "supervisor", "stock.picking", "action_jxc_see_reversals", delivery.ids
        )
        self.assertEqual(action["res_id"], delivery.jxc_reversal_ids.id)
