"""An independent credit walk in exact decimals: what the suite's gate must answer.

Rule: every customer has the same limit; an accepted document counts as open for a
number of days, credit notes with their minus sign; a document above zero is held
when what is open plus the document passes the limit. In time order, then by number.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

LIMIT = Decimal(5000)
DAYS = 30


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the walk says of one document, in the file's currency."""

    number: str
    customer: str
    stamp: datetime
    total: Decimal
    open_before: Decimal
    held: bool


def walk(documents, limit=LIMIT, days=DAYS):
    """Return a `Verdict` for every document that has a customer.

    :param documents: in time order, then by number
    """
    still_open = defaultdict(list)
    verdicts = []
    for document in documents:
        if not document.customer:
            continue
        since = document.stamp - timedelta(days=days)
        items = [i for i in still_open[document.customer] if i[0] > since]
        before, total = sum((i[1] for i in items), Decimal()), document.total
        held = total > 0 and before + total > limit
        if not held:
            items.append((document.stamp, total))
        still_open[document.customer] = items
        verdicts.append(
            Verdict(
                document.number,
                document.customer,
                document.stamp,
                total,
                before,
                held,
            )
        )
    return verdicts
