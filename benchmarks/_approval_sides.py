"""The databases that benchmarks of approvals compare, and how they are measured."""

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


class Core(Side):
    """The host with jxc_core, and the host's own approval."""

    label = "core"
    roles = {
        "buyer": "jxc_core.group_buyer",
        "manager": "jxc_core.group_purchase_manager",
        "boss": "jxc_core.group_general_manager",
    }


class Suite(Core):
    """The suite with a ladder of three steps, named users each."""

    label = "suite"
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


class Engine(Suite):
    """jxc_approval alone with what it needs, the same ladder."""

    label = "engine"


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


def install_in_copy(template, name, modules):
    """Copy a database, install `modules` in the copy and return its name."""
    database = f"{template}_{name}"
    drop(database)
    subprocess.run(["createdb", "-T", template, database], check=True)
    if modules:
        Registry.new(database, install_modules=modules)
    return database


def drop(database):
    """Close and drop a database that is not wanted any more."""
    odoo.sql_db.close_db(database)
    subprocess.run(["dropdb", "--if-exists", database], check=True)
