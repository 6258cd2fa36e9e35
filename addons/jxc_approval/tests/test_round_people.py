from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ApprovalCommon

REQUEST = "jxc.approval.request"


class PeopleCommon(ApprovalCommon):
    """An order over 6,000.00 that waits for the purchase managers."""

    def setUp(self):
        super().setUp()
        self.order = self._buy(6000)
        self.request = self._pending(self.order)
        self.manager = self.users["purchase_manager"]

    def _assert_does_not_decide(self, user):
        """Neither button, dialog nor order lets `user` decide; nothing has changed."""
        wizard = {"request_ids": [Command.set(self.request.ids)], "reason": "x"}
        for verdict in ("approve", "refuse", "return", "forward", "add"):
            values = {**wizard, "verdict": verdict, "user_id": self.other_buyer.id}
            with self.assertRaises(UserError, msg=verdict), self.env.cr.savepoint():
                dialog = self._rpc(user, "jxc.approval.decide", "create", [values])
                self._rpc(user, "jxc.approval.decide", "action_decide", dialog)
        for model, method, ids in (
            (REQUEST, "action_jxc_approve", self.request.ids),
            (REQUEST, "action_jxc_decide", self.request.ids),
            ("purchase.order", "action_jxc_approve", self.order.ids),
            ("purchase.order", "action_jxc_decide", self.order.ids),
            ("purchase.order", "button_approve", self.order.ids),
        ):
            with self.assertRaises(UserError, msg=method), self.env.cr.savepoint():
                self._rpc(user, model, method, ids)
        self.env.invalidate_all()
        self.assertEqual(
            (self.order.state, self.request.state), ("to approve", "pending")
        )


