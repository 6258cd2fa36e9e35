from contextlib import suppress

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .guard_common import GuardCommon


@tagged("post_install", "-at_install")
class TestGuardNegative(GuardCommon):
    """Goods that are not there do not leave; others are none the wiser."""

    def _assert_short(self, picking, text=""):
        with self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
            self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        self.env.invalidate_all()

    def _validate(self, picking):
        self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        self.assertEqual(picking.state, "done")

    def test_the_last_piece_leaves(self):
        self._validate(self._new_picking(100))
        self.assertEqual(self._on_hand(), 0)

    def test_one_more_than_there_is_stays(self):
        self._assert_short(self._new_picking(100.01), "100 Units there, 100.01 wanted")

    def test_a_refusal_names_every_product(self):
        lid = self._new_product("Lid", qty=1)
        picking = self._new_picking(101)
        other = self._new_picking(2, product=lid)
        other.move_ids.picking_id = picking
        self._assert_short(picking, "(?s)Kettle.*Lid")

    def test_what_goes_and_comes_in_one_movement_counts_together(self):
        lid = self._new_product("Lid", qty=0)
        out = self._new_picking(
            5,
            product=lid,
            kind="int",
            location_id=self.shelf.id,
            location_dest_id=self.stock.id,
        )
        back = self._new_picking(
            5, product=lid, kind="in", location_dest_id=self.shelf.id
        )
        (out | back)._action_done()
        self.assertEqual(self._on_hand(lid), 5)

    def test_what_is_negative_already_may_grow_and_not_shrink(self):
        lid = self._new_product("Lid", qty=0)
        lid.product_tmpl_id.jxc_allow_negative = True
        self._validate(self._new_picking(5, product=lid))
        lid.product_tmpl_id.jxc_allow_negative = False
        self._validate(self._new_picking(3, product=lid, kind="in"))
        self.assertEqual(self._on_hand(lid), -2)
        self._assert_short(self._new_picking(1, product=lid))

    def test_a_place_elsewhere_does_not_help(self):
        yard = self.env["stock.location"].create(
            {"name": "Yard", "location_id": self.warehouse.view_location_id.id}
        )
        self._validate(self._new_picking(60, kind="int", location_dest_id=yard.id))
        self._assert_short(self._new_picking(61))
        self._validate(self._new_picking(40))

    def test_another_lot_does_not_help(self):
        tea = self._new_product("Tea", qty=0, tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": tea.id} for name in ("L1", "L2")]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                tea, self.stock, 5, lot_id=lot
            )
        picking = self._new_picking(5, product=tea)
        picking.move_line_ids.lot_id = lots[0]
        picking.move_line_ids.quantity = 6
        self._assert_short(picking, "Tea / L1.*5 Units there, 6 wanted")

    def test_goods_without_a_lot_make_up_for_it_as_in_the_host(self):
        tea = self._new_product("Tea", qty=10, tracking="lot")
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": tea.id})
        picking = self._new_picking(5, product=tea)
        picking.move_line_ids.lot_id = lot
        self._validate(picking)
        self.assertEqual(self._on_hand(tea), 5)

    def test_several_records_of_one_place_count_together(self):
        quants = self.env["stock.quant"].create(
            [
                {
                    "product_id": self.product.id,
                    "location_id": self.stock.id,
                    "quantity": quantity,
                }
                for quantity in (50, -10)
            ]
        )
        self._validate(self._new_picking(140))
        self.assertEqual(self._on_hand(), 0)
        self.assertTrue(quants.exists())

    def test_a_company_may_allow_it(self):
        self.company.jxc_refuse_negative = False
        self._validate(self._new_picking(101))
        self.assertEqual(self._on_hand(), -1)

    def test_a_new_company_refuses_it(self):
        company = self.env["res.company"].create({"name": "Branch"})
        self.assertTrue(company.jxc_refuse_negative)

    def test_a_product_may_be_exempt(self):
        self.product.product_tmpl_id.jxc_allow_negative = True
        self._validate(self._new_picking(101))

    def test_a_category_is_exempt_with_those_below(self):
        top = self.env["product.category"].create({"name": "Bulk"})
        self.product.categ_id = self.env["product.category"].create(
            {"name": "Sand", "parent_id": top.id}
        )
        self._assert_short(self._new_picking(101))
        top.jxc_allow_negative = True
        self._validate(self._new_picking(101))

    def test_a_location_is_exempt_with_those_below(self):
        self.shelf.jxc_allow_negative = True
        picking = self._new_picking(1, location_id=self.shelf.id)
        self._validate(picking)
        self._assert_short(self._new_picking(101))
        self.stock.jxc_allow_negative = True
        self._validate(self._new_picking(101))

    def test_what_may_be_negative_is_still_not_written_off_beyond_what_is_there(self):
        """Goods may be sold before their receipt is booked, yet not lost before."""
        self.product.product_tmpl_id.jxc_allow_negative = True
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.product.id, "scrap_qty": 101}
        )
        off = self.env["jxc.write.off"].create(
            {
                "reason_id": self.env.ref("jxc_core.write_off_reason_broken").id,
                "line_ids": [
                    Command.create({"product_id": self.product.id, "quantity": 101})
                ],
            }
        )
        for record, method in ((scrap, "do_scrap"), (off, "action_jxc_confirm")):
            with self.assertRaisesRegex(UserError, "only 100 are at"):
                self._rpc("supervisor", record._name, method, record.ids)
            self.env.invalidate_all()

    def test_exemptions_are_not_a_salespersons_to_give(self):
        template = self.product.product_tmpl_id
        for role in ("salesperson", "buyer", "operator", "purchase_manager"):
            self._assert_refused(
                role, template._name, "write", template.ids, {"jxc_allow_negative": 1}
            )
            self._assert_refused(
                role,
                "stock.location",
                "write",
                self.stock.ids,
                {"jxc_allow_negative": 1},
            )

    def test_consumables_and_strangers_places_have_no_limit(self):
        bag = self._new_product("Bag", qty=0, is_storable=False)
        self._validate(self._new_picking(5, product=bag))
        lid = self._new_product("Lid", qty=0)
        self._validate(self._new_picking(7, product=lid, kind="in"))

    def test_drop_shipped_goods_have_no_limit(self):
        lid = self._new_product("Lid", qty=0)
        self._validate(
            self._new_picking(7, product=lid, kind="in", location_dest_id=self.away.id)
        )

    def test_a_count_can_set_it_right(self):
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.stock.id)]
        )
        quant.quantity = -5
        quant = quant.with_context(inventory_mode=True)
        quant.inventory_quantity = 2
        quant.action_apply_inventory()
        self.assertEqual(self._on_hand(), 2)

    def test_stock_is_not_counted_below_nothing(self):
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.stock.id)]
        )
        quant = quant.with_context(inventory_mode=True)
        quant.inventory_quantity = -5
        with self.assertRaises(UserError):
            quant.action_apply_inventory()

    def test_a_swallowed_refusal_leaves_nothing_behind(self):
        """As a point of sale does: its sale is booked, the goods wait."""
        picking = self._new_picking(101)
        with suppress(UserError), self.env.cr.savepoint():
            picking._action_done()
        self.env.invalidate_all()
        self.assertNotEqual(picking.state, "done")
        self.assertEqual(self._on_hand(), 100)
        self._validate(self._new_picking(100))
