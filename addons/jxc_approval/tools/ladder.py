"""The arithmetic of a ladder: which steps an amount has to climb.

Nothing here knows Odoo, so every threshold is tested as a function.
"""

from dataclasses import dataclass
from decimal import Decimal

ALWAYS = 0.0


@dataclass(frozen=True)
class Step:
    """One step of a rule, as it is kept in memory.

    :param id: id of the step's record
    :param amount_over: asked when the amount is *over* it, never at it; zero asks
        always, whatever the amount
    """

    id: int
    amount_over: float = ALWAYS


@dataclass(frozen=True)
class Rule:
    """One rule that is switched on, as it is kept in memory.

    :param amount_min: fits amounts from here on, zero: from any
    :param amount_max: fits amounts up to and including this, zero: up to any
    :param partners, categories, warehouses, departments: ids, empty: any
    :param domain: parsed search domain of the document, empty: any
    :param split_by: "vendor", "requester", "either" or "" (orders count alone)
    :param split_days: days within which they count together
    :param on_since: naive UTC moment at which the rule was switched on
    :param seal_days: days after which an approval counts no more, zero: never
    :param growth_percent: by how much an approved amount may be passed
    :param target: what it keeps shut (`tools/target.py`), None: a step of a kind of
        documents that has its own
    :param sealed: names of the fields that an approval seals, empty: all
    """

    id: int
    kind: str
    model: str
    company: int
    steps: tuple
    amount_min: float = 0.0
    amount_max: float = 0.0
    partners: frozenset = frozenset()
    categories: frozenset = frozenset()
    warehouses: frozenset = frozenset()
    departments: frozenset = frozenset()
    domain: tuple = ()
    split_by: str = ""
    split_days: int = 0
    on_since: object = None
    seal_days: int = 0
    growth_percent: float = 0.0
    target: object = None
    sealed: tuple = ()

    @property
    def kind_shown(self):
        """Return the kind of documents as its record has it."""
        return "other" if self.target else self.kind


@dataclass(frozen=True)
class Other:
    """An order that counts together with the one that is judged.

    :param id: its id
    :param amount: its total in company currency
    :param seen: ((reach, amount), …): the highest threshold under which an approval
        has seen it, and how much of it there was then, in company currency
    """

    id: int
    amount: float
    seen: tuple = ()

    def unseen(self, threshold, digits):
        """Return how much of it nobody has seen who decides over `threshold`."""
        amounts = (amount for reach, amount in self.seen if reach >= threshold)
        seen = max((exact(amount, digits) for amount in amounts), default=Decimal(0))
        return max(exact(self.amount, digits) - max(seen, Decimal(0)), Decimal(0))


def exact(amount, digits):
    """Return `amount` as a decimal rounded half up to `digits`; binary noise goes."""
    unit = Decimal(1).scaleb(-digits)
    return Decimal(repr(float(amount))).quantize(unit, rounding="ROUND_HALF_UP")


def is_in_band(rule, amount, digits):
    """Tell whether `amount` (company currency, None: has none) fits the rule's band."""
    if amount is None:
        return not (rule.amount_min or rule.amount_max)
    value = exact(amount, digits)
    if rule.amount_min and value < exact(rule.amount_min, digits):
        return False
    return not rule.amount_max or value <= exact(rule.amount_max, digits)


def climb(steps, amount, others=(), digits=2):
    """Return the steps that `amount` has to climb, and the orders that count with it.

    A threshold is passed by more than itself: 5,000.00 stays under "over 5,000". What
    of other orders an approval at this height has seen already counts no more, so
    that the same person is not asked about the same money twice. Credits (amounts not
    above zero) split nothing and are split by nothing.

    :param steps: :class:`Step` in order
    :param amount: total in company currency, taxes included; None: the document has
        no amount, only steps without a threshold ask
    :param others: :class:`Other` that count together with it
    :param digits: decimal places of the company currency
    :return: (steps, ids of the others without which fewer steps would be asked)
    """
    climbed, counted = [], set()
    for step in steps:
        if not step.amount_over:
            climbed.append(step)
            continue
        if amount is None:
            continue
        threshold = exact(step.amount_over, digits)
        alone = exact(amount, digits)
        if alone > threshold:
            climbed.append(step)
        elif alone > 0:
            unseen = {
                other.id: rest
                for other in others
                if (rest := other.unseen(step.amount_over, digits))
            }
            if alone + sum(unseen.values()) > threshold:
                climbed.append(step)
                counted |= set(unseen)
    return tuple(climbed), frozenset(counted)


def climbs_alone(steps, amount, digits=2):
    """Tell whether no other order could make `amount` climb more of `steps`.

    It climbs them all by itself, or is a credit, or has no amount.
    """
    if amount is None or exact(amount, digits) <= 0:
        return True
    thresholds = [step.amount_over for step in steps if step.amount_over]
    return exact(amount, digits) > max(
        (exact(threshold, digits) for threshold in thresholds), default=Decimal(0)
    )


def ceiling_of(steps, asked, amount, growth, digits=2):
    """Return up to which amount an approval of `amount` counts.

    It may grow by `growth` percent, yet never over a threshold whose step was not
    asked: growing is no way up the ladder.

    :param steps: all :class:`Step` of the rule
    :param asked: those of them that approve
    :param amount: total in company currency
    :param growth: percent
    :return: amount in company currency, not below `amount`
    """
    if growth <= 0 or amount <= 0:
        return amount
    now = exact(amount, digits)
    grown = exact(float(now * (100 + Decimal(repr(growth))) / 100), digits)
    missed = [
        exact(step.amount_over, digits)
        for step in steps
        if step not in asked and step.amount_over
    ]
    above = [threshold for threshold in missed if threshold >= now]
    return float(min([grown, *above]))
