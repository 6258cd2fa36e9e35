from odoo import fields, models
from odoo.tools.misc import format_date

# Acts that tell how a task was decided, and acts that are notes beside its step.
DECIDING = ("approve", "auto", "refuse", "return")
NOTED = ("forward", "add", "remind", "escalate")
# state of the request -> act that ended it, where the steps do not tell it
ENDING = {
    "approved": ("seal", "release"),
    "withdrawn": ("withdraw",),
    "broken": ("break",),
    "moot": ("moot",),
}


# One subject a file; together they would fill several screens.
class JxcApprovalRequest(models.Model):
    _inherit = "jxc.approval.request"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY: THE TIME LINE ===
    def _jxc_get_timeline(self):
        """Return the course of this request for the time line widget.

        Call it as superuser. Moments are UTC ("YYYY-MM-DD HH:MM:SS"), hours are those
        of the clock; texts are in the reader's language.

        :return: list of entries in order, see `_jxc_prepare_timeline_entry`
        """
        if not self:
            return []
        self.ensure_one()
        acts = self.act_ids.sorted("number")
        tasks = self.task_ids.sorted(lambda task: (task.stage, task.slot, task.id))
        line = [self._jxc_get_timeline_start(acts)]
        line += [
            self._jxc_get_timeline_step(slot, acts)
            for slot in tasks.grouped("slot").values()
        ]
        return line + self._jxc_get_timeline_end(acts)

    def _jxc_prepare_timeline_entry(self, key, kind, name, state, **values):
        """Return one entry of the time line.

        :param key: unique in the line
        :param kind: "submit", "step" or "end"
        :param name: what happened or is asked
        :param state: "done", or a state of a task or of a request
        :param values: "label" (the state in words), "stage" (steps of one stage are
            asked at the same time), "quorum" ("one" or "all"), "people" (names of
            those who are asked), "why" (why they), "since" (when their turn began),
            "decisions" and "notes" (see `_jxc_get_timeline_act`)
        """
        blank = {
            "label": "",
            "stage": 0,
            "quorum": "one",
            "people": [],
            "why": "",
            "since": "",
            "decisions": [],
            "notes": [],
        }
        entry = {"key": key, "kind": kind, "name": name or "", "state": state}
        return entry | blank | values

    def _jxc_get_timeline_start(self, acts):
        """Return the entry that says who asked, when and why."""
        act = acts.filtered(lambda act: act.kind == "submit")[:1]
        by = act.user_id or self.requester_id
        moment = act.moment or self.create_date
        decision = self._jxc_get_timeline_act(act) | {
            "by": by.name,
            "when": fields.Datetime.to_string(moment),
            "reason": self.reason or "",
        }
        return self._jxc_prepare_timeline_entry(
            "submit", "submit", self.env._("Submitted"), "done", decisions=[decision]
        )

    def _jxc_get_timeline_step(self, tasks, acts):
        """Return the entry of one slot: its people and their decisions."""
        state = self._jxc_get_slot_state(tasks)
        decided = tasks.filtered("decided_by_id").sorted(lambda t: (t.closed_at, t.id))
        waiting = tasks.filtered(lambda task: task.state in ("open", "waiting"))
        since = [task.opened_at for task in tasks if task.state == "open"]
        own = acts.filtered(lambda act: act.step_name == tasks[0].name)
        return self._jxc_prepare_timeline_entry(
            f"slot {tasks[0].slot}",
            "step",
            tasks[0].name,
            state,
            label=dict(self.task_ids._fields["state"]._description_selection(self.env))[
                state
            ],
            stage=tasks[0].stage,
            quorum=tasks[0].quorum,
            people=waiting.user_id.mapped("name"),
            why=waiting[:1].why or "",
            since=fields.Datetime.to_string(min(since)) if since else "",
            decisions=[
                self._jxc_get_timeline_decision(task, own)
                for task in decided
                if task.state in ("approved", "refused", "returned")
            ],
            notes=[self._jxc_get_timeline_act(act) for act in own if act.kind in NOTED],
        )

    def _jxc_get_slot_state(self, tasks):
        """Return the one state of a task that stands for its whole slot."""
        if tasks._jxc_is_slot_done():
            return "approved"
        states = set(tasks.mapped("state"))
        order = ("refused", "returned", "open", "waiting", "approved")
        return next((state for state in order if state in states), "moot")

    def _jxc_get_timeline_decision(self, task, acts):
        """Return what was decided on one task."""
        act = acts.filtered(
            lambda act: act.kind in DECIDING and act.user_id == task.decided_by_id
        )[-1:]
        behalf = (
            task.user_id if task.user_id != task.decided_by_id else act.on_behalf_id
        )
        return self._jxc_get_timeline_act(act) | {
            "by": task.decided_by_id.name,
            "on_behalf": behalf.name or "",
            "when": fields.Datetime.to_string(task.closed_at) or "",
            "hours": round(task.hours, 2),
        }

    def _jxc_get_timeline_end(self, acts):
        """Return the entry that says how it ended, if the steps do not."""
        act = acts.filtered(lambda act: act.kind in ENDING.get(self.state, ()))[-1:]
        if not act:
            return []
        ended = self._jxc_get_timeline_act(act)
        if self.state == "approved" and self.valid_until:
            ended["reason"] = self.env._(
                "The approval counts until %s.", format_date(self.env, self.valid_until)
            )
        return [
            self._jxc_prepare_timeline_entry(
                "end", "end", ended["label"], self.state, decisions=[ended]
            )
        ]

    def _jxc_get_timeline_act(self, act):
        """Return one act of the trail (or none) as the widget shows it."""
        kinds = dict(self.act_ids._fields["kind"]._description_selection(self.env))
        return {
            "kind": act.kind or "",
            "label": kinds.get(act.kind, ""),
            "by": act.user_id.name or "",
            "on_behalf": act.on_behalf_id.name or "",
            "to": act.target_id.name or "",
            "when": fields.Datetime.to_string(act.moment) or "",
            "hours": 0.0,
            "reason": act.reason or "",
        }
