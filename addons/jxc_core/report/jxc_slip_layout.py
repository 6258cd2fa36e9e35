"""Where everything stands on the pages of a slip: one place for page and PDF.

Lengths are millimetres from the upper left corner; a text stands on its y.
"""

from functools import lru_cache
from typing import NamedTuple

from reportlab.graphics.barcode.code128 import Code128

from ..tools.slip import (
    format_cell,
    get_totals,
    paginate,
    wrap,
)
from .jxc_slip_font import text_width

BODY, SMALL, HEADING, TITLE = 3.3, 2.9, 4.4, 5.2
LEADING = 4.0
# Words are made smaller down to this share before they are cut; figures never are.
SMALLEST = 0.75
PAD = 1.0
FACT_COLUMNS = 3
# Height of company, title and barcode.
TOP = 16.0
BARCODE_HEIGHT = 7.5
BARCODE_WIDTH = 52.0
SIDE = 62.0


class Text(NamedTuple):
    """A line of text; `role` "mark": where a copy is marked."""

    x: float
    y: float
    size: float
    text: str
    align: str = "start"
    bold: bool = False
    role: str = ""


class Rule(NamedTuple):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float


class Bars(NamedTuple):
    """A barcode: ((x, width), …) of its bars."""

    y: float
    height: float
    bars: tuple


def layout(slip, paper):
    """Return the pages of a slip: each a list of Text, Rule and Bars."""
    return _Layout(slip, paper).pages()


@lru_cache(maxsize=200)
def barcode_bars(value):
    """Return (((start, width), …) in modules, modules in all); nothing to draw
    where Code 128 cannot say it.
    """
    if not value or any(not 32 <= ord(char) < 127 for char in value):
        return (), 0
    code = Code128(value)
    code.validate()
    code.encode()
    bars, at = [], 0
    for char in code.decompose():
        width = ord(char.upper()) - ord("A") + 1
        if char.isupper():
            bars.append((at, width))
        at += width
    return tuple(bars), at


