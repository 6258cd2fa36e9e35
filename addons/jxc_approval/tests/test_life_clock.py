from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .life_common import LifeCommon


@tagged("post_install", "-at_install")
class TestWorkingDays(LifeCommon):
    """Monday to Friday, eight to twelve and one to five, in Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        hours = ((8, 12, "morning"), (13, 17, "afternoon"))
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Shop hours",
                "tz": "Asia/Shanghai",
                "company_id": cls.company.id,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": f"{day} {period}",
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": end,
                            "day_period": period,
                        }
                    )
                    for day in range(5)
                    for start, end, period in hours
                ],
            }
        )
        cls.company.resource_calendar_id = cls.calendar

    def _due(self, start, days):
        """The due moment in Shanghai of what is asked at `start` in Shanghai."""
        away = timedelta(hours=8)
        due = self.company._jxc_get_due(datetime.fromisoformat(start) - away, days)
        return str(due + away)[:16]

    def test_a_working_day_later_is_the_next_day_at_the_same_time(self):
        self.assertEqual(self._due("2026-11-23 10:00", 1), "2026-11-24 10:00")

    def test_the_weekend_does_not_count(self):
        self.assertEqual(self._due("2026-11-27 16:00", 1), "2026-11-30 16:00")
        self.assertEqual(self._due("2026-11-27 16:00", 3), "2026-12-02 16:00")

    def test_what_is_asked_at_night_waits_for_the_morning(self):
        self.assertEqual(self._due("2026-11-27 22:00", 1), "2026-11-30 17:00")

    def test_a_holiday_does_not_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Works outing",
                "company_id": self.company.id,
                "calendar_id": self.calendar.id,
                "date_from": "2026-11-23 16:00:00",
                "date_to": "2026-11-24 15:59:59",
            }
        )
        self.assertEqual(self._due("2026-11-23 10:00", 1), "2026-11-25 10:00")

    def test_without_a_schedule_every_day_is_a_working_day(self):
        self.calendar.attendance_ids.unlink()
        self.assertEqual(self._due("2026-11-27 16:00", 1), "2026-11-28 16:00")

    def test_zero_days_are_never(self):
        self.assertFalse(self.company._jxc_get_due(datetime(2026, 11, 23), 0))

    def test_it_is_wound_when_somebody_is_asked(self):
        self.step.write({"remind_days": 1, "escalate_days": 2})
        friday = datetime(2026, 11, 27, 8)
        with patch.object(fields.Datetime, "now", lambda: friday):
            request = self._ask(30000)
        self._run_clock()
        first, second = request.task_ids
        self.assertEqual(str(first.remind_at), "2026-11-30 08:00:00")
        self.assertEqual(str(first.escalate_at), "2026-12-01 08:00:00")
        self.assertFalse(second.remind_at, "it is not their turn yet")

    def test_it_is_not_wound_where_the_rule_says_never(self):
        self.step.write({"remind_days": 0, "escalate_days": 0})
        task = self._ask().task_ids
        self._run_clock()
        self.assertTrue(task.wound)
        self.assertEqual((task.remind_at, task.escalate_at), (False, False))

    def test_it_stops_with_the_decision(self):
        request = self._ask()
        self._run_clock()
        self.assertTrue(request.task_ids.remind_at)
        self._yes(self.manager, request)
        task = request.task_ids
        self.assertEqual((task.remind_at, task.escalate_at), (False, False))


@tagged("post_install", "-at_install")
class TestReminder(LifeCommon):
    def setUp(self):
        super().setUp()
        self.request = self._ask()
        self._be_late(self.request, "remind_at")

    def _mails(self, user):
        """Notifications to `user` about the request or its order."""
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("model", "in", ["purchase.order", "jxc.approval.request"]),
                ("res_id", "in", [self.order.id, self.request.id]),
                ("subject", "ilike", "Reminder"),
            ]
        )

    def test_whoever_is_late_is_reminded_once(self):
        self._run_clock()
        self._run_clock()
        self.assertEqual(len(self._mails(self.manager)), 1)
        act = self._get_acts(self.request, "remind")
        self.assertEqual((act.target_id, act.channel), (self.manager, "job"))

    def test_whoever_is_in_time_is_not_reminded(self):
        later = fields.Datetime.now() + timedelta(hours=1)
        self.request.task_ids.write({"remind_at": later, "escalate_at": later})
        self._run_clock()
        self.assertFalse(self._get_acts(self.request, "remind"))

    def test_the_activity_is_of_today_again(self):
        activity = self._activities(self.request)
        activity.date_deadline = "2020-01-01"
        self._run_clock()
        self.assertEqual(activity.date_deadline, self.company._jxc_get_today())
        self.assertIn("Reminder", activity.summary)
        self.assertEqual(len(self._activities(self.request)), 1)

    def test_an_activity_marked_as_done_comes_back(self):
        self._activities(self.request).unlink()
        self._run_clock()
        self.assertEqual(self._asked(self.request), self.manager)

    def test_a_deputy_is_reminded_too(self):
        self._name_deputy(self.manager, self.finance)
        self._run_clock()
        for user in (self.manager, self.finance):
            self.assertEqual(len(self._mails(user)), 1)

    def test_who_has_left_is_not_reminded(self):
        self.step.user_ids |= self.finance
        request = self._ask(7000)
        self.manager.active = False
        self._be_late(request, "remind_at")
        self._run_clock()
        self.assertEqual(self._asked(request), self.finance)

    def test_what_is_decided_is_not_reminded_of(self):
        self._yes(self.manager, self.request)
        self._run_clock()
        self.assertFalse(self._get_acts(self.request, "remind"))

    def test_of_a_group_all_are_reminded_with_one_message_each(self):
        self.step.user_ids |= self.finance
        request = self._ask(7000)
        self._be_late(request, "remind_at")
        self.request = request
        self._run_clock()
        for user in (self.manager, self.finance):
            self.assertEqual(len(self._mails(user)), 1)
        self.assertEqual(len(self._get_acts(request, "remind")), 1)

    @mute_logger("odoo.addons.jxc_approval.models.jxc_approval_request_clock")
    def test_one_failure_does_not_keep_the_others(self):
        other = self._ask(7000)
        self._be_late(other, "remind_at")
        request = type(self.request)
        origin, bad = request._jxc_remind, self.request.id

        def remind(this, tasks):
            if this.id == bad:
                raise ValueError("broken template")
            return origin(this, tasks)

        self.patch(request, "_jxc_remind", remind)
        self._run_clock()
        self.assertFalse(self._get_acts(self.request, "remind"))
        self.assertTrue(self._get_acts(other, "remind"))

    def test_stopped_in_the_middle_it_goes_on_with_the_rest(self):
        other = self._ask(7000)
        self._be_late(other, "remind_at")
        origin = type(self.env["ir.cron"])._commit_progress

        def out_of_time(cron, processed=0, **kw):
            left = origin(cron, processed, **kw)
            return 0 if processed else left

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", out_of_time):
            with self.enter_registry_test_mode(), self.registry.cursor() as cr:
                env = self.env(cr=cr)
                env["jxc.approval.request"]._cron_jxc_remind_and_escalate()
        self.env.invalidate_all()
        reminded = self._get_acts(self.request | other, "remind")
        self.assertEqual(reminded.request_id, self.request)
        self._run_clock()
        self.assertEqual(len(self._get_acts(self.request | other, "remind")), 2)


@tagged("post_install", "-at_install")
class TestEscalation(LifeCommon):
    def setUp(self):
        super().setUp()
        self.request = self._ask()

    def _escalate(self, request=None):
        self._be_late(request or self.request, "escalate_at")
        self._run_clock()

    def _employ(self, user, boss=None):
        employees = self.env["hr.employee"]
        manager = (
            employees.search([("user_id", "=", boss.id)], limit=1) if boss else None
        )
        if boss and not manager:
            manager = employees.create({"name": boss.name, "user_id": boss.id})
        return employees.create(
            {
                "name": user.name,
                "user_id": user.id,
                "parent_id": manager.id if manager else False,
            }
        )

    def test_the_group_of_the_step_is_asked_beside_the_late_one(self):
        self.step.escalate_group_id = self.env.ref("jxc_core.group_finance")
        self._escalate()
        turn = self.request.turn_user_ids
        self.assertIn(self.finance, turn)
        self.assertIn(self.manager, turn)
        self._yes(self.finance, self.request)
        self.assertEqual(self.order.state, "purchase")

    def test_without_a_group_it_is_the_late_ones_manager(self):
        self._employ(self.manager, self.finance)
        self._escalate()
        self.assertEqual(self.request.turn_user_ids, self.manager | self.finance)

    def test_without_a_manager_it_is_the_general_manager(self):
        self._escalate()
        self.assertIn(self.boss, self.request.turn_user_ids)

    def test_it_is_never_a_requester(self):
        self._employ(self.manager, self.users["buyer"])
        self._escalate()
        self.assertNotIn(self.users["buyer"], self.request.turn_user_ids)
        self.assertIn(self.boss, self.request.turn_user_ids)

    def test_whoever_is_escalated_to_gets_an_activity(self):
        self._employ(self.manager, self.finance)
        self._escalate()
        self.assertEqual(self._asked(self.request), self.finance | self.manager)

    def test_the_late_one_may_still_decide(self):
        self._escalate()
        self._yes(self.manager, self.request)
        self.assertEqual(self.order.state, "purchase")
        self.assertFalse(self._asked(self.request))

    def test_it_is_escalated_once(self):
        self._employ(self.manager, self.finance)
        self._escalate()
        tasks = self.request.task_ids
        self._run_clock()
        self._be_late(self.request, "escalate_at")
        self._run_clock()
        self.assertEqual(self.request.task_ids, tasks)

    def test_the_trail_says_who_was_late(self):
        self._employ(self.manager, self.finance)
        self._escalate()
        act = self._get_acts(self.request, "escalate")
        self.assertEqual(act.target_id, self.finance)
        self.assertIn(self.manager.name, act.reason)

    def test_where_nobody_else_could_decide_the_trail_says_so(self):
        self.env.ref("jxc_core.group_general_manager").all_user_ids.active = False
        self._escalate()
        self.assertEqual(len(self.request.task_ids), 1)
        self.assertIn("nobody", self._get_acts(self.request, "escalate").reason)

    def test_of_all_the_next_person_answers_for_the_late_one_only(self):
        people = self.manager | self.finance
        self.step.write({"user_ids": people.ids, "quorum": "all"})
        self._employ(self.manager, self.boss)
        request = self._ask(8000)
        late = request.task_ids.filtered(lambda task: task.user_id == self.manager)
        past = fields.Datetime.now() - timedelta(minutes=1)
        late.write({"wound": True, "escalate_at": past})
        self._run_clock()
        self._yes(self.boss, request)
        self.assertEqual(self.order.state, "to approve")
        self._yes(self.finance, request)
        self.assertEqual(self.order.state, "purchase")

    def test_of_all_each_late_one_gets_somebody(self):
        people = self.manager | self.finance
        self.step.write({"user_ids": people.ids, "quorum": "all"})
        self._employ(self.manager, self.boss)
        request = self._ask(8000)
        self._escalate(request)
        helpers = request.task_ids.filtered("stands_for_id")
        self.assertEqual(helpers.stands_for_id.user_id, people)
        self._yes(self.boss, request)
        self.assertEqual(self.order.state, "purchase")

    def test_of_all_a_forwarded_late_one_is_answered_by_either(self):
        people = self.manager | self.finance
        self.step.write({"user_ids": people.ids, "quorum": "all"})
        self._employ(self.manager, self.boss)
        request = self._ask(8000)
        self._escalate(request)
        other = self._new_role_user("finance", login="jxc_other_finance")
        self._decide(self.manager, request, "forward", user_id=other.id)
        self._yes(other, request)
        self._yes(self.finance, request)
        self.assertEqual(self.order.state, "purchase")

    def test_an_added_approver_is_escalated_too(self):
        self._decide(self.manager, self.request, "add", user_id=self.finance.id)
        self._yes(self.manager, self.request)
        self._escalate()
        self._yes(self.boss, self.request)
        self.assertEqual(self.order.state, "purchase")
