from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.jxc_core.exceptions import HoldError
from odoo.addons.jxc_core.tests.credit_common import CreditCommon


@tagged("post_install", "-at_install")
class TestSaleApproval(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("rule_sale_credit", "rule_sale_price"):
            cls.env.ref(f"jxc_approval.{name}").active = True

    def setUp(self):
        super().setUp()
        self.order = self._quote(101)

    def _confirm(self, order=None):
        order = order or self.order
        return self._rpc("salesperson", "sale.order", "action_confirm", order.ids)

    def _pending(self):
        return self.env["jxc.approval.request"]._jxc_get_pending(self.order)

    def test_a_refusal_becomes_a_request(self):
        self._confirm()
        self.assertEqual(
            (self.order.state, self.order.jxc_approval_state), ("draft", "pending")
        )
        asked = (self.order.sudo().activity_ids).user_id
        self.assertIn(self.users["sales_manager"], asked)

    def test_confirming_twice_asks_once(self):
        self._confirm()
        self._confirm()
        self.assertEqual(len(self._pending()), 1)

    def test_an_approved_order_is_confirmed(self):
        self._confirm()
        self._rpc("sales_manager", "sale.order", "action_jxc_approve", self.order.ids)
        self.assertEqual(self.order.state, "sale")

    def test_the_salesperson_does_not_approve(self):
        self._confirm()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._rpc("salesperson", "sale.order", "action_jxc_approve", self.order.ids)
        self.assertEqual(self.order.state, "draft")

    def test_writing_the_state_is_refused(self):
        with self.assertRaises(HoldError):
            self._rpc(
                "salesperson", "sale.order", "write", self.order.ids, {"state": "sale"}
            )

    def test_a_direct_release_ends_the_request(self):
        self._confirm()
        request = self._pending()
        wizard = self._rpc(
            "sales_manager",
            "jxc.release.wizard",
            "create",
            [{"res_model": "sale.order", "res_id": self.order.id, "reason": "old"}],
        )
        self._rpc("sales_manager", "jxc.release.wizard", "action_release", wizard)
        self.assertEqual(request.state, "approved")
