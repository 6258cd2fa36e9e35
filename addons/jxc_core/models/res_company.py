import pytz

from odoo import fields, models

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
        # sudo: the company's contact may be invisible to a portal visitor.
        return pytz.timezone(self.sudo().partner_id.tz or self.env.user.tz or "UTC")

    def _jxc_get_today(self):
        """Return the date of now in the company's time zone."""
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(self._jxc_get_zone()).date()
