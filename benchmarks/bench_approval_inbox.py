"""How fast an approver's inbox opens with 10,000 pending requests, against 10.

Two copies of the suite are given ten orders each that wait for one approver; in one
of them the requests, with all that hangs on them, are multiplied by 1,000. Then the
approver opens in turn on both sides what the web client opens: the inbox as a list
and as cards, a waiting order and its request, and the list of orders. Each opening is
a transaction of its own; the order of the sides changes from round to round.

    ./dev bench bench_approval_inbox

Compared are openings that show the same ten rows: whole pages and groups, which show
more where there is more, are told beside, and so is the host's own bell. The wall
clock has the database server's work in it. JXC_DATABASE is changed; its copy is
dropped again.
"""

import argparse
import os
import statistics
import sys

from _approval_sides import Suite, drop, install_in_copy, meters, settle, since
from lxml import etree

import odoo
from odoo.tools import SQL

FEW, MANY = 10, 10_000
# Ids of copies: the n-th of a row bears its id and n times this.
STRIDE = 1_000
WARM_UP = 5
PAGE = 80
FIGURES = ("wall", "CPU", "queries")
AT_MOST = {"wall": 1.25, "CPU": 1.1, "queries": 1.0}
INBOX = "jxc_approval.action_jxc_approval_inbox"
REQUEST, ORDER = "jxc.approval.request", "purchase.order"
# table -> columns that point to a copied row
COPIED = {
    "purchase_order": ("id",),
    "purchase_order_line": ("id", "order_id"),
    "jxc_approval_request": ("id", "res_id"),
    "jxc_approval_task": ("id", "request_id"),
    "jxc_approval_request_requester_rel": ("jxc_approval_request_id",),
    "jxc_approval_request_involved_rel": ("jxc_approval_request_id",),
    "mail_activity": ("id", "res_id"),
}


class Inbox(Suite):
    """The suite with requests that wait for one approver."""

    def __init__(self, database, label, copies):
        """Open the database and have ten orders wait, or many times that."""
        super().__init__(database, 0)
        self.label = label
        buyer = self.as_user("buyer")[ORDER]
        orders = buyer.create([self.prepare_order(500) for _number in range(FEW)])
        orders.button_confirm()
        self.order_id = orders[0].id
        self.cr.commit()
        requests = self.as_user("manager")[REQUEST]
        self.request_id = requests.search([("res_id", "=", self.order_id)]).id
        if copies:
            for table, columns in COPIED.items():
                self.multiply(table, columns, copies)
        self.cr.commit()
        waiting = requests.search_count([("my_turn", "=", True)])
        if waiting != FEW * (1 + copies):
            raise SystemExit(f"{label}: {waiting} requests wait")
        self.specs = self.read_views()
        self.cr.commit()

    def multiply(self, table, columns, copies):
        """Copy all rows of a table that many times, each copy with its own ids."""
        self.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
            [table],
        )
        names = [name for (name,) in self.cr.fetchall()]
        values = [
            SQL("%s + n * %s", SQL.identifier(name), STRIDE)
            if name in columns
            else SQL.identifier(name)
            for name in names
        ]
        self.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s, generate_series(1, %s) AS n",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(values),
                SQL.identifier(table),
                copies,
            )
        )

    def read_views(self):
        """Return {(model, view): what the web client reads}; note how far it counts."""
        env = self.as_user("manager")
        action = env["ir.actions.actions"]._for_xml_id(INBOX)
        views = env[REQUEST].get_views(action["views"])
        orders = env[ORDER].get_views([(False, "form"), (False, "list")])
        specs, self.count_limits = {}, {}
        for model, found in ((REQUEST, views), (ORDER, orders)):
            for kind, view in found["views"].items():
                tree = etree.fromstring(view["arch"])
                specs[model, kind] = specify(env[model], tree)
                most = int(tree.get("count_limit", 10_000))
                self.count_limits[model, kind] = most + 1
        return specs

    def open_rows(self, model, kind, limit, order="id"):
        """Open the first rows of what waits for the approver."""
        self.as_user("manager")[model].web_search_read(
            [("my_turn" if model == REQUEST else "jxc_my_turn", "=", True)],
            self.specs[model, kind],
            limit=limit,
            order=order,
            count_limit=self.count_limits[model, kind],
        )

    def open_form(self, model, res_id):
        """Open the form of one record."""
        record = self.as_user("manager")[model].browse(res_id)
        record.web_read(self.specs[model, "form"])

    def open_groups(self):
        """Open the inbox grouped by who asks."""
        self.as_user("manager")[REQUEST].web_read_group(
            [("my_turn", "=", True)], ["requester_id"], ["__count"]
        )

    def open_bell(self):
        """Open the host's list of what has to be done today."""
        self.as_user("manager")["res.users"]._get_activity_groups()

    def measure(self, job):
        """Do one job as a request does, and return what it took."""
        start = meters()
        job(self)
        self.cr.rollback()
        return since(start, meters())


