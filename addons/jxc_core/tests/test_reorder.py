from odoo.tests import BaseCase, tagged

from ..tools.reorder import (
    daily_statistics,
    days_of_cover,
    needs_telling,
    reorder_levels,
    service_factor,
)


@tagged("post_install", "-at_install")
class TestReorder(BaseCase):
    """Ten pieces a day, give or take two, nine days to wait for the vendor."""

    def test_service_factor_is_the_inverse_normal(self):
        for level, factor in ((0.5, 0.0), (0.95, 1.64485), (0.99, 2.32635)):
            with self.subTest(level=level):
                self.assertAlmostEqual(service_factor(level), factor, places=5)

    def test_impossible_service_levels_are_refused(self):
        for level in (0.0, 1.0, -0.1, 95):
            with self.subTest(level=level), self.assertRaises(ValueError):
                service_factor(level)

    def test_days_without_demand_count(self):
        mean, deviation = daily_statistics(total=20, sum_of_squares=200, days=10)
        self.assertAlmostEqual(mean, 2.0)
        self.assertAlmostEqual(deviation, 4.0)

    def test_same_demand_every_day_has_no_deviation(self):
        self.assertEqual(daily_statistics(70, 700, 7), (10.0, 0.0))

    def test_minimum_is_lead_time_demand_and_safety_stock(self):
        levels = reorder_levels(10, 2, 9, 14, 0.95)
        self.assertAlmostEqual(levels.minimum, 90 + 1.644854 * 2 * 3, places=4)
        self.assertAlmostEqual(levels.maximum - levels.minimum, 140)

    def test_half_service_level_needs_no_safety_stock(self):
        self.assertEqual(reorder_levels(10, 2, 9, 14, 0.5).minimum, 90)

    def test_low_service_level_never_makes_safety_stock_negative(self):
        self.assertEqual(reorder_levels(10, 2, 9, 14, 0.2).minimum, 90)

    def test_without_demand_nothing_is_proposed(self):
        for mean in (0.0, -1.0):
            self.assertEqual(reorder_levels(mean, 2, 9, 14, 0.95), (0.0, 0.0))

    def test_cover_of_a_negative_forecast_is_no_day(self):
        self.assertEqual(days_of_cover(30, 10), 3)
        self.assertEqual(days_of_cover(-5, 10), 0)
        self.assertIsNone(days_of_cover(30, 0))

    def test_a_shortage_is_news_when_new_or_grown_enough(self):
        cases = (
            (0, 0, 0, False),
            (5, 0, 0, True),
            (5, 5, 0, False),
            (5.01, 5, 0, True),
            (4, 5, 0, False),
            (6, 5, 20, False),
            (6.01, 5, 20, True),
        )
        for missing, told, growth, expected in cases:
            with self.subTest(missing=missing, told=told, growth=growth):
                self.assertEqual(needs_telling(missing, told, growth), expected)
