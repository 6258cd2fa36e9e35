from datetime import timedelta

import pytz

from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    # === POLICY ===
    def _jxc_get_due(self, start, days):
        """Return the moment `days` working days after `start`, or False for none.

        A working day is as long as the company's working schedule says, holidays
        left out: who is asked on Friday at four has until Monday at four. Without a
        schedule, or with one that nobody works by, every day is a working day.

        :param start: naive UTC moment
        :param days: number of working days; zero or less: never
        :return: naive UTC moment
        """
        self.ensure_one()
        if days <= 0:
            return False
        # sudo: the schedule steers what everybody's requests do.
        calendar = self.sudo().resource_calendar_id
        hours = days * calendar.hours_per_day
        if hours > 0:
            due = calendar.plan_hours(
                hours, pytz.utc.localize(start), compute_leaves=True
            )
            if due:
                return due.replace(tzinfo=None, microsecond=0)
        return start + timedelta(days=days)
