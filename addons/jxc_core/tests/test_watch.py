from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from ..exceptions import HoldError
from ..tools.hold import Hold
from .credit_common import CreditCommon


@tagged("post_install", "-at_install")
class TestWatch(CreditCommon):
    """Beside credit, a second add-on watches the customer's reference of an order.

    It holds a changed reference with `ref.changed` and asks at the step "change".
    """

    def setUp(self):
        super().setUp()
        self.orders = type(self.env["sale.order"])
        self.order = self._confirm(100).with_user(self.salesperson)
        self.judged = []

    def _extend(self, name, function):
        """Patch a method in whose last argument is what super() would be."""
        original = getattr(self.orders, name)
        return patch.object(
            self.orders, name, lambda *args: function(*args, original=original)
        )

    @contextmanager
    def _second_add_on(self, holding=False):
        def get_snapshot(order, original):
            return (original(order) or {}) | {"ref": order.client_order_ref}

        def get_due_steps(orders, before, after, original):
            steps = original(orders, before, after)
            for order in orders.sudo():
                if (before[order.id] or {}).get("ref") != order.client_order_ref:
                    steps.setdefault("change", []).append(order.id)
            return steps

        def get_holds(orders, step, original):
            self.judged.append((step, orders.ids))
            holds = original(orders, step)
            if holding and step == "change":
                holds += [
                    Hold("ref.changed", "Reference.", "sale.order", order.id)
                    for order in orders
                ]
            return holds

        with (
            self._extend("_jxc_get_snapshot", get_snapshot),
            self._extend("_jxc_get_due_steps", get_due_steps),
            self._extend("_jxc_get_holds", get_holds),
        ):
            yield

    def _steps(self):
        return [step for step, _ids in self.judged]

    def test_what_only_the_second_watches_passes_only_its_gate(self):
        with self._second_add_on():
            self.order.client_order_ref = "A"
        self.assertEqual(self._steps(), ["change"])

    def test_what_only_the_first_watches_passes_only_its_gate(self):
        self.customer.credit_limit = 5000
        with self._second_add_on():
            self.order.order_line.product_uom_qty = 101
        self.assertEqual(self._steps(), ["grow"])

    def test_what_nobody_watches_passes_no_gate(self):
        with self._second_add_on():
            self.order.note = "Ring twice"
        self.assertEqual(self._steps(), [])

    def test_both_refuse_at_once(self):
        with self._second_add_on(holding=True), self.assertRaises(HoldError) as caught:
            self.order.write(
                {
                    "client_order_ref": "A",
                    "order_line": [(1, self.order.order_line.id, {"price_unit": 11})],
                }
            )
        self.assertEqual(set(self._codes(caught)), {"credit.over_limit", "ref.changed"})

    def test_each_refusal_is_remembered_with_its_step(self):
        notices = type(self.env["jxc.hold.notice"])
        with (
            self._second_add_on(holding=True),
            patch.object(notices, "_jxc_remember_later") as remember,
            self.assertRaises(HoldError),
        ):
            self.order.write(
                {
                    "client_order_ref": "A",
                    "order_line": [(1, self.order.order_line.id, {"price_unit": 11})],
                }
            )
        told = {
            call.args[1]: [hold.code for hold in call.args[2]]
            for call in remember.call_args_list
        }
        self.assertEqual(
            told, {"grow": ["credit.over_limit"], "change": ["ref.changed"]}
        )

    def test_nothing_stays_of_what_the_second_refused(self):
        with self._second_add_on(holding=True):
            try:
                self.order.client_order_ref = "A"
            except HoldError:
                self.assertFalse(self.order.client_order_ref)
            else:
                self.fail("The second add-on's gate was passed over.")

    def test_a_quotation_that_only_the_second_watches_is_still_confirmed_as_new(self):
        order = self._quote(1)
        with self._second_add_on(), self.assertRaises(HoldError):
            order.write({"state": "sale"})
        self.assertEqual(self._steps(), ["confirm"])

    def test_an_order_made_inside_another_s_change_passes_its_gate_once(self):
        passed = patch.object(
            self.orders,
            "_jxc_pass_gates",
            lambda orders, steps: self.judged.extend(steps.items()),
        )
        with passed, self.order._jxc_watch():
            other = self._quote(1)
            other.sudo().write({"state": "sale"})
        self.assertEqual(self.judged, [("confirm", other.ids)])

    def test_several_gates_passed_at_once_close_notices_once(self):
        self.customer.credit_limit = 5000
        notices = type(self.env["jxc.hold.notice"])
        with patch.object(notices, "_jxc_close") as close:
            self.order.order_line.price_unit = 11
        close.assert_called_once_with("sale.order", self.order.ids)

    def test_one_hold_met_at_two_steps_is_told_once(self):
        hold = Hold("x.y", "Held.", "sale.order", self.order.id)
        with (
            patch.object(self.orders, "_jxc_get_holds", lambda orders, step: [hold]),
            self.assertRaises(HoldError) as caught,
        ):
            self.order._jxc_pass_gates(
                {"grow": self.order.ids, "change": self.order.ids}
            )
        self.assertEqual(caught.exception.holds, [hold])

    def test_no_gate_is_asked_about_nothing(self):
        with patch.object(self.orders, "_jxc_get_holds") as judge:
            self.order._jxc_pass_gates({"grow": [], "change": []})
            self.order.browse()._jxc_pass_gate("grow")
        judge.assert_not_called()

    def test_a_model_that_judged_beforehand_needs_no_savepoint(self):
        undo = patch.object(
            self.orders, "_jxc_undo_when_refused", side_effect=AssertionError("asked")
        )
        with undo, self.assertRaises(AssertionError):
            self.order.note = "A"
        asked = patch.object(
            self.orders, "_jxc_needs_undo", lambda orders, before, confirming: False
        )
        with undo, asked:
            self.order.note = "B"
        self.assertIn("B", str(self.order.note))

    def test_the_memory_is_empty_after_a_refusal(self):
        with self.assertRaises(HoldError):
            self.order.order_line.price_unit = 11
        self.assertNotIn(("jxc.watch", "sale.order"), self.env.cr.cache)
