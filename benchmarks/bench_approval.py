"""What an approval costs, against the bare host and against OCA's tiers.

Databases in one process, the bare host, the suite and, if there is one, the peer, are
given the same vendor, products and orders. In each round every side writes an order
and takes it through, each click a transaction of its own by the person whose turn it
is; the order of the sides changes from round to round.

    ./dev bench bench_approval

Below the ladder one click confirms on every side. On a ladder of three steps, of which
two ask, the host's own approval takes two clicks, the suite's three, the peer's four.

JXC_OCA_PATH may name a folder of add-ons that holds purchase_tier_validation 19.0 and
what it needs; it is measured beside the others, in a copy of the bare host that is
dropped again. The databases are changed: JXC_HOST_DATABASE and JXC_DATABASE name
copies, which `./dev bench` makes.
"""

import argparse
import os
import statistics
import subprocess
import time

import odoo
from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry

LINES = 5
QUANTITY = 10
VENDORS = 20
# 5 and 25,000 an order: the first stay below the ladder however many are counted
# together, the others ask its first two steps and never the third.
PRICE_BELOW, PRICE_ABOVE = 0.1, 500
THRESHOLDS = (5_000, 20_000, 1_000_000_000)
WARM_UP = 4
PEER = "purchase_tier_validation"
FIGURES = ("wall", "CPU", "queries")
AT_MOST = {
    "below": {"wall": 1.05, "CPU": 1.05, "queries": 1.05},
    "ladder": {"CPU": 1.8, "queries": 1.8},
}


class Side:
    """One database: its people, their roles, and who clicks what."""

    label = "host"
    roles = {
        "buyer": "purchase.group_purchase_user",
        "manager": "purchase.group_purchase_manager",
        "boss": "purchase.group_purchase_manager",
    }
    clicks = {
        "below": [("buyer", "button_confirm")],
        "ladder": [("buyer", "button_confirm"), ("manager", "button_approve")],
    }

    def __init__(self, database, old_orders):
        """Open the database and give it what every side has."""
        self.cr = Registry(database).cursor()
        env = api.Environment(self.cr, SUPERUSER_ID, {})
        # Mails wait in the queue: a post office is no part of what is compared.
        env["ir.config_parameter"].set_param("mail.mail.force.send.limit", "0")
        users = env["res.users"].create(
            [
                {
                    "name": f"Bench {name}",
                    "login": f"bench-{name}",
                    "email": f"{name}@bench.example.com",
                    "group_ids": [Command.link(env.ref(role).id)],
                }
                for name, role in self.roles.items()
            ]
        )
        self.users = dict(zip(self.roles, users.ids, strict=True))
        self.seed(env, old_orders)
        self.cr.commit()

    def seed(self, env, old_orders):
        """Make the vendors, the products and the orders of the days before."""
        vendors = env["res.partner"].create(
            [{"name": f"Mill {n}", "is_company": True} for n in range(VENDORS)]
        )
        products = env["product.product"].create(
            [
                {
                    "name": f"Kettle {number}",
                    "is_storable": True,
                    "supplier_taxes_id": False,
                    "seller_ids": [
                        Command.create({"partner_id": vendor.id}) for vendor in vendors
                    ],
                }
                for number in range(LINES)
            ]
        )
        self.vendor_ids, self.product_ids = vendors.ids, products.ids
        for _batch in range(0, old_orders, VENDORS):
            env["purchase.order"].create(
                [self.prepare_order(PRICE_BELOW, each) for each in vendors.ids]
            ).button_confirm()
            self.cr.commit()

    def prepare_order(self, price, vendor_id=None):
        """Return the values of an order of five lines."""
        return {
            "partner_id": vendor_id or self.vendor_ids[0],
            "order_line": [
                Command.create(
                    {
                        "product_id": product_id,
                        "product_qty": QUANTITY,
                        "price_unit": price,
                    }
                )
                for product_id in self.product_ids
            ],
        }

    def prepare(self, job):
        """Switch this side's approval to what `job` is about."""
        env = api.Environment(self.cr, SUPERUSER_ID, {})
        if job == "ladder":
            env.company.write(
                {
                    "po_double_validation": "two_step",
                    "po_double_validation_amount": THRESHOLDS[0],
                }
            )
        self.cr.commit()

    def run(self, job):
        """Take one order through and return (writing it, all clicks) as figures."""
        start = meters()
        order = self.as_user("buyer")["purchase.order"].create(
            self.prepare_order(PRICE_BELOW if job == "below" else PRICE_ABOVE)
        )
        order_id = order.id
        self.cr.commit()
        written = meters()
        for name, method in self.clicks[job]:
            order = self.as_user(name)["purchase.order"].browse(order_id)
            getattr(order, method)()
            self.cr.commit()
            # The commit emptied the cache: a click begins as a request does.
        done = meters()
        self.check(order_id)
        return since(start, written), since(written, done)

    def as_user(self, name):
        """Return an environment of one of the people, as a request brings it."""
        return api.Environment(self.cr, self.users[name], {"lang": "en_US"})

    def check(self, order_id):
        """Make sure that the order is confirmed, or all figures mean nothing."""
        order = api.Environment(self.cr, SUPERUSER_ID, {})["purchase.order"]
        state = order.browse(order_id).state
        self.cr.commit()
        if state != "purchase":
            raise SystemExit(f"{self.label}: order {order_id} ended in state {state}")


