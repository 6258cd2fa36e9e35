"""How fast JXC finds, tells and orders what is short, against the bare question and
the host.

    ./dev bench bench_low_stock

Everything happens in one transaction that is rolled back: the database is left as it
was. It needs jxc_core installed, and wants to be otherwise empty.
"""

import argparse
import logging
import os
import random
import statistics
import time
from contextlib import contextmanager, nullcontext
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

FIND_RULES = 10_000
FIND_RUNS = 9
CONFIRM_RUNS = 25
BUYERS = 50
VENDORS = 50

BARE_QUESTION = """
    SELECT op.id
      FROM stock_warehouse_orderpoint op
 LEFT JOIN (SELECT product_id, location_id,
                   SUM(quantity - reserved_quantity) AS available
              FROM stock_quant GROUP BY product_id, location_id) stock
        ON stock.product_id = op.product_id AND stock.location_id = op.location_id
     WHERE op.active AND COALESCE(stock.available, 0) < op.product_min_qty
"""


def make_rules(env, count):
    """Create goods of 50 vendors and 50 buyers, a rule each, 5 % of them short."""
    dice = random.Random(20)
    warehouse = env["stock.warehouse"].search(
        [("company_id", "=", env.company.id)], limit=1
    )
    buyers = env["res.users"].create(
        [
            {
                "name": f"Bench buyer {number}",
                "login": f"bench-buyer-{number}",
                "email": f"buyer{number}@example.com",
                "group_ids": [(4, env.ref("jxc_core.group_buyer").id)],
            }
            for number in range(BUYERS)
        ]
    )
    vendors = env["res.partner"].create(
        [
            {"name": f"Bench vendor {number}", "buyer_id": buyers[number % BUYERS].id}
            for number in range(VENDORS)
        ]
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Bench product {number}",
                "is_storable": True,
                "seller_ids": [
                    (
                        0,
                        0,
                        {
                            "partner_id": vendors[number % VENDORS].id,
                            "price": 1 + number % 90,
                            "delay": 3,
                        },
                    )
                ],
            }
            for number in range(count)
        ]
    )
    rules = env["stock.warehouse.orderpoint"].create(
        [
            {
                "product_id": product.id,
                "warehouse_id": warehouse.id,
                "product_min_qty": 10,
                "product_max_qty": 50,
                "trigger": "auto",
            }
            for product in products
        ]
    )
    short = set(dice.sample(range(count), count // 20))
    set_stock(env, products, warehouse.lot_stock_id, short)
    return rules


def set_stock(env, products, location, short):
    """Put 40 of each product on stock, 4 of the short ones."""
    env["stock.quant"].create(
        [
            {
                "product_id": product.id,
                "location_id": location.id,
                "quantity": 4 if number in short else 40,
            }
            for number, product in enumerate(products)
        ]
    )
    env.flush_all()
    env.cr.execute("ANALYZE")


def timed(function, *args):
    """Return (seconds, result) of one call."""
    start = time.perf_counter()
    result = function(*args)
    return time.perf_counter() - start, result


def bench_find(env, rules):
    """Compare the one statement with the bare question, alternating."""

    def bare():
        env.cr.execute(BARE_QUESTION)
        return env.cr.fetchall()

    def ours():
        return env["jxc.shortage"]._jxc_find(env.company)

    bare_seconds, our_seconds = [], []
    for _run in range(FIND_RUNS):
        bare_seconds.append(timed(bare)[0])
        seconds, found = timed(ours)
        our_seconds.append(seconds)
    ratio = statistics.median(our_seconds) / statistics.median(bare_seconds)
    print(
        f"find: {len(rules)} rules, {len(found)} short: bare question "
        f"{statistics.median(bare_seconds) * 1000:.1f} ms, jxc "
        f"{statistics.median(our_seconds) * 1000:.1f} ms, ratio {ratio:.2f} (at most 3)"
    )


def bench_tell(env):
    """Count the statements per buyer; they must not grow with what is short."""
    shortages = env["jxc.shortage"]._jxc_refresh(env.company)
    env.flush_all()
    counts, seconds = [], []
    for buyer in shortages.buyer_id:
        before = env.cr.sql_log_count
        spent, told = timed(tell_and_flush, env, buyer)
        seconds.append(spent)
        counts.append((env.cr.sql_log_count - before, told))
    queries = [count for count, _told in counts]
    print(
        f"tell: {len(counts)} buyers, "
        f"{sum(told for _count, told in counts)} shortages: "
        f"{statistics.median(queries):.0f} queries each (first {queries[0]}, "
        f"last {queries[-1]}), {statistics.median(seconds) * 1000:.0f} ms each"
    )


def tell_and_flush(env, buyer):
    """Tell one buyer and write it down, as the scheduled action does."""
    told = env["jxc.shortage"]._jxc_tell(env.company, buyer)
    env.flush_all()
    return told


def bench_order(env, rules):
    """Order the same rules by the host's scheduler and by suggestions."""
    env["stock.quant"].search([("product_id", "in", rules.product_id.ids)]).quantity = 4
    env.flush_all()
    env.cr.execute("ANALYZE")
    host = rolled_back(env, order_by_host, rules)
    seconds = rolled_back(env, order_by_suggestion, rules)
    ratio = host / sum(seconds)
    print(
        f"order: {len(rules)} rules: host {host:.1f} s, jxc {sum(seconds):.1f} s "
        f"(suggest {seconds[0]:.1f}, order {seconds[1]:.1f}), {ratio:.1f} x faster "
        f"(at least 3); the click alone {host / seconds[1]:.1f} x"
    )


def bench_confirm(env, rules):
    """Compare confirming orders of 10 lines with and without the look for shortages."""
    products = rules[: CONFIRM_RUNS * 20].product_id
    customer = env["res.partner"].create({"name": "Bench customer"})
    seconds = {True: [], False: []}
    for run in range(CONFIRM_RUNS * 2):
        looking = bool(run % 2)
        order = env["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": 1})
                    for product in products[run * 10 : run * 10 + 10]
                ],
            }
        )
        env.cr.flush()
        with pause_hook(looking):
            spent, _result = timed(confirm_and_flush, env, order)
        seconds[looking].append(spent)
    ratio = statistics.median(seconds[True]) / statistics.median(seconds[False])
    print(
        f"confirm: 10 lines: "
        f"{statistics.median(seconds[False]) * 1000:.0f} ms without, "
        f"{statistics.median(seconds[True]) * 1000:.0f} ms with the look for "
        f"shortages, ratio {ratio:.3f} (at most 1.05)"
    )


