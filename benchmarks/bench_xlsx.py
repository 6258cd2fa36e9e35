"""How many rows a second the JXC workbook writes, against bare xlsxwriter.

    python benchmarks/bench_xlsx.py [--rows 100000]

Both write the same five typed columns in constant memory, alternating, and the
medians are compared. No database is needed.
"""

import argparse
import importlib.util
import resource
import statistics
import tempfile
import time
from pathlib import Path

import xlsxwriter

RUNS = 5
SOURCE = Path(__file__).parents[1] / "addons/jxc_core/report/jxc_workbook.py"


def load_writer():
    """Import the writer as a plain module; the package around it needs Odoo."""
    spec = importlib.util.spec_from_file_location("jxc_workbook", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_rows(count):
    """Yield rows of a stock list."""
    for number in range(count):
        yield f"商品 {number}", f"REF{number}", number % 97.0, number * 1.25, "=1+1"


def write_bare(path, count):
    """Write the rows as tersely as xlsxwriter allows."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    quantity = book.add_format({"num_format": "#,##0.###"})
    money = book.add_format({"num_format": "#,##0.00"})
    for index, row in enumerate(make_rows(count), 1):
        sheet.write_string(index, 0, row[0])
        sheet.write_string(index, 1, row[1])
        sheet.write_number(index, 2, row[2], quantity)
        sheet.write_number(index, 3, row[3], money)
        sheet.write_string(index, 4, row[4])
    book.close()


def main():
    """Alternate both writers and print the ratio of their medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    count = parser.parse_args().rows
    writer = load_writer()
    columns = [
        writer.Column("Product"),
        writer.Column("Reference"),
        writer.Column("Quantity", "quantity", True),
        writer.Column("Value", "money", True),
        writer.Column("Note"),
    ]
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/sheet.xlsx"
        for _run in range(RUNS):
            start = time.perf_counter()
            write_bare(path, count)
            bare.append(time.perf_counter() - start)
            start = time.perf_counter()
            writer.write_workbook(path, "Stock", columns, make_rows(count))
            ours.append(time.perf_counter() - start)
    bare, ours = statistics.median(bare), statistics.median(ours)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"xlsx: {count} rows: bare {count / bare:,.0f} rows/s, jxc "
        f"{count / ours:,.0f} rows/s, {bare / ours:.0%} (at least 80 %), "
        f"memory at most {memory:.0f} MB"
    )


if __name__ == "__main__":
    main()