class Suite(Side):
    """The suite with a ladder of three steps, named users each."""

    label = "suite"
    roles = {
        "buyer": "jxc_core.group_buyer",
        "manager": "jxc_core.group_purchase_manager",
        "boss": "jxc_core.group_general_manager",
    }
    clicks = {
        "below": [("buyer", "button_confirm")],
        "ladder": [
            ("buyer", "button_confirm"),
            ("manager", "button_approve"),
            ("boss", "button_approve"),
        ],
    }

    def seed(self, env, old_orders):
        """Put the ladder in the place of those that the suite ships with."""
        rules = env["jxc.approval.rule"]
        rules.search([]).active = False
        super().seed(env, old_orders)
        rules.create(
            {
                "name": "Bench ladder",
                "kind": "purchase",
                "active": True,
                "split_by": "vendor",
                "step_ids": [
                    Command.create(
                        {
                            "name": f"Step {number}",
                            "sequence": number,
                            "amount_over": threshold,
                            "who": "user",
                            "user_ids": [Command.link(self.users[name])],
                        }
                    )
                    for number, (name, threshold) in enumerate(ladder(), 1)
                ],
            }
        )

    def prepare(self, job):
        """Leave the ladder on: an order below it asks nobody."""


class Peer(Side):
    """The host with OCA's purchase_tier_validation, the same ladder."""

    label = "peer"
    clicks = {
        "below": [("buyer", "button_confirm")],
        "ladder": [
            ("buyer", "request_validation"),
            ("manager", "validate_tier"),
            ("boss", "validate_tier"),
            ("buyer", "button_confirm"),
        ],
    }

    def seed(self, env, old_orders):
        """Make a tier per step, in sequence, that tells whoever's turn it is."""
        super().seed(env, old_orders)
        model = env.ref("purchase.model_purchase_order")
        env["tier.definition"].create(
            [
                {
                    "name": f"Tier {number}",
                    "model_id": model.id,
                    "review_type": "individual",
                    "reviewer_id": self.users[name],
                    "definition_domain": f"[('amount_total', '>', {threshold})]",
                    "approve_sequence": True,
                    "notify_on_pending": True,
                    # The tier of the highest number comes first.
                    "sequence": 100 - number,
                }
                for number, (name, threshold) in enumerate(ladder(), 1)
            ]
        )

    def prepare(self, job):
        """Leave the tiers on."""


def ladder():
    """Return who approves above which amount."""
    return list(zip(("manager", "boss", "boss"), THRESHOLDS, strict=True))


def meters():
    """Return what is read before and after: wall clock, CPU, queries.

    CPU is this process's, without the database server's; queries are those of every
    cursor, also the ones that a commit sets off.
    """
    return time.perf_counter(), time.process_time(), odoo.sql_db.sql_counter


