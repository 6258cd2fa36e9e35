from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class JxcCreditTemporary(models.Model):
    """An amount on top of a customer's credit limit that ends by itself."""

    _name = "jxc.credit.temporary"
    _description = "Temporary Credit Limit"
    _inherit = ["mail.thread"]
    _order = "date_to desc, id desc"
    _check_company_auto = True

    # === FIELDS ===
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Extra Amount",
        required=True,
        tracking=True,
        help="Added to the customer's limit from the first to the last day.",
    )
    date_from = fields.Date(
        string="First Day",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
    )
    date_to = fields.Date(string="Last Day", required=True, tracking=True)
    reason = fields.Text(required=True, tracking=True)
    state = fields.Selection(
        [("planned", "Planned"), ("running", "Running"), ("ended", "Ended")],
        compute="_compute_state",
        search="_search_state",
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "The extra amount of a temporary limit is above zero."
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The last day of a temporary limit is not before its first day.",
    )

    # === COMPUTE ===
    @api.depends("date_from", "date_to", "company_id")
    def _compute_state(self):
        """Compare the days with today in the company's time zone."""
        for limit in self:
            today = (limit.company_id or self.env.company)._jxc_get_today()
            if not limit.date_to or not limit.date_from or limit.date_from > today:
                limit.state = "planned"
            else:
                limit.state = "ended" if limit.date_to < today else "running"

    def _search_state(self, operator, value):
        """Find temporary limits by state, today in the current company's zone."""
        if operator != "in":
            return NotImplemented
        today = self.env.company._jxc_get_today()
        domains = {
            "planned": [("date_from", ">", today)],
            "running": [("date_from", "<=", today), ("date_to", ">=", today)],
            "ended": [("date_to", "<", today)],
        }
        return fields.Domain.OR(domains[state] for state in value if state in domains)

    @api.depends("partner_id", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Name a temporary limit by its customer and last day, as its reader writes."""
        for limit in self:
            limit.display_name = self.env._(
                "%(customer)s until %(day)s",
                customer=limit.partner_id.display_name or "",
                day=format_date(limit.env, limit.date_to),
            )

    # === POLICY ===
    def _jxc_get_granted(self):
        """Return those of these temporary limits that count. Extension point."""
        return self

    # === CONSTRAINTS ===
    @api.constrains("partner_id", "company_id")
    def _check_customer_has_limit(self):
        """Refuse an extra on no limit: without a limit nothing is checked.

        :raise ValidationError: names the customer and what to do
        """
        for temporary in self:
            customer = temporary.partner_id.commercial_partner_id
            if customer != temporary.partner_id:
                temporary.partner_id = customer
            # sudo: whoever grants the extra may lack accounting rights.
            if not customer.sudo().with_company(temporary.company_id).credit_limit:
                raise ValidationError(
                    self.env._(
                        "%(customer)s has no credit limit, so no order is checked and "
                        "nothing can be added. Set the limit first.",
                        customer=customer.display_name,
                    )
                )
