"""Opens the database and replays a window, wave by wave, with a mark to go on from."""

import json
from contextlib import suppress

from odoo.tools import SQL

from .clock import seconds
from .errors import ReplayError
from .outcome import read_outcome
from .shop import build_company, count_opening_stock, import_customers, import_products
from .trade import Trade
from .walk import DAYS, LIMIT
from .waves import waves

MARK = "jxc_replay.mark"
ANALYZED = (
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "account.payment",
    "product.product",
    "sale.order",
    "sale.order.line",
    "stock.move",
    "stock.move.line",
    "stock.picking",
    "stock.quant",
)


class Replay:
    """One file being replayed into one database."""

    def __init__(self, env, ledger, clock, commit, progress=lambda *_args: None):
        """Prepare.

        :param clock: function that moves the host's clock, see `clock`
        :param commit: called after each step; does nothing inside a test
        :param progress: called with (rows done, rows in all, seconds so far)
        """
        self.env, self.ledger, self.clock = env, ledger, clock
        self.commit, self.progress = commit, progress
        self.shop, self.unmatched = None, []

    # The mark is written in the transaction that it describes: a kill leaves both
    # or neither, so nothing is done twice.
    def _mark(self, done):
        value = {"fingerprint": self.ledger.fingerprint, "done": done}
        self.env["ir.config_parameter"].set_param(MARK, json.dumps(value))
        self.commit()

    def done(self):
        """Return how many documents are replayed already, None before set-up.

        :raise ReplayError: the database was fed from another file
        """
        value = self.env["ir.config_parameter"].get_param(MARK)
        if not value:
            return None
        mark = json.loads(value)
        if mark["fingerprint"] != self.ledger.fingerprint:
            raise ReplayError(
                "this database was fed from another file: use --reset to begin anew"
            )
        return mark["done"]

    def prepare(self):
        """Build company, customers, products and first count, unless they are there."""
        ready = self.done() is not None
        self.shop = build_company(self.env, float(LIMIT))
        self.shop.load()
        if not ready:
            self.unmatched = import_customers(self.shop, self.ledger, float(LIMIT))
            import_products(self.shop, self.ledger)
            count_opening_stock(self.shop, self.ledger, self.clock)
            self._mark(0)

    def run(self, documents):
        """Replay `documents`, a stretch from the file's beginning, from the mark on.

        :raise ReplayError: more was replayed already
        """
        done = self.done()
        if done > len(documents):
            raise ReplayError(
                f"{done} documents are replayed already, more than the "
                f"{len(documents)} asked for: ask for more days, or use --reset"
            )
        stamps = {document.number: document.stamp for document in documents}
        trade = Trade(self.shop, stamps, DAYS, self.clock)
        total = sum(len(document.lines) for document in documents[done:])
        rows, started = 0, seconds()
        for number, wave in enumerate(waves(documents[done:])):
            # After waves 0, 1, 2, 4, 8, ...: often while the tables grow fast.
            if not number & (number - 1):
                self._analyze()
            trade.run(wave)
            done += len(wave)
            rows += sum(len(document.lines) for document in wave)
            self._mark(done)
            # A long run must not keep every record it ever touched.
            self.env.invalidate_all()
            self.progress(rows, total, seconds() - started)

    def _analyze(self):
        """Tell the planner how full the tables are by now.

        Within one long transaction, as in a test, the server's own statistics say
        that they are empty, and some of the host's questions then take minutes.
        """
        self.env.flush_all()
        tables = [SQL.identifier(self.env[model]._table) for model in ANALYZED]
        self.env.cr.execute(SQL("ANALYZE %s", SQL(", ").join(tables)))

    def outcome(self, documents):
        """Return what the database says became of `documents`."""
        with suppress(IndexError):
            self.clock(documents[-1].stamp)
        outcome = read_outcome(self.shop, documents)
        outcome.suggestions = self._suggest()
        return outcome

    def _suggest(self):
        """Let the buyer ask what runs short; return how many products that are."""
        rules = self.shop.act("buyer")["stock.warehouse.orderpoint"].search([])
        rules.action_jxc_suggest()
        self.commit()
        return len(
            rules.jxc_suggestion_line_ids.filtered(lambda line: line.state == "open")
        )
