import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import mute_logger

from .jxc_approval_request_telling import MAILER

_logger = logging.getLogger(__name__)

# A request somebody decided on meanwhile is looked at anew, in a transaction anew.
TRIES = 3


# One subject a file; together they would fill several screens.
class JxcApprovalRequest(models.Model):
    """What becomes of requests nobody answers: a reminder, then the next person."""

    _inherit = "jxc.approval.request"  # pylint: disable=consider-merging-classes-inherited

    # === SCHEDULED ACTION ===
    @api.model
    def _cron_jxc_remind_and_escalate(self):
        """Follow the days of deputies and the clock of every request.

        Every request is a step of its own, committed by itself: stopped anywhere,
        the next run goes on with whatever is still late. Two runs at once share the
        requests between them.
        """
        cron = self.env["ir.cron"]
        self.env["jxc.approval.delegation"]._jxc_follow_days()
        late = self._jxc_get_late()
        if not cron._commit_progress(remaining=len(late)):
            return
        for request in late:
            for _try in range(TRIES):
                if request._jxc_follow_clock():
                    break
                # What was changed since this transaction began is seen by the next.
                cron._commit_progress()
            if not cron._commit_progress(1):
                return

    # === POLICY ===
    @api.model
    def _jxc_get_late(self):
        """Return the pending requests with a task that is new or late, oldest first."""
        now = fields.Datetime.now()
        # sudo: the clock is nobody's in particular.
        tasks = (
            self.env["jxc.approval.task"]
            .sudo()
            .search(
                Domain("state", "=", "open")
                & (
                    Domain("wound", "=", False)
                    | Domain("remind_at", "<=", now)
                    | Domain("escalate_at", "<=", now)
                )
            )
        )
        return tasks.request_id.filtered(
            lambda request: request.state == "pending"
        ).sorted("id")

    def _jxc_follow_clock(self):
        """Remind and escalate what is late of one request, or leave it to a rival.

        A failure of one request is written to the log and does not keep the others.

        :return: False when it has to be looked at in another transaction
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                # Held until the commit: nobody decides, no rival reminds meanwhile.
                if self.try_lock_for_update():
                    self.invalidate_recordset()
                    self._jxc_remind_and_escalate()
        except OperationalError:
            self.env.invalidate_all(flush=False)
            return False
        except Exception:
            self.env.invalidate_all(flush=False)
            _logger.exception("%s could not be reminded of.", self.document_name)
        return True

    def _jxc_remind_and_escalate(self):
        """Escalate the late tasks of this request, and remind of the others."""
        now = fields.Datetime.now()
        open_tasks = self.task_ids.filtered(lambda task: task.state == "open")
        open_tasks.filtered(lambda task: not task.wound)._jxc_wind()
        late = open_tasks.filtered(lambda t: t.escalate_at and t.escalate_at <= now)
        if late:
            self._jxc_escalate(late)
        due = open_tasks.filtered(lambda task: task.remind_at and task.remind_at <= now)
        if due:
            self._jxc_remind(due)

    def _jxc_remind(self, tasks):
        """Remind whoever these tasks wait for, deputies too, and write it down.

        Their activity is of today again; the mail about it leaves like the first one.
        """
        self._jxc_sync_activities()
        deputies = self.env["jxc.approval.delegation"]._jxc_get_deputies(
            tasks.user_id, self.company_id
        )
        users = self._jxc_get_asked()[self] & (tasks.user_id | deputies)
        activities = self._jxc_get_activities(self._jxc_get_documents())[self]
        for activity in activities.filtered(lambda one: one.user_id in users):
            activity.with_context(mail_activity_quick_update=True).write(
                {
                    "date_deadline": self.company_id._jxc_get_today(),
                    "jxc_to_mail": True,
                    **self._jxc_prepare_activity_vals(activity.user_id.lang, True),
                }
            )
        for slot in tasks.grouped("slot").values():
            self._jxc_log_clock("remind", slot, slot.user_id)
        tasks.write({"remind_at": False})
        self.env["ir.cron"]._jxc_trigger_soon(MAILER)

    def _jxc_escalate(self, tasks):
        """Ask the next person beside whoever is late, and write it down.

        Where one of several may decide, one next person is asked for all of them;
        where all must, each late one gets somebody who may answer in their place.
        """
        document = self._jxc_get_document()
        for slot in tasks.grouped("slot").values():
            beside = self.task_ids.filtered(
                lambda task, slot=slot: (
                    task.slot == slot[0].slot and task.state == "open"
                )
            )
            for task in slot if slot[0].quorum == "all" else slot[:1]:
                root = task.stands_for_id or task
                helpers = beside.filtered("stands_for_id")
                if slot[0].quorum == "all":
                    helpers = helpers.filtered(
                        lambda other, root=root: other.stands_for_id == root
                    )
                if helpers - task:
                    continue
                users, why = task._jxc_get_escalation(document, beside.user_id)
                for user in users:
                    task._jxc_add_person(user, why=why, stands_for_id=root.id)
                self._jxc_log_clock("escalate", task, users)
        tasks.write({"escalate_at": False})
        self._jxc_after_change()

    def _jxc_log_clock(self, kind, tasks, users):
        """Keep whom the clock told of `tasks`; names are listed where they are many."""
        people = ", ".join(users.mapped("name"))
        reason = people
        if kind == "escalate":
            reason = self.env._(
                "Late: %(late)s. Asked as well: %(people)s.",
                late=tasks[0].user_id.name,
                people=people or self.env._("nobody else could decide"),
            )
        return self._jxc_log(
            kind,
            step_name=tasks[0].name,
            target_id=users.id if len(users) == 1 else False,
            reason=reason,
        )
