from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowAttacks(FlowCommon):
    """A keeper pretends that goods have a paper, or were asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.out_type | cls.in_type).jxc_order_required = True
        cls.suppliers = cls.vendor.property_stock_supplier
        cls.users["keeper"] = new_test_user(
            cls.env, "keeper", groups="base.group_user,stock.group_stock_user"
        )

    def _assert_stopped(self, picking, user="operator", vals=None, model=None):
        """Assert that a forged transfer moves nothing, at whatever step it ends."""
        before = self._on_hand()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            if vals:
                records = picking[model] if model else picking
                self._rpc(user, records._name, "write", records.ids, vals)
            self._do(user, picking, "button_validate", context={"skip_backorder": True})
        self.env.invalidate_all()
        self.assertNotIn("done", picking.mapped("state"))
        self.assertEqual(self._on_hand(), before)

    def _forge(self, kind="out", user="operator", **links):
        """Assert that a transfer whose move has these links is stopped."""
        picking = self._loose(1, kind=kind, user=user)
        self._assert_stopped(picking, user, links, "move_ids")
        orders = {"sale_line_id", "purchase_line_id"}.intersection(links)
        if orders:
            vals = {
                "product_id": self.product.id,
                "product_uom_qty": 1,
                "picking_id": picking.id,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
            self._assert_refused(user, "stock.move", "create", vals | links)
            return
        try:
            with self.env.cr.savepoint():
                picking = self._loose(1, kind=kind, user=user, **links)
        except UserError:
            return
        self._assert_stopped(picking, user)

    # --- links that a move claims -----------------------------------------------------
    def test_a_copy_of_a_finished_delivery_has_no_order(self):
        delivery = self._delivery(5)
        self._validate(delivery)
        copy = self._rpc("keeper", "stock.picking", "copy", delivery.ids)
        copy = self.env["stock.picking"].browse(copy)
        self._do("keeper", copy, "action_confirm")
        self._assert_held(copy, "flow.no_order", "keeper")

    def test_nobody_ties_goods_to_an_order_by_hand(self):
        line = self._delivery(5).move_ids.sale_line_id
        bought = self._receipt(5).move_ids.purchase_line_id
        for user in ("operator", "keeper"):
            self._forge(user=user, sale_line_id=line.id)
            self._forge(user=user, kind="in", purchase_line_id=bought.id)
            self._assert_stopped(
                self._loose(1), user, {"sale_line_id": line.id}, "move_ids"
            )

    def test_no_default_ties_goods_to_an_order(self):
        line = self._delivery(5).move_ids.sale_line_id
        places = {"location_id": self.stock.id, "location_dest_id": self.away.id}
        move = {"product_id": self.product.id, "product_uom_qty": 1, **places}
        picking = self._rpc(
            "operator",
            "stock.picking",
            "create",
            {
                "picking_type_id": self.out_type.id,
                **places,
                "move_ids": [Command.create(move)],
            },
            context={"default_sale_line_id": line.id},
        )
        picking = self.env["stock.picking"].browse(picking)
        self.assertFalse(picking.move_ids.sale_line_id)

    def test_a_delivery_is_no_original_of_what_a_vendor_brings(self):
        delivery = self._delivery(5)
        self._validate(delivery)
        self._forge("in", origin_returned_move_id=delivery.move_ids.id)

    def test_a_receipt_is_no_original_of_what_a_customer_gets(self):
        receipt = self._receipt(5)
        self._validate(receipt)
        self._forge(origin_returned_move_id=receipt.move_ids.id)

    def test_a_scrap_that_is_claimed_is_no_paper(self):
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "scrap_qty": 1,
                "location_id": self.stock.id,
            }
        )
        self._forge(scrap_id=scrap.id)

    def test_a_count_that_is_claimed_is_no_paper(self):
        self._forge(is_inventory=True)
        self._forge("in", is_inventory=True)

    def test_a_rule_that_is_claimed_asks_for_nothing(self):
        self.warehouse.int_type_id.jxc_demand_strict = True
        rule = self.env["stock.rule"].search([], limit=1)
        asked = self._new_picking(1, kind="int")
        asked.move_ids.rule_id = rule
        lid = self._new_product("Lid")
        vals = {
            "product_id": lid.id,
            "product_uom_qty": 1,
            "picking_id": asked.id,
            "location_id": self.stock.id,
            "location_dest_id": self.shelf.id,
        }
        for user in ("operator", "keeper"):
            self._assert_refused(
                user, "stock.move", "create", {**vals, "rule_id": rule.id}
            )
            move = self._rpc(user, "stock.move", "create", vals)
            self._assert_refused(
                user, "stock.move", "write", [move], {"rule_id": rule.id}
            )

    def test_a_reversal_that_is_claimed_is_no_paper(self):
        done = self._ship(1, user="supervisor")
        self._assert_stopped(self._loose(1), vals={"jxc_reversed_id": done.id})

    # --- places and products of operations -------------------------------------------
    def _inner(self, qty=1):
        """A transfer to a shelf, nothing picked."""
        self.out_type.jxc_order_required = True
        picking = self._new_picking(qty, kind="int")
        picking.move_ids.picked = False
        return picking

    def test_an_operation_goes_where_its_move_goes(self):
        lost = self.env["stock.location"].search([("usage", "=", "inventory")], limit=1)
        for place in (self.away, self.suppliers, lost):
            for user in ("operator", "keeper"):
                self._assert_stopped(
                    self._inner(),
                    user,
                    {"location_dest_id": place.id},
                    "move_line_ids",
                )

    def test_an_operation_comes_from_where_its_move_comes(self):
        for user in ("operator", "keeper"):
            self._assert_stopped(
                self._inner(), user, {"location_id": self.suppliers.id}, "move_line_ids"
            )

    def test_an_operation_on_another_shelf_is_the_same(self):
        picking = self._inner()
        other = self.shelf.copy({"name": "Other shelf"})
        line = picking.move_line_ids
        self._rpc(
            "operator", line._name, "write", line.ids, {"location_dest_id": other.id}
        )
        self._validate(picking)

    def test_an_operation_moves_the_product_of_its_move(self):
        dear = self._new_product("Dear")
        delivery = self._delivery(5)
        for user in ("operator", "keeper"):
            self._assert_stopped(
                delivery, user, {"product_id": dear.id}, "move_line_ids"
            )
        self.assertEqual(self._on_hand(dear), 100)

    def test_an_operation_moves_as_much_as_it_says(self):
        self.out_type.jxc_demand_strict = True
        delivery = self._delivery(5)
        line = delivery.move_line_ids
        for user in ("operator", "keeper", "supervisor"):
            self._assert_refused(
                user, line._name, "write", line.ids, {"quantity_product_uom": 50}
            )
            vals = {
                "picking_id": delivery.id,
                "move_id": delivery.move_ids.id,
                "product_id": self.product.id,
                "quantity": 1,
            }
            self._assert_refused(
                user, line._name, "create", {**vals, "quantity_product_uom": 50}
            )
        made = self._rpc(
            "operator",
            line._name,
            "create",
            vals,
            context={"default_quantity_product_uom": 50},
        )
        self.assertEqual(line.browse(made).quantity_product_uom, 1)

    # --- types ------------------------------------------------------------------------
    def test_an_inner_type_ships_nothing_without_an_order(self):
        kind = self.warehouse.int_type_id
        places = {"location_id": self.stock.id, "location_dest_id": self.away.id}
        line = {"product_id": self.product.id, "product_uom_qty": 1, **places}
        picking = self._rpc(
            "operator",
            "stock.picking",
            "create",
            {
                "picking_type_id": kind.id,
                **places,
                "move_ids": [Command.create(line)],
            },
        )
        picking = self.env["stock.picking"].browse(picking)
        self._do("operator", picking, "action_confirm")
        self._assert_stopped(picking)

    def test_the_type_of_what_was_ordered_stays(self):
        self.out_type.jxc_check_required = True
        lax = self.out_type.copy({"name": "Lax", "sequence_code": "LAX"})
        lax.write({"jxc_check_required": False, "jxc_order_required": False})
        for user in ("operator", "keeper"):
            delivery = self._delivery(5)
            self._assert_stopped(delivery, user, {"picking_type_id": lax.id})
            self._assert_stopped(
                delivery, user, {"picking_type_id": lax.id}, "move_ids"
            )

    def test_what_was_ordered_is_not_moved_to_a_lax_transfer(self):
        self.out_type.jxc_check_required = True
        lax = self.out_type.copy({"name": "Lax", "sequence_code": "LAX"})
        lax.write({"jxc_check_required": False, "jxc_order_required": False})
        delivery, other = self._delivery(5), self._delivery(1)
        other.picking_type_id = lax
        for user in ("operator", "keeper"):
            vals = {"picking_id": other.id}
            self._assert_refused(
                user, "stock.move", "write", delivery.move_ids.ids, vals
            )

    def test_the_supervisor_changes_the_type(self):
        lax = self.out_type.copy({"name": "Lax", "sequence_code": "LAX"})
        delivery = self._delivery(5)
        vals = {"picking_type_id": lax.id}
        self._rpc("supervisor", "stock.picking", "write", delivery.ids, vals)
        self.assertEqual(delivery.picking_type_id, lax)

    def test_a_draft_by_declaration_raises_no_demand(self):
        self.out_type.jxc_demand_strict = True
        move = self._delivery(5).move_ids
        for user in ("operator", "keeper"):
            self._assert_refused(
                user, "stock.move", "write", move.ids, {"state": "draft"}
            )

    # --- beside transfers -------------------------------------------------------------
    def test_goods_leave_and_come_by_transfers_only(self):
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.stock.id)]
        )
        for place in (self.away, self.suppliers):
            vals = {"quant_ids": quant.ids, "dest_location_id": place.id}
            wizard = self._rpc("supervisor", "stock.quant.relocate", "create", vals)
            self._assert_refused(
                "supervisor", "stock.quant.relocate", "action_relocate_quants", [wizard]
            )
        self.assertEqual(self._on_hand(), 100)

    def test_a_supervisor_relocates_inside(self):
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.stock.id)]
        )
        wizard = self._rpc(
            "supervisor",
            "stock.quant.relocate",
            "create",
            {"quant_ids": quant.ids, "dest_location_id": self.shelf.id},
        )
        self._rpc(
            "supervisor", "stock.quant.relocate", "action_relocate_quants", [wizard]
        )
        self.assertEqual(self._on_hand(location=self.shelf), 100)

    def test_packing_after_the_check_is_checked_again(self):
        self.out_type.jxc_check_required = True
        delivery = self._delivery(5)
        self._do("operator", delivery, "action_jxc_pick")
        self._do("colleague", delivery, "action_jxc_check")
        self._do("keeper", delivery, "action_put_in_pack")
        self._assert_held(delivery, "flow.unchecked")

    def test_splitting_a_delivery_passes_nothing(self):
        self.out_type.jxc_check_required = True
        for user in ("operator", "keeper"):
            delivery = self._delivery(5)
            self._fill(user, delivery, 2)
            self._do(user, delivery, "action_split_transfer")
            parts = delivery | delivery.backorder_ids
            self.assertEqual(len(parts), 2)
            for part in parts:
                part.move_ids.picked = True
                self._assert_held(part, "flow.unchecked", user)

    def test_the_dialog_of_backorders_passes_nothing(self):
        self.out_type.jxc_check_required = True
        delivery = self._delivery(5)
        self._fill("operator", delivery, 2)
        wizard = self._rpc(
            "operator",
            "stock.backorder.confirmation",
            "create",
            {"pick_ids": delivery.ids},
        )
        for method in ("process", "process_cancel_backorder"):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._rpc(
                    "operator",
                    "stock.backorder.confirmation",
                    method,
                    [wizard],
                    context={"button_validate_picking_ids": delivery.ids},
                )
        self.assertEqual(self._on_hand(), 100)

    def test_what_a_return_wizard_claims_is_no_paper(self):
        delivery = self._loose(5)
        self._validate(delivery, user="supervisor")
        vals = {
            "picking_id": delivery.id,
            "product_return_moves": [
                Command.create(
                    {
                        "product_id": self.product.id,
                        "quantity": 1,
                        "move_id": delivery.move_ids.id,
                    }
                )
            ],
        }
        wizard = self._rpc("operator", "stock.return.picking", "create", vals)
        action = self._rpc(
            "operator", "stock.return.picking", "action_create_returns", [wizard]
        )
        back = self.env["stock.picking"].browse(action["res_id"])
        self._assert_held(back, "flow.no_order")
