from io import BytesIO

from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged

from .low_stock_common import LowStockCommon


class SuggestionCommon(LowStockCommon):
    """Kettles: 5 on hand, 20 wanted, up to 60: 55 are to be ordered at 6.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["stock.warehouse.orderpoint"].search(
            [("id", "!=", cls.rule.id)]
        ).active = False
        cls._set_stock(5)

    @classmethod
    def _suggest(cls, rules=None):
        """The open lines of these rules, suggested by the buyer."""
        rules = rules or cls.rule
        rules.with_user(cls.buyer).action_jxc_suggest()
        return rules.jxc_suggestion_line_ids.filtered(lambda line: line.state == "open")

    @classmethod
    def _let_operators_read(cls):
        """Let warehouse operators, who see no prices, read suggestions."""
        for model in ("jxc.purchase.suggestion", "jxc.purchase.suggestion.line"):
            cls.env["ir.model.access"].create(
                {
                    "name": "test",
                    "model_id": cls.env["ir.model"]._get_id(model),
                    "group_id": cls.env.ref("jxc_core.group_warehouse_operator").id,
                    "perm_read": True,
                }
            )

    @classmethod
    def _order(cls, lines):
        """The requests for quotation the buyer makes of these lines."""
        suggestions = lines.suggestion_id.with_user(cls.buyer)
        suggestions.action_jxc_order()
        return suggestions.order_id.sudo()


@tagged("post_install", "-at_install")
class TestSuggest(SuggestionCommon):
    def test_a_line_says_how_much_and_why(self):
        order = self._new_order(3)
        order.action_confirm()
        self._move(2, self.stock, self.outside, days_ago=1)
        self._new_purchase(1)
        line = self._suggest()
        self.assertEqual(line.product_qty, 59)
        self.assertEqual(line.minimum_qty, 20)
        self.assertEqual(line.maximum_qty, 60)
        self.assertEqual(line.on_hand_qty, 3)
        self.assertEqual(line.reserved_qty, 3)
        self.assertEqual(line.on_order_qty, 1)
        self.assertEqual(line.demand_qty, 3)
        self.assertEqual(line.forecast_qty, 1)
        self.assertEqual(line.sources, order.name)
        self.assertGreater(line.daily_demand, 0)

    def test_one_suggestion_per_vendor_and_buyer(self):
        second = self.env["res.partner"].create(
            {"name": "Second", "buyer_id": self.buyer.id}
        )
        products = self._new_product("Toaster", qty=0) | self._new_product(
            "Iron", qty=0
        )
        products[1].seller_ids.partner_id = second
        rules = self.rule | self._new_rule(products[0]) | self._new_rule(products[1])
        lines = self._suggest(rules)
        by_vendor = lines.grouped("vendor_id")
        self.assertEqual(len(by_vendor[self.vendor].suggestion_id), 1)
        self.assertEqual(len(by_vendor[self.vendor]), 2)
        self.assertEqual(len(by_vendor[second]), 1)
        self.assertEqual(lines.suggestion_id.buyer_id, self.buyer)
        rules[0].jxc_buyer_id = self.users["purchase_manager"]
        lines.suggestion_id.action_jxc_cancel()
        self.assertEqual(len(self._suggest(rules).suggestion_id), 3)

    def test_suggesting_twice_gives_one_line_brought_up_to_date(self):
        line = self._suggest()
        self._set_stock(1)
        self.assertEqual(self._suggest(), line)
        self.assertEqual(line.product_qty, 59)
        self.assertEqual(line.on_hand_qty, 1)

    def test_a_typed_quantity_is_kept(self):
        line = self._suggest()
        line.with_user(self.buyer).product_qty = 30
        self._set_stock(1)
        self._suggest()
        self.assertEqual(line.product_qty, 30)
        self.assertEqual(line.suggested_qty, 59)

    def test_what_is_not_short_is_not_suggested(self):
        self._set_stock(20)
        self.assertFalse(self._suggest())

    def test_whole_packagings_of_the_rule(self):
        self.rule.replenishment_uom_id = self.dozen
        line = self._suggest()
        self.assertEqual(line.product_qty, 60)
        self.assertEqual(line.product_uom_id, self.product.uom_id)

    def test_exactly_full_packagings_stay(self):
        self.rule.replenishment_uom_id = self.dozen
        self._set_stock(12)
        self.assertEqual(self._suggest().product_qty, 48)

    def test_the_vendor_s_dozen_price_and_least_quantity(self):
        self.product.seller_ids.write(
            {"product_uom_id": self.dozen.id, "price": 66, "min_qty": 6, "delay": 8}
        )
        line = self._suggest()
        self.assertEqual(line.product_uom_id, self.dozen)
        self.assertEqual(line.product_qty, 6)
        self.assertEqual(line.price_unit, 66)
        self.assertEqual(line.price_subtotal, 396)
        self.assertEqual((line.min_qty, line.delay), (6, 8))
        self._set_stock(-20)
        line.suggestion_id.action_jxc_cancel()
        self.assertEqual(self._suggest().product_qty, 7)

    def test_a_price_break_follows_the_quantity(self):
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.vendor.id,
                "product_tmpl_id": self.product.product_tmpl_id.id,
                "min_qty": 100,
                "price": 5,
                "discount": 10,
            }
        )
        line = self._suggest()
        self.assertEqual(line.price_unit, 6)
        line.with_user(self.buyer).product_qty = 100
        self.assertEqual((line.price_unit, line.discount), (5, 10))
        self.assertEqual(line.suggestion_id.amount_untaxed, 450)

    def test_below_the_least_quantity_it_is_raised(self):
        self.product.seller_ids.min_qty = 80
        self.assertEqual(self._suggest().product_qty, 80)

    def test_prices_out_of_date_are_no_prices(self):
        self.product.seller_ids.date_end = "2020-01-01"
        self.assertFalse(self._suggest().vendor_id)

    def test_made_goods_are_not_bought(self):
        route = self.env["stock.route"].create(
            {
                "name": "From the depot",
                "product_selectable": True,
                "rule_ids": [
                    Command.create(
                        {
                            "name": "Depot",
                            "action": "pull",
                            "location_src_id": self.outside.id,
                            "location_dest_id": self.stock.id,
                            "picking_type_id": self.warehouse.int_type_id.id,
                        }
                    )
                ],
            }
        )
        self.rule.route_id = route
        self.assertFalse(self._suggest())

    def test_a_foreign_currency_keeps_its_own_suggestion(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        toaster = self._new_product("Toaster", qty=0)
        toaster.seller_ids.currency_id = euro
        lines = self._suggest(self.rule | self._new_rule(toaster))
        self.assertEqual(len(lines.suggestion_id), 2)
        abroad = lines.filtered(lambda line: line.product_id == toaster)
        self.assertEqual(abroad.suggestion_id.currency_id, euro)
        order = self._order(abroad)
        self.assertEqual(order.currency_id, euro)
        self.assertEqual(order.order_line.price_unit, 6)

    def test_without_vendor_it_says_what_to_do_and_moves_when_one_is_known(self):
        toaster = self._new_product("Toaster", qty=0, seller_ids=False)
        rule = self._new_rule(toaster)
        line = self._suggest(rule)
        orphan = line.suggestion_id.with_user(self.buyer)
        self.assertFalse(orphan.vendor_id)
        with self.assertRaisesRegex(UserError, "Toaster"):
            orphan.action_jxc_order()
        toaster.seller_ids = [
            Command.create({"partner_id": self.vendor.id, "price": 9})
        ]
        orphan.action_jxc_refresh()
        self.assertEqual(orphan.state, "cancelled")
        moved = rule.jxc_suggestion_line_ids - line
        self.assertEqual(moved.vendor_id, self.vendor)
        self.assertEqual(moved.price_unit, 9)

    def test_a_shortage_that_closed_takes_its_line_along(self):
        self._run()
        line = self.rule.jxc_suggestion_line_ids
        self.assertEqual(line.state, "open")
        self._set_stock(50)
        self._run()
        self.assertEqual(line.state, "covered")
        self.assertEqual(line.suggestion_id.state, "cancelled")

    def test_what_the_buyer_set_aside_comes_back_when_it_grows(self):
        self._run()
        self.rule.jxc_suggestion_line_ids.suggestion_id.action_jxc_cancel()
        self._run()
        self.assertEqual(len(self.rule.jxc_suggestion_line_ids), 1)
        self._set_stock(4)
        self._run()
        self.assertEqual(len(self.rule.jxc_suggestion_line_ids), 2)

    def test_each_company_has_its_own(self):
        company, other, rule = self._new_company()
        self._suggest()
        rule.with_user(other).action_jxc_suggest()
        mine = self.Suggestion.with_user(other).search([])
        self.assertEqual(mine.company_id, company)
        self.assertEqual(mine.currency_id, company.currency_id)
        mine.action_jxc_order()
        self.assertEqual(mine.order_id.company_id, company)
        self.assertEqual(mine.order_id.picking_type_id.warehouse_id, rule.warehouse_id)
        with self.assertRaises(AccessError):
            mine.with_user(self.buyer).action_jxc_order()

    def test_two_shelves_of_one_product_are_two_lines(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id}
        )
        second = self._new_rule(self.product, location_id=shelf.id)
        lines = self._suggest(self.rule | second)
        order = self._order(lines)
        self.assertEqual(order.order_line.orderpoint_id, self.rule | second)


@tagged("post_install", "-at_install")
class TestOrder(SuggestionCommon):
    def test_one_click_makes_the_request_the_host_would_make(self):
        host = self._order_by_host()
        order = self._order(self._suggest())
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.user_id, self.buyer)
        for name in ("partner_id", "currency_id", "picking_type_id", "company_id"):
            self.assertEqual(order[name], host["order"][name], name)
        line = order.order_line
        for name, value in host["line"].items():
            self.assertEqual(line[name], value, name)
        self.assertEqual(line.orderpoint_id, self.rule)

    def _order_by_host(self):
        """What the host's button orders, undone again."""
        names = ("product_id", "product_qty", "product_uom_id", "price_unit", "name")
        names += ("discount", "tax_ids", "location_final_id")
        headers = ("partner_id", "currency_id", "picking_type_id", "company_id")
        self.env.invalidate_all()
        with self.env.cr.savepoint() as savepoint:
            self.rule._compute_qty_to_order_computed()
            self.rule.action_replenish()
            line = self.env["purchase.order.line"].search(
                [("orderpoint_id", "=", self.rule.id)]
            )
            seen = {
                "line": {name: line[name] for name in names},
                "order": {name: line.order_id[name] for name in headers},
            }
            savepoint.rollback()
        self.env.invalidate_all()
        return seen

    def test_the_shortage_closes_and_the_host_orders_no_more(self):
        shortage = self._run()
        self._order(self.rule.jxc_suggestion_line_ids)
        self.assertTrue(shortage.closed_at)
        self.assertFalse(self._activities())
        self.assertIsNone(self._find())
        self.rule.trigger = "auto"
        self.env.invalidate_all()
        self.env["stock.rule"].run_scheduler()
        lines = self.env["purchase.order.line"].search(
            [("product_id", "=", self.product.id)]
        )
        self.assertEqual(lines.product_qty, 55)

    def test_the_host_knows_what_is_left_to_order(self):
        for typed, left in ((55, 0), (3, 52)):
            with self.subTest(typed=typed):
                rule = self._new_rule(self._new_product(f"Iron {typed}", qty=5))
                line = self._suggest(rule)
                line.with_user(self.buyer).product_qty = typed
                self._order(line)
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(rule.qty_to_order, left)
                rule._compute_qty_to_order_computed()
                self.assertEqual(rule.qty_to_order, left)

    def test_pressed_twice_it_orders_once(self):
        line = self._suggest()
        order = self._order(line)
        self.assertEqual(self._order(line), order)
        self.assertEqual(line.state, "ordered")
        self.assertFalse(self._suggest())

    def test_what_the_host_ordered_meanwhile_is_dropped(self):
        line = self._suggest()
        self.rule.action_replenish()
        self.assertFalse(self._order(line))
        self.assertEqual(line.state, "covered")
        self.assertEqual(line.suggestion_id.state, "cancelled")
        lines = self.env["purchase.order.line"].search(
            [("product_id", "=", self.product.id)]
        )
        self.assertEqual(len(lines), 1)

    def test_what_is_partly_covered_meanwhile_is_lowered(self):
        line = self._suggest()
        self._new_purchase(10)
        self.assertEqual(self._order(line).order_line.product_qty, 45)

    def test_never_more_than_its_buyer_saw(self):
        line = self._suggest()
        self._set_stock(-50)
        self.assertEqual(self._order(line).order_line.product_qty, 55)

    def test_a_typed_quantity_is_ordered(self):
        line = self._suggest()
        line.with_user(self.buyer).product_qty = 100
        self.assertEqual(self._order(line).order_line.product_qty, 100)

    def test_a_quantity_of_nothing_leaves_the_product_out(self):
        toaster = self._new_product("Toaster", qty=0)
        lines = self._suggest(self.rule | self._new_rule(toaster))
        lines[0].with_user(self.buyer).product_qty = 0
        order = self._order(lines)
        self.assertEqual(order.order_line.product_id, lines[1].product_id)
        self.assertEqual(lines.mapped("state"), ["dropped", "ordered"])

    def test_too_little_leaves_the_shortage_open(self):
        shortage = self._run()
        line = self.rule.jxc_suggestion_line_ids
        line.with_user(self.buyer).product_qty = 3
        self._order(line)
        self.assertFalse(shortage.closed_at)
        self.assertEqual(self._suggest().product_qty, 52)

    def test_many_suggestions_with_one_click(self):
        rules = self.rule
        for number in range(3):
            vendor = self.env["res.partner"].create({"name": f"Vendor {number}"})
            product = self._new_product(f"Toaster {number}", qty=0)
            product.seller_ids.partner_id = vendor
            rules |= self._new_rule(product)
        orphan = self._new_rule(self._new_product("Orphan", qty=0, seller_ids=False))
        lines = self._suggest(rules | orphan)
        self.assertEqual(len(self._order(lines)), 4)
        self.assertEqual(orphan.jxc_suggestion_line_ids.state, "open")

    def test_taxes_and_the_vendor_s_words(self):
        tax = self.env["account.tax"].create(
            {"name": "VAT 13", "amount": 13, "type_tax_use": "purchase"}
        )
        self.product.supplier_taxes_id = tax
        self.product.seller_ids.write({"product_code": "KW-1", "product_name": "Pot"})
        self.product.description_purchase = "Without lid"
        line = self._order(self._suggest()).order_line
        self.assertEqual(line.tax_ids, tax)
        self.assertEqual(line.name, "[KW-1] Pot\nWithout lid")

    def test_the_trail_tells_who_changed_what(self):
        line = self._suggest()
        line.with_user(self.buyer).product_qty = 30
        order = self._order(line)
        bodies = " ".join(line.suggestion_id.message_ids.mapped("body"))
        self.assertIn("30", bodies)
        self.assertIn(order.name, bodies)

    def test_the_form_lets_quantities_be_typed(self):
        suggestion = self._suggest().suggestion_id.with_user(self.buyer)
        with Form(suggestion) as form, form.line_ids.edit(0) as line:
            line.product_qty = 12
        self.assertEqual(suggestion.line_ids.product_qty, 12)


