from odoo import api, models

BOOKED_FIELDS = frozenset(
    {
        "company_id",
        "date_done",
        "location_id",
        "lot_id",
        "move_ids",
        "name",
        "owner_id",
        "package_id",
        "picking_id",
        "product_id",
        "product_uom_id",
        "scrap_location_id",
        "scrap_qty",
        "state",
    }
)


class StockScrap(models.Model):
    """A write-off that is done stays, and none is done without moving the goods."""

    _name = "stock.scrap"
    _inherit = ["stock.scrap", "jxc.booked"]

    # === POLICY ===
    def _jxc_get_booked_fields(self):
        """What was written off, from where and how much."""
        return super()._jxc_get_booked_fields() | BOOKED_FIELDS

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Goods are written off by validating, not by a paper that says so."""
        self._jxc_check_not_declared(vals_list)
        scraps = super().create(vals_list)
        scraps._jxc_check_starts_open()
        return scraps

    def write(self, vals):
        """What was written off stays as it was booked."""
        if "state" in vals:
            self._jxc_check_not_declared([vals])
        self._jxc_check_stays_booked(vals)
        return super().write(vals)
