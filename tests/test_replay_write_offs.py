"""What the file writes off is found to the piece, and stock adds up by product.

No database is needed; tests/test_replay.py books the sample day's.
"""

from collections import Counter

import pytest

from tools.replay import published, reader, write_offs
from tools.replay.outcome_value import Outcome

WHOLE = sorted(published.FOLDER.glob("transactions_*.csv.gz"))[:1]
needs_data = pytest.mark.skipif(not WHOLE, reason=published.ABSENT)
HEAD = ",".join(reader.COLUMNS)


@pytest.fixture(scope="module")
def half_year():
    return reader.read(WHOLE[0])


@pytest.fixture
def written(tmp_path):
    def write(*rows):
        path = tmp_path / "file.csv"
        path.write_text("\n".join([HEAD, *rows]) + "\n")
        return reader.read(path).documents

    return write


def levels(documents, opening):
    """Walk the shelf document by document, as the replay does."""
    level = Counter(opening)
    for document in documents:
        for line, leaving in document.goods():
            level[line.key] -= leaving
    return level


@needs_data
def test_the_half_year_writes_off_what_was_published(half_year):
    expected = published.expected("whole_file")
    found = write_offs.write_off_facts(half_year.documents)
    assert found["lines"] == expected["writeoff_lines_negative_qty_not_C"] == 651
    assert -found["pieces"] == expected["writeoff_quantity"] == -69068
    assert found["with_words"] == expected["writeoff_lines_with_text"] == 114
    thrown = expected["writeoff_text_thrown"]
    assert found["by_reason"]["thrown away"] == thrown == 14
    assert found["services"] == 0


@needs_data
def test_every_write_off_line_becomes_a_document_with_its_words(half_year):
    lines = write_offs.lines_of(half_year.documents)
    kept = [write_offs.as_written(line) for rows in lines.values() for line in rows]
    raw = [
        line
        for line in half_year.lines
        if line.quantity < 0 and line.number[:1].upper() != "C"
    ]
    assert len(kept) == len(raw)
    assert Counter((item.key, item.pieces, item.words) for item in kept) == Counter(
        (line.key, -line.quantity, line.description.strip()) for line in raw
    )


@needs_data
def test_the_half_year_adds_up_product_by_product(half_year):
    opening = reader.opening_stock(half_year.documents)
    found = write_offs.balances(half_year.documents, opening)
    level = levels(half_year.documents, opening)
    assert {key: balance.closing for key, balance in found.items()} == {
        key: level[key] for key in found
    }
    assert level.keys() <= found.keys()
    assert min(balance.closing for balance in found.values()) >= 0
    assert sum(balance.written_off for balance in found.values()) == 69068
    assert len(found) == 3413


def test_each_row_counts_once_and_where_it_belongs(written):
    stamp = "2010-12-01 08:00:00"
    documents = written(
        f"1,10001,x,5,{stamp},1,1.0,United Kingdom",
        f"1,10001,x,-1,{stamp},0,1.0,United Kingdom",
        f"C2,10001,x,-2,{stamp},1,1.0,United Kingdom",
        f"3,10001,lost,-3,{stamp},0,,United Kingdom",
        f"4,10001,,7,{stamp},0,,United Kingdom",
        f"A5,B,Adjust bad debt,1,{stamp},-9,,United Kingdom",
        f"1,POST,x,1,{stamp},9,1.0,United Kingdom",
    )
    found = write_offs.balances(documents, {"10001": 24})
    assert found == {
        "10001": write_offs.Balance(
            opening=24, purchased=7, sold=5, returned=2, written_off=4
        )
    }
    assert found["10001"].closing == levels(documents, {"10001": 24})["10001"] == 24


def test_a_lost_word_and_a_wrong_piece_are_told(written):
    stamp = "2010-12-01 08:00:00"
    documents = written(
        f"3,10001,thrown away,-3,{stamp},0,,United Kingdom",
        f"4,10001,,7,{stamp},0,,United Kingdom",
    )
    right = write_offs.Written("10001", 3, "thrown away", "thrown away")
    good = Outcome(written_off={"3": [right]}, on_hand={"10001": 16})
    assert write_offs.check_write_offs(documents, good) == []
    assert write_offs.check_balances(documents, {"10001": 12}, good) == []
    for wrong in (
        write_offs.Written("10001", 3, "", "thrown away"),
        write_offs.Written("10001", 2, "thrown away", "thrown away"),
    ):
        outcome = Outcome(written_off={"3": [wrong]}, on_hand={"10001": 17})
        assert "3 writes off" in write_offs.check_write_offs(documents, outcome)[0]
        (fault,) = write_offs.check_balances(documents, {"10001": 12}, outcome)
        assert "17 on hand, 16 by the equation" in fault
    assert write_offs.check_write_offs(documents, Outcome())
    made_up = Outcome(written_off={"3": [right], "4": [right]})
    assert "4 writes off" in write_offs.check_write_offs(documents, made_up)[0]
