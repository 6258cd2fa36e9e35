from odoo import Command
from odoo.tests import tagged

from .flow_common import FlowCommon
from .guard_common import HOSTILE_CONTEXTS


@tagged("post_install", "-at_install")
class TestFlowOrders(FlowCommon):
    """Goods without an order are the supervisor's to let pass."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.out_type | cls.in_type).jxc_order_required = True

    def test_what_was_ordered_leaves(self):
        self._validate(self._delivery())

    def test_what_was_bought_arrives(self):
        self._validate(self._receipt())

    def test_an_operator_ships_nothing_without_an_order(self):
        picking = self._loose()
        error = self._assert_held(picking, "flow.no_order")
        self.assertIn("Kettle", str(error))
        self.assertEqual(self._on_hand(), 100)

    def test_an_operator_receives_nothing_without_an_order(self):
        self._assert_held(self._loose(kind="in"), "flow.no_order")

    def test_each_type_has_its_own_switch(self):
        self.out_type.jxc_order_required = False
        self._validate(self._loose())
        self._assert_held(self._loose(kind="in"), "flow.no_order")

    def test_a_draft_that_is_validated_at_once_is_held_too(self):
        places = {"location_id": self.stock.id, "location_dest_id": self.away.id}
        line = {"product_id": self.product.id, "product_uom_qty": 1, **places}
        picking = self._rpc(
            "operator",
            "stock.picking",
            "create",
            {
                "picking_type_id": self.out_type.id,
                **places,
                "move_ids": [Command.create(line)],
            },
        )
        self._assert_held(self.env["stock.picking"].browse(picking), "flow.no_order")

    def test_no_context_ships_without_an_order(self):
        picking = self._loose()
        for context in HOSTILE_CONTEXTS:
            self._assert_held(picking, "flow.no_order", context=context)

    def test_a_driver_ships_nothing_without_an_order(self):
        picking = self._loose()
        picking.user_id = self.users["driver"]
        self._assert_held(picking, "flow.no_order", user="driver")

    def test_the_supervisor_ships_without_an_order(self):
        self._validate(self._loose(), user="supervisor")

    def test_what_the_supervisor_released_the_operator_ships(self):
        picking = self._loose()
        self._release(picking, reason="Sample for the fair")
        self._validate(picking)
        self.assertIn("Sample for the fair", str(picking.message_ids.mapped("body")))

    def test_a_release_covers_no_more_than_was_seen(self):
        picking = self._loose(5)
        self._release(picking)
        self._fill("operator", picking, 6)
        self._assert_held(picking, "flow.no_order")
        self._fill("operator", picking, 4)
        self._validate(picking)

    def test_a_release_does_not_survive_cancelling(self):
        picking = self._loose()
        self._release(picking)
        self._do("supervisor", picking, "action_cancel")
        self._do("supervisor", picking, "action_confirm")
        self.env["stock.move"].browse(picking.move_ids.ids).state = "draft"
        self._assert_held(picking, "flow.no_order")

    def test_nobody_else_releases(self):
        picking = self._loose()
        for role in ("operator", "driver", "salesperson", "sales_manager", "buyer"):
            self._assert_refused(
                role, "stock.picking", "action_jxc_release", picking.ids
            )
        vals = {"res_model": "stock.picking", "res_id": picking.id, "reason": "Why"}
        wizard = self._rpc("sales_manager", "jxc.release.wizard", "create", vals)
        self._assert_refused(
            "sales_manager", "jxc.release.wizard", "action_release", [wizard]
        )

    def test_an_operator_asks_for_a_release(self):
        picking = self._loose()
        self._do("operator", picking, "action_jxc_ask_release")
        self.assertTrue(picking.activity_ids)

    def test_one_loose_transfer_of_many_stops_them_all(self):
        good, loose = self._delivery(), self._loose()
        error = self._assert_held(good | loose, "flow.no_order")
        self.assertNotIn(good.name, str(error))

    def test_a_return_of_what_was_ordered_comes_back(self):
        picking = self._delivery()
        self._validate(picking)
        self._validate(self._return(picking))

    def test_a_return_of_what_was_not_ordered_is_no_exception(self):
        picking = self._loose()
        self._validate(picking, user="supervisor")
        self._assert_held(self._return(picking), "flow.no_order")

    def _return(self, picking):
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        return wizard._create_return()

    def test_an_order_that_is_no_order_yet_asks_for_nothing(self):
        line = self._new_order(qty=5).order_line
        self._assert_held(self._loose(sale_line_id=line.id), "flow.no_order")

    def test_an_order_of_something_else_asks_for_nothing(self):
        lid = self._new_product("Lid")
        line = self._delivery(product=lid).move_ids.sale_line_id
        self._assert_held(self._loose(sale_line_id=line.id), "flow.no_order")

    def test_a_purchase_does_not_ask_for_a_shipment(self):
        line = self._receipt().move_ids.purchase_line_id
        self._assert_held(self._loose(purchase_line_id=line.id), "flow.no_order")

    def test_a_chain_does_not_ask_for_a_shipment(self):
        done = self._ship(1, user="supervisor").move_ids
        picking = self._loose(move_orig_ids=[Command.link(done.id)])
        self._fill("operator", picking, 5)
        self._assert_held(picking, "flow.no_order")

    def test_naming_another_transfer_as_its_origin_asks_for_nothing(self):
        done = self._ship(1, user="supervisor").move_ids
        picking = self._loose(1, origin_returned_move_id=done.id)
        self._assert_held(picking, "flow.no_order")

    def test_goods_inside_need_no_order(self):
        self.warehouse.int_type_id.jxc_order_required = True
        self._validate(self._new_picking(5, kind="int"))

    def test_scrap_of_a_delivery_has_a_paper_of_its_own(self):
        picking = self._loose()
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "scrap_qty": 1,
                "picking_id": picking.id,
                "location_id": self.stock.id,
            }
        )
        self._rpc("operator", "stock.scrap", "action_validate", scrap.ids)
        self.assertEqual(scrap.state, "done")

    def test_the_program_ships_for_other_add_ons(self):
        picking = self._new_picking(1)
        picking.with_user(self.env.ref("base.user_root"))._action_done()
        self.assertEqual(picking.state, "done")

    def test_of_another_company_its_own_types_speak(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", branch.id)], limit=1
        ) or self.env["stock.warehouse"].create(
            {"name": "Branch", "code": "BR", "company_id": branch.id}
        )
        self.assertFalse(warehouse.out_type_id.jxc_order_required)
        user = self.users["operator"]
        user.company_ids |= branch
        places = {
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": self.away.id,
        }
        self.env["stock.quant"]._update_available_quantity(
            self.product, warehouse.lot_stock_id, 5
        )
        line = {"product_id": self.product.id, "product_uom_qty": 1, **places}
        picking = (
            self.env["stock.picking"]
            .with_company(branch)
            .create(
                {
                    "picking_type_id": warehouse.out_type_id.id,
                    **places,
                    "move_ids": [Command.create(line)],
                }
            )
        )
        picking.action_confirm()
        context = {"allowed_company_ids": [self.company.id, branch.id]}
        both = picking | self._delivery()
        self._validate(both, context=context)
        warehouse.out_type_id.jxc_order_required = True
        other = picking.copy()
        other.action_confirm()
        self._assert_held(other, "flow.no_order", context=context)
