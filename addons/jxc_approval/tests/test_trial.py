from datetime import datetime, timedelta

from odoo.tests import BaseCase

from ..tools.ladder import Rule, Step
from ..tools.trial import MARK, Past, climb_in_turn

START = datetime(2026, 1, 5, 8)
LADDER = (Step(1, 5000.0), Step(2, 20000.0))


def rule(split_by="vendor", days=7, steps=LADDER):
    """A plain rule."""
    return Rule(
        id=1,
        kind="purchase",
        model="purchase.order",
        company=0,
        steps=steps,
        split_by=split_by,
        split_days=days,
    )


class TestTrial(BaseCase):
    """The ladder over days that have passed, as a function."""

    def _climb(self, *orders, **kw):
        """Return {id: (ids of steps, ids counted)} of (day, amount, vendor, person)."""
        ladder = rule(**kw)
        past = [
            Past(
                id=number,
                moment=START + timedelta(days=day),
                amount=amount,
                vendor=vendor,
                people=frozenset([person]),
                rule=ladder,
            )
            for number, (day, amount, vendor, person) in enumerate(orders, start=1)
        ]
        return {
            id_: ([step.id for step in steps], set(counted))
            for id_, (steps, counted) in climb_in_turn(past).items()
        }

    def test_an_order_at_a_threshold_asks_nobody(self):
        self.assertEqual(self._climb((0, 5000.0, 1, 1))[1], ([], set()))

    def test_a_cent_more_asks_the_first_step(self):
        self.assertEqual(self._climb((0, 5000.01, 1, 1))[1], ([1], set()))

    def test_the_second_half_of_a_split_order_asks(self):
        climbed = self._climb((0, 3000, 1, 1), (1, 3000, 1, 1))
        self.assertEqual(climbed, {1: ([], set()), 2: ([1], {1})})

    def test_a_later_order_counts_with_no_earlier_one(self):
        climbed = self._climb((1, 3000, 1, 1), (0, 3000, 1, 1))
        self.assertEqual(climbed[2], ([], set()))

    def test_what_an_approver_would_have_seen_counts_no_more(self):
        climbed = self._climb((0, 3000, 1, 1), (1, 3000, 1, 1), (2, 3000, 1, 1))
        self.assertEqual(climbed[3], ([], set()))

    def test_what_only_a_lower_step_saw_counts_for_the_higher_one(self):
        climbed = self._climb((0, 18000, 1, 1), (1, 3000, 1, 1))
        self.assertEqual(climbed[2], ([2], {1}))

    def test_orders_count_until_the_last_day(self):
        self.assertEqual(self._climb((0, 3000, 1, 1), (7, 3000, 1, 1))[2][0], [1])

    def test_orders_count_no_longer(self):
        self.assertEqual(self._climb((0, 3000, 1, 1), (7.01, 3000, 1, 1))[2][0], [])

    def test_other_vendors_count_apart(self):
        self.assertEqual(self._climb((0, 3000, 1, 1), (1, 3000, 2, 1))[2][0], [])

    def test_the_same_requester_counts_where_the_rule_says_so(self):
        orders = (0, 3000, 1, 1), (1, 3000, 2, 1)
        self.assertEqual(self._climb(*orders, split_by="requester")[2][0], [1])

    def test_the_same_vendor_or_requester_counts_once(self):
        orders = (0, 2600, 1, 1), (1, 2400, 1, 1)
        self.assertEqual(self._climb(*orders, split_by="either")[2][0], [])

    def test_without_counting_together_each_order_is_alone(self):
        orders = (0, 3000, 1, 1), (1, 3000, 1, 1)
        self.assertEqual(self._climb(*orders, split_by="")[2][0], [])

    def test_a_credit_counts_with_nothing(self):
        climbed = self._climb((0, -9000, 1, 1), (1, 5000, 1, 1), (2, 1, 1, 1))
        self.assertEqual(climbed[3], ([1], {2}))

    def test_an_order_without_a_rule_counts_and_is_not_returned(self):
        orders = [
            Past(1, START, 3000.0, vendor=1),
            Past(2, START + timedelta(days=1), 3000.0, vendor=1, rule=rule()),
        ]
        climbed = climb_in_turn(orders)
        self.assertEqual(list(climbed), [2])
        self.assertEqual(climbed[2][1], {1})

    def test_the_mark_is_seen_by_nobody(self):
        steps = (*LADDER, MARK)
        climbed = self._climb((0, 3000, 1, 1), (1, 3000, 1, 1), steps=steps)
        self.assertEqual(climbed[2], ([1, 0], {1}))
