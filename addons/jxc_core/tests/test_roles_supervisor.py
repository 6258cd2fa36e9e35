from odoo.tests import tagged

from .common import JxcCoreCommon


@tagged("post_install", "-at_install")
class TestRolesSupervisor(JxcCoreCommon):
    """The supervisor counts 98 kettles instead of 100, and knows what they cost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purchase = cls._new_purchase(5)
        cls.purchase.button_confirm()
        cls.receipt = cls.purchase.picking_ids
        cls.order = cls._new_order(3)
        cls.order.action_confirm()
        cls.delivery = cls.order.picking_ids

    def _validate(self, picking, user):
        return self._rpc(user, "stock.picking", "button_validate", picking.ids)

    def test_supervisor_counts_sees_costs_and_does_the_operators_work(self):
        quant = self.product.stock_quant_ids.filtered(
            lambda q: q.location_id == self.warehouse.lot_stock_id
        )
        self._rpc(
            "supervisor",
            "stock.quant",
            "write",
            quant.ids,
            {"inventory_quantity": 98},
            context={"inventory_mode": True},
        )
        self._rpc("supervisor", "stock.quant", "action_apply_inventory", quant.ids)
        self.assertEqual(self.product.qty_available, 98)
        self._validate(self.receipt, "supervisor")
        self._validate(self.delivery, "supervisor")
        answer = self._rpc("supervisor", "stock.quant", "read", quant.ids, ["value"])
        self.assertEqual(answer[0]["value"], 600)

    def test_supervisor_keeps_reordering_rules(self):
        rule = self._rpc(
            "supervisor",
            "stock.warehouse.orderpoint",
            "create",
            {"product_id": self.product.id, "product_min_qty": 1, "product_max_qty": 2},
        )
        self.assertTrue(rule)

    def test_supervisor_changes_no_order(self):
        for model, record, vals in (
            ("sale.order", self.order, {"note": "Mine"}),
            ("sale.order.line", self.order.order_line, {"price_unit": 1}),
            ("purchase.order", self.purchase, {"notes": "Mine"}),
        ):
            self._assert_refused("supervisor", model, "write", record.ids, vals)

    def test_transfers_of_another_company_stay_out_of_sight(self):
        company = self.env["res.company"].create({"name": "Branch"})
        warehouses = self.env["stock.warehouse"]
        warehouse = warehouses.search([("company_id", "=", company.id)], limit=1)
        warehouse = warehouse or warehouses.create(
            {"name": "Branch", "code": "BR", "company_id": company.id}
        )
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.int_type_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "user_id": self.users["driver"].id,
            }
        )
        roles = set(self.users) - {"admin"}
        for role in roles:
            self._assert_refused(role, "stock.picking", "read", picking.ids, ["state"])
            self._assert_refused(role, "stock.picking", "button_validate", picking.ids)
