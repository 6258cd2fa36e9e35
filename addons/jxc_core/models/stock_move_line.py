from odoo import api, models
from odoo.exceptions import AccessError

DRIVER_FIELDS = frozenset({"picked", "quantity"})
LOCATION_FIELDS = frozenset({"location_id", "location_dest_id"})


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
                self.env._(
                    "A driver may only fill in what an open delivery hands over."
                )
            )

    # === HOST HOOKS ===
    def _has_field_access(self, field, operation):
        """Hide the money that optional modules add here from the price-blind."""
        return super()._has_field_access(field, operation) and (
            self.env.su or self.env.user._jxc_may_read_optional(field)
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Stock is not corrected by inventing an operation."""
        lines = super().create(vals_list)
        (lines.location_id | lines.location_dest_id)._jxc_check_may_adjust()
        return lines

    def write(self, vals):
        """Quantities are written here, whatever list or wizard they are typed in."""
        self._jxc_check_may_write(vals)
        lines = self
        if not self.env.su and self.env.user._jxc_is_only_driver():
            self.check_access("write")
            # sudo: a quantity changes moves and reservations that a driver may not;
            # the check above left nothing but the quantity to write.
            lines = self.sudo()
        result = super(StockMoveLine, lines).write(vals)
        if not LOCATION_FIELDS.isdisjoint(vals):
            (self.location_id | self.location_dest_id)._jxc_check_may_adjust()
        return result
