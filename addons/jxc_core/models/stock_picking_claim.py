from odoo import models
from odoo.exceptions import AccessError

from .stock_move_claim import CLAIMS


# One subject a file.
class StockPicking(models.Model):
    """A transfer stays under the rules of the kind it was made as."""

    _inherit = "stock.picking"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_check_kind_stays(self, vals):
        """Refuse to judge by another operation type what is under way, or ordered.

        :raise AccessError: names the transfer and what to do instead
        """
        if self.env.su or self.env.user._jxc_supervises_stock():
            return
        # sudo: orders and rules may be out of sight of whoever moves goods.
        for picking in self.sudo():
            if picking.picking_type_id.id == vals["picking_type_id"]:
                continue
            asked = any(move[name] for move in picking.move_ids for name in CLAIMS)
            if picking.state != "draft" or asked:
                raise AccessError(
                    self.env._(
                        "%s: the operation type of a transfer that is under way stays. "
                        "Ask a warehouse supervisor, or cancel it and make another.",
                        picking.name,
                    )
                )

    # === HOST HOOKS ===
    def write(self, vals):
        """The kind of a transfer decides what is asked before it is validated."""
        if vals.get("picking_type_id"):
            self._jxc_check_kind_stays(vals)
        return super().write(vals)

    def copy_data(self, default=None):
        """A copy is asked for by whoever makes it, not by the order of the first."""
        vals_list = super().copy_data(default=default)
        if not self.env.su and "move_ids" not in (default or {}):
            for vals in vals_list:
                for command in vals.get("move_ids", ()):
                    for name in CLAIMS:
                        command[2].pop(name, None)
        return vals_list
