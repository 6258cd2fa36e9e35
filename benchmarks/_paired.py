"""What benchmarks against the bare host share: two databases, measured in turn."""

import argparse
import gc
import os
import statistics
import time

import odoo
from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry


def parse_args(doc, rounds):
    """Return the command line: two databases and the number of rounds."""
    parser = argparse.ArgumentParser(description=doc.split("\n")[0])
    parser.add_argument("--host", default=os.environ.get("JXC_HOST_DATABASE"))
    parser.add_argument("--suite", default=os.environ.get("JXC_DATABASE"))
    parser.add_argument("--rounds", type=int, default=rounds)
    args = parser.parse_args()
    odoo.tools.config.parse_config(["--log-level=error", "--max-cron-threads=0"])
    return args


class Side:
    """One database; what is done in it is rolled back in the end."""

    label = ""

    def __init__(self, database, products):
        """Open the database; give it stocked goods and a keeper without other roles.

        :param products: how many products
        """
        self.cr = Registry(database).cursor()
        env = self.env = api.Environment(
            self.cr, SUPERUSER_ID, {"tracking_disable": True}
        )
        if "jxc.approval.rule" in env:
            env["jxc.approval.rule"].search([]).active = False
        self.warehouse = env["stock.warehouse"].search([], limit=1)
        self.products = env["product.product"].create(
            [
                {"name": f"Bench {n}", "is_storable": True, "standard_price": 6}
                for n in range(products)
            ]
        )
        for product in self.products:
            env["stock.quant"]._update_available_quantity(
                product, self.warehouse.lot_stock_id, 100_000
            )
        self.keeper = self.new_user("keeper")

    def new_user(self, name):
        """Return somebody with the host's Inventory role, who handles goods."""
        return self.env["res.users"].create(
            {
                "name": f"Bench {name}",
                "login": f"bench-{name}-{time.time()}",
                "group_ids": [Command.link(self.env.ref("stock.group_stock_user").id)],
            }
        )

    def act(self, user):
        """Return a fresh environment of a person."""
        return api.Environment(self.cr, user.id, {})

    def run(self):
        """Do once what is measured. To be extended."""
        raise NotImplementedError

    def measure(self):
        """Return (wall seconds, CPU seconds, queries) of one run.

        What is written reaches the database; CPU is this process's.
        """
        self.cr.flush()
        self.env.invalidate_all()
        gc.collect()
        before = self.meters()
        self.run()
        self.cr.flush()
        return [new - old for new, old in zip(self.meters(), before, strict=True)]

    def meters(self):
        """Return what is read before and after: wall clock, CPU, queries."""
        return time.perf_counter(), time.process_time(), self.cr.sql_log_count


def compare(host, suite, rounds):
    """Run both in turn; print medians and ratios, and return the ratio of CPU time.

    The order changes from round to round, and a ratio is the median of the rounds'
    ratios: load from outside hits both alike. Three rounds warm up.
    """
    timed = {host.label: [], suite.label: []}
    for number in range(rounds + 3):
        for side in (host, suite) if number % 2 else (suite, host):
            sample = side.measure()
            if number >= 3:
                timed[side.label].append(sample)
    for label, samples in timed.items():
        wall, cpu, queries = map(statistics.median, zip(*samples, strict=True))
        print(
            f"  {label}: {wall * 1000:.1f} ms, CPU {cpu * 1000:.1f} ms, "
            f"{queries:.0f} queries"
        )
    ratios = {}
    for place, what in enumerate(("wall", "CPU", "queries")):
        ratios[what] = statistics.median(
            mine[place] / theirs[place]
            for theirs, mine in zip(timed[host.label], timed[suite.label], strict=True)
        )
        print(f"  {suite.label} / {host.label}, {what}: {ratios[what]:.3f}", flush=True)
    return ratios["CPU"]


def judge(ratio, allowed):
    """Print whether a ratio is within what is allowed; return whether it is."""
    kept = ratio <= allowed
    print(f"  allowed: {allowed:.2f}, {'kept' if kept else 'MISSED'}", flush=True)
    return kept
