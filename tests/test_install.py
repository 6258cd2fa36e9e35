"""Each add-on alone: installed, updated, and gone again, on a host without it.

The database is a copy of the template that holds only what jxc_core needs of the
host, so a dependency that an add-on forgot to declare is noticed here.
"""

import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import psycopg2
import pytest

from tools import architecture

ROOT = Path(__file__).parent.parent
ADDONS = [addon.name for addon in architecture.addons(ROOT / "addons")]
LOGGED = re.compile(r"^.* (?:WARNING|ERROR|CRITICAL) .*$", re.MULTILINE)

# A day at the host, after the add-on is gone; prints the states it reached.
HOST_DAY = """
vendor, customer = env["res.partner"].create([{"name": "V"}, {"name": "C"}])
product = env["product.product"].create({"name": "P", "is_storable": True})
line = {"product_id": product.id, "price_unit": 5}
buy = env["purchase.order"].create(
    {"partner_id": vendor.id, "order_line": [(0, 0, {**line, "product_qty": 3})]}
)
buy.button_confirm()
buy.picking_ids.button_validate()
sell = env["sale.order"].create(
    {"partner_id": customer.id, "order_line": [(0, 0, {**line, "product_uom_qty": 2})]}
)
sell.action_confirm()
sell.picking_ids.button_validate()
sell._create_invoices().action_post()
for model in ("sale.order", "purchase.order", "stock.picking", "res.partner"):
    env[model].get_views([(False, "form"), (False, "list"), (False, "search")])
print("DAY", sell.state, sell.picking_ids.state, sell.invoice_status, buy.state)
"""


