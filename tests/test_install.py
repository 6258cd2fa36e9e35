"""Each add-on alone: installed, updated twice, and gone again, on a host without it.

The database is a copy of the template that holds only what jxc_core needs of the
host, so a dependency that an add-on forgot to declare is noticed here.
"""

import os
import re
import subprocess
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
        """Return all that an update may not change: tables, records, translations."""
        return {
            "columns": self.query(
                "SELECT table_name, column_name, data_type, is_nullable"
                " FROM information_schema.columns WHERE table_schema = 'public'"
                " ORDER BY 1, 2"
            ),
            "indexes": self.query(
                "SELECT indexname, indexdef FROM pg_indexes"
                " WHERE schemaname = 'public' ORDER BY 1"
            ),
            "constraints": self.query(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
                " FROM pg_constraint WHERE contype <> 'n' ORDER BY 1, 2"
            ),
            "records": self.query(
                "SELECT module, name, model, res_id, noupdate FROM ir_model_data"
                " ORDER BY 1, 2"
            ),
            "views": self.query("SELECT id, arch_db::text FROM ir_ui_view ORDER BY 1"),
        }


@pytest.fixture
def scratch():
    database = Scratch("jxc_alone")
    yield database
    database.drop()


@pytest.mark.parametrize("addon", ADDONS)
def test_it_installs_alone_updates_to_the_same_and_leaves_no_trace(addon, scratch):
    scratch.server("-i", addon)
    installed = dict(
        scratch.query("SELECT name, state FROM ir_module_module WHERE name ~ '^jxc_'")
    )
    assert {name for name, state in installed.items() if state == "installed"} == {
        addon,
        architecture.CORE,
    }
    scratch.server("-u", addon)
    once = scratch.shape()
    scratch.server("-u", addon)
    twice = scratch.shape()
    for part, rows in once.items():
        assert set(rows) ^ set(twice[part]) == set(), part

    # What the core leaves is the core's own case; here all of ours go.
    scratch.odoo("module", "uninstall", "-d", scratch.name, architecture.CORE)
    leftovers = scratch.query(
        "SELECT module || '.' || name FROM ir_model_data WHERE module ~ '^jxc_'"
        " UNION SELECT table_name || '.' || column_name"
        " FROM information_schema.columns WHERE table_schema = 'public'"
        " AND (table_name ~ '^jxc_' OR column_name ~ '^jxc_')"
        " UNION SELECT model || '.' || name FROM ir_model_fields WHERE name ~ '^jxc_'"
    )
    assert leftovers == []
    shell = ("shell", "-d", scratch.name, "--no-http", "--log-level=warn")
    assert "DAY sale done invoiced purchase" in scratch.odoo(*shell, stdin=HOST_DAY)
