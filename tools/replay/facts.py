"""Counts a read file the way `expected.json` does, and compares the two."""

import csv
from collections import Counter, defaultdict
from decimal import Decimal

from .reader import GOODS_CODE, returns
from .walk import DAYS, LIMIT, walk

# Readings of free text: told when they differ, but no reason to fail.
SOFT = {
    "non_product_code_lines",
    "writeoff_text_damage_words",
    "writeoff_text_missing_lost",
    "writeoff_text_thrown",
}


def facts(ledger):
    """Return {name: count or total} of a whole file."""
    lines, documents = ledger.lines, ledger.documents
    net = sum((line.amount for line in lines), Decimal())
    cancelled = [doc for doc in documents if doc.kind == "cancellation"]
    cancelled_lines = [line for doc in cancelled for line in doc.lines]
    cancelled_total = sum((line.amount for line in cancelled_lines), Decimal())
    codes = {line.code for line in lines}
    return {
        "rows": len(lines) + len(ledger.refusals),
        "invoice_numbers": len(documents),
        "cancellation_invoices": len(cancelled),
        "cancellation_lines": len(cancelled_lines),
        "bad_debt_adjustment_lines": sum(
            len(doc.lines) for doc in documents if doc.kind == "bad_debt"
        ),
        "customers": len({line.customer for line in lines} - {""}),
        "lines_without_customer": sum(not line.customer for line in lines),
        "stock_codes_as_written": len(codes),
        "stock_codes_upper_case": len({code.upper() for code in codes}),
        "countries": len({line.country for line in lines}),
        "lines_without_description": sum(not line.description for line in lines),
        "sum_quantity": sum(line.quantity for line in lines),
        "net_total": net,
        "sales_total_noncancel_positive": sum(
            (
                line.amount
                for doc in documents
                if doc.kind != "cancellation"
                for line in doc.lines
                if line.amount > 0
            ),
            Decimal(),
        ),
        "cancellation_total": cancelled_total,
        **_odd_facts(lines),
        "codes_differing_only_in_case": len(codes) - len({c.upper() for c in codes}),
        "first": str(min(line.stamp for line in lines)),
        "last": str(max(line.stamp for line in lines)),
        "net_total_by_month": totals_by_month(lines),
    }


def _odd_facts(lines):
    """Return the counts of what the data cannot be."""
    written_off = [
        line for line in lines if line.quantity < 0 and line.number[:1].upper() != "C"
    ]
    reasons = Counter(line.reason for line in written_off)
    copies = Counter(
        (line.number, line.code, line.description, line.quantity, line.stamp)
        + (line.price, line.customer, line.country)
        for line in lines
    )
    return {
        "writeoff_lines_negative_qty_not_C": len(written_off),
        "writeoff_quantity": sum(line.quantity for line in written_off),
        "writeoff_lines_all_price_zero": not any(line.price for line in written_off),
        "writeoff_lines_with_text": sum(bool(line.description) for line in written_off),
        "writeoff_text_thrown": reasons["thrown away"],
        "zero_price_lines": sum(not line.price for line in lines),
        "negative_price_lines": sum(line.price < 0 for line in lines),
        "zero_price_positive_qty_lines": sum(
            not line.price and line.quantity > 0 for line in lines
        ),
        "non_product_code_lines": sum(
            not GOODS_CODE.match(line.code) for line in lines
        ),
        "exact_duplicate_extra_rows": sum(count - 1 for count in copies.values()),
    }


def totals_by_month(lines):
    """Return {"2010-12": exact net total of that month}."""
    months = defaultdict(Decimal)
    for line in lines:
        months[line.stamp.strftime("%Y-%m")] += line.amount
    return dict(months)


def return_facts(ledger):
    """Return how many cancelled rows, and pieces, were sold earlier in the file."""
    pieces = {line.row: -line.quantity for line in ledger.lines}
    covered = returns(ledger.lines)
    yes = [row for row, found in covered.items() if found]
    no = [row for row, found in covered.items() if not found]
    return {
        "covered_lines": len(yes),
        "covered_qty": sum(pieces[row] for row in yes),
        "not_covered_lines": len(no),
        "not_covered_qty": sum(pieces[row] for row in no),
    }


def walk_facts(documents, limit=LIMIT, days=DAYS):
    """Return what the credit walk over `documents` holds."""
    verdicts = walk(documents, limit, days)
    held = [verdict for verdict in verdicts if verdict.held]
    return {
        "limit": str(limit),
        "payment_days": days,
        "invoices_considered": len(verdicts),
        "accepted": len(verdicts) - len(held),
        "held": len(held),
        "held_amount": sum((verdict.total for verdict in held), Decimal()),
        "held_customers": len({verdict.customer for verdict in held}),
    }


def _same(found, expected):
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(
            _same(found[key], expected[key]) for key in found
        )
    if isinstance(found, Decimal):
        return found == Decimal(str(expected))
    return found == expected


def differences(found, expected):
    """Return [(name, found, expected, is it hard)] of the names both know."""
    return [
        (name, found[name], expected[name], name not in SOFT)
        for name in found
        if name in expected and not _same(found[name], expected[name])
    ]


def read_held(path):
    """Return {number: (total, open before)} of a published list of held documents."""
    with path.open(newline="") as lines:
        return {
            row["InvoiceNo"]: (
                Decimal(row["invoice_total"]),
                Decimal(row["open_before"]),
            )
            for row in csv.DictReader(lines)
        }
