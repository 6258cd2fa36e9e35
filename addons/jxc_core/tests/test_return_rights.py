from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .return_common import JxcReturnCommon


@tagged("post_install", "-at_install")
class TestReturnRights(JxcReturnCommon):
    """Each role takes its own step of a return, and forges none of the others."""

    def _vals(self, **kw):
        line = {"origin_move_id": self.delivery.move_ids.id, "quantity": 1}
        return {
            "picking_id": self.delivery.id,
            "reason_id": self.reason.id,
            "line_ids": [Command.create(line)],
            **kw,
        }

    def test_who_may_ask_for_what(self):
        for role in ("salesperson", "sales_manager", "supervisor", "general_manager"):
            self._rpc(role, "jxc.return", "create", self._vals())
        for role in ("operator", "driver", "finance", "accountant", "buyer"):
            self._assert_refused(role, "jxc.return", "create", self._vals())
        vals = {"return_type": "vendor", "partner_id": self.vendor.id}
        for role in ("buyer", "purchase_manager", "supervisor"):
            self._rpc(role, "jxc.return", "create", vals)
        for role in ("salesperson", "operator", "finance", "driver"):
            self._assert_refused(role, "jxc.return", "create", vals)

    def test_who_may_receive_and_inspect(self):
        item = self._ask(2)
        for role in ("salesperson", "buyer", "finance", "accountant", "driver"):
            for method in ("action_jxc_receive", "action_jxc_inspect"):
                self._assert_refused(role, "jxc.return", method, item.ids)
        self._receive(item)
        for role in ("salesperson", "buyer", "finance", "accountant", "driver"):
            vals = {"good_qty": 2}
            self._assert_refused(
                role, "jxc.return.line", "write", item.line_ids.ids, vals
            )
            self._assert_refused(role, "jxc.return", "action_jxc_inspect", item.ids)

    def test_who_may_credit_and_replace(self):
        item = self._ask(2)
        self._receive(item)
        self._inspect(item, good=2)
        for role in ("salesperson", "operator", "supervisor", "finance", "driver"):
            self._assert_refused(role, "jxc.return", "action_jxc_credit", item.ids)
        other = self._ask(1, settlement="replacement")
        self._receive(other)
        self._inspect(other, good=1)
        for role in ("operator", "buyer", "finance", "accountant"):
            self._assert_refused(role, "jxc.return", "action_jxc_replace", other.ids)

    def test_a_salesperson_returns_own_orders_only(self):
        colleague = self._new_role_user("salesperson", login="jxc_colleague")
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._ask(1, user=colleague)
        item = self._ask(1)
        self._assert_refused(colleague, "jxc.return", "read", item.ids, ["name"])

    def test_an_original_is_the_same_customers_and_done(self):
        other = self.env["res.partner"].create({"name": "Other Shop"})
        with self.assertRaisesRegex(UserError, "Choose the transfer"):
            with self.env.cr.savepoint():
                self._ask(1, partner_id=other.id)
        receipt = self._buy(3).picking_ids
        with self.assertRaisesRegex(UserError, "Choose the transfer"):
            with self.env.cr.savepoint():
                self._ask(1, user="sales_manager", picking=receipt)

    def test_nothing_that_follows_from_documents_is_typed(self):
        item = self._ask(2, request=False)
        forged = {
            "state": "closed",
            "requested_at": "2026-01-01 00:00:00",
            "cancelled_at": "2026-01-01 00:00:00",
            "goods_state": "settled",
            "money_state": "settled",
            "name": "X",
            "picking_ids": [Command.link(self.delivery.id)],
            "refund_ids": [Command.link(self.invoice.id)],
        }
        for name, value in forged.items():
            for role in ("salesperson", "supervisor", "admin"):
                with self.subTest(name, role=role):
                    vals = {name: value}
                    self._assert_refused(role, "jxc.return", "write", item.ids, vals)
                    self._assert_refused(
                        role, "jxc.return", "create", self._vals(**vals)
                    )
        item_id = self._rpc(
            "salesperson",
            "jxc.return",
            "create",
            self._vals(),
            context={f"default_{name}": value for name, value in forged.items()},
        )
        made = self.env["jxc.return"].browse(item_id)
        self.assertEqual((made.state, made.requested_at), ("draft", False))
        forged = {"received_qty": 9, "credit_qty": 9, "inspected_at": "2026-01-01"}
        for name, value in forged.items():
            self._assert_refused(
                "salesperson",
                "jxc.return.line",
                "write",
                item.line_ids.ids,
                {name: value},
            )

    def test_papers_are_tied_to_a_return_by_nobody(self):
        item = self._ask(2)
        line = item.line_ids
        moves, invoice = self.delivery.move_ids, self.invoice
        for role, records, vals in (
            ("operator", moves, {"jxc_return_line_id": line.id}),
            ("supervisor", moves, {"jxc_return_line_id": line.id}),
            ("operator", item.picking_ids, {"jxc_return_id": False}),
            ("accountant", invoice, {"jxc_return_id": item.id}),
        ):
            self._assert_refused(role, records._name, "write", records.ids, vals)
        loose = self._rpc(
            "supervisor",
            "stock.scrap",
            "create",
            {"product_id": self.product.id},
            context={"default_jxc_return_id": item.id},
        )
        self.assertFalse(self.env["stock.scrap"].browse(loose).jxc_return_id)

    def test_what_was_asked_for_is_not_changed_any_more(self):
        item = self._ask(2)
        line = item.line_ids
        draft = self._ask(1, request=False)
        attacks = (
            ("jxc.return.line", "write", line.ids, {"quantity": 5}),
            ("jxc.return.line", "write", draft.line_ids.ids, {"return_id": item.id}),
            ("jxc.return.line", "unlink", line.ids),
            ("jxc.return.line", "create", {"return_id": item.id, "product_id": 1}),
            ("jxc.return", "write", item.ids, {"settlement": "refund"}),
            ("jxc.return", "write", item.ids, {"partner_id": self.vendor.id}),
            ("jxc.return", "write", item.ids, {"return_type": "vendor"}),
            ("jxc.return", "unlink", item.ids),
        )
        for model, method, *args in attacks:
            with self.subTest(method=method, args=args):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    self._rpc("sales_manager", model, method, *args)

    def test_a_draft_does_not_change_sides(self):
        item = self._ask(1, request=False)
        self._assert_refused(
            "salesperson", "jxc.return", "write", item.ids, {"return_type": "vendor"}
        )

    def test_warehouse_staff_see_no_money(self):
        item = self._ask(2)
        for name in ("amount_credited", "refund_ids"):
            self._assert_refused("operator", "jxc.return", "read", item.ids, [name])
        self._assert_refused(
            "operator", "jxc.return.line", "read", item.line_ids.ids, ["credit_qty"]
        )

    def test_every_role_opens_what_it_may_read(self):
        item = self._ask(2)
        self._receive(item)
        roles = ("salesperson", "operator", "supervisor", "finance", "accountant")
        for role in (*roles, "sales_manager", "general_manager", "admin"):
            with self.subTest(role):
                self._assert_opens(role, "jxc.return", item)
                self._assert_opens(role, "jxc.return.line", item.line_ids)

    def test_orders_goods_and_papers_tell_their_returns(self):
        item = self._ask(2)
        for role, record in (
            ("salesperson", self.order),
            ("operator", self.delivery),
            ("operator", self.product),
            ("operator", self.product.product_tmpl_id),
            ("finance", self.order),
        ):
            with self.subTest(role, model=record._name):
                (read,) = self._rpc(
                    role,
                    record._name,
                    "read",
                    record.ids,
                    ["jxc_return_count", "jxc_return_state"],
                )
                self.assertEqual(
                    (read["jxc_return_count"], read["jxc_return_state"]),
                    (1, "requested"),
                )
                action = self._rpc(
                    role, record._name, "action_jxc_view_returns", record.ids
                )
                self.assertEqual(action["res_id"], item.id)
        (read,) = self._rpc(
            "driver", "product.product", "read", self.product.ids, ["jxc_return_count"]
        )
        self.assertEqual(read["jxc_return_count"], 0)

    def test_an_order_opens_a_return_filled_in(self):
        for left, record in ((5, self.order), (4, self.delivery)):
            action = self._rpc(
                "salesperson", record._name, "action_jxc_ask_return", record.ids
            )
            returns = self.env["jxc.return"].with_user(self.users["salesperson"])
            with Form(returns.with_context(**action["context"])) as form:
                self.assertEqual(form.partner_id, self.customer)
                with form.line_ids.edit(0) as line:
                    self.assertEqual(line.product_id, self.product)
                    self.assertEqual((line.quantity, line.returnable_qty), (left, left))
                    line.quantity = 1
                form.reason_id = self.reason
            form.record.action_jxc_request()
            self.assertEqual(form.record.state, "requested")

    def test_returns_are_counted_by_reason_month_and_customer(self):
        item = self._ask(2)
        self._receive(item)
        domain = [("return_id", "=", item.id)]
        groups = ["reason_id", "requested_at:month", "partner_id"]
        for role in ("sales_manager", "supervisor", "finance"):
            (row,) = self._rpc(
                role,
                "jxc.return.line",
                "formatted_read_group",
                domain,
                groups,
                ["received_qty:sum"],
            )
            self.assertEqual(row["reason_id"][0], self.reason.id)
            self.assertEqual(row["partner_id"][0], self.customer.id)
            self.assertTrue(row["requested_at:month"])
            self.assertEqual(row["received_qty:sum"], 2)

    def test_a_lot_tells_returns_that_were_asked_for_without_it(self):
        tea = self._new_product("Tea", qty=0, tracking="lot")
        lot = self.env["stock.lot"].create({"name": "T1", "product_id": tea.id})
        place = self.warehouse.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(tea, place, 5, lot_id=lot)
        item = self._ask(2, picking=self._sell(4, product=tea).picking_ids)
        self.assertFalse(item.line_ids.lot_id)
        self._receive(item)
        for role in ("operator", "salesperson"):
            fields = ["jxc_return_count", "jxc_return_state"]
            (read,) = self._rpc(role, "stock.lot", "read", lot.ids, fields)
            self.assertEqual(read["jxc_return_count"], 1)

    def test_whom_a_return_waits_for_is_told(self):
        self.warehouse.jxc_return_keeper_id = self.users["operator"]
        item = self._ask(2)
        self.cr.precommit.run()
        self.assertEqual(item.activity_ids.user_id, self.users["operator"])
        self.assertIn("Receive", item.activity_ids.summary)
        self._receive(item)
        self.cr.precommit.run()
        self.assertIn("Inspect", item.activity_ids.summary)
        self._inspect(item, good=2)
        self.cr.precommit.run()
        self.assertTrue(
            item.activity_ids.user_id.has_group("account.group_account_invoice")
        )
        self._credit(item)
        self.cr.precommit.run()
        self.assertFalse(item.activity_ids)
