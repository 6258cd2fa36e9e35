from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ApprovalCommon

ORDER = "purchase.order"
LINE = "purchase.order.line"


@tagged("post_install", "-at_install")
class TestRoundStates(ApprovalCommon):
    """No state, default, import or dialog confirms an order over the ladder."""

    def setUp(self):
        super().setUp()
        self.order = self._buy(30000, confirm=False)

    def _assert_refused_or_waits(self, method, *args, user="buyer", model=ORDER, **kw):
        """The call is refused, or leaves its orders to their approvers."""
        before = self.env[ORDER].search([])
        try:
            with self.env.cr.savepoint():
                self._rpc(user, model, method, *args, **kw)
        except UserError:
            self.env.invalidate_all()
        orders = self.env[ORDER].search([]) - before | self.order
        for order in orders:
            self.assertNotEqual(order.state, "purchase")
            self.assertFalse(order.state == "to approve" and not self._pending(order))

    def test_parking_it_asks_its_approvers(self):
        self._write(self.order, {"state": "to approve"})
        self.assertTrue(self._pending(self.order))

    def test_an_import_over_an_existing_order_confirms_nothing(self):
        for state in ("Purchase Order", "purchase"):
            rows = [[str(self.order.id), state]]
            self._assert_refused_or_waits("load", [".id", "state"], rows)

    def test_the_client_does_not_save_it_as_confirmed(self):
        values = {"state": "purchase"}
        self._assert_refused_or_waits("web_save", self.order.ids, values, {})
        values = {**values, "partner_id": self.vendor.id}
        values["order_line"] = [self._new_line(30000)]
        self._assert_refused_or_waits("web_save", [], values, {})

    def test_many_at_once_are_not_saved_as_confirmed(self):
        other = self._buy(30000, confirm=False)
        ids = [self.order.id, other.id]
        self._assert_refused_or_waits(
            "web_save_multi", ids, [{"state": "purchase"}] * 2, {}
        )
        self.assertEqual(other.state, "draft")

    def test_no_default_makes_it_confirmed(self):
        values = {"partner_id": self.vendor.id, "order_line": [self._new_line(30000)]}
        context = {"default_state": "purchase"}
        self._assert_refused_or_waits("create", [values], context=context)
        self._assert_refused_or_waits("copy", self.order.ids, context=context)
        self._assert_refused_or_waits("copy", self.order.ids, {"state": "purchase"})

    def test_no_default_of_ones_own_makes_it_confirmed(self):
        self._rpc("buyer", "ir.default", "set", ORDER, "state", "purchase", True)
        values = {"partner_id": self.vendor.id, "order_line": [self._new_line(30000)]}
        self._assert_refused_or_waits("create", [values])

    def test_an_order_made_by_a_default_counts_for_the_next(self):
        self.ladder.split_by = "vendor"
        self._rpc("buyer", "ir.default", "set", ORDER, "state", "purchase", True)
        values = {"partner_id": self.vendor.id, "order_line": [self._new_line(3000)]}
        first = self._rpc("buyer", ORDER, "create", [values])
        self.assertEqual(self.env[ORDER].browse(first).state, "purchase")
        self._rpc("buyer", "ir.default", "set", ORDER, "state", "draft", True)
        self.assertEqual(self._buy(3000).state, "to approve")

    def test_no_default_of_ones_own_lowers_the_total(self):
        for model, name in ((ORDER, "amount_total"), (LINE, "price_total")):
            self._rpc("buyer", "ir.default", "set", model, name, 1.0, True)
        order = self._buy(30000)
        self.assertEqual((order.amount_total, order.state), (30000, "to approve"))

    def test_no_default_names_another_last_editor(self):
        boss = self.users["general_manager"]
        self._rpc(
            "buyer", "ir.default", "set", ORDER, "date_approve", "2020-01-01", True
        )
        order = self._buy(30000)
        self.assertFalse(order.date_approve)
        self.assertIn(boss, self._pending(order).task_ids.user_id)

    def test_asking_the_client_for_changes_changes_nothing(self):
        spec = {"state": {}, "amount_total": {}}
        values = {"state": "purchase", "partner_id": self.vendor.id}
        self._rpc("buyer", ORDER, "onchange", self.order.ids, values, ["state"], spec)
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "draft")

    def test_what_is_copied_brings_no_approval(self):
        self._rpc("buyer", ORDER, "button_confirm", self.order.ids)
        self._approve(self.order, "purchase_manager", "general_manager")
        (values,) = self._rpc("buyer", ORDER, "copy_data", self.order.ids)
        self.assertFalse([name for name in values if name.startswith("jxc_")])
        self.assertNotIn("state", values)

    def test_a_manager_of_the_host_confirms_nothing_alone(self):
        # A purchase manager who is not asked, and whom nobody asked to approve.
        stranger = self._new_role_user("purchase_manager", login="jxc_stranger")
        people = self._people("general_manager")
        self._new_rule([people])
        order = self._buy(30000)
        for method in ("button_approve", "button_confirm", "button_lock"):
            self._assert_refused_or_waits(method, order.ids, user=stranger)
        self._assert_refused_or_waits("button_approve", order.ids, True, user=stranger)
        self.assertEqual(order.state, "to approve")

    def test_locking_and_unlocking_release_nothing(self):
        self._rpc("buyer", ORDER, "button_confirm", self.order.ids)
        for method in ("button_lock", "button_unlock", "button_confirm"):
            self._rpc("buyer", ORDER, method, self.order.ids)
        self.assertEqual(self.order.state, "to approve")

    def test_whoever_may_only_read_it_does_not_submit_it(self):
        finance = self.users["finance"]
        self.assertTrue(self.order.with_user(finance).has_access("read"))
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._rpc("finance", ORDER, "action_jxc_ask_release", self.order.ids)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            values = {"res_model": ORDER, "res_id": self.order.id, "reason": "x"}
            wizard = self._rpc("finance", "jxc.approval.ask", "create", [values])
            self._rpc("finance", "jxc.approval.ask", "action_ask", wizard)
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "draft")


