"""Receiving and delivering ten lines with all guards on, against the bare host.

Two databases in one process, the bare host and the suite, book the same transfers:
a vendor order of ten lines is received, a customer's order of ten lines shipped, by
a stock manager. Negative stock is refused, the freeze date lies a month back.

    ./dev bench bench_guards

Both databases are changed: JXC_HOST_DATABASE and JXC_DATABASE name copies, which
`./dev bench` makes.
"""

import argparse
import os
import statistics
import subprocess
import time
from datetime import timedelta

import odoo
from odoo import SUPERUSER_ID, Command, api, fields
from odoo.modules.registry import Registry

LINES = 10
ALLOWED = 1.05


def parse_args():
    """Return the command line: two databases and the number of rounds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--host", default=os.environ.get("JXC_HOST_DATABASE"))
    parser.add_argument("--suite", default=os.environ.get("JXC_DATABASE"))
    parser.add_argument("--rounds", type=int, default=40)
    return parser.parse_args()


def seed(env):
    """Make ten stocked products, their vendor, a customer and who books."""
    company = env.company
    if "jxc_refuse_negative" in company._fields:
        company.jxc_refuse_negative = True
        company.jxc_stock_freeze_date = fields.Date.today() - timedelta(days=30)
    if "jxc.approval.rule" in env:
        env["jxc.approval.rule"].search([]).active = False
    partners = env["res.partner"].create([{"name": "Mill"}, {"name": "Big Shop"}])
    products = env["product.product"].create(
        [
            {
                "name": f"Kettle {number}",
                "is_storable": True,
                "list_price": 10,
                "standard_price": 6,
                "taxes_id": False,
                "supplier_taxes_id": False,
            }
            for number in range(LINES)
        ]
    )
    warehouse = env["stock.warehouse"].search(
        [("company_id", "=", company.id)], limit=1
    )
    for product in products:
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 1e6
        )
    clerk = env["res.users"].create(
        {
            "name": "Bench keeper",
            "login": "bench-keeper",
            "group_ids": [Command.link(env.ref("stock.group_stock_manager").id)],
        }
    )
    env.cr.commit()
    return partners.ids, products.ids, clerk.id


def make_receipt(env, partner_ids, product_ids):
    """Return the open receipt of a vendor order of ten lines."""
    order = env["purchase.order"].create(
        {
            "partner_id": partner_ids[0],
            "order_line": [
                Command.create(
                    {"product_id": product_id, "product_qty": 5, "price_unit": 6}
                )
                for product_id in product_ids
            ],
        }
    )
    order.button_confirm()
    return order.picking_ids


def make_delivery(env, partner_ids, product_ids):
    """Return the open delivery of a customer's order of ten lines."""
    order = env["sale.order"].create(
        {
            "partner_id": partner_ids[1],
            "order_line": [
                Command.create({"product_id": product_id, "product_uom_qty": 5})
                for product_id in product_ids
            ],
        }
    )
    order.action_confirm()
    return order.picking_ids


MAKERS = {"receipt": make_receipt, "delivery": make_delivery}


def book(env, make, partner_ids, product_ids, clerk_id):
    """Return (seconds, CPU seconds, queries) of validating one new transfer.

    The commit is included; CPU is this process's, without the database server's.
    """
    picking = make(env, partner_ids, product_ids)
    env.cr.commit()
    env.invalidate_all()
    before = meters(env)
    picking.with_user(clerk_id).button_validate()
    env.cr.commit()
    after = meters(env)
    if picking.state != "done":
        raise RuntimeError(f"{picking.name} is {picking.state}")
    return tuple(new - old for new, old in zip(after, before, strict=True))


def meters(env):
    """Return what is read before and after: wall clock, CPU, queries."""
    return time.perf_counter(), time.process_time(), env.cr.sql_log_count


def alternate(sides, make, rounds):
    """Book in turn on both sides; print medians, return the ratio of CPU time.

    The order within a round changes from round to round, and the ratio is the
    median of the rounds' ratios: load from outside hits both sides alike.
    """
    timed = {label: [] for label in sides}
    for number in range(rounds + 3):
        labels = list(sides) if number % 2 else list(reversed(sides))
        samples = {
            label: book(sides[label][0], make, *sides[label][1]) for label in labels
        }
        if number >= 3:
            for label, sample in samples.items():
                timed[label].append(sample)
    for label, samples in timed.items():
        wall, cpu, queries = map(statistics.median, zip(*samples, strict=True))
        print(
            f"  {label}: {wall * 1000:.1f} ms, CPU {cpu * 1000:.1f} ms, "
            f"{queries:.0f} queries"
        )
    ratios = {}
    for place, what in enumerate(("wall", "CPU", "queries")):
        ratios[what] = statistics.median(
            suite[place] / host[place]
            for host, suite in zip(timed["host"], timed["suite"], strict=True)
        )
        print(f"  suite / host, {what}: {ratios[what]:.3f}", flush=True)
    return ratios["CPU"]


def main():
    """Seed, warm up, alternate, print medians and ratios."""
    args = parse_args()
    odoo.tools.config.parse_config(["--log-level=error", "--max-cron-threads=0"])
    sides = {}
    for label, database in (("host", args.host), ("suite", args.suite)):
        cursor = Registry(database).cursor()
        env = api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})
        sides[label] = (env, seed(env))
        for order in ("VACUUM ANALYZE", "CHECKPOINT"):
            subprocess.run(["psql", "-qd", database, "-c", order], check=True)
    for name, make in MAKERS.items():
        print(f"a {name} of {LINES} lines")
        ratio = alternate(sides, make, args.rounds)
        print(f"  allowed: {ALLOWED:.2f}, {'kept' if ratio <= ALLOWED else 'MISSED'}")
    for env, _seeds in sides.values():
        env.cr.close()


if __name__ == "__main__":
    main()
