from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .life_common import LifeCommon

LOGIN = "jxc_web_auditor"


@tagged("post_install", "-at_install")
class TestTrailSheet(LifeCommon):
    """The exported trail: real values, and the reader's rights."""

    def setUp(self):
        super().setUp()
        self.request = self._ask()
        self._yes(self.manager, self.request)
        self.sheet = self.env["jxc.approval.trail.sheet"]

    def _open(self, user="buyer", acts=None, **context):
        user = self.users[user] if isinstance(user, str) else user
        self.env.invalidate_all()
        acts = (acts or self.request.act_ids).with_user(user).with_context(**context)
        _name, content = acts.env["jxc.approval.trail.sheet"]._jxc_get_workbook(acts)
        return load_workbook(BytesIO(content)).active

    def _get_column(self, sheet, title):
        cells = next(col for col in sheet.iter_cols() if col[0].value == title)
        return cells[1:]

    def _export(self, user, records):
        return self._rpc(
            user, "jxc.approval.trail", "action_jxc_export", records._name, records.ids
        )

    def _get_chosen(self, action):
        number = int(action["url"].split("export=")[1])
        return self.env["jxc.approval.export"].browse(number).act_numbers

    def test_acts_follow_each_other(self):
        sheet = self._open(acts=self.request.act_ids.sorted("number", reverse=True))
        kinds = [cell.value for cell in self._get_column(sheet, "Act")]
        self.assertEqual(kinds, ["Submitted", "Approved", "Sealed"])

    def test_amounts_are_numbers(self):
        cell = self._get_column(self._open(), "Amount Seen")[0]
        self.assertEqual((cell.value, cell.data_type), (6000, "n"))

    def test_moments_are_moments_in_the_time_zone_of_the_reader(self):
        act = self.request.act_ids.sorted("number")[0]
        self.env.cr.execute(
            "UPDATE jxc_approval_act SET moment = '2026-03-01 20:00:00' WHERE id = %s",
            [act.id],
        )
        sheet = self._open(tz="Asia/Shanghai")
        cell = self._get_column(sheet, act._fields["moment"].string)[0]
        self.assertTrue(cell.is_date)
        self.assertEqual(str(cell.value), "2026-03-02 04:00:00")

    def test_a_reason_that_looks_like_a_formula_is_a_text(self):
        request = self._ask()
        evil = '=HYPERLINK("http://evil","x")'
        self._decide(self.manager, request, "refuse", evil)
        cell = self._get_column(self._open(acts=request.act_ids), "Reason")[1]
        self.assertEqual((cell.value, cell.data_type), (evil, "s"))

    def test_whoever_sees_no_price_gets_no_amount(self):
        self.request.involved_ids |= self.users["operator"]
        sheet = self._open("operator")
        titles = [cell.value for cell in sheet[1]]
        self.assertIn("Act", titles)
        self.assertNotIn("Amount Seen", titles)

    def test_a_document_exports_its_acts(self):
        chosen = self._get_chosen(self._export("buyer", self.order))
        self.assertEqual(sorted(chosen), sorted(self.request.act_ids.ids))

    def test_chosen_acts_are_exported_and_no_others(self):
        act = self.request.act_ids[:1]
        self.assertEqual(self._get_chosen(self._export("buyer", act)), act.ids)

    def test_acts_of_others_are_not_exported(self):
        self._assert_refused(
            self.other_buyer,
            "jxc.approval.trail",
            "action_jxc_export",
            "jxc.approval.act",
            self.request.act_ids.ids,
        )

    def test_a_choice_made_up_by_hand_opens_nothing(self):
        (number,) = self._rpc(
            self.other_buyer,
            "jxc.approval.export",
            "create",
            [{"act_numbers": self.request.act_ids.ids}],
        )
        export = self.env["jxc.approval.export"].with_user(self.other_buyer)
        with self.assertRaises(AccessError):
            export.browse(number)._jxc_get_acts()

    def test_acts_one_may_not_read_are_not_read_either(self):
        for method, spec in (("read", ["reason"]), ("web_read", {"reason": {}})):
            with self.subTest(method=method):
                self._assert_refused(
                    self.other_buyer,
                    "jxc.approval.act",
                    method,
                    self.request.act_ids.ids,
                    spec,
                )


@tagged("post_install", "-at_install")
class TestTrailDownload(HttpCase, LifeCommon):
    """The two downloads, as a browser asks for them."""

    def setUp(self):
        super().setUp()
        self.request = self._ask()
        self._yes(self.manager, self.request)
        self.auditor = new_test_user(
            self.env,
            login=LOGIN,
            groups="jxc_approval.group_approval_auditor,purchase.group_purchase_user",
        )
        self.paper = f"/jxc/approval/trail.pdf?model=purchase.order&ids={self.order.id}"

    def _get(self, url, login=LOGIN):
        self.authenticate(login, login)
        with mute_logger("odoo.http"):
            return self.url_open(url, allow_redirects=False)

    def test_the_paper_is_downloaded(self):
        response = self._get(self.paper)
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.content.startswith(b"%PDF"))
        self.assertIn(
            self.order.name, response.headers["Content-Disposition"].replace("%20", " ")
        )

    def test_the_sheet_is_downloaded(self):
        action = self._rpc(
            self.auditor,
            "jxc.approval.trail",
            "action_jxc_export",
            "purchase.order",
            self.order.ids,
        )
        sheet = load_workbook(BytesIO(self._get(action["url"]).content)).active
        self.assertEqual(sheet.max_row, 1 + len(self.request.act_ids))

    def test_a_choice_of_somebody_else_is_not_found(self):
        action = self._rpc(
            "buyer",
            "jxc.approval.trail",
            "action_jxc_export",
            "purchase.order",
            self.order.ids,
        )
        self.assertEqual(self._get(action["url"]).status_code, 404)

    def test_nobody_gets_the_paper_of_what_they_were_not_asked(self):
        response = self._get(self.paper, "jxc_other_buyer")
        self.assertNotEqual(response.status_code, 200)
        self.assertFalse(response.content.startswith(b"%PDF"))

    def test_a_vendor_gets_no_paper(self):
        new_test_user(self.env, login="jxc_web_portal", groups="base.group_portal")
        for url in (self.paper, "/jxc/workbook/approval_trail?export=1"):
            with self.subTest(url=url):
                self.assertEqual(self._get(url, "jxc_web_portal").status_code, 403)

    def test_nobody_gets_it_without_logging_in(self):
        self.authenticate(None, None)
        response = self.url_open(self.paper, allow_redirects=False)
        self.assertIn("/web/login", response.headers.get("Location", ""))

    def test_an_address_that_makes_no_sense_is_refused(self):
        for query in (
            "",
            "?model=no.such&ids=1",
            "?model=purchase.order&ids=9" + "9" * 30,
        ):
            with self.subTest(query=query):
                status = self._get(f"/jxc/approval/trail.pdf{query}").status_code
                self.assertIn(status, (400, 403, 404, 422))
