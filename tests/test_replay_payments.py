"""Real payments climb the purchase ladder, order by order, as they were published."""

import unittest
from decimal import Decimal

from odoo.tests import TransactionCase, tagged

from tools.replay import payments


@unittest.skipUnless(payments.PAYMENTS.exists(), payments.ABSENT)
@tagged("post_install", "-at_install")
class TestReplayPayments(TransactionCase):
    """All documents at a threshold, of several lines or below zero, and a sample.

    All 6,243 are climbed by `./dev bench bench_payments`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents = payments.read()
        cls.chosen = payments.notable(cls.documents)
        cls.heights = payments.Ladder(cls.env).climb(cls.chosen)

    def _heights_of(self, condition):
        return {
            height
            for document, (_total, height) in zip(
                self.chosen, self.heights, strict=True
            )
            if condition(document)
        }

    def test_the_file_is_read_as_it_was_published(self):
        figures = payments.expected()
        counted = payments.count([(one.total, one.height) for one in self.documents])
        for name, number in counted.items():
            self.assertEqual(number, figures[name], name)

    def test_every_order_climbs_as_its_document(self):
        for document, (total, height) in zip(self.chosen, self.heights, strict=True):
            with self.subTest(document.number, vendor=document.vendor):
                self.assertEqual((total, height), (document.total, document.height))

    def test_at_a_threshold_the_step_above_is_not_asked(self):
        for amount, height in ((5000, 0), (20000, 1)):
            found = self._heights_of(lambda one, amount=amount: one.total == amount)
            self.assertEqual(found, {height})

    def test_credits_climb_nothing(self):
        self.assertEqual(self._heights_of(lambda one: one.total <= 0), {0})

    def test_small_lines_of_a_large_document_climb_with_it(self):
        found = self._heights_of(
            lambda one: one.total > 5000 and max(one.lines) <= Decimal(5000)
        )
        self.assertEqual(found, {1})