# What makes up a database, as far as modules change it; without ids.
SHAPE = {
    "columns": """
        SELECT table_name, column_name, data_type, is_nullable
          FROM information_schema.columns WHERE table_schema = 'public'""",
    "indexes": """
        SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'""",
    # Left out: a foreign key that the host declares from both of its sides, with two
    # rules for deletion; the rule of the model that was set up last is in force.
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
          FROM pg_constraint
         WHERE contype <> 'n' AND conrelid::regclass::text
               <> 'product_attribute_value_product_template_attribute_line_rel'""",
    # Left out: the names that the host gives to a model's use of its mixins, which
    # outlive the model.
    "records": """
        SELECT module, name, model, noupdate FROM ir_model_data
         WHERE model <> 'ir.model.inherit'""",
    "views": """
        SELECT name, model, priority, active, arch_db::text FROM ir_ui_view""",
    "menus": "SELECT name::text, active FROM ir_ui_menu",
    "rights": """
        SELECT access.name, access.active, perm_read, perm_write, perm_create,
               perm_unlink, model.model, role.name::text
          FROM ir_model_access access
          JOIN ir_model model ON model.id = model_id
     LEFT JOIN res_groups role ON role.id = access.group_id""",
    "rules": """
        SELECT name::text, domain_force, active, perm_read, perm_write, perm_create,
               perm_unlink FROM ir_rule""",
    "settings": """
        SELECT key, value FROM ir_config_parameter
         WHERE key NOT IN ('database.secret', 'database.uuid')""",
}


class Scratch:
    """A database of its own, and the host's command line on it."""

    def __init__(self, name):
        self.name = name
        template = os.environ.get("JXC_BASE_TEMPLATE")
        assert template, (
            "these tests need the templates of ./dev test; run them with it"
        )
        self.drop()
        subprocess.run(
            ["createdb", "-T", template, "--strategy=file_copy", name], check=True
        )

    def drop(self):
        subprocess.run(
            ["dropdb", "--if-exists", "--force", self.name],
            check=True,
            stderr=subprocess.DEVNULL,
        )

    def odoo(self, *arguments, stdin=None):
        """Run one command; return what it printed; fail on anything logged."""
        run = subprocess.run(
            ["odoo", *arguments],
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        )
        assert run.returncode == 0, run.stdout[-3000:]
        assert LOGGED.findall(run.stdout) == []
        return run.stdout

    def server(self, *arguments):
        self.odoo(
            *("-d", self.name, "--stop-after-init", "--no-http"),
            *("--max-cron-threads=0", "--log-level=warn", *arguments),
        )

    def query(self, sql):
        """Return all rows of a query."""
        with psycopg2.connect(
            dbname=self.name,
            host=os.environ.get("PGHOST"),
            user=os.environ.get("PGUSER"),
        ) as connection:
            with connection.cursor() as cr:
                cr.execute(sql)
                return cr.fetchall()

    def rows(self, table):
        """Return {id: {column: value}} of a table."""
        rows = self.query(f"SELECT id, to_jsonb(one) FROM {table} one")  # noqa: S608
        return dict(rows)

    def shape(self):
        """Return what an update may not change and a removal must give back.

        {part: rows}; ids are left out, so that two databases can be compared.
        """
        return {part: Counter(self.query(sql)) for part, sql in SHAPE.items()}


def difference(before, after):
    """Return {part: (rows that went, rows that came)} between two shapes."""
    return {
        part: (sorted(rows - after[part]), sorted(after[part] - rows))
        for part, rows in before.items()
        if rows != after[part]
    }


@pytest.fixture
def scratch():
    database = Scratch("jxc_alone")
    yield database
    database.drop()


@pytest.fixture(scope="module")
def shape_without():
    """Return a function: the shape of a database that never saw this add-on.

    It holds the modules that the add-on depends on, for they stay when it goes.
    """
    known = {}

    def shape(addon):
        depends = architecture.manifest(ROOT / "addons" / addon)["depends"]
        kept = ",".join(sorted(depends))
        if kept not in known:
            database = Scratch("jxc_never")
            database.server("-i", kept)
            known[kept] = database.shape()
            database.drop()
        return known[kept]

    return shape


@pytest.mark.parametrize("addon", ADDONS)
def test_it_installs_alone_updates_to_the_same_and_leaves_no_trace(
    addon, scratch, shape_without
):
    scratch.server("-i", addon)
    installed = scratch.query(
        "SELECT name FROM ir_module_module WHERE name ~ '^jxc_' AND state = 'installed'"
    )
    assert {name for (name,) in installed} == {addon, architecture.CORE}
    before = scratch.shape()
    scratch.server("-u", addon)
    assert difference(before, scratch.shape()) == {}

    scratch.odoo("module", "uninstall", "-d", scratch.name, addon)
    assert difference(shape_without(addon), scratch.shape()) == {}


def test_the_host_works_on_after_the_suite_is_gone(scratch):
    scratch.server("-i", ",".join(ADDONS))
    scratch.odoo("module", "uninstall", "-d", scratch.name, architecture.CORE)
    shell = ("shell", "-d", scratch.name, "--no-http", "--log-level=warn")
    assert "DAY sale done invoiced purchase" in scratch.odoo(*shell, stdin=HOST_DAY)


# A company in the middle of its work, with the host's own two steps over 1,000.00.
BUSY_HOST = """
users = env["res.users"].with_context(no_reset_password=True)
for login, group in (("t_buyer", "user"), ("t_manager", "manager")):
    role = env.ref(f"purchase.group_purchase_{group}")
    users.create({"name": login, "login": login, "group_ids": [(4, role.id)]})
env.company.po_double_validation = "two_step"
env.company.po_double_validation_amount = 1000
vendor = env["res.partner"].create({"name": "V"})
product = env["product.product"].create(
    {"name": "P", "is_storable": True, "supplier_taxes_id": False, "taxes_id": False}
)
manager = users.search([("login", "=", "t_manager")])
buyer = env["purchase.order"].with_user(users.search([("login", "=", "t_buyer")]))
for name, price in (("SMALL", 900), ("DRAFT", 900), ("PARKED", 60000), ("OPEN", 60000)):
    line = (0, 0, {"product_id": product.id, "product_qty": 2, "price_unit": price / 2})
    order = buyer.create({"name": name, "partner_id": vendor.id, "order_line": [line]})
    if name != "DRAFT":
        order.button_confirm()
    if name == "OPEN":
        order.with_user(manager).button_approve()
sell = env["sale.order"].create({"partner_id": vendor.id, "order_line": [
    (0, 0, {"product_id": product.id, "product_uom_qty": 2, "price_unit": 9000})]})
sell.action_confirm()
sell.copy()
env.cr.commit()
"""

# Whoever may buy confirms, whoever manages approves; prints the states on the way.
TWO_STEPS = """
def at(login):
    user = env["res.users"].search([("login", "=", login)])
    return env["purchase.order"].with_user(user)
def named(name):
    return env["purchase.order"].search([("name", "=", name)])
def buy(price):
    order = named("SMALL").with_user(at("t_buyer").env.user).copy()
    order.order_line.price_unit = price / 2
    order.button_confirm()
    return order
def two_steps(order):
    states = []
    for login in ("t_buyer", "t_manager"):
        states.append(order.state)
        at(login).browse(order.id).button_approve()
    return [*states, order.state]
print("LARGE", two_steps(buy(1001)), "SMALL", buy(900).state)
"""
WITH_RULES_OFF = """
print("REQUESTS", env["jxc.approval.request"].search_count([]))
print("ON", env["jxc.approval.rule"].search_count([]))
ladder = env.ref("jxc_approval.rule_purchase")
print("OFFERS", ladder.activity_ids.user_id.mapped("login"))
two_steps(named("PARKED"))
at("t_buyer").browse(named("DRAFT").id).button_confirm()
named("OPEN").picking_ids.button_validate()
print("OLD", [named(name).state for name in ("PARKED", "DRAFT", "OPEN")])
print("RECEIVED", named("OPEN").picking_ids.mapped("state"))
ladder.active = True
ours = buy(6000)
ours.sudo().name = "OURS"
print("WAITS", ours.state, ours.sudo().jxc_approval_state)
env.cr.commit()
"""
AFTER_UNINSTALL = """
print("LEFT", two_steps(named("OURS")))
"""

# What is written about what is bought and sold.
DOCUMENTS = (
    *("purchase_order", "purchase_order_line", "sale_order", "sale_order_line"),
    *("stock_picking", "stock_move", "account_move", "mail_message"),
)


def test_approvals_leave_open_orders_alone_and_the_host_its_own(scratch):
    def shell(code):
        options = ("shell", "-d", scratch.name, "--no-http", "--log-level=warn")
        return scratch.odoo(*options, stdin=code).splitlines()

    shell(BUSY_HOST)
    before = {table: scratch.rows(table) for table in DOCUMENTS}
    scratch.server("-i", "jxc_approval")
    changed = {
        f"{table}.{column}"
        for table, rows in before.items()
        for id_, row in scratch.rows(table).items()
        for column, value in rows.get(id_, {}).items()
        if row[column] != value
    }
    # Core stores by whom a sales order is owed, and of which transfer goods are part,
    # which the host counts as a writing.
    assert changed <= {"sale_order.write_date", "stock_picking.write_date"}
    assert all(set(rows) <= set(scratch.rows(table)) for table, rows in before.items())

    said = shell(TWO_STEPS + WITH_RULES_OFF)
    two_steps = "LARGE ['to approve', 'to approve', 'purchase'] SMALL purchase"
    assert two_steps in said
    assert "REQUESTS 0" in said
    assert "ON 0" in said
    assert "OFFERS ['admin']" in said
    assert "OLD ['purchase', 'purchase', 'purchase']" in said
    assert "RECEIVED ['done']" in said
    assert "WAITS to approve pending" in said

    scratch.odoo("module", "uninstall", "-d", scratch.name, "jxc_approval")
    said = shell(TWO_STEPS + AFTER_UNINSTALL)
    assert two_steps in said
    assert "LEFT ['to approve', 'to approve', 'purchase']" in said
