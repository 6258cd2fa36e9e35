from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger


@tagged("post_install", "-at_install")
class TestWriteOffConcurrency(TransactionCase):
    """Two people at once on the last 5 pieces, in two real transactions."""

    def setUp(self):
        super().setUp()
        # The host waits a random time before it tries again; tests need not.
        self.startPatcher(patch("odoo.service.model.random.uniform", return_value=0))
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            rules = env.get("jxc.approval.rule")
            self.rule_ids = rules.search([]).ids if rules is not None else []
            self._switch_rules(env, False)
            warehouse = env["stock.warehouse"].search(
                [("company_id", "=", env.company.id)], limit=1
            )
            shop = env["stock.warehouse"].create({"name": "Busy", "code": "BUSY"})
            product = env["product.product"].create(
                {"name": "Busy kettle", "type": "consu", "is_storable": True}
            )
            env["stock.quant"]._update_available_quantity(
                product, warehouse.lot_stock_id, 5
            )
            line = Command.create({"product_id": product.id, "quantity": 5})
            reason = env.ref("jxc_core.write_off_reason_broken")
            documents = env["jxc.write.off"].create(
                [{"reason_id": reason.id, "line_ids": [line]} for _each in range(2)]
            )
            # Both find their loss location made, as after the first of all write-offs.
            reason._jxc_get_location(env.company)
            transfer = env["jxc.transfer"].create(
                {
                    "warehouse_id": warehouse.id,
                    "warehouse_dest_id": shop.id,
                    "line_ids": [line],
                }
            )
            self.ids = documents.ids
            self.transfer_id, self.product_id = transfer.id, product.id
            self.place_id, self.shop_id = warehouse.lot_stock_id.id, shop.id
        self.addCleanup(self._remove)

    def _switch_rules(self, env, active):
        if self.rule_ids:
            env["jxc.approval.rule"].browse(self.rule_ids).active = active

    def _remove(self):
        """Delete what was committed, moves first: through the suite nobody could."""
        with self.registry.cursor() as cr:
            for table in ("stock_quant", "stock_move_line", "stock_move"):
                cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE product_id = %s",
                        SQL.identifier(table),
                        self.product_id,
                    )
                )
            cr.execute(
                "DELETE FROM jxc_write_off_line WHERE product_id = %s",
                [self.product_id],
            )
            cr.execute(
                "DELETE FROM stock_scrap WHERE product_id = %s", [self.product_id]
            )
            cr.execute(
                "DELETE FROM stock_picking WHERE jxc_transfer_id = %s",
                [self.transfer_id],
            )
            cr.execute("DELETE FROM jxc_write_off WHERE id = ANY(%s)", [self.ids])
            cr.execute("DELETE FROM jxc_transfer WHERE id = %s", [self.transfer_id])
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["product.product"].browse(self.product_id).unlink()
            shop = env["stock.warehouse"].browse(self.shop_id)
            shop = shop.with_context(active_test=False)
            places = shop.view_location_id | shop.view_location_id.child_ids
            everything = env["stock.rule"].with_context(active_test=False)
            everything.search([("warehouse_id", "=", shop.id)]).unlink()
            shop.unlink()
            places.unlink()
            self._switch_rules(env, True)

    def _env(self, cr):
        """An environment whose snapshot is taken now, before a rival commits."""
        cr.execute("SELECT 1")
        return api.Environment(cr, SUPERUSER_ID, {})

    def _read(self):
        """Return (states of both documents, pieces left in the warehouse)."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            quants = env["stock.quant"].search(
                [
                    ("product_id", "=", self.product_id),
                    ("location_id", "=", self.place_id),
                ]
            )
            documents = env["jxc.write.off"].browse(self.ids)
            return documents.mapped("state"), sum(quants.mapped("quantity"))

    def test_exactly_one_of_two_write_offs_takes_the_last_pieces(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)["jxc.write.off"].browse(self.ids[1])
            self._env(first)["jxc.write.off"].browse(self.ids[0]).action_jxc_confirm()
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(UserError):
                retrying(rival.action_jxc_confirm, rival.env)
        self.assertEqual(self._read(), (["done", "draft"], 0))

    def test_one_document_confirmed_twice_at_once_is_booked_once(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)["jxc.write.off"].browse(self.ids[0])
            self._env(first)["jxc.write.off"].browse(self.ids[0]).action_jxc_confirm()
            first.commit()
            with mute_logger("odoo.sql_db"):
                retrying(rival.action_jxc_confirm, rival.env)
            second.commit()
        self.assertEqual(self._read(), (["done", "draft"], 0))

    def test_goods_that_are_shipped_meanwhile_are_not_written_off(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)["jxc.write.off"].browse(self.ids[0])
            env = self._env(first)
            env["jxc.transfer"].browse(self.transfer_id).action_jxc_ship()
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(UserError):
                retrying(rival.action_jxc_confirm, rival.env)
        self.assertEqual(self._read(), (["draft", "draft"], 0))

    def test_a_transfer_received_twice_at_once_is_received_once(self):
        with self.registry.cursor() as cr:
            self._env(cr)["jxc.transfer"].browse(self.transfer_id).action_jxc_ship()
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)["jxc.transfer"].browse(self.transfer_id)
            own = self._env(first)["jxc.transfer"].browse(self.transfer_id)
            own.action_jxc_receive()
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(UserError):
                retrying(rival.action_jxc_receive, rival.env)
        with self.registry.cursor() as cr:
            transfer = self._env(cr)["jxc.transfer"].browse(self.transfer_id)
            self.assertEqual(transfer.state, "done")
            self.assertEqual(transfer.line_ids.received_qty, 5)
