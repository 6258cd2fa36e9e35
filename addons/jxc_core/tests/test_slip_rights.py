from io import BytesIO

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from .slip_common import SlipCommon

PAGE = "/jxc/slip/stock.picking"


@tagged("post_install", "-at_install")
class TestSlipRights(SlipCommon, HttpCase):
    """Whoever may not see a price gets none by any address or call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Found in a page or file only as a price.
        cls.order.order_line.price_unit = 77.77
        cls.amount = "233.31"

    def _open(self, role, query="", path=PAGE, ids=None):
        login = role if "@" in role else self.users[role].login
        self.authenticate(login, login)
        return self.url_open(f"{path}?ids={ids or self.picking.id}{query}")

    def _record(self, role, **params):
        login = self.users[role].login
        self.authenticate(login, login)
        params = {"model": "stock.picking", "ids": str(self.picking.id)} | params
        return self.url_open("/jxc/slip/print", json={"params": params}).json()

    def _get_text(self, content):
        reader = PdfFileReader(BytesIO(content))
        return "".join(page.extract_text() for page in reader.pages)

    def test_the_page_shows_prices_to_who_may_see_them(self):
        response = self._open("sales_manager")
        self.assertEqual(response.status_code, 200)
        self.assertIn(self.amount, response.text)
        self.assertIn("Owed Now", response.text)
        self.assertIn(self.picking.name, response.text)
        self.assertNotIn(self.amount, self._open("sales_manager", "&prices=0").text)

    def test_the_warehouse_gets_the_page_without_prices(self):
        for query in ("", "&prices=0", "&prices=2", "&paper=full"):
            response = self._open("operator", query)
            with self.subTest(query=query):
                self.assertEqual(response.status_code, 200)
                self.assertIn("Kettle", response.text)
                self.assertNotIn(self.amount, response.text)
                self.assertNotIn("77.77", response.text)
                self.assertNotIn("Owed", response.text)

    @mute_logger("odoo.http")
    def test_the_warehouse_is_refused_prices_it_asks_for(self):
        self.assertEqual(self._open("operator", "&prices=1").status_code, 403)
        answer = self._record("operator", prices=True, medium="pdf")
        self.assertIn("does not see its prices", answer["error"]["data"]["message"])

    @mute_logger("odoo.http")
    def test_a_buyer_gets_no_sales_prices(self):
        self.assertNotIn(self.amount, self._open("buyer").text)
        self.assertEqual(self._open("buyer", "&prices=1").status_code, 403)

    def test_a_driver_gets_own_deliveries_without_prices(self):
        self.picking.user_id = self.users["driver"]
        response = self._open("driver")
        self.assertEqual(response.status_code, 200)
        self.assertNotIn(self.amount, response.text)

    @mute_logger("odoo.http")
    def test_a_driver_gets_no_delivery_of_others(self):
        self.assertEqual(self._open("driver").status_code, 403)
        self.assertIn("error", self._record("driver"))

    @mute_logger("odoo.http")
    def test_visitors_of_the_portal_are_refused(self):
        visitor = new_test_user(
            self.env, login="shop@example.com", groups="base.group_portal"
        )
        visitor.partner_id.commercial_partner_id = self.customer
        self.assertEqual(self._open("shop@example.com").status_code, 403)
        response = self.url_open("/jxc/slip/pdf?prints=1")
        self.assertEqual(response.status_code, 403)

    @mute_logger("odoo.http")
    def test_another_companys_documents_are_refused(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            login="else@example.com",
            groups="jxc_core.group_jxc_admin",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.assertEqual(self._open("else@example.com").status_code, 403)
        with self.assertRaises(AccessError):
            self.picking.with_user(stranger)._jxc_print_slips("", None, "page")

    def test_visitors_are_sent_to_the_login(self):
        self.authenticate(None, None)
        response = self.url_open(f"{PAGE}?ids={self.picking.id}", allow_redirects=False)
        self.assertEqual(response.status_code, 303)

    def test_what_is_no_slip_is_not_found(self):
        for path in ("res.partner", "jxc.slip", "no.model", "jxc.gate"):
            response = self._open("admin", path=f"/jxc/slip/{path}", ids=1)
            self.assertEqual(response.status_code, 404)
        self.assertEqual(self._open("admin", ids="x").status_code, 404)

    def test_opening_the_page_records_nothing(self):
        self._open("operator")
        self.assertFalse(self.picking.jxc_slip_print_count)

    def test_printing_answers_with_the_copys_mark(self):
        key = f"stock.picking,{self.picking.id}"
        self.assertEqual(self._record("operator")["result"]["marks"], {key: ""})
        marks = self._record("operator")["result"]["marks"]
        self.assertEqual(marks, {key: "Reprint No. 1"})

    def test_the_file_is_that_of_the_recorded_print(self):
        self._record("sales_manager", medium="pdf")
        url = self._record("sales_manager", medium="pdf")["result"]["url"]
        response = self.url_open(url)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        text = self._get_text(response.content)
        self.assertIn(self.amount, text)
        self.assertIn("Reprint No. 1", text)
        url = self._record("operator", medium="pdf")["result"]["url"]
        text = self._get_text(self.url_open(url).content)
        self.assertIn("Kettle", text)
        self.assertNotIn(self.amount, text)

    def test_a_file_is_for_who_printed_it_and_soon(self):
        url = self._record("sales_manager", medium="pdf")["result"]["url"]
        login = self.users["operator"].login
        self.authenticate(login, login)
        self.assertEqual(self.url_open(url).status_code, 404)
        login = self.users["sales_manager"].login
        self.authenticate(login, login)
        self.assertEqual(self.url_open(url).status_code, 200)
        self.env.cr.execute(
            "UPDATE jxc_slip_print SET moment = moment - interval '11 minutes'"
        )
        self.env.invalidate_all()
        self.assertEqual(self.url_open(url).status_code, 404)

    @mute_logger("odoo.http")
    def test_a_file_has_no_prices_for_who_lost_the_right(self):
        user = self._new_role_user(
            "sales_manager", "operator", login="both@example.com"
        )
        self.authenticate(user.login, user.login)
        params = {"model": "stock.picking", "ids": str(self.picking.id)}
        answer = self.url_open(
            "/jxc/slip/print", json={"params": params | {"medium": "pdf"}}
        ).json()
        user.group_ids -= self.env.ref("jxc_core.group_sales_manager")
        response = self.url_open(answer["result"]["url"])
        self.assertEqual(response.status_code, 403)

    def test_no_remote_call_reaches_the_values(self):
        for method in ("_jxc_get_slips", "_jxc_print_slips", "_jxc_prepare_slip_vals"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                self._rpc("operator", "stock.picking", method, self.picking.ids)

    def test_debts_in_the_trail_are_for_credit_controllers(self):
        self.picking.with_user(self.users["sales_manager"])._jxc_print_slips(
            "", None, "page"
        )
        printed = self.env["jxc.slip.print"].search([], limit=1)
        self.assertEqual(printed.previous_debt, "0.00")
        for role in ("operator", "supervisor", "salesperson", "buyer"):
            self._assert_refused(
                role, "jxc.slip.print", "read", printed.ids, ["previous_debt"]
            )

    def _mail(self, role):
        action = self._rpc(
            role, "stock.picking", "action_jxc_mail_slip", self.picking.ids
        )
        user = self.users[role]
        composer = (
            self.env[action["res_model"]]
            .with_user(user)
            .with_context(**action["context"])
            .create({})
        )
        composer.action_send_mail()
        attachment = self.env["ir.attachment"].browse(
            action["context"]["default_attachment_ids"]
        )
        return attachment, action["context"]["default_model"]

    def test_a_slip_that_was_sent_shows_operators_no_prices(self):
        attachment, model = self._mail("salesperson")
        self.assertEqual(model, "sale.order")
        self.assertEqual(attachment.res_model, "sale.order")
        self.assertIn(self.amount, self._get_text(attachment.raw))
        self._assert_refused(
            "operator", "ir.attachment", "read", attachment.ids, ["raw"]
        )
        attachment, model = self._mail("operator")
        self.assertEqual(model, "stock.picking")
        self.assertNotIn(self.amount, self._get_text(attachment.raw))

    def test_only_warehouse_staff_make_count_sheets(self):
        quants = self.env["stock.quant"].search([("product_id", "=", self.product.id)])
        for role in ("salesperson", "buyer", "finance", "driver"):
            self._assert_refused(
                role, "stock.quant", "action_jxc_print_count_sheet", quants.ids
            )
        self._rpc("operator", "stock.quant", "action_jxc_print_count_sheet", quants.ids)
        sheet = self.env["jxc.count.sheet"].search([], limit=1)
        response = self._open(
            "operator", path="/jxc/slip/jxc.count.sheet", ids=sheet.id
        )
        self.assertIn(sheet.name, response.text)
        for values in ({"name": "x"}, {"line_ids": [(5, 0, 0)]}):
            self._assert_refused("admin", "jxc.count.sheet", "write", sheet.ids, values)
        for role in ("operator", "supervisor", "finance"):
            self._assert_opens(role, "jxc.count.sheet", sheet)

    def test_the_buttons_open_the_page(self):
        action = self._rpc(
            "operator", "stock.picking", "action_jxc_print_slip", self.picking.ids
        )
        login = self.users["operator"].login
        self.authenticate(login, login)
        self.assertEqual(self.url_open(action["url"]).status_code, 200)
        with self.assertRaises(AccessError):
            self._rpc(
                "driver", "stock.picking", "action_jxc_print_slip", self.picking.ids
            )

    def test_the_page_speaks_chinese_to_who_reads_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.users["operator"].lang = "zh_CN"
        self.assertIn('lang="zh-CN"', self._open("operator").text)
