import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

PARTS = ("receivable", "unapplied", "draft", "orders")


class ResCompany(models.Model):
    _inherit = "res.company"

    # === FIELDS ===
    jxc_credit_count_receivable = fields.Boolean(
        string="Count Open Invoices", default=True
    )
    jxc_credit_count_unapplied = fields.Boolean(
        string="Count Unmatched Payments", default=True
    )
    jxc_credit_count_draft = fields.Boolean(string="Count Draft Invoices", default=True)
    jxc_credit_count_orders = fields.Boolean(
        string="Count Orders Not Invoiced", default=True
    )
    jxc_credit_check_overdue = fields.Boolean(
        string="Hold Orders of Overdue Customers",
        default=True,
        help="With the host's credit limit switched on, orders are also held when an "
        "invoice is overdue by more than the days of grace.",
    )
    jxc_credit_grace_days = fields.Integer(
        string="Default Days of Grace",
        help="An invoice may be overdue by this many days before orders are held.",
    )
    jxc_allow_self_release = fields.Boolean(
        string="Release Own Documents",
        help="Let those who may release holds also release documents they asked for.",
    )
    jxc_default_buyer_id = fields.Many2one(
        "res.users",
        string="Default buyer",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="In charge of what runs short when neither the reordering rule, nor the "
        "vendor, nor the product names somebody.",
    )
    jxc_demand_window_days = fields.Integer(
        string="Demand window (days)",
        default=90,
        required=True,
        help="How many days back the average daily demand of a product looks.",
    )
    jxc_service_level = fields.Float(
        string="Service level (%)",
        default=95.0,
        required=True,
        help="Share of order cycles that should pass without a stock-out. "
        "The suggested minimum contains a safety stock for it.",
    )
    jxc_order_cycle_days = fields.Integer(
        string="Order cycle (days)",
        default=14,
        required=True,
        help="How many days of demand one order should last: the distance between "
        "the suggested minimum and the suggested maximum.",
    )
    jxc_shortage_growth_percent = fields.Float(
        string="Tell again when a shortage grew by (%)",
        default=0.0,
        help="0 tells the buyer again about any growth of a shortage; 20 only when "
        "a fifth more is missing than the buyer was last told.",
    )
    jxc_suggest_purchases = fields.Boolean(
        string="Prepare purchase suggestions",
        default=True,
        help="What runs short is put into purchase suggestions, one per vendor and "
        "buyer. Switched off, buyers are told and suggest on their own.",
    )

    jxc_refuse_negative = fields.Boolean(
        string="Refuse Negative Stock",
        default=True,
        help="Goods that are not there do not leave: no delivery, transfer, write-off "
        "or production takes more than a place holds. Products, their categories and "
        "locations can be exempt.",
    )
    jxc_stock_freeze_date = fields.Date(
        string="Stock Frozen Until",
        help="Nothing is booked in stock on or before this day any more, by nobody. "
        "Set it once a period was counted and closed.",
    )
    jxc_phone_check = fields.Boolean(
        string="Refuse Impossible Phone Numbers",
        default=True,
        help="A number that no telephone can dial (too short, too long, text) is "
        "refused on contacts. When this is off, such a number is kept as typed.",
    )
    jxc_phone_short_codes = fields.Boolean(
        string="Accept Short Codes",
        help="Accept hotlines such as 95588 as the phone number of a contact. They "
        "can be dialled inside their own country only.",
    )

    _jxc_grace_not_negative = models.Constraint(
        "CHECK (jxc_credit_grace_days >= 0)", "Days of grace are zero or more."
    )

    # === CONSTRAINTS ===
    @api.constrains(
        "jxc_demand_window_days",
        "jxc_service_level",
        "jxc_order_cycle_days",
        "jxc_shortage_growth_percent",
    )
    def _check_jxc_low_stock(self):
        """Refuse settings that the formula of the suggested minimum cannot use.

        :raise ValidationError: names the setting and its range
        """
        for company in self:
            if company.jxc_demand_window_days < 1:
                raise ValidationError(
                    self.env._("The demand window must be at least 1 day long.")
                )
            if not 50.0 <= company.jxc_service_level <= 99.99:
                raise ValidationError(
                    self.env._("The service level must be from 50 to 99.99 %.")
                )
            if company.jxc_order_cycle_days < 0:
                raise ValidationError(
                    self.env._("The order cycle cannot be a negative number of days.")
                )
            if company.jxc_shortage_growth_percent < 0:
                raise ValidationError(
                    self.env._("The growth of a shortage cannot be negative.")
                )

    @api.constrains("jxc_default_buyer_id")
    def _check_jxc_default_buyer(self):
        """Refuse a default buyer who may not work in the company.

        :raise ValidationError: names the user and the company
        """
        for company in self:
            buyer = company.jxc_default_buyer_id
            if buyer and company not in buyer.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot be the default buyer of %(company)s without "
                        "access to that company.",
                        user=buyer.name,
                        company=company.name,
                    )
                )

    # === POLICY ===
    def _jxc_get_credit_parts(self):
        """Return the names of the exposure parts that this company counts."""
        self.ensure_one()
        # sudo: company switches steer a verdict that everybody gets.
        company = self.sudo()
        return [part for part in PARTS if company[f"jxc_credit_count_{part}"]]

    def _jxc_get_zone(self):
        """Return the company's time zone (its contact's, else the user's, else UTC).

        :return: tzinfo of pytz
        """
        self.ensure_one()
        # sudo: the company's contact may be invisible to a portal visitor. Its other
        # fields are not wanted: this is asked on every confirmation.
        contact = self.sudo().partner_id.with_context(prefetch_fields=False)
        return pytz.timezone(contact.tz or self.env.user.tz or "UTC")

    def _jxc_is_past(self, date):
        """Tell whether `date` is before today in the company's time zone.

        Days off, no zone makes a difference, and none is looked up.
        """
        far = abs((date - fields.Date.today()).days) > 2
        return date < (fields.Date.today() if far else self._jxc_get_today())

    def _jxc_get_day(self, moment):
        """Return the date that a moment (UTC) has in the company's time zone."""
        return pytz.utc.localize(moment).astimezone(self._jxc_get_zone()).date()

    def _jxc_get_today(self):
        """Return the date of now in the company's time zone."""
        return self._jxc_get_day(fields.Datetime.now())

    def _jxc_check_not_frozen(self, day):
        """Refuse to book in stock on a day that is closed, whoever books.

        :param day: date in the company's time zone
        :raise UserError: names the company, its freeze date and what to do instead
        """
        for company in self:
            # sudo: the freeze date binds those, too, who do not read the settings.
            frozen = company.sudo().jxc_stock_freeze_date
            if frozen and day <= frozen:
                raise UserError(
                    self.env._(
                        "Stock of %(company)s is frozen until %(frozen)s: nothing is "
                        "booked on %(day)s any more. Book on a later day, or have an "
                        "administrator change the freeze date.",
                        company=company.display_name,
                        frozen=format_date(self.env, frozen),
                        day=format_date(self.env, day),
                    )
                )

    def _jxc_check_may_backdate(self, day, reason):
        """Let those whose role it is book on a past day, with a reason.

        Today needs neither, yet no day may be frozen or still to come. Of jobs of the
        program (no user's) only the freeze date is asked.

        :param day: date in the company's time zone
        :param reason: why it was not booked in time
        :raise AccessError: when the user's role does not book on past days
        :raise UserError: when the reason is blank, the day frozen or still to come
        """
        self.ensure_one()
        self._jxc_check_not_frozen(day)
        user = self.env.user
        if user._is_superuser():
            return
        today = self._jxc_get_today()
        if day > today:
            raise UserError(
                self.env._(
                    "%s is still to come: goods are booked when they were moved, not "
                    "before.",
                    format_date(self.env, day),
                )
            )
        if day == today:
            return
        if not user._has_group("jxc_core.group_stock_backdater"):
            raise AccessError(
                self.env._(
                    "Only who may backdate stock books on %s, a day that is past. Book "
                    "today, or ask somebody who has that right.",
                    format_date(self.env, day),
                )
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why it is booked on %s, a day that is past.",
                    format_date(self.env, day),
                )
            )
