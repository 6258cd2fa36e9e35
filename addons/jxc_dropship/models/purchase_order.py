from odoo import api, fields, models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    # === FIELDS ===
    jxc_promise_date = fields.Datetime(
        string="Promised to Customer",
        compute="_compute_jxc_promise",
        store=True,
        help="The first delivery date that the sales orders behind this order promise.",
    )
    jxc_promise_late = fields.Boolean(
        string="Late for Customer",
        compute="_compute_jxc_promise",
        store=True,
        index="btree_not_null",
        help="The vendor's date of at least one line lies after the day that was "
        "promised to the customer.",
    )

    # === COMPUTE ===
    @api.depends("state", "order_line.jxc_promise_date", "order_line.date_planned")
    def _compute_jxc_promise(self):
        """Find the first promise and whether any is broken; one flag per order."""
        for order in self:
            lines = order.order_line.filtered("jxc_promise_date")
            order.jxc_promise_date = min(
                lines.mapped("jxc_promise_date"), default=False
            )
            order.jxc_promise_late = order.state != "cancel" and any(
                line._jxc_is_late_for_customer() for line in lines
            )