def since(before, after):
    """Return what was spent between two readings."""
    return tuple(end - start for start, end in zip(before, after, strict=True))


def settle(sides):
    """Have the server finish now what it would do behind the timed rounds."""
    for side in sides:
        for order in ("VACUUM ANALYZE", "CHECKPOINT"):
            subprocess.run(["psql", "-qd", side.cr.dbname, "-c", order], check=True)


def alternate(sides, job, rounds):
    """Run `job` in turn on all sides and return {label: samples}."""
    for side in sides:
        side.prepare(job)
    settle(sides)
    samples = {side.label: [] for side in sides}
    for number in range(rounds + WARM_UP):
        shift = number % len(sides)
        for side in sides[shift:] + sides[:shift]:
            sample = side.run(job)
            if number >= WARM_UP:
                samples[side.label].append(sample)
    return samples


def tell(samples, job):
    """Print the medians, and the median of each round's ratio to the host."""
    clicks = {label: [each[1] for each in pairs] for label, pairs in samples.items()}
    whole = {
        label: [tuple(map(sum, zip(*each, strict=True))) for each in pairs]
        for label, pairs in samples.items()
    }
    for label, each in clicks.items():
        wall, cpu, queries = map(statistics.median, zip(*each, strict=True))
        print(
            f"  {label}: {wall * 1000:.1f} ms, CPU {cpu * 1000:.1f} ms, "
            f"{queries:.0f} queries"
        )
    for label in list(samples)[1:]:
        for place, what in enumerate(FIGURES):
            ratio = ratio_to_host(clicks, label, place)
            most = AT_MOST[job].get(what) if label == Suite.label else None
            print(
                f"  {label} / host, {what}: {ratio:.3f}{verdict(ratio, most)}; with "
                f"writing the order {ratio_to_host(whole, label, place):.3f}",
                flush=True,
            )


def ratio_to_host(samples, label, place):
    """Return the median of the rounds' ratios: load from outside hits all alike."""
    return statistics.median(
        each[place] / host[place]
        for host, each in zip(samples[Side.label], samples[label], strict=True)
    )


def verdict(ratio, most):
    """Return what `ratio` should be and whether it is, in brackets."""
    if not most:
        return ""
    return f" (at most {most}: {'met' if ratio <= most else 'MISSED'})"


def make_peer(host, path):
    """Copy the bare host, install the peer in it and return the database's name."""
    database = f"{host}_peer"
    subprocess.run(["dropdb", "--if-exists", database], check=True)
    subprocess.run(["createdb", "-T", host, database], check=True)
    odoo.addons.__path__.append(path)
    Registry.new(database, install_modules=[PEER])
    return database


def parse_args():
    """Return the command line: the databases, the peer's folder, the rounds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--host", default=os.environ.get("JXC_HOST_DATABASE"))
    parser.add_argument("--suite", default=os.environ.get("JXC_DATABASE"))
    parser.add_argument("--peer-path", default=os.environ.get("JXC_OCA_PATH"))
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--old-orders", type=int, default=200)
    return parser.parse_args()


def main():
    """Seed, warm up, alternate, print medians, ratios and verdicts."""
    args = parse_args()
    odoo.tools.config.parse_config(["--log-level=error", "--max-cron-threads=0"])
    peer = make_peer(args.host, args.peer_path) if args.peer_path else None
    sides = [Side(args.host, args.old_orders)]
    if args.suite:
        sides.append(Suite(args.suite, args.old_orders))
    if peer:
        sides.append(Peer(peer, args.old_orders))
    else:
        print("no peer: JXC_OCA_PATH names no folder with OCA's add-ons")
    print("purchase order below the ladder, confirmed")
    tell(alternate(sides, "below", args.rounds), "below")
    print("purchase order on a ladder of three steps, two approvals")
    tell(alternate(sides, "ladder", args.rounds), "ladder")
    for side in sides:
        side.cr.close()
    if peer:
        odoo.sql_db.close_db(peer)
        subprocess.run(["dropdb", peer], check=True)


if __name__ == "__main__":
    main()
