from odoo import models
from odoo.fields import Date, Datetime

# What the host calls a count for which nobody typed a reason.
HOST_REASON = "Physical Inventory"


class StockQuant(models.Model):
    """A count is booked on the day it is applied, or on one that was let be past."""

    _inherit = "stock.quant"

    # === POLICY ===
    def _jxc_check_count_days(self, date):
        """Refuse to book counts on past days without role and reason.

        :param date: when the differences are dated, a moment (UTC), or None for now
        :raise AccessError: when the user's role may not
        :raise UserError: see `_jxc_check_may_backdate`
        """
        reason = self.env.context.get("inventory_name") or ""
        if reason.strip() == HOST_REASON:
            reason = ""
        moment = Datetime.to_datetime(date)
        asked = Date.to_date(self.env.context.get("force_period_date"))
        # sudo: the company may be one whose contact the current user cannot read.
        for company in self.sudo().company_id or self.env.company:
            company = company.with_env(self.env)
            counts = self.filtered(lambda count, own=company: count.company_id == own)
            days = {Date.to_date(day) for day in counts.mapped("accounting_date")}
            days |= {asked, moment and company._jxc_get_day(moment)}
            for day in sorted(day for day in days if day):
                company._jxc_check_may_backdate(day, reason)

    # === HOST HOOKS ===
    def _apply_inventory(self, date=None):
        """What a count corrects is booked on a day that is open."""
        self._jxc_check_count_days(date)
        with self.env["stock.move"]._jxc_correcting():
            return super()._apply_inventory(date=date)