class _Layout:
    """The work on one slip."""

    def __init__(self, slip, paper):
        self.slip, self.paper = slip, paper
        self.left, self.right = paper.margin_x, paper.width - paper.margin_x
        self.width = self.right - self.left
        self.facts = self._wrap_facts()
        self.table = paper.margin_y + TOP
        self.table += sum(height for _cells, height in self.facts)
        self.widths = self._get_widths()
        self.head = [
            wrap(column.title, width - 2 * PAD, _body, 2)
            for column, width in zip(slip.columns, self.widths, strict=True)
        ]
        self.head_height = _height(self.head)
        self.foot = paper.height - paper.margin_y - self._get_foot_height()
        self.closing = self._wrap_closing()

    # === MEASURES ===
    def _get_widths(self):
        """Return the width of each column; the one without takes the rest."""
        fixed = sum(column.width for column in self.slip.columns)
        return [column.width or self.width - fixed for column in self.slip.columns]

    def _get_foot_height(self):
        """Return the height of what stands at the foot of each page."""
        return 6.5 + (3.5 if self.paper.parts and self.slip.parts else 0)

    def _wrap_facts(self):
        """Return [([(column, label, lines)], height)]: rows of facts, three abreast."""
        each = self.width / FACT_COLUMNS
        rows = []
        facts = list(self.slip.facts)
        for start in range(0, len(facts), FACT_COLUMNS):
            cells = []
            for column, (label, text) in enumerate(facts[start : start + FACT_COLUMNS]):
                label = f"{label}: "
                room = each - _body(label) - 2
                cells.append((column, label, wrap(text, room, _body, 3)))
            height = LEADING * max(len(lines) for _at, _label, lines in cells) + 0.4
            rows.append((cells, height))
        return rows

    def _wrap_closing(self):
        """Return the lines under the total."""
        lines = []
        for label, text in self.slip.closing:
            text = f"{label}: {text}" if label else text
            lines += wrap(text, self.width, _body, 3)
        return lines

    def _wrap_rows(self, most):
        """Return [(lines of each cell, height)], no row higher than `most` mm."""
        limit = max(int((most - 0.6) / LEADING), 1)
        rows = []
        for row in self.slip.rows:
            cells = []
            for value, column, width in zip(
                row, self.slip.columns, self.widths, strict=True
            ):
                text = format_cell(value, column, self.slip.money_digits)
                if column.kind == "text":
                    cells.append(wrap(text, width - 2 * PAD, _body, limit))
                else:
                    cells.append([text])
            rows.append((cells, _height(cells)))
        return rows

    # === PAGES ===
    def pages(self):
        """Return the operations of each page."""
        line = LEADING + 0.6
        capacity = self.foot - self.table - self.head_height
        tail = line + LEADING * len(self.closing) + 0.6
        tail += line if self.slip.figures else 0
        rows = self._wrap_rows(capacity - tail - line)
        cuts = paginate([height for _cells, height in rows], capacity, tail, line)
        return [
            self._draw_page(number, cuts, rows) for number in range(1, len(cuts) + 1)
        ]

    def _draw_page(self, number, cuts, rows):
        """Return the operations of one page."""
        start, stop = cuts[number - 1]
        ops = [*self._draw_top(number, len(cuts)), *self._draw_facts()]
        y = self.table
        ops += self._draw_row(self.head, y, self.head_height, heading=True)
        upper, y = y, y + self.head_height
        for cells, height in rows[start:stop]:
            ops += self._draw_row(cells, y, height)
            y += height
        body = y
        if len(cuts) > 1:
            y += self._draw_sums(ops, "subtotal", self.slip.rows[start:stop], y)
        if number == len(cuts):
            y += self._draw_sums(ops, "total", self.slip.rows, y)
        ops += self._draw_grid(upper, body, y)
        if number == len(cuts):
            ops += self._draw_closing(y)
        return ops + self._draw_foot()

    def _draw_top(self, number, count):
        """Return company, title, barcode, number and page."""
        slip, y = self.slip, self.paper.margin_y
        middle = (self.left + self.right) / 2
        room = self.width - 2 * SIDE
        ops = [
            _shortened(
                Text(middle, y + 4.2, HEADING, slip.heading, "middle", True), room
            ),
            _shortened(Text(middle, y + 10.2, TITLE, slip.title, "middle", True), room),
            _shortened(Text(middle, y + 14, SMALL, slip.address, "middle"), room),
        ]
        bars, modules = barcode_bars(slip.number)
        if bars:
            unit = min(BARCODE_WIDTH / modules, 0.4)
            ops.append(
                Bars(
                    y + 1,
                    BARCODE_HEIGHT,
                    tuple((self.left + at * unit, wide * unit) for at, wide in bars),
                )
            )
        ops.append(_fitted(Text(self.left, y + 12.2, BODY, slip.number), SIDE))
        page = slip.texts["page"] % {"page": number, "pages": count}
        ops += [
            _fitted(Text(self.right, y + 4, BODY, slip.date, "end"), SIDE),
            Text(self.right, y + 8.4, BODY, page, "end"),
            Text(self.right, y + 12.8, BODY, slip.mark, "end", True, "mark"),
        ]
        return [op for op in ops if not isinstance(op, Text) or op.text or op.role]

    def _draw_facts(self):
        """Return the facts above the table."""
        ops = []
        each, y = self.width / FACT_COLUMNS, self.paper.margin_y + TOP
        for cells, height in self.facts:
            for column, label, lines in cells:
                x = self.left + column * each
                ops.append(Text(x, y + 3, BODY, label))
                x += _body(label)
                for index, line in enumerate(lines):
                    ops.append(Text(x, y + 3 + index * LEADING, BODY, line))
            y += height
        return [op for op in ops if op.text]

    def _draw_row(self, cells, y, height, heading=False):
        """Return the texts of one row and the rule above it."""
        ops = [Rule(self.left, y, self.right, y)]
        x = self.left
        for column, width, lines in zip(
            self.slip.columns, self.widths, cells, strict=True
        ):
            for index, line in enumerate(lines):
                if line:
                    at = y + 3.4 + index * LEADING
                    ops.append(_cell(line, column, x, at, width, heading))
            x += width
        return ops

    def _draw_sums(self, ops, kind, rows, y):
        """Add a row of sums to `ops` and return its height."""
        height = LEADING + 0.6
        ops.append(Rule(self.left, y, self.right, y))
        label = self.slip.texts[kind]
        ops.append(Text(self.left + PAD, y + 3.4, BODY, label, "start", True))
        sums, x = get_totals(self.slip.columns, rows), self.left
        for column, width in zip(self.slip.columns, self.widths, strict=True):
            if sums.get(column.name) is not None:
                text = format_cell(sums[column.name], column, self.slip.money_digits)
                ops.append(_cell(text, column, x, y + 3.4, width, bold=True))
            x += width
        return height

    def _draw_grid(self, upper, body, lower):
        """Return the frame of the table and the rules between its columns.

        Below the body only the columns that are added up are ruled off: the label
        of a sum may run on.
        """
        ops = [Rule(self.left, lower, self.right, lower)]
        x, summed = self.left, True
        for column, width in zip(self.slip.columns, self.widths, strict=True):
            ruled = summed or column.total
            ops.append(Rule(x, upper, x, lower if ruled else body))
            x, summed = x + width, column.total
        return [*ops, Rule(self.right, upper, self.right, lower)]

    def _draw_closing(self, y):
        """Return figures and paragraphs under the total."""
        ops = []
        y += 0.6
        if self.slip.figures:
            each = self.width / len(self.slip.figures)
            for index, (label, text) in enumerate(self.slip.figures):
                text = Text(self.left + index * each, y + 3.4, BODY, f"{label}: {text}")
                ops.append(_fitted(text, each - 2))
            y += LEADING + 0.6
        for index, line in enumerate(self.closing):
            ops.append(Text(self.left, y + 3.4 + index * LEADING, BODY, line))
        return ops

    def _draw_foot(self):
        """Return signature lines, and what the parts of the paper are for."""
        ops = []
        each = self.width / max(len(self.slip.signatures), 1)
        y = self.foot + 5
        for index, (label, name) in enumerate(self.slip.signatures):
            x = self.left + index * each
            label = f"{label}: "
            text = _shortened(Text(x, y, BODY, label + name), each - 3)
            ops += [text, Rule(x + _body(label), y + 0.8, x + each - 3, y + 0.8)]
        if self.paper.parts and self.slip.parts:
            ops.append(
                _fitted(Text(self.left, y + 4.4, SMALL, self.slip.parts), self.width)
            )
        return ops


