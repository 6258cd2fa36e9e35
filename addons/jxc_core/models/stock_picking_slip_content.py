from collections import defaultdict

from odoo import models

from ..tools.hold import digest_of


# One subject a file.
class StockPicking(models.Model):
    """Goods leave with a slip that names them, not what was meant before."""

    _inherit = "stock.picking"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_is_partly_picked(self):
        """Tell whether some of the goods would stay behind: the others are picked."""
        self.ensure_one()
        if self.state in ("done", "cancel"):
            return False
        marks = {
            line.picked
            for line in self.move_ids.move_line_ids
            if not line.product_uom_id.is_zero(line.quantity)
        }
        return marks == {True, False}

    def _jxc_is_printed(self, digests):
        """Tell whether one of these prints names what would move now.

        Goods that arrive are counted with the slip in hand: any print counts. One
        from before digests were kept counts, too.

        :param digests: of its prints, or None when it was never printed
        """
        self.ensure_one()
        if not digests or None in digests or self.picking_type_id.code != "outgoing":
            return bool(digests)
        return self._jxc_get_slip_digest() in digests

    def _jxc_get_slip_digest(self):
        """Of what leaves: for whom, which products and lots, how many."""
        self.ensure_one()
        if self.picking_type_id.code != "outgoing":
            return super()._jxc_get_slip_digest()
        picked = self._jxc_is_partly_picked()
        goods = defaultdict(float)
        for move in self.move_ids:
            # Scrap from the transfer has a paper of its own.
            if move.state == "cancel" or move.location_dest_id.usage == "inventory":
                continue
            for lot, quantity in move._jxc_get_slip_parts(picked):
                goods[move.product_id.id, move.product_uom.id, lot.id or 0] += quantity
        rows = sorted([*key, f"{quantity:.6f}"] for key, quantity in goods.items())
        return digest_of([self.partner_id.id, rows])
