import csv
import gzip
import json
import os
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from ..tools.ladder import Other, Rule, Step, climb, exact, is_in_band

STEPS = (Step(1, 5000), Step(2, 20000))
DATA = Path(os.environ.get("JXC_DATA") or Path(__file__).parents[4] / "shared/data")


def height(amount, others=()):
    return len(climb(STEPS, amount, others)[0])


@tagged("post_install", "-at_install")
class TestLadder(TransactionCase):
    def test_a_threshold_is_passed_by_more_than_itself(self):
        amounts = (4999.99, 5000.0, 5000.01, 20000.0, 20000.01)
        self.assertEqual([height(amount) for amount in amounts], [0, 0, 1, 1, 2])

    def test_binary_noise_does_not_pass_a_threshold(self):
        self.assertEqual(height(4999.9 + 0.1 + 1e-10), 0)

    def test_credits_climb_nothing(self):
        self.assertEqual((height(-30000), height(0)), (0, 0))

    def test_a_step_without_threshold_always_asks(self):
        self.assertEqual(climb((Step(1),), -5)[0], (Step(1),))

    def test_orders_under_a_threshold_count_together(self):
        steps, counted = climb(STEPS, 4900, [Other(7, 4900)])
        self.assertEqual(([step.id for step in steps], counted), ([1], {7}))

    def test_what_an_approver_has_seen_counts_no_more(self):
        self.assertEqual(height(100, [Other(7, 6000, ((5000, 6000),))]), 0)
        self.assertEqual(height(9000, [Other(7, 12000, ((5000, 12000),))]), 2)

    def test_a_credit_note_hides_no_order(self):
        self.assertEqual(height(4900, [Other(7, 4900), Other(8, -4900)]), 1)

    def test_a_band_includes_both_its_ends(self):
        rule = Rule(1, "purchase", "purchase.order", 0, (), 100, 200)
        amounts = (99.99, 100.0, 200.0, 200.01)
        self.assertEqual(
            [is_in_band(rule, amount, 2) for amount in amounts],
            [False, True, True, False],
        )

    def test_half_a_cent_is_rounded_up(self):
        self.assertEqual(exact(0.005, 2), Decimal("0.01"))

    def test_real_payments_climb_as_published(self):
        if not (DATA / "purchasing").is_dir():
            self.skipTest("the real payments are not here (set JXC_DATA)")
        expected = json.loads((DATA / "purchasing/expected.json").read_text())
        published = next(
            figures for name, figures in expected.items() if "documents" in name
        )
        totals = defaultdict(Decimal)
        with gzip.open(DATA / "purchasing/gla_spend.csv.gz", "rt") as file:
            for row in csv.DictReader(file):
                if row["DocNo"]:
                    totals[row["DocNo"], row["Vendor"]] += Decimal(row["Amount"])
        heights = [height(float(total)) for total in totals.values()]
        credits = sum(total <= 0 for total in totals.values())
        self.assertEqual(len(totals), published["documents"])
        self.assertEqual(
            [heights.count(0) - credits, heights.count(1), heights.count(2), credits],
            [
                published["le_5000"],
                published["gt_5000_le_20000"],
                published["gt_20000"],
                published["le_0"],
            ],
        )