def _body(text):
    """Return the width of a text in the size of the body."""
    return text_width(text, BODY)


def _height(cells):
    """Return the height of a row by its highest cell."""
    return LEADING * max(len(lines) for lines in cells) + 0.6


def _fitted(text, room):
    """Return a Text that is no wider than `room`: smaller where it must be."""
    width = text_width(text.text, text.size, text.bold)
    return text._replace(size=text.size * room / width) if width > room else text


def _shortened(text, room):
    """Return a Text that is no wider than `room`: a little smaller, then cut."""
    smaller = text.size * SMALLEST
    if text_width(text.text, smaller, text.bold) > room:
        (line,) = wrap(
            text.text, room, lambda part: text_width(part, smaller, text.bold), 1
        )
        return text._replace(text=line, size=smaller)
    return _fitted(text, room)


def _cell(line, column, x, y, width, heading=False, bold=False):
    """Return the Text of one line of a cell: figures right, the rest left."""
    if heading or column.kind == "number":
        text = Text(x + width / 2, y, BODY, line, "middle", bold)
    elif column.kind == "text":
        text = Text(x + PAD, y, BODY, line, "start", bold)
    else:
        text = Text(x + width - PAD, y, BODY, line, "end", bold)
    return _fitted(text, width - 2 * PAD + 0.2)
