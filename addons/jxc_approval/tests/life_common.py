from datetime import timedelta

from odoo import fields

from .common import ApprovalCommon


class LifeCommon(ApprovalCommon):
    """An order over 6,000 that waits for the purchase manager; tools to decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users["purchase_manager"]
        cls.boss = cls.users["general_manager"]
        cls.finance = cls.users["finance"]
        cls.step, cls.boss_step = cls.ladder.step_ids
        # One known person a step: other users of the database are none of it.
        cls.step.write({"who": "user", "user_ids": cls.manager.ids, "group_id": False})
        cls.boss_step.write({"who": "user", "user_ids": cls.boss.ids})

    def _ask(self, total=6000, **kw):
        """An order over `total` put before its approvers; its request."""
        self.order = self._buy(total, **kw)
        return self._pending(self.order)

    def _decide(self, user, request, verdict, reason="because", **kw):
        """Decide through the dialog, over RPC."""
        values = {
            "request_ids": request.ids,
            "verdict": verdict,
            "reason": reason,
            **kw,
        }
        wizard = self._rpc(user, "jxc.approval.decide", "create", [values])
        return self._rpc(user, "jxc.approval.decide", "action_decide", wizard)

    def _yes(self, user, request, **kw):
        """Approve over RPC with the plain button."""
        return self._rpc(
            user, "jxc.approval.request", "action_jxc_approve", request.ids, **kw
        )

    def _name_deputy(self, user, deputy, first=0, last=3, by=None, **kw):
        """Name a deputy over RPC, from `first` to `last` days from today."""
        today = fields.Date.today()
        values = {
            "user_id": user.id,
            "delegate_id": deputy.id,
            "date_from": str(today + timedelta(days=first)),
            "date_to": str(today + timedelta(days=last)),
            **kw,
        }
        ids = self._rpc(by or user, "jxc.approval.delegation", "create", [values])
        return self.env["jxc.approval.delegation"].browse(ids)

    def _asked(self, request):
        """Whom activities ask about this request, sorted by login."""
        return self._activities(request).user_id.sorted("login")

    def _activities(self, request):
        """The activities about this request, on it or on its document."""
        return request._jxc_get_activities(request._jxc_get_documents())[request]

    def _run_clock(self):
        """Let the hourly job run as the host does, and the mails leave."""
        for name in ("ir_cron_remind_and_escalate", "ir_cron_mail"):
            with self.enter_registry_test_mode():
                self.env.ref(f"jxc_approval.{name}").method_direct_trigger()
            self.env.invalidate_all()

    def _be_late(self, request, *names):
        """Let the moments `names` of the open tasks have passed."""
        past = fields.Datetime.now() - timedelta(minutes=1)
        tasks = request.task_ids.filtered(lambda task: task.state == "open")
        moments = dict.fromkeys(names or ("remind_at", "escalate_at"), past)
        tasks.write({"wound": True, **moments})

    def _get_acts(self, request, kind):
        return request.act_ids.filtered(lambda act: act.kind == kind)
