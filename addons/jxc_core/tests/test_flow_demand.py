from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .flow_common import FlowCommon
from .guard_common import HOSTILE_CONTEXTS


@tagged("post_install", "-at_install")
class TestFlowDemand(FlowCommon):
    """What was asked for is moved, and no more of it than tolerated."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.out_type | cls.in_type).jxc_demand_strict = True
        cls.lid = cls._new_product("Lid")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")

    def _add(self, picking, **kw):
        """Add another product to a transfer over RPC, as the form does."""
        vals = {
            "picking_id": picking.id,
            "product_id": self.lid.id,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
            "quantity": 1,
            "picked": True,
            **kw,
        }
        return self._rpc("operator", "stock.move", "create", vals)

    # --- how much ---------------------------------------------------------------------
    def test_what_was_asked_for_is_moved(self):
        for picking in (self._delivery(), self._receipt()):
            self._fill("operator", picking, 5)
            self._validate(picking)

    def test_more_than_was_sold_is_not_shipped(self):
        picking = self._delivery(5)
        self._fill("operator", picking, 5.01)
        error = self._assert_held(picking, "flow.over_quantity")
        self.assertIn("5.01 instead of 5 Units", str(error))

    def test_more_than_was_bought_is_not_received(self):
        picking = self._receipt(5)
        self._fill("operator", picking, 6)
        self._assert_held(picking, "flow.over_quantity")

    def test_up_to_the_tolerance_it_is(self):
        self.in_type.jxc_over_tolerance = 10
        picking = self._receipt(50)
        self._fill("operator", picking, 55.01)
        self._assert_held(picking, "flow.over_quantity")
        self._fill("operator", picking, 55)
        self._validate(picking)

    def test_the_tolerance_is_judged_in_the_unit_of_the_product(self):
        self.out_type.jxc_over_tolerance = 10
        order = self._new_order(qty=1)
        order.order_line.product_uom_id = self.dozen
        order.action_confirm()
        picking = order.picking_ids
        lines = picking.move_line_ids
        vals = {"quantity": 14, "product_uom_id": self.product.uom_id.id}
        self._rpc("operator", lines._name, "write", lines.ids, vals)
        self._assert_held(picking, "flow.over_quantity")
        self._rpc("operator", lines._name, "write", lines.ids, {"quantity": 13})
        self._validate(picking)

    def test_a_tolerance_is_a_sensible_percentage(self):
        for percent in (-1, 101):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.out_type.jxc_over_tolerance = percent

    def test_no_context_ships_more(self):
        picking = self._delivery(5)
        self._fill("operator", picking, 9)
        for context in HOSTILE_CONTEXTS:
            self._assert_held(picking, "flow.over_quantity", context=context)

    def test_a_driver_hands_over_no_more(self):
        picking = self._delivery(5)
        picking.user_id = self.users["driver"]
        self._fill("driver", picking, 6)
        self._assert_held(picking, "flow.over_quantity", user="driver")

    def test_a_backorder_is_no_more_than_the_rest(self):
        picking = self._delivery(5)
        self._fill("operator", picking, 2)
        self._validate(picking)
        rest = picking.backorder_ids
        self._fill("operator", rest, 4)
        self._assert_held(rest, "flow.over_quantity")
        self._fill("operator", rest, 3)
        self._validate(rest)

    def test_what_came_back_may_be_shipped_again(self):
        picking = self._delivery(5)
        self._validate(picking)
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 2
        self._validate(wizard._create_return())
        line = picking.move_ids.sale_line_id
        self._validate(self._loose(2, sale_line_id=line.id))
        self._assert_held(self._loose(1, sale_line_id=line.id), "flow.over_quantity")

    def test_another_transfer_of_the_same_order_ships_no_more_either(self):
        picking = self._delivery(5)
        self._validate(picking)
        line = picking.move_ids.sale_line_id
        self._assert_held(self._loose(1, sale_line_id=line.id), "flow.over_quantity")

    def test_two_transfers_at_once_ship_no_more_either(self):
        picking = self._delivery(5)
        other = self._loose(5, sale_line_id=picking.move_ids.sale_line_id.id)
        self._assert_held(picking | other, "flow.over_quantity")

    def test_a_supervisor_takes_back_what_a_negative_line_asks_for(self):
        order = self._new_order(qty=-5)
        order.action_confirm()
        picking = order.picking_ids
        self._fill("operator", picking, 5)
        self._validate(picking, user="supervisor")
        self.assertEqual(order.order_line.qty_delivered, -5)

    # --- demand -----------------------------------------------------------------------
    def test_an_operator_does_not_raise_what_was_asked_for(self):
        for move in (self._delivery().move_ids, self._receipt().move_ids):
            for vals in ({"product_uom_qty": 6}, {"product_uom": self.dozen.id}):
                self._assert_refused("operator", "stock.move", "write", move.ids, vals)

    def test_an_operator_may_lower_it(self):
        move = self._delivery().move_ids
        self._rpc("operator", "stock.move", "write", move.ids, {"product_uom_qty": 4})
        self.assertEqual(move.product_uom_qty, 4)

    def test_an_order_that_grows_asks_for_more(self):
        picking = self._delivery(5)
        line = picking.move_ids.sale_line_id
        line.product_uom_qty = 8
        self._validate(line.order_id.picking_ids)
        self.assertEqual(line.qty_delivered, 8)

    def test_a_purchase_that_grows_asks_for_more(self):
        order = self._new_purchase(qty=5, user=self.users["buyer"])
        order.sudo().button_confirm()
        line = order.order_line
        self._rpc("buyer", line._name, "write", line.ids, {"product_qty": 8})
        self._validate(order.sudo().picking_ids)
        self.assertEqual(line.sudo().qty_received, 8)

    # --- what -------------------------------------------------------------------------
    def test_what_no_order_asked_for_is_not_shipped_along(self):
        picking = self._delivery()
        self._add(picking)
        error = self._assert_held(picking, "flow.unexpected")
        self.assertIn("Lid", str(error))
        self.assertNotIn("Kettle", str(error))

    def test_what_no_order_asked_for_is_not_received_along(self):
        picking = self._receipt()
        self._add(picking)
        self._assert_held(picking, "flow.unexpected")

    def test_an_operation_without_a_move_is_not_shipped_along(self):
        picking = self._delivery()
        vals = {
            "picking_id": picking.id,
            "product_id": self.lid.id,
            "location_id": self.stock.id,
            "location_dest_id": self.away.id,
            "quantity": 1,
            "picked": True,
        }
        self._rpc("operator", "stock.move.line", "create", vals)
        self._fill("operator", picking, 5)
        self._assert_held(picking, "flow.unexpected")

    def test_cancelling_what_was_asked_for_does_not_help(self):
        picking = self._delivery()
        self._add(picking)
        picking.move_ids.filtered(lambda m: m.product_id != self.lid)._action_cancel()
        self._assert_held(picking, "flow.unexpected")

    def test_a_chain_on_paper_does_not_help(self):
        picking = self._delivery()
        done = self._ship(1).move_ids
        self._add(picking, move_orig_ids=[Command.link(done.id)])
        self._assert_held(picking, "flow.unexpected")

    def test_the_line_of_another_product_does_not_help(self):
        picking = self._delivery()
        line = picking.move_ids.sale_line_id
        added = self._add(picking)
        self.env["stock.move"].browse(added).sale_line_id = line
        self._assert_held(picking, "flow.unexpected")

    def test_whoever_makes_a_transfer_by_hand_asks_for_what_is_on_it(self):
        picking = self._loose()
        self._add(picking)
        self._fill("operator", picking, 5)
        self._validate(picking)

    def test_steps_of_one_chain_ask_for_each_other(self):
        self.warehouse.delivery_steps = "pick_ship"
        (self.warehouse.pick_type_id | self.out_type).jxc_demand_strict = True
        order = self._new_order(qty=5)
        order.action_confirm()
        first = order.picking_ids
        self._fill("operator", first, 6)
        self._assert_held(first, "flow.over_quantity")
        self._fill("operator", first, 5)
        self._validate(first)
        self._validate(order.picking_ids - first)
        self.assertEqual(order.order_line.qty_delivered, 5)

    def test_without_the_switch_the_host_decides(self):
        self.out_type.jxc_demand_strict = False
        picking = self._delivery()
        self._fill("operator", picking, 6)
        self._validate(picking)

    # --- release ----------------------------------------------------------------------
    def test_the_supervisor_lets_more_pass_with_a_reason(self):
        picking = self._delivery(5)
        self._fill("operator", picking, 6)
        self._assert_held(picking, "flow.over_quantity", user="supervisor")
        self._release(picking, reason="Full box")
        self.assertIn("Full box", str(picking.message_ids.mapped("body")))
        self._fill("operator", picking, 7)
        self._assert_held(picking, "flow.over_quantity")
        self._fill("operator", picking, 6)
        self._validate(picking)

    def test_the_supervisor_lets_a_strange_product_pass_with_a_reason(self):
        picking = self._receipt()
        self._add(picking)
        self._fill("operator", picking, 5)
        self._release(picking)
        self._validate(picking)

    def test_without_a_reason_nothing_passes(self):
        picking = self._delivery(5)
        self._fill("operator", picking, 6)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._release(picking, reason=" ")

    def test_an_operator_releases_nothing(self):
        picking = self._delivery(5)
        self._fill("operator", picking, 6)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._release(picking, user="operator")

    def test_the_banner_tells_and_the_list_finds_what_is_held(self):
        picking = self._delivery(5)
        self._fill("operator", picking, 6)
        self.assertIn(
            "6 instead of 5", picking.with_user(self.users["operator"]).jxc_hold_text
        )
        self.assertTrue(picking.with_user(self.users["supervisor"]).jxc_can_release)
        self.assertFalse(picking.with_user(self.users["operator"]).jxc_can_release)
