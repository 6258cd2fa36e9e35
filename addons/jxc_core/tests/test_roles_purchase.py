from odoo import Command
from odoo.tests import tagged

from .common import JxcCoreCommon
from .test_roles_sales import HOSTILE_CONTEXTS


@tagged("post_install", "-at_install")
class TestRolesPurchase(JxcCoreCommon):
    """A buyer with no other role buys 5 kettles.

    They ask, order, change and cancel, and prepare the bill; the receipt is the
    warehouse's, drop-shipped goods included.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.users["buyer"]
        cls.purchase = cls._new_purchase(5, user=cls.buyer).with_env(cls.env)

    def _confirmed(self):
        self.purchase.button_confirm()
        return self.purchase.picking_ids

    # === THE WHOLE JOB ===
    def test_adds_a_vendor(self):
        vendor = self._rpc("buyer", "res.partner", "create", {"name": "Lid Works"})
        self._rpc("buyer", "res.partner", "write", [vendor], {"city": "Jena"})
        self.assertEqual(self.env["res.partner"].browse(vendor).city, "Jena")

    def test_confirming_makes_the_receipt(self):
        self._rpc("buyer", "purchase.order", "button_confirm", self.purchase.ids)
        self.assertEqual(self.purchase.state, "purchase")
        self.assertEqual(self.purchase.picking_ids.state, "assigned")
        self.assertEqual(
            self._rpc(
                "buyer",
                "stock.picking",
                "read",
                self.purchase.picking_ids.ids,
                ["state"],
            )[0]["state"],
            "assigned",
        )

    def test_cancelling_a_confirmed_order_cancels_its_receipt(self):
        picking = self._confirmed()
        self._rpc("buyer", "purchase.order", "button_cancel", self.purchase.ids)
        self.assertEqual(self.purchase.state, "cancel")
        self.assertEqual(picking.state, "cancel")

    def test_changing_quantity_price_and_date_of_a_confirmed_order(self):
        picking = self._confirmed()
        line = self.purchase.order_line
        for vals in (
            {"product_qty": 8},
            {"product_qty": 2},
            {"price_unit": 7},
            {"date_planned": "2030-01-02 10:00:00"},
        ):
            self._rpc(
                "buyer",
                "purchase.order",
                "write",
                self.purchase.ids,
                {"order_line": [Command.update(line.id, vals)]},
            )
        moves = picking.move_ids.filtered(lambda move: move.state != "cancel")
        self.assertEqual(sum(moves.mapped("product_uom_qty")), 2)
        self.assertEqual(set(moves.mapped("price_unit")), {7})

    def test_adding_a_line_to_a_confirmed_order(self):
        picking = self._confirmed()
        product = self._new_product("Lid")
        self._rpc(
            "buyer",
            "purchase.order.line",
            "create",
            {"order_id": self.purchase.id, "product_id": product.id, "product_qty": 2},
        )
        self.assertIn(product, picking.move_ids.product_id)

    def test_changing_the_price_after_the_receipt(self):
        picking = self._confirmed()
        picking.button_validate()
        self._rpc(
            "buyer",
            "purchase.order.line",
            "write",
            self.purchase.order_line.ids,
            {"price_unit": 7},
        )
        self.assertEqual(picking.move_ids.value, 35)

    def test_deleting_a_line_and_a_request(self):
        self._rpc(
            "buyer", "purchase.order.line", "unlink", self.purchase.order_line.ids
        )
        self._rpc("buyer", "purchase.order", "button_cancel", self.purchase.ids)
        self._rpc("buyer", "purchase.order", "unlink", self.purchase.ids)
        self.assertFalse(self.purchase.exists())

    def test_preparing_the_bill_of_what_was_received(self):
        picking = self._confirmed()
        picking.button_validate()
        self._rpc("buyer", "purchase.order", "action_create_invoice", self.purchase.ids)
        self.assertEqual(self.purchase.invoice_ids.state, "draft")

    def test_typing_what_was_received_of_a_service(self):
        service = self.env["product.product"].create(
            {"name": "Transport", "type": "service"}
        )
        purchase = self._new_purchase(2, user=self.buyer, product=service)
        purchase.button_confirm()
        self._rpc(
            "buyer",
            "purchase.order.line",
            "write",
            purchase.order_line.ids,
            {"qty_received": 2},
        )
        self.assertEqual(purchase.order_line.qty_received, 2)

    def test_ordering_and_cancelling_what_a_customer_is_waiting_for(self):
        routes = self.warehouse.mto_pull_id.route_id
        routes |= self.env.ref("purchase_stock.route_warehouse0_buy")
        routes.active = True
        self.product.route_ids = [Command.set(routes.ids)]
        order = self._new_order(5)
        order.action_confirm()
        purchase = order._get_purchase_orders()
        self._rpc("buyer", "purchase.order", "button_confirm", purchase.ids)
        self.assertEqual(purchase.state, "purchase")
        self._rpc("buyer", "purchase.order", "button_cancel", purchase.ids)
        self.assertEqual(purchase.state, "cancel")

    def test_purchase_manager_keeps_products_and_vendor_prices(self):
        product = self._rpc(
            "purchase_manager",
            "product.product",
            "create",
            {"name": "Lid", "standard_price": 2},
        )
        self._rpc(
            "purchase_manager",
            "product.supplierinfo",
            "create",
            {"product_id": product, "partner_id": self.vendor.id, "price": 2},
        )
        self._assert_refused("buyer", "product.product", "create", {"name": "Mine"})

    # === MAY NOT ===
    def test_may_not_validate_the_receipt(self):
        picking = self._confirmed()
        picking.move_ids.picked = True
        for context in HOSTILE_CONTEXTS:
            for role in ("buyer", "purchase_manager"):
                for method in ("button_validate", "action_cancel"):
                    self._assert_refused(
                        role, "stock.picking", method, picking.ids, context=context
                    )

    def test_may_not_declare_goods_received(self):
        picking = self._confirmed()
        move, line = picking.move_ids, self.purchase.order_line
        attempts = [
            ("stock.picking", picking.ids, {"state": "done"}),
            ("stock.move", move.ids, {"state": "done"}),
            ("stock.move", move.ids, {"quantity": 1}),
            ("stock.move", move.ids, {"purchase_line_id": False}),
            ("stock.move.line", picking.move_line_ids.ids, {"quantity": 1}),
            ("purchase.order.line", line.ids, {"qty_received": 5}),
            ("purchase.order.line", line.ids, {"qty_received_manual": 5}),
            ("purchase.order.line", line.ids, {"qty_received_method": "manual"}),
        ]
        for context in HOSTILE_CONTEXTS:
            for model, ids, vals in attempts:
                self._assert_refused(
                    "buyer", model, "write", ids, vals, context=context
                )

    def test_may_not_create_a_line_as_received(self):
        vals = {
            "order_id": self.purchase.id,
            "product_id": self.product.id,
            "product_qty": 1,
        }
        self._assert_refused(
            "buyer", "purchase.order.line", "create", {**vals, "qty_received": 1}
        )
        self._assert_refused(
            "buyer",
            "purchase.order.line",
            "create",
            vals,
            context={"default_qty_received": 1},
        )

    def test_may_not_revalue_what_was_received(self):
        picking = self._confirmed()
        picking.button_validate()
        for vals in ({"price_unit": 1}, {"value": 1}, {"value_manual": 1}):
            self._assert_refused(
                "buyer", "stock.move", "write", picking.move_ids.ids, vals
            )

    def test_may_not_delete_the_receipt(self):
        picking = self._confirmed()
        self._assert_refused("buyer", "stock.picking", "unlink", picking.ids)
        self._assert_refused("buyer", "stock.move", "unlink", picking.move_ids.ids)
