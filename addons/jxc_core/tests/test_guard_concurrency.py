from psycopg2.errors import LockNotAvailable

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestGuardConcurrency(TransactionCase):
    """Two sessions ship from one shelf, in two real transactions."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.warehouse_id = (
                env["stock.warehouse"]
                .search([("company_id", "=", env.company.id)], limit=1)
                .id
            )
            self.product_id = (
                env["product.product"]
                .create({"name": "Last Kettle", "is_storable": True})
                .id
            )
        self.addCleanup(self._remove)

    def _stock(self, *quantities):
        """Put the goods on the shelf, in one record for each quantity."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            warehouse = env["stock.warehouse"].browse(self.warehouse_id)
            env["stock.quant"].create(
                [
                    {
                        "product_id": self.product_id,
                        "location_id": warehouse.lot_stock_id.id,
                        "quantity": quantity,
                    }
                    for quantity in quantities
                ]
            )

    def _delivery(self, quantity):
        """A committed delivery that is ready to be validated; its id."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            warehouse = env["stock.warehouse"].browse(self.warehouse_id)
            places = {
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": env.ref("stock.stock_location_customers").id,
            }
            picking = env["stock.picking"].create(
                {"picking_type_id": warehouse.out_type_id.id, **places}
            )
            move = env["stock.move"].create(
                {
                    "product_id": self.product_id,
                    "product_uom_qty": quantity,
                    "picking_id": picking.id,
                    **places,
                }
            )
            picking.action_confirm()
            move.quantity = quantity
            move.picked = True
            return picking.id

    def _remove(self):
        """Take everything out again, behind the guards: nothing may stay."""
        with self.registry.cursor() as cr:
            values = {"product": self.product_id}
            cr.execute(
                "SELECT DISTINCT picking_id FROM stock_move "
                "WHERE product_id = %(product)s",
                values,
            )
            values["pickings"] = [id_ for (id_,) in cr.fetchall()]
            for query in (
                "DELETE FROM stock_move_line WHERE product_id = %(product)s",
                "DELETE FROM stock_move WHERE product_id = %(product)s",
                "DELETE FROM stock_picking WHERE id = ANY(%(pickings)s)",
                "DELETE FROM stock_quant WHERE product_id = %(product)s",
                "DELETE FROM mail_message WHERE model = 'stock.picking' "
                "AND res_id = ANY(%(pickings)s)",
            ):
                cr.execute(query, values)
            env = api.Environment(cr, SUPERUSER_ID, {})
            product = env["product.product"].browse(self.product_id)
            template = product.product_tmpl_id
            product.unlink()
            template.exists().unlink()

    def _env(self, cr):
        """An environment whose snapshot is taken now, before a rival commits."""
        cr.execute("SELECT 1")
        return api.Environment(cr, SUPERUSER_ID, {})

    def _look(self, *ids):
        """Return (states of these transfers, what is on the shelf) as committed."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            warehouse = env["stock.warehouse"].browse(self.warehouse_id)
            quants = env["stock.quant"].search(
                [
                    ("product_id", "=", self.product_id),
                    ("location_id", "=", warehouse.lot_stock_id.id),
                ]
            )
            states = env["stock.picking"].browse(ids).mapped("state")
            return states, sum(quants.mapped("quantity"))

    def _race(self, first_id, second_id):
        """Both read; the first ships and commits, then the second, as it does."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)
            rival["stock.quant"].search([("product_id", "=", self.product_id)])
            self._env(first)["stock.picking"].browse(first_id)._action_done()
            first.commit()
            with mute_logger("odoo.sql_db", "odoo.service.model"):
                retrying(rival["stock.picking"].browse(second_id)._action_done, rival)

    def test_of_two_who_ship_the_last_piece_exactly_one_succeeds(self):
        self._stock(1)
        ids = self._delivery(1), self._delivery(1)
        with self.assertRaisesRegex(UserError, "0 Units there, 1 wanted"):
            self._race(*ids)
        states, left = self._look(*ids)
        self.assertEqual((states[0], left), ("done", 0))
        self.assertNotEqual(states[1], "done")

    def test_two_who_ship_what_is_there_both_succeed(self):
        self._stock(2)
        ids = self._delivery(1), self._delivery(1)
        self._race(*ids)
        self.assertEqual(self._look(*ids), (["done", "done"], 0))

    def test_goods_in_several_records_are_shipped_by_both(self):
        """What the host splits while others are at it counts together."""
        self._stock(3, -1)
        ids = self._delivery(1), self._delivery(1)
        self._race(*ids)
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
