from odoo import api, fields, models
from odoo.fields import Domain

from .jxc_credit import FIGURE_GROUPS

CONTROL_GROUPS = "jxc_core.group_sales_manager,jxc_core.group_general_manager"


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["jxc.phone", "res.partner"]

    # === FIELDS ===
    credit_limit = fields.Float(groups=FIGURE_GROUPS)
    jxc_credit_hold = fields.Boolean(
        string="Credit Frozen",
        company_dependent=True,
        groups=FIGURE_GROUPS,
        tracking=True,
        help="Every order of this customer is held until a sales manager releases it.",
    )
    jxc_credit_exempt = fields.Boolean(
        string="Pays in Advance",
        company_dependent=True,
        groups=FIGURE_GROUPS,
        tracking=True,
        help="The customer pays before delivery: orders are not checked for credit.",
    )
    jxc_credit_own_grace = fields.Boolean(
        string="Own Days of Grace",
        company_dependent=True,
        groups=FIGURE_GROUPS,
        help="Use the days below instead of the company's.",
    )
    jxc_credit_grace_days = fields.Integer(
        string="Days of Grace",
        company_dependent=True,
        groups=FIGURE_GROUPS,
        help="Orders are held when an invoice is overdue by more than these days.",
    )
    jxc_credit_temporary_ids = fields.One2many(
        "jxc.credit.temporary",
        "partner_id",
        string="Temporary Limits",
        groups=FIGURE_GROUPS,
    )
    jxc_credit_currency_id = fields.Many2one(
        "res.currency",
        string="Credit Currency",
        compute="_compute_jxc_credit",
        groups=FIGURE_GROUPS,
    )
    jxc_credit_receivable = fields.Monetary(
        string="Open Invoices",
        compute="_compute_jxc_credit",
        currency_field="jxc_credit_currency_id",
        groups=FIGURE_GROUPS,
    )
    jxc_credit_unapplied = fields.Monetary(
        string="Unmatched Payments",
        compute="_compute_jxc_credit",
        currency_field="jxc_credit_currency_id",
        groups=FIGURE_GROUPS,
    )
    jxc_credit_draft = fields.Monetary(
        string="Draft Invoices",
        compute="_compute_jxc_credit",
        currency_field="jxc_credit_currency_id",
        groups=FIGURE_GROUPS,
    )
    jxc_credit_orders = fields.Monetary(
        string="Orders Not Invoiced",
        compute="_compute_jxc_credit",
        currency_field="jxc_credit_currency_id",
        groups=FIGURE_GROUPS,
    )
    jxc_credit_overdue = fields.Monetary(
        string="Overdue",
        compute="_compute_jxc_credit",
        currency_field="jxc_credit_currency_id",
        groups=FIGURE_GROUPS,
    )
    jxc_credit_used = fields.Monetary(
        string="Credit Used",
        compute="_compute_jxc_credit",
        currency_field="jxc_credit_currency_id",
        groups=FIGURE_GROUPS,
        help="The parts that the company counts, added up.",
    )
    jxc_credit_limit_today = fields.Monetary(
        string="Limit Today",
        compute="_compute_jxc_credit",
        currency_field="jxc_credit_currency_id",
        groups=FIGURE_GROUPS,
        help="The limit with the temporary limits of the day; 0 means no check.",
    )
    jxc_credit_available = fields.Monetary(
        string="Credit Left",
        compute="_compute_jxc_credit",
        currency_field="jxc_credit_currency_id",
        groups=FIGURE_GROUPS,
    )

    property_product_pricelist = fields.Many2one(groups="jxc_core.group_price_reader")
    specific_property_product_pricelist = fields.Many2one(
        groups="jxc_core.group_price_reader"
    )

    # === COMPUTE ===
    @api.depends_context("company")
    @api.depends("credit_limit", "jxc_credit_exempt", "jxc_credit_temporary_ids")
    def _compute_jxc_credit(self):
        """Show the exposure of each customer towards the current company.

        A contact shows the figures of its commercial entity; one query for all.
        """
        company = self.env.company
        credit = self.env["jxc.credit"]
        customers = self.commercial_partner_id._origin
        exposures = credit._jxc_get_exposures((each, company) for each in customers)
        parts = company._jxc_get_credit_parts()
        for partner in self:
            customer = partner.commercial_partner_id._origin
            exposure = exposures.get((customer.id, company.id))
            used = exposure.used(parts) if exposure else 0.0
            limit = credit._jxc_get_limit(customer, company) if customer else 0.0
            partner.jxc_credit_currency_id = company.currency_id
            partner.jxc_credit_receivable = exposure.receivable if exposure else 0.0
            partner.jxc_credit_unapplied = exposure.unapplied if exposure else 0.0
            partner.jxc_credit_draft = exposure.draft if exposure else 0.0
            partner.jxc_credit_orders = exposure.orders if exposure else 0.0
            partner.jxc_credit_overdue = exposure.overdue_net if exposure else 0.0
            partner.jxc_credit_used = used
            partner.jxc_credit_limit_today = limit
            partner.jxc_credit_available = limit - used if limit else 0.0

    # === POLICY ===
    def _jxc_get_temporary_limit(self, company):
        """Return the sum of this customer's temporary limits of today.

        :return: amount in the currency of `company`
        """
        self.ensure_one()
        limits = self.commercial_partner_id.jxc_credit_temporary_ids
        if not limits:
            return 0.0
        today = company._jxc_get_today()
        running = limits.filtered(
            lambda limit: (
                limit.company_id == company
                and limit.date_from <= today <= limit.date_to
            )
        )
        return sum(running._jxc_get_granted().mapped("amount"))

    # === HOST HOOKS ===
    @api.onchange("phone", "country_id", "company_id")
    def _onchange_phone_validation(self):
        """Move a typed extension to its own field before the host formats."""
        if self.phone:
            number = self._jxc_get_phone_number(self.phone)
            if number.extension and number.stored:
                self.phone = number.stored
                self.jxc_phone_extension = number.extension
        return super()._onchange_phone_validation()

    def _search_phone_mobile_search(self, operator, value):
        """Find a number by its E.164 form too, however it was typed."""
        domain = super()._search_phone_mobile_search(operator, value)
        if operator in ("=", "like", "ilike") and isinstance(value, str):
            return Domain(domain) | self._jxc_get_phone_domain(value)
        return domain

    @api.model
    def _search_display_name(self, operator, value):
        """Let a typed phone number find its owner wherever a contact is chosen."""
        domain = super()._search_display_name(operator, value)
        if operator == "ilike" and isinstance(value, str):
            return Domain(domain) | self._jxc_get_phone_domain(value)
        return domain

    @api.model
    def _retrieve_partner_with_phone_email(self, phone, email, extra_domain):
        """Compare the number of an imported document in the form we store."""
        stored = self._jxc_get_phone_number(phone).stored if phone else ""
        return super()._retrieve_partner_with_phone_email(
            stored or phone, email, extra_domain
        )

    def _asset_difference_search(self, account_type, operator, operand):
        """Who may not read what a customer owes may not search for it either.

        The host checks a field's groups when it is read, not when a search method
        answers for it.
        """
        self._check_field_access(self._fields["credit"], "read")
        return super()._asset_difference_search(account_type, operator, operand)

    @api.model
    def _commercial_fields(self):
        """Credit belongs to the commercial entity, like the host's limit."""
        return super()._commercial_fields() + [
            "jxc_credit_hold",
            "jxc_credit_exempt",
            "jxc_credit_own_grace",
            "jxc_credit_grace_days",
        ]

    # === ACTIONS ===
    def _jxc_open_part(self, name, model, domain):
        """Return the list of the documents behind one part of the exposure."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": f"{name} - {self.commercial_partner_id.display_name}",
            "res_model": model,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("company_id", "=", self.env.company.id), *domain],
            "context": {"create": False},
        }

    def _jxc_get_ledger_domain(self, operator):
        """Return the domain of this customer's open receivable lines."""
        return [
            ("partner_id.commercial_partner_id", "=", self.commercial_partner_id.id),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual", operator, 0),
        ]

    def action_jxc_open_receivable(self):
        """List the open receivables of this customer."""
        return self._jxc_open_part(
            self.env._("Open Invoices"),
            "account.move.line",
            self._jxc_get_ledger_domain(">"),
        )

    def action_jxc_open_unapplied(self):
        """List this customer's payments and credit notes that match nothing yet."""
        return self._jxc_open_part(
            self.env._("Unmatched Payments"),
            "account.move.line",
            self._jxc_get_ledger_domain("<"),
        )

    def action_jxc_open_draft(self):
        """List this customer's draft invoices that bill more than orders."""
        return self._jxc_open_part(
            self.env._("Draft Invoices"),
            "account.move",
            [
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("state", "=", "draft"),
                ("move_type", "in", ("out_invoice", "out_receipt")),
                ("invoice_line_ids.sale_line_ids", "=", False),
            ],
        )

    def action_jxc_open_orders(self):
        """List this customer's confirmed orders with an uninvoiced part."""
        return self._jxc_open_part(
            self.env._("Orders Not Invoiced"),
            "sale.order",
            [
                ("jxc_debtor_id", "=", self.commercial_partner_id.id),
                ("jxc_open_amount", ">", 0),
            ],
        )
