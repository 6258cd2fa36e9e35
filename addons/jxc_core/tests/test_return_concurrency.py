from psycopg2.errors import LockNotAvailable

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestReturnConcurrency(TransactionCase):
    """Two returns of 3 of the same 5 kettles, in two real transactions."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            warehouse = env["stock.warehouse"].search(
                [("company_id", "=", env.company.id)], limit=1
            )
            # Places are made once; two who make them at once are another matter.
            for kind in ("inspect", "second", "scrap"):
                warehouse._jxc_get_return_place(kind)
            customer = env["res.partner"].create({"name": "Busy Shop"})
            product = env["product.product"].create(
                {"name": "Busy kettle", "is_storable": True}
            )
            env["stock.quant"]._update_available_quantity(
                product, warehouse.lot_stock_id, 5
            )
            line = Command.create({"product_id": product.id, "product_uom_qty": 5})
            order = env["sale.order"].create(
                {"partner_id": customer.id, "order_line": [line]}
            )
            order.action_confirm()
            order.picking_ids.move_ids.picked = True
            order.picking_ids._action_done()
            self.delivery_id = order.picking_ids.id
            origin = order.picking_ids.move_ids
            reason = env.ref("jxc_core.return_reason_faulty")
            returns = env["jxc.return"].create(
                [
                    {
                        "picking_id": self.delivery_id,
                        "reason_id": reason.id,
                        "line_ids": [
                            Command.create({"origin_move_id": origin.id, "quantity": 3})
                        ],
                    }
                    for _each in range(2)
                ]
            )
            self.return_ids = returns.ids
            self.origin_id = origin.id

    def _env(self, cr):
        """An environment whose snapshot is taken now, before a rival commits."""
        cr.execute("SELECT 1")
        return api.Environment(cr, SUPERUSER_ID, {})

    def _state(self, item_id):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return env["jxc.return"].browse(item_id).state

    def _wizard(self, env, quantity):
        wizard = env["stock.return.picking"].create({"picking_id": self.delivery_id})
        wizard.product_return_moves.quantity = quantity
        return wizard

    def test_two_requests_at_once_do_not_return_the_same_goods_twice(self):
        first_id, second_id = self.return_ids
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)
            self._env(first)["jxc.return"].browse(first_id).action_jxc_request()
            first.commit()
            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                self.assertRaisesRegex(UserError, "1 Units more would be returned"),
            ):
                retrying(
                    rival["jxc.return"].browse(second_id).action_jxc_request, rival
                )
            second.rollback()
        self.assertEqual(
            (self._state(first_id), self._state(second_id)), ("requested", "draft")
        )

    def test_the_hosts_wizard_and_a_request_at_once_do_not_either(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)
            self._wizard(self._env(first), 3).action_create_returns()
            first.commit()
            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                self.assertRaisesRegex(UserError, "more would be returned"),
            ):
                retrying(lambda: self._wizard(rival, 3).action_create_returns(), rival)
            second.rollback()

    def test_a_second_return_waits_while_the_first_is_not_decided(self):
        first_id, second_id = self.return_ids
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self._env(first)["jxc.return"].browse(first_id).action_jxc_request()
            first.flush()
            rival = self._env(second)
            second.execute("SET LOCAL lock_timeout = '200ms'")
            with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
                rival["jxc.return"].browse(second_id).action_jxc_request()
            second.rollback()
            first.rollback()

    def test_two_receipts_at_once_take_no_more_than_was_delivered(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            pickings = env["stock.picking"].browse()
            for quantity in (3, 2):
                action = self._wizard(env, quantity).action_create_returns()
                pickings |= pickings.browse(action["res_id"])
            ids = pickings.ids
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)
            mine = self._env(first)["stock.picking"].browse(ids[0])
            mine.move_ids.write({"quantity": 3, "picked": True})
            mine._action_done()
            first.commit()

            def receive():
                other = rival["stock.picking"].browse(ids[1])
                other.move_ids.write({"quantity": 4, "picked": True})
                other._action_done()

            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                self.assertRaisesRegex(UserError, "2 Units more would be returned"),
            ):
                retrying(receive, rival)
            second.rollback()

    def test_goods_typed_by_hand_at_once_are_counted_too(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)
            self._raw(self._env(first), 3)
            first.commit()
            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                self.assertRaisesRegex(UserError, "1 Units more would be returned"),
            ):
                retrying(lambda: self._raw(rival, 3), rival)
            second.rollback()
        with self.registry.cursor() as cr:
            env = self._env(cr)
            lines = env["jxc.return.line"].search(
                [
                    ("origin_move_id", "=", self.origin_id),
                    ("state", "=", "requested"),
                ]
            )
            self.assertEqual(lines.mapped("quantity"), [3])

    def _raw(self, env, quantity):
        """A receipt of the delivered goods, typed by hand, in open state."""
        origin = env["stock.move"].browse(self.origin_id)
        warehouse = origin.picking_type_id.warehouse_id
        places = {
            "location_id": origin.location_dest_id.id,
            "location_dest_id": warehouse.lot_stock_id.id,
        }
        picking = env["stock.picking"].create(
            {
                "picking_type_id": warehouse.in_type_id.id,
                "partner_id": origin.picking_id.partner_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": origin.product_id.id,
                            "product_uom_qty": quantity,
                            "origin_returned_move_id": origin.id,
                            **places,
                        }
                    )
                ],
                **places,
            }
        )
        picking.action_confirm()
        return picking
