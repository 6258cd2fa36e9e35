"""Real payments climb the purchase ladder as vendor orders, one line per payment.

The file is test data that nobody here wrote (Greater London Authority, PDDL 1.0); it
is found by JXC_DATA, or beside the repository, and is not part of it.
"""

import csv
import gzip
import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from tools.replay.published import FOLDER as BESIDE

FOLDER = BESIDE.parent / "purchasing"
PAYMENTS = FOLDER / "gla_spend.csv.gz"
ABSENT = f"the real payments are not at {FOLDER}; name their parent by JXC_DATA"
THRESHOLDS = (Decimal(5000), Decimal(20000))
BATCH = 250


@dataclass(frozen=True)
class Document:
    """One document of one vendor.

    :param number, vendor: as in the file
    :param lines: amount of each payment, in order (Decimal)
    """

    number: str
    vendor: str
    lines: tuple

    @property
    def total(self):
        """Return the sum of its payments."""
        return sum(self.lines)

    @property
    def height(self):
        """Return how many steps it has to climb: over a threshold, never at it."""
        return sum(self.total > threshold for threshold in THRESHOLDS)


def read():
    """Return the documents of the file: payments of one number and vendor."""
    lines = defaultdict(list)
    with gzip.open(PAYMENTS, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["DocNo"]:
                lines[row["DocNo"], row["Vendor"]].append(Decimal(row["Amount"]))
    return [Document(*key, tuple(amounts)) for key, amounts in lines.items()]


def expected():
    """Return {"le_5000": …, "gt_5000_le_20000": …, "gt_20000": …, "le_0": …} and more.

    Those up to zero are not among those up to 5,000.00.
    """
    published = json.loads((FOLDER / "expected.json").read_text())
    (name,) = (name for name in published if name.startswith("documents"))
    return published[name]


def notable(documents, every=40):
    """Return what a threshold could go wrong with, and an even sample of the rest.

    :param every: one of so many of the others
    """
    near = [
        abs(document.total - threshold) <= 1
        for document in documents
        for threshold in THRESHOLDS
    ]
    chosen = []
    for position, document in enumerate(documents):
        at_threshold = any(near[2 * position : 2 * position + 2])
        odd = len(document.lines) > 1 or document.total <= 0
        if at_threshold or odd or position % every == 0:
            chosen.append(document)
    return chosen


class Ladder:
    """The shipped ladder alone, and a buyer who confirms what others have paid for.

    Orders of one vendor do not count together here: the published figures are those
    of each document.
    """

    def __init__(self, env):
        env = env(context={**env.context, "tracking_disable": True})
        rules = env["jxc.approval.rule"]
        rules.search([]).active = False
        ladder = env.ref("jxc_approval.rule_purchase")
        ladder.write({"active": True, "split_by": False})
        users = env["res.users"].with_context(no_reset_password=True)
        roles = ("buyer", "purchase_manager", "general_manager")
        people = {
            role: users.create(
                {
                    "name": role,
                    "login": f"payments_{role}",
                    "group_ids": [(6, 0, env.ref(f"jxc_core.group_{role}").ids)],
                }
            )
            for role in roles
        }
        self.env = env(user=people["buyer"])
        self.product = env["product.product"].create(
            {"name": "Payment", "type": "service", "supplier_taxes_id": False}
        )
        self.vendors = {}

    def climb(self, documents):
        """Confirm orders of these documents; return [(total, steps asked)] in order."""
        result = []
        for start in range(0, len(documents), BATCH):
            orders = self._order(documents[start : start + BATCH])
            orders.button_confirm()
            result += self._get_heights(orders)
            self.env.flush_all()
            self.env.invalidate_all()
        return result

    def _order(self, documents):
        """Make the orders, as their buyer."""
        self._meet({document.vendor for document in documents})
        return self.env["purchase.order"].create(
            [
                {
                    "partner_id": self.vendors[document.vendor],
                    "partner_ref": document.number,
                    "order_line": [
                        (
                            0,
                            0,
                            {
                                "product_id": self.product.id,
                                "product_qty": 1,
                                "price_unit": float(amount),
                            },
                        )
                        for amount in document.lines
                    ],
                }
                for document in documents
            ]
        )

    def _meet(self, names):
        """Make vendors of those who are none yet."""
        new = sorted(names - self.vendors.keys())
        partners = self.env["res.partner"].sudo()
        created = partners.create([{"name": name or "Unnamed"} for name in new])
        self.vendors.update(zip(new, created.ids, strict=True))

    def _get_heights(self, orders):
        """Return [(total, steps)]; a confirmed order climbed none."""
        requests = self.env["jxc.approval.request"]._jxc_get_pending(orders)
        asked = {
            request.res_id: len(set(request.task_ids.mapped("slot")))
            for request in requests
        }
        found = []
        for order in orders:
            waits = order.state == "to approve"
            if waits != (order.id in asked):
                raise AssertionError(f"{order.name} is {order.state}")
            total = Decimal(repr(order.amount_total)).quantize(Decimal("0.01"))
            found.append((total, asked.get(order.id, 0)))
        return found


def count(heights):
    """Return the figures of `expected` for [(total, steps)]."""
    credits = sum(total <= 0 for total, _height in heights)
    steps = [height for _total, height in heights]
    return {
        "documents": len(heights),
        "le_5000": steps.count(0) - credits,
        "gt_5000_le_20000": steps.count(1),
        "gt_20000": steps.count(2),
        "le_0": credits,
    }
