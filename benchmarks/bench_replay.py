"""How fast a real wholesaler's days go through the suite, and what its gates cost.

1. Documents per second of the whole replay: orders, gates, deliveries, invoices.
2. Seconds to confirm the first orders of the file, credit check on, against the
   same on the bare host; medians of alternating runs, each rolled back.

JXC_BENCH_DAYS says how many days of the file are replayed: 1 unless set; "all" is
the half year, some hours. Run by `./dev bench bench_replay`, which sets JXC_DATABASE
and JXC_HOST_DATABASE (a copy of the bare host).
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.replay import database, published, reader  # noqa: E402
from tools.replay.clock import seconds  # noqa: E402

ORDERS, RUNS = 40, 5


def main():
    """Print the figures."""
    suite, bare = os.environ["JXC_DATABASE"], os.environ["JXC_HOST_DATABASE"]
    times = {suite: [], bare: []}
    for _run in range(RUNS):
        for name, taken in times.items():
            taken.append(_measured_apart(name))
    with_gates, without = (statistics.median(taken) for taken in times.values())
    print(f"confirm {ORDERS} orders: suite {with_gates:.2f} s, host {without:.2f} s")
    print(f"ratio to the bare host: {with_gates / without:.3f}")
    _replay(suite)


def _measured_apart(name):
    """Run `confirm` in a process of its own: a registry belongs to one database."""
    run = subprocess.run(
        [sys.executable, __file__, "--confirm", name],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(run.stdout.split()[-1])


def confirm(name):
    """Return the seconds that confirming the file's first orders takes."""
    import odoo
    from odoo.modules.registry import Registry

    database.configure(name)
    ledger = reader.read(published.SAMPLE)
    documents = [doc for doc in ledger.documents if doc.customer and doc.part("sale")]
    with Registry(name).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
        orders = _quote(env, documents[:ORDERS])
        env.flush_all()
        started = seconds()
        for order in orders:
            order.action_confirm()
        env.flush_all()
        taken = seconds() - started
        cr.rollback()
    return taken


def _quote(env, documents):
    """Return quotations of the documents, their goods on the shelf, credit to spare."""
    env.company.account_use_credit_limit = True
    partners = {
        number: env["res.partner"].create({"name": number, "credit_limit": 1e9})
        for number in {doc.customer for doc in documents}
    }
    keys = {line.key for doc in documents for line in doc.part("sale")}
    products = {
        key: env["product.product"].create(
            {"name": key, "type": "consu", "is_storable": True, "taxes_id": False}
        )
        for key in sorted(keys)
    }
    warehouse = env["stock.warehouse"].search(
        [("company_id", "=", env.company.id)], limit=1
    )
    for product in products.values():
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 100000
        )
    return env["sale.order"].create(
        [
            {
                "partner_id": partners[doc.customer].id,
                "order_line": [
                    _line_command(products[line.key], line) for line in doc.part("sale")
                ],
            }
            for doc in documents
        ]
    )


def _line_command(product, line):
    """Return the command that makes one order line."""
    vals = {"product_id": product.id, "product_uom_qty": line.quantity}
    return (0, 0, vals | {"price_unit": float(line.price)})


def _replay(name):
    """Replay the days that JXC_BENCH_DAYS asks for and print the speed."""
    days = os.environ.get("JXC_BENCH_DAYS", "1")
    found = sorted(published.FOLDER.glob("transactions_*.csv.gz"))
    ledger = reader.read(found[0] if found and days != "1" else published.SAMPLE)
    documents = ledger.window(None if days == "all" else int(days))
    with database.opened(name, ledger, lambda *_args: None) as replay:
        replay.prepare()
        started = seconds()
        replay.run(documents)
        taken = seconds() - started
    rows = sum(len(document.lines) for document in documents)
    print(
        f"replay of {len(documents)} documents, {rows} rows: {taken:.0f} s, "
        f"{len(documents) / taken:.2f} documents/s, {rows / taken:.1f} rows/s"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--confirm"]:
        print(confirm(sys.argv[2]))
    else:
        main()
