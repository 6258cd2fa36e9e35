"""What the file writes off: found in the file, booked as documents, compared.

A write-off line is one with a negative quantity that is no cancellation. Its
description is the reason in the words of whoever wrote it, and is kept on the line.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from .errors import ReplayError

# === IN THE FILE ===


@dataclass(frozen=True, slots=True)
class Written:
    """One line as a write-off keeps it: product key, pieces, words, reason."""

    key: str
    pieces: int
    words: str
    reason: str


def lines_of(documents):
    """Return {document number: [write-off lines]}, in the order of the file."""
    found = {}
    for document in documents:
        rows = [line for line in document.part("stock") if line.quantity < 0]
        if rows:
            found[document.number] = rows
    return found


def as_written(line):
    """Return what a document must keep of a write-off line."""
    return Written(line.key, -line.quantity, line.description.strip(), line.reason)


def write_off_facts(documents):
    """Return {name: count}: documents, lines, pieces, lines with words, by reason."""
    lines = [line for rows in lines_of(documents).values() for line in rows]
    return {
        "documents": len(lines_of(documents)),
        "lines": len(lines),
        "pieces": -sum(line.quantity for line in lines),
        "with_words": sum(bool(line.description) for line in lines),
        "services": sum(line.is_service for line in lines),
        "by_reason": dict(Counter(line.reason for line in lines)),
    }


# === THE STOCK EQUATION ===


@dataclass(slots=True)
class Balance:
    """How the stock of one product came about, in pieces, none below zero."""

    opening: int = 0
    purchased: int = 0
    sold: int = 0
    returned: int = 0
    written_off: int = 0

    @property
    def closing(self):
        """Return what must be on the shelf at the end."""
        return (
            self.opening + self.purchased - self.sold + self.returned - self.written_off
        )


def balances(documents, opening):
    """Return {product key: Balance} of all goods that these documents move.

    Each row is read by what it is, independently of `Document.goods`: a sale, a
    cancellation, a write-off, or goods that came without a sale, which stand for
    purchases in a file that has none.

    :param opening: {product key: pieces counted before the first document}
    """
    found = defaultdict(Balance)
    for key, pieces in opening.items():
        found[key].opening += pieces
    for document in documents:
        for line in document.lines:
            name, pieces = _entry(document.kind, line)
            if name:
                balance = found[line.key]
                setattr(balance, name, getattr(balance, name) + pieces)
    return dict(found)


def _entry(kind, line):
    """Return (which part of the balance, pieces) of one row; "" moves no goods."""
    quantity = line.quantity
    if line.is_service or kind == "bad_debt":
        return "", 0
    if kind == "cancellation":
        return ("returned", -quantity) if quantity < 0 else ("sold", quantity)
    if quantity < 0:
        return ("returned" if line.amount < 0 else "written_off"), -quantity
    if kind == "stock":
        return "purchased", quantity
    return ("sold", quantity) if line.amount >= 0 else ("", 0)


# === IN THE DATABASE ===


class WriteOffs:
    """Lets the supervisor write off what the file writes off, one document each."""

    def __init__(self, shop):
        """Prepare to write off in a `Shop`."""
        self.shop, self.reasons = shop, {}

    def book(self, documents):
        """Write off what these documents do.

        :raise ReplayError: names a document that was not booked at once
        """
        rows = {
            number: [line for line in lines if not line.is_service]
            for number, lines in lines_of(documents).items()
        }
        drafts = self.shop.act("supervisor")["jxc.write.off"].create(
            [
                self._prepare_vals(number, lines)
                for number, lines in rows.items()
                if lines
            ]
        )
        for draft in drafts:
            draft.action_jxc_confirm()
            if draft.state != "done":
                raise ReplayError(f"write-off {draft.origin} was not booked")

    def _prepare_vals(self, number, lines):
        return {
            "origin": number,
            "warehouse_id": self.shop.warehouse.id,
            "reason_id": self._reason(lines[0].reason),
            "line_ids": [
                (
                    0,
                    0,
                    {
                        "product_id": self.shop.products[line.key],
                        "quantity": -line.quantity,
                        "reason_id": self._reason(line.reason),
                        "note": line.description.strip(),
                    },
                )
                for line in lines
            ],
        }

    def _reason(self, name):
        """Return the id of the reason of that name, made when missing."""
        if name not in self.reasons:
            reasons = self.shop.act("supervisor")["jxc.write.off.reason"]
            reason = reasons.search([("name", "=", name)], limit=1)
            self.reasons[name] = (reason or reasons.create({"name": name})).id
        return self.reasons[name]


def read_written(shop, numbers):
    """Return {document number: [Written]} as the database keeps it."""
    keys = {product: key for key, product in shop.products.items()}
    written = defaultdict(list)
    for line in shop.env["jxc.write.off.line"].search_fetch(
        [
            ("company_id", "=", shop.company.id),
            ("state", "=", "done"),
            ("write_off_id.origin", "in", numbers),
        ],
        ["write_off_id", "product_id", "quantity", "note", "reason_id"],
        order="id",
    ):
        written[line.write_off_id.origin].append(
            Written(
                keys[line.product_id.id],
                int(line.quantity),
                line.note or "",
                line.reason_id.name,
            )
        )
    return dict(written)


def check_write_offs(documents, outcome):
    """Return the sentences that say which write-off differs from the file."""
    wanted = {
        number: [as_written(line) for line in lines if not line.is_service]
        for number, lines in lines_of(documents).items()
        if number not in outcome.held
    }
    faults = []
    for number in sorted(wanted.keys() | outcome.written_off.keys()):
        have = Counter(outcome.written_off.get(number, []))
        want = Counter(wanted.get(number, []))
        if have != want:
            faults.append(
                f"{number} writes off {list(have.elements())}, file "
                f"{list(want.elements())}"
            )
    return faults


def check_balances(documents, opening, outcome):
    """Return the sentences about products whose stock is not what it must be.

    Opening plus purchases minus sales plus returns minus write-offs, product by
    product.
    """
    passed = [doc for doc in documents if doc.number not in outcome.held]
    wanted = balances(passed, opening)
    return [
        f"{key}: {outcome.on_hand.get(key, 0)} on hand, {balance.closing} by the "
        f"equation {balance}"
        for key, balance in sorted(wanted.items())
        if outcome.on_hand.get(key, 0) != balance.closing
    ]
