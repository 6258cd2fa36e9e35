"""All real payments as vendor orders through the ladder, against what was published.

Each of the 6,243 documents is made and confirmed by a buyer through the ORM; what is
asked is compared with the published tiers, and nothing is kept. Run by
`./dev bench bench_payments`, which sets JXC_DATABASE.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.replay import database, payments  # noqa: E402
from tools.replay.clock import seconds  # noqa: E402


def main():
    """Print the figures; return 1 when a document climbs otherwise, else 0."""
    import odoo
    from odoo.modules.registry import Registry

    name = os.environ["JXC_DATABASE"]
    if not payments.PAYMENTS.exists():
        print(payments.ABSENT)
        return 0
    database.configure(name)
    documents = payments.read()
    with Registry(name).cursor() as cr:
        ladder = payments.Ladder(odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {}))
        started = seconds()
        heights = ladder.climb(documents)
        taken = seconds() - started
        cr.rollback()
    wrong = [
        document
        for document, found in zip(documents, heights, strict=True)
        if found != (document.total, document.height)
    ]
    print(f"{len(documents)} orders in {taken:.0f} s: {payments.count(heights)}")
    print(f"published: {payments.expected()}")
    for document in wrong[:50]:
        print(f"MISMATCH {document}")
    print(f"{len(wrong)} mismatches" if wrong else "every document climbs as published")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
