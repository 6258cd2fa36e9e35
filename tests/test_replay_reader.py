"""The invoice file is read in full and walked right, without any database.

The sample day and the half year are checked alike; see tools/replay/published.py.
"""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tools.replay import cover, facts, published, reader, report
from tools.replay.errors import Unreadable
from tools.replay.outcome_value import Outcome
from tools.replay.walk import walk
from tools.replay.waves import waves

WHOLE = sorted(published.FOLDER.glob("transactions_*.csv.gz"))[:1]
needs_data = pytest.mark.skipif(not WHOLE, reason=published.ABSENT)
HEAD = ",".join(reader.COLUMNS)


@pytest.fixture(scope="module")
def sample():
    if not published.SAMPLE.exists():
        pytest.skip(published.ABSENT)
    return reader.read(published.SAMPLE)


@pytest.fixture
def written(tmp_path):
    def write(*rows):
        path = tmp_path / "file.csv"
        path.write_text("\n".join([HEAD, *rows]) + "\n")
        return reader.read(path)

    return write


def test_the_sample_day_has_the_published_counts(sample):
    expected = published.expected("sample_day")
    assert facts.differences(facts.facts(sample), expected) == []


def test_the_walk_holds_the_published_documents_of_the_sample_day(sample):
    held = {
        v.number: (v.total, v.open_before) for v in walk(sample.documents) if v.held
    }
    assert held == published.held(sample.documents)


@needs_data
def test_the_half_year_has_the_published_counts_returns_and_holds():
    ledger = reader.read(WHOLE[0])
    expected = published.expected("whole_file") | {
        name: published.expected(name)
        for name in ("returns_within_this_file_only", "credit_limit_walk")
    }
    assert report.compare_file(ledger, expected) == []
    held = {
        v.number: (v.total, v.open_before) for v in walk(ledger.documents) if v.held
    }
    assert held == published.held()


def test_every_row_has_exactly_one_part(sample):
    for document in sample.documents:
        parts = ("sale", "credit", "stock", "bad_debt")
        rows = [line.row for part in parts for line in document.part(part)]
        assert sorted(rows) == [line.row for line in document.lines]


def test_a_broken_row_is_refused_and_told_not_dropped(written):
    ledger = written(
        "1,A,x,one,2010-12-01 08:00:00,1,17850.0,United Kingdom",
        "1,A,x,1,yesterday,1,17850.0,United Kingdom",
        "1,A,x,1.5,2010-12-01 08:00:00,1,17850.0,United Kingdom",
        "1,A,x,1,2010-12-01 08:00:00,NaN,17850.0,United Kingdom",
        "1,A",
        "2,A,x,1,2010-12-01 08:00:00,1,17850.0,United Kingdom",
    )
    assert [refusal.row for refusal in ledger.refusals] == [2, 3, 4, 5, 6]
    assert len(ledger.lines) == 1
    faults = report.check(ledger, [], Outcome())
    assert sum("cannot be read" in fault for fault in faults) == 5


