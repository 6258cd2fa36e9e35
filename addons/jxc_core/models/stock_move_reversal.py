from collections import defaultdict

from odoo import models


class StockMove(models.Model):
    """How much of a move was not taken back yet."""

    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_unreturned(self):
        """Return {move: {operation: quantity}} of what was not taken back yet.

        Quantities are in the product's unit. A return that is still open counts: it
        may be validated at any time. One that was taken back itself does not.
        """
        rest = {}
        for move in self:
            if move.state != "done":
                continue
            parts = {
                line: line.quantity_product_uom
                for line in move.move_line_ids
                if not line.product_uom_id.is_zero(line.quantity)
            }
            back = move._jxc_get_taken_back()
            # first from the operations with the lot that came back, then from any
            for same_lot in (True, False):
                for line in parts:
                    for lot in back:
                        if same_lot and lot != line.lot_id:
                            continue
                        taken = max(0.0, min(parts[line], back[lot]))
                        parts[line] -= taken
                        back[lot] -= taken
            zero = move.product_id.uom_id.is_zero
            parts = {line: part for line, part in parts.items() if not zero(part)}
            if parts:
                rest[move] = parts
        return rest

    def _jxc_get_taken_back(self):
        """Return {lot: quantity} of this move that came back, or is to."""
        self.ensure_one()
        back = defaultdict(float)
        for other in self.returned_move_ids:
            if other.state == "cancel":
                continue
            own = defaultdict(float)
            for line in other.move_line_ids:
                own[line.lot_id] += line.quantity_product_uom
            if other.state != "done":
                missing = other.product_qty - sum(own.values())
                own[self.env["stock.lot"]] += max(0.0, missing)
            for lot, quantity in other._jxc_get_taken_back().items():
                own[lot] -= quantity
            for lot, quantity in own.items():
                back[lot] += quantity
        return back