@tagged("post_install", "-at_install")
class TestRights(SuggestionCommon):
    """Only buyers act; nobody writes by hand what is not a quantity."""

    def test_others_may_not_suggest_order_or_cancel(self):
        suggestion = self._suggest().suggestion_id
        for role in ("salesperson", "operator", "supervisor", "finance", "driver"):
            user = self.users[role]
            for action in (
                "action_jxc_order",
                "action_jxc_cancel",
                "action_jxc_refresh",
            ):
                with self.subTest(role=role, action=action):
                    with self.assertRaises(AccessError):
                        getattr(suggestion.with_user(user), action)()
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.rule.with_user(user).action_jxc_suggest()

    def test_nothing_but_the_quantity_is_written_by_hand(self):
        line = self._suggest().with_user(self.buyer)
        suggestion = line.suggestion_id
        for values in (
            {"state": "ordered"},
            {"orderpoint_id": False},
            {"price_unit": 1},
            {"product_qty": 5, "suggested_qty": 5},
            {"suggestion_id": suggestion.id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                line.write(values)
        for values in (
            {"state": "ordered"},
            {"order_id": 1},
            {"vendor_id": 1},
            {"line_ids": [Command.create({"product_id": self.product.id})]},
            {"line_ids": [Command.delete(line.id)]},
            {"line_ids": [Command.unlink(line.id)]},
            {"line_ids": [Command.clear()]},
            {"line_ids": [Command.update(line.id, {"state": "ordered"})]},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                suggestion.write(values)
        for records in (line, suggestion):
            with self.assertRaises(AccessError):
                records.unlink()
            with self.assertRaises(AccessError):
                records.copy()

    def test_no_context_opens_the_line(self):
        line = self._suggest().with_user(self.buyer)
        hostile = line.with_context(su=True, sudo=True, force=True, install_mode=True)
        with self.assertRaises(AccessError):
            hostile.write({"state": "ordered"})

    def test_impossible_quantities_are_refused(self):
        line = self._suggest().with_user(self.buyer)
        for quantity in (-1, float("inf"), float("nan")):
            with self.subTest(quantity=quantity):
                with self.assertRaises(ValidationError):
                    line.write({"product_qty": quantity})

    def test_an_ordered_line_is_closed(self):
        line = self._suggest()
        self._order(line)
        with self.assertRaises(UserError):
            line.with_user(self.buyer).product_qty = 1

    def test_who_may_not_see_prices_reads_quantities_only(self):
        self._let_operators_read()
        line = self._suggest().with_user(self.users["operator"])
        self.assertEqual(line.read(["product_qty"])[0]["product_qty"], 55)
        for name in ("price_unit", "price_subtotal", "price_id", "discount"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                line.read([name])
        with self.assertRaises(AccessError):
            line.suggestion_id.read(["amount_untaxed"])

    def test_finance_reads_all_and_changes_nothing(self):
        line = self._suggest().with_user(self.users["finance"])
        self.assertEqual(line.read(["price_unit"])[0]["price_unit"], 6)
        with self.assertRaises(AccessError):
            line.product_qty = 1

    def test_operators_and_sellers_see_none(self):
        line = self._suggest()
        for role in ("operator", "salesperson", "driver"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                line.with_user(self.users[role]).read(["product_qty"])


@tagged("post_install", "-at_install")
class TestSheet(SuggestionCommon, HttpCase):
    """The download shows what its reader may see."""

    def _download(self, role, ids):
        login = self.users[role].login
        self.authenticate(login, login)
        return self.url_open(f"/jxc/workbook/purchase_suggestion?ids={ids}")

    def _headings(self, response):
        sheet = load_workbook(BytesIO(response.content)).active
        return [cell.value for cell in sheet[1]]

    def test_prices_are_left_out_for_who_may_not_see_them(self):
        self._let_operators_read()
        suggestion = self._suggest().suggestion_id
        response = self._download("buyer", suggestion.id)
        self.assertEqual(response.status_code, 200)
        self.assertIn("Unit price", self._headings(response))
        sheet = load_workbook(BytesIO(response.content)).active
        row = [cell.value for cell in sheet[2]]
        self.assertIn(self.product.display_name, row)
        self.assertIn(330, row)
        response = self._download("operator", suggestion.id)
        headings = self._headings(response)
        self.assertIn("Quantity", headings)
        self.assertNotIn("Unit price", headings)
        self.assertNotIn("Subtotal", headings)

    def test_others_are_refused(self):
        suggestion = self._suggest().suggestion_id
        for role in ("salesperson", "operator"):
            with self.subTest(role=role):
                self.assertEqual(self._download(role, suggestion.id).status_code, 403)

    def test_another_company_s_is_refused(self):
        _company, other, rule = self._new_company()
        rule.with_user(other).action_jxc_suggest()
        foreign = rule.jxc_suggestion_line_ids.suggestion_id
        self.assertEqual(self._download("buyer", foreign.id).status_code, 403)

    def test_nonsense_finds_nothing(self):
        for ids in ("", "abc", "99999999999999", "-1", "0"):
            with self.subTest(ids=ids):
                self.assertEqual(self._download("buyer", ids).status_code, 404)

    def test_visitors_are_sent_to_the_login(self):
        response = self.url_open(
            "/jxc/workbook/purchase_suggestion?ids=1", allow_redirects=False
        )
        self.assertEqual(response.status_code, 303)

    def test_a_name_like_a_formula_stays_a_name(self):
        self.product.name = '=HYPERLINK("x")'
        sheet_model = self.env["jxc.purchase.suggestion.sheet"]
        suggestion = self._suggest().suggestion_id
        _name, content = sheet_model._jxc_get_workbook(suggestion)
        cells = list(load_workbook(BytesIO(content)).active[2])
        cell = next(cell for cell in cells if "HYPERLINK" in str(cell.value))
        self.assertEqual(cell.data_type, "s")
