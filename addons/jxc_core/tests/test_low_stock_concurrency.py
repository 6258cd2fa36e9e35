from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import ConcurrencyError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestLowStockConcurrency(TransactionCase):
    """A kettle that is short, and two real transactions that both want to act."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            buyer = env["res.users"].create(
                {
                    "name": "Busy buyer",
                    "login": "busy_buyer",
                    "email": "busy@example.com",
                    "group_ids": [
                        Command.set([env.ref("jxc_core.group_buyer").id]),
                    ],
                }
            )
            vendor = env["res.partner"].create(
                {"name": "Busy vendor", "buyer_id": buyer.id}
            )
            product = env["product.product"].create(
                {
                    "name": "Busy kettle",
                    "is_storable": True,
                    "seller_ids": [
                        Command.create({"partner_id": vendor.id, "price": 6})
                    ],
                }
            )
            # The host deletes replenished rules of the superuser as its own.
            made_by = env(user=env.ref("base.user_admin"), su=True)
            rule = made_by["stock.warehouse.orderpoint"].create(
                {
                    "product_id": product.id,
                    "product_min_qty": 5,
                    "product_max_qty": 9,
                    "trigger": "manual",
                }
            )
            self.ids = (rule.id, product.id, vendor.id, buyer.id)
        self.addCleanup(self._remove)

    def _remove(self):
        rule_id, product_id, vendor_id, buyer_id = self.ids
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            orders = env["purchase.order"].search([("partner_id", "=", vendor_id)])
            orders.button_cancel()
            env["jxc.purchase.suggestion"].search(
                [("line_ids.product_id", "=", product_id)]
            ).unlink()
            orders.unlink()
            buyer = env["res.users"].browse(buyer_id)
            env["mail.mail"].search(
                [("recipient_ids", "in", buyer.partner_id.ids)]
            ).unlink()
            env["mail.activity"].search([("user_id", "=", buyer_id)]).unlink()
            env["jxc.shortage"].search([("orderpoint_id", "=", rule_id)]).unlink()
            env["stock.warehouse.orderpoint"].browse(rule_id).unlink()
            env["product.product"].browse(product_id).unlink()
            env["res.partner"].browse(vendor_id).unlink()
            partner = buyer.partner_id
            buyer.unlink()
            partner.unlink()

    def _env(self, cr):
        """An environment whose snapshot is taken now, before a rival commits."""
        cr.execute("SELECT 1")
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _rule(self, env):
        return env["stock.warehouse.orderpoint"].browse(self.ids[0])

    def _count_orders(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            lines = env["purchase.order.line"].search(
                [("product_id", "=", self.ids[1])]
            )
            return len(lines), sum(lines.mapped("product_qty"))

    def _suggest(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            self._rule(env)._jxc_suggest()

    def _order(self, env):
        self._rule(env).jxc_suggestion_line_ids.suggestion_id.action_jxc_order()

    def test_two_clicks_while_the_first_is_running_order_once(self):
        self._suggest()
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)
            self._order(self._env(first))
            with self.assertRaises(ConcurrencyError):
                self._order(rival)
            second.rollback()
            first.commit()
            self._order(self._env(second))
        self.assertEqual(self._count_orders(), (1, 9))

    def test_two_clicks_of_which_one_just_finished_order_once(self):
        self._suggest()
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)
            self._order(self._env(first))
            first.commit()
            with mute_logger("odoo.sql_db", "odoo.service.model"):
                retrying(lambda: self._order(rival), rival)
        self.assertEqual(self._count_orders(), (1, 9))

    def test_the_host_s_button_and_ours_at_once_order_once(self):
        self._suggest()
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)
            self._rule(self._env(first)).action_replenish()
            first.commit()
            with mute_logger("odoo.sql_db", "odoo.service.model"):
                retrying(lambda: self._order(rival), rival)
        self.assertEqual(self._count_orders(), (1, 9))

    def test_two_suggesting_at_once_make_one_line(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)
            self._rule(self._env(first))._jxc_suggest()
            with self.assertRaises(ConcurrencyError):
                self._rule(rival)._jxc_suggest()
            second.rollback()
            first.commit()
            self._rule(self._env(second))._jxc_suggest()
            self.assertEqual(len(self._rule(rival).jxc_suggestion_line_ids), 1)

    def test_two_runs_at_once_tell_once(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            env["jxc.shortage"]._jxc_refresh(env.company)
        told = []
        with self.registry.cursor() as first, self.registry.cursor() as second:
            stale = self._env(second)
            for env in (self._env(first), stale):
                buyer = env["res.users"].browse(self.ids[3])
                told.append(env["jxc.shortage"]._jxc_tell(env.company, buyer))
            first.commit()
            buyer = stale["res.users"].browse(self.ids[3])
            told.append(stale["jxc.shortage"]._jxc_tell(stale.company, buyer))
        self.assertEqual(told, [1, 0, 0])
        with self.registry.cursor() as cr:
            env = self._env(cr)
            partner = env["res.users"].browse(self.ids[3]).partner_id
            mails = env["mail.mail"].search_count(
                [("recipient_ids", "in", partner.ids)]
            )
            self.assertEqual(mails, 1)
