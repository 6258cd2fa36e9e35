from odoo import models
from odoo.exceptions import UserError
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

    def _jxc_check_counted(self):
        """Refuse to apply counts that nobody made: the goods would be set to none.

        :raise UserError: names the goods that were not counted
        """
        if self.env.su:
            return
        for quant in self:
            if not quant.inventory_quantity_set:
                raise UserError(
                    self.env._(
                        "%(product)s in %(place)s was not counted: type what is there, "
                        "then apply it.",
                        product=quant.product_id.display_name,
                        place=quant.location_id.display_name,
                    )
                )

    def _jxc_check_not_moved(self, date):
        """Refuse a past count of goods that were moved since: it compares with today.

        :param date: when the differences are dated, a moment (UTC), or None for now
        :raise UserError: names the goods, the place and what to do instead
        """
        moment = Datetime.to_datetime(date)
        if not moment or self.env.user._is_superuser():
            return
        # sudo: see `_jxc_check_count_days`.
        company = (self.sudo().company_id or self.env.company)[:1]
        if company._jxc_get_day(moment) >= company._jxc_get_today():
            return
        # sudo: what was moved decides, whoever may see it.
        lines = self.env["stock.move.line"].sudo()
        moved = lines.search(
            [
                ("state", "=", "done"),
                ("date", ">", moment),
                ("product_id", "in", self.product_id.ids),
                "|",
                ("location_id", "in", self.location_id.ids),
                ("location_dest_id", "in", self.location_id.ids),
            ]
        )
        since = {
            (line.product_id, place, line.lot_id): line.date
            for line in moved
            for place in line.location_id | line.location_dest_id
        }
        for quant in self:
            last = since.get((quant.product_id, quant.location_id, quant.lot_id))
            if last:
                raise UserError(
                    self.env._(
                        "%(product)s in %(place)s was moved after it was counted: what "
                        "was there then does not say what is there now. Count again, "
                        "and apply it today.",
                        product=quant.product_id.display_name,
                        place=quant.location_id.display_name,
                    )
                )

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
        self.check_access("write")
        self._jxc_check_counted()
        self._jxc_check_count_days(date)
        self._jxc_check_not_moved(date)
        moves = self.env["stock.move"]
        days = self._jxc_get_entry_days()
        with moves._jxc_correcting(days), moves._jxc_booking():
            return super()._apply_inventory(date=date)
