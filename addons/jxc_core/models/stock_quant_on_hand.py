from odoo import api, models
from odoo.exceptions import ConcurrencyError, LockError, UserError


# One subject a file: what people see of stock is in another.
class StockQuant(models.Model):
    """What is really there, for documents that must not take more."""

    _inherit = "stock.quant"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    @api.model
    def _jxc_get_quants_of(self, keys):
        """Return the quants of these goods, whoever asks.

        :param keys: (product, place, lot, package, owner), ids or False
        """
        # sudo: what is there decides, whatever of it its user may read.
        return self.sudo().search(
            [
                ("product_id", "in", list({key[0] for key in keys})),
                ("location_id", "in", list({key[1] for key in keys})),
            ]
        )

    @api.model
    def _jxc_get_on_hand(self, lines):
        """Return {key: quantity on hand} of the goods of `lines`; one query.

        :param lines: records with `_jxc_get_place_key`
        """
        return self._jxc_get_quants_of(
            {line._jxc_get_place_key() for line in lines}
        )._jxc_sum_on_hand()

    def _jxc_sum_on_hand(self):
        """Return {(product, place, lot, package, owner): quantity} of these."""
        on_hand = {}
        for quant in self:
            goods = (quant.product_id, quant.location_id, quant.lot_id)
            key = tuple(
                record.id for record in (*goods, quant.package_id, quant.owner_id)
            )
            on_hand[key] = on_hand.get(key, 0.0) + quant.quantity
        return on_hand

    @api.model
    def _jxc_check_on_hand(self, needs):
        """Refuse to take more than is there, and hold what is taken.

        The quants stay locked until the transaction ends: of two who take the last
        pieces at once, the second is repeated by the host and finds none.

        :param needs: {(product, place, lot, package, owner): quantity in the
            product's unit}
        :raise UserError: names the goods, the place, what is there and what is asked
        :raise ConcurrencyError: when somebody else is taking the same goods
        """
        if not needs:
            return
        quants = self._jxc_get_quants_of(needs)
        try:
            quants.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise ConcurrencyError(str(error)) from error
        on_hand = quants._jxc_sum_on_hand()
        short = []
        for key, wanted in needs.items():
            # sudo: goods and places are named to whoever asked for them.
            product = self.env["product.product"].sudo().browse(key[0])
            there = on_hand.get(key, 0.0)
            if product.uom_id.compare(there, wanted) < 0:
                short.append(self._jxc_get_short_text(key, product, there, wanted))
        if short:
            raise UserError("\n".join(short))

    @api.model
    def _jxc_get_short_text(self, key, product, there, wanted):
        """Return the sentence about goods of which there are too few."""
        # sudo: see `_jxc_check_on_hand`.
        place = self.env["stock.location"].sudo().browse(key[1])
        lot = self.env["stock.lot"].sudo().browse(key[2] or [])
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
