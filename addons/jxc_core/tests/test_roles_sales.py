from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import JxcCoreCommon

# Contexts with which host code passes its own checks; a client may send them, too.
HOSTILE_CONTEXTS = (
    {},
    {"button_validate_picking_ids": [1], "skip_backorder": True, "skip_sms": True},
    {"skip_sanity_check": True, "skip_expired": True, "cancel_backorder": True},
    {"inventory_mode": True, "inventory_name": "x", "install_mode": True},
    {"default_state": "done", "default_picked": True, "uid": 1, "su": True},
)


@tagged("post_install", "-at_install")
class TestRolesSales(JxcCoreCommon):
    """A salesperson with no other role sells 5 kettles to a shop.

    They quote, confirm, change and cancel; the warehouse moves the goods, and only
    the warehouse does, whichever way a client asks for it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.users["salesperson"]
        cls.order = cls._new_order(5, user=cls.seller).with_env(cls.env)

    def _confirmed(self):
        self.order.action_confirm()
        return self.order.picking_ids

    # === THE WHOLE JOB ===
    def test_adds_a_customer_with_a_delivery_address(self):
        customer_id = self._rpc(
            "salesperson",
            "res.partner",
            "create",
            {
                "name": "New Shop",
                "child_ids": [Command.create({"name": "Dock", "type": "delivery"})],
            },
        )
        self._rpc("salesperson", "res.partner", "write", [customer_id], {"city": "Ulm"})
        self.assertEqual(self.env["res.partner"].browse(customer_id).city, "Ulm")

    def test_confirming_makes_and_reserves_the_delivery(self):
        self._rpc("salesperson", "sale.order", "action_confirm", self.order.ids)
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self.order.picking_ids.state, "assigned")
        self.assertEqual(self.order.picking_ids.move_ids.quantity, 5)

    def test_cancelling_a_confirmed_order_cancels_its_delivery(self):
        picking = self._confirmed()
        self._rpc("salesperson", "sale.order", "action_cancel", self.order.ids)
        self.assertEqual(self.order.state, "cancel")
        self.assertEqual(picking.state, "cancel")
        self.assertFalse(picking.move_line_ids)

    def test_cancelling_two_confirmed_orders_at_once(self):
        orders = self.order | self._new_order(2, user=self.seller).with_env(self.env)
        orders.action_confirm()
        wizard = self._rpc(
            "salesperson",
            "sale.mass.cancel.orders",
            "create",
            {"sale_order_ids": [Command.set(orders.ids)]},
        )
        self._rpc(
            "salesperson", "sale.mass.cancel.orders", "action_mass_cancel", [wizard]
        )
        self.assertEqual(set(orders.mapped("state")), {"cancel"})

    def test_cancelling_an_order_of_bought_to_order_goods(self):
        self._set_make_to_order()
        self._confirmed()
        self.assertTrue(self.order._get_purchase_orders())
        self._rpc("salesperson", "sale.order", "action_cancel", self.order.ids)
        self.assertEqual(self.order.state, "cancel")

    def _set_make_to_order(self):
        routes = self.warehouse.mto_pull_id.route_id
        routes |= self.env.ref("purchase_stock.route_warehouse0_buy")
        routes.active = True
        self.product.route_ids = [Command.set(routes.ids)]

    def test_raising_and_lowering_a_quantity_moves_the_delivery_along(self):
        picking = self._confirmed()
        line = self.order.order_line
        for qty in (8, 3):
            self._rpc(
                "salesperson",
                "sale.order",
                "write",
                self.order.ids,
                {"order_line": [Command.update(line.id, {"product_uom_qty": qty})]},
            )
            moves = picking.move_ids.filtered(lambda move: move.state != "cancel")
            self.assertEqual(sum(moves.mapped("product_uom_qty")), qty)

    def test_adding_a_line_to_a_confirmed_order(self):
        picking = self._confirmed()
        product = self._new_product("Lid")
        self._rpc(
            "salesperson",
            "sale.order.line",
            "create",
            {
                "order_id": self.order.id,
                "product_id": product.id,
                "product_uom_qty": 2,
            },
        )
        self.assertIn(product, picking.move_ids.product_id)

    def test_changing_the_promised_date_and_the_address(self):
        picking = self._confirmed()
        other = self.env["res.partner"].create({"name": "Other Shop"})
        self._rpc(
            "salesperson",
            "sale.order",
            "write",
            self.order.ids,
            {"commitment_date": "2030-01-02 10:00:00"},
        )
        self._rpc(
            "salesperson",
            "sale.order",
            "write",
            self.order.ids,
            {"partner_shipping_id": other.id},
            context={"update_delivery_shipping_partner": True},
        )
        self.assertEqual(str(picking.move_ids.date_deadline), "2030-01-02 10:00:00")
        self.assertEqual(picking.partner_id, other)

    def test_announcing_a_new_address_to_the_warehouse(self):
        picking = self._confirmed()
        other = self.env["res.partner"].create({"name": "Other Shop"})
        self._rpc(
            "salesperson",
            "sale.order",
            "write",
            self.order.ids,
            {"partner_shipping_id": other.id},
        )
        self.assertTrue(picking.activity_ids)

    def test_invoicing_what_was_delivered(self):
        picking = self._confirmed()
        picking.button_validate()
        wizard = self._rpc(
            "salesperson",
            "sale.advance.payment.inv",
            "create",
            {"sale_order_ids": [Command.set(self.order.ids)]},
        )
        self._rpc(
            "salesperson", "sale.advance.payment.inv", "create_invoices", [wizard]
        )
        self.assertEqual(self.order.invoice_ids.state, "draft")

    def test_typing_what_was_delivered_of_a_service(self):
        service = self.env["product.product"].create(
            {"name": "Fitting", "type": "service", "list_price": 1}
        )
        order = self._new_order(2, user=self.seller, product=service)
        order.action_confirm()
        self._rpc(
            "salesperson",
            "sale.order.line",
            "write",
            order.order_line.ids,
            {"qty_delivered": 2},
        )
        self.assertEqual(order.order_line.qty_delivered, 2)

    def test_sees_the_delivery_and_writes_a_note_to_the_warehouse(self):
        picking = self._confirmed()
        self.assertEqual(
            self._rpc("salesperson", "stock.picking", "read", picking.ids, ["state"]),
            [{"id": picking.id, "state": "assigned"}],
        )
        self._rpc(
            "salesperson", "stock.picking", "message_post", picking.ids, body="Hurry"
        )

    # === MAY NOT ===
    def test_may_not_validate_a_transfer_by_any_button(self):
        picking = self._confirmed()
        picking.move_ids.picked = True
        for context in HOSTILE_CONTEXTS:
            for method in ("button_validate", "action_split_transfer", "action_cancel"):
                self._assert_refused(
                    "salesperson", "stock.picking", method, picking.ids, context=context
                )
        self.assertEqual(picking.state, "assigned")

    def test_may_not_validate_what_was_reserved_and_picked_for_them(self):
        picking = self._confirmed()
        picking.move_ids.picked = True
        with self.assertRaisesRegex(Exception, "Only warehouse staff may validate"):
            picking.with_user(self.seller)._action_done()
        with self.assertRaisesRegex(Exception, "Only warehouse staff may validate"):
            picking.move_ids.with_user(self.seller)._action_done()

    def test_may_not_declare_goods_moved(self):
        picking = self._confirmed()
        moves, lines = picking.move_ids, picking.move_line_ids
        attempts = [
            ("stock.picking", picking.ids, {"state": "done"}),
            ("stock.picking", picking.ids, {"date_done": "2026-01-01 00:00:00"}),
            (
                "stock.picking",
                picking.ids,
                {"move_ids": [Command.update(moves.id, {"state": "done"})]},
            ),
            ("stock.move", moves.ids, {"state": "done"}),
            ("stock.move", moves.ids, {"picked": True}),
            ("stock.move", moves.ids, {"quantity": 99}),
            ("stock.move", moves.ids, {"product_uom_qty": 1}),
            ("stock.move", moves.ids, {"price_unit": 1}),
            ("stock.move", moves.ids, {"sale_line_id": False}),
            ("stock.move", moves.ids, {"date_deadline": False, "state": "done"}),
            ("stock.move.line", lines.ids, {"quantity": 1}),
            ("stock.move.line", lines.ids, {"state": "done"}),
            (
                "sale.order.line",
                self.order.order_line.ids,
                {"move_ids": [Command.update(moves.id, {"state": "done"})]},
            ),
            (
                "sale.order",
                self.order.ids,
                {"picking_ids": [Command.update(picking.id, {"state": "done"})]},
            ),
        ]
        for context in HOSTILE_CONTEXTS:
            for model, ids, vals in attempts:
                self._assert_refused(
                    "salesperson", model, "write", ids, vals, context=context
                )

    def test_may_not_rewrite_or_delete_what_was_moved(self):
        picking = self._confirmed()
        picking.button_validate()
        line = picking.move_line_ids
        for args in [("write", line.ids, {"quantity": 1}), ("unlink", line.ids)]:
            self._assert_refused("salesperson", "stock.move.line", *args)
        self._assert_refused(
            "salesperson",
            "stock.move.line",
            "create",
            {
                "picking_id": picking.id,
                "move_id": picking.move_ids.id,
                "product_id": self.product.id,
                "quantity": 3,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            },
        )

    def test_may_not_delete_a_delivery(self):
        picking = self._confirmed()
        for records in (picking, picking.move_ids, picking.move_line_ids):
            self._assert_refused("salesperson", records._name, "unlink", records.ids)

    def test_may_not_make_a_transfer_or_touch_stock(self):
        location = self.warehouse.lot_stock_id
        attempts = [
            (
                "stock.picking",
                {
                    "picking_type_id": self.warehouse.in_type_id.id,
                    "location_id": location.id,
                    "location_dest_id": location.id,
                },
            ),
            (
                "stock.move",
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 1,
                    "location_id": location.id,
                    "location_dest_id": location.id,
                },
            ),
            (
                "stock.quant",
                {
                    "product_id": self.product.id,
                    "location_id": location.id,
                    "quantity": 5000,
                },
            ),
            ("stock.scrap", {"product_id": self.product.id, "scrap_qty": 1}),
            ("stock.return.picking", {}),
            ("stock.backorder.confirmation", {}),
            ("stock.reference", {"name": "X"}),
        ]
        for context in HOSTILE_CONTEXTS:
            for model, vals in attempts:
                self._assert_refused(
                    "salesperson", model, "create", vals, context=context
                )

    def test_may_not_copy_a_delivery(self):
        picking = self._confirmed()
        self._assert_refused("salesperson", "stock.picking", "copy", picking.ids)

    def test_may_not_redirect_the_delivery_of_a_colleague(self):
        order = self._new_order(1)
        order.action_confirm()
        self._assert_refused(
            "salesperson",
            "stock.picking",
            "write",
            order.picking_ids.ids,
            {"partner_id": self.customer.id},
        )

    def test_may_not_type_what_was_delivered_of_goods(self):
        self._confirmed()
        line = self.order.order_line
        for vals in ({"qty_delivered": 5}, {"qty_delivered_method": "manual"}):
            for context in HOSTILE_CONTEXTS:
                self._assert_refused(
                    "salesperson",
                    "sale.order.line",
                    "write",
                    line.ids,
                    vals,
                    context=context,
                )

    def test_a_new_line_of_goods_starts_undelivered_whatever_is_claimed(self):
        self._confirmed()
        vals = {"order_id": self.order.id, "product_id": self.product.id}
        for claimed, context in (
            ({"qty_delivered": 5}, {}),
            ({}, {"default_qty_delivered": 5, "default_is_expense": True}),
            ({"qty_delivered": 5, "is_expense": True}, {}),
            ({"qty_delivered": 5, "qty_delivered_method": "manual"}, {}),
        ):
            try:
                with self.env.cr.savepoint():
                    line_id = self._rpc(
                        "salesperson",
                        "sale.order.line",
                        "create",
                        {**vals, **claimed},
                        context=context,
                    )
            except AccessError:
                continue
            line = self.env["sale.order.line"].browse(line_id)
            self.assertEqual(line.qty_delivered, 0, (claimed, context))

    def test_may_not_cancel_the_order_of_a_colleague(self):
        order = self._new_order(1)
        order.action_confirm()
        self._assert_refused("salesperson", "sale.order", "action_cancel", order.ids)

    def test_sales_manager_sells_for_everyone_but_moves_no_goods(self):
        picking = self._confirmed()
        manager = self.users["sales_manager"]
        self._assert_refused(manager, "stock.picking", "button_validate", picking.ids)
        self._rpc(manager, "sale.order", "action_cancel", self.order.ids)
        self.assertEqual(self.order.state, "cancel")

    def test_sales_manager_keeps_price_lists(self):
        pricelist = self._rpc(
            "sales_manager", "product.pricelist", "create", {"name": "Shops"}
        )
        self._rpc(
            "sales_manager",
            "product.pricelist.item",
            "create",
            {"pricelist_id": pricelist, "compute_price": "fixed", "fixed_price": 9},
        )
        self._assert_refused(
            "salesperson", "product.pricelist", "write", [pricelist], {"name": "Mine"}
        )
