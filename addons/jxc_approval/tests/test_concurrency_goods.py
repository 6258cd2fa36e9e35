from psycopg2.errors import LockNotAvailable

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .concurrency_common import ConcurrencyCommon

ORDER = "purchase.order"
LINE = "purchase.order.line"
REQUEST = "jxc.approval.request"


@tagged("post_install", "-at_install")
class TestReceiveAndEdit(ConcurrencyCommon):
    """Goods of an approved order arrive while its buyer raises the price."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            env["product.product"].browse(self.product_id).type = "consu"
            operator = env["res.users"].with_context(no_reset_password=True)
            role = env.ref("jxc_core.group_warehouse_operator")
            self.people["operator"] = operator.create(
                {
                    "name": "Busy operator",
                    "login": "busy_operator",
                    "group_ids": [Command.set(role.ids)],
                }
            ).id
        self.order_id = self._buy(6000)
        with self.registry.cursor() as cr:
            env = self._env(cr, "manager")
            request_id = self._request_of(self.order_id)
            self._call(env, REQUEST, "action_jxc_approve", [request_id])
        with self.registry.cursor() as cr:
            order = self._env(cr, "buyer")[ORDER].browse(self.order_id).sudo()
            self.line_id = order.order_line.id
            self.picking_id = order.picking_ids.id

    def _remove(self):
        """Remove the receipt first: it keeps the order and the goods."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            receipt = env["stock.picking"].browse(self.picking_id).exists()
            receipt.action_cancel()
            receipt.move_ids.unlink()
            receipt.unlink()
        return super()._remove()

    def _receive(self, env):
        picking = "stock.picking"
        return lambda: self._call(env, picking, "button_validate", [self.picking_id])

    def _received(self):
        with self.registry.cursor() as cr:
            return self._env(cr, "buyer")[LINE].browse(self.line_id).qty_received

    def test_goods_are_not_received_as_the_seal_breaks(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "operator")
            env = self._env(first, "buyer")
            self._call(env, LINE, "write", [self.line_id], {"price_unit": 9000})
            first.commit()
            with self.assertRaisesRegex(UserError, "approval"):
                self._retry_function(rival, self._receive(rival))
        self.assertEqual(self._look(self.order_id)["state"], "to approve")
        self.assertEqual(self._received(), 0)

    def test_goods_wait_for_a_change_that_is_not_committed(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "operator")
            env = self._env(first, "buyer")
            self._call(env, LINE, "write", [self.line_id], {"price_unit": 9000})
            first.flush()
            second.execute("SET LOCAL lock_timeout = '200ms'")
            with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
                self._receive(rival)()
                second.flush()
            second.rollback()
            first.rollback()
