from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .guard_common import GuardCommon

PEOPLE = ("operator", "supervisor", "admin")


@tagged("post_install", "-at_install")
class TestGuardPaths(GuardCommon):
    """Side doors of the host by which goods would go without their paper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # whom the host itself lets do it: no role of ours, the host's group alone
        cls.keeper = new_test_user(
            cls.env,
            login="guard_path_keeper",
            groups="base.group_user,stock.group_stock_user",
        )
        cls.people = (*PEOPLE, cls.keeper)
        cls.loss = cls.product.property_stock_inventory
        cls.road = cls.company.internal_transit_location_id
        cls.far = cls.env["stock.warehouse"].create({"name": "Far", "code": "FAR"})
        cls.elsewhere = (
            cls.loss,
            cls.away,
            cls.env.ref("stock.stock_location_suppliers"),
            cls.road,
            cls.far.lot_stock_id,
        )
        cls.quant = cls.env["stock.quant"].search(
            [("product_id", "=", cls.product.id), ("location_id", "=", cls.stock.id)]
        )

    def _assert_says(self, text, user, model, method, *args, **kwargs):
        """The server refuses this with a sentence, and keeps nothing of it."""
        with (
            self.subTest(f"{user} {model} {method}"),
            self.assertRaisesRegex((AccessError, UserError), text),
            self.env.cr.savepoint(),
        ):
            self._rpc(user, model, method, *args, **kwargs)
            self.env.flush_all()
        self.env.invalidate_all()

    def _pack(self):
        """A package of 10 pans on the shelf of the warehouse."""
        package = self.env["stock.package"].create({"name": "Box"})
        pan = self._new_product("Pan", qty=0)
        self.env["stock.quant"]._update_available_quantity(
            pan, self.stock, 10, package_id=package
        )
        return package, pan

    # === RELOCATING ===
    def test_a_package_is_not_relocated_out_of_its_warehouse(self):
        package, pan = self._pack()
        for user in self.people:
            for place in self.elsewhere:
                self._assert_says(
                    "within their warehouse",
                    user,
                    "stock.package",
                    "write",
                    package.ids,
                    {"location_id": place.id},
                )
        self.assertEqual(self._on_hand(pan), 10)

    def test_a_lot_is_not_relocated_out_of_its_warehouse(self):
        cup = self._new_product("Cup", qty=0, tracking="lot")
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": cup.id})
        self.env["stock.quant"]._update_available_quantity(
            cup, self.stock, 10, lot_id=lot
        )
        for user in ("supervisor", "admin", self.keeper):
            for place in self.elsewhere:
                self._assert_says(
                    "within their warehouse",
                    user,
                    "stock.lot",
                    "write",
                    lot.ids,
                    {"location_id": place.id},
                )
        self.assertEqual(self._on_hand(cup), 10)

    def test_stock_is_not_relocated_out_of_its_warehouse(self):
        for user in ("supervisor", "admin"):
            for place in self.elsewhere:
                vals = {"quant_ids": self.quant.ids, "dest_location_id": place.id}
                with self.subTest(f"{user} {place.name}"):
                    try:
                        wizard = self._rpc(user, "stock.quant.relocate", "create", vals)
                    except AccessError:
                        continue
                    self._assert_says(
                        "within their warehouse",
                        user,
                        "stock.quant.relocate",
                        "action_relocate_quants",
                        [wizard],
                    )
        self.assertEqual(self._on_hand(), 100)

    def test_goods_are_relocated_within_their_warehouse(self):
        package, pan = self._pack()
        self._rpc(
            "operator",
            "stock.package",
            "write",
            package.ids,
            {"location_id": self.shelf.id},
        )
        self.assertEqual(self._on_hand(pan, self.shelf), 10)

    # === SCRAPS ===
    def test_a_scrap_neither_ships_nor_takes_back(self):
        self._ship(5)
        ways = [(self.stock, place) for place in (self.away, self.shelf, self.road)]
        ways += [(self.away, self.stock), (self.away, self.loss)]
        for source, target in ways:
            for user in self.people:
                scrap = self.env["stock.scrap"].create(
                    {
                        "product_id": self.product.id,
                        "scrap_qty": 2,
                        "location_id": source.id,
                        "scrap_location_id": target.id,
                    }
                )
                for method in ("do_scrap", "action_validate"):
                    self._assert_says(
                        "not written off from",
                        user,
                        "stock.scrap",
                        method,
                        scrap.ids,
                    )
        self.assertEqual((self._on_hand(), self._on_hand(location=self.away)), (95, 5))

    def test_goods_are_not_scrapped_twice_on_one_paper(self):
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.product.id, "scrap_qty": 2}
        )
        scrap.do_scrap()
        for user in self.people:
            for method in ("do_scrap", "action_validate"):
                self._assert_says("is done", user, "stock.scrap", method, scrap.ids)
        self.assertEqual(self._on_hand(), 98)

    def test_no_context_dates_a_scrap(self):
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.product.id, "scrap_qty": 2}
        )
        for user in self.people:
            self._assert_says(
                "booked on the day",
                user,
                "stock.scrap",
                "do_scrap",
                scrap.ids,
                context={"force_period_date": "2020-01-01"},
            )

    # === COUNTS ===
    def test_what_was_not_counted_is_not_set_to_none(self):
        for user in ("supervisor", "admin", self.keeper):
            self._assert_says(
                "Kettle.*was not counted",
                user,
                "stock.quant",
                "action_apply_inventory",
                self.quant.ids,
            )
        self.assertEqual(self._on_hand(), 100)

    def test_what_was_counted_as_none_is_set_to_none(self):
        context = {"inventory_mode": True}
        for method, args in (
            ("write", [{"inventory_quantity": 0}]),
            ("action_apply_inventory", []),
        ):
            self._rpc(
                "supervisor",
                "stock.quant",
                method,
                self.quant.ids,
                *args,
                context=context,
            )
        self.assertEqual(self._on_hand(), 0)

    # === TRANSFERS ===
    def _new_inner(self, source, target):
        """An open inner transfer of 4 pieces over these places."""
        return self._new_picking(
            4, kind="int", location_id=source.id, location_dest_id=target.id
        )

    def test_an_inner_transfer_does_not_reach_partners(self):
        vendors = self.env.ref("stock.stock_location_suppliers")
        for source, target in ((self.stock, self.away), (vendors, self.stock)):
            picking = self._new_inner(source, target)
            for user in ("operator", self.keeper):
                self._assert_says(
                    "does not reach customers or vendors",
                    user,
                    "stock.picking",
                    "button_validate",
                    picking.ids,
                )
            self._rpc("supervisor", "stock.picking", "button_validate", picking.ids)
            self.assertEqual(picking.state, "done")

    def test_a_transfer_is_no_production(self):
        made = self.product.property_stock_production
        for source, target in ((self.stock, made), (made, self.stock)):
            picking = self._new_inner(source, target)
            for user in ("operator", self.keeper):
                self._assert_says(
                    "moved by their production order",
                    user,
                    "stock.picking",
                    "button_validate",
                    picking.ids,
                )

    def test_a_forged_chain_opens_no_transit(self):
        self.env["stock.quant"]._update_available_quantity(self.product, self.road, 10)
        picking = self._new_inner(self.road, self.stock)
        chain = {"move_orig_ids": [Command.link(self._ship(5).move_ids.id)]}
        self._rpc("operator", "stock.move", "write", picking.move_ids.ids, chain)
        self._assert_says(
            "on the way between warehouses",
            "operator",
            "stock.picking",
            "button_validate",
            picking.ids,
        )

    def test_a_done_transfer_keeps_its_partner(self):
        delivery = self._ship(5)
        for user in self.people:
            self._assert_says(
                "is not written any more",
                user,
                "stock.picking",
                "write",
                delivery.ids,
                {"partner_id": self.vendor.id},
            )

    def test_nothing_done_comes_from_a_copy_or_a_form(self):
        delivery = self._ship(5)
        move, line = delivery.move_ids, delivery.move_line_ids
        done = {"state": "done", "picking_id": delivery.id}
        for user in self.people:
            for model, method, args in (
                ("stock.picking", "copy", (delivery.ids, {"state": "done"})),
                ("stock.move", "copy", (move.ids, done)),
                (
                    "stock.picking",
                    "web_save",
                    (
                        delivery.ids,
                        {"move_ids": [Command.update(move.id, {"quantity": 1})]},
                        {"id": {}},
                    ),
                ),
            ):
                with self.subTest(f"{user} {model} {method}"):
                    self._assert_refused(user, model, method, *args)
        for model, record in (("stock.move", move), ("stock.move.line", line)):
            result = self._rpc(
                "operator", model, "load", [".id", "quantity"], [[str(record.id), "1"]]
            )
            self.assertFalse(result["ids"])
        self.assertEqual((self._on_hand(), move.quantity), (95, 5))

    # === WHAT GOODS ARE, AND WHERE ===
    def test_goods_do_not_vanish_with_their_product(self):
        template = self.product.product_tmpl_id
        for record, vals in (
            (template, {"is_storable": False}),
            (template, {"type": "service"}),
            (template, {"active": False}),
            (self.product, {"active": False}),
        ):
            self._assert_says(
                "Kettle is in stock in",
                "admin",
                record._name,
                "write",
                record.ids,
                vals,
            )
        self._assert_says(
            "is in stock",
            "admin",
            "product.product",
            "action_archive",
            self.product.ids,
        )

    def test_a_product_without_stock_may_go(self):
        lid = self._new_product("Lid", qty=0)
        self._rpc(
            "admin", "product.template", "action_archive", lid.product_tmpl_id.ids
        )
        self.assertFalse(lid.active)

    def test_goods_do_not_change_warehouse_with_their_place(self):
        quants = self.env["stock.quant"]
        quants._update_available_quantity(self.product, self.shelf, 5)
        for user in ("supervisor", "admin"):
            for above in (self.far.lot_stock_id, self.away):
                self._assert_says(
                    "holds goods",
                    user,
                    "stock.location",
                    "write",
                    self.shelf.ids,
                    {"location_id": above.id},
                )
            # a place of its own type that holds one with goods
            rack = self.env["stock.location"].create(
                {"name": "Rack", "location_id": self.stock.id}
            )
            self.shelf.location_id = rack
            self._assert_says(
                "holds goods",
                user,
                "stock.location",
                "write",
                rack.ids,
                {"location_id": self.far.lot_stock_id.id},
            )
            vals = {"location_id": self.stock.id}
            self._rpc(user, "stock.location", "write", self.shelf.ids, vals)

    def test_a_lot_with_moves_stays_its_products(self):
        cup = self._new_product("Cup", qty=0, tracking="lot")
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": cup.id})
        receipt = self._new_picking(3, product=cup, kind="in")
        receipt.move_line_ids.lot_id = lot
        receipt.button_validate()
        for user in ("supervisor", "admin", self.keeper):
            self._assert_says(
                "not allowed to change the product",
                user,
                "stock.lot",
                "write",
                lot.ids,
                {"product_id": self.product.id},
            )
