"""Reads back from the database what became of every document of a window."""

from collections import defaultdict
from decimal import Decimal

from .outcome_value import Outcome
from .write_offs import read_written


def _money(amount):
    return Decimal(str(round(amount, 2)))


def read_outcome(shop, documents):
    """Return the `Outcome` for `documents`, read as the superuser in few queries."""
    env, numbers = shop.env, [document.number for document in documents]
    outcome, invoiced = Outcome(), defaultdict(list)
    company = [("company_id", "=", shop.company.id)]
    for move in env["account.move"].search_fetch(
        [*company, ("ref", "in", numbers), ("state", "=", "posted")],
        ["ref", "amount_total_signed", "amount_residual_signed", "move_type"],
    ):
        if move.move_type in ("out_invoice", "out_refund"):
            invoiced[move.ref].append(_money(move.amount_total_signed))
            outcome.unpaid += _money(move.amount_residual_signed)
    outcome.invoiced = dict(invoiced)
    for order in env["sale.order"].search_fetch(
        [*company, ("client_order_ref", "in", numbers)],
        ["client_order_ref", "amount_total", "state"],
    ):
        if order.state == "sale":
            outcome.confirmed.add(order.client_order_ref)
        else:
            outcome.held[order.client_order_ref] = _money(order.amount_total)
    _read_stock(shop, outcome)
    outcome.written_off = read_written(shop, numbers)
    outcome.write_offs = sum(len(lines) for lines in outcome.written_off.values())
    return outcome


def _read_stock(shop, outcome):
    env, company = shop.env, [("company_id", "=", shop.company.id)]
    keys = {product: key for key, product in shop.products.items()}
    for product, quantity in env["stock.quant"]._read_group(
        [*company, ("location_id", "=", shop.warehouse.lot_stock_id.id)],
        ["product_id"],
        ["quantity:sum"],
    ):
        outcome.on_hand[keys[product.id]] = int(quantity)
    outcome.deliveries = env["stock.picking"].search_count(
        [*company, ("picking_type_code", "=", "outgoing"), ("state", "=", "done")]
    )
    back = [*company, ("location_id.usage", "=", "customer"), ("state", "=", "done")]
    moves = env["stock.move"]
    outcome.linked_returns = moves.search_count(
        [*back, ("origin_returned_move_id", "!=", False)]
    )
    outcome.free_returns = moves.search_count(
        [*back, ("origin_returned_move_id", "=", False)]
    )
