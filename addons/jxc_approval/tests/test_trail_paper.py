from io import BytesIO

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from ..report import jxc_approval_trail
from .life_common import LifeCommon


@tagged("post_install", "-at_install")
class TestTrailPaper(LifeCommon):
    """The printed trail: what is on it, and for whom."""

    def setUp(self):
        super().setUp()
        self.request = self._ask()
        self._yes(self.manager, self.request)
        self.trail = self.env["jxc.approval.trail"]

    def _paper(self, user, document=None, **context):
        document = document or self.order
        trail = self.trail.with_user(self._user(user)).with_context(**context)
        return trail._jxc_get_paper({document._name: document.ids})

    def _user(self, user):
        return self.users[user] if isinstance(user, str) else user

    def _print(self, user, document=None):
        document = document or self.order
        return self._rpc(
            user, "jxc.approval.trail", "action_jxc_print", document._name, document.ids
        )

    def _new_auditor(self, **kw):
        user = self._new_role_user(login="jxc_auditor", **kw)
        user.group_ids += self.env.ref("jxc_approval.group_approval_auditor")
        return user

    def _get_rows(self, paper):
        return [row for part in paper["documents"][0]["parts"] for row in part["acts"]]

    def test_it_lists_every_act_in_order(self):
        rows = self._get_rows(self._paper("buyer"))
        self.assertEqual(
            [row["act"] for row in rows], ["Submitted", "Approved", "Sealed"]
        )

    def test_it_tells_who_acted_and_what_they_saw(self):
        row = self._get_rows(self._paper("buyer"))[1]
        self.assertEqual(row["who"], self.manager.name)
        self.assertEqual(row["amount"], f"6000.00 {self.order.currency_id.name}")
        self.assertTrue(self.request.digest.startswith(row["digest"]))

    def test_it_tells_in_whose_place_a_deputy_decided(self):
        self._name_deputy(self.manager, self.finance)
        request = self._ask()
        self._yes(self.finance, request)
        row = self._get_rows(self._paper("buyer"))[1]
        self.assertEqual(row["who"], f"{self.finance.name}, for {self.manager.name}")

    def test_it_tells_why_something_was_refused(self):
        request = self._ask()
        self._decide(self.manager, request, "refuse", "too dear")
        self.assertIn("too dear", self._get_rows(self._paper("buyer"))[1]["reason"])

    def test_its_moments_are_in_the_time_zone_of_the_reader(self):
        self.env.cr.execute(
            "UPDATE jxc_approval_act SET moment = '2026-03-01 20:00:00' WHERE id = %s",
            [self.request.act_ids.sorted("number")[0].id],
        )
        self.env.invalidate_all()
        row = self._get_rows(self._paper("buyer", tz="Asia/Shanghai"))[0]
        self.assertEqual(row["moment"], "2026-03-02 04:00:00")

    def test_it_speaks_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        kinds = self.env["jxc.approval.rule"]._fields["kind"]
        chinese = kinds._description_selection(self.env(context={"lang": "zh_CN"}))
        part = self._paper("buyer", lang="zh_CN")["documents"][0]["parts"][0]
        self.assertIn(dict(chinese)["purchase"], dict(part["facts"]).values())
        self.assertNotIn("Submitted", [row["act"] for row in part["acts"]])

    def test_it_shows_what_was_changed_after_the_approval(self):
        self._rpc(
            "buyer",
            "purchase.order.line",
            "write",
            self.order.order_line.ids,
            {"price_unit": 7000},
        )
        part = self._paper("buyer")["documents"][0]["parts"][-1]
        changed = [(row["old"], row["new"]) for row in part["rows"] if row["changed"]]
        self.assertTrue(part["compare"])
        self.assertIn(("6000.00", "7000.00"), changed)

    def test_it_says_that_the_chain_is_intact(self):
        self.assertTrue(self._paper("buyer")["verdict"][0])

    def test_it_names_an_act_that_was_changed(self):
        act = self.request.act_ids.sorted("number")[1]
        self.env.cr.execute(
            "UPDATE jxc_approval_act SET reason = 'forged' WHERE id = %s", [act.id]
        )
        self.env.invalidate_all()
        intact, text = self._paper("buyer")["verdict"]
        self.assertFalse(intact)
        self.assertIn(f"number {act.number} ", text)

    def test_a_request_prints_the_trail_of_its_document(self):
        action = self._print("purchase_manager", self.request)
        self.assertIn(
            f"model=jxc.approval.request&ids={self.request.id}", action["url"]
        )
        documents = self.trail._jxc_get_documents(self.request._name, self.request.ids)
        self.assertEqual(documents, {"purchase.order": self.order.ids})

    def test_requests_of_one_document_print_it_once(self):
        self._write_line(self.order, {"price_unit": 7000})
        requests = self.requests.search([("res_id", "=", self.order.id)])
        self.assertEqual(len(requests), 2)
        action = self._print("buyer", requests)
        self.assertRegex(action["url"], r"ids=\d+$")

    def test_orders_without_a_trail_are_not_in_the_address(self):
        bare = self._buy(100)
        action = self._print("buyer", self.order | bare)
        self.assertTrue(action["url"].endswith(f"ids={self.order.id}"))

    def test_whoever_was_not_asked_gets_nothing(self):
        with self.assertRaisesRegex(UserError, "auditor"):
            self._print(self.other_buyer)

    def test_acts_one_may_not_read_are_counted_and_not_shown(self):
        self._rpc("purchase_manager", "purchase.order", "button_cancel", self.order.ids)
        self._rpc("purchase_manager", "purchase.order", "button_draft", self.order.ids)
        self.step.user_ids = self.finance
        self._rpc("buyer", "purchase.order", "button_confirm", self.order.ids)
        self._pending(self.order).involved_ids -= self.manager
        document = self._paper("purchase_manager")["documents"][0]
        self.assertIn("1 acts", document["hidden"])
        self.assertEqual(len(document["parts"]), 1)

    def test_an_auditor_gets_all_of_it(self):
        document = self._paper(self._new_auditor())["documents"][0]
        self.assertEqual((document["hidden"], len(document["parts"])), ("", 1))

    def test_whoever_sees_no_price_gets_no_amount(self):
        self.request.involved_ids |= self.users["operator"]
        part = self._paper("operator")["documents"][0]["parts"][0]
        self.assertEqual({row["amount"] for row in part["acts"]}, {""})
        self.assertFalse(part["rows"])

    def test_another_companys_trail_is_not_printed(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        auditor = self._new_auditor()
        auditor.group_ids += self.env.ref("jxc_core.group_purchase_manager")
        auditor.write({"company_ids": elsewhere.ids, "company_id": elsewhere.id})
        for document in (self.order, self.request):
            with self.subTest(document=document._name):
                self._assert_refused(
                    auditor,
                    "jxc.approval.trail",
                    "action_jxc_print",
                    document._name,
                    document.ids,
                )

    def test_no_context_opens_another_companys_trail(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        auditor = self._new_auditor()
        auditor.write({"company_ids": elsewhere.ids, "company_id": elsewhere.id})
        self._assert_refused(
            auditor,
            "jxc.approval.trail",
            "action_jxc_print",
            "jxc.approval.request",
            self.request.ids,
            context={"allowed_company_ids": [self.company.id], "uid": 1},
        )

    def test_a_customer_or_vendor_gets_nothing(self):
        portal = self.env["res.users"].create(
            {
                "name": "Vendor",
                "login": "jxc_portal",
                "partner_id": self.vendor.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        self.order.message_subscribe(self.vendor.ids)
        for method in ("action_jxc_print", "action_jxc_export"):
            with self.subTest(method=method):
                self._assert_refused(
                    portal,
                    "jxc.approval.trail",
                    method,
                    "purchase.order",
                    self.order.ids,
                )

    def test_a_model_that_is_none_prints_nothing(self):
        for name in ("no.such.model", "jxc.gate", "jxc.approval.decide"):
            with self.subTest(name=name), self.assertRaises(UserError):
                self._rpc("buyer", "jxc.approval.trail", "action_jxc_print", name, [1])

    def test_a_stack_of_documents_is_refused(self):
        self.patch(
            jxc_approval_trail,
            "MAX_DOCUMENTS",
            1,
        )
        other = self._buy(6000)
        with self.assertRaisesRegex(UserError, "1 documents at most"):
            self._print("buyer", self.order | other)

    def test_it_is_a_pdf_with_a_page_for_each_document(self):
        other = self._buy(6000)
        _name, content = self.trail.with_user(self.users["buyer"])._jxc_get_pdf(
            {"purchase.order": (self.order | other).ids}
        )
        self.assertEqual(len(PdfFileReader(BytesIO(content)).pages), 2)

    def test_no_text_is_too_long_or_too_odd_for_the_paper(self):
        long = "<b>壶</b> & 😀 ł\n" * 3000
        request = self._ask()
        self._decide(self.manager, request, "refuse", long)
        self.manager.name = "名" * 900
        _name, content = self.trail.with_user(self.users["buyer"])._jxc_get_pdf(
            {"purchase.order": self.order.ids}
        )
        self.assertTrue(content.startswith(b"%PDF"))

    def test_the_print_menu_of_an_order_offers_it(self):
        self.users["buyer"].lang = "en_US"
        views = self._rpc(
            "buyer",
            "purchase.order",
            "get_views",
            [[False, "form"]],
            options={"toolbar": True},
        )
        names = [a["name"] for a in views["views"]["form"]["toolbar"]["print"]]
        self.assertIn("Approval Trail (PDF)", names)

    def test_the_vendors_own_paper_does_not_contain_it(self):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "purchase.report_purchaseorder", self.order.ids
        )
        for text in (self.request.digest[:12], "Approval Trail", self.manager.name):
            self.assertNotIn(text, html.decode())

    def test_whoever_may_not_read_the_order_prints_nothing_from_it(self):
        with self.assertRaises(AccessError):
            self._print("operator")
