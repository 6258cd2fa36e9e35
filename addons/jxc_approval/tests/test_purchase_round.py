from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestNoWayRound(ApprovalCommon):
    def setUp(self):
        super().setUp()
        self.order = self._buy(30000)

    def _assert_held(self, user, method, *args, model="purchase.order", **kw):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._rpc(user, model, method, *args, **kw)
        self.env.invalidate_all()
        self.assertNotEqual(self.order.state, "purchase")

    def test_writing_the_state_confirms_nothing(self):
        for user in ("buyer", "purchase_manager", "admin"):
            self._assert_held(user, "write", self.order.ids, {"state": "purchase"})

    def test_a_hostile_context_opens_nothing(self):
        context = {
            "default_state": "purchase",
            "skip_approval": True,
            "force": True,
            "install_mode": True,
            "import_file": True,
            "default_amount_total": 1,
        }
        self._assert_held(
            "buyer", "write", self.order.ids, {"state": "purchase"}, context=context
        )
        self._assert_held("buyer", "button_approve", self.order.ids, context=context)

    def test_approving_by_force_is_refused(self):
        self._assert_held("buyer", "button_approve", self.order.ids, force=True)

    def test_an_order_is_not_created_as_confirmed(self):
        values = {
            "partner_id": self.vendor.id,
            "state": "purchase",
            "order_line": [self._new_line(30000)],
        }
        self._assert_held("buyer", "create", [values])

    def test_an_order_is_not_imported_as_confirmed(self):
        names = [
            "partner_id/.id",
            "state",
            "order_line/product_id/.id",
            "order_line/product_qty",
            "order_line/price_unit",
        ]
        row = [self.vendor.id, "Purchase Order", self.product.id, 1, 30000]
        result = self._rpc(
            "buyer", "purchase.order", "load", names, [[str(value) for value in row]]
        )
        self.assertFalse(result["ids"])

    def test_totals_and_moments_are_not_forged(self):
        for name, value in {
            "amount_total": 1,
            "currency_rate": 0.001,
            "jxc_confirmed_at": "2000-01-01",
        }.items():
            with self.assertRaises(AccessError):
                self._rpc(
                    "buyer", "purchase.order", "write", self.order.ids, {name: value}
                )

    def test_a_copy_is_not_approved(self):
        self._approve(self.order, "purchase_manager", "general_manager")
        copied = self.order.with_user(self.users["buyer"]).copy()
        copied.button_confirm()
        self.assertEqual(copied.state, "to approve")

    def test_cancelling_and_resetting_ends_the_approval(self):
        self._approve(self.order, "purchase_manager", "general_manager")
        for method in ("button_cancel", "button_draft", "button_confirm"):
            self._rpc("buyer", "purchase.order", method, self.order.ids)
        self.assertEqual(self.order.state, "to approve")

    def test_a_cancelled_order_is_not_approved(self):
        self._rpc("buyer", "purchase.order", "button_cancel", self.order.ids)
        self._rpc("admin", "purchase.order", "button_approve", self.order.ids)
        self.assertEqual(self.order.state, "cancel")

    def test_merged_requests_count_as_one(self):
        self.product.seller_ids.price = 4000
        orders = self._buy(4000, confirm=False) | self._buy(4000, confirm=False)
        orders.write({"date_planned": "2026-12-01"})
        self._rpc("buyer", "purchase.order", "action_merge", orders.ids)
        left = orders.filtered(lambda order: order.state != "cancel")
        self._rpc("buyer", "purchase.order", "button_confirm", left.ids)
        self.assertEqual(left.state, "to approve")

    def test_the_requester_does_not_approve(self):
        order = self._buy(6000, user="purchase_manager")
        with self.assertRaises(UserError):
            self._approve(order, "purchase_manager")
        self._approve(order, "general_manager")
        self.assertEqual(order.state, "purchase")

    def test_changing_the_buyer_makes_nobody_an_approver(self):
        order = self._buy(6000, user="purchase_manager")
        values = {"user_id": self.other_buyer.id}
        self._rpc("purchase_manager", "purchase.order", "write", order.ids, values)
        with self.assertRaises(UserError):
            self._approve(order, "purchase_manager")

    def test_whoever_changes_an_order_does_not_approve_it(self):
        order = self._buy(6000)
        self._set_price(order, 7000, user="purchase_manager")
        with self.assertRaises(UserError):
            self._approve(order, "purchase_manager")

    def test_releases_and_requests_are_not_written(self):
        request = self._pending(self.order)
        records = (
            (
                "jxc.release",
                {
                    "res_model": "purchase.order",
                    "res_id": self.order.id,
                    "code": "approval.required",
                    "user_id": 1,
                    "reason": "x",
                },
            ),
            (
                "jxc.approval.act",
                {
                    "res_model": "purchase.order",
                    "res_id": self.order.id,
                    "kind": "seal",
                    "user_id": 1,
                },
            ),
            (
                "jxc.approval.request",
                {
                    "res_model": "purchase.order",
                    "res_id": self.order.id,
                    "requester_id": 1,
                },
            ),
            ("jxc.approval.task", {"request_id": request.id, "user_id": 1}),
        )
        for model, values in records:
            self._assert_held("admin", "create", [values], model=model)
        self._assert_held(
            "admin",
            "write",
            request.ids,
            {"state": "approved"},
            model="jxc.approval.request",
        )

    def test_an_administrator_with_rights_of_their_own_edits_no_trail(self):
        self.env["ir.model.access"].create(
            {
                "name": "own",
                "model_id": self.env["ir.model"]._get("jxc.approval.act").id,
                "perm_write": True,
                "perm_unlink": True,
            }
        )
        act = self.acts.search([], limit=1)
        self._assert_held(
            "admin", "write", act.ids, {"reason": "x"}, model="jxc.approval.act"
        )
        self._assert_held("admin", "unlink", act.ids, model="jxc.approval.act")

    def test_a_changed_trail_is_found(self):
        self.assertEqual(self.acts._jxc_find_broken_link(), "")
        act = self.acts.search([], limit=1)
        self.env.cr.execute(
            "UPDATE jxc_approval_act SET reason = 'x' WHERE id = %s", act.ids
        )
        self.env.invalidate_all()
        self.assertIn(str(act.number), self.acts._jxc_find_broken_link())

    def test_the_alternative_of_a_tender_waits_too(self):
        if "alternative_po_ids" not in self.env["purchase.order"]:
            self.skipTest("purchase_requisition is not installed")
        order = self._buy(30000, confirm=False)
        other = self._buy(30000, confirm=False)
        group = self.env["purchase.order.group"]
        group.create({"order_ids": [(6, 0, (order | other).ids)]})
        wizard = (
            self.env["purchase.requisition.alternative.warning"]
            .with_user(self.users["buyer"])
            .create({"po_ids": order.ids, "alternative_po_ids": other.ids})
        )
        wizard.action_keep_alternatives()
        self.assertEqual(order.state, "to approve")
