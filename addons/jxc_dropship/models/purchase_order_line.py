from odoo import api, fields, models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    # === FIELDS ===
    jxc_promise_date = fields.Datetime(
        string="Promised to Customer",
        compute="_compute_jxc_promise_date",
        store=True,
        help="The delivery date on the sales order that this line was bought for.",
    )

    # === COMPUTE ===
    @api.depends("sale_line_id.order_id.commitment_date")
    def _compute_jxc_promise_date(self):
        """Carry the date promised to the customer to the vendor's order."""
        for line in self:
            line.jxc_promise_date = line.sale_line_id.order_id.commitment_date

    # === POLICY ===
    def _jxc_is_late_for_customer(self):
        """Tell whether the vendor arrives after the day promised to the customer.

        The days are compared in the company's time zone: a vendor who comes in
        the evening of the promised day keeps the promise.
        """
        self.ensure_one()
        if not self.jxc_promise_date or not self.date_planned:
            return False
        zone = self.company_id._jxc_get_zone()
        arrival = zone.fromutc(self.date_planned).date()
        return arrival > zone.fromutc(self.jxc_promise_date).date()
