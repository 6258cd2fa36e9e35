from datetime import timedelta

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Date, Datetime

# The key by which the host dates entries; a caller's is refused where it says more
# than today.
ENTRY_DAY = "force_period_date"


class StockMove(models.Model):
    """Goods are booked on the day they are moved, or on one that was let be past."""

    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_on_booking_day(self, moment):
        """Return these moves, to be booked at `moment`; refuse days that are closed.

        A count passes its own day to the books, having been checked.

        :param moment: the moment a transfer was let be backdated to, or False
        :raise AccessError: when a caller's context names another day
        :raise UserError: when stock is frozen on that day, or the goods cannot have
            moved on it
        """
        # sudo: the company may be one whose contact the current user cannot read.
        companies = self.sudo().company_id or self.env.company
        asked = self.env.context.get(ENTRY_DAY)
        if moment:
            day = companies[0]._jxc_get_day(moment)
            companies._jxc_check_not_frozen(day)
            self._jxc_check_past(moment)
            return self.with_context(**{ENTRY_DAY: day})
        # no zone of the world is two days from here
        latest = Date.to_date(asked) or Date.today() - timedelta(days=2)
        frozen = companies.filtered(
            lambda company: (
                company.jxc_stock_freeze_date
                and company.jxc_stock_freeze_date >= latest
            )
        )
        for company in frozen:
            company._jxc_check_not_frozen(
                Date.to_date(asked) or company._jxc_get_today()
            )
        if asked and Date.to_date(asked) not in self._jxc_get_open_days():
            for company in companies:
                if Date.to_date(asked) != company._jxc_get_today():
                    raise AccessError(
                        self.env._(
                            "Goods are booked on the day they are moved. Who may "
                            "backdate stock sets another day on the transfer, with a "
                            "reason."
                        )
                    )
        return self

    # === HOST HOOKS ===
    def _action_done(self, cancel_backorder=False):
        """Goods leave only where they are, on days that are open, on every path."""
        moments = sorted(set(self.picking_id.mapped("jxc_effective_date")), key=str)
        if len(moments) > 1:
            # each day has its own entries
            done = self.browse()
            for moment in moments:
                done |= self.filtered(
                    lambda move, moment=moment: (
                        move.picking_id.jxc_effective_date == moment
                    )
                )._action_done(cancel_backorder=cancel_backorder)
            return done
        moment = moments and moments[0]
        moves = self._jxc_on_booking_day(moment)
        with self._jxc_booking(), self.env["stock.quant"]._jxc_weigh():
            done = super(StockMove, moves)._action_done(
                cancel_backorder=cancel_backorder
            )
            if moment:
                # sudo: the day was decided when it was set on the transfer.
                done.sudo().write({"date": min(moment, Datetime.now())})
        return done.with_env(self.env)
