from unittest.mock import patch

from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestMail(ApprovalCommon):
    """Mails leave with the scheduled action, to whom they are still due."""

    def setUp(self):
        super().setUp()
        self._run()
        self.env["res.lang"]._activate_lang("zh_CN")
        self.order = self._buy(6000)

    def _run(self):
        """Return {login: bodies} of what the scheduled action notifies about."""
        last = self.env["mail.message"].search([], order="id desc", limit=1).id
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1
        ):
            self.requests._cron_jxc_mail()
        found = {}
        for message in self.env["mail.message"].search([("id", ">", last)]):
            for user in message.notified_partner_ids.user_ids | (
                message.partner_ids.user_ids
            ):
                found.setdefault(user, []).append(message)
        return found

    def test_nobody_waits_for_a_mail_while_submitting(self):
        self.assertFalse(
            self.env["mail.message"].search(
                [("partner_ids", "in", self.users["purchase_manager"].partner_id.ids)]
            )
        )

    def test_whoever_is_asked_gets_one_mail_from_whoever_asked(self):
        told = self._run()
        (message,) = told[self.users["purchase_manager"]]
        self.assertEqual(message.author_id, self.users["buyer"].partner_id)
        self.assertFalse(self._run())

    def test_whoever_is_asked_no_more_gets_none(self):
        self._approve(self.order, "purchase_manager")
        self.assertNotIn(self.users["purchase_manager"], self._run())

    def test_the_requester_is_told_by_whoever_decided(self):
        self._run()
        self._approve(self.order, "purchase_manager")
        told = self._run()
        (message,) = told[self.users["buyer"]]
        self.assertEqual(message.author_id, self.users["purchase_manager"].partner_id)
        self.assertFalse(self._run())

    def test_the_requester_reads_why_it_was_refused(self):
        self._run()
        pending = self._pending(self.order)
        request = pending.with_user(self.users["purchase_manager"])
        request._jxc_turn_down("refuse", "Too dear for this shop")
        (message,) = self._run()[self.users["buyer"]]
        self.assertIn("Too dear for this shop", message.body)

    def test_the_mail_is_in_its_readers_language(self):
        self.users["buyer"].lang = "zh_CN"
        self._run()
        self._approve(self.order, "purchase_manager")
        (message,) = self._run()[self.users["buyer"]]
        states = self.requests.with_context(lang="zh_CN")._fields["state"]
        approved = dict(
            states._description_selection(self.env(context={"lang": "zh_CN"}))
        )["approved"]
        self.assertIn(approved, message.body)