@tagged("post_install", "-at_install")
class TestRoundEditors(ApprovalCommon):
    """Whoever has had a hand in an order does not approve it, however they hide it."""

    def _assert_not_approved_by_manager(self, order):
        self._rpc("buyer", ORDER, "button_confirm", order.ids)
        self.assertEqual(order.state, "to approve")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._approve(order, "purchase_manager")
        self.env.invalidate_all()
        self.assertEqual(order.state, "to approve")

    def test_not_by_having_a_colleague_write_after_them(self):
        order = self._buy(6000, confirm=False)
        self._write_line(order, {"price_unit": 9000}, user="purchase_manager")
        self._write_line(order, {"name": "Kettles, blue"})
        self._assert_not_approved_by_manager(order)

    def test_not_by_having_a_colleague_change_the_terms_after_them(self):
        order = self._buy(6000, confirm=False)
        other = self.vendor.copy()
        self._write(order, {"partner_id": other.id}, user="purchase_manager")
        self._write(order, {"payment_term_id": self._new_term().id})
        self._assert_not_approved_by_manager(order)

    def _new_term(self):
        return self.env["account.payment.term"].create({"name": "Later"})

    def test_not_by_deleting_a_line(self):
        order = self._buy(6000, confirm=False)
        self._write(order, {"order_line": [self._new_line(-2000)]})
        credit = order.order_line[1:]
        self._rpc("purchase_manager", LINE, "unlink", credit.ids)
        self._assert_not_approved_by_manager(order)

    def test_not_by_adding_a_line_that_a_colleague_touches(self):
        order = self._buy(6000, confirm=False)
        commands = {"order_line": [self._new_line(900)]}
        self._write(order, commands, user="purchase_manager")
        self._rpc("buyer", LINE, "write", order.order_line.ids, {"name": "Kettle"})
        self._assert_not_approved_by_manager(order)

    def test_not_by_moving_a_line_to_it(self):
        order, other = self._buy(6000, confirm=False), self._buy(100, confirm=False)
        line = other.order_line
        values = {"order_id": order.id}
        self._rpc("purchase_manager", LINE, "write", line.ids, values)
        self._rpc("buyer", LINE, "write", line.ids, {"name": "Kettle"})
        self._assert_not_approved_by_manager(order)

    def test_not_by_merging_it(self):
        self.product.seller_ids.price = 3000
        orders = self._buy(3000, confirm=False) | self._buy(3000, confirm=False)
        orders.write({"date_planned": "2026-12-01"})
        self._rpc("purchase_manager", ORDER, "action_merge", orders.ids)
        left = orders.filtered(lambda order: order.state != "cancel")
        self._rpc("buyer", LINE, "write", left.order_line.ids, {"name": "Kettle"})
        self._assert_not_approved_by_manager(left)

    def test_the_list_of_editors_is_not_forged(self):
        order = self._buy(6000, confirm=False)
        self._write_line(order, {"price_unit": 9000}, user="purchase_manager")
        for values in (
            {"jxc_editor_ids": [Command.clear()]},
            {"jxc_editor_ids": [Command.set(self.users["buyer"].ids)]},
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._write(order, values)
        self._assert_not_approved_by_manager(order)


@tagged("post_install", "-at_install")
class TestRoundRelations(ApprovalCommon):
    """An approved order is not raised through records that are related to it."""

    def setUp(self):
        super().setUp()
        self.order = self._buy(6000)
        self._approve(self.order, "purchase_manager")
        self.line = self.order.order_line

    def _assert_not_raised(self, user, model, ids, values):
        """The write is refused, or breaks the seal."""
        try:
            with self.env.cr.savepoint():
                self._rpc(user, model, "write", ids, values)
        except UserError:
            self.env.invalidate_all()
        self.env.invalidate_all()
        sealed = self.order.state == "purchase"
        self.assertFalse(sealed and self.order.amount_total > 6000)

    def test_not_through_the_product(self):
        values = {"purchase_order_line_ids": [(1, self.line.id, {"price_unit": 9000})]}
        for user in ("purchase_manager", "admin"):
            self._assert_not_raised(user, "product.product", self.product.ids, values)

    def test_not_through_the_vendor(self):
        values = {"purchase_line_ids": [(1, self.line.id, {"price_unit": 9000})]}
        for user in ("purchase_manager", "admin"):
            self._assert_not_raised(user, "res.partner", self.vendor.ids, values)

    def test_not_through_the_goods(self):
        # A link of a record that may be written carries no right over the line.
        values = {"purchase_line_id": self.line.id, "product_uom_qty": 9}
        move = self.line.move_ids
        for user in ("operator", "supervisor"):
            self._assert_not_raised(user, "stock.move", move.ids, values)
        self.assertEqual(self.line.product_qty, 1)

    def test_not_through_the_price_list_of_the_vendor(self):
        seller = self.product.seller_ids
        seller.price = 9000
        self._write_line(self.order, {"product_qty": 0.9})
        self.assertEqual(self.order.state, "to approve")

    def test_not_through_the_tax(self):
        tax = self.env["account.tax"].create(
            {"name": "T", "amount": 10, "type_tax_use": "purchase"}
        )
        order = self._buy(6000, confirm=False)
        order.order_line.tax_ids = tax
        self._rpc("buyer", ORDER, "button_confirm", order.ids)
        self._approve(order, "purchase_manager")
        tax.amount = 50
        self._write_line(order, {"name": "Kettle"})
        self._write_line(order, {"discount": 0.001})
        self.assertFalse(order.state == "purchase" and order.amount_total > 6600)

    def test_not_through_an_alternative(self):
        if "alternative_po_ids" not in self.env[ORDER]:
            self.skipTest("purchase_requisition is not installed")
        other = self._buy(8000, confirm=False)
        commands = [Command.link(other.id)]
        self._write(self.order, {"alternative_po_ids": commands})
        for values in (
            {"state": "purchase"},
            {"order_line": [self._new_line(30000)]},
            {"order_line": [(1, self.line.id, {"price_unit": 9000})]},
        ):
            for target in (other, self.order):
                commands = [(1, target.id, values)]
                self._assert_not_raised(
                    "buyer", ORDER, other.ids, {"alternative_po_ids": commands}
                )
        self.assertNotEqual(other.state, "purchase")


@tagged("post_install", "-at_install")
class TestRoundTenders(ApprovalCommon):
    """Blanket orders, templates and alternatives climb the same ladder."""

    def setUp(self):
        super().setUp()
        if "purchase.requisition" not in self.env:
            self.skipTest("purchase_requisition is not installed")

    def _new_agreement(self, kind, price=6000, qty=1):
        line = {
            "product_id": self.product.id,
            "product_qty": qty,
            "price_unit": price,
        }
        agreement = self.env["purchase.requisition"].create(
            {
                "vendor_id": self.vendor.id,
                "requisition_type": kind,
                "line_ids": [Command.create(line)],
            }
        )
        agreement.action_confirm()
        return agreement

    def _call_off(self, agreement, **kw):
        line = {"product_id": self.product.id, "product_qty": 1, **kw}
        values = {
            "partner_id": self.vendor.id,
            "requisition_id": agreement.id,
            "order_line": [Command.create(line)],
        }
        ids = self._rpc("buyer", ORDER, "create", [values])
        return self.env[ORDER].browse(ids)

    def test_a_call_off_at_the_agreed_price_waits(self):
        for kind in ("blanket_order", "purchase_template"):
            order = self._call_off(self._new_agreement(kind))
            self._rpc("buyer", ORDER, "button_confirm", order.ids)
            self.assertEqual((order.amount_total, order.state), (6000, "to approve"))

    def test_call_offs_of_one_agreement_count_together(self):
        self.ladder.split_by = "vendor"
        agreement = self._new_agreement("blanket_order", price=3000, qty=9)
        states = []
        for _each in range(2):
            order = self._call_off(agreement)
            self._rpc("buyer", ORDER, "button_confirm", order.ids)
            states.append(order.state)
        self.assertEqual(states, ["purchase", "to approve"])

    def test_an_agreement_put_on_an_approved_order_raises_nothing(self):
        order = self._buy(6000)
        self._approve(order, "purchase_manager")
        agreement = self._new_agreement("blanket_order", price=9000)
        self._write(order, {"requisition_id": agreement.id})
        self._write_line(order, {"product_qty": 0.99})
        self.assertFalse(order.state == "purchase" and order.amount_total > 6000)

    def test_an_alternative_of_an_approved_order_is_not_approved(self):
        order = self._buy(6000)
        self._approve(order, "purchase_manager")
        self.product.seller_ids.price = 9000
        model = "purchase.requisition.create.alternative"
        values = {"origin_po_id": order.id, "partner_ids": self.vendor.ids}
        context = {"default_state": "purchase"}
        wizard = self._rpc("buyer", model, "create", [values])
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._rpc(
                "buyer", model, "action_create_alternative", wizard, context=context
            )
        self._rpc("buyer", model, "action_create_alternative", wizard)
        other = order.alternative_po_ids - order
        self.assertEqual(other.state, "draft")
        context = {"skip_alternative_check": True}
        self._rpc("buyer", ORDER, "button_confirm", other.ids, context=context)
        self.assertEqual(other.state, "to approve")
