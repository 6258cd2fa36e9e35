from datetime import datetime, timedelta
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .life_common import LifeCommon


@tagged("post_install", "-at_install")
class TestDeputy(LifeCommon):
    """The purchase manager is away; finance decides in their place."""

    def setUp(self):
        super().setUp()
        self.request = self._ask()

    def test_a_deputy_decides_on_behalf(self):
        self._name_deputy(self.manager, self.finance)
        self._yes(self.finance, self.request)
        act = self._get_acts(self.request, "approve")
        self.assertEqual((act.user_id, act.on_behalf_id), (self.finance, self.manager))
        release = self.env["jxc.release"].search([("res_id", "=", self.order.id)])
        self.assertEqual(
            (release.user_id, release.on_behalf_id), (self.finance, self.manager)
        )

    def test_a_deputy_refuses_on_behalf(self):
        self._name_deputy(self.manager, self.finance)
        self._decide(self.finance, self.request, "refuse")
        act = self._get_acts(self.request, "refuse")
        self.assertEqual((act.user_id, act.on_behalf_id), (self.finance, self.manager))

    def test_the_absentee_may_still_decide(self):
        self._name_deputy(self.manager, self.finance)
        self._yes(self.manager, self.request)
        self.assertFalse(self._get_acts(self.request, "approve").on_behalf_id)

    def test_a_deputy_finds_it_in_the_inbox(self):
        self._name_deputy(self.manager, self.finance)
        domain = [("my_turn", "=", True), ("id", "=", self.request.id)]
        found = self._rpc(self.finance, "jxc.approval.request", "search", domain)
        self.assertEqual(found, self.request.ids)
        read = self._rpc(
            self.finance, "jxc.approval.request", "read", found, ["my_turn"]
        )
        self.assertTrue(read[0]["my_turn"])

    def _assert_not_deputy(self, user, **kw):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._yes(user, self.request, **kw)
        self.assertEqual(self.request.state, "pending")

    def test_a_deputy_of_tomorrow_waits(self):
        self._name_deputy(self.manager, self.finance, first=1)
        self._assert_not_deputy(self.finance)

    def test_a_deputy_of_yesterday_is_none(self):
        self._name_deputy(self.manager, self.finance, first=-3, last=-1)
        self._assert_not_deputy(self.finance)

    def test_the_day_is_that_of_the_company(self):
        """Past four in London it is tomorrow in Shanghai, today in New York."""
        self._name_deputy(self.manager, self.finance, first=1, last=1)
        now = datetime.combine(fields.Date.today(), datetime.min.time())
        now += timedelta(hours=16, minutes=30)
        for zone, runs in (("America/New_York", False), ("Asia/Shanghai", True)):
            self.company.partner_id.tz = zone
            with (
                self.subTest(zone=zone),
                patch.object(fields.Datetime, "now", lambda: now),
            ):
                principals = self.env["jxc.approval.delegation"]._jxc_get_principals(
                    self.finance
                )
                self.assertEqual(bool(principals), runs)

    def test_an_ended_deputy_is_none_whatever_the_context(self):
        delegation = self._name_deputy(self.manager, self.finance)
        self._rpc(
            self.manager,
            "jxc.approval.delegation",
            "write",
            delegation.ids,
            {"active": False},
        )
        self._assert_not_deputy(self.finance, context={"active_test": False})

    def test_the_requester_is_nobodys_deputy_here(self):
        self._name_deputy(self.manager, self.users["buyer"])
        self._assert_not_deputy("buyer")
        self.assertNotIn(self.users["buyer"], self._asked(self.request))

    def test_a_deputys_deputy_is_none(self):
        self._name_deputy(self.manager, self.finance)
        self._name_deputy(self.finance, self.boss)
        self._assert_not_deputy(self.boss)

    def test_a_deputy_from_another_company_decides_nothing(self):
        self._name_deputy(self.manager, self.finance)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.finance.write({"company_ids": elsewhere.ids, "company_id": elsewhere.id})
        self._assert_not_deputy(self.finance)

    def test_nobody_names_themself_for_another(self):
        for role in ("admin", "finance", "general_manager"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._name_deputy(self.manager, self.users[role], by=role)

    def test_a_settings_administrator_does_not_either(self):
        admin = self._new_role_user("admin", login="jxc_settings")
        admin.group_ids += self.env.ref("base.group_system")
        admin.group_ids += self.env.ref("jxc_approval.group_approval_admin")
        with self.assertRaises(AccessError):
            self._name_deputy(self.manager, admin, by=admin)

    def test_an_approval_administrator_names_a_deputy_for_another(self):
        admin = self._new_role_user("admin", login="jxc_approval_admin")
        admin.group_ids += self.env.ref("jxc_approval.group_approval_admin")
        self._name_deputy(self.manager, self.finance, by=admin)
        self._yes(self.finance, self.request)
        self.assertEqual(self.request.state, "approved")

    def test_ones_own_absence_is_not_turned_into_another_ones(self):
        delegation = self._name_deputy(self.finance, self.boss)
        with self.assertRaises(AccessError):
            self._rpc(
                self.finance,
                "jxc.approval.delegation",
                "write",
                delegation.ids,
                {"user_id": self.manager.id},
            )

    def test_a_deputy_does_not_prolong_their_own_time(self):
        delegation = self._name_deputy(self.manager, self.finance)
        with self.assertRaises(AccessError):
            self._rpc(
                self.finance,
                "jxc.approval.delegation",
                "write",
                delegation.ids,
                {"date_to": "2999-01-01"},
            )

    @mute_logger("odoo.sql_db")
    def test_nobody_is_their_own_deputy(self):
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self._name_deputy(self.manager, self.manager)

    def test_whoever_could_never_decide_is_no_deputy(self):
        self.finance.active = False
        with self.assertRaisesRegex(ValidationError, "cannot be the deputy"):
            self._name_deputy(self.manager, self.finance)

    def test_the_trail_says_who_stands_in_until_when(self):
        delegation = self._name_deputy(self.manager, self.finance)
        last_day = str(delegation.date_to)
        self._rpc(self.manager, "jxc.approval.delegation", "unlink", delegation.ids)
        acts = self.acts.search(
            [("res_model", "=", "jxc.approval.delegation")],
            order="number desc",
            limit=2,
        )
        self.assertEqual(acts.mapped("kind"), ["undelegate", "delegate"])
        self.assertEqual(acts.target_id, self.finance)
        for act in acts:
            self.assertIn(last_day, act.reason)

    def test_whoever_decided_as_a_deputy_is_not_asked_again(self):
        self.boss_step.user_ids = self.finance
        self._name_deputy(self.manager, self.finance)
        request = self._ask(30000)
        self._yes(self.finance, request)
        self.assertEqual(request.state, "approved")

    def test_in_whose_place_a_deputy_decided_is_not_asked_again(self):
        self.boss_step.user_ids = self.manager
        self._name_deputy(self.manager, self.finance)
        request = self._ask(30000)
        self._yes(self.finance, request)
        self.assertEqual(request.state, "approved")
        self.assertEqual(self._get_acts(request, "auto").user_id, self.manager)

    # === ACTIVITIES ===
    def test_a_deputy_is_asked_at_once(self):
        self._name_deputy(self.manager, self.finance)
        self.assertEqual(self._asked(self.request), self.finance | self.manager)

    def test_a_deputy_is_asked_about_what_comes_later(self):
        self._name_deputy(self.manager, self.finance)
        self.assertEqual(self._asked(self._ask(7000)), self.finance | self.manager)

    def test_a_deputy_who_is_taken_back_is_asked_no_more(self):
        delegation = self._name_deputy(self.manager, self.finance)
        self._rpc(self.manager, "jxc.approval.delegation", "unlink", delegation.ids)
        self.assertEqual(self._asked(self.request), self.manager)

    def test_another_deputy_takes_over_the_question(self):
        delegation = self._name_deputy(self.manager, self.finance)
        self._rpc(
            self.manager,
            "jxc.approval.delegation",
            "write",
            delegation.ids,
            {"delegate_id": self.boss.id},
        )
        self.assertEqual(self._asked(self.request), self.boss | self.manager)

    def _move_days(self, delegation, first, last):
        """Let days pass: the job has not seen them yet."""
        today = fields.Date.today()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE jxc_approval_delegation SET date_from = %s, date_to = %s"
            " WHERE id = %s",
            (
                today + timedelta(days=first),
                today + timedelta(days=last),
                delegation.id,
            ),
        )
        self.env.invalidate_all()

    def test_a_deputy_of_tomorrow_is_asked_tomorrow(self):
        delegation = self._name_deputy(self.manager, self.finance, first=2, last=4)
        self._run_clock()
        self.assertEqual(self._asked(self.request), self.manager)
        self._move_days(delegation, 0, 2)
        self._run_clock()
        self.assertEqual(self._asked(self.request), self.finance | self.manager)

    def test_a_deputy_whose_last_day_passed_is_asked_no_more(self):
        delegation = self._name_deputy(self.manager, self.finance)
        self._move_days(delegation, -9, -4)
        self._run_clock()
        self.assertEqual(self._asked(self.request), self.manager)
        self.assertFalse(delegation.asked_in)

    def test_the_job_leaves_alone_what_did_not_turn(self):
        self._name_deputy(self.manager, self.finance)
        requests = type(self.request)
        with patch.object(requests, "_jxc_sync_activities") as sync:
            self.env["jxc.approval.delegation"]._jxc_follow_days()
            sync.assert_not_called()
