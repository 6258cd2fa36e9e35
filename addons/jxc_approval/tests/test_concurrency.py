from psycopg2.errors import LockNotAvailable

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .concurrency_common import ConcurrencyCommon

ORDER = "purchase.order"
LINE = "purchase.order.line"
REQUEST = "jxc.approval.request"


@tagged("post_install", "-at_install")
class TestTwoDecide(ConcurrencyCommon):
    """Two people act on one request at the same moment."""

    def setUp(self):
        super().setUp()
        self.order_id = self._buy(6000)
        self.request_id = self._request_of(self.order_id)

    def test_the_second_approver_waits_for_the_first(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "deputy")
            env = self._env(first, "manager")
            self._call(env, REQUEST, "action_jxc_approve", [self.request_id])
            first.flush()
            second.execute("SET LOCAL lock_timeout = '200ms'")
            with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
                self._call(rival, REQUEST, "action_jxc_approve", [self.request_id])
            second.rollback()
            first.rollback()

    def test_two_approvers_at_once_seal_once(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "deputy")
            env = self._env(first, "manager")
            self._call(env, REQUEST, "action_jxc_approve", [self.request_id])
            first.commit()
            with self.assertRaisesRegex(UserError, "is decided: Approved"):
                self._retry(rival, REQUEST, "action_jxc_approve", [self.request_id])
        found = self._look(self.order_id)
        self.assertEqual(found["state"], "purchase")
        self.assertEqual(found["requests"], ["approved"])
        self.assertEqual(found["acts"], ["submit", "approve", "seal"])
        self.assertEqual(found["releases"], ["release"])

    def test_an_approval_and_a_refusal_at_once_are_one_of_them(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "deputy")
            values = {
                "request_ids": [self.request_id],
                "verdict": "refuse",
                "reason": "too dear",
            }
            env = self._env(first, "manager")
            self._call(env, REQUEST, "action_jxc_approve", [self.request_id])
            first.commit()
            with self.assertRaisesRegex(UserError, "is decided: Approved"):
                self._retry_wizard(rival, values)
        self.assertEqual(self._look(self.order_id)["requests"], ["approved"])

    def _retry_wizard(self, env, values):
        """Open the dialog and press its button, as one call of a client would."""

        def decide(_model="jxc.approval.decide"):
            wizard = self._call(env, _model, "create", [values])
            return self._call(env, _model, "action_decide", wizard)

        return self._retry_function(env, decide)

    def test_an_approval_of_what_was_just_withdrawn_is_refused(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "manager")
            env = self._env(first, "buyer")
            self._call(env, REQUEST, "action_jxc_withdraw", [self.request_id])
            first.commit()
            with self.assertRaisesRegex(UserError, "is decided: Withdrawn"):
                self._retry(rival, REQUEST, "action_jxc_approve", [self.request_id])
        found = self._look(self.order_id)
        self.assertEqual((found["state"], found["releases"]), ("draft", []))

    def test_what_was_just_approved_is_not_withdrawn(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "buyer")
            env = self._env(first, "manager")
            self._call(env, REQUEST, "action_jxc_approve", [self.request_id])
            first.commit()
            with self.assertRaisesRegex(UserError, "waits for nobody"):
                self._retry(rival, REQUEST, "action_jxc_withdraw", [self.request_id])
        found = self._look(self.order_id)
        self.assertEqual(
            (found["state"], found["requests"]), ("purchase", ["approved"])
        )

    def test_an_approval_of_what_was_just_cancelled_is_refused(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "manager")
            self._call(
                self._env(first, "buyer"), ORDER, "button_cancel", [self.order_id]
            )
            first.commit()
            with self.assertRaisesRegex(UserError, "is decided"):
                self._retry(rival, REQUEST, "action_jxc_approve", [self.request_id])
        found = self._look(self.order_id)
        self.assertEqual((found["state"], found["releases"]), ("cancel", []))

    def test_an_order_submitted_twice_at_once_is_asked_about_once(self):
        order_id = self._buy(6000, confirm=False)
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "buyer")
            self._call(self._env(first, "buyer"), ORDER, "button_confirm", [order_id])
            first.commit()
            self._retry(rival, ORDER, "button_confirm", [order_id])
        self.assertEqual(self._look(order_id)["requests"], ["pending"])

    def test_asked_twice_at_once_by_hand_it_is_said(self):
        order_id = self._buy(6000, confirm=False)
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "buyer")
            env = self._env(first, "buyer")
            self._call(env, ORDER, "action_jxc_ask_release", [order_id])
            first.commit()
            with self.assertRaisesRegex(UserError, "waits for approval already"):
                self._retry(rival, ORDER, "action_jxc_ask_release", [order_id])
        self.assertEqual(self._look(order_id)["requests"], ["pending"])