JUDGED = {
    "inbox, list": lambda side: side.open_rows(REQUEST, "list", FEW),
    "inbox, cards": lambda side: side.open_rows(REQUEST, "kanban", FEW),
    "form of a waiting order": lambda side: side.open_form(ORDER, side.order_id),
    "form of its request": lambda side: side.open_form(REQUEST, side.request_id),
}
TOLD = {
    "inbox, page of 80": lambda side: side.open_rows(REQUEST, "list", PAGE),
    "inbox, groups": Inbox.open_groups,
    "orders, my turn": lambda side: side.open_rows(ORDER, "list", FEW, "id desc"),
    "the host's bell": Inbox.open_bell,
}


def specify(model, tree):
    """Return the specification for `web_read` of the fields that a view shows."""
    spec = {}
    for node in tree.iter("field"):
        if any(parent.tag == "field" for parent in inner_parents(node, tree)):
            continue
        field = model._fields[node.get("name")]
        spec[field.name] = {}
        if field.type == "many2one":
            spec[field.name] = {"fields": {"display_name": {}}}
        elif field.type in ("one2many", "many2many"):
            inner = node.find("list")
            if inner is not None:
                comodel = model.env[field.comodel_name]
                spec[field.name] = {"fields": specify(comodel, inner), "limit": 40}
    return spec


def inner_parents(node, tree):
    """Yield what is around `node` inside `tree`."""
    for parent in node.iterancestors():
        if parent is tree:
            return
        yield parent


def compare(sides, name, job, rounds):
    """Do a job in turn on both sides; return {figure: median of the ratios}."""
    samples = {side.label: [] for side in sides}
    for number in range(rounds + WARM_UP):
        for side in sides if number % 2 else sides[::-1]:
            sample = side.measure(job)
            if number >= WARM_UP:
                samples[side.label].append(sample)
    few, many = (samples[side.label] for side in sides)
    print(f"{name}")
    for label, each in samples.items():
        wall, cpu, queries = map(statistics.median, zip(*each, strict=True))
        print(
            f"  {label}: {wall * 1000:.1f} ms, CPU {cpu * 1000:.1f} ms, "
            f"{queries:.0f} queries"
        )
    return {
        what: statistics.median(
            more[place] / less[place] for less, more in zip(few, many, strict=True)
        )
        for place, what in enumerate(FIGURES)
    }


def parse_args():
    """Return the command line: the database, the rounds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--suite", default=os.environ.get("JXC_DATABASE"))
    parser.add_argument("--rounds", type=int, default=40)
    return parser.parse_args()


def main():
    """Seed both sides, open everything in turn, print ratios and verdicts."""
    args = parse_args()
    odoo.tools.config.parse_config(["--log-level=error", "--max-cron-threads=0"])
    copy = install_in_copy(args.suite, "few", [])
    sides = [
        Inbox(copy, f"{FEW:,} pending", 0),
        Inbox(args.suite, f"{MANY:,} pending", MANY // FEW - 1),
    ]
    settle(sides)
    missed = False
    for name, job in (JUDGED | TOLD).items():
        ratios = compare(sides, name, job, args.rounds)
        for what, ratio in ratios.items():
            text = ""
            if name in JUDGED:
                met = ratio <= AT_MOST[what]
                missed |= not met
                text = f" (at most {AT_MOST[what]}: {'met' if met else 'MISSED'})"
            print(f"  many / few, {what}: {ratio:.3f}{text}", flush=True)
    for side in sides:
        side.cr.close()
    drop(copy)
    sys.exit(missed)


if __name__ == "__main__":
    main()
