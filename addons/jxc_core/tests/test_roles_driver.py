from odoo import Command
from odoo.tests import tagged

from .common import JxcCoreCommon
from .test_roles_sales import HOSTILE_CONTEXTS


@tagged("post_install", "-at_install")
class TestRolesDriver(JxcCoreCommon):
    """Two deliveries leave today: one is the driver's, one is a colleague's.

    The driver sees, fills in and validates the first and does not know the second.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.driver = cls.users["driver"]
        orders = cls._new_order(3) | cls._new_order(2)
        orders.action_confirm()
        cls.mine, cls.other = (order.picking_ids for order in orders)
        cls.mine.user_id = cls.driver
        purchase = cls._new_purchase(1)
        purchase.button_confirm()
        cls.receipt = purchase.picking_ids
        cls.receipt.user_id = cls.driver

    def _write(self, records, vals, **kwargs):
        return self._rpc("driver", records._name, "write", records.ids, vals, **kwargs)

    # === THE WHOLE JOB ===
    def test_sees_own_deliveries_only(self):
        for model in ("stock.picking", "stock.move", "stock.move.line"):
            ids = self._rpc("driver", model, "search", [])
            records = self.env[model].browse(ids)
            pickings = records if model == "stock.picking" else records.picking_id
            self.assertEqual(pickings, self.mine)

    def test_hands_over_everything(self):
        self._rpc("driver", "stock.picking", "button_validate", self.mine.ids)
        self.assertEqual(self.mine.state, "done")
        self.assertEqual(self.mine.sale_id.order_line.qty_delivered, 3)

    def test_hands_over_a_part_and_keeps_the_rest_for_later(self):
        self._write(self.mine.move_ids, {"quantity": 2, "picked": True})
        action = self._rpc("driver", "stock.picking", "button_validate", self.mine.ids)
        wizard = self._rpc(
            "driver",
            action["res_model"],
            "create",
            {"pick_ids": [Command.set(self.mine.ids)]},
            context=action["context"],
        )
        self._rpc(
            "driver",
            action["res_model"],
            "process",
            [wizard],
            context=action["context"],
        )
        self.assertEqual(self.mine.move_ids.quantity, 2)
        self.assertEqual(self.mine.sale_id.order_line.qty_delivered, 2)
        self.assertEqual(self.mine.backorder_ids.move_ids.product_uom_qty, 1)

    def test_prints_signs_and_writes_a_note(self):
        self._rpc("driver", "stock.picking", "do_print_picking", self.mine.ids)
        self._write(self.mine, {"note": "Left at the door"})
        self._rpc("driver", "stock.picking", "message_post", self.mine.ids, body="Late")

    # === MAY NOT ===
    def test_may_not_touch_the_delivery_of_a_colleague_or_a_receipt(self):
        for picking in (self.other, self.receipt):
            for context in HOSTILE_CONTEXTS:
                for method in ("button_validate", "read", "action_cancel"):
                    self._assert_refused(
                        "driver", "stock.picking", method, picking.ids, context=context
                    )
            self._assert_refused(
                "driver",
                "stock.picking",
                "write",
                picking.ids,
                {"user_id": self.driver.id},
            )

    def test_may_not_change_more_than_what_is_handed_over(self):
        loss = self.product.property_stock_inventory
        for records, vals in (
            (self.mine, {"user_id": False}),
            (self.mine, {"partner_id": self.vendor.id}),
            (self.mine, {"location_dest_id": loss.id}),
            (self.mine, {"state": "done"}),
            (self.mine.move_ids, {"state": "done"}),
            (self.mine.move_ids, {"product_uom_qty": 99}),
            (self.mine.move_ids, {"location_dest_id": loss.id}),
            (self.mine.move_line_ids, {"location_dest_id": loss.id}),
            (self.mine.move_line_ids, {"state": "done"}),
            (self.mine.move_line_ids, {"move_id": False}),
        ):
            for context in HOSTILE_CONTEXTS:
                self._assert_refused(
                    "driver", records._name, "write", records.ids, vals, context=context
                )

    def test_may_not_add_delete_or_cancel(self):
        for records in (self.mine, self.mine.move_ids, self.mine.move_line_ids):
            self._assert_refused("driver", records._name, "unlink", records.ids)
            self._assert_refused("driver", records._name, "copy", records.ids)
        self._assert_refused("driver", "stock.picking", "action_cancel", self.mine.ids)
        vals = {"product_id": self.product.id, "quantity": 1}
        self._assert_refused(
            "driver",
            "stock.move.line",
            "create",
            {**vals, "picking_id": self.mine.id, "move_id": self.mine.move_ids.id},
        )
        for model in ("stock.return.picking", "stock.scrap", "stock.quant"):
            self._assert_refused("driver", model, "create", {})

    def test_may_not_rewrite_a_finished_delivery(self):
        self.mine.button_validate()
        for records in (self.mine.move_line_ids, self.mine.move_ids):
            self._assert_refused(
                "driver", records._name, "write", records.ids, {"quantity": 1}
            )

    # === COMBINED ROLES ===
    def test_driver_who_also_sells_validates_own_deliveries_only(self):
        user = self._new_role_user("driver", "salesperson")
        self.mine.user_id = user
        self.assertIn(self.other.id, self._rpc(user, "stock.picking", "search", []))
        self._assert_refused(user, "stock.picking", "button_validate", self.other.ids)
        self._rpc(user, "stock.picking", "button_validate", self.mine.ids)
        self.assertEqual(self.mine.state, "done")

    def test_driver_who_also_works_in_the_warehouse_validates_everything(self):
        user = self._new_role_user("driver", "operator")
        for picking in (self.other, self.receipt, self.mine):
            self._rpc(user, "stock.picking", "button_validate", picking.ids)
            self.assertEqual(picking.state, "done")
