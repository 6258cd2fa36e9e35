"""Reads an invoice file of the "Online Retail" form and says what each line is.

The form: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice,
CustomerID, Country; plain CSV or gzip, UTF-8. Nothing is repaired and nothing is
dropped: a row that cannot be read becomes a `Refusal` with its row number.
"""

import csv
import gzip
import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path

from .errors import Unreadable

COLUMNS = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)
# Carriage, discounts, fees and vouchers: sold, but never on a shelf.
SERVICE_CODES = {
    "AMAZONFEE",
    "B",
    "BANK CHARGES",
    "C2",
    "C3",
    "CRUK",
    "D",
    "DOT",
    "M",
    "POST",
    "S",
}
SERVICE_PREFIXES = ("GIFT_",)
GOODS_CODE = re.compile(r"\d{5}")
REASONS = (
    ("thrown away", re.compile(r"throw", re.I)),
    ("missing", re.compile(r"missing|\blost|\bmia\b", re.I)),
    ("damaged", re.compile(r"damag|wet|fault|broken|crack|crush|smash|mould", re.I)),
    ("check", re.compile(r"check|count|adjust|\?", re.I)),
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that could not be read, kept for the report."""

    row: int
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file. `price` is per piece, in the file's currency."""

    row: int
    number: str
    code: str
    description: str
    quantity: int
    stamp: datetime
    price: Decimal
    customer: str
    country: str

    @property
    def key(self):
        """Return the product's identity: codes that differ only in case are one."""
        return self.code.upper()

    @property
    def amount(self):
        """Return quantity times price, exact."""
        return self.price * self.quantity

    @property
    def is_service(self):
        """Tell whether the code stands for money only, not for goods."""
        return self.key in SERVICE_CODES or self.key.startswith(SERVICE_PREFIXES)

    @property
    def reason(self):
        """Return why goods were written off, as far as the description tells."""
        for name, pattern in REASONS:
            if pattern.search(self.description):
                return name
        return "other reason" if self.description else "no reason given"


@dataclass(slots=True)
class Document:
    """All rows of one invoice number."""

    number: str
    lines: list = field(default_factory=list)

    @property
    def stamp(self):
        """Return the earliest moment: a few documents span two minutes."""
        return min(line.stamp for line in self.lines)

    @property
    def customer(self):
        """Return the customer's number, "" for a sale over the counter."""
        return self.lines[0].customer

    @property
    def country(self):
        """Return the country as written on the first row."""
        return self.lines[0].country

    @property
    def total(self):
        """Return the exact sum of all rows."""
        return sum((line.amount for line in self.lines), Decimal())

    @property
    def kind(self):
        """Return "bad_debt", "cancellation", "stock" or "sale".

        A document without customer and without any price moves stock only: a
        negative quantity is a write-off, a positive one was found.
        """
        if self.number[:1].upper() == "A":
            return "bad_debt"
        if self.number[:1].upper() == "C":
            return "cancellation"
        if not self.customer and not any(line.price for line in self.lines):
            return "stock"
        return "sale"

    def _part_of(self, line):
        kind = self.kind
        if kind in ("bad_debt", "stock"):
            return kind
        if line.amount < 0 or (kind == "cancellation" and line.quantity < 0):
            return "credit"
        return "stock" if line.quantity < 0 else "sale"

    def part(self, name):
        """Return the rows that act as `name`: sale, credit, stock or bad_debt."""
        return [line for line in self.lines if self._part_of(line) == name]

    def goods(self):
        """Return [(line, pieces that leave the shelf; negative when they come in)]."""
        moves = []
        for line in self.lines:
            part = self._part_of(line)
            if line.is_service or part == "bad_debt":
                continue
            if part == "credit" and line.quantity > 0:
                continue
            moves.append((line, -line.quantity if part == "stock" else line.quantity))
        return moves


@dataclass
class Ledger:
    """A file that was read: its documents in time order, and what it holds."""

    path: Path
    fingerprint: str
    lines: list
    refusals: list

    @cached_property
    def documents(self):
        """Return every document, in time order and then by number."""
        found = {}
        for line in self.lines:
            found.setdefault(line.number, Document(line.number)).lines.append(line)
        return sorted(found.values(), key=lambda doc: (doc.stamp, doc.number))

    @cached_property
    def dates(self):
        """Return the dates on which the file has documents, in order."""
        return sorted({document.stamp.date() for document in self.documents})

    def window(self, days=None, month=False):
        """Return the documents of the first `days` dates, or of the first month.

        :param days: number of dates that have documents; None for all
        :param month: keep the calendar month of the first date only
        """
        dates = self.dates
        if month:
            dates = [d for d in dates if (d.year, d.month) == _month_of(dates[0])]
        chosen = set(dates if days is None else dates[:days])
        return [doc for doc in self.documents if doc.stamp.date() in chosen]

    @cached_property
    def descriptions(self):
        """Return {product key: most frequent description, or the key itself}."""
        seen = defaultdict(Counter)
        for line in self.lines:
            if line.description and line.price:
                seen[line.key][line.description.strip()] += 1
        return {
            key: seen[key].most_common(1)[0][0] if seen[key] else key
            for key in {line.key for line in self.lines}
        }


def _month_of(date):
    return date.year, date.month


def _parse(row, values):
    try:
        text = {name: (values[name] or "") for name in COLUMNS}
        price = Decimal(text["UnitPrice"])
        quantity = Decimal(text["Quantity"])
        if quantity != int(quantity) or not price.is_finite():
            raise ValueError("the quantity is not a whole number")
        if not text["InvoiceNo"].strip() or not text["StockCode"].strip():
            raise ValueError("no invoice number or no code")
        return Line(
            row=row,
            number=text["InvoiceNo"].strip(),
            code=text["StockCode"].strip(),
            description=text["Description"],
            quantity=int(quantity),
            stamp=datetime.fromisoformat(text["InvoiceDate"].strip()),
            price=price,
            customer=text["CustomerID"].strip().removesuffix(".0"),
            country=text["Country"].strip(),
        )
    except (ValueError, InvalidOperation, OverflowError, KeyError) as error:
        why = str(error) or type(error).__name__
        return Refusal(row=row, why=why, text=",".join(str(v) for v in values.values()))


def read(path):
    """Read the file at `path` (CSV, gzip when its first bytes say so).

    :raise Unreadable: the columns are not there, or the file is not text
    """
    path = Path(path)
    raw = path.read_bytes()
    try:
        if raw[:2] == b"\x1f\x8b":
            raw = gzip.decompress(raw)
        text = raw.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path} cannot be read: {error}") from error
    rows = csv.DictReader(text.splitlines())
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise Unreadable(f"{path} has no column {', '.join(missing)}")
    parsed = [_parse(number, values) for number, values in enumerate(rows, start=2)]
    return Ledger(
        path=path,
        fingerprint=hashlib.sha256(raw).hexdigest(),
        lines=[item for item in parsed if isinstance(item, Line)],
        refusals=[item for item in parsed if isinstance(item, Refusal)],
    )


