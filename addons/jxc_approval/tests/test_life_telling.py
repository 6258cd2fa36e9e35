from unittest.mock import patch

from odoo.tests import tagged

from .life_common import LifeCommon


@tagged("post_install", "-at_install")
class TestTelling(LifeCommon):
    """One activity and one mail per person and request, in the reader's language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")

    def setUp(self):
        super().setUp()
        self.step.user_ids = self.manager | self.finance
        self.request = self._ask()

    def _messages(self, user):
        """Notifications to `user` about the request or its order, newest first."""
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("model", "in", ["purchase.order", "jxc.approval.request"]),
                ("res_id", "in", [self.order.id, self.request.id]),
            ]
        )

    def _in_chinese(self, text, *args):
        """The translation of `text`, which has to differ from it."""
        chinese = self.env(context={"lang": "zh_CN"})._(text, *args)
        self.assertNotEqual(chinese, self.env._(text, *args))
        return chinese

    def test_each_person_has_one_activity(self):
        self.request._jxc_sync_activities()
        self.request._jxc_after_change()
        activities = self._activities(self.request)
        self.assertEqual(len(activities), 2)
        self.assertEqual(activities.user_id, self.manager | self.finance)

    def test_a_deputy_who_is_asked_anyway_has_one_activity(self):
        self._name_deputy(self.manager, self.finance)
        self.assertEqual(len(self._activities(self.request)), 2)

    def test_approving_many_at_once_leaves_their_next_approvers_asked(self):
        big, bigger = self._ask(26000), self._ask(27000)
        self._yes(self.manager, big | bigger | self.request)
        self.assertEqual(self._asked(big), self.boss)
        self.assertEqual(self._asked(bigger), self.boss)
        self.assertFalse(self._activities(self.request))

    def test_an_activity_is_in_its_readers_language(self):
        self.manager.lang = "zh_CN"
        request = self._ask(7000)
        by_user = self._activities(request).grouped("user_id")
        name = request.document_name
        self.assertEqual(
            by_user[self.manager].summary, self._in_chinese("Approve %s", name)
        )
        self.assertEqual(by_user[self.finance].summary, f"Approve {name}")

    def test_a_reminder_is_in_its_readers_language(self):
        self.manager.lang = "zh_CN"
        seen = []
        requests = type(self.request)
        prepare = requests._jxc_prepare_activity_vals

        def note(this, lang, reminder=False):
            seen.append((lang, reminder))
            return prepare(this, lang, reminder)

        self._be_late(self.request, "remind_at")
        with patch.object(requests, "_jxc_prepare_activity_vals", note):
            self._run_clock()
        self.assertEqual(set(seen), {("zh_CN", True), ("en_US", True)})

    def test_each_person_gets_one_mail(self):
        self._run_clock()
        self._run_clock()
        for user in (self.manager, self.finance):
            self.assertEqual(len(self._messages(user)), 1)

    def test_a_colleague_added_later_does_not_mail_the_others_again(self):
        self._run_clock()
        self._decide(self.manager, self.request, "add", user_id=self.boss.id)
        self._run_clock()
        self.assertEqual(len(self._messages(self.manager)), 1)
        self.assertEqual(len(self._messages(self.boss)), 1)

    def test_the_requester_is_told_in_their_language(self):
        self.users["buyer"].lang = "zh_CN"
        self._decide(self.manager, self.request, "refuse", "too dear")
        self._run_clock()
        (message,) = self._messages(self.users["buyer"])
        states = self.request.with_context(lang="zh_CN")._fields["state"]
        chinese = dict(
            states._description_selection(self.env(context={"lang": "zh_CN"}))
        )
        self.assertIn(chinese["refused"], message.body)
        self.assertIn("too dear", message.body)

    def test_every_requester_but_the_one_who_acted_is_told(self):
        request = self._ask(7000, user="buyer")
        self.request = request
        request.requester_ids |= self.other_buyer
        self._rpc("buyer", "jxc.approval.request", "action_jxc_withdraw", request.ids)
        self._run_clock()
        self.assertEqual(len(self._messages(self.other_buyer)), 1)
        self.assertFalse(self._messages(self.users["buyer"]))

    def test_who_has_left_is_neither_asked_nor_told(self):
        self.finance.active = False
        request = self._ask(7000)
        self.assertEqual(self._asked(request), self.manager)
        self.users["buyer"].active = False
        self._yes(self.manager, request)
        self.request = request
        self._run_clock()
        self.assertFalse(self._messages(self.users["buyer"]))

    def test_who_leaves_while_asked_is_asked_no_more(self):
        self.finance.active = False
        self.request._jxc_sync_activities()
        self.assertEqual(self._asked(self.request), self.manager)

    # === MOOT ===
    def test_a_colleagues_approval_closes_it_for_all(self):
        self._yes(self.finance, self.request)
        self.assertFalse(self._activities(self.request))

    def test_a_refusal_closes_it_for_all(self):
        self._decide(self.finance, self.request, "refuse")
        self.assertFalse(self._activities(self.request))

    def test_forwarding_moves_it(self):
        self._decide(self.manager, self.request, "forward", user_id=self.boss.id)
        self.assertEqual(self._asked(self.request), self.finance | self.boss)

    def test_the_next_step_is_asked_when_the_first_is_done(self):
        request = self._ask(30000)
        self.assertEqual(self._asked(request), self.finance | self.manager)
        self._yes(self.manager, request)
        self.assertEqual(self._asked(request), self.boss)

    def test_taking_it_back_closes_it(self):
        self._rpc(
            "buyer", "jxc.approval.request", "action_jxc_withdraw", self.request.ids
        )
        self.assertFalse(self._activities(self.request))

    def test_cancelling_the_order_closes_it(self):
        self._rpc("buyer", "purchase.order", "button_cancel", self.order.ids)
        self.assertEqual(self.request.state, "moot")
        self.assertFalse(self._activities(self.request))

    def test_deleting_the_order_closes_it(self):
        self._rpc("buyer", "purchase.order", "button_cancel", self.order.ids)
        self._rpc("purchase_manager", "purchase.order", "unlink", self.order.ids)
        self.assertFalse(self._activities(self.request))
        self.assertEqual(self.request.state, "moot")

    def test_a_change_asks_anew_with_one_activity_each(self):
        self._set_price(self.order, 9000)
        new = self._pending(self.order)
        self.assertEqual(self.request.state, "broken")
        self.assertNotEqual(new, self.request)
        self.assertEqual(len(self._activities(new)), 2)

    def test_who_may_not_read_the_order_is_asked_on_the_request(self):
        self.step.user_ids = self.users["driver"]
        request = self._ask(7000)
        activity = self._activities(request)
        self.assertEqual(
            (activity.user_id, activity.res_model),
            (self.users["driver"], "jxc.approval.request"),
        )
        self._yes("driver", request)
        self.assertEqual(self.order.state, "purchase")
