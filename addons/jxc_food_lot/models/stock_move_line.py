from odoo import api, fields, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # === FIELDS ===
    jxc_production_date = fields.Date(
        string="Production Date",
        copy=False,
        help="Typed on receipt: the expiry of the new lot is counted from it.",
    )

    # === COMPUTE ===
    @api.depends("jxc_production_date")
    def _compute_expiration_date(self):
        """Count a new lot's expiry from its production date, not from receipt."""
        result = super()._compute_expiration_date()
        for line in self.filtered("jxc_production_date"):
            company = line.company_id or self.env.company
            expiry = line.product_id._jxc_get_expiry(line.jxc_production_date, company)
            if expiry and not line.lot_id.expiration_date:
                line.expiration_date = expiry
        return result

    # === HOST HOOKS ===
    def _prepare_new_lot_vals(self):
        """Hand the typed production date to the new lot.

        It is handed on even when empty: the host's default expiry, counted from
        receipt, must not be counted back to a production date nobody has seen.
        """
        vals = super()._prepare_new_lot_vals()
        return vals | {"jxc_production_date": self.jxc_production_date}
