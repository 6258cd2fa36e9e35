"""A printed slip as a plain value: what it says, on which paper, how it is cut up.

The page in the browser and the PDF are drawn from the same value by the same layout.
Lengths are millimetres.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

# Browsers lay out some hundred pages without complaint; more are for a file.
PAGE_LIMIT = 100
FILE_LIMIT = 1000


@dataclass(frozen=True)
class Paper:
    """A size of paper.

    :param margin_x: left and right, with the holes of continuous paper
    :param margin_y: above and below
    :param parts: True for paper of three parts
    """

    width: float
    height: float
    margin_x: float
    margin_y: float
    parts: bool = False


PAPERS = {
    "a5": Paper(210, 148, 10, 7),
    "half": Paper(241, 140, 16, 6, parts=True),
    "third": Paper(241, 93, 16, 4, parts=True),
    "full": Paper(241, 279, 16, 8, parts=True),
    "a4": Paper(210, 297, 12, 10),
}


@dataclass(frozen=True)
class SlipColumn:
    """A column of the table of goods.

    :param kind: "text", "number" (running number), "quantity" or "money"
    :param width: in mm; the column with 0 takes what is left
    :param total: True when its figures are added up
    """

    name: str
    title: str
    kind: str = "text"
    width: float = 0
    total: bool = False


@dataclass(frozen=True)
class Slip:
    """One slip, ready to be laid out; texts are in the reader's language.

    :param model, res_id: the document
    :param heading: the company
    :param number: printed, and as barcode
    :param facts: ((label, text), …) above the table
    :param columns: tuple of SlipColumn
    :param rows: tuple of tuples like `columns`: text, Decimal or None
    :param money_digits: decimals of amounts
    :param closing: ((label, text), …) under the total, each a paragraph
    :param figures: ((label, text), …) under the total, side by side
    :param signatures: ((label, name or ""), …) at the foot of each page
    :param parts: text for paper of three parts
    :param mark: what a copy bears, "" for the original
    :param texts: {"page": "Page %(page)s / %(pages)s", "subtotal", "total"}
    """

    model: str
    res_id: int
    heading: str
    title: str
    number: str
    date: str
    columns: tuple
    rows: tuple
    facts: tuple = ()
    address: str = ""
    money_digits: int = 2
    closing: tuple = ()
    figures: tuple = ()
    signatures: tuple = ()
    parts: str = ""
    mark: str = ""
    texts: dict = field(default_factory=dict, hash=False)

    @property
    def key(self):
        """Return what names the document on the page."""
        return f"{self.model},{self.res_id}"

    @property
    def own_texts(self):
        """Return the texts that people typed: those of the document."""
        cells = [cell for row in self.rows for cell in row if isinstance(cell, str)]
        pairs = [text for _label, text in (*self.facts, *self.closing)]
        return [self.heading, self.address, self.title, *pairs, *cells]


def format_quantity(value):
    """Return a quantity as text: no zeros at the end, thousands apart."""
    text = f"{Decimal(str(value)).quantize(Decimal('0.000001')):,f}"
    text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def format_money(value, digits=2):
    """Return an amount as text with its decimals, thousands apart."""
    return f"{Decimal(str(value)):,.{digits}f}"


def format_cell(value, column, money_digits):
    """Return one value of a row as text; nothing is an empty text."""
    if value is None or value == "":
        return ""
    if column.kind == "quantity":
        return format_quantity(value)
    if column.kind == "money":
        return format_money(value, money_digits)
    return str(value)


def get_totals(columns, rows):
    """Return {name of a column: sum} of those that are added up.

    None where no row has a figure: room that is left for writing has no sum.
    """
    totals = {}
    for index, column in enumerate(columns):
        if column.total:
            figures = [row[index] for row in rows if row[index] is not None]
            totals[column.name] = sum(figures, Decimal()) if figures else None
    return totals


def share_amounts(total, whole, parts, digits):
    """Return what each part of an amount comes to.

    Each is what the parts up to it come to, less those before: they add up to the
    amount of the whole, however it is rounded.

    :param total: amount of the whole, as it was rounded where it is kept
    :param whole: quantity of the whole; of nothing, nothing is shared
    :param parts: quantities, in the unit of `whole`
    :param digits: decimals of amounts
    :return: list of Decimal
    """
    unit = Decimal(1).scaleb(-digits)
    total, whole = (Decimal(str(round(each, 8))) for each in (total, whole))
    amounts, used, before = [], Decimal(), Decimal()
    for part in parts:
        used += Decimal(str(round(part, 8)))
        upto = total * used / whole if whole else Decimal()
        upto = upto.quantize(unit, ROUND_HALF_UP)
        amounts.append(upto - before)
        before = upto
    return amounts


def paginate(heights, capacity, tail, subtotal):
    """Cut rows into pages.

    :param heights: height of each row
    :param capacity: height for rows on a page
    :param tail: height of what follows the last row on the last page
    :param subtotal: height of the subtotal that pages of several have
    :return: list of (first row, row after the last); at least one page
    """
    if sum(heights) + tail <= capacity:
        return [(0, len(heights))]
    room = capacity - subtotal
    pages, start, used = [], 0, 0.0
    for index, height in enumerate(heights):
        if index > start and used + height > room:
            pages.append((start, index))
            start, used = index, 0.0
        used += height
    if used + tail > room and len(heights) - start > 1:
        # The total never stands alone: the last row goes with it.
        pages.append((start, len(heights) - 1))
        start = len(heights) - 1
    pages.append((start, len(heights)))
    return pages


def wrap(text, width, measure, limit):
    """Return the lines of `text`, none wider than `width`.

    Breaks at spaces, inside a word only where it does not fit alone; Chinese breaks
    anywhere.

    :param measure: function: text -> width in the unit of `width`
    :param limit: number of lines; the last one ends with "…" where more is left
    """
    lines, line, used = [], "", 0.0
    for word in _words(text):
        size = measure(word)
        if used + size > width and line.strip():
            lines.append(line.rstrip())
            line, used = "", 0.0
            word = word.lstrip()
            size = measure(word)
        if size > width:
            *full, word = _split(word, width, measure)
            lines += full
            size = measure(word)
        line += word
        used += size
    if line.strip() or not lines:
        lines.append(line.rstrip())
    if len(lines) > limit:
        lines = lines[:limit]
        lines[-1] = _shorten(lines[-1] + "…", width, measure)
    return lines


def _words(text):
    """Yield what stays together: a word with the space before it, or one 汉字."""
    word = ""
    for char in " ".join(str(text).split()):
        if char == " " or ord(char) >= 0x2E80:
            if word:
                yield word
            word = ""
        if ord(char) >= 0x2E80:
            yield char
        else:
            word += char
            if char in "-/,;":
                yield word
                word = ""
    if word:
        yield word


def _split(word, width, measure):
    """Return the pieces of a word that is wider than a line; one at least."""
    pieces, piece, used = [], "", 0.0
    for char in word:
        size = measure(char)
        if piece and used + size > width:
            pieces.append(piece)
            piece, used = "", 0.0
        piece += char
        used += size
    return [*pieces, piece]


def _shorten(line, width, measure):
    """Return a line that ends with "…" and fits."""
    while len(line) > 2 and measure(line) > width:
        line = line[:-2] + "…"
    return line


def pack_ids(ids):
    """Return numbers as short text: 1, 2, 3, 7 is "1-3,7". Their order stays."""
    runs = []
    for number in ids:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(
        str(first) if first == last else f"{first}-{last}" for first, last in runs
    )


def unpack_ids(text, limit=FILE_LIMIT):
    """Return the numbers in a text of `pack_ids`, each once.

    Whatever is no number of a record is left out.

    :param limit: at most this many, and one more to tell that there are
    """
    ids = {}
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        last = last or first
        # Longer numbers are no record of anybody.
        if not all(each.isdecimal() and len(each) < 10 for each in (first, last)):
            continue
        room = limit + 1 - len(ids)
        ids |= dict.fromkeys(range(int(first), int(last) + 1)[: max(room, 0)])
    return list(ids)
