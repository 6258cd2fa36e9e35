from contextlib import contextmanager
from copy import deepcopy

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ROLES
from .guard_common import HOSTILE_CONTEXTS, GuardCommon


@tagged("post_install", "-at_install")
class TestGuardStock(GuardCommon):
    """Stock changes by documents alone: holes of the bare host, tried over RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # whom the host itself lets do it: no role of ours, the host's group alone
        cls.keeper = cls._new_user("stock.group_stock_user", "guard_keeper")
        cls.manager = cls._new_user("stock.group_stock_manager", "guard_manager")
        cls.people = [*ROLES, cls.keeper, cls.manager]
        cls.quant = cls.env["stock.quant"].search(
            [("product_id", "=", cls.product.id), ("location_id", "=", cls.stock.id)]
        )

    @classmethod
    def _new_user(cls, group, login):
        return new_test_user(cls.env, login=login, groups=f"base.group_user,{group}")

    def _assert_all_refused(self, model, method, *args):
        """Try everybody, and those who come closest with every hostile context."""
        closest = {str(user) for user in ("operator", "supervisor", self.keeper)}
        for user in self.people:
            for context in HOSTILE_CONTEXTS if str(user) in closest else ({},):
                with self.subTest(f"{user} {method} {args} {context}"):
                    # the host writes into what it is given
                    given = deepcopy(args)
                    self._assert_refused(user, model, method, *given, context=context)

    @contextmanager
    def _assert_short(self, text):
        with self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
            yield
        self.env.invalidate_all()

    # === QUANTS ===
    def test_nobody_types_a_quantity_into_stock(self):
        for name, value in (
            ("quantity", 0),
            ("reserved_quantity", 0),
            ("in_date", "2020-01-01 00:00:00"),
            ("location_id", self.shelf.id),
            ("product_id", self._new_product("Lid", qty=0).id),
            ("owner_id", self.customer.id),
            ("lot_id", False),
            ("package_id", False),
        ):
            self._assert_all_refused(
                "stock.quant", "write", self.quant.ids, {name: value}
            )
        self.assertEqual(self._on_hand(), 100)

    def test_nobody_makes_stock_out_of_nothing(self):
        vals = {
            "product_id": self.product.id,
            "location_id": self.shelf.id,
            "quantity": 5000,
        }
        self._assert_all_refused("stock.quant", "create", vals)
        self.assertEqual(self._on_hand(location=self.shelf), 0)

    def test_nobody_imports_a_quantity(self):
        for user in (self.keeper, self.manager, "supervisor", "admin"):
            result = self._rpc(
                user,
                "stock.quant",
                "load",
                ["product_id/.id", "location_id/.id", "quantity"],
                [[str(self.product.id), str(self.shelf.id), "5000"]],
            )
            self.assertFalse(result["ids"], user)
        self.assertEqual(self._on_hand(location=self.shelf), 0)

    def test_nobody_deletes_stock(self):
        self._assert_all_refused("stock.quant", "unlink", self.quant.ids)
        self.assertEqual(self._on_hand(), 100)

    def test_a_refusal_says_which_document_to_use(self):
        with self.assertRaisesRegex(AccessError, "Count the goods.*write them off"):
            self._rpc(
                self.keeper,
                "stock.quant",
                "write",
                self.quant.ids,
                {"quantity": 0},
            )

    def test_a_supervisor_counts_and_applies(self):
        context = {"inventory_mode": True}
        rpc = self._rpc
        rpc(
            "supervisor",
            "stock.quant",
            "write",
            self.quant.ids,
            {"inventory_quantity": 97},
            context=context,
        )
        rpc(
            "supervisor",
            "stock.quant",
            "action_apply_inventory",
            self.quant.ids,
            context=context,
        )
        self.assertEqual(self._on_hand(), 97)

    def test_a_supervisor_counts_goods_where_none_were(self):
        context = {"inventory_mode": True}
        vals = {
            "product_id": self.product.id,
            "location_id": self.shelf.id,
            "inventory_quantity": 4,
        }
        quant = self._rpc("supervisor", "stock.quant", "create", vals, context=context)
        self._rpc(
            "supervisor",
            "stock.quant",
            "action_apply_inventory",
            [quant] if isinstance(quant, int) else quant,
            context=context,
        )
        self.assertEqual(self._on_hand(location=self.shelf), 4)

    def test_a_supervisor_imports_a_count(self):
        result = self._rpc(
            "supervisor",
            "stock.quant",
            "load",
            ["product_id/.id", "location_id/.id", "inventory_quantity"],
            [[str(self.product.id), str(self.shelf.id), "7"]],
        )
        self.assertTrue(result["ids"], result["messages"])
        self._rpc("supervisor", "stock.quant", "action_apply_inventory", result["ids"])
        self.assertEqual(self._on_hand(location=self.shelf), 7)

    def test_a_supervisor_relocates_stock(self):
        wizard = self._rpc(
            "supervisor",
            "stock.quant.relocate",
            "create",
            {"quant_ids": self.quant.ids, "dest_location_id": self.shelf.id},
        )
        self._rpc(
            "supervisor", "stock.quant.relocate", "action_relocate_quants", [wizard]
        )
        self.assertEqual(self._on_hand(location=self.shelf), 100)

    # === DONE TRANSFERS ===
    def test_nobody_edits_a_done_operation(self):
        delivery = self._ship()
        line = delivery.move_line_ids
        for name, value in (
            ("quantity", 1),
            ("location_id", self.shelf.id),
            ("location_dest_id", self.shelf.id),
            ("date", "2020-01-01 00:00:00"),
            ("state", "draft"),
            ("picked", False),
            ("move_id", False),
            ("owner_id", self.customer.id),
        ):
            self._assert_all_refused(
                "stock.move.line", "write", line.ids, {name: value}
            )
        self._assert_all_refused("stock.move.line", "unlink", line.ids)
        self.assertEqual((line.quantity, self._on_hand()), (5, 95))

    def test_nobody_edits_a_done_move(self):
        move = self._ship().move_ids
        for name, value in (
            ("quantity", 1),
            ("product_uom_qty", 1),
            ("date", "2020-01-01 00:00:00"),
            ("state", "cancel"),
            ("location_dest_id", self.shelf.id),
            ("picking_id", False),
            ("value", 1),
            ("to_refund", False),
            ("move_line_ids", [Command.clear()]),
            ("move_line_ids", [Command.update(move.move_line_ids.id, {"quantity": 1})]),
        ):
            self._assert_all_refused("stock.move", "write", move.ids, {name: value})
        self._assert_all_refused("stock.move", "unlink", move.ids)
        self.assertEqual((move.quantity, self._on_hand()), (5, 95))

    def test_nobody_edits_a_done_transfer(self):
        delivery = self._ship()
        move = delivery.move_ids
        for name, value in (
            ("date_done", "2020-01-01 00:00:00"),
            ("state", "draft"),
            ("location_id", self.shelf.id),
            ("owner_id", self.customer.id),
            ("name", "WH/OUT/99999"),
            ("move_ids", [Command.update(move.id, {"quantity": 1})]),
            ("move_ids", [Command.delete(move.id)]),
            ("move_ids", [Command.unlink(move.id)]),
            ("move_line_ids", [Command.update(move.move_line_ids.id, {"quantity": 1})]),
            ("move_line_ids", [Command.delete(move.move_line_ids.id)]),
        ):
            self._assert_all_refused(
                "stock.picking", "write", delivery.ids, {name: value}
            )
        self._assert_all_refused(
            "stock.picking", "action_toggle_is_locked", delivery.ids
        )
        self._assert_all_refused("stock.picking", "unlink", delivery.ids)
        self.assertEqual((move.quantity, self._on_hand()), (5, 95))

    def test_nobody_adds_to_a_done_transfer(self):
        delivery = self._ship()
        line = {
            "product_id": self.product.id,
            "quantity": 3,
            "location_id": self.stock.id,
            "location_dest_id": self.away.id,
        }
        move = {k: v for k, v in line.items() if k != "quantity"}
        for vals in (
            {**line, "picking_id": delivery.id},
            {**line, "move_id": delivery.move_ids.id},
            {**line, "state": "done", "company_id": self.company.id},
        ):
            self._assert_all_refused("stock.move.line", "create", vals)
        for vals in (
            {**move, "quantity": 3, "picking_id": delivery.id},
            {**move, "product_uom_qty": 3, "state": "done"},
        ):
            self._assert_all_refused("stock.move", "create", vals)
        for command in (
            {"move_line_ids": [Command.create(line)]},
            {"move_ids": [Command.create({**move, "product_uom_qty": 3})]},
        ):
            self._assert_all_refused("stock.picking", "write", delivery.ids, command)
        self.assertEqual(self._on_hand(), 95)

    def test_nobody_declares_goods_moved(self):
        delivery = self._new_picking(5)
        for records in (delivery, delivery.move_ids, delivery.move_line_ids):
            self._assert_all_refused(
                records._name, "write", records.ids, {"state": "done"}
            )
        self._assert_all_refused(
            "stock.picking",
            "create",
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.stock.id,
                "location_dest_id": self.away.id,
                "state": "done",
            },
        )
        self.assertEqual(self._on_hand(), 100)

    def test_a_refusal_names_the_transfer_and_the_way_out(self):
        delivery = self._ship()
        with self.assertRaisesRegex(AccessError, f"{delivery.name}.*reversing it"):
            self._rpc(
                self.keeper,
                "stock.move.line",
                "write",
                delivery.move_line_ids.ids,
                {"quantity": 1},
            )

    def test_what_changes_nothing_may_be_sent_again(self):
        delivery = self._ship()
        self._rpc(
            "operator",
            "stock.move.line",
            "write",
            delivery.move_line_ids.ids,
            {"quantity": 5, "location_id": self.stock.id},
        )
        self._rpc("operator", "stock.picking", "write", delivery.ids, {"note": "Ok"})
        self.assertEqual(self._on_hand(), 95)

    def test_the_program_itself_may_correct_what_is_done(self):
        delivery = self._ship()
        delivery.move_line_ids.quantity = 4
        self.assertEqual(self._on_hand(), 96)

    def test_nobody_edits_or_declares_a_write_off(self):
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.product.id, "scrap_qty": 2}
        )
        declared = {"product_id": self.product.id, "scrap_qty": 2, "state": "done"}
        self._assert_all_refused("stock.scrap", "create", declared)
        self._assert_all_refused("stock.scrap", "write", scrap.ids, {"state": "done"})
        scrap.do_scrap()
        for vals in ({"scrap_qty": 1}, {"state": "draft"}, {"move_ids": []}):
            self._assert_all_refused("stock.scrap", "write", scrap.ids, vals)
        self.assertEqual(self._on_hand(), 98)

    def test_nobody_makes_stock_vanish_with_its_place(self):
        self.env["stock.quant"]._update_available_quantity(self.product, self.shelf, 5)
        for usage in ("customer", "inventory", "supplier", "view"):
            self._assert_all_refused(
                "stock.location", "write", self.shelf.ids, {"usage": usage}
            )

    def test_whoever_makes_operations_may_link_them(self):
        """Makers of optional modules too; the host lets every employee do it."""
        vals = {"name": "By hand"}
        self.assertTrue(self._rpc(self.keeper, "stock.reference", "create", vals))
        for role in ("salesperson", "buyer", "finance", "driver"):
            self._assert_refused(role, "stock.reference", "create", vals)

    # === NOTHING LEAVES THAT IS NOT THERE ===
    def test_nobody_ships_what_is_not_there(self):
        for user in ("operator", "supervisor", "admin", self.keeper, self.manager):
            delivery = self._new_picking(101)
            with self.subTest(user), self._assert_short("Kettle.* 100 Units there"):
                self._rpc(user, "stock.picking", "button_validate", delivery.ids)
        self.assertEqual(self._on_hand(), 100)

    def test_nobody_scraps_what_is_not_there(self):
        for user in ("operator", "supervisor", self.keeper):
            scrap = self._rpc(
                user,
                "stock.scrap",
                "create",
                {"product_id": self.product.id, "scrap_qty": 101},
            )
            with self.subTest(user), self._assert_short("Kettle.*only 100 are at"):
                self._rpc(user, "stock.scrap", "do_scrap", [scrap])
        self.assertEqual(self._on_hand(), 100)