def test_a_file_of_another_form_is_refused(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(Unreadable, match="no column InvoiceNo"):
        reader.read(path)
    path.write_bytes(b"\x1f\x8bbroken")
    with pytest.raises(Unreadable, match="cannot be read"):
        reader.read(path)


def test_what_a_document_is_follows_from_number_customer_and_price(written):
    stamp = "2010-12-01 08:00:00"
    ledger = written(
        f"1,85123a,x,2,{stamp},1.5,17850.0,United Kingdom",
        f"1,85123A,x,-1,{stamp},0,17850.0,United Kingdom",
        f"1,D,Discount,1,{stamp},-0.5,17850.0,United Kingdom",
        f"C2,85123A,x,-1,{stamp},1.5,17850.0,United Kingdom",
        f"A3,B,Adjust bad debt,1,{stamp},-9,,United Kingdom",
        f"4,85123A,thrown away,-3,{stamp},0,,United Kingdom",
        f"5,85123A,,3,{stamp},0,,United Kingdom",
        f"6,85123A,x,3,{stamp},1,,United Kingdom",
    )
    kinds = {document.number: document.kind for document in ledger.documents}
    assert kinds == {
        "1": "sale",
        "C2": "cancellation",
        "A3": "bad_debt",
        "4": "stock",
        "5": "stock",
        "6": "sale",
    }
    mixed = ledger.documents[0]
    for part, row in (("sale", 2), ("stock", 3), ("credit", 4)):
        assert [line.row for line in mixed.part(part)] == [row]
    assert {line.key for line in ledger.lines} == {"85123A", "D", "B"}
    assert next(x for x in ledger.lines if x.number == "4").reason == "thrown away"


def test_an_invoice_counts_for_thirty_days_and_equal_to_the_limit_passes(written):
    day = datetime(2010, 12, 1, 8)

    def row(number, amount, when):
        return f"{number},A,x,1,{when},{amount},1.0,United Kingdom"

    ledger = written(
        row(1, 4000, day),
        row(2, 1000, day + timedelta(minutes=1)),
        row(3, "0.01", day + timedelta(days=30) - timedelta(seconds=1)),
        row(4, "4000.01", day + timedelta(days=30)),
        row(5, 4000, day + timedelta(days=30)),
        "C6,A,x,-1,2011-01-01 00:00:00,500,1.0,United Kingdom",
        row(7, "500.01", "2011-01-02 00:00:00"),
    )
    verdicts = {v.number: v.held for v in walk(ledger.documents)}
    assert verdicts == {
        "1": False,
        "2": False,
        "3": True,
        "4": True,
        "5": False,
        "C6": False,
        "7": False,
    }


def test_opening_stock_covers_every_day_whatever_its_order(written):
    ledger = written(
        "1,10001,x,5,2010-12-01 08:00:00,1,1.0,United Kingdom",
        "C2,10001,x,-5,2010-12-01 09:00:00,1,1.0,United Kingdom",
        "3,10001,x,10,2010-12-02 08:00:00,1,1.0,United Kingdom",
        "4,10001,lost,-3,2010-12-02 09:00:00,0,,United Kingdom",
    )
    # 5 out and 5 back, then 13 out: 13 are needed, two packs of 12 hold them.
    assert reader.opening_stock(ledger.documents, pack=12) == {"10001": 24}


def test_a_wave_holds_no_customer_twice_and_one_date_only(sample):
    seen = []
    for wave in waves(sample.documents, max_documents=10):
        customers = [document.customer for document in wave if document.customer]
        assert len(customers) == len(set(customers))
        assert len({document.stamp.date() for document in wave}) == 1
        assert len(wave) <= 10
        seen += wave
    assert seen == sample.documents


def test_a_missed_hold_and_a_wrong_penny_are_told(sample):
    documents = [doc for doc in sample.documents if doc.number in ("536576", "536581")]
    outcome = Outcome(
        invoiced={"536581": [Decimal("330.00")], "536576": [Decimal("0.01")]}
    )
    faults = "\n".join(
        report.check(
            sample,
            documents,
            outcome,
            held_file={"536581": (Decimal("330.00"), Decimal("4924.36"))},
        )
    )
    assert "536581 was let through, the held file holds it" in faults
    assert "536576 is invoiced at 0.01" in faults


@needs_data
def test_no_sale_of_the_half_year_takes_back_more_than_it_gave():
    lines = reader.read(WHOLE[0]).lines
    found = cover.sources(lines)
    assert sum(bool(parts) for parts in found.values()) == 2687
    assert sum(not parts for parts in found.values()) == 903
    sold = {line.row: line for line in lines}
    back = Counter()
    for row, parts in found.items():
        assert not parts or sum(pieces for _row, pieces in parts) == -sold[row].quantity
        for sale, pieces in parts:
            assert sale < row
            assert (sold[sale].customer, sold[sale].key) == (
                sold[row].customer,
                sold[row].key,
            )
            back[sale] += pieces
    assert sum(back.values()) == 102934
    assert all(pieces <= sold[row].quantity for row, pieces in back.items())


def test_a_return_that_is_not_covered_in_full_takes_nothing(written):
    stamp = "2010-12-01 08:00:00"
    ledger = written(
        f"1,10001,x,5,{stamp},1,1.0,United Kingdom",
        f"C2,10001,x,-6,{stamp},1,1.0,United Kingdom",
        f"C3,10001,x,-4,{stamp},1,1.0,United Kingdom",
        f"C4,10001,x,-2,{stamp},1,1.0,United Kingdom",
        f"5,10001,x,3,{stamp},1,1.0,United Kingdom",
        f"C6,10001,x,-3,{stamp},1,1.0,United Kingdom",
        f"C7,10001,x,-1,{stamp},1,,United Kingdom",
    )
    assert cover.sources(ledger.lines) == {
        3: [],
        4: [(2, 4)],
        5: [],
        7: [(2, 1), (6, 2)],
    }