def returns(lines):
    """Return {row: True when the returned goods were bought here before}.

    A cancelled row is covered when the same customer bought at least that many
    of that code earlier in the file, less what was returned already. Rows without
    customer are not judged.
    """
    bought = defaultdict(int)
    covered = {}
    for line in lines:
        if not line.customer:
            continue
        key = (line.customer, line.key)
        if line.number[:1].upper() != "C":
            bought[key] += max(line.quantity, 0)
            continue
        covered[line.row] = bought[key] >= -line.quantity
        if covered[line.row]:
            bought[key] += line.quantity
    return covered


def opening_stock(documents, pack=12):
    """Return {product key: pieces that must be counted before the first day}.

    Enough that nothing ever runs below zero, whatever the order of a day's
    documents: each day gives out before it takes in. Rounded up to whole packs.
    """
    days = defaultdict(lambda: [defaultdict(int), defaultdict(int)])
    for document in documents:
        out, back = days[document.stamp.date()]
        for line, leaving in document.goods():
            side = out if leaving > 0 else back
            side[line.key] += abs(leaving)
    level, lowest = defaultdict(int), defaultdict(int)
    for _date, (out, back) in sorted(days.items()):
        for key, quantity in out.items():
            level[key] -= quantity
            lowest[key] = min(lowest[key], level[key])
        for key, quantity in back.items():
            level[key] += quantity
    return {key: -(low // pack) * pack for key, low in lowest.items()}
