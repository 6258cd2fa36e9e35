"""Confirming an order with the credit check on, against the bare host.

Two databases in one process, the bare host and the suite, are given the same
customer with 2,000 open orders; orders of ten lines are confirmed in turn in both.
Then 100,000 open orders of other customers are added and the suite is timed again.

    ./dev bench bench_credit

Both databases are changed: JXC_HOST_DATABASE and JXC_DATABASE name copies, which
`./dev bench` makes.
"""

import argparse
import os
import statistics
import subprocess
import time

import odoo
from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tools import SQL

LINES = 10
LIMIT = 1e12


def parse_args():
    """Return the command line: two databases and the number of rounds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--host", default=os.environ.get("JXC_HOST_DATABASE"))
    parser.add_argument("--suite", default=os.environ.get("JXC_DATABASE"))
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--open-orders", type=int, default=2000)
    parser.add_argument("--company-orders", type=int, default=100000)
    return parser.parse_args()


def seed(env, open_orders):
    """Make the customer, ten stocked products and the open orders."""
    env.company.account_use_credit_limit = True
    customer = env["res.partner"].create(
        {"name": "Big Shop", "is_company": True, "credit_limit": LIMIT}
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Kettle {number}",
                "is_storable": True,
                "list_price": 10,
                "taxes_id": False,
            }
            for number in range(LINES)
        ]
    )
    warehouse = env["stock.warehouse"].search(
        [("company_id", "=", env.company.id)], limit=1
    )
    for product in products:
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 1e6
        )
    fee = env["product.product"].create(
        {"name": "Fee", "type": "service", "taxes_id": False}
    )
    line = {"product_id": fee.id, "price_unit": 10}
    for _batch in range(0, open_orders, 500):
        env["sale.order"].create(
            [
                {
                    "partner_id": customer.id,
                    "order_line": [Command.create(line), Command.create(line)],
                }
                for _each in range(min(500, open_orders))
            ]
        ).action_confirm()
        env.cr.commit()
    return customer, products


def confirm(env, customer_id, product_ids):
    """Return (seconds, CPU seconds, queries) of confirming one new order.

    The commit is included; CPU is this process's, without the database server's.
    """
    order = env["sale.order"].create(
        {
            "partner_id": customer_id,
            "order_line": [
                Command.create({"product_id": product_id, "price_unit": 10})
                for product_id in product_ids
            ],
        }
    )
    env.cr.commit()
    env.invalidate_all()
    wall, cpu, queries = meters(env)
    order.action_confirm()
    env.cr.commit()
    after = meters(env)
    return after[0] - wall, after[1] - cpu, after[2] - queries


def meters(env):
    """Return what is read before and after: wall clock, CPU, queries."""
    return time.perf_counter(), time.process_time(), env.cr.sql_log_count


def crowd(env, count):
    """Add `count` open orders of other customers, copied by one statement."""
    env.cr.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'sale_order'::regclass "
        "AND attnum > 0 AND NOT attisdropped AND attname NOT IN "
        "('id', 'name', 'access_token', 'jxc_debtor_id', 'partner_invoice_id')"
    )
    columns = SQL(", ").join(SQL.identifier(name) for (name,) in env.cr.fetchall())
    others = env["res.partner"].create([{"name": f"Shop {n}"} for n in range(200)])
    customer = SQL("%s + n %% 200", min(others.ids))
    debtor = "jxc_debtor_id" in env["sale.order"]._fields
    env.cr.execute(
        SQL(
            """
            INSERT INTO sale_order (%(columns)s, name, partner_invoice_id%(debtor)s)
                 SELECT %(columns)s, 'X' || n, %(customer)s%(debtor_value)s
                   FROM (SELECT * FROM sale_order
                          WHERE state = 'sale' ORDER BY id LIMIT 1) AS pattern,
                        generate_series(1, %(count)s) AS n
            """,
            columns=columns,
            customer=customer,
            debtor=SQL(", jxc_debtor_id") if debtor else SQL(),
            debtor_value=SQL(", %s", customer) if debtor else SQL(),
            count=count,
        )
    )
    env.cr.commit()


def settle(sides):
    """Have the server finish now what it would do behind the timed rounds."""
    for env, *_rest in sides.values():
        for order in ("VACUUM ANALYZE", "CHECKPOINT"):
            subprocess.run(["psql", "-qd", env.cr.dbname, "-c", order], check=True)


def alternate(sides, rounds):
    """Confirm in turn on both sides and print the medians and their ratio.

    The order within a round changes from round to round, and the ratio is the
    median of the rounds' ratios: load from outside hits both sides alike.
    """
    timed = {label: [] for label in sides}
    for number in range(rounds + 3):
        labels = list(sides) if number % 2 else list(reversed(sides))
        samples = {label: confirm(*sides[label]) for label in labels}
        if number >= 3:
            for label, sample in samples.items():
                timed[label].append(sample)
    for label, samples in timed.items():
        wall, cpu, queries = map(statistics.median, zip(*samples, strict=True))
        print(
            f"  {label}: {wall * 1000:.1f} ms, CPU {cpu * 1000:.1f} ms, "
            f"{queries:.0f} queries"
        )
    for place, what in enumerate(("wall", "CPU", "queries")):
        ratio = statistics.median(
            suite[place] / host[place]
            for host, suite in zip(timed["host"], timed["suite"], strict=True)
        )
        print(f"  suite / host, {what}: {ratio:.3f}", flush=True)


def main():
    """Seed, warm up, alternate, print medians and ratios."""
    args = parse_args()
    odoo.tools.config.parse_config(["--log-level=error", "--max-cron-threads=0"])
    sides = {}
    for label, database in (("host", args.host), ("suite", args.suite)):
        cursor = Registry(database).cursor()
        env = api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})
        customer, products = seed(env, args.open_orders)
        sides[label] = (env, customer.id, products.ids)
    print(f"customer with {args.open_orders} open orders")
    settle(sides)
    alternate(sides, args.rounds)
    for side in sides.values():
        crowd(side[0], args.company_orders)
    print(f"and {args.company_orders} open orders of others in the company")
    settle(sides)
    alternate(sides, args.rounds)
    for env, *_rest in sides.values():
        env.cr.close()


if __name__ == "__main__":
    main()
