"""One sheet of typed rows as an XLSX file, written row by row.

Rows may come from a generator: nothing is kept but the first ones, for the widths,
and the running totals, so that 100,000 rows cost no more memory than ten.
"""

import unicodedata
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

# Rows that are looked at for the column widths; a screen shows about 40 at once.
SAMPLE_ROWS = 200
MIN_WIDTH = 6
MAX_WIDTH = 60
# The file format refuses longer texts, longer sheet names and these characters.
MAX_TEXT = 32767
MAX_SHEET_NAME = 31
SHEET_NAME_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))

NUMBER_FORMATS = {
    "text": "@",
    "integer": "#,##0",
    "quantity": "#,##0.###",
    "money": "#,##0.00",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}


class Column(NamedTuple):
    """Heading and kind of one column; `kind` is a key of NUMBER_FORMATS."""

    title: str
    kind: str = "text"
    total: bool = False


def display_width(value):
    """Return how many narrow characters wide `value` is shown; 汉字 count double."""
    if isinstance(value, datetime):
        return 16
    if isinstance(value, date):
        return 10
    if isinstance(value, float):
        return len(f"{value:,.2f}")
    longest = max(str(value).splitlines() or [""], key=len)
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in longest
    )


def workbook_bytes(sheet_name, columns, rows, total_label="Total"):
    """Return what `write_workbook` writes, as bytes."""
    output = BytesIO()
    write_workbook(output, sheet_name, columns, rows, total_label)
    return output.getvalue()


def write_workbook(output, sheet_name, columns, rows, total_label="Total"):
    """Write an XLSX file with one sheet to `output`, a path or a binary stream.

    The heading is frozen and filterable. Text always stays text: a name like
    `=1+1` is shown, never calculated. None and False leave their cell empty.
    Columns marked `total` are summed under the last row.

    :param columns: list of Column
    :param rows: iterable of sequences as long as `columns`; moments without zone
    :return: number of rows written, heading and total not counted
    """
    book = xlsxwriter.Workbook(output, {"constant_memory": True})
    name = sheet_name.translate(SHEET_NAME_FORBIDDEN).strip("' ")[:MAX_SHEET_NAME]
    sheet = book.add_worksheet(name or None)
    sheet.freeze_panes(1, 0)
    heading = book.add_format({"bold": True, "bg_color": "#E7E6E6", "bottom": 1})
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column.title, heading)
    rows = iter(rows)
    sample = list(islice(rows, SAMPLE_ROWS))
    _set_widths(sheet, columns, sample)
    writers = _get_writers(book, sheet, columns)
    totals = {index: 0.0 for index, column in enumerate(columns) if column.total}
    count = _write_rows(writers, sample, 0, totals)
    count = _write_rows(writers, rows, count, totals)
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    if totals and count:
        _write_totals(book, sheet, columns, count, totals, total_label)
    book.close()
    return count


def _set_widths(sheet, columns, sample):
    """Make each column as wide as its heading and the widest sampled value."""
    for index, column in enumerate(columns):
        # The arrow of the filter hides the end of a heading without this room.
        widths = [MIN_WIDTH, display_width(column.title) + 3]
        widths += [display_width(row[index]) + 1 for row in sample]
        sheet.set_column(index, index, min(max(widths), MAX_WIDTH))


def _get_writers(book, sheet, columns):
    """Return [(index, method of the sheet, cell format, is text)] per column."""
    methods = {
        "text": sheet.write_string,
        "date": sheet.write_datetime,
        "datetime": sheet.write_datetime,
    }
    writers = []
    for index, column in enumerate(columns):
        is_text = column.kind == "text"
        number_format = {"num_format": NUMBER_FORMATS[column.kind]}
        cell_format = None if is_text else book.add_format(number_format)
        method = methods.get(column.kind, sheet.write_number)
        writers.append((index, method, cell_format, is_text))
    return writers


def _write_rows(writers, rows, count, totals):
    """Write `rows` under the `count` rows above, add to `totals`, return the count."""
    for row in rows:
        count += 1
        for index, write, cell_format, is_text in writers:
            value = row[index]
            if value is None or value is False:
                continue
            if is_text:
                write(count, index, value[:MAX_TEXT])
            else:
                write(count, index, value, cell_format)
        for index in totals:
            totals[index] += row[index] or 0.0
    return count


def _write_totals(book, sheet, columns, count, totals, total_label):
    """Write one sum per key of `totals`; SUBTOTAL so that it follows the filter."""
    bold = {"bold": True, "top": 1}
    if 0 not in totals:
        sheet.write_string(count + 1, 0, total_label, book.add_format(bold))
    for index, total in totals.items():
        number_format = {"num_format": NUMBER_FORMATS[columns[index].kind]}
        first = xl_rowcol_to_cell(1, index)
        last = xl_rowcol_to_cell(count, index)
        sheet.write_formula(
            count + 1,
            index,
            f"=SUBTOTAL(109,{first}:{last})",
            book.add_format(bold | number_format),
            total,
        )
