from odoo.tests import tagged

from .try_common import TryCommon


@tagged("post_install", "-at_install")
class TestTryOffer(TryCommon):
    """A database in use gets an offer to try, and its rules off."""

    def _offers(self):
        return self.ladder.activity_ids

    def test_a_database_in_use_gets_the_rules_off_and_an_offer(self):
        self._buy(6000)
        self.env["jxc.approval.rule"]._jxc_start_out()
        self.assertFalse(self.ladder.active)
        self.assertIn(self.consultant, self._offers().user_id)

    def test_the_offer_leads_to_the_rule(self):
        self.ladder._jxc_offer()
        self.assertIn(
            f"action_jxc_approval_rule/{self.ladder.id}", self._offers()[0].note
        )

    def test_whoever_gets_the_offer_may_try(self):
        self.ladder._jxc_offer()
        for user in self._offers().user_id:
            self.assertTrue(user.has_group("jxc_approval.group_approval_admin"))

    def test_the_administrator_of_the_database_gets_it(self):
        self.ladder._jxc_offer()
        self.assertIn(self.env.ref("base.user_admin"), self._offers().user_id)

    def test_the_offer_ends_when_the_rule_is_on(self):
        self.ladder._jxc_offer()
        self._rpc(
            "consultant", "jxc.approval.rule", "action_jxc_switch", self.ladder.ids
        )
        self.assertFalse(self._offers())

    def test_the_offer_stays_while_the_rule_is_changed(self):
        self.ladder._jxc_offer()
        self.ladder.seal_days = 3
        self.assertTrue(self._offers())

    def test_a_to_do_of_people_stays_when_the_rule_is_on(self):
        activity = self.ladder.activity_schedule("mail.mail_activity_data_todo")
        activity.automated = False
        self.ladder.active = True
        self.assertEqual(self._offers(), activity)

    def test_a_copy_of_a_rule_that_is_on_comes_off(self):
        self.ladder.active = True
        copy = self.ladder.copy()
        self.assertEqual((copy.active, copy.on_since), (False, False))
        self.assertEqual(len(copy.step_ids), len(self.ladder.step_ids))

    def test_a_copy_is_told_from_its_rule(self):
        self.assertEqual(self.ladder.copy().name, f"{self.ladder.name} (copy)")

    def test_the_words_say_what_happens_at_the_threshold(self):
        self.assertRegex(self.ladder.words, r"Exactly .*5,000\.00.* is not over it")

    def test_the_words_say_nothing_of_thresholds_where_there_are_none(self):
        self.ladder.step_ids.amount_over = 0
        self.assertNotIn("Exactly", self.ladder.words)
