from odoo import models
from odoo.exceptions import AccessError

PARTNERS = frozenset({"customer", "supplier"})


# One subject a file: who may move goods at all is in another.
class StockMove(models.Model):
    """Whoever handles goods does not move them past the rules of their direction.

    A transfer inside the warehouse asks for no order, no slip and no check of a
    delivery; one that names production as its source makes goods out of nothing.
    """

    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_check_may_process(self):
        """Transfers go where their type goes, unless a supervisor has them."""
        result = super()._jxc_check_may_process()
        self._jxc_check_places()
        return result

    def _jxc_check_places(self):
        """Keep inner transfers inside, and goods of production with production.

        :raise AccessError: names the goods and what to use instead
        """
        if self.env.su or self.env.user._jxc_supervises_stock():
            return
        # sudo: places and orders may be out of sight of whoever moves the goods.
        for move in self.sudo():
            if move.state in ("done", "cancel") or not move.picking_id:
                continue
            usages = {move.location_id.usage, move.location_dest_id.usage}
            if "production" in usages:
                raise AccessError(
                    self.env._(
                        "%s: goods of production are moved by their production order; "
                        "otherwise only a warehouse supervisor moves them.",
                        move.product_id.display_name,
                    )
                )
            if (
                move.picking_id.picking_type_id.code == "internal"
                and not usages.isdisjoint(PARTNERS)
                and not move._jxc_is_linked()
            ):
                raise AccessError(
                    self.env._(
                        "%s: a transfer inside the warehouse does not reach customers "
                        "or vendors. Make a delivery, a receipt or a return, or ask a "
                        "warehouse supervisor.",
                        move.product_id.display_name,
                    )
                )

    def _jxc_is_linked(self):
        """Tell whether an order, a return or another paper stands behind this move."""
        self.ensure_one()
        return bool(
            self.sale_line_id
            or self.purchase_line_id
            or self.origin_returned_move_id
            or self._jxc_has_paper()
        )