@tagged("post_install", "-at_install")
class TestDecideAndEdit(ConcurrencyCommon):
    """What was approved is what was seen, whoever edits at the same moment."""

    def setUp(self):
        super().setUp()
        self.order_id = self._buy(6000)
        self.request_id = self._request_of(self.order_id)
        with self.registry.cursor() as cr:
            order = self._env(cr, "buyer")[ORDER].browse(self.order_id)
            self.line_id = order.order_line.id

    def _assert_not_confirmed_unseen(self):
        found = self._look(self.order_id)
        self.assertEqual(found["price"], 9000)
        self.assertEqual(found["state"], "to approve")
        self.assertEqual(found["requests"][-1], "pending")
        return found

    def test_an_approval_of_what_was_just_raised_is_refused(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "manager")
            env = self._env(first, "buyer")
            self._call(env, LINE, "write", [self.line_id], {"price_unit": 9000})
            first.commit()
            with self.assertRaisesRegex(UserError, "is decided: Changed since"):
                self._retry(rival, REQUEST, "action_jxc_approve", [self.request_id])
        found = self._assert_not_confirmed_unseen()
        self.assertEqual(found["releases"], [])

    def test_what_is_raised_as_it_is_approved_breaks_the_seal(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "buyer")
            env = self._env(first, "manager")
            self._call(env, REQUEST, "action_jxc_approve", [self.request_id])
            first.commit()
            self._retry(rival, LINE, "write", [self.line_id], {"price_unit": 9000})
        found = self._assert_not_confirmed_unseen()
        self.assertIn("break", found["acts"])

    def test_an_approval_waits_for_an_edit_that_is_not_committed(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "manager")
            env = self._env(first, "buyer")
            self._call(env, LINE, "write", [self.line_id], {"price_unit": 9000})
            first.flush()
            second.execute("SET LOCAL lock_timeout = '200ms'")
            with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
                self._call(rival, REQUEST, "action_jxc_approve", [self.request_id])
            second.rollback()
            first.rollback()

    def test_a_line_added_as_it_is_approved_breaks_the_seal(self):
        line = {
            "order_id": self.order_id,
            "product_id": self.product_id,
            "product_qty": 1,
            "price_unit": 9000,
            "tax_ids": [(5,)],
        }
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "buyer")
            env = self._env(first, "manager")
            self._call(env, REQUEST, "action_jxc_approve", [self.request_id])
            first.commit()
            self._retry(rival, LINE, "create", [line])
        self.assertEqual(self._look_state(), "to approve")

    def test_goods_swapped_as_they_are_approved_break_the_seal(self):
        # The total stays: nothing but the content tells that it is another order.
        values = {
            "product_id": self.other_product_id,
            "price_unit": 6000,
            "tax_ids": [(5,)],
        }
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "buyer")
            env = self._env(first, "manager")
            self._call(env, REQUEST, "action_jxc_approve", [self.request_id])
            first.commit()
            self._retry(rival, LINE, "write", [self.line_id], values)
        self.assertEqual(self._look_state(), "to approve")

    def _look_state(self):
        with self.registry.cursor() as cr:
            return self._env(cr, "buyer")[ORDER].browse(self.order_id).state


