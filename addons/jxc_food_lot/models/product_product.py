from odoo import models
from odoo.exceptions import UserError

from ..tools.shelf_life import (
    get_expiry_moment,
    get_last_day,
    get_last_day_of_moment,
    get_production_day,
)


class ProductProduct(models.Model):
    _inherit = "product.product"

    # === POLICY ===
    def _jxc_get_expiry(self, produced, company):
        """Return the last second of life of goods made on the day `produced`.

        The goods may be sold through their last day, 24:00 in the time zone of
        `company`, whose rule says whether the production day counts.

        :param produced: date, or False
        :return: naive UTC datetime; False when the date or the shelf life is missing
        :raise UserError: when the last day lies outside the calendar
        """
        if not produced or not self.jxc_shelf_life or not self.use_expiration_date:
            return False
        life = self._jxc_get_shelf_life(company)
        try:
            last = get_last_day(produced, *life)
            return get_expiry_moment(last, company._jxc_get_zone())
        except OverflowError as error:
            raise self._jxc_get_calendar_error() from error

    def _jxc_get_production(self, expiry, company):
        """Return the production date of goods that expire at `expiry`.

        :param expiry: naive UTC datetime, or False
        :return: date; False when the expiry or the shelf life is missing
        :raise UserError: when the day lies outside the calendar
        """
        if not expiry or not self.jxc_shelf_life or not self.use_expiration_date:
            return False
        life = self._jxc_get_shelf_life(company)
        try:
            last = get_last_day_of_moment(expiry, company._jxc_get_zone())
            return get_production_day(last, *life)
        except OverflowError as error:
            raise self._jxc_get_calendar_error() from error

    def _jxc_get_shelf_life(self, company):
        """Return (length, unit, whether the production day counts) in `company`."""
        self.ensure_one()
        # sudo: a company setting steers dates for everyone who receives its goods.
        first_day_counts = company.sudo().jxc_shelf_first_day
        return self.jxc_shelf_life, self.jxc_shelf_life_unit, first_day_counts

    def _jxc_get_calendar_error(self):
        """Return the error about a date that no calendar has."""
        return UserError(
            self.env._(
                "%(product)s: with its shelf life this date leaves the calendar. Check "
                "the year you typed.",
                product=self.display_name,
            )
        )
