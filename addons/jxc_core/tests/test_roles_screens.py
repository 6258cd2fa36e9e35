from odoo.tests import tagged

from .common import JxcCoreCommon


@tagged("post_install", "-at_install")
class TestRolesScreens(JxcCoreCommon):
    """Each role opens the forms and lists of its job without an error.

    A form that shows one field its reader may not read does not open at all.
    """

    SCREENS = {
        "salesperson": (
            "sale.order",
            "stock.picking",
            "product.template",
            "res.partner",
        ),
        "sales_manager": ("sale.order", "stock.picking", "res.partner"),
        "buyer": ("purchase.order", "stock.picking", "product.template", "res.partner"),
        "purchase_manager": ("purchase.order", "product.product", "res.partner"),
        "operator": (
            "stock.picking",
            "stock.move",
            "stock.move.line",
            "stock.quant",
            "stock.scrap",
            "stock.lot",
            "product.template",
            "product.product",
            "res.partner",
        ),
        "driver": (
            "stock.picking",
            "stock.move",
            "stock.move.line",
            "product.template",
            "product.product",
            "res.partner",
        ),
        "supervisor": (
            "stock.picking",
            "stock.quant",
            "stock.scrap",
            "stock.lot",
            "stock.warehouse.orderpoint",
            "product.template",
            "res.partner",
        ),
        "finance": (
            "account.move",
            "account.payment",
            "sale.order",
            "purchase.order",
            "stock.picking",
            "stock.quant",
            "product.template",
            "res.partner",
        ),
        "general_manager": (
            "account.move",
            "sale.order",
            "purchase.order",
            "stock.picking",
            "stock.quant",
            "product.template",
            "res.partner",
        ),
        "admin": (
            "account.move",
            "sale.order",
            "purchase.order",
            "stock.picking",
            "stock.quant",
            "product.template",
            "res.partner",
        ),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        order = cls._new_order(3, user_id=cls.users["salesperson"].id)
        order.action_confirm()
        purchase = cls._new_purchase(2)
        purchase.button_confirm()
        purchase.picking_ids.button_validate()
        purchase.action_create_invoice()
        order.picking_ids.user_id = cls.users["driver"]
        scrap = cls.env["stock.scrap"].create(
            {"product_id": cls.product.id, "scrap_qty": 1}
        )
        scrap.do_scrap()
        lot = cls.env["stock.lot"].create({"name": "L1", "product_id": cls.product.id})
        pickings = order.picking_ids | purchase.picking_ids
        records = (
            order,
            purchase,
            purchase.invoice_ids,
            pickings,
            pickings.move_ids,
            pickings.move_line_ids,
            scrap,
            lot,
            cls.product,
            cls.product.product_tmpl_id,
            cls.product.stock_quant_ids,
            cls.customer | cls.vendor,
        )
        cls.records = {record._name: record for record in records}

    def test_every_role_opens_its_screens(self):
        for role, models in self.SCREENS.items():
            for model in models:
                with self.subTest(f"{role} {model}"):
                    records = self.records.get(model, self.env[model])
                    if role == "driver" and model.startswith("stock."):
                        found = self._rpc(role, model, "search", [])
                        records = self.env[model].browse(found)
                    self._assert_opens(role, model, records)

    def test_every_role_opens_an_empty_form_of_what_it_makes(self):
        for role, model in (
            ("salesperson", "sale.order"),
            ("salesperson", "res.partner"),
            ("buyer", "purchase.order"),
            ("buyer", "res.partner"),
            ("operator", "stock.picking"),
            ("operator", "stock.scrap"),
            ("supervisor", "stock.warehouse.orderpoint"),
            ("purchase_manager", "product.template"),
        ):
            with self.subTest(f"{role} {model}"):
                fields = self._rpc(role, model, "fields_get")
                self._rpc(role, model, "default_get", list(fields))

    def test_operator_and_driver_find_their_transfers_and_the_button(self):
        for role, menus in (
            (
                "operator",
                ("stock.in_picking", "stock.out_picking", "stock.int_picking"),
            ),
            ("driver", ("stock.out_picking",)),
        ):
            visible = self.env["ir.ui.menu"].with_user(self.users[role])
            visible = visible._visible_menu_ids()
            for menu in ("stock.menu_stock_root", "stock.menu_stock_transfers", *menus):
                self.assertIn(self.env.ref(menu).id, visible, (role, menu))
            hidden = self.env.ref("stock.menu_action_inventory_tree")
            self.assertNotIn(hidden.id, visible, role)
            views = self._rpc(role, "stock.picking", "get_views", [[False, "form"]])
            self.assertIn("button_validate", views["views"]["form"]["arch"])
        for role in ("salesperson", "buyer", "finance"):
            views = self._rpc(role, "stock.picking", "get_views", [[False, "form"]])
            self.assertNotIn("button_validate", views["views"]["form"]["arch"])
