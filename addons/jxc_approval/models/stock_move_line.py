from odoo import models
from odoo.exceptions import UserError

from .stock_move_correction import LOSS

QUANTITY_FIELDS = frozenset({"quantity", "product_uom_id"})


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # === POLICY ===
    def _jxc_check_correction_stays(self):
        """Refuse to change how much a booked write-off or count corrected.

        :raise UserError: names the goods and what to do instead
        """
        rules = self.env["jxc.approval.rule"]
        asked = any(
            rules._jxc_get_rules_on(model) for model in ("stock.scrap", "stock.quant")
        )
        if self.env.su or not asked:
            return
        # sudo: a location may be another company's, only its usage matters.
        for line in self.sudo():
            usages = (line.location_id.usage, line.location_dest_id.usage)
            if line.state == "done" and LOSS in usages:
                raise UserError(
                    self.env._(
                        "%s: what was written off or counted is not changed any more. "
                        "Write off, or count, again.",
                        line.product_id.display_name,
                    )
                )

    # === HOST HOOKS ===
    def write(self, vals):
        """A booked correction stays as it was approved."""
        if not QUANTITY_FIELDS.isdisjoint(vals):
            self._jxc_check_correction_stays()
        return super().write(vals)
