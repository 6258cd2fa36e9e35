from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import JxcCoreCommon
from .test_roles_sales import HOSTILE_CONTEXTS


@tagged("post_install", "-at_install")
class TestRolesWarehouse(JxcCoreCommon):
    """An operator with no other role receives 5 kettles and ships 3.

    They also move, return and scrap. They count nothing and configure nothing; the
    supervisor does.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = cls.users["operator"]
        cls.purchase = cls._new_purchase(5)
        cls.purchase.button_confirm()
        cls.receipt = cls.purchase.picking_ids
        cls.order = cls._new_order(3)
        cls.order.action_confirm()
        cls.delivery = cls.order.picking_ids
        cls.shelf = cls.env["stock.location"].create(
            {"name": "Shelf", "location_id": cls.warehouse.lot_stock_id.id}
        )

    def _validate(self, picking, user="operator", **kwargs):
        return self._rpc(
            user, "stock.picking", "button_validate", picking.ids, **kwargs
        )

    def _set_quantity(self, picking, qty, user="operator"):
        move = picking.move_ids
        vals = {
            "move_ids": [Command.update(move.id, {"quantity": qty, "picked": True})]
        }
        self._rpc(user, "stock.picking", "write", picking.ids, vals)

    # === THE WHOLE JOB ===
    def test_receives_an_order(self):
        self.assertIs(self._validate(self.receipt), True)
        self.assertEqual(self.receipt.state, "done")
        self.assertEqual(self.purchase.order_line.qty_received, 5)
        self.assertEqual(self.receipt.move_ids.value, 30)

    def test_ships_an_order(self):
        self.assertIs(self._validate(self.delivery), True)
        self.assertEqual(self.delivery.state, "done")
        self.assertEqual(self.order.order_line.qty_delivered, 3)
        self.assertEqual(self.delivery.move_ids.value, 18)

    def test_receives_and_ships_at_average_and_first_in_cost(self):
        for method in ("average", "fifo"):
            self.product.categ_id = self.env["product.category"].create(
                {"name": method, "property_cost_method": method}
            )
            purchase = self._new_purchase(4, price=9)
            purchase.button_confirm()
            self._validate(purchase.picking_ids)
            order = self._new_order(1)
            order.action_confirm()
            self._validate(order.picking_ids)
            self.assertEqual(order.picking_ids.state, "done")
            self.assertGreater(order.picking_ids.move_ids.value, 0)

    def test_receives_in_part_and_keeps_a_backorder(self):
        self._set_quantity(self.receipt, 2)
        action = self._validate(self.receipt)
        self.assertEqual(action["res_model"], "stock.backorder.confirmation")
        wizard = self._rpc(
            "operator",
            action["res_model"],
            "create",
            {"pick_ids": [Command.set(self.receipt.ids)]},
            context=action["context"],
        )
        self._rpc(
            "operator",
            action["res_model"],
            "process",
            [wizard],
            context=action["context"],
        )
        self.assertEqual(self.purchase.order_line.qty_received, 2)
        self.assertEqual(self.receipt.backorder_ids.move_ids.product_uom_qty, 3)

    def test_splits_a_delivery(self):
        self._set_quantity(self.delivery, 1)
        self._rpc(
            "operator", "stock.picking", "action_split_transfer", self.delivery.ids
        )
        self.assertEqual(self.delivery.backorder_ids.move_ids.product_uom_qty, 2)

    def test_takes_back_what_was_shipped(self):
        self._validate(self.delivery)
        wizard = self._rpc(
            "operator",
            "stock.return.picking",
            "create",
            {"picking_id": self.delivery.id},
            context={"active_id": self.delivery.id, "active_model": "stock.picking"},
        )
        line = self.env["stock.return.picking"].browse(wizard).product_return_moves
        self._rpc(
            "operator", "stock.return.picking.line", "write", line.ids, {"quantity": 1}
        )
        action = self._rpc(
            "operator", "stock.return.picking", "action_create_returns", [wizard]
        )
        back = self.env["stock.picking"].browse(action["res_id"])
        self._validate(back)
        self.assertEqual(back.state, "done")
        self.assertEqual(self.order.order_line.qty_delivered, 2)

    def test_scraps_a_broken_kettle(self):
        scrap = self._rpc(
            "operator",
            "stock.scrap",
            "create",
            {"product_id": self.product.id, "scrap_qty": 1},
        )
        self._rpc("operator", "stock.scrap", "action_validate", [scrap])
        self.assertEqual(self.env["stock.scrap"].browse(scrap).state, "done")
        self.assertEqual(self.product.qty_available, 99)

    def test_moves_goods_to_another_shelf(self):
        stock = self.warehouse.lot_stock_id
        move = {
            "product_id": self.product.id,
            "product_uom_qty": 4,
            "location_id": stock.id,
            "location_dest_id": self.shelf.id,
        }
        picking_id = self._rpc(
            "operator",
            "stock.picking",
            "create",
            {
                "picking_type_id": self.warehouse.int_type_id.id,
                "location_id": stock.id,
                "location_dest_id": self.shelf.id,
                "move_ids": [Command.create(move), Command.create(move)],
            },
        )
        picking = self.env["stock.picking"].browse(picking_id)
        for method in ("action_confirm", "action_assign", "button_validate"):
            self._rpc("operator", "stock.picking", method, picking.ids)
        self.assertEqual(picking.state, "done")
        self.assertEqual(
            self.product.with_context(location=self.shelf.id).qty_available, 8
        )

    def test_receives_a_lot_by_its_number(self):
        product = self._new_product("Tea", qty=0, tracking="lot")
        purchase = self._new_purchase(5, product=product)
        purchase.button_confirm()
        line = purchase.picking_ids.move_line_ids
        self._rpc("operator", "stock.move.line", "write", line.ids, {"lot_name": "L1"})
        self._validate(purchase.picking_ids)
        self.assertEqual(purchase.picking_ids.state, "done")
        self.assertEqual(line.lot_id.name, "L1")

    def test_ships_in_two_steps(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self._new_order(2)
        order.action_confirm()
        for _step in range(2):
            picking = order.picking_ids.filtered(lambda p: p.state == "assigned")
            self._validate(picking)
        self.assertEqual(order.order_line.qty_delivered, 2)

    def test_ships_a_product_that_was_not_ordered(self):
        extra = self._new_product("Lid")
        vals = {
            "product_id": extra.id,
            "product_uom_qty": 1,
            "quantity": 1,
            "location_id": self.delivery.location_id.id,
            "location_dest_id": self.delivery.location_dest_id.id,
        }
        self._rpc(
            "operator",
            "stock.picking",
            "write",
            self.delivery.ids,
            {"move_ids": [Command.create(vals)]},
        )
        self._rpc(
            "operator",
            "stock.move",
            "write",
            self.delivery.move_ids.ids,
            {"picked": True},
        )
        self._validate(self.delivery)
        self.assertEqual(self.delivery.state, "done")
        self.assertIn(extra, self.order.order_line.product_id)

    def test_unreserves_and_cancels(self):
        self._rpc("operator", "stock.picking", "do_unreserve", self.delivery.ids)
        self.assertEqual(self.delivery.state, "confirmed")
        self._rpc("operator", "stock.picking", "action_cancel", self.delivery.ids)
        self.assertEqual(self.delivery.state, "cancel")

    def test_receives_drop_shipped_goods_and_rings_the_scheduler(self):
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.product.id,
                "product_min_qty": 99,
                "product_max_qty": 200,
            }
        )
        order = self._new_order(50)
        order.action_confirm()
        self._validate(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "done")

    def test_types_quantities_on_the_form(self):
        with Form(self.delivery.with_user(self.operator)) as form:
            with form.move_ids.edit(0) as move:
                move.quantity = 2
        self.assertEqual(self.delivery.move_ids.quantity, 2)

    # === MAY NOT ===
    def test_may_not_count_or_correct_stock(self):
        quant = self.product.stock_quant_ids.filtered(
            lambda q: q.location_id == self.warehouse.lot_stock_id
        )
        vals = {
            "product_id": self.product.id,
            "location_id": self.shelf.id,
            "inventory_quantity": 5,
        }
        for context in HOSTILE_CONTEXTS:
            for method, args in (
                ("create", [vals]),
                ("create", [{**vals, "quantity": 5}]),
                ("write", [quant.ids, {"inventory_quantity": 5}]),
                ("write", [quant.ids, {"quantity": 0}]),
                ("write", [quant.ids, {"reserved_quantity": 0}]),
                ("unlink", [quant.ids]),
                ("action_apply_inventory", [quant.ids]),
                ("action_set_inventory_quantity", [quant.ids]),
                ("action_set_inventory_quantity_zero", [quant.ids]),
                ("action_clear_inventory_quantity", [quant.ids]),
            ):
                with self.subTest(f"{method} {args} {context}"):
                    self._assert_refused(
                        "operator",
                        "stock.quant",
                        method,
                        *args,
                        context=context,
                    )
        for wizard in (
            "stock.inventory.adjustment.name",
            "stock.inventory.conflict",
            "stock.inventory.warning",
            "stock.quant.relocate",
            "stock.request.count",
        ):
            self._assert_refused("operator", wizard, "create", {})
        self.assertEqual(self.product.qty_available, 100)

    def test_may_not_correct_stock_by_a_move(self):
        loss = self.product.property_stock_inventory
        stock = self.warehouse.lot_stock_id
        vals = {
            "product_id": self.product.id,
            "product_uom_qty": 5,
            "location_id": loss.id,
            "location_dest_id": stock.id,
        }
        picking = {
            "picking_type_id": self.warehouse.int_type_id.id,
            "location_id": stock.id,
            "location_dest_id": stock.id,
        }
        for places in (
            {"location_id": loss.id, "location_dest_id": stock.id},
            {"location_id": stock.id, "location_dest_id": loss.id},
        ):
            picking_id = self._rpc(
                "operator",
                "stock.picking",
                "create",
                {**picking, **places, "move_ids": [Command.create({**vals, **places})]},
            )
            self._assert_refused(
                "operator", "stock.picking", "button_validate", [picking_id]
            )
        for fname in ("location_id", "location_dest_id"):
            for records in (self.receipt, self.receipt.move_ids):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    vals = {fname: loss.id}
                    self._rpc("operator", records._name, "write", records.ids, vals)
                    self._validate(self.receipt)
                self.env.invalidate_all()
        self._assert_refused(
            "operator",
            "stock.move.line",
            "create",
            {
                "picking_id": self.receipt.id,
                "move_id": self.receipt.move_ids.id,
                "product_id": self.product.id,
                "quantity": 1,
                "location_id": loss.id,
                "location_dest_id": stock.id,
            },
        )
        lines = self.delivery.move_line_ids
        for fname in ("location_id", "location_dest_id"):
            vals = {fname: loss.id}
            self._assert_refused(
                "operator", "stock.move.line", "write", lines.ids, vals
            )

    def test_may_not_declare_goods_moved_or_unmoved(self):
        for model, records in (
            ("stock.picking", self.delivery),
            ("stock.move", self.delivery.move_ids),
        ):
            self._assert_refused(
                "operator", model, "write", records.ids, {"state": "done"}
            )
        self._validate(self.delivery)
        self._assert_refused(
            "operator",
            "stock.move",
            "write",
            self.delivery.move_ids.ids,
            {"state": "draft"},
        )

    def test_may_not_configure_anything(self):
        product, customer = self.product, self.customer
        rule = self.env["stock.warehouse.orderpoint"].create(
            {"product_id": product.id, "product_min_qty": 1, "product_max_qty": 2}
        )
        for model, ids, vals in (
            ("product.product", product.ids, {"name": "Pot"}),
            ("product.template", product.product_tmpl_id.ids, {"name": "Pot"}),
            ("res.partner", customer.ids, {"name": "Mine"}),
            ("stock.warehouse.orderpoint", rule.ids, {"product_min_qty": 9}),
            ("stock.location", self.shelf.ids, {"name": "Mine"}),
            ("stock.warehouse", self.warehouse.ids, {"name": "Mine"}),
            ("stock.picking.type", self.warehouse.out_type_id.ids, {"name": "Mine"}),
            ("stock.rule", self.warehouse.mto_pull_id.ids, {"name": "Mine"}),
            ("sale.order", self.order.ids, {"note": "Mine"}),
            ("sale.order.line", self.order.order_line.ids, {"qty_delivered": 9}),
            ("purchase.order", self.purchase.ids, {"note": "Mine"}),
            ("res.company", self.company.ids, {"name": "Mine"}),
        ):
            self._assert_refused("operator", model, "write", ids, vals)
        for model in (
            "product.product",
            "product.template",
            "product.replenish",
            "res.config.settings",
            "stock.location",
            "stock.orderpoint.snooze",
            "stock.warehouse.orderpoint",
        ):
            self._assert_refused("operator", model, "create", {"name": "Mine"})
        for method in ("action_replenish", "action_replenish_auto"):
            self._assert_refused(
                "operator", "stock.warehouse.orderpoint", method, rule.ids
            )

    def test_may_not_delete_a_transfer(self):
        self.delivery.action_cancel()
        self._assert_refused("operator", "stock.picking", "unlink", self.delivery.ids)
