from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import JxcCoreCommon

# Words in the name of a field that may tell a price, and the types that can.
MONEY_WORDS = ("price", "cost", "amount", "value", "margin", "total", "tax_string")
MONEY_TYPES = ("float", "monetary", "char", "text", "html", "json", "binary")
# Fields that look like money and tell no price of goods.
NOT_A_PRICE = {
    "account.account": "balances need the ledger, which operators cannot read",
    "account.analytic.account": "balances need analytic lines, also not readable",
    "account.payment.term": "an example sum of the host's",
    "account.payment.term.line": "percent of an invoice",
    "account.tax": "a tax rate",
    "account.tax.group": "a label",
    "digest.digest": "figures are computed with the reader's own rights",
    "ir.default": "defaults of the reader's own forms",
    "product.attribute.custom.value": "what a customer typed for a variant",
    "product.category": "the costing method, not the cost",
    "report.paperformat": "margins of paper",
    "res.partner.bank.employee_salary_amount": "read with the rights on the employee",
    "stock.move.procurement_values": "filled while a rule runs, never kept",
    "res.company": "settings: thresholds of approval and credit",
}


@tagged("post_install", "-at_install")
class TestRolesPrices(JxcCoreCommon):
    """The kettle costs 6 and sells at 10; operator and driver learn neither.

    Whoever is also a salesperson sees prices: rights add up.
    """

    BLIND = ("operator", "driver")
    FIELDS = {
        "product.product": ["lst_price", "standard_price", "list_price", "total_value"],
        "product.template": [
            "list_price",
            "standard_price",
            "tax_string",
            "seller_ids",
        ],
        "stock.move": ["price_unit", "value", "standard_price", "remaining_value"],
        "stock.quant": ["value"],
        "stock.lot": ["standard_price", "avg_cost", "total_value"],
        "res.partner": ["property_product_pricelist", "credit", "credit_limit"],
    }
    MODELS = (
        "account.move",
        "account.move.line",
        "account.payment",
        "product.pricelist",
        "product.pricelist.item",
        "product.supplierinfo",
        "product.value",
        "purchase.order",
        "purchase.order.line",
        "purchase.report",
        "sale.order",
        "sale.order.line",
        "sale.report",
        "stock.avco.report",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a hostile operator may have been given the host's export right
        for role in cls.BLIND:
            cls.users[role].group_ids += cls.env.ref("base.group_allow_export")
        cls.order = cls._new_order(3)
        cls.order.action_confirm()
        cls.delivery = cls.order.picking_ids
        cls.delivery.user_id = cls.users["driver"]
        cls.purchase = cls._new_purchase(2)
        cls.purchase.button_confirm()
        cls.purchase.picking_ids.button_validate()

    # === HIDDEN FIELDS ===
    def test_no_way_of_asking_tells_a_hidden_field(self):
        for role in self.BLIND:
            for model, fnames in self.FIELDS.items():
                readable = self._rpc(role, model, "search", [], limit=1)
                for fname in fnames:
                    for method, args, kwargs in self._get_questions(readable, fname):
                        with self.subTest(f"{role} {model} {fname} {method} {args}"):
                            self._assert_refused(role, model, method, *args, **kwargs)

    def _get_questions(self, ids, fname):
        """Return (method, args, kwargs) of each way to ask for a field."""
        yield "read", [ids or [1], [fname]], {}
        yield "search_read", [[], [fname]], {}
        yield "export_data", [ids or [1], [fname]], {}
        yield "web_read", [ids or [1], {fname: {}}], {}
        yield "web_search_read", [[], {fname: {}}], {}
        yield "search", [[(fname, "!=", False)]], {}
        yield "search_count", [[(fname, ">", 5)]], {}
        yield "search", [["!", (fname, "=", 6)]], {}
        yield "search", [["|", ("id", "=", 0), (fname, "<", 100)]], {}
        yield "name_search", [""], {"domain": [(fname, ">", 5)]}
        yield "formatted_read_group", [[(fname, ">", 5)], [], ["__count"]], {}

    def test_no_order_group_or_sum_tells_a_hidden_field(self):
        stored = {
            "product.template": ["list_price"],
            "product.product": ["standard_price", "list_price"],
            "stock.move": ["price_unit", "value"],
            "stock.lot": ["avg_cost", "standard_price"],
        }
        for role in self.BLIND:
            for model, fnames in stored.items():
                for fname in fnames:
                    for method, args, kwargs in (
                        ("search", [[]], {"order": f"{fname} desc"}),
                        ("search_read", [[], ["id"]], {"order": fname}),
                        ("web_search_read", [[], {}], {"order": fname}),
                        ("formatted_read_group", [[], [], [f"{fname}:sum"]], {}),
                        ("formatted_read_group", [[], [fname], ["__count"]], {}),
                        (
                            "formatted_read_group",
                            [[], ["id"], ["__count"]],
                            {"having": [(f"{fname}:sum", ">", 0)]},
                        ),
                        ("web_read_group", [[], ["id"], [f"{fname}:max"]], {}),
                    ):
                        with self.subTest(f"{role} {model} {fname} {method}"):
                            self._assert_refused(role, model, method, *args, **kwargs)

    def test_value_on_hand_is_not_summed_either(self):
        for role in self.BLIND:
            self._assert_refused(
                role,
                "stock.quant",
                "formatted_read_group",
                [],
                ["product_id"],
                ["value:sum"],
            )

    def test_no_path_through_another_record_tells_a_hidden_field(self):
        for role in self.BLIND:
            for model, path in (
                ("stock.move.line", "product_id.standard_price"),
                ("stock.move.line", "product_id.product_tmpl_id.list_price"),
                ("stock.move.line", "move_id.value"),
                ("stock.move", "product_id.list_price"),
                ("stock.move", "sale_line_id.price_unit"),
                ("stock.move", "purchase_line_id.price_unit"),
                ("stock.picking", "move_ids.price_unit"),
                ("stock.picking", "sale_id.amount_total"),
                ("stock.quant", "product_id.lst_price"),
                ("product.product", "seller_ids.price"),
                ("res.partner", "sale_order_ids.amount_total"),
            ):
                for method, args, kwargs in (
                    ("search", [[(path, ">", 5)]], {}),
                    ("search", [[]], {"order": path}),
                    ("export_data", [[], [path.replace(".", "/")]], {}),
                    ("formatted_read_group", [[], [path], ["__count"]], {}),
                ):
                    if method == "export_data":
                        args[0] = self._rpc(role, model, "search", [])
                        if not args[0]:
                            continue
                    with self.subTest(f"{role} {model} {path} {method}"):
                        self._assert_blind(role, model, method, *args, **kwargs)

    def _assert_blind(self, role, model, method, *args, **kwargs):
        """Assert that a call is refused, invalid, or answers without a figure."""
        try:
            with self.env.cr.savepoint():
                answer = self._rpc(role, model, method, *args, **kwargs)
        except (UserError, ValueError):
            return
        figures = ("6.0", "10.0", "12.0", "18.0", "30.0")
        self.assertFalse(
            [figure for figure in figures if figure in str(answer)]
            or (method == "search" and answer and args[0]),
            f"{role} learns {answer} from {model}.{method}{args}",
        )

    def test_a_hidden_field_does_not_exist_for_the_client(self):
        for role in self.BLIND:
            for model, fnames in self.FIELDS.items():
                known = self._rpc(role, model, "fields_get")
                self.assertFalse(set(fnames) & set(known), (role, model))

    def test_a_hidden_field_cannot_be_written(self):
        product = self.product
        for role in self.BLIND:
            for model, ids, vals in (
                ("product.product", product.ids, {"standard_price": 1}),
                ("product.template", product.product_tmpl_id.ids, {"list_price": 1}),
                ("stock.move", self.delivery.move_ids.ids, {"price_unit": 1}),
            ):
                self._assert_refused(role, model, "write", ids, vals)

    def test_a_new_form_tells_no_hidden_field(self):
        for role in self.BLIND:
            ids, vals = self.delivery.move_ids.ids, {"product_id": self.product.id}
            for spec in (
                {"price_unit": {}},
                {"standard_price": {}},
                {"value": {}},
                {"product_id": {"fields": {"lst_price": {}, "standard_price": {}}}},
            ):
                for records in ([], ids):
                    for changed in ([], ["product_id"]):
                        args = [records, vals, changed, spec]
                        self._assert_blind(role, "stock.move", "onchange", *args)

    # === HIDDEN DOCUMENTS ===
    def test_documents_with_prices_are_not_readable_at_all(self):
        for role in self.BLIND:
            for model in self.MODELS:
                record = self.env[model].search([], limit=1)
                ids = record.ids or [1]
                for method, args in (
                    ("read", [ids, ["display_name"]]),
                    ("search_read", [[], ["id"]]),
                    ("search_count", [[]]),
                    ("web_read", [ids, {"display_name": {}}]),
                    ("export_data", [ids, ["display_name"]]),
                    ("formatted_read_group", [[], [], ["__count"]]),
                ):
                    with self.subTest(f"{role} {model} {method}"):
                        self._assert_refused(role, model, method, *args)

    def test_no_message_or_file_of_a_priced_document_is_readable(self):
        message = self.order.message_post(body="We agreed on 10.00 each")
        file = self.env["ir.attachment"].create(
            {"name": "q.txt", "res_model": "sale.order", "res_id": self.order.id}
        )
        for role in self.BLIND:
            self._assert_refused(role, "mail.message", "read", message.ids, ["body"])
            self._assert_refused(role, "ir.attachment", "read", file.ids, ["name"])

    def test_no_report_or_price_list_prints_a_price(self):
        for role in self.BLIND:
            self._assert_refused(
                role,
                "report.product.report_pricelist",
                "get_html",
                {
                    "active_model": "product.product",
                    "active_ids": self.product.ids,
                    "pricelist_id": False,
                    "quantities": [1],
                },
            )
            report = self.env["ir.actions.report"].with_user(self.users[role])
            with self.assertRaises(AccessError):
                report._render_qweb_html("sale.report_saleorder", self.order.ids)

    def test_the_delivery_slip_prints(self):
        report = self.env["ir.actions.report"].with_user(self.users["operator"])
        for name in ("stock.report_deliveryslip", "stock.report_picking"):
            html, _kind = report._render_qweb_html(name, self.delivery.ids)
            self.assertIn(b"Kettle", html)

    # === COMPLETENESS ===
    def test_every_readable_field_of_money_is_hidden_or_explained(self):
        for role in self.BLIND:
            user = self.users[role]
            shown = []
            for model in self.env.registry.models:
                records = self.env[model].with_user(user)
                if records._abstract or records._transient or model in NOT_A_PRICE:
                    continue
                if not records.has_access("read"):
                    continue
                shown += [
                    f"{model}.{field.name}"
                    for field in records._fields.values()
                    if field.type in MONEY_TYPES
                    and (
                        field.type == "monetary"
                        or any(word in field.name for word in MONEY_WORDS)
                    )
                    and records._has_field_access(field, "read")
                    and f"{model}.{field.name}" not in NOT_A_PRICE
                ]
            self.assertFalse(shown, f"{role} may read these")

    # === COMBINED ROLES ===
    def test_operator_who_also_sells_sees_prices_and_ships(self):
        user = self._new_role_user("operator", "salesperson")
        self.assertEqual(
            self._rpc(user, "product.product", "read", self.product.ids, ["lst_price"]),
            [{"id": self.product.id, "lst_price": 10}],
        )
        order = self._new_order(1, user=user)
        self._rpc(user, "sale.order", "action_confirm", order.ids)
        self._rpc(user, "stock.picking", "button_validate", order.picking_ids.ids)
        self.assertEqual(order.picking_ids.sudo().state, "done")

    def test_operator_who_also_buys_sees_costs_and_receives(self):
        user = self._new_role_user("operator", "buyer")
        purchase = self._new_purchase(1, user=user)
        self._rpc(user, "purchase.order", "button_confirm", purchase.ids)
        picking = purchase.sudo().picking_ids
        self._rpc(user, "stock.picking", "button_validate", picking.ids)
        self.assertEqual(picking.state, "done")
        self.assertTrue(
            self._rpc(user, "stock.move", "read", picking.move_ids.ids, ["price_unit"])
        )

    def test_taking_the_second_role_away_hides_prices_again(self):
        user = self._new_role_user("operator", "salesperson")
        group = self.env.ref("jxc_core.group_salesperson")
        implied = self.env.ref("sales_team.group_sale_salesman")
        user.write(
            {"group_ids": [Command.unlink((group).id), Command.unlink(implied.id)]}
        )
        self._assert_refused(
            user, "product.product", "read", self.product.ids, ["lst_price"]
        )

    def test_everyone_else_sees_prices(self):
        roles = set(self.users) - set(self.BLIND)
        for role in roles:
            self.assertTrue(
                self._rpc(
                    role, "product.product", "read", self.product.ids, ["lst_price"]
                )
            )
        plain = self._new_role_user(login="jxc_plain")
        self.assertTrue(
            self._rpc(plain, "product.product", "read", self.product.ids, ["lst_price"])
        )
        self.assertTrue(
            self.env.ref("base.public_user").has_group("jxc_core.group_price_reader")
        )
