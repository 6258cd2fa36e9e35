"""How long a slip takes as PDF: one alone, and 1,000 in one file.

    ./dev bench bench_slips

Measured from the documents to the bytes, in a sales manager's name, with prices,
debts and what it takes to read them. Everything happens in one transaction that is
rolled back. It needs jxc_core installed, and wants to be otherwise empty.
"""

import argparse
import gc
import os
import statistics
import tempfile
import time
import tracemalloc

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

LINES = 10
RUNS = 25
LIMIT_MS = 30


def make_deliveries(env, count):
    """Create and confirm `count` orders of ten lines by 50 customers."""
    customers = env["res.partner"].create(
        [
            {
                "name": f"某某商贸有限公司 {number}",
                "city": "杭州",
                "street": "文三路 1 号",
            }
            for number in range(50)
        ]
    )
    products = env["product.product"].create(
        [
            {
                "name": f"不锈钢保温水壶 {number}",
                "default_code": f"SP-{number:04}",
                "is_storable": True,
                "taxes_id": False,
            }
            for number in range(100)
        ]
    )
    orders = env["sale.order"].create(
        [
            {
                "partner_id": customers[number % 50].id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": products[(number * 7 + line) % 100].id,
                            "product_uom_qty": 1 + line,
                            "price_unit": 12.5,
                        },
                    )
                    for line in range(LINES)
                ],
            }
            for number in range(count)
        ]
    )
    orders.action_confirm()
    return orders.picking_ids


def bench_one(pickings, paper):
    """Print how long one slip takes: with records read before, and not."""
    from odoo.addons.jxc_core.report.jxc_slip_draw import pdf_bytes

    times = {"cold": [], "warm": []}
    work = []
    for picking in pickings[:RUNS]:
        for name, taken in times.items():
            if name == "cold":
                picking.env.invalidate_all()
            start, begun = time.perf_counter(), time.process_time()
            priced = picking._jxc_choose_priced(True)
            content = pdf_bytes(picking._jxc_get_slips(priced), paper, picking.name)
            taken.append(time.perf_counter() - start)
            if name == "cold":
                work.append(time.process_time() - begun)
    cold, warm, own = (
        statistics.median(each) * 1000 for each in (*times.values(), work)
    )
    print(
        f"slips: one of {LINES} lines on {paper}: {cold:.1f} ms with nothing read yet "
        f"(limit {LIMIT_MS} ms), {own:.1f} of it work of this process; {warm:.1f} ms "
        f"again; {len(content) / 1024:.0f} kB"
    )


def write_many(pickings, paper):
    """Write one file of all slips, with their trail.

    :return: (seconds in all, of them for the trail, pages, bytes)
    """
    from odoo.addons.jxc_core.report.jxc_slip_draw import write_pdf

    pickings.env.invalidate_all()
    start = time.perf_counter()
    prints = pickings._jxc_print_slips(paper, True, "pdf")
    logged = time.perf_counter() - start
    priced = pickings._jxc_choose_priced(True)
    with tempfile.TemporaryFile() as file:
        pages = write_pdf(file, pickings._jxc_get_slips(priced, prints), paper, "Slips")
        size = file.tell()
    return time.perf_counter() - start, logged, pages, size


def bench_many(pickings, paper):
    """Print how long one file of all slips takes, with its trail."""
    total, logged, pages, size = write_many(pickings, paper)
    print(
        f"slips: {len(pickings)} in one file: {total:.1f} s, "
        f"{total / len(pickings) * 1000:.1f} ms each (limit {LIMIT_MS} ms; the trail "
        f"{logged:.1f} s of it), {pages} pages, {size / 1024 / 1024:.1f} MB"
    )


def bench_memory(pickings, paper):
    """Print how much memory one file of all slips takes at most."""
    gc.collect()
    tracemalloc.start()
    write_many(pickings, paper)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(
        f"slips: {len(pickings)} in one file take {peak / 1024 / 1024:.0f} MB at most"
    )


def main():
    """Read the arguments, run everything, roll back."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-c", "--config", default="odoo.conf")
    parser.add_argument("-d", "--database", default=os.environ.get("JXC_DATABASE"))
    parser.add_argument("--size", type=int, default=1000, help="slips in one file")
    parser.add_argument("--paper", default="half")
    parser.add_argument(
        "--memory", action="store_true", help="measure memory, too, which is slow"
    )
    arguments = parser.parse_args()
    config.parse_config(
        ["-c", arguments.config, "-d", arguments.database, "--log-level=error"],
        setup_logging=True,
    )
    # The add-ons are found once the configuration is read.
    from odoo.addons.jxc_core.report.jxc_slip_font import get_chinese_font

    print(f"slips: Chinese is drawn with {get_chinese_font()[0]}")
    registry = Registry(arguments.database)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        pickings = make_deliveries(env, max(arguments.size, RUNS))
        env.flush_all()
        manager = env["res.users"].create(
            {
                "name": "Bench manager",
                "login": "bench-manager",
                "group_ids": [(4, env.ref("jxc_core.group_sales_manager").id)],
            }
        )
        pickings = pickings.with_user(manager)
        bench_one(pickings, arguments.paper)
        bench_many(pickings[: arguments.size], arguments.paper)
        if arguments.memory:
            for size in (arguments.size // 4, arguments.size):
                bench_memory(pickings[:size], arguments.paper)
        cr.rollback()


if __name__ == "__main__":
    main()
