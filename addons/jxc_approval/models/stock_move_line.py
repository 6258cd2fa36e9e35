from odoo import api, models
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
    @api.model_create_multi
    def create(self, vals_list):
        """What is added to goods that are here is received as well."""
        lines = super().create(vals_list)
        lines.move_id._jxc_pass_received()
        return lines

    def write(self, vals):
        """A booked correction stays as it was approved, and so does a receipt."""
        if not QUANTITY_FIELDS.isdisjoint(vals):
            self._jxc_check_correction_stays()
        raised = self.filtered(lambda line: line.quantity < vals.get("quantity", 0))
        result = super().write(vals)
        raised.move_id._jxc_pass_received()
        return result
