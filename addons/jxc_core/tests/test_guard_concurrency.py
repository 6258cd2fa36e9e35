from psycopg2.errors import LockNotAvailable

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .guard_race_common import GuardRaceCommon


@tagged("post_install", "-at_install")
class TestGuardConcurrency(GuardRaceCommon):
    """Two sessions ship from one shelf, in two real transactions."""

    def test_of_two_who_ship_the_last_piece_exactly_one_succeeds(self):
        self._stock(1)
        ids = self._delivery(1), self._delivery(1)
        with self.assertRaisesRegex(UserError, "0 Units there, 1 wanted"):
            self._race(*map(self._validate, ids))
        states, left = self._look(*ids)
        self.assertEqual((states[0], left), ("done", 0))
        self.assertNotEqual(states[1], "done")

    def test_two_who_ship_what_is_there_both_succeed(self):
        self._stock(2)
        ids = self._delivery(1), self._delivery(1)
        self._race(*map(self._validate, ids))
        self.assertEqual(self._look(*ids), (["done", "done"], 0))

    def test_goods_in_several_records_are_shipped_by_both(self):
        """What the host splits while others are at it counts together."""
        self._stock(3, -1)
        ids = self._delivery(1), self._delivery(1)
        self._race(*map(self._validate, ids))
        self.assertEqual(self._look(*ids), (["done", "done"], 0))

    def test_the_second_waits_while_the_first_is_not_decided(self):
        self._stock(1)
        first_id, second_id = self._delivery(1), self._delivery(1)
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self._env(first)["stock.picking"].browse(first_id)._action_done()
            first.flush()
            rival = self._env(second)
            second.execute("SET LOCAL lock_timeout = '200ms'")
            with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
                rival["stock.picking"].browse(second_id)._action_done()
            second.rollback()
            first.rollback()
        states, left = self._look(first_id, second_id)
        self.assertNotIn("done", states)
        self.assertEqual(left, 1)

    def test_the_second_ships_after_the_first_gave_up(self):
        self._stock(1)
        first_id, second_id = self._delivery(1), self._delivery(1)
        with self.registry.cursor() as first:
            self._env(first)["stock.picking"].browse(first_id)._action_done()
            first.rollback()
        with self.registry.cursor() as second:
            self._env(second)["stock.picking"].browse(second_id)._action_done()
        states, left = self._look(first_id, second_id)
        self.assertEqual((states[1], left), ("done", 0))
