"""A ladder over days that have passed: what it would have asked, order by order.

Nothing here knows Odoo, so that chains of split orders are tested as a function.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from .ladder import Other, Rule, Step, climb

# A step that asks about every document that a rule speaks about: it tells a rule that
# asks nobody from one that does not fit. It is never shown.
MARK = Step(id=0)


@dataclass(frozen=True)
class Past:
    """An order as it was confirmed or submitted.

    :param id: its id
    :param moment: when that was, naive UTC
    :param amount: its total in company currency, taxes included
    :param vendor: id of its vendor's company
    :param people: ids of whoever is in charge of it or typed it
    :param rule: the rule that speaks about it, None: none does
    """

    id: int
    moment: object
    amount: float
    vendor: int = 0
    people: frozenset = frozenset()
    rule: Rule | None = None

    def keys(self, split_by):
        """Return what orders share that count together by `split_by`."""
        keys = set()
        if split_by in ("vendor", "either"):
            keys.add(("vendor", self.vendor))
        if split_by in ("requester", "either"):
            keys.update(("person", person) for person in self.people)
        return keys


def climb_in_turn(orders, digits=2):
    """Return {id: (steps, ids counted with it)} as if the rules had always been on.

    Each order counts together with those before it within its rule's days. What the
    approvers of an earlier one would have seen by then counts no more, as it would
    not have on the day. Orders that no rule speaks about are counted, not returned.

    :param orders: :class:`Past`, in any order
    :param digits: decimal places of the company currency
    """
    amounts = {order.id: order.amount for order in orders}
    seen = defaultdict(list)
    # (by what, whom) -> [(moment, id)] of the orders so far
    earlier = defaultdict(list)
    climbed = {}
    for order in sorted(orders, key=lambda order: (order.moment, order.id)):
        if order.rule:
            others = [
                Other(id_, amounts[id_], tuple(seen[id_]))
                for id_ in _within(earlier, order)
            ]
            steps, counted = climb(order.rule.steps, order.amount, others, digits)
            reach = max((step.amount_over for step in steps), default=0.0)
            if any(step != MARK for step in steps):
                for id_ in (order.id, *counted):
                    seen[id_].append((reach, amounts[id_]))
            climbed[order.id] = (steps, counted)
        if order.amount > 0:
            for key in order.keys("either"):
                earlier[key].append((order.moment, order.id))
    return climbed


def _within(earlier, order):
    """Return the ids of earlier orders that count together with this one."""
    if not order.rule.split_by:
        return []
    since = order.moment - timedelta(days=order.rule.split_days)
    ids = {}
    for key in order.keys(order.rule.split_by):
        for moment, id_ in reversed(earlier[key]):
            if moment < since:
                break
            ids[id_] = True
    return sorted(ids)
