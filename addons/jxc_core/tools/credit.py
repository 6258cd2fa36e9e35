"""What a customer owes, or will owe, as plain values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Exposure:
    """One customer's exposure towards one company, in that company's currency.

    :param receivable: open posted receivables
    :param unapplied: payments and credit notes not matched yet (zero or negative)
    :param draft: customer invoices not posted yet
    :param orders: the part of confirmed orders that no invoice covers
    :param overdue: receivables past their due date by more than the grace days
    """

    receivable: float = 0.0
    unapplied: float = 0.0
    draft: float = 0.0
    orders: float = 0.0
    overdue: float = 0.0

    def used(self, parts):
        """Return the sum of the parts named in `parts` (an iterable of names)."""
        return sum(getattr(self, part) for part in parts)

    @property
    def overdue_net(self):
        """Return what is overdue after payments that only lack their matching."""
        return max(self.overdue + self.unapplied, 0.0)


def expected_quantity(ordered, delivered, returned, invoiced_on_delivery):
    """Return how much of an order line the customer will have to pay for.

    What came back is not owed any more, unless it was replaced; what was delivered
    beyond the order is owed when the product is invoiced by delivery.

    :param ordered: ordered quantity
    :param delivered: delivered quantity net of returns
    :param returned: quantity that came back to be refunded
    :param invoiced_on_delivery: True when deliveries, not orders, are invoiced
    """
    if ordered < 0:
        return ordered
    kept = max(ordered - returned, delivered)
    return kept if invoiced_on_delivery else min(ordered, kept)
