from io import BytesIO

from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .suggestion_common import SuggestionCommon


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
