from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.jxc_core.exceptions import HoldError

from .bind_common import BindCommon

MODE = {"inventory_mode": True}


@tagged("post_install", "-at_install")
class TestBindCount(BindCommon):
    """100 kettles at 6.00: over 500.00 (84 kettles) somebody else is asked.

    `counter` is a supervisor who counts, the supervisor of the roles answers.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_on("rule_count")
        cls.users["counter"] = cls._new_role_user("supervisor", login="jxc_counter")
        cls.stock = cls.warehouse.lot_stock_id
        cls.quant = cls._quant_of(cls.product)
        cls.pan = cls._new_product("Pan")

    @classmethod
    def _quant_of(cls, product, location=None):
        return cls.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "=", (location or cls.stock).id),
            ]
        )

    def _type(self, quant, qty, role="counter"):
        values = {"inventory_quantity": qty}
        self._rpc(role, "stock.quant", "write", quant.ids, values, context=MODE)

    def _apply(self, quants, role="counter"):
        return self._rpc(
            role, "stock.quant", "action_apply_inventory", quants.ids, context=MODE
        )

    def _count(self, qty=10, quant=None):
        quant = quant or self.quant
        self._type(quant, qty)
        return self._apply(quant)

    def _refused(self, role, model, method, *args, error=HoldError, **kw):
        with self.assertRaises(error), self.env.cr.savepoint():
            self._rpc(role, model, method, *args, **kw)
            self.env.flush_all()
        self.assertEqual(self._on_hand(), 100)

    def _on_hand(self, product=None):
        self.env.invalidate_all()
        product = product or self.product
        return product.with_context(location=self.stock.id).qty_available

    # --- asking -----------------------------------------------------------------
    def test_a_small_difference_is_booked(self):
        self._count(20)
        self.assertEqual(self._on_hand(), 20)

    def test_a_large_loss_waits(self):
        answer = self._count()
        self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual((self._on_hand(), self.quant.inventory_quantity), (100, 10))
        self.assertEqual(self._pending(self.quant).amount, 540)
        self.assertEqual(self.quant.jxc_approval_state, "pending")

    def test_a_large_find_waits(self):
        self._count(190)
        self.assertEqual(
            (self._on_hand(), self._pending(self.quant).amount), (100, 540)
        )

    def test_the_others_of_a_batch_are_booked(self):
        pans = self._quant_of(self.pan)
        self._type(self.quant, 10)
        self._type(pans, 99)
        self._apply(self.quant | pans)
        self.assertEqual((self._on_hand(), self._on_hand(self.pan)), (100, 99))
        self.assertFalse(self._pending(pans))

    def test_counts_applied_by_name_wait_too(self):
        self._type(self.quant, 10)
        (id_,) = self._rpc(
            "counter",
            "stock.inventory.adjustment.name",
            "create",
            [{"quant_ids": [Command.set(self.quant.ids)]}],
        )
        self._rpc("counter", "stock.inventory.adjustment.name", "action_apply", [id_])
        self.assertEqual(self._on_hand(), 100)
        self.assertTrue(self._pending(self.quant))

    def test_a_quantity_that_applies_itself_waits(self):
        values = {"inventory_quantity_auto_apply": 10}
        self._rpc(
            "counter", "stock.quant", "write", self.quant.ids, values, context=MODE
        )
        self.assertEqual(self._on_hand(), 100)
        self.assertEqual(self.quant.inventory_quantity_auto_apply, 100)
        self.assertTrue(self._pending(self.quant))

    def test_a_new_count_that_applies_itself_waits(self):
        values = {
            "product_id": self.product.id,
            "location_id": self.stock.id,
            "inventory_quantity_auto_apply": 500,
        }
        self._rpc("counter", "stock.quant", "create", [values], context=MODE)
        self.assertEqual(self._on_hand(), 100)
        self.assertTrue(self._pending(self.quant))

    def test_the_request_names_goods_and_place(self):
        self._count()
        name = self._pending(self.quant).document_name
        self.assertIn("Kettle", name)
        self.assertIn("Stock", name)

    # --- the answer -----------------------------------------------------------------
    def test_the_approval_books_it(self):
        self._count()
        request = self._pending(self.quant)
        self._approve(request, "supervisor")
        self.assertEqual((self._on_hand(), request.state), (10, "approved"))
        self.assertFalse(self.quant.inventory_quantity_set)

    def test_whoever_counted_does_not_approve(self):
        self._count()
        self._refused(
            "counter",
            "jxc.approval.request",
            "action_jxc_approve",
            self._pending(self.quant).ids,
            error=AccessError,
        )

    def test_whoever_counted_does_not_have_a_colleague_ask(self):
        self._type(self.quant, 10, role="supervisor")
        self._apply(self.quant, role="admin")
        self._refused(
            "supervisor",
            "jxc.approval.request",
            "action_jxc_approve",
            self._pending(self.quant).ids,
            error=UserError,
        )

    def test_a_refused_count_stays_to_be_counted_again(self):
        self._count()
        self._decide("supervisor", self._pending(self.quant), "refuse")
        self.assertEqual((self._on_hand(), self.quant.inventory_quantity), (100, 10))
        self._count(95)
        self.assertEqual(self._on_hand(), 95)

    def test_one_approval_books_one_count(self):
        self._count()
        self._approve(self._pending(self.quant), "supervisor")
        self._count(100)
        self._approve(self._pending(self.quant), "supervisor")
        self._count()
        self.assertEqual(self._on_hand(), 100)
        self.assertTrue(self._pending(self.quant))

    def test_another_count_while_it_waits_is_asked_about_anew(self):
        self._count()
        request = self._pending(self.quant)
        self._type(self.quant, 5)
        self.assertEqual(request.state, "broken")
        self._apply(self.quant)
        self.assertEqual(self._pending(self.quant).amount, 570)

    def test_a_cleared_count_waits_for_nobody(self):
        self._count()
        request = self._pending(self.quant)
        self._rpc(
            "counter", "stock.quant", "action_clear_inventory_quantity", self.quant.ids
        )
        self.assertEqual(request.state, "moot")

    def _move_on(self, qty):
        """Have goods arrive or leave between the count and the answer."""
        self.env["stock.quant"]._update_available_quantity(
            self.product, self.stock, qty
        )

    def test_goods_moved_meanwhile_are_for_whoever_counted_to_judge(self):
        self._count()
        self._move_on(-5)
        self._approve(self._pending(self.quant), "supervisor")
        self.assertEqual(self._on_hand(), 95)
        request = self._last(self.quant)
        self.assertEqual(request.state, "approved")
        told = self.env["mail.message"].search(
            [
                ("model", "=", request._name),
                ("res_id", "=", request.id),
                ("notified_partner_ids", "in", self.users["counter"].partner_id.ids),
            ]
        )
        self.assertIn("choose which quantity holds", str(told.mapped("body")))

    def _resolve(self, choice):
        (id_,) = self._rpc(
            "counter",
            "stock.inventory.conflict",
            "create",
            [{"quant_ids": [Command.set(self.quant.ids)]}],
        )
        self._rpc("counter", "stock.inventory.conflict", choice, [id_])

    def test_within_the_approved_difference_the_choice_is_booked(self):
        self._count()
        self._move_on(-5)
        self._approve(self._pending(self.quant), "supervisor")
        self._resolve("action_keep_counted_quantity")
        self.assertEqual(self._on_hand(), 10)

    def test_beyond_the_approved_difference_the_choice_is_asked_about(self):
        self._count()
        self._move_on(5)
        self._approve(self._pending(self.quant), "supervisor")
        self._resolve("action_keep_counted_quantity")
        self.assertEqual(self._on_hand(), 105)
        self.assertEqual(self._pending(self.quant).amount, 570)

    # --- ways round ---------------------------------------------------------------
    def test_nobody_types_a_quantity_over_rpc(self):
        for name in ("quantity", "reserved_quantity"):
            self._refused(
                "counter",
                "stock.quant",
                "write",
                self.quant.ids,
                {name: 1},
                error=AccessError,
            )
            self._refused(
                "counter",
                "stock.quant",
                "write",
                self.quant.ids,
                {name: 1},
                context=MODE,
                error=AccessError,
            )
        values = {
            "product_id": self.product.id,
            "location_id": self.stock.id,
            "quantity": 500,
        }
        self._refused("counter", "stock.quant", "create", [values], error=AccessError)
        del values["quantity"]
        self._rpc(
            "counter",
            "stock.quant",
            "create",
            [{**values, "inventory_quantity": 100}],
            context={"default_quantity": 500},
        )
        self.assertEqual(self._on_hand(), 100)

    def test_nobody_says_that_somebody_else_counted(self):
        self._type(self.quant, 10)
        values = {"jxc_counted_by_id": self.users["admin"].id}
        self._refused(
            "counter", "stock.quant", "write", self.quant.ids, values, error=AccessError
        )
        self.assertEqual(self.quant.jxc_counted_by_id, self.users["counter"])

    def test_a_forged_difference_is_asked_about(self):
        self._type(self.quant, 100)
        values = {"inventory_diff_quantity": -90}
        self._rpc("counter", "stock.quant", "write", self.quant.ids, values)
        self._resolve("action_keep_difference")
        self.assertEqual(self._on_hand(), 100)
        self.assertTrue(self._pending(self.quant))

    def test_stock_is_not_deleted_instead_of_counted(self):
        self.env["ir.model.access"].create(
            {
                "name": "somebody else's right",
                "model_id": self.env["ir.model"]._get_id("stock.quant"),
                "group_id": self.env.ref("stock.group_stock_manager").id,
                "perm_unlink": True,
            }
        )
        self._refused(
            "counter", "stock.quant", "unlink", self.quant.ids, error=AccessError
        )

    def test_setting_to_zero_in_the_report_is_refused(self):
        self._refused(
            "counter",
            "stock.quant",
            "action_set_inventory_quantity_zero",
            self.quant.ids,
            context={**MODE, "inventory_report_mode": True},
        )

    def test_the_quantity_on_the_product_is_no_way_round(self):
        values = {"qty_available": 500}
        self._refused("admin", "product.product", "write", self.product.ids, values)

    def test_reverting_a_booked_count_is_refused(self):
        self._count()
        self._approve(self._pending(self.quant), "supervisor")
        lines = self.env["stock.move.line"].search(
            [("product_id", "=", self.product.id), ("is_inventory", "=", True)]
        )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._rpc(
                "counter", "stock.move.line", "action_revert_inventory", lines.ids
            )
        self.assertEqual(self._on_hand(), 10)

    def test_nothing_is_found_by_a_transfer(self):
        loss = self.product.with_company(self.company).property_stock_inventory
        values = {
            "product_id": self.product.id,
            "product_uom_qty": 90,
            "location_id": loss.id,
            "location_dest_id": self.stock.id,
        }
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.int_type_id.id,
                "location_id": loss.id,
                "location_dest_id": self.stock.id,
                "move_ids": [Command.create(values)],
            }
        )
        picking.action_confirm()
        picking.move_ids.quantity = 90
        picking.move_ids.picked = True
        self._refused(
            "counter", "stock.picking", "button_validate", picking.ids, error=UserError
        )

    # --- beside it --------------------------------------------------------------------
    def test_goods_still_come_and_go(self):
        order = self._confirm(90)
        self._deliver(order)
        self.assertEqual(self._on_hand(), 10)

    def test_without_the_rule_counts_are_booked(self):
        self.env.ref("jxc_approval.rule_count").active = False
        self._count()
        self.assertEqual(self._on_hand(), 10)

    def test_the_list_opens(self):
        self._count()
        for role in ("counter", "finance"):
            self._assert_opens(role, "stock.quant", self.quant)
