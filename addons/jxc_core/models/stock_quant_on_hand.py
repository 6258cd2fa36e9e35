from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# What tells goods apart: stock is kept per product, place, lot, package and owner.
KEY = ("product_id", "location_id", "lot_id", "package_id", "owner_id")


# One subject a file: what people see of stock is in another.
class StockQuant(models.Model):
    """What is really there: the one look-up of all that must not take more."""

    _inherit = "stock.quant"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    @api.model
    def _jxc_read_balances(self, keys, lock=False):
        """Return {key: quantity in the product's unit}, whoever asks; one query.

        Of two who take the last pieces at once, the second waits at the lock, finds
        its snapshot out of date and is repeated by the host. Rows are locked by
        rising id, so that no two sessions wait for each other twice.

        :param keys: (product, place, lot, ...), ids or False; goods without a lot
            are among the answers
        :param lock: keep others from changing them until this transaction ends
        """
        parts = [sorted({key[part] for key in keys} - {False}) for part in range(3)]
        balances = defaultdict(float)
        if not parts[0] or not parts[1]:
            return balances
        self.flush_model([*KEY, "quantity"])
        self.env.cr.execute(
            SQL(
                """
                SELECT product_id, location_id, lot_id, package_id, owner_id, quantity
                  FROM stock_quant
                 WHERE product_id = ANY(%(products)s)
                   AND location_id = ANY(%(locations)s)
                   AND (lot_id IS NULL OR lot_id = ANY(%(lots)s))
                 ORDER BY id
                %(lock)s
                """,
                products=parts[0],
                locations=parts[1],
                lots=parts[2],
                lock=SQL("FOR NO KEY UPDATE") if lock else SQL(),
            )
        )
        for *ids, quantity in self.env.cr.fetchall():
            balances[tuple(id_ or False for id_ in ids)] += quantity or 0.0
        return balances

    @api.model
    def _jxc_get_on_hand(self, lines):
        """Return {key: quantity on hand} of the goods of `lines`; one query.

        :param lines: records with `_jxc_get_place_key`
        """
        return self._jxc_read_balances({line._jxc_get_place_key() for line in lines})

    @api.model
    def _jxc_check_on_hand(self, needs):
        """Refuse to write off more than is there, and hold what is written off.

        Asked even where stock may become negative: goods may be sold before their
        receipt is booked, but what is not there cannot have been lost.

        :param needs: {(product, place, lot, package, owner): quantity in the
            product's unit}
        :raise UserError: names the goods, the place, what is there and what is asked
        """
        on_hand = self._jxc_read_balances(needs, lock=True)
        short = []
        for key, wanted in needs.items():
            # sudo: goods and places are named to whoever asked for them.
            records = self.sudo()._jxc_get_key_records(key)
            there = on_hand[key]
            if records[0].uom_id.compare(there, wanted) < 0:
                short.append(self._jxc_get_short_text(records, there, wanted))
        if short:
            raise UserError("\n".join(short))

    @api.model
    def _jxc_get_key_records(self, key):
        """Return the records of a key: product, place, lot, package and owner."""
        return [
            self.env[self._fields[name].comodel_name].browse(id_ or [])
            for name, id_ in zip(KEY, key, strict=True)
        ]

    @api.model
    def _jxc_get_short_text(self, records, there, wanted):
        """Return the sentence about goods of which there are too few to write off.

        :param records: see `_jxc_get_key_records`
        """
        product, place, lot = records[:3]
        name = product.display_name
        return self.env._(
            "%(product)s: %(wanted)s %(unit)s are to be written off, but only "
            "%(there)s are at %(location)s. Correct the quantity or the place, or "
            "count first.",
            product=f"{name} ({lot.name})" if lot else name,
            wanted=f"{wanted:g}",
            there=f"{there:g}",
            unit=product.uom_id.name,
            location=place.display_name,
        )
