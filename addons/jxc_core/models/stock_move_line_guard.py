from odoo import api, models

BOOKED_FIELDS = frozenset(
    {
        "company_id",
        "date",
        "location_dest_id",
        "location_id",
        "lot_id",
        "lot_name",
        "move_id",
        "owner_id",
        "package_id",
        "picked",
        "picking_id",
        "product_id",
        "product_uom_id",
        "quant_id",
        "quantity",
        "quantity_product_uom",
        "result_package_id",
        "state",
    }
)


class StockMoveLine(models.Model):
    """A done operation stays: editing it would correct stock without a paper."""

    _name = "stock.move.line"
    _inherit = ["stock.move.line", "jxc.booked"]

    # === POLICY ===
    def _jxc_get_booked_fields(self):
        """Everything that stock followed from."""
        return super()._jxc_get_booked_fields() | BOOKED_FIELDS

    def _jxc_get_booking_dates(self):
        """Of an operation it is its date."""
        return super()._jxc_get_booking_dates() | {"date"}

    def _jxc_get_booked_name(self):
        """Name the transfer, or what else moved the goods."""
        return self.move_id._jxc_get_booked_name() or self.product_id.display_name

    def _jxc_is_booked(self):
        """An operation is as done as its move, whatever its own state claims."""
        self.ensure_one()
        return "done" in (self.state, self.move_id.state, self.picking_id.state)

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Nothing is added to what is done."""
        self._jxc_check_not_declared(vals_list)
        lines = super().create(vals_list)
        lines._jxc_check_starts_open()
        return lines

    def write(self, vals):
        """What was moved stays as it was booked.

        Where the host itself corrects it, stock is weighed once, at the end.
        """
        if "state" in vals:
            self._jxc_check_not_declared([vals])
        self._jxc_check_stays_booked(vals)
        if BOOKED_FIELDS.isdisjoint(vals) or "done" not in self.mapped("state"):
            return super().write(vals)
        with self.env["stock.quant"]._jxc_weigh():
            return super().write(vals)

    def unlink(self):
        """What was moved is not deleted."""
        self._jxc_check_may_delete()
        return super().unlink()

    def _action_done(self):
        """What is taken is looked up, and locked, at once for all operations."""
        self.env["stock.quant"]._jxc_load_balances(
            (line.product_id, line.location_id, line.lot_id)
            for line in self
            if line.product_id.is_storable and line.quantity > 0
        )
        return super()._action_done()
