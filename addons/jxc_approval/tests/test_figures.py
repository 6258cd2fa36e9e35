from odoo.tests import tagged

from .life_common import LifeCommon

TASK = "jxc.approval.task"
REQUEST = "jxc.approval.request"


@tagged("post_install", "-at_install")
class TestFigures(LifeCommon):
    """What the boss sees of how approvals go."""

    def _group(self, role, model, domain, groupby, aggregates, **kw):
        return self._rpc(
            role, model, "formatted_read_group", domain, groupby, aggregates, **kw
        )

    def test_the_boss_sees_how_long_each_step_waits(self):
        request = self._ask(30000)
        first = request.task_ids.filtered(lambda task: task.state == "open")
        first.opened_at = self._ago(first.opened_at, 3)
        self._yes(self.manager, request)
        (row,) = self._group(
            "general_manager",
            TASK,
            [("request_id", "=", request.id), ("state", "=", "approved")],
            ["name"],
            ["hours:avg"],
        )
        self.assertEqual(row["name"], self.step.name)
        self.assertAlmostEqual(row["hours:avg"], 3, 2)

    def _ago(self, moment, hours):
        return (
            self.env["jxc.approval.task"]._fields["opened_at"].add(moment, hours=-hours)
        )

    def test_who_is_counted_once_has_not_waited(self):
        self.boss_step.user_ids = self.manager
        request = self._ask(30000)
        opened = request.task_ids.filtered(lambda task: task.state == "open")
        opened.opened_at = self._ago(opened.opened_at, 4)
        self._yes(self.manager, request)
        ((hours, count),) = self.env[TASK]._read_group(
            [("request_id", "=", request.id)], [], ["hours:avg", "__count"]
        )
        self.assertEqual((round(hours, 2), count), (4, 2))

    def test_refusals_are_counted_by_reason(self):
        reason = self.env.ref("jxc_approval.reason_price")
        for _order in range(2):
            self._decide(
                self.manager, self._ask(), "refuse", "dear", reason_id=reason.id
            )
        action = self.env.ref("jxc_approval.action_jxc_approval_refusals")
        rows = self._group(
            "general_manager",
            REQUEST,
            [("state", "in", ("refused", "returned"))],
            ["reason_id"],
            ["__count"],
        )
        self.assertIn("refused", action.domain)
        counts = {
            row["reason_id"][0]: row["__count"] for row in rows if row["reason_id"]
        }
        self.assertEqual(counts[reason.id], 2)

    def test_split_orders_are_counted_by_requester(self):
        self.ladder.write({"split_by": "vendor", "split_days": 7})
        self._buy(3000)
        self._buy(3000)
        rows = self._group(
            "general_manager",
            REQUEST,
            [("split", "=", True)],
            ["requester_id"],
            ["__count"],
        )
        buyer = self.users["buyer"]
        self.assertEqual(
            {row["requester_id"][0]: row["__count"] for row in rows}[buyer.id], 1
        )

    def test_finance_sees_the_figures(self):
        request = self._ask()
        domain = [("request_id", "=", request.id)]
        self.assertEqual(self._rpc("finance", TASK, "search_count", domain), 1)

    def test_a_buyer_sees_the_figures_of_their_own_requests_only(self):
        request = self._ask()
        domain = [("request_id", "=", request.id)]
        found = {
            user: self._rpc(user, TASK, "search_count", domain)
            for user in ("buyer", self.other_buyer)
        }
        self.assertEqual(found, {"buyer": 1, self.other_buyer: 0})

    def test_finance_does_not_read_the_trail_of_others(self):
        request = self._ask()
        self._assert_refused(
            "finance", "jxc.approval.act", "read", request.act_ids.ids, ["address"]
        )

    def test_the_figures_are_of_the_readers_companies(self):
        request = self._ask()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.boss.write({"company_ids": elsewhere.ids, "company_id": elsewhere.id})
        for model, domain in (
            (TASK, [("request_id", "=", request.id)]),
            (REQUEST, [("id", "=", request.id)]),
        ):
            self.assertEqual(
                self._rpc("general_manager", model, "search_count", domain), 0
            )

    def test_a_group_of_many_is_one_question(self):
        request = self._ask()
        task = request.task_ids[:1]
        self.env[TASK].sudo().create(
            [
                {"request_id": request.id, "user_id": task.user_id.id, "name": "Many"}
                for _n in range(500)
            ]
        )
        self.env.flush_all()
        tasks = self.env[TASK].with_user(self.boss)
        tasks._read_group([], ["rule_id"], ["hours:avg"])
        with self.assertQueryCount(1):
            tasks._read_group([], ["name", "state"], ["hours:avg", "__count"])

    def test_the_screens_open_for_the_boss(self):
        self._ask()
        for model in (TASK, REQUEST):
            for kind in ("pivot", "graph", "list", "search"):
                with self.subTest(model=model, kind=kind):
                    views = self._rpc(
                        "general_manager", model, "get_views", [[False, kind]]
                    )
                    self.assertIn(kind, views["views"])

    def test_the_menu_is_for_those_who_read_them(self):
        menus = self.env["ir.ui.menu"]
        menu = self.env.ref("jxc_approval.menu_figures").id
        seen = {
            role: menu in menus.with_user(self.users[role])._visible_menu_ids()
            for role in ("general_manager", "finance", "buyer", "operator")
        }
        self.assertEqual(
            seen,
            {
                "general_manager": True,
                "finance": True,
                "buyer": False,
                "operator": False,
            },
        )
