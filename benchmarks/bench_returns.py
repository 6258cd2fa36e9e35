"""What a return costs from request to credit note, against the bare host's own.

    ./dev bench bench_returns

Ten lines come back in full. The host: its return wizard, the receipt, its reversal
wizard, the credit note posted. JXC: the request, the receipt with the inspection, the
credit note posted; once as a keeper does with goods that are sellable at a glance, and
once with an inspection of its own that moves the goods a second time. Each step is
taken by the role whose step it is and written to the database; the rounds alternate,
and all is rolled back in the end.
"""

import argparse
import os
import statistics
import sys
import time

import odoo
from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry

LINES = 10
QUANTITY = 4
AT_MOST = 1.3


class Host:
    """The bare host: its wizards, and the groups they ask for."""

    label = "host"
    roles = {
        "sales": "sales_team.group_sale_salesman",
        "keeper": "stock.group_stock_user",
        "accountant": "account.group_account_invoice",
    }

    def __init__(self, database):
        """Open the database; give it people, goods and a customer."""
        self.cr = Registry(database).cursor()
        env = api.Environment(self.cr, SUPERUSER_ID, {})
        env["ir.config_parameter"].set_param("mail.mail.force.send.limit", "0")
        users = env["res.users"].create(
            [
                {
                    "name": f"Bench {name}",
                    "login": f"bench-{name}",
                    "email": f"{name}@bench.example.com",
                    "group_ids": [Command.link(env.ref(group).id)],
                }
                for name, group in self.roles.items()
            ]
        )
        self.users = dict(zip(self.roles, users.ids, strict=True))
        self.customer = env["res.partner"].create({"name": "Bench shop"}).id
        products = env["product.product"].create(
            [
                {"name": f"Bench {n}", "is_storable": True, "list_price": 10 + n}
                for n in range(LINES)
            ]
        )
        stock = env["stock.warehouse"].search([], limit=1).lot_stock_id
        for product in products:
            env["stock.quant"]._update_available_quantity(product, stock, 10_000)
        self.products = products.ids

    @classmethod
    def sharing(cls, other):
        """Return another way of working in the database of `other`."""
        self = cls.__new__(cls)
        vars(self).update(vars(other))
        return self

    def act(self, role):
        """Return a fresh environment of the person of that role."""
        return api.Environment(self.cr, self.users[role], {})

    def delivered(self):
        """Return (delivery, invoice) of a new order, nothing of it returned."""
        env = api.Environment(self.cr, SUPERUSER_ID, {})
        order = env["sale.order"].create(
            {
                "partner_id": self.customer,
                "user_id": self.users["sales"],
                "order_line": [
                    Command.create({"product_id": product, "product_uom_qty": QUANTITY})
                    for product in self.products
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        invoice = order._create_invoices()
        invoice.action_post()
        env.cr.flush()
        env.invalidate_all()
        return order.picking_ids.id, invoice.id

    def steps(self, picking_id, invoice_id):
        """Yield (name, function) of each step, in order."""
        found = {}

        def ask():
            wizard = self.act("keeper")["stock.return.picking"].create(
                {"picking_id": picking_id}
            )
            for line in wizard.product_return_moves:
                line.quantity = QUANTITY
            found["back"] = wizard.action_create_returns()["res_id"]

        def receive():
            env = self.act("keeper")
            env["stock.picking"].browse(found["back"]).button_validate()

        def credit():
            env = self.act("accountant")
            invoice = env["account.move"].browse(invoice_id)
            wizard = (
                env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=[invoice_id])
                .create({"journal_id": invoice.journal_id.id, "reason": "back"})
            )
            wizard.refund_moves()
            wizard.new_move_ids.action_post()
            assert wizard.new_move_ids.state == "posted"

        yield from (("request", ask), ("receive", receive), ("credit", credit))

    def run(self):
        """Return {step: seconds} of one return."""
        taken = {}
        for name, step in self.steps(*self.delivered()):
            start = time.perf_counter()
            step()
            self.cr.flush()
            taken[name] = time.perf_counter() - start
        return taken


class Suite(Host):
    """JXC: one paper from the request to the credit note."""

    label = "jxc"
    at_once = True
    roles = {
        "sales": "jxc_core.group_salesperson",
        "keeper": "jxc_core.group_warehouse_operator",
        "accountant": "account.group_account_invoice",
    }

    def steps(self, picking_id, invoice_id):
        """Yield (name, function) of each step, in order."""
        found = {}

        def item(role):
            return self.act(role)["jxc.return"].browse(found["id"])

        def ask():
            env = self.act("sales")
            returns = env["jxc.return"]
            picking = env["stock.picking"].browse(picking_id)
            lines = returns._jxc_prepare_line_vals_list(picking)
            made = returns.create(
                {
                    "picking_id": picking_id,
                    "reason_id": env.ref("jxc_core.return_reason_faulty").id,
                    "line_ids": [Command.create(vals) for vals in lines],
                }
            )
            made.action_jxc_request()
            found["id"] = made.id

        def receive():
            item("keeper").action_jxc_receive_sellable()

        def inspect():
            item("keeper").action_jxc_all_sellable()
            item("keeper").action_jxc_inspect()

        def credit():
            mine = item("accountant")
            mine.action_jxc_credit()
            mine.refund_ids.action_post()
            assert mine.sudo().state == "closed", mine.sudo().state

        yield "request", ask
        if self.at_once:
            yield "receive, all sellable", receive
        else:
            yield "receive", lambda: item("keeper").action_jxc_receive()
            yield "inspect", inspect
        yield "credit", credit


class Steps(Suite):
    """JXC where goods are received first, inspected then, and moved twice."""

    label = "jxc in two steps"
    at_once = False


def parse_args():
    """Return the command line: both databases and the rounds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--host", default=os.environ.get("JXC_HOST_DATABASE"))
    parser.add_argument("--suite", default=os.environ.get("JXC_DATABASE"))
    parser.add_argument("--rounds", type=int, default=25)
    return parser.parse_args()


def main():
    """Warm up, alternate, print medians, the ratio and its verdict."""
    args = parse_args()
    odoo.tools.config.parse_config(["--log-level=error", "--max-cron-threads=0"])
    host, suite = Host(args.host), Suite(args.suite)
    sides = [host, suite, Steps.sharing(suite)]
    samples = {side.label: [] for side in sides}
    for number in range(args.rounds + 3):
        for side in sides:
            taken = side.run()
            if number >= 3:
                samples[side.label].append(taken)
    for label, taken in samples.items():
        medians = {name: statistics.median(t[name] for t in taken) for name in taken[0]}
        parts = ", ".join(f"{name} {1000 * medians[name]:.0f}" for name in medians)
        total = statistics.median(sum(t.values()) for t in taken)
        print(f"{label}: {1000 * total:.0f} ms a return of {LINES} lines ({parts})")
    for side in (host, suite):
        side.cr.rollback()
        side.cr.close()
    missed = False
    for side in sides[1:]:
        ratio = ratio_of(samples[side.label], samples["host"])
        verdict = "met" if ratio <= AT_MOST else "MISSED"
        missed |= side is suite and ratio > AT_MOST
        print(f"{side.label} / host: {ratio:.3f} (at most {AT_MOST}: {verdict})")
    sys.exit(missed)


def ratio_of(ours, theirs):
    """Return the ratio of the medians."""
    mine, others = (
        statistics.median(sum(taken.values()) for taken in side)
        for side in (ours, theirs)
    )
    return mine / others


if __name__ == "__main__":
    main()
