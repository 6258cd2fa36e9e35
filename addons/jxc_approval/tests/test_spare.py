from odoo.tests import tagged

from odoo.addons.jxc_approval.models.purchase_order import VERDICTS

from .life_common import LifeCommon


@tagged("post_install", "-at_install")
class TestSpare(LifeCommon):
    """What is kept in memory, or not asked twice, says the same as asking would."""

    def _find(self, user, domain):
        """Ids of the orders that `user` finds."""
        return set(self.env["purchase.order"].with_user(user).search(domain).ids)

    def test_orders_are_found_by_whose_turn_it_is(self):
        request = self._ask(25000)
        mine = [("jxc_my_turn", "=", True)]
        self.assertIn(self.order.id, self._find(self.manager, mine))
        self.assertNotIn(self.order.id, self._find(self.boss, mine))
        self._yes(self.manager, request)
        self.assertNotIn(self.order.id, self._find(self.manager, mine))
        self.assertIn(self.order.id, self._find(self.boss, mine))
        self.assertIn(
            self.order.id, self._find(self.manager, [("jxc_my_turn", "=", False)])
        )

    def test_orders_are_found_by_how_far_their_last_request_is(self):
        self._decide(self.manager, self._ask(), "refuse")
        other = self._buy(10)
        refused = self._find(self.boss, [("jxc_approval_state", "=", "refused")])
        never = self._find(self.boss, [("jxc_approval_state", "=", False)])
        self.assertTrue(self.order.id in refused and self.order.id not in never)
        self.assertTrue(other.id in never and other.id not in refused)

    def test_whoever_is_asked_does_not_follow_the_order(self):
        self._ask()
        self.assertNotIn(self.manager.partner_id, self.order.message_partner_ids)

    def test_whoever_follows_for_another_reason_still_does(self):
        self._ask()
        self.order.message_subscribe(self.boss.partner_id.ids)
        self.assertIn(self.boss.partner_id, self.order.message_partner_ids)

    def test_the_activity_of_whoever_decided_is_done_and_the_others_go(self):
        self.step.user_ids = self.manager | self.finance
        request = self._ask()
        asked = self._activities(request)
        done = asked.filtered(lambda activity: activity.user_id == self.manager)
        self._yes(self.manager, request)
        self.assertEqual(asked.exists(), done)
        self.assertFalse(done.active or done.jxc_to_mail)
        self.assertTrue(done.date_done)

    def test_a_rule_that_is_renamed_holds_under_its_new_name(self):
        self._ask()
        self.ladder.name = "Ladder of the house"
        self.step.update_field_translations("name", {"en_US": "Head of buying"})
        request = self._ask(7000)
        self.assertIn("Ladder of the house", request.sentence)
        self.assertIn("Head of buying", request.sentence)

    def test_nothing_of_an_order_is_remembered_once_it_is_confirmed(self):
        self._buy(10)
        self.assertNotIn(VERDICTS, self.env.cr.cache)

    def test_of_orders_confirmed_together_each_counts_the_ones_before(self):
        self.ladder.write({"split_by": "vendor", "split_days": 7})
        orders = self._buy(2000, confirm=False) | self._buy(2000, confirm=False)
        orders |= self._buy(2000, confirm=False)
        self._rpc("buyer", "purchase.order", "button_confirm", orders.ids)
        self.assertEqual(orders.mapped("state"), ["purchase", "purchase", "to approve"])

    def test_acts_of_one_decision_are_in_their_order_in_an_unbroken_chain(self):
        self._yes(self.manager, self._ask())
        kinds = self._kinds(self.order)
        self.assertEqual(kinds, ["submit", "approve", "seal"])
        self.assertFalse(self.acts._jxc_find_broken_link())
