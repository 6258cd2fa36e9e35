from odoo import models
from odoo.exceptions import AccessError

DRIVER_FIELDS = frozenset({"lot_id", "picked", "quantity"})


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # === POLICY ===
    def _jxc_check_may_write(self, vals):
        """Let a driver fill in quantities of an own open delivery, nothing else.

        :raise AccessError: when a driver writes more than that
        """
        if self.env.su or not self.env.user._jxc_is_only_driver():
            return
        done = any(line.state in ("done", "cancel") for line in self)
        if done or not DRIVER_FIELDS.issuperset(vals):
            raise AccessError(
                self.env._("A driver may only fill in what an open delivery hands over.")
            )

    # === HOST HOOKS ===
    def write(self, vals):
        """Quantities are written here, whatever list or wizard they are typed in."""
        self._jxc_check_may_write(vals)
        return super().write(vals)
