from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .bind_common import BindCommon

REQUEST = "jxc.approval.request"
DIALOG = "jxc.approval.decide"


@tagged("post_install", "-at_install")
class TestRoundKinds(BindCommon):
    """One document of each kind waits; whoever is not asked gets none through."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_on(
            "rule_sale_credit",
            "rule_sale_price",
            "rule_scrap",
            "rule_count",
            "rule_refund",
            "rule_temporary_credit",
        )
        # All of a test bears one moment; the rules were switched on before it.
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE jxc_approval_rule SET on_since = '2020-01-01'")
        cls.env.invalidate_all()
        cls.env.registry.clear_cache()
        cls.users["counter"] = cls._new_role_user("supervisor", login="jxc_counter")
        cls.users["accountant"] = new_test_user(
            cls.env, login="jxc_accountant", groups="account.group_account_invoice"
        )
        cls.waiting = {
            "salesperson": cls._wait_for_credit(),
            "operator": cls._wait_for_write_off(),
            "counter": cls._wait_for_count(),
            "accountant": cls._wait_for_refund(),
            "sales_manager": cls._wait_for_limit(),
        }

    @classmethod
    def _new(cls, role, model, values):
        (id_,) = cls._rpc(role, model, "create", [values])
        return cls.env[model].browse(id_)

    @classmethod
    def _wait_for_credit(cls):
        order = cls._quote(101).sudo()
        cls._rpc("salesperson", "sale.order", "action_confirm", order.ids)
        return order

    @classmethod
    def _wait_for_write_off(cls):
        values = {"product_id": cls.product.id, "scrap_qty": 20}
        scrap = cls._new("operator", "stock.scrap", values)
        cls._rpc("operator", "stock.scrap", "action_validate", scrap.ids)
        return scrap

    @classmethod
    def _wait_for_count(cls):
        pan = cls._new_product("Pan")
        quant = cls.env["stock.quant"].search(
            [("product_id", "=", pan.id), ("location_id.usage", "=", "internal")]
        )
        context = {"inventory_mode": True}
        for method, *args in (
            ("write", {"inventory_quantity": 2}),
            ("action_apply_inventory",),
        ):
            cls._rpc(
                "counter", "stock.quant", method, quant.ids, *args, context=context
            )
        return quant

    @classmethod
    def _draft_refund(cls, amount=1500):
        line = {"name": "Kettles", "price_unit": amount, "tax_ids": False}
        values = {
            "move_type": "out_refund",
            "partner_id": cls.customer.id,
            "invoice_date": "2026-01-31",
            "invoice_line_ids": [Command.create(line)],
        }
        return cls._new("accountant", "account.move", values)

    @classmethod
    def _wait_for_refund(cls):
        refund = cls._draft_refund()
        cls._rpc("accountant", "account.move", "action_post", refund.ids)
        return refund

    @classmethod
    def _wait_for_limit(cls):
        today = fields.Date.today()
        values = {
            "partner_id": cls.customer.id,
            "amount": 5000,
            "date_from": str(today),
            "date_to": str(today + timedelta(days=9)),
            "reason": "Season",
        }
        return cls._new("sales_manager", "jxc.credit.temporary", values)

    def _assert_does_not_decide(self, role, request):
        """Neither the dialog nor the button decides on `request`."""
        values = {"request_ids": [Command.set(request.ids)], "reason": "x"}
        for verdict in ("approve", "refuse", "return", "forward", "add"):
            values |= {"verdict": verdict, "user_id": self.users["driver"].id}
            with self.assertRaises(UserError), self.env.cr.savepoint():
                ids = self._rpc(role, DIALOG, "create", [values])
                self._rpc(role, DIALOG, "action_decide", ids)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._rpc(role, REQUEST, "action_jxc_approve", request.ids)
        self.env.invalidate_all()
        self.assertEqual(request.state, "pending")

    def test_each_kind_waits(self):
        for role, document in self.waiting.items():
            with self.subTest(document._name):
                self.assertIn(self.users[role], self._pending(document).requester_ids)

    def test_whoever_asked_does_not_decide(self):
        for role, document in self.waiting.items():
            with self.subTest(document._name):
                self._assert_does_not_decide(role, self._pending(document))

    def test_whoever_is_not_asked_does_not_decide(self):
        for document in self.waiting.values():
            with self.subTest(document._name):
                request = self._pending(document)
                self._assert_does_not_decide("buyer", request)
                self._assert_does_not_decide("driver", request)

    def test_whoever_lost_the_role_does_not_decide(self):
        for document in self.waiting.values():
            with self.subTest(document._name), self.env.cr.savepoint() as point:
                request = self._pending(document)
                users = request.turn_user_ids.filtered("login")
                user = users.filtered(lambda user: user.login.startswith("jxc_"))[:1]
                user.group_ids = self.env.ref("base.group_user")
                self._assert_does_not_decide(user, request)
                point.rollback()

    def test_none_is_decided_with_one_that_is_ones_turn(self):
        # Several at once are decided all together or not at all.
        mine, other = self.waiting["operator"], self.waiting["accountant"]
        requests = self._pending(mine) | self._pending(other)
        values = {"request_ids": [Command.set(requests.ids)], "verdict": "approve"}
        with self.assertRaises(UserError), self.env.cr.savepoint():
            ids = self._rpc("supervisor", DIALOG, "create", [values])
            self._rpc("supervisor", DIALOG, "action_decide", ids)
        self.env.invalidate_all()
        self.assertEqual(set(requests.mapped("state")), {"pending"})

    def test_whoever_changed_a_write_off_does_not_approve_it(self):
        values = {"product_id": self.product.id, "scrap_qty": 1}
        scrap = self._new("operator", "stock.scrap", values)
        self._rpc("supervisor", "stock.scrap", "write", scrap.ids, {"scrap_qty": 40})
        self._rpc("operator", "stock.scrap", "action_validate", scrap.ids)
        self._assert_does_not_decide("supervisor", self._pending(scrap))

    def test_whoever_changed_a_refund_does_not_approve_it(self):
        self._make_finance_an_accountant()
        refund = self._draft_refund(10)
        line = {"price_unit": 5000}
        commands = {"invoice_line_ids": [(1, refund.invoice_line_ids.id, line)]}
        self._rpc("finance", "account.move", "write", refund.ids, commands)
        self._rpc("accountant", "account.move", "action_post", refund.ids)
        self._assert_does_not_decide("finance", self._pending(refund))

    def _make_finance_an_accountant(self):
        accountants = self.env.ref("account.group_account_invoice")
        self.users["finance"].group_ids += accountants

    def test_whoever_changed_a_payment_back_does_not_approve_it(self):
        self._make_finance_an_accountant()
        values = {
            "payment_type": "outbound",
            "partner_type": "customer",
            "partner_id": self.customer.id,
            "amount": 10,
        }
        payment = self._new("accountant", "account.payment", values)
        self._rpc("finance", "account.payment", "write", payment.ids, {"amount": 5000})
        self._rpc("accountant", "account.payment", "action_post", payment.ids)
        self._assert_does_not_decide("finance", self._pending(payment))

    def _assert_default_does_nothing(self, role, model, state, values):
        """Neither a default of the context's nor one's own makes it `state`."""
        own = ("ir.default", "set", model, "state", state, True)
        for context, call in (({"default_state": state}, None), ({}, own)):
            with self.env.cr.savepoint() as point:
                if call:
                    self._rpc(role, *call)
                try:
                    with self.env.cr.savepoint():
                        ids = self._rpc(
                            role, model, "create", [values], context=context
                        )
                        self.assertNotEqual(self.env[model].browse(ids).state, state)
                except UserError:
                    self.env.invalidate_all()
                point.rollback()
            self.env.registry.clear_cache()

    def test_no_default_confirms_an_order(self):
        line = {
            "product_id": self.product.id,
            "product_uom_qty": 200,
            "price_unit": 10,
        }
        values = {
            "partner_id": self.customer.id,
            "order_line": [Command.create(line)],
        }
        self._assert_default_does_nothing("salesperson", "sale.order", "sale", values)

    def test_no_default_books_a_refund(self):
        line = {"name": "Kettles", "price_unit": 1500, "tax_ids": False}
        values = {
            "move_type": "out_refund",
            "partner_id": self.customer.id,
            "invoice_date": "2026-01-31",
            "invoice_line_ids": [Command.create(line)],
        }
        self._assert_default_does_nothing(
            "accountant", "account.move", "posted", values
        )

    def test_no_default_makes_a_payment_back(self):
        values = {
            "payment_type": "outbound",
            "partner_type": "customer",
            "partner_id": self.customer.id,
            "amount": 5000,
        }
        for state in ("in_process", "paid"):
            self._assert_default_does_nothing(
                "accountant", "account.payment", state, values
            )
