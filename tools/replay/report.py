"""Compares what the suite made of the documents with the walk and the file."""

from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal

from .facts import differences, facts, return_facts, walk_facts
from .reader import opening_stock, returns
from .walk import walk
from .write_offs import check_balances, check_write_offs

PENNY = Decimal("0.01")


def to_the_penny(amount):
    """Return `amount` rounded half up to two decimals."""
    return amount.quantize(PENNY, rounding=ROUND_HALF_UP)


def ways(documents, outcome):
    """Return {way: (documents, lines, exact amount)}: where each document went."""
    table = defaultdict(lambda: [0, 0, Decimal()])
    for document in documents:
        way = _way(document, outcome)
        table[way][0] += 1
        table[way][1] += len(document.lines)
        table[way][2] += document.total
    return {way: tuple(row) for way, row in sorted(table.items())}


def _way(document, outcome):
    if document.number in outcome.held:
        return "order held by credit"
    names = {
        "cancellation": "credit note and return",
        "bad_debt": "bad-debt adjustment",
        "stock": "write-off or stock found",
    }
    if document.kind in names:
        return names[document.kind]
    return "order invoiced" if document.customer else "cash sale invoiced"


def oddities(ledger, documents):
    """Return [(what, lines, exact amount)] of what a clean file would not hold."""
    lines = [line for document in documents for line in document.lines]
    spellings = defaultdict(set)
    seen, names = Counter(), defaultdict(set)
    for line in lines:
        spellings[line.key].add(line.code)
        names[line.key].add(line.description.strip())
        seen[line.number, line.code, line.quantity, line.price, line.description] += 1
    covered = returns(ledger.lines)
    chosen = {
        "code is no goods: sold as a service": [x for x in lines if x.is_service],
        "price 0: kept at price 0": [x for x in lines if not x.price],
        "code differs only in case: one product": [
            x for x in lines if len(spellings[x.key]) > 1 and x.code != x.key
        ],
        "code with several descriptions: kept on the line": [
            x for x in lines if len(names[x.key]) > 1
        ],
        "no description: named by its code": [x for x in lines if not x.description],
        "price below a penny: rounded per line": [
            x for x in lines if x.amount != to_the_penny(x.amount)
        ],
        "return covered by a sale in the file": [
            x for x in lines if covered.get(x.row) is True
        ],
        "return without such a sale": [x for x in lines if covered.get(x.row) is False],
    }
    rows = [
        (what, len(found), sum((x.amount for x in found), Decimal()))
        for what, found in chosen.items()
    ]
    copies = sum(count - 1 for count in seen.values())
    rows.append(("exact copy of a line: kept, it counts", copies, Decimal()))
    return rows


def check(ledger, documents, outcome, expected=None, held_file=None):
    """Return the sentences that say what does not match; empty when all does.

    :param expected: the matching part of `expected.json`, plus its
        "returns_within_this_file_only" and "credit_limit_walk" when they apply
    :param held_file: {number: (total, open before)} as published
    """
    faults = [f"row {item.row} cannot be read: {item.why}" for item in ledger.refusals]
    faults += _check_documents(documents, outcome)
    faults += _check_held(documents, outcome, held_file)
    faults += _check_stock(ledger, documents, outcome)
    faults += check_write_offs(documents, outcome)
    faults += check_balances(documents, opening_stock(ledger.documents), outcome)
    if expected:
        faults += [fault for fault, hard in compare_file(ledger, expected) if hard]
    return faults


def compare_file(ledger, expected):
    """Return [(sentence, is it hard)] where the file differs from `expected`."""
    found = differences(facts(ledger), expected)
    for name, count in (
        ("returns_within_this_file_only", return_facts),
        ("credit_limit_walk", lambda ledger: walk_facts(ledger.documents)),
    ):
        if name in expected:
            found += differences(count(ledger), expected[name])
    return [
        (f"file: {name} is {have}, expected {want}", hard)
        for name, have, want, hard in found
    ]


