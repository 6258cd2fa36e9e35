from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..exceptions import HoldError
from ..tools.hold import Hold, digest_of
from .credit_common import CreditCommon

CONTENT = {"fixed": {"vendor": 7}, "items": [["pot"], ["lid"]]}


@tagged("post_install", "-at_install")
class TestReleaseContent(CreditCommon):
    """A release of 100.00 CNY for a pot and a lid of vendor 7."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.releases = cls.env["jxc.release"].with_user(cls.manager)
        cls.order = cls._quote(1)

    def _hold(self, content=CONTENT, amount=100.0, currency="CNY", code="test.rule"):
        return Hold(
            code,
            "Held.",
            self.order._name,
            self.order.id,
            digest=digest_of(content),
            amount=amount,
            currency=currency,
            content=content,
        )

    def _write(self, *holds, document=None, **kw):
        return self.releases._jxc_write_releases(
            document or self.order, holds or [self._hold()], "Fine", **kw
        )

    def _is_open(self, hold):
        return bool(self.releases._jxc_filter_open(self.order._name, [hold]))

    # --- what it covers -----------------------------------------------------------
    def test_what_was_seen_is_covered(self):
        self.assertTrue(self._is_open(self._hold()))
        self._write()
        self.assertFalse(self._is_open(self._hold()))

    def test_a_part_of_what_was_seen_is_covered(self):
        self._write()
        self.assertFalse(self._is_open(self._hold(CONTENT | {"items": [["pot"]]})))

    def test_more_than_was_seen_is_not(self):
        self._write()
        more = CONTENT | {"items": [["pot"], ["lid"], ["spout"]]}
        self.assertTrue(self._is_open(self._hold(more)))

    def test_another_vendor_is_not(self):
        self._write()
        self.assertTrue(self._is_open(self._hold(CONTENT | {"fixed": {"vendor": 8}})))

    def test_a_part_for_more_money_is_not(self):
        self._write()
        part = CONTENT | {"items": [["pot"]]}
        self.assertTrue(self._is_open(self._hold(part, amount=100.01)))

    def test_a_part_in_another_currency_is_not(self):
        self._write()
        part = CONTENT | {"items": [["pot"]]}
        self.assertTrue(self._is_open(self._hold(part, currency="USD")))

    def test_a_part_is_not_covered_when_only_the_digest_was_kept(self):
        self._write(
            Hold(
                "test.rule",
                "Held.",
                self.order._name,
                self.order.id,
                digest=digest_of(CONTENT),
                amount=100.0,
                currency="CNY",
            )
        )
        self.assertFalse(self._is_open(self._hold()))
        self.assertTrue(self._is_open(self._hold(CONTENT | {"items": [["pot"]]})))

    def test_a_part_is_not_covered_after_the_last_day(self):
        self._write(valid_until=fields.Date.today() - timedelta(days=2))
        self.assertTrue(self._is_open(self._hold(CONTENT | {"items": [["pot"]]})))

    def test_a_hold_without_amount_and_currency_can_be_released(self):
        hold = Hold("test.rule", "Held.", self.order._name, self.order.id)
        self._write(hold)
        self.env.invalidate_all()
        self.assertFalse(self._is_open(hold))

    # --- the trail ----------------------------------------------------------------
    def test_the_content_is_sealed(self):
        release = self._write()
        self.assertEqual(self.releases._jxc_find_broken_link(), "")
        for forged in ('{"fixed": {}, "items": []}', None):
            self.env.cr.execute(
                "UPDATE jxc_release SET content = %s WHERE id = %s",
                [forged, release.id],
            )
            self.env.invalidate_all()
            with self.subTest(forged):
                self.assertIn(
                    f"number {release.number} ", self.releases._jxc_find_broken_link()
                )

    def test_links_without_content_are_sealed_as_before_it_was_kept(self):
        release = self._write(self._hold(None))
        self.assertNotIn("content", release._jxc_get_sealed_content())

    def test_content_slipped_into_an_older_release_is_noticed(self):
        release = self._write(self._hold(None))
        self.env.cr.execute(
            "UPDATE jxc_release SET content = '{}' WHERE id = %s", [release.id]
        )
        self.env.invalidate_all()
        self.assertIn(
            f"number {release.number} ", self.releases._jxc_find_broken_link()
        )

    def test_a_deputy_s_release_names_all_three(self):
        finance, driver = self.users["finance"], self.users["driver"]
        release = self._write(user=self.manager, on_behalf=finance, requester=driver)
        self.assertEqual(release.user_id, self.manager)
        self.assertEqual(release.on_behalf_id, finance)
        self.assertEqual(release.requester_id, driver)
        self.assertEqual(release.ceiling, 100)

    def test_a_document_without_company_can_be_released(self):
        country = self.env.ref("base.cn")
        release = self._write(document=country)
        self.assertEqual(
            (release.res_model, release.res_id), ("res.country", country.id)
        )
        self.assertEqual(release.document_name, country.display_name)
        self.assertFalse(release.company_id)

    # --- withdrawing ----------------------------------------------------------------
    def _withdraw_all(self, *documents, **kw):
        ids = [document.id for document in documents]
        return self.releases._jxc_withdraw_all("sale.order", ids, "Cancelled", **kw)

    def test_withdrawing_all_ends_what_counts_now(self):
        self._write(self._hold(), self._hold(code="test.other"))
        gone = self._withdraw_all(self.order)
        self.assertEqual(gone.mapped("kind"), ["withdraw"] * 2)
        self.assertTrue(self._is_open(self._hold()))
        self.assertTrue(self._is_open(self._hold(code="test.other")))
        self.assertEqual(self.releases._jxc_find_broken_link(), "")

    def test_withdrawing_some_codes_leaves_the_others(self):
        self._write(self._hold(), self._hold(code="test.other"))
        self._withdraw_all(self.order, codes=["test.other"])
        self.assertFalse(self._is_open(self._hold()))
        self.assertTrue(self._is_open(self._hold(code="test.other")))

    def test_withdrawing_leaves_other_documents_alone(self):
        self._write()
        self._withdraw_all(self._quote(1))
        self.assertFalse(self._is_open(self._hold()))

    def test_what_was_withdrawn_is_not_withdrawn_again(self):
        self._write()
        self.assertTrue(self._withdraw_all(self.order))
        self.assertFalse(self._withdraw_all(self.order))

    def test_a_withdrawal_is_in_the_name_of_whoever_withdrew_only(self):
        self._write(user=self.users["general_manager"], on_behalf=self.users["finance"])
        gone = self._withdraw_all(self.order)
        self.assertEqual(gone.user_id, self.manager)
        self.assertFalse(gone.on_behalf_id)
        self.assertEqual(gone.reason, "Cancelled")

    def test_the_button_ends_no_release_of_a_document_without_gates(self):
        release = self._write(document=self.env.ref("base.cn"))
        with self.assertRaises(AccessError):
            release.with_user(self.manager).action_jxc_withdraw()

    def test_a_cancelled_order_that_comes_back_is_held_again(self):
        order = self._quote(101)
        self._release(order)
        order.action_cancel()
        order.action_draft()
        with self.assertRaises(HoldError):
            order.action_confirm()

    # --- from the trail to the document ---------------------------------------------
    def test_the_document_opens_from_the_trail_and_from_the_list_of_held_ones(self):
        release = self._write().with_user(self.manager)
        refusal = (self.order.id, "test.rule", "Held.")
        notices = self.env["jxc.hold.notice"]
        notices._jxc_remember("sale.order", "confirm", self.manager.id, [refusal])
        notice = notices.search([("res_id", "=", self.order.id)])
        for record in (release, notice.with_user(self.manager)):
            with self.subTest(record._name):
                action = record.action_jxc_open_document()
                self.assertEqual(action["res_model"], "sale.order")
                self.assertEqual(action["res_id"], self.order.id)
                self.assertEqual(record.display_name, self.order.name)

    def test_whoever_may_not_read_the_trail_opens_nothing_from_it(self):
        release = self._write()
        self._assert_refused(
            "driver", "jxc.release", "action_jxc_open_document", release.ids
        )
