from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.tests import tagged

from .guard_race_common import GuardRaceCommon


@tagged("post_install", "-at_install")
class TestGuardConcurrencyPapers(GuardRaceCommon):
    """The last pieces are wanted by two papers of different kinds at once."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            rules = env.get("jxc.approval.rule")
            self.rule_ids = rules.search([]).ids if rules is not None else []
            self._switch_rules(env, False)
            line = Command.create({"product_id": self.product_id, "quantity": 5})
            reason = env.ref("jxc_core.write_off_reason_broken")
            # Both find their loss location made, as after the first of all write-offs.
            reason._jxc_get_location(env.company)
            off = env["jxc.write.off"].create(
                {"reason_id": reason.id, "line_ids": [line]}
            )
            shop = env["stock.warehouse"].create({"name": "Race", "code": "RACE"})
            transfer = env["jxc.transfer"].create(
                {
                    "warehouse_id": self.warehouse_id,
                    "warehouse_dest_id": shop.id,
                    "line_ids": [line],
                }
            )
            scrap = env["stock.scrap"].create(
                {"product_id": self.product_id, "scrap_qty": 5}
            )
            self.off_id, self.transfer_id = off.id, transfer.id
            self.scrap_id, self.shop_id = scrap.id, shop.id
        self._stock(5)

    def _switch_rules(self, env, active):
        if self.rule_ids:
            env["jxc.approval.rule"].browse(self.rule_ids).active = active

    def _remove(self):
        """Take the papers out first, then the goods."""
        with self.registry.cursor() as cr:
            for query, value in (
                (
                    "DELETE FROM stock_move_line WHERE product_id = %s",
                    self.product_id,
                ),
                ("DELETE FROM stock_move WHERE product_id = %s", self.product_id),
                (
                    "DELETE FROM jxc_write_off_line WHERE product_id = %s",
                    self.product_id,
                ),
                ("DELETE FROM stock_scrap WHERE product_id = %s", self.product_id),
                (
                    "DELETE FROM stock_picking WHERE jxc_transfer_id = %s",
                    self.transfer_id,
                ),
                ("DELETE FROM jxc_write_off WHERE id = %s", self.off_id),
                ("DELETE FROM jxc_transfer WHERE id = %s", self.transfer_id),
                (
                    "DELETE FROM stock_picking WHERE id = ANY(%s)",
                    getattr(self, "picking_ids", []),
                ),
            ):
                cr.execute(query, [value])
            env = api.Environment(cr, SUPERUSER_ID, {})
            shop = env["stock.warehouse"].browse(self.shop_id)
            shop = shop.with_context(active_test=False)
            places = shop.view_location_id | shop.view_location_id.child_ids
            rules = env["stock.rule"].with_context(active_test=False)
            rules.search([("warehouse_id", "=", shop.id)]).unlink()
            shop.unlink()
            places.unlink()
            self._switch_rules(env, True)
        return super()._remove()

    def _new_delivery(self):
        picking_id = self._delivery(5)
        self.picking_ids = [*getattr(self, "picking_ids", []), picking_id]
        return self._validate(picking_id)

    def _write_off(self, env):
        env["jxc.write.off"].browse(self.off_id).action_jxc_confirm()

    def _transfer(self, env):
        env["jxc.transfer"].browse(self.transfer_id).action_jxc_ship()

    def _scrap(self, env):
        env["stock.scrap"].browse(self.scrap_id).do_scrap()

    def _take(self, env):
        """Take the goods as a point of sale, or an add-on, does behind all papers."""
        warehouse = env["stock.warehouse"].browse(self.warehouse_id)
        env["stock.quant"]._update_available_quantity(
            env["product.product"].browse(self.product_id), warehouse.lot_stock_id, -5
        )
        env.flush_all()

    def _assert_one_takes(self, first, second):
        """The first takes all five; the second is refused and leaves nothing."""
        with self.assertRaises(UserError):
            self._race(first, second)
        self.assertEqual(self._look()[1], 0)

    def test_a_delivery_leaves_nothing_to_write_off(self):
        self._assert_one_takes(self._new_delivery(), self._write_off)

    def test_a_write_off_leaves_nothing_to_deliver(self):
        self._assert_one_takes(self._write_off, self._new_delivery())

    def test_a_delivery_leaves_nothing_to_send_to_a_shop(self):
        self._assert_one_takes(self._new_delivery(), self._transfer)

    def test_what_is_sold_over_the_counter_is_not_delivered(self):
        self._assert_one_takes(self._take, self._new_delivery())

    def test_what_is_delivered_is_not_sold_over_the_counter(self):
        self._assert_one_takes(self._new_delivery(), self._take)

    def test_one_scrap_validated_twice_at_once_is_booked_once(self):
        self._stock(5)
        with self.assertRaisesRegex(UserError, "is done"):
            self._race(self._scrap, self._scrap)
        self.assertEqual(self._look()[1], 5)
