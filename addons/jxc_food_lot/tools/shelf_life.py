"""Count between production date and last day of life; no Odoo in here.

The first day counts or it does not, a habit of the trade (T+ counts it: 30 days
from 2019-11-01 end on 2019-11-30; the Civil Code's art. 201 does not). A month or
year ends on the corresponding day, or on the month's last day where there is none
(Civil Code art. 202).
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

UNITS = ("day", "month", "year")


def get_last_day(produced, count, unit, first_day_counts):
    """Return the last day on which goods made on `produced` may be sold.

    :param count: length of the shelf life, at least 1
    :param unit: one of UNITS
    :raise ValueError: when the length or the unit is none
    :raise OverflowError: when the day lies beyond the calendar
    """
    _check(count, unit)
    if unit == "day":
        return produced + timedelta(days=count - bool(first_day_counts))
    last, exact = _add_months(produced, count if unit == "month" else 12 * count)
    return last - timedelta(days=1) if first_day_counts and exact else last


def get_production_day(last, count, unit, first_day_counts):
    """Return the production date of goods whose last day is `last`.

    Where several days lead to the same last day (the ends of long months), the
    earliest is returned: goods are never made younger than they can be.

    :raise ValueError: when the length or the unit is none
    :raise OverflowError: when the day lies before the calendar
    """
    _check(count, unit)
    if unit == "day":
        return last - timedelta(days=count - bool(first_day_counts))
    months = count if unit == "month" else 12 * count
    guess = _add_months(last, -months)[0]
    for shift in range(-4, 5):
        produced = guess + timedelta(days=shift)
        if get_last_day(produced, count, unit, first_day_counts) == last:
            return produced
    return guess


def get_expiry_moment(last, zone):
    """Return the last second of the day `last` in `zone`, as naive UTC.

    :param zone: tzinfo of pytz
    """
    moment = zone.localize(datetime.combine(last, time(23, 59, 59)))
    return (moment - moment.utcoffset()).replace(tzinfo=None)


def get_last_day_of_moment(moment, zone):
    """Return the day in `zone` on which the naive UTC `moment` lies."""
    return zone.fromutc(moment).date()


def _check(count, unit):
    """Raise ValueError unless `count` of `unit` is a shelf life."""
    if count < 1 or unit not in UNITS:
        raise ValueError(f"no shelf life: {count} {unit}")


def _add_months(day, months):
    """Return (the corresponding day `months` later, whether it exists)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("the day lies outside the calendar")
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)), day.day <= last
