"""Receiving and delivering ten lines with all guards on, against the bare host.

Two databases in one process, the bare host and the suite, book the same transfers:
a vendor order of ten lines is received, a customer's order of ten lines shipped, by
a keeper. Every guard and every switch of the flow is on: negative stock is refused, the
freeze date lies a month back, the slip must be printed, the goods checked by somebody
else, and nothing moves without an order or beyond it.

Two figures each. Validating: the goods are picked (and checked) beforehand, as they are
on a real dock; this is held against what is allowed. And the whole course, with the
steps that the host does not know: picked and checked by two people, then validated.

    ./dev bench bench_guards

Both databases are changed: JXC_HOST_DATABASE and JXC_DATABASE name copies, which
`./dev bench` makes.
"""

import argparse
import gc
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
    parser.add_argument("--only", choices=MAKERS, help="receipt or delivery alone")
    return parser.parse_args()


def seed(env):
    """Make ten stocked products, their vendor, a customer and who books."""
    company = env.company
    if "jxc_refuse_negative" in company._fields:
        company.jxc_refuse_negative = True
        company.jxc_stock_freeze_date = fields.Date.today() - timedelta(days=30)
        env["stock.picking.type"].search([]).write(
            {
                "jxc_check_required": True,
                "jxc_demand_strict": True,
                "jxc_order_required": True,
                "jxc_slip_required": True,
            }
        )
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
    people = env["res.users"].create(
        [
            {
                "name": f"Bench {name}",
                "login": f"bench-{name}",
                "group_ids": [Command.link(env.ref("stock.group_stock_user").id)],
            }
            for name in ("keeper", "checker")
        ]
    )
    env.cr.commit()
    return partners.ids, products.ids, people.ids


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


def pick(picking, keeper_id, checker_id):
    """Mark the goods as picked; in the suite they are checked as well."""
    if hasattr(picking, "action_jxc_check"):
        picking.with_user(keeper_id).action_jxc_pick()
        picking.env.cr.commit()
        picking.env.invalidate_all()
        picking.with_user(checker_id).action_jxc_check()
    else:
        picking.with_user(keeper_id).move_ids.picked = True
    picking.env.cr.commit()
    picking.env.invalidate_all()


def book(env, make, course, partner_ids, product_ids, people):
    """Return (seconds, CPU seconds, queries) of validating one new transfer.

    The commits are included; CPU is this process's, without the database server's.

    :param course: picking and checking are measured, too
    """
    picking = make(env, partner_ids, product_ids)
    if hasattr(picking, "_jxc_print_slips"):
        picking._jxc_print_slips("", False, "page")
    env.cr.commit()
    env.invalidate_all()
    gc.collect()
    before = meters(env)
    pick(picking, *people)
    if not course:
        gc.collect()
        before = meters(env)
    picking.with_user(people[0]).button_validate()
    env.cr.commit()
    after = meters(env)
    if picking.state != "done":
        raise RuntimeError(f"{picking.name} is {picking.state}")
    return tuple(new - old for new, old in zip(after, before, strict=True))


def meters(env):
    """Return what is read before and after: wall clock, CPU, queries."""
    return time.perf_counter(), time.process_time(), env.cr.sql_log_count


def alternate(sides, make, course, rounds):
    """Book in turn on both sides; print medians, return the ratio of CPU time.

    The order within a round changes from round to round, and the ratio is the
    median of the rounds' ratios: load from outside hits both sides alike.
    """
    timed = {label: [] for label in sides}
    for number in range(rounds + 3):
        labels = list(sides) if number % 2 else list(reversed(sides))
        samples = {
            label: book(sides[label][0], make, course, *sides[label][1])
            for label in labels
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
        if args.only not in (None, name):
            continue
        print(f"validating a {name} of {LINES} lines")
        ratio = alternate(sides, make, False, args.rounds)
        print(f"  allowed: {ALLOWED:.2f}, {'kept' if ratio <= ALLOWED else 'MISSED'}")
        print(f"the whole course of a {name}: picked, checked, validated")
        alternate(sides, make, True, args.rounds // 4)
    for env, _seeds in sides.values():
        env.cr.close()


if __name__ == "__main__":
    main()