@tagged("post_install", "-at_install")
class TestRoundPeople(PeopleCommon):
    """Who decides is who is asked and still may, at the moment of the decision."""

    def test_a_stranger_does_not_decide(self):
        self._assert_does_not_decide(self.other_buyer)

    def test_a_colleague_who_is_only_asked_later_does_not_decide(self):
        boss = self.users["general_manager"]
        self._new_rule([self._people("purchase_manager"), self._people(boss)])
        self.order = self._buy(6000)
        self.request = self._pending(self.order)
        self.assertIn(boss, self.request.task_ids.user_id)
        self._assert_does_not_decide(boss)

    def test_whoever_lost_the_role_does_not_decide(self):
        group = self.env.ref("jxc_core.group_purchase_manager")
        buyer = self.env.ref("jxc_core.group_buyer")
        self.manager.group_ids = [Command.unlink(group.id), Command.link(buyer.id)]
        self._assert_does_not_decide(self.manager)

    def test_whoever_lost_the_role_is_not_shown_it_as_theirs(self):
        group = self.env.ref("jxc_core.group_purchase_manager")
        self.manager.group_ids = [Command.unlink(group.id)]
        self.env.invalidate_all()
        self.assertFalse(self.request.with_user(self.manager).my_turn)

    def test_the_others_of_the_role_still_decide(self):
        other = self._new_role_user("purchase_manager", login="jxc_second")
        order = self._buy(6000)
        group = self.env.ref("jxc_core.group_purchase_manager")
        self.manager.group_ids = [Command.unlink(group.id)]
        self._rpc(other, "purchase.order", "button_approve", order.ids)
        self.assertEqual(order.state, "purchase")

    def test_whoever_it_was_forwarded_to_needs_no_role(self):
        finance = self.users["finance"]
        self._decide("purchase_manager", self.order, "forward", user_id=finance.id)
        self._rpc(finance, REQUEST, "action_jxc_approve", self.request.ids)
        self.assertEqual(self.order.state, "purchase")

    def test_the_deputy_of_whoever_lost_the_role_does_not_decide(self):
        self._name_deputy(self.manager, self.other_buyer)
        group = self.env.ref("jxc_core.group_purchase_manager")
        self.manager.group_ids = [Command.unlink(group.id)]
        self._assert_does_not_decide(self.other_buyer)

    def test_the_deputy_of_whoever_has_left_does_not_decide(self):
        self._name_deputy(self.manager, self.other_buyer)
        self.manager.active = False
        self._assert_does_not_decide(self.other_buyer)

    def _name_deputy(self, user, deputy, by=None, **kw):
        values = {
            "user_id": user.id,
            "delegate_id": deputy.id,
            "date_from": "2000-01-01",
            "date_to": "2100-01-01",
            **kw,
        }
        return self._rpc(by or user, "jxc.approval.delegation", "create", [values])

    def test_nobody_makes_themself_the_bosss_deputy(self):
        boss, buyer = self.users["general_manager"], self.other_buyer
        for by in (buyer, self.users["buyer"], self.manager):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._name_deputy(boss, buyer, by=by)

    def test_nobody_turns_a_deputy_of_theirs_into_one_of_the_bosss(self):
        boss, buyer = self.users["general_manager"], self.other_buyer
        (id_,) = self._name_deputy(buyer, self.users["buyer"])
        for values in (
            {"user_id": boss.id},
            {"user_id": boss.id, "delegate_id": buyer.id},
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._rpc(buyer, "jxc.approval.delegation", "write", [id_], values)
        context = {"default_user_id": boss.id}
        values = {
            "delegate_id": buyer.id,
            "date_from": "2000-01-01",
            "date_to": "2100-01-01",
        }
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._rpc(
                buyer, "jxc.approval.delegation", "create", [values], context=context
            )

    def test_nobody_gives_themself_a_role_or_a_manager(self):
        employee = self.env["hr.employee"].create(
            {"name": "Buyer", "user_id": self.other_buyer.id}
        )
        role = self.env.ref("jxc_core.group_general_manager")
        for model, ids, values in (
            ("res.users", self.other_buyer.ids, {"group_ids": [(4, role.id)]}),
            ("res.users", self.other_buyer.ids, {"employee_parent_id": employee.id}),
            ("res.users", self.other_buyer.ids, {"department_id": 1}),
            ("hr.employee", employee.ids, {"parent_id": employee.id}),
            ("res.company", self.company.ids, {"jxc_allow_self_release": True}),
            ("res.groups", role.ids, {"user_ids": [(4, self.other_buyer.id)]}),
        ):
            with self.assertRaises(UserError, msg=values), self.env.cr.savepoint():
                self._rpc(self.other_buyer, model, "write", ids, values)
                self.env.flush_all()

    def test_only_an_administrator_sets_rules_up(self):
        step = self.ladder.step_ids[:1]
        for user in ("buyer", "purchase_manager", "general_manager", "finance"):
            for model, ids, values in (
                ("jxc.approval.rule", self.ladder.ids, {"active": False}),
                ("jxc.approval.rule", self.ladder.ids, {"growth_percent": 900}),
                ("jxc.approval.rule.step", step.ids, {"amount_over": 900000}),
            ):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self._rpc(user, model, "write", ids, values)
            for model, method, args in (
                ("jxc.approval.rule", "unlink", [self.ladder.ids]),
                ("jxc.approval.rule", "action_archive", [self.ladder.ids]),
                ("jxc.approval.rule", "action_jxc_switch", [self.ladder.ids]),
                ("jxc.approval.rule", "copy", [self.ladder.ids]),
                ("jxc.approval.rule.step", "unlink", [step.ids]),
                ("jxc.approval.rule", "name_create", ["Mine"]),
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    self._rpc(user, model, method, *args)
        self.env.invalidate_all()
        self.assertTrue(self.ladder.active)

    def test_rows_of_the_program_are_not_deleted(self):
        self._approve(self.order, "purchase_manager")
        about = [("res_model", "=", "purchase.order"), ("res_id", "=", self.order.id)]
        for model in ("jxc.approval.act", "jxc.release", REQUEST):
            ids = self.env[model].search(about).ids
            self.assertTrue(ids)
            self._assert_kept(model, ids)
        self._assert_kept("jxc.approval.task", self.request.task_ids.ids)
        self._assert_kept("jxc.chain.head", self.env["jxc.chain.head"].search([]).ids)
        self._assert_kept(
            "jxc.approval.turn", self.env["jxc.approval.turn"].search([]).ids
        )

    def _assert_kept(self, model, ids):
        for user in ("buyer", "general_manager", "admin"):
            with self.assertRaises(UserError, msg=model), self.env.cr.savepoint():
                self._rpc(user, model, "unlink", ids or [1])

    def test_kinds_of_reasons_are_not_the_buyers(self):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._rpc("buyer", "jxc.approval.reason", "name_create", "Mine")


@tagged("post_install", "-at_install")
class TestRoundReading(PeopleCommon):
    """What is asked of others, there or in another company, is read by none."""

    def setUp(self):
        super().setUp()
        self.task = self.request.task_ids[:1]
        self.act = self.request.act_ids[:1]

    def _assert_reads_nothing(self, user, context=None):
        for record in (self.request, self.task, self.act):
            model = record._name
            for method, args in (
                ("read", (record.ids, ["display_name"])),
                ("web_read", (record.ids, {"display_name": {}})),
                ("export_data", (record.ids, ["id"])),
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    self._rpc(user, model, method, *args, context=context)
            domain = [("id", "in", record.ids)]
            for method, args in (
                ("search", (domain,)),
                ("search_count", (domain,)),
                ("search_read", (domain, ["id"])),
                ("name_search", ("", domain)),
            ):
                found = self._rpc(user, model, method, *args, context=context)
                self.assertFalse(found, (model, method))
            rows = self._rpc(
                user,
                model,
                "formatted_read_group",
                domain,
                [],
                ["__count"],
                context=context,
            )
            self.assertEqual(rows[0]["__count"], 0)

    def test_a_colleague_reads_no_request_of_others(self):
        self._assert_reads_nothing(self.other_buyer)

    def test_no_context_shows_them(self):
        context = {"active_test": False, "allowed_company_ids": self.company.ids}
        self._assert_reads_nothing(self.other_buyer, context)

    def test_an_auditor_of_another_company_reads_none(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        auditor = self._new_role_user("buyer", login="jxc_auditor")
        auditor.write(
            {
                "group_ids": [
                    (4, self.env.ref("jxc_approval.group_approval_auditor").id)
                ],
                "company_ids": [Command.set(sister.ids)],
                "company_id": sister.id,
            }
        )
        self._assert_reads_nothing(auditor)

    def test_a_dialog_shows_nothing_of_others(self):
        values = {"request_ids": [Command.set(self.request.ids)], "verdict": "approve"}
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            ids = self._rpc(self.other_buyer, "jxc.approval.decide", "create", [values])
            spec = {"summary": {}}
            self._rpc(self.other_buyer, "jxc.approval.decide", "web_read", ids, spec)

    def test_a_dialog_asks_about_nothing_that_one_may_not_read(self):
        sales = "salesperson"
        self.assertFalse(self.order.with_user(self.users[sales]).has_access("read"))
        for res_model in ("purchase.order", "res.users", "jxc.approval.request", "nil"):
            values = {"res_model": res_model, "res_id": self.order.id, "reason": "x"}
            with self.assertRaises(UserError), self.env.cr.savepoint():
                ids = self._rpc(sales, "jxc.approval.ask", "create", [values])
                spec = {"sentences": {}, "asked_names": {}}
                self._rpc(sales, "jxc.approval.ask", "web_read", ids, spec)
                self._rpc(sales, "jxc.approval.ask", "action_ask", ids)

    def test_nobody_writes_into_the_chatter_of_others(self):
        user = self.other_buyer
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._rpc(user, REQUEST, "message_post", self.request.ids, body="x")
        partners = user.partner_id.ids
        self._rpc(user, REQUEST, "message_subscribe", self.request.ids, partners)
        self.assertNotIn(user.partner_id, self.request.message_partner_ids)
