from psycopg2.errors import LockNotAvailable

from odoo import SUPERUSER_ID, Command, api
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..exceptions import HoldError


@tagged("post_install", "-at_install")
class TestCreditConcurrency(TransactionCase):
    """Two orders of 700.00 under one limit of 1,000.00, in two real transactions."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.switch = env.company.account_use_credit_limit
            env.company.account_use_credit_limit = True
            # Approvals turn refusals into requests; here the refusal is judged.
            rules = env.get("jxc.approval.rule")
            self.rule_ids = rules.search([]).ids if rules is not None else []
            self._switch_rules(env, False)
            customer = env["res.partner"].create(
                {"name": "Busy Shop", "is_company": True, "credit_limit": 1000}
            )
            product = env["product.product"].create({"name": "Fee", "type": "service"})
            line = Command.create(
                {"product_id": product.id, "price_unit": 700, "tax_ids": False}
            )
            orders = env["sale.order"].create(
                [
                    {"partner_id": customer.id, "order_line": [line]}
                    for _each in range(2)
                ]
            )
            self.ids = (customer.id, product.id, orders.ids)
        self.addCleanup(self._remove)

    def _switch_rules(self, env, active):
        if self.rule_ids:
            env["jxc.approval.rule"].browse(self.rule_ids).active = active

    def _remove(self):
        customer_id, product_id, order_ids = self.ids
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            orders = env["sale.order"].browse(order_ids)
            orders._action_cancel()
            orders.unlink()
            env["jxc.hold.notice"].search([("res_id", "in", order_ids)]).unlink()
            env["product.product"].browse(product_id).unlink()
            env["res.partner"].browse(customer_id).unlink()
            env.company.account_use_credit_limit = self.switch
            self._switch_rules(env, True)

    def _state(self, order_id):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return env["sale.order"].browse(order_id).state

    def _env(self, cr):
        """An environment whose snapshot is taken now, before a rival commits."""
        cr.execute("SELECT 1")
        return api.Environment(cr, SUPERUSER_ID, {})

    def test_two_orders_at_once_cannot_both_slip_under_one_limit(self):
        first_id, second_id = self.ids[2]
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second)
            self._env(first)["sale.order"].browse(first_id).action_confirm()
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(HoldError):
                retrying(rival["sale.order"].browse(second_id).action_confirm, rival)
        self.assertEqual(
            (self._state(first_id), self._state(second_id)), ("sale", "draft")
        )

    def test_a_second_order_waits_while_the_first_is_not_decided(self):
        first_id, second_id = self.ids[2]
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self._env(first)["sale.order"].browse(first_id).action_confirm()
            first.flush()
            rival = self._env(second)
            second.execute("SET LOCAL lock_timeout = '200ms'")
            with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
                rival["sale.order"].browse(second_id).action_confirm()
            second.rollback()

    def test_a_refusal_outlives_its_transaction(self):
        first_id, second_id = self.ids[2]
        with self.registry.cursor() as cr:
            self._env(cr)["sale.order"].browse(first_id).action_confirm()
        with self.assertRaises(HoldError), self.registry.cursor() as cr:
            self._env(cr)["sale.order"].browse(second_id).action_confirm()
        with self.registry.cursor() as cr:
            order = self._env(cr)["sale.order"].browse(second_id)
            self.assertEqual((order.state, order.jxc_held), ("draft", True))
