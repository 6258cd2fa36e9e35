from odoo import models
from odoo.fields import Date, Datetime

from .stock_move_booking import ENTRY_DAY

# What the host calls a count for which nobody typed a reason.
HOST_REASON = "Physical Inventory"


class StockQuant(models.Model):
    """A count is booked on the day it is applied, or on one that was let be past."""

    _inherit = "stock.quant"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_check_count_days(self, date):
        """Refuse to book counts on past days without role and reason.

        :param date: when the differences are dated, a moment (UTC), or None for now
        :raise AccessError: when the user's role may not
        :raise UserError: see `_jxc_check_may_backdate`
        """
        reason = self._jxc_get_count_reason()
        moment = Datetime.to_datetime(date)
        # sudo: the company may be one whose contact the current user cannot read.
        for company in self.sudo().company_id or self.env.company:
            company = company.with_env(self.env)
            counts = self.filtered(lambda count, own=company: count.company_id == own)
            days = counts._jxc_get_entry_days()
            days.add(moment and company._jxc_get_day(moment))
            for day in sorted(day for day in days if day):
                company._jxc_check_may_backdate(day, reason)

    def _jxc_get_count_reason(self):
        """Return why these were counted, as typed into the host's dialog."""
        reason = (self.env.context.get("inventory_name") or "").strip()
        return "" if reason == HOST_REASON else reason

    def _jxc_get_entry_days(self):
        """Return the days on which these counts, or their caller, want entries."""
        asked = self.env.context.get(ENTRY_DAY)
        return {Date.to_date(day) for day in (*self.mapped("accounting_date"), asked)}

    # === HOST HOOKS ===
    def _apply_inventory(self, date=None):
        """What a count corrects is booked on a day that is open."""
        self._jxc_check_count_days(date)
        moves = self.env["stock.move"]
        days = self._jxc_get_entry_days()
        with moves._jxc_correcting(days), moves._jxc_booking():
            return super()._apply_inventory(date=date)
