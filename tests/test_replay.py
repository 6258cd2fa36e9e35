"""A real wholesaler's day goes through the suite as the roles would do it."""

import unittest
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from odoo.tests import TransactionCase, tagged

from tools.replay import published, reader, report
from tools.replay.clock import replayed_clock
from tools.replay.errors import ReplayError
from tools.replay.session import Replay


@unittest.skipUnless(published.SAMPLE.exists(), published.ABSENT)
@tagged("post_install", "-at_install")
class TestReplay(TransactionCase):
    """The sample day, replayed in two stretches as after a stop.

    143 invoices of 98 customers with a limit of 5,000 each: three orders of customer
    13777, who owes 4,924.36 by then, must be held.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = reader.read(published.SAMPLE)
        cls.documents = cls.ledger.documents
        with replayed_clock(cls.documents[0].stamp) as clock:
            cls.clock = staticmethod(clock)
            for stretch in (cls.documents[:60], cls.documents):
                cls.replay = cls.new_replay()
                cls.replay.prepare()
                cls.replay.run(stretch)
            cls.outcome = cls.replay.outcome(cls.documents)
        cls.shop = cls.replay.shop

    @classmethod
    def new_replay(cls, ledger=None):
        return Replay(cls.env, ledger or cls.ledger, cls.clock, commit=lambda: None)

    def orders(self, *numbers):
        return self.env["sale.order"].search(
            [
                ("company_id", "=", self.shop.company.id),
                ("client_order_ref", "in", numbers),
            ]
        )

    def test_everything_matches_what_was_published(self):
        expected = published.expected("sample_day")
        faults = report.check(
            self.ledger,
            self.documents,
            self.outcome,
            expected,
            published.held(self.documents),
        )
        self.assertEqual(faults, [])

    def test_invoices_and_held_quotations_add_up_to_the_penny(self):
        booked = sum(sum(totals) for totals in self.outcome.invoiced.values())
        held = sum(self.outcome.held.values())
        self.assertEqual(booked + held, Decimal("58635.56"))
        self.assertEqual(held, Decimal("1660.80"))

    def test_held_orders_stay_quotations_that_move_nothing(self):
        held = self.orders("536581", "536583", "536584")
        self.assertEqual(len(held), 3)
        self.assertEqual(set(held.mapped("state")), {"draft"})
        self.assertFalse(held.picking_ids)
        self.assertFalse(held.invoice_ids)

    def test_each_role_did_its_own_part(self):
        order, users = self.orders("536365"), self.shop.users
        self.assertEqual(order.create_uid, users["salesperson"])
        self.assertEqual(order.invoice_ids.create_uid, users["accountant"])
        self.assertEqual(order.picking_ids.move_ids.write_uid, users["keeper"])
        losses = self.env["jxc.write.off"].search(
            [("company_id", "=", self.shop.company.id)]
        )
        self.assertEqual(losses.create_uid, users["supervisor"])

    def test_documents_bear_the_dates_of_the_file(self):
        order = self.orders("536365")
        self.assertEqual(order.date_order, datetime(2010, 12, 1, 8, 26))
        self.assertEqual(str(order.invoice_ids.invoice_date), "2010-12-01")

    def test_a_second_run_does_nothing_twice(self):
        before = self.env["account.move"].search_count([])
        again = self.new_replay()
        again.prepare()
        again.run(self.documents)
        self.assertEqual(self.env["account.move"].search_count([]), before)

    def test_another_file_is_refused_in_the_same_database(self):
        other = reader.read(published.SAMPLE)
        other.fingerprint = "another"
        with self.assertRaisesRegex(ReplayError, "another file"):
            self.new_replay(other).prepare()

    def test_what_runs_short_is_found_for_the_buyer(self):
        self.assertGreater(self.outcome.suggestions, 0)

    def test_the_summary_accounts_for_every_document(self):
        ways = report.ways(self.documents, self.outcome)
        self.assertEqual(sum(row[0] for row in ways.values()), 143)
        self.assertEqual(sum(row[1] for row in ways.values()), 3108)
        text = report.summary(self.ledger, self.documents, self.outcome)
        self.assertIn("58635.56", text)


@tagged("post_install", "-at_install")
class TestReplayTraps(TransactionCase):
    """A small file with everything that the sample day lacks.

    Customer 1 owes 4,000 and 1,000 (equal to the limit); a penny more is held until
    the first invoice is paid on its thirtieth day. Then a return, a discount within
    a sale, a bad debt, goods lost and found, a price with three decimals, and codes
    that differ only in case.
    """

    ROWS = (
        "1,10001a,cup,400,2010-12-01 08:00:00,10,1.0,United Kingdom",
        "2,10001A,cup,100,2010-12-01 08:01:00,10,1.0,United Kingdom",
        "3,10001A,cup,1,2010-12-31 07:59:59,0.01,1.0,United Kingdom",
        "4,10001A,cup,400,2010-12-31 08:00:00,10,1.0,United Kingdom",
        "4,10001A,free cup,1,2010-12-31 08:00:00,0,1.0,United Kingdom",
        "C5,10001A,cup,-500,2010-12-31 08:02:00,2,1.0,United Kingdom",
        "C5,D,Discount,-1,2010-12-31 08:02:00,10,1.0,United Kingdom",
        "6,POST,POSTAGE,1,2010-12-31 08:03:00,18.005,2.0,Unspecified",
        "6,10001A,cup,2,2010-12-31 08:03:00,0.001,2.0,Unspecified",
        "7,10001A,cup,3,2010-12-31 08:04:00,10,3.0,EIRE",
        "7,D,Discount,1,2010-12-31 08:04:00,-5,3.0,EIRE",
        "A8,B,Adjust bad debt,1,2010-12-31 08:05:00,-11.06,,United Kingdom",
        "A9,B,Adjust bad debt,1,2010-12-31 08:06:00,11.06,,United Kingdom",
        "10,10001A,thrown away,-7,2010-12-31 08:07:00,0,,United Kingdom",
        "11,10001A,,4,2010-12-31 08:08:00,0,,United Kingdom",
        "12,10001A,cup,6000,2011-01-30 07:59:00,1,4.0,Narnia",
        "13,10001A,cup,1,2011-03-15 08:00:00,4999,1.0,United Kingdom",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = Path(cls.enterClassContext(TemporaryDirectory()))
        path = folder / "traps.csv"
        path.write_text("\n".join([",".join(reader.COLUMNS), *cls.ROWS]))
        cls.ledger = reader.read(path)
        cls.documents = cls.ledger.documents
        with replayed_clock(cls.documents[0].stamp) as clock:
            cls.replay = Replay(cls.env, cls.ledger, clock, commit=lambda: None)
            cls.replay.prepare()
            cls.replay.run(cls.documents)
            cls.outcome = cls.replay.outcome(cls.documents)

    def test_every_document_is_accounted_for(self):
        faults = report.check(self.ledger, self.documents, self.outcome)
        self.assertEqual(faults, [])

    def test_the_gate_holds_what_passes_the_limit_and_lets_the_limit_pass(self):
        self.assertEqual(set(self.outcome.held), {"3", "12"})

    def test_a_discount_within_a_sale_is_credited(self):
        self.assertEqual(
            sorted(self.outcome.invoiced["7"]), [Decimal("-5.00"), Decimal("30.00")]
        )

    def test_codes_that_differ_in_case_are_one_product(self):
        products = [key for key in self.replay.shop.products if key.startswith("100")]
        self.assertEqual(products, ["10001A"])

    def test_bad_debts_are_booked_with_their_sign(self):
        self.assertEqual(self.outcome.invoiced["A8"], [Decimal("-11.06")])
        self.assertEqual(self.outcome.invoiced["A9"], [Decimal("11.06")])

    def test_an_unknown_country_is_told(self):
        self.assertEqual(self.replay.unmatched, ["Narnia", "Unspecified"])

    def test_a_customer_pays_after_thirty_days(self):
        moves = self.env["account.move"].search(
            [
                ("company_id", "=", self.replay.shop.company.id),
                ("ref", "in", ["1", "2", "4", "C5"]),
                ("move_type", "in", ("out_invoice", "out_refund")),
            ]
        )
        self.assertEqual(moves.mapped("payment_state"), ["paid"] * 4)

    def test_asking_for_less_than_was_replayed_is_refused(self):
        with self.assertRaisesRegex(ReplayError, "more than the 2"):
            self.replay.run(self.documents[:2])
