from contextlib import contextmanager

from odoo import api, models

# What was moved, from where to where, for whom and when; and what it was worth.
BOOKED_FIELDS = frozenset(
    {
        "company_id",
        "date",
        "is_inventory",
        "location_dest_id",
        "location_final_id",
        "location_id",
        "lot_ids",
        "origin_returned_move_id",
        "picked",
        "picking_id",
        "picking_type_id",
        "price_unit",
        "product_id",
        "product_uom",
        "product_uom_qty",
        "quantity",
        "restrict_partner_id",
        "scrap_id",
        "state",
        "to_refund",
        "value",
    }
)
# Set in the cursor's memory, out of reach of any caller's context.
CORRECTING = "jxc.correcting"


class StockMove(models.Model):
    """A done move stays; stock follows from moves alone."""

    _name = "stock.move"
    _inherit = ["stock.move", "jxc.booked"]  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    @contextmanager
    def _jxc_correcting(self, days=()):
        """Book inside what a write-off or a count corrects, having been checked.

        :param days: past dates on which entries may be dated, having been checked
        """
        memory = self.env.cr.cache
        outer = memory.get(CORRECTING)
        memory[CORRECTING] = frozenset(days)
        try:
            yield
        finally:
            memory[CORRECTING] = outer

    def _jxc_is_correcting(self):
        """Tell whether a write-off or a count is being booked."""
        return self.env.cr.cache.get(CORRECTING) is not None

    def _jxc_get_open_days(self):
        """Return the past dates that the count being booked was let be dated on."""
        return self.env.cr.cache.get(CORRECTING) or frozenset()

    def _jxc_get_booked_fields(self):
        """Goods that were moved were moved: places, quantities, dates, values."""
        return super()._jxc_get_booked_fields() | BOOKED_FIELDS

    def _jxc_get_booking_dates(self):
        """Of a move it is its date."""
        return super()._jxc_get_booking_dates() | {"date"}

    def _jxc_get_booked_name(self):
        """Name the transfer, or what else moved the goods."""
        return self.picking_id.name or self.reference or self.product_id.display_name

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Goods are moved by validating, not by a move that starts out done."""
        self._jxc_check_not_declared(vals_list)
        moves = super().create(vals_list)
        moves._jxc_check_starts_open()
        return moves

    def write(self, vals):
        """What was moved stays as it was booked."""
        self._jxc_check_stays_booked(vals)
        return super().write(vals)

    def unlink(self):
        """What was moved is not deleted."""
        self._jxc_check_may_delete()
        return super().unlink()
