"""Lets the roles do a wave of documents: sell, deliver, invoice, take back, collect."""

from collections import defaultdict
from datetime import timedelta

from odoo import Command

from odoo.addons.jxc_core.exceptions import HoldError

from .errors import ReplayError
from .returns import Returns, is_return
from .write_offs import WriteOffs

MONEY_TYPES = ("out_invoice", "out_refund")


class Trade:
    """Runs waves of documents in a `Shop`."""

    def __init__(self, shop, stamps, days, clock):
        """Prepare to trade.

        :param stamps: {document number: moment}, to know an invoice's age
        :param days: after how many days a customer pays
        :param clock: function that moves the host's clock to a moment
        """
        self.shop, self.stamps, self.days, self.clock = shop, stamps, days, clock
        self.tags = {}
        self.returns = Returns(shop, self._prepare_invoice_line_vals)
        self.write_offs = WriteOffs(shop)

    def run(self, wave):
        """Replay one wave; see `waves.waves` for what may be in one."""
        self.clock(wave[0].stamp)
        self.collect(wave)
        self.sell([doc for doc in wave if doc.part("sale")])
        self.take_back([doc for doc in wave if doc.part("credit")])
        self.adjust_debts([doc for doc in wave if doc.part("bad_debt")])
        self.correct_stock([doc for doc in wave if doc.part("stock")])

    # === MONEY ===
    def collect(self, wave):
        """Register the payment of what is `days` old when its customer comes again."""
        moments = {self.shop.partner_id(doc): doc.stamp for doc in wave if doc.customer}
        oldest = max(moments.values(), default=wave[0].stamp)
        moves = self.shop.act("accountant")["account.move"].search(
            [
                ("company_id", "=", self.shop.company.id),
                ("move_type", "in", MONEY_TYPES),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("partner_id", "in", list(moments)),
                ("invoice_date", "<=", oldest - timedelta(days=self.days)),
            ]
        )
        self._pay(
            moves.filtered(
                lambda move: (
                    self.stamps[move.ref] + timedelta(days=self.days)
                    <= moments[move.partner_id.id]
                )
            )
        )

    def _pay(self, moves):
        """Pay each document on its own, as the customers did."""
        for kind in MONEY_TYPES:
            due = moves.filtered(lambda move, kind=kind: move.move_type == kind)
            if not due:
                continue
            wizard = due.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=due.ids
            )
            wizard.create({"group_payment": False})._create_payments()

    def _post(self, documents, part, sign):
        """Let the accountant post one invoice or credit note per document.

        :param sign: 1 for what the customer owes us, -1 for what we owe
        """
        moves = self.shop.act("accountant")["account.move"].create(
            [
                {
                    "move_type": "out_invoice" if sign > 0 else "out_refund",
                    "partner_id": self.shop.partner_id(document),
                    "invoice_date": document.stamp.date(),
                    "ref": document.number,
                    "invoice_line_ids": [
                        Command.create(self._prepare_invoice_line_vals(line, sign))
                        for line in document.part(part)
                    ],
                }
                for document in documents
            ]
        )
        moves.action_post()

    def _prepare_invoice_line_vals(self, line, sign):
        # The quantity stays positive; a negative price keeps its sign in the price.
        flip = sign if line.quantity > 0 else -sign
        return {
            "product_id": self.shop.products[line.key],
            "name": line.description.strip() or line.key,
            "quantity": abs(line.quantity),
            "price_unit": float(line.price * flip),
            "tax_ids": [Command.clear()],
        }

    def adjust_debts(self, documents):
        """Post bad-debt adjustments: they change what is owed, no goods move."""
        for sign in (1, -1):
            chosen = [doc for doc in documents if (doc.total > 0) == (sign > 0)]
            if chosen:
                self._post(chosen, "bad_debt", sign)

    # === SALES ===
    def sell(self, documents):
        """Quote, confirm, deliver and invoice; what credit holds stays a quotation."""
        if not documents:
            return
        env = self.shop.act("salesperson")
        orders = env["sale.order"].create(
            [self._prepare_order_vals(document) for document in documents]
        )
        stamps = {document.number: document.stamp for document in documents}
        orders = self._confirm(orders)
        for order in orders:
            order.date_order = stamps[order.client_order_ref]
        self._deliver(orders.picking_ids)
        self._invoice(orders)

    def _prepare_order_vals(self, document):
        return {
            "partner_id": self.shop.partner_id(document),
            "client_order_ref": document.number,
            "date_order": document.stamp,
            "warehouse_id": self.shop.warehouse.id,
            "order_line": [
                Command.create(
                    {
                        "product_id": self.shop.products[line.key],
                        "name": line.description.strip() or line.key,
                        "product_uom_qty": line.quantity,
                        "price_unit": float(line.price),
                        "tax_ids": [Command.clear()],
                    }
                )
                for line in document.part("sale")
            ],
        }

    def _confirm(self, orders):
        """Confirm what the gates let through and return it; the rest stays held."""
        try:
            with orders.env.cr.savepoint():
                orders.action_confirm()
            # Where approvals are on, what is held waits instead of being refused.
            return orders.filtered(lambda order: order.state == "sale")
        except HoldError as error:
            held = {hold.res_id for hold in error.holds}
            passing = orders.filtered(lambda order: order.id not in held)
            return self._confirm(passing) if passing else passing

    def _deliver(self, pickings):
        """Let the keeper validate deliveries, each in full."""
        pickings = pickings.with_env(self.shop.act("keeper"))
        if not pickings:
            return
        short = pickings.filtered(lambda picking: picking.state != "assigned")
        if short:
            raise ReplayError(f"not enough stock for {short.mapped('origin')}")
        if pickings.button_validate() is not True:
            raise ReplayError(f"a wizard asks about {pickings.mapped('origin')}")

    def _invoice(self, orders):
        if not orders:
            return
        orders = orders.with_env(self.shop.act("accountant"))
        moves = orders._create_invoices(grouped=True)
        for order in orders:
            order.invoice_ids.invoice_date = order.date_order.date()
        moves.action_post()

    # === RETURNS ===
    def take_back(self, documents):
        """Take the goods back where a line has goods, and credit the customer."""
        goods = [doc for doc in documents if any(map(is_return, doc.part("credit")))]
        left = self.returns.run(goods)
        rest = [doc for doc in documents if doc not in goods or doc in left]
        if rest:
            self._post(rest, "credit", -1)

    # === STOCK ===
    def correct_stock(self, documents):
        """Let the supervisor write off what is missing and count what was found."""
        rows = [
            (document, row)
            for document in documents
            for row in document.part("stock")
            if not row.is_service
        ]
        self.write_offs.book(documents)
        self._count_found([item for item in rows if item[1].quantity > 0])

    def _count_found(self, rows):
        if not rows:
            return
        found = defaultdict(int)
        for _document, row in rows:
            found[self.shop.products[row.key]] += row.quantity
        quants = self.shop.act("supervisor")["stock.quant"]
        place = self.shop.warehouse.lot_stock_id
        on_hand = dict(
            quants._read_group(
                [("product_id", "in", list(found)), ("location_id", "=", place.id)],
                ["product_id"],
                ["quantity:sum"],
            )
        )
        on_hand = {product.id: quantity for product, quantity in on_hand.items()}
        reference = ", ".join(sorted({document.number for document, _row in rows}))
        quants.with_context(inventory_mode=True, inventory_name=reference).create(
            [
                {
                    "product_id": product,
                    "location_id": place.id,
                    "inventory_quantity": on_hand.get(product, 0) + quantity,
                }
                for product, quantity in found.items()
            ]
        ).action_apply_inventory()
