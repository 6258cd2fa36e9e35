from odoo import api, models

BOOKED_FIELDS = frozenset(
    {
        "company_id",
        "date_done",
        "location_dest_id",
        "location_id",
        "name",
        "owner_id",
        "partner_id",
        "picking_type_id",
        "return_id",
        "state",
    }
)


class StockPicking(models.Model):
    """A done transfer stays; a return or a reversal corrects it."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "jxc.booked"]  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_booked_fields(self):
        """Its number, its partner, its places and its date."""
        return super()._jxc_get_booked_fields() | BOOKED_FIELDS

    def _jxc_get_booking_dates(self):
        """Of a transfer it is when it was done."""
        return super()._jxc_get_booking_dates() | {"date_done"}

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Goods are moved by validating, not by a transfer that starts out done."""
        self._jxc_check_not_declared(vals_list)
        pickings = super().create(vals_list)
        pickings._jxc_check_starts_open()
        return pickings

    def write(self, vals):
        """What was shipped or received stays as it was booked."""
        self._jxc_check_stays_booked(vals)
        return super().write(vals)

    def unlink(self):
        """What was shipped or received is not deleted."""
        self._jxc_check_may_delete()
        return super().unlink()

    def action_toggle_is_locked(self):
        """What is done is not unlocked: nothing could be changed."""
        if not self.env.su:
            for picking in self:
                if picking._jxc_is_booked():
                    picking._jxc_raise_booked("move_ids")
        return super().action_toggle_is_locked()