def _check_documents(documents, outcome):
    """Every document must be there once, with its total to the penny."""
    faults = []
    for document in documents:
        number, totals = document.number, outcome.invoiced.get(document.number, [])
        if document.kind == "stock" or number in outcome.held:
            if totals:
                faults.append(f"{number} was invoiced although nothing was sold")
            continue
        parts = [part for part in ("sale", "credit", "bad_debt") if document.part(part)]
        if len(totals) != len(parts):
            faults.append(f"{number} has {len(totals)} invoices, {len(parts)} expected")
        wanted = sum(
            to_the_penny(line.amount) for part in parts for line in document.part(part)
        )
        if sum(totals) != wanted:
            faults.append(f"{number} is invoiced at {sum(totals)}, file {wanted}")
    return faults


def _check_held(documents, outcome, held_file):
    faults = []
    verdicts = {verdict.number: verdict for verdict in walk(documents)}
    walked = {number for number, verdict in verdicts.items() if verdict.held}
    sources = {"walk": walked}
    if held_file is not None:
        sources["held file"] = held_file.keys() & verdicts.keys()
    for name, wanted in sources.items():
        for number in sorted(wanted - outcome.held.keys()):
            faults.append(f"{number} was let through, the {name} holds it")
        for number in sorted(outcome.held.keys() - wanted):
            faults.append(f"{number} was held, the {name} lets it through")
    for number in sorted((held_file or {}).keys() & verdicts.keys()):
        total, before = held_file[number]
        if (verdicts[number].total, verdicts[number].open_before) != (total, before):
            faults.append(f"{number}: total or open amount differs from the held file")
    return faults


def _check_stock(ledger, documents, outcome):
    """What was counted, less what left the shelf, must be on the shelf."""
    level = Counter(opening_stock(ledger.documents))
    for document in documents:
        if document.number not in outcome.held:
            for line, leaving in document.goods():
                level[line.key] -= leaving
    keys = level.keys() | outcome.on_hand.keys()
    return [
        f"{key}: {outcome.on_hand.get(key, 0)} on hand, {level[key]} by the file"
        for key in sorted(keys)
        if outcome.on_hand.get(key, 0) != level[key]
    ]


def summary(ledger, documents, outcome):
    """Return the closing table as text."""
    net = sum((document.total for document in documents), Decimal())
    booked = sum((sum(totals) for totals in outcome.invoiced.values()), Decimal())
    held = sum(outcome.held.values(), Decimal())
    out = [_row("What became of the documents", "documents", "lines", "GBP")]
    for way, (count, lines, amount) in ways(documents, outcome).items():
        out.append(_row("  " + way, count, lines, amount))
    out.append(_row("  sum of the file", len(documents), "", net))
    out.append(_row("In the database", "", "", ""))
    out.append(_row("  invoices less credit notes", "", "", booked))
    out.append(_row("  held quotations", len(outcome.held), "", held))
    out.append(_row("  below a penny, rounded away", "", "", net - booked - held))
    out.append(_row("  not yet paid", "", "", outcome.unpaid))
    out.append(_row("  deliveries", outcome.deliveries, "", ""))
    linked, free = outcome.linked_returns, outcome.free_returns
    out.append(_row("  returned lines with / without delivery", linked, free, ""))
    out.append(_row("  write-offs", outcome.write_offs, "", ""))
    out.append(_row("  products suggested to the buyer", outcome.suggestions, "", ""))
    out.append(_row("What the data cannot be", "", "lines", "GBP"))
    for what, lines, amount in oddities(ledger, documents):
        out.append(_row("  " + what, "", lines, amount))
    out.append(_row("  row that cannot be read", "", len(ledger.refusals), ""))
    return "\n".join(out)


def _row(what, *cells):
    return f"{what:<52}" + "".join(f"{cell!s:>14}" for cell in cells)
