from datetime import date, datetime

import pytz

from odoo.tests import BaseCase, tagged

from ..tools.shelf_life import (
    get_expiry_moment,
    get_last_day,
    get_last_day_of_moment,
    get_production_day,
)

SHANGHAI = pytz.timezone("Asia/Shanghai")


@tagged("post_install", "-at_install")
class TestShelfLife(BaseCase):
    """Milk made on 1 November 2019 with 30 days of life: the example of T+."""

    def _check(self, produced, count, unit, counted, uncounted):
        """Assert both readings of one shelf life, and the way back."""
        for first_day_counts, last in ((True, counted), (False, uncounted)):
            with self.subTest(produced=produced, first_day_counts=first_day_counts):
                life = (count, unit, first_day_counts)
                self.assertEqual(get_last_day(produced, *life), last)
                back = get_production_day(last, *life)
                self.assertEqual(get_last_day(back, *life), last)
                self.assertLessEqual(back, produced)

    def test_days(self):
        self._check(date(2019, 11, 1), 30, "day", date(2019, 11, 30), date(2019, 12, 1))

    def test_one_day_with_the_first_counted_ends_the_same_day(self):
        self._check(date(2026, 3, 1), 1, "day", date(2026, 3, 1), date(2026, 3, 2))

    def test_days_over_a_leap_day(self):
        self._check(date(2024, 2, 28), 2, "day", date(2024, 2, 29), date(2024, 3, 1))
        self._check(date(2025, 2, 28), 2, "day", date(2025, 3, 1), date(2025, 3, 2))

    def test_months(self):
        self._check(date(2025, 1, 1), 6, "month", date(2025, 6, 30), date(2025, 7, 1))
        self._check(date(2025, 3, 1), 1, "month", date(2025, 3, 31), date(2025, 4, 1))

    def test_a_month_without_the_day_ends_on_its_last_day(self):
        self._check(date(2025, 1, 31), 1, "month", date(2025, 2, 28), date(2025, 2, 28))
        self._check(date(2024, 1, 31), 1, "month", date(2024, 2, 29), date(2024, 2, 29))
        self._check(date(2025, 8, 31), 6, "month", date(2026, 2, 28), date(2026, 2, 28))

    def test_years(self):
        self._check(date(2023, 5, 10), 2, "year", date(2025, 5, 9), date(2025, 5, 10))
        self._check(date(2024, 2, 29), 1, "year", date(2025, 2, 28), date(2025, 2, 28))
        self._check(date(2024, 2, 29), 4, "year", date(2028, 2, 28), date(2028, 2, 29))

    def test_every_day_of_four_years_counts_there_and_back(self):
        for ordinal in range(
            date(2023, 1, 1).toordinal(), date(2027, 1, 1).toordinal()
        ):
            produced = date.fromordinal(ordinal)
            for life in ((45, "day"), (1, "month"), (18, "month"), (3, "year")):
                for counts in (True, False):
                    last = get_last_day(produced, *life, counts)
                    back = get_production_day(last, *life, counts)
                    self.assertEqual(get_last_day(back, *life, counts), last)
                    self.assertLessEqual((produced - back).days, 3)

    def test_the_last_day_ends_at_midnight_of_the_place(self):
        moment = get_expiry_moment(date(2019, 11, 30), SHANGHAI)
        self.assertEqual(moment, datetime(2019, 11, 30, 15, 59, 59))
        for utc, day in (
            (datetime(2019, 11, 30, 15, 59, 59), date(2019, 11, 30)),
            (datetime(2019, 11, 30, 16, 0, 0), date(2019, 12, 1)),
        ):
            self.assertEqual(get_last_day_of_moment(utc, SHANGHAI), day)

    def test_what_is_no_shelf_life_is_refused(self):
        for count, unit in ((0, "day"), (-1, "month"), (1, "week")):
            with self.assertRaises(ValueError):
                get_last_day(date(2025, 1, 1), count, unit, True)
            with self.assertRaises(ValueError):
                get_production_day(date(2025, 1, 1), count, unit, True)

    def test_days_outside_the_calendar_overflow(self):
        with self.assertRaises(OverflowError):
            get_last_day(date(9999, 12, 1), 1, "year", True)
        with self.assertRaises(OverflowError):
            get_last_day(date(9999, 12, 31), 1, "day", False)
        with self.assertRaises(OverflowError):
            get_production_day(date(1, 1, 1), 1, "month", True)