def confirm_and_flush(env, order):
    """Confirm one order up to what its commit would run."""
    order.action_confirm()
    env.cr.flush()


@contextmanager
def pause_hook(looking):
    """Take the look for shortages out of the way unless `looking`."""
    method = "odoo.addons.jxc_core.models.stock_move.StockMove._jxc_remember_shortages"
    with nullcontext() if looking else patch(method, lambda moves: None):
        yield


def rolled_back(env, function, rules):
    """Run `function` in a savepoint that is undone, with empty caches."""
    env.invalidate_all()
    with env.cr.savepoint() as savepoint:
        result = function(env, rules)
        savepoint.rollback()
    env.invalidate_all()
    return result


def order_by_host(env, rules):
    """Do what the nightly scheduler does for these rules."""

    def schedule():
        rules.sudo()._compute_qty_to_order_computed()
        rules.sudo()._compute_deadline_date()
        rules.sudo()._procure_orderpoint_confirm(
            company_id=env.company, raise_user_error=False
        )
        env.flush_all()

    seconds, _result = timed(schedule)
    check_ordered(env, rules)
    return seconds


def order_by_suggestion(env, rules):
    """Suggest for these rules, then order all suggestions with one click."""

    def suggest():
        rules._jxc_suggest()
        env.flush_all()

    def order():
        drafts.action_jxc_order()
        env.flush_all()

    suggest_seconds, _result = timed(suggest)
    env.invalidate_all()
    drafts = env["jxc.purchase.suggestion"].search([("state", "=", "draft")])
    order_seconds, _result = timed(order)
    check_ordered(env, rules)
    return suggest_seconds, order_seconds


def check_ordered(env, rules):
    """Make sure that both really ordered every rule once."""
    lines = env["purchase.order.line"].search([("orderpoint_id", "in", rules.ids)])
    if len(lines) != len(rules) or any(line.product_qty != 46 for line in lines):
        raise SystemExit(f"{len(lines)} lines ordered for {len(rules)} rules")


def main():
    """Read the arguments, run everything, roll back."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-c", "--config", default="odoo.conf")
    parser.add_argument("-d", "--database", default=os.environ.get("JXC_DATABASE"))
    parser.add_argument("--size", type=int, default=2000, help="rules to order")
    arguments = parser.parse_args()
    config.parse_config(
        ["-c", arguments.config, "-d", arguments.database, "--log-level=error"],
        setup_logging=True,
    )
    logging.getLogger("odoo.addons.stock").setLevel(logging.ERROR)
    registry = Registry(arguments.database)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        rules = make_rules(env, max(FIND_RULES, arguments.size))
        bench_find(env, rules)
        bench_tell(env)
        rolled_back(env, bench_confirm, rules)
        bench_order(env, rules[: arguments.size])
        cr.rollback()


if __name__ == "__main__":
    main()
