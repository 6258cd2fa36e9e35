"""Lets the roles take cancelled goods back: each cancellation becomes a return.

What earlier deliveries cover the salesperson asks for, against those deliveries; the
rest is asked for by the supervisor, who alone may return without an original.
"""

from collections import defaultdict

from odoo import Command
from odoo.exceptions import UserError

REASON = "jxc_core.return_reason_other"


class Returns:
    """Takes back the goods of a wave of documents in a `Shop`."""

    def __init__(self, shop, prepare_line):
        """Prepare to take back.

        :param prepare_line: function (row, sign) that returns an invoice line's values
        """
        self.shop, self.prepare_line = shop, prepare_line

    def run(self, documents):
        """Ask, receive, inspect and credit; return the documents left to credit."""
        if not documents:
            return []
        delivered = self._delivered_moves(documents)
        asked = {"salesperson": [], "supervisor": []}
        made = {}
        for document in documents:
            parts = self._parts(document, delivered)
            free = any(not origin for _row, origin, _pieces in parts)
            role = "supervisor" if free else "salesperson"
            asked[role].append(document)
            made[document.number] = parts
        items = {}
        for role, chosen in asked.items():
            returns = self.shop.act(role)["jxc.return"].create(
                [
                    self._prepare_vals(document, made[document.number])
                    for document in chosen
                ]
            )
            returns.action_jxc_request()
            items |= {
                document.number: item.id
                for document, item in zip(chosen, returns, strict=True)
            }
        keeper = self.shop.act("keeper")["jxc.return"].browse(items.values())
        keeper.action_jxc_receive()
        keeper.action_jxc_all_sellable()
        keeper.action_jxc_inspect()
        return [
            document
            for document in documents
            if not self._credit(document, items[document.number], made[document.number])
        ]

    def _prepare_vals(self, document, parts):
        return {
            "partner_id": self.shop.partner_id(document),
            "warehouse_id": self.shop.warehouse.id,
            "company_id": self.shop.company.id,
            "reason_id": self.shop.env.ref(REASON).id,
            "note": document.number,
            "line_ids": [
                Command.create(
                    {
                        "product_id": self.shop.products[row.key],
                        "origin_move_id": origin and origin.id,
                        "quantity": pieces,
                    }
                )
                for row, origin, pieces in parts
            ],
        }

    def _credit(self, document, item_id, parts):
        """Let the accountant credit at the file's prices; tell whether anything was.

        The reversal is of what was sold; the file may give back less, or fees too.
        """
        item = self.shop.act("accountant")["jxc.return"].browse(item_id)
        try:
            with item.env.cr.savepoint():
                item.action_jxc_credit()
        except UserError:
            # Nothing is due for goods that were given away; their fees may be.
            return False
        first, *others = item.refund_ids
        item.env["account.move"].union(*others).unlink()
        lines = [
            self.prepare_line(row, -1)
            | {
                "quantity": pieces,
                "sale_line_ids": [
                    Command.set(origin.sudo().sale_line_id.ids if origin else [])
                ],
            }
            for row, origin, pieces in parts
        ]
        taken = {row.row for row, _origin, _pieces in parts}
        lines += [
            self.prepare_line(row, -1)
            for row in document.part("credit")
            if row.row not in taken
        ]
        first.write(
            {
                "ref": document.number,
                "invoice_date": document.stamp.date(),
                # The walk counts each paper on its own for its thirty days.
                "reversed_entry_id": False,
                "invoice_line_ids": [
                    Command.clear(),
                    *(Command.create(vals) for vals in lines),
                ],
            }
        )
        first.action_post()
        return True

    def _delivered_moves(self, documents):
        """Return {(partner, product): [[delivery move, pieces not yet back]]}."""
        moves = self.shop.act("keeper")["stock.move"].search(
            [
                ("company_id", "=", self.shop.company.id),
                ("state", "=", "done"),
                ("location_dest_id.usage", "=", "customer"),
                (
                    "picking_id.partner_id",
                    "in",
                    list({self.shop.partner_id(document) for document in documents}),
                ),
                (
                    "product_id",
                    "in",
                    [
                        self.shop.products[row.key]
                        for document in documents
                        for row in document.part("credit")
                    ],
                ),
            ]
        )
        left = defaultdict(list)
        for move in moves:
            back = sum(move.returned_move_ids.mapped("quantity"))
            key = (move.picking_id.partner_id.id, move.product_id.id)
            left[key].append([move, move.quantity - back])
        return left

    def _parts(self, document, delivered):
        """Return [(row, delivery move or False, pieces)] of the goods of a document."""
        partner = self.shop.partner_id(document)
        return [
            (row, origin, pieces)
            for row in document.part("credit")
            if is_return(row)
            for origin, pieces in allocate(
                -row.quantity, delivered[partner, self.shop.products[row.key]]
            )
        ]


def is_return(row):
    """Tell whether goods come back by this row."""
    return row.quantity < 0 and not row.is_service


def allocate(pieces, deliveries):
    """Spread returned `pieces` over deliveries, all or nothing, as the file counts.

    :param deliveries: [[move, pieces left]], taken from and changed in place
    :return: [(move or False, pieces)]
    """
    if sum(delivery[1] for delivery in deliveries) < pieces:
        return [(False, pieces)]
    parts = []
    for delivery in deliveries:
        taken = min(pieces, delivery[1])
        if taken > 0:
            delivery[1] -= taken
            pieces -= taken
            parts.append((delivery[0], taken))
    return parts
