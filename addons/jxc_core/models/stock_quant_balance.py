from collections import defaultdict
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError

# Set in the cursor's memory, out of reach of any caller's context.
SCALE = "jxc.scale"


class Scale:
    """What stock was when it was weighed first, and what has changed since.

    Stock is kept per product, location, lot, package and owner. The host may split
    one such place over several records and merge them later: they count together.
    """

    def __init__(self):
        """Start with an empty scale."""
        # {(product id, location id): whether stock there may not be negative}
        self.limited = {}
        # {location id: whether goods may not be negative there}
        self.places = {}
        # {(product id, location id, lot id)} that are locked and in `base`
        self.weighed = set()
        # {key: quantity} before and since, in the product's unit
        self.base = defaultdict(float)
        self.change = defaultdict(float)

    def get_taken(self, key):
        """Return (what is left, what was taken) of `key`, or None if not taken."""
        change = self.change[key]
        return (self.base[key] + change, -change) if change < 0 else None


class StockQuant(models.Model):
    """Goods that are not there do not leave.

    Every path on which stock changes (transfers, write-offs, counts, production,
    points of sale) ends in `_update_available_quantity`. The verdict falls when the
    outermost movement is through: what comes and goes within it counts together.
    """

    _inherit = "stock.quant"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    @contextmanager
    def _jxc_weigh(self):
        """Judge, at the end of the outermost movement, what it left in stock.

        :raise UserError: names the goods, the place, what is there and what to do
        """
        memory = self.env.cr.cache
        if SCALE in memory:
            yield
            return
        scale = memory[SCALE] = Scale()
        try:
            yield
        finally:
            memory.pop(SCALE, None)
        self._jxc_check_balances(scale)

    def _jxc_load_balances(self, places):
        """Lock and remember what is there before any of it is taken.

        :param places: (product, location, lot or no lot) of what may be taken
        """
        scale = self.env.cr.cache.get(SCALE)
        if scale is None:
            return
        new = set()
        for product, location, lot in places:
            if self._jxc_is_limited(product, location):
                # the host may make up for a lot with goods that have none
                new |= {
                    (product.id, location.id, lot.id),
                    (product.id, location.id, False),
                }
        new -= scale.weighed
        if not new:
            return
        for key, quantity in self._jxc_read_balances(new, lock=True).items():
            if key[:3] in new:
                scale.base[key] += quantity
        for key, change in scale.change.items():
            if key[:3] in new:
                scale.base[key] -= change
        scale.weighed |= new

    def _jxc_is_limited(self, product, location):
        """Tell whether stock of `product` in `location` may not be negative."""
        scale = self.env.cr.cache[SCALE]
        key = (product.id, location.id)
        if key not in scale.limited:
            if location.id not in scale.places:
                scale.places[location.id] = location._jxc_refuses_negative()
            scale.limited[key] = (
                scale.places[location.id] and product._jxc_refuses_negative()
            )
        return scale.limited[key]

    def _jxc_check_balances(self, scale):
        """Refuse what left less than nothing.

        Whatever was less than nothing before may grow.

        :raise UserError: see `_jxc_weigh`
        """
        product = self.env["product.product"]
        short = {}
        for key in list(scale.change):
            taken = scale.get_taken(key)
            if taken and product.browse(key[0]).uom_id.compare(taken[0], 0) < 0:
                short[key] = taken[1]
        if not short:
            return
        # What was undone within the movement still weighs: look again.
        now = self._jxc_read_balances(short)
        # sudo: whoever moves goods may not read all of what names them.
        sentences = [
            self.sudo()._jxc_get_short_sentence(key, now[key], taken)
            for key, taken in short.items()
            if product.browse(key[0]).uom_id.compare(now[key], 0) < 0
        ]
        if sentences:
            raise UserError(
                self.env._(
                    "There is not enough in stock:\n%(sentences)s\nMove what is there, "
                    "or first receive the goods, or count them and apply the count.",
                    sentences="\n".join(sentences),
                )
            )

    def _jxc_get_short_sentence(self, key, left, taken):
        """Return a line about goods that are not there.

        :param key: ids of product, location, lot, package and owner
        :param left: what would be left, below zero
        :param taken: what the movement takes
        """
        records = self._jxc_get_key_records(key)
        product = records[0]
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        there, wanted = (
            f"{round(quantity, digits) or 0.0:g}" for quantity in (left + taken, taken)
        )
        details = [record.display_name for record in records[2:] if record]
        return self.env._(
            "- %(goods)s in %(place)s: %(there)s %(unit)s there, %(wanted)s wanted",
            goods=" / ".join([product.display_name, *details]),
            place=records[1].display_name,
            wanted=wanted,
            there=there,
            unit=product.uom_id.name,
        )

    # === HOST HOOKS ===
    @api.model
    def _update_available_quantity(
        self,
        product_id,
        location_id,
        quantity=False,
        reserved_quantity=False,
        lot_id=None,
        package_id=None,
        owner_id=None,
        in_date=None,
    ):
        """Weigh whatever is taken, on every path."""
        arguments = (product_id, location_id, quantity, reserved_quantity)
        more = (lot_id, package_id, owner_id, in_date)
        if not quantity:
            return super()._update_available_quantity(*arguments, *more)
        with self._jxc_weigh():
            if self._jxc_is_limited(product_id, location_id):
                lot = lot_id or self.env["stock.lot"]
                if quantity < 0:
                    self._jxc_load_balances([(product_id, location_id, lot)])
                parts = (product_id, location_id, lot_id, package_id, owner_id)
                key = tuple(part.id if part else False for part in parts)
                self.env.cr.cache[SCALE].change[key] += quantity
            return super()._update_available_quantity(*arguments, *more)
