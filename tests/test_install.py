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