@tagged("post_install", "-at_install")
class TestSplitAtOnce(ConcurrencyCommon):
    """Two orders of 3,000.00, each under 5,000.00, confirmed at the same moment."""

    def _confirm_at_once(self, split_by, buyers=("buyer", "other_buyer")):
        self._switch_split(split_by)
        ids = [self._buy(3000, user=user, confirm=False) for user in buyers]
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, buyers[1])
            env = self._env(first, buyers[0])
            self._call(env, ORDER, "button_confirm", [ids[0]])
            first.commit()
            self._retry(rival, ORDER, "button_confirm", [ids[1]])
        return [self._look(id_)["state"] for id_ in ids]

    def test_of_one_vendor_the_second_is_asked_about(self):
        self.assertEqual(self._confirm_at_once("vendor"), ["purchase", "to approve"])

    def test_of_one_requester_the_second_is_asked_about(self):
        states = self._confirm_at_once("requester", ("buyer", "buyer"))
        self.assertEqual(states, ["purchase", "to approve"])

    def test_of_vendor_or_requester_the_second_is_asked_about(self):
        self.assertEqual(self._confirm_at_once("either"), ["purchase", "to approve"])

    def test_where_nothing_counts_together_nobody_is_asked(self):
        self.assertEqual(self._confirm_at_once(False), ["purchase", "purchase"])

    def test_the_second_waits_while_the_first_is_not_decided(self):
        self._switch_split("vendor")
        ids = [self._buy(3000, confirm=False) for _each in range(2)]
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "buyer")
            self._call(self._env(first, "buyer"), ORDER, "button_confirm", [ids[0]])
            first.flush()
            second.execute("SET LOCAL lock_timeout = '200ms'")
            with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
                self._call(rival, ORDER, "button_confirm", [ids[1]])
            second.rollback()
            first.rollback()

    def test_confirmed_by_writing_the_state_the_second_is_refused(self):
        self._switch_split("vendor")
        ids = [self._buy(3000, confirm=False) for _each in range(2)]
        values = {"state": "purchase"}
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "buyer")
            self._call(self._env(first, "buyer"), ORDER, "write", [ids[0]], values)
            first.commit()
            with self.assertRaisesRegex(UserError, "needs approval"):
                self._retry(rival, ORDER, "write", [ids[1]], values)
        self.assertEqual(self._look(ids[1])["state"], "draft")

    def test_grown_at_once_the_second_is_asked_about(self):
        self._switch_split("vendor")
        ids = [self._buy(1000) for _each in range(2)]
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "buyer")
            env = self._env(first, "buyer")
            lines = [env[ORDER].browse(id_).order_line.ids for id_ in ids]
            self._call(env, LINE, "write", lines[0], {"price_unit": 3000})
            first.commit()
            self._retry(rival, LINE, "write", lines[1], {"price_unit": 3000})
        states = [self._look(id_)["state"] for id_ in ids]
        self.assertEqual(states, ["purchase", "to approve"])


@tagged("post_install", "-at_install")
class TestTrailAtOnce(ConcurrencyCommon):
    """Acts about two documents at the same moment stand in one line."""

    def test_the_chain_has_no_fork(self):
        ids = [self._buy(6000) for _each in range(2)]
        requests = [self._request_of(id_) for id_ in ids]
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "deputy")
            env = self._env(first, "manager")
            self._call(env, REQUEST, "action_jxc_approve", [requests[0]])
            first.commit()
            self._retry(rival, REQUEST, "action_jxc_approve", [requests[1]])
        for id_ in ids:
            found = self._look(id_)
            self.assertEqual(found["broken"], "")
            self.assertEqual(found["acts"], ["submit", "approve", "seal"])

    def test_the_second_act_waits_for_the_first(self):
        ids = [self._buy(6000) for _each in range(2)]
        requests = [self._request_of(id_) for id_ in ids]
        with self.registry.cursor() as first, self.registry.cursor() as second:
            rival = self._env(second, "deputy")
            env = self._env(first, "manager")
            self._call(env, REQUEST, "action_jxc_approve", [requests[0]])
            first.flush()
            second.execute("SET LOCAL lock_timeout = '200ms'")
            with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
                self._call(rival, REQUEST, "action_jxc_approve", [requests[1]])
            second.rollback()
            first.rollback()
