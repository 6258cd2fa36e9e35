from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.jxc_core.exceptions import HoldError
from odoo.addons.jxc_core.tests.common import JxcCoreCommon


@tagged("post_install", "-at_install")
class TestRequest(JxcCoreCommon):
    """A kettle with a floor price of 10 is sold at 8: a salesperson has to ask."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.product_tmpl_id.jxc_floor_price = 10
        cls.salesperson = cls.users["salesperson"]
        cls.sales_manager = cls.users["sales_manager"]
        cls.auditor = new_test_user(
            cls.env, "jxc_auditor", groups="jxc_approval.group_approval_auditor"
        )
        cls.order = cls._new_order(user=cls.salesperson, price=8)

    def _ask(self, order=None, reason="Old customer", user=None):
        """Ask in the dialog that the button on the order opens; return the request."""
        order = (order or self.order).with_user(user or self.salesperson)
        action = order.action_jxc_ask_with_reason()
        wizard = Form(order.env[action["res_model"]].with_context(**action["context"]))
        wizard.reason = reason
        wizard.save().action_ask()
        return self.env["jxc.approval.request"].search(
            [("res_model", "=", order._name), ("res_id", "=", order.id)],
            order="number desc",
            limit=1,
        )

    def _release(self, user=None):
        wizard = self.env["jxc.release.wizard"].with_user(user or self.sales_manager)
        wizard.create(
            {"res_model": "sale.order", "res_id": self.order.id, "reason": "Go on"}
        ).action_release()

    def test_asking_keeps_who_asked_for_what_and_why(self):
        request = self._ask()
        self.assertEqual(request.requester_id, self.salesperson)
        self.assertEqual(request.reason, "Old customer")
        self.assertEqual(request.codes, "price.below_floor")
        self.assertEqual(request.gate_step, "confirm")
        self.assertIn(self.order.name, request.sentence)
        self.assertEqual(request.state, "open")

    def test_everybody_who_may_release_gets_an_activity(self):
        second = self._new_role_user("sales_manager", login="jxc_second_manager")
        request = self._ask()
        self.assertLessEqual(self.sales_manager | second, request.asked_ids)
        self.assertEqual(self.order.sudo().activity_ids.user_id, request.asked_ids)

    def test_the_reason_is_noted_on_the_order(self):
        self._ask(reason="<b>Old</b> customer")
        body = self.order.sudo().message_ids[0].body
        self.assertIn("&lt;b&gt;Old", body)

    def test_asking_the_same_twice_is_refused_and_asks_nobody_again(self):
        request = self._ask()
        count = len(self.order.sudo().activity_ids)
        with self.assertRaisesRegex(UserError, "already"):
            self._ask()
        self.assertEqual(len(self.order.sudo().activity_ids), count)
        self.assertEqual(request.state, "open")

    def test_a_changed_order_may_be_asked_for_again(self):
        first = self._ask()
        self.order.order_line.price_unit = 7
        self.assertNotEqual(self._ask(), first)

    def test_a_blank_reason_is_refused(self):
        with self.assertRaisesRegex(UserError, "why"):
            self._ask(reason="   ")

    def test_what_is_not_held_need_not_be_asked(self):
        self.order.order_line.price_unit = 10
        with self.assertRaisesRegex(UserError, "not held"):
            self.order.action_jxc_ask_with_reason()

    def test_a_release_answers_the_request_and_closes_all_activities(self):
        request = self._ask()
        self._release()
        self.assertEqual(request.state, "released")
        self.assertEqual(request.step_ids.user_id, self.sales_manager)
        self.assertEqual(request.step_ids.reason, "Go on")
        self.assertFalse(self.order.sudo().activity_ids)
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(request.state, "released")

    def test_asking_releases_nothing(self):
        self._ask()
        with self.assertRaises(HoldError):
            self.order.action_confirm()

    def test_a_request_for_a_cancelled_order_is_no_longer_needed(self):
        request = self._ask()
        self.order.sudo()._action_cancel()
        request.invalidate_recordset(["state"])
        self.assertEqual(request.state, "moot")

    def test_a_request_outlives_its_order(self):
        request = self._ask()
        self.order.sudo().unlink()
        request.invalidate_recordset(["state"])
        self.assertEqual(request.state, "moot")
        self.assertIn("S", request.document_name)

    def test_requests_are_found_by_their_state(self):
        released = self._ask()
        self._release()
        other = self._new_order(user=self.salesperson, price=8)
        waiting = self._ask(other)
        moot_order = self._new_order(user=self.salesperson, price=8)
        moot = self._ask(moot_order)
        moot_order.sudo()._action_cancel()
        ours = [("id", "in", (released | waiting | moot).ids)]
        requests = self.env["jxc.approval.request"]
        for state, expected in (
            ("released", released),
            ("open", waiting),
            ("moot", moot),
        ):
            with self.subTest(state):
                found = requests.search([*ours, ("state", "=", state)])
                self.assertEqual(found, expected)
                rest = requests.search([*ours, ("state", "!=", state)])
                self.assertEqual(rest, (released | waiting | moot) - expected)

    def test_a_question_without_words_is_kept_once(self):
        for _time in range(2):
            self.order.action_jxc_ask_release()
        requests = self.env["jxc.approval.request"]._jxc_get_open(self.order)
        self.assertEqual(len(requests), 1)

    def test_nobody_writes_or_deletes_a_request_or_an_answer(self):
        request = self._ask()
        self._release()
        for record in (request, request.step_ids):
            for user in (*self.users.values(), self.auditor, self.env.user):
                with self.subTest(record=record._name, user=user.login):
                    mine = record.with_user(user)
                    with self.assertRaises(UserError):
                        mine.write({"reason": "changed"})
                    with self.assertRaises(UserError):
                        mine.unlink()
        with self.assertRaises(AccessError):
            request.with_user(self.salesperson).copy()
        self.assertEqual(request.reason, "Old customer")

    def test_the_chains_are_whole(self):
        self._ask()
        self._release()
        for model in ("jxc.approval.request", "jxc.approval.step"):
            self.assertEqual(self.env[model]._jxc_find_broken_link(), "")

    def test_only_those_concerned_and_the_auditor_read_a_request(self):
        request = self._ask()
        self._release()
        for user in (self.salesperson, self.sales_manager, self.auditor):
            mine = request.with_user(user)
            self.assertEqual(mine.read(["reason"])[0]["reason"], "Old customer")
            self.assertTrue(mine.step_ids.reason)
        for record in (request, request.step_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.users["buyer"]).read(["reason"])

    def test_a_request_of_another_company_stays_hidden_from_the_auditor(self):
        request = self._ask()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "jxc_other_auditor",
            groups="jxc_approval.group_approval_auditor",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        requests = self.env["jxc.approval.request"].with_user(stranger)
        self.assertFalse(requests.search([("id", "=", request.id)]))

    def test_the_dialog_asks_only_about_documents_that_are_readable_and_gated(self):
        wizard = self.env["jxc.approval.ask"]
        for user, model in (
            (self.users["driver"], "sale.order"),
            (self.salesperson, "res.partner"),
            (self.salesperson, "no.such.model"),
        ):
            with self.subTest(model=model), self.assertRaises(UserError):
                wizard.with_user(user).create(
                    {"res_model": model, "res_id": self.order.id, "reason": "x"}
                ).action_ask()

    def test_without_anybody_who_may_release_it_the_asker_is_told(self):
        manager_group = self.env.ref("jxc_core.group_sales_manager")
        manager_group.all_user_ids.filtered("active").active = False
        with self.assertRaisesRegex(UserError, "Nobody may release"):
            self._ask()
