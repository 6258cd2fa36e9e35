from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying
from odoo.tests import TransactionCase
from odoo.tools import mute_logger


class GuardRaceCommon(TransactionCase):
    """Two sessions take goods from one shelf, in two real transactions."""

    def setUp(self):
        super().setUp()
        # The host waits a random time before it tries again; tests need not.
        self.startPatcher(patch("odoo.service.model.random.uniform", return_value=0))
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

    def _race(self, first_step, second_step):
        """Both read; the first acts and commits, then the second, as it does.

        :param first_step: what the first does, called with its environment
        :param second_step: what the second does; repeated as the server repeats it
        """
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)
            rival["stock.quant"].search([("product_id", "=", self.product_id)])
            first_step(self._env(first))
            first.commit()
            with mute_logger("odoo.sql_db", "odoo.service.model"):
                retrying(lambda: second_step(rival), rival)

    @staticmethod
    def _validate(picking_id):
        """A step that validates this transfer."""
        return lambda env: env["stock.picking"].browse(picking_id)._action_done()
