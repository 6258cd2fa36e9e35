import json
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.jxc_core.tools.hold import Hold, is_within

PENDING = "pending"
HOLD_KEYS = ("code", "sentence", "digest", "content", "amount", "currency")
# verdict -> (state of the task, state of the request)
VERDICTS = {"refuse": ("refused", "refused"), "return": ("returned", "returned")}


class JxcApprovalRequest(models.Model):
    # One subject a file: together they would fill several screens.
    _inherit = "jxc.approval.request"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY: DECIDING ===
    def _jxc_take_turn(self):
        """Let one transaction at a time decide on these requests.

        The rows are updated: a second transaction waits for the first, then gets a
        serialization failure and is retried by the host, which sees the decision.
        """
        if self:
            self.env.execute_query(
                SQL(
                    "UPDATE jxc_approval_request SET turns = turns + 1 "
                    "WHERE id IN %s RETURNING id",
                    tuple(self.ids),
                )
            )
            self.invalidate_recordset(["turns", "state"], flush=False)

    def _jxc_get_my_tasks(self):
        """Return the current user's open tasks of this request, as superuser.

        :raise UserError: when it has ended, or is somebody else's turn
        :raise AccessError: when the current user asked for it
        """
        self.ensure_one()
        # sudo: who may decide is checked here, not by access rights.
        request = self.sudo()
        if request.state != PENDING:
            states = dict(request._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(document)s: this request is decided: %(state)s.",
                    document=request.document_name,
                    state=states[request.state],
                )
            )
        user = self.env.user
        if not request._jxc_may_decide(user):
            raise AccessError(
                self.env._(
                    "%s: whoever asked for an approval does not decide on it.",
                    request.document_name,
                )
            )
        tasks = request._jxc_get_tasks_of(user)
        if not tasks:
            raise UserError(
                self.env._(
                    "%(document)s: it is the turn of %(people)s.",
                    document=request.document_name,
                    people=", ".join(request.turn_user_ids.mapped("name")),
                )
            )
        return tasks

    def _jxc_approve(self, reason=""):
        """Approve this request as the current user, or in an absentee's place.

        :raise UserError: when it is not their turn, or the document has changed
        :raise AccessError: when they asked for it themself
        """
        self._jxc_take_turn()
        for request in self:
            tasks = request._jxc_get_my_tasks()
            # sudo: requests are the program's; the right was checked above.
            request = request.sudo()
            request._jxc_check_unchanged()
            for task in tasks:
                task._jxc_close("approved", self.env.user)
                request._jxc_log_decision("approve", task, reason)
            if request._jxc_is_stage_done():
                request._jxc_close_stage()
                request._jxc_open_next_stage()
        self.sudo()._jxc_after_change()

    def _jxc_turn_down(self, verdict, reason, reason_kind=None):
        """Refuse this request, or return it for change, as the current user.

        :param verdict: "refuse" or "return"
        :param reason: why, in the words of the current user; must not be blank
        :param reason_kind: `jxc.approval.reason`
        :raise UserError: when it is not their turn, or the reason is blank
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, so that the requester can act on it."))
        self._jxc_take_turn()
        task_state, state = VERDICTS[verdict]
        kind_id = reason_kind.id if reason_kind else False
        for request in self:
            task = request._jxc_get_my_tasks()[:1]
            # sudo: requests are the program's; the right was checked above.
            request = request.sudo()
            task._jxc_close(task_state, self.env.user)
            request._jxc_log_decision(verdict, task, reason, reason_id=kind_id)
            request._jxc_end(state, reason_id=kind_id)
            request._jxc_get_document()._jxc_on_request(state)
        self.sudo()._jxc_after_change(reason)

    def _jxc_withdraw(self, reason=""):
        """Take these requests back as one of their requesters.

        :raise AccessError: for anybody else
        :raise UserError: when it has ended
        """
        self._jxc_take_turn()
        # sudo: requests are the program's; who may withdraw is checked in the loop.
        requests = self.sudo()
        for request in requests:
            if self.env.user not in request.requester_ids:
                raise AccessError(
                    self.env._(
                        "%s: only whoever asked takes a request back.",
                        request.document_name,
                    )
                )
            if request.state != PENDING:
                raise UserError(
                    self.env._("%s waits for nobody's approval.", request.document_name)
                )
            request._jxc_end("withdrawn")
            request._jxc_log("withdraw", reason=reason)
            request._jxc_get_document()._jxc_on_request("withdrawn")
        requests._jxc_after_change()

    def _jxc_hand_on(self, user, reason, add=False):
        """Forward the current user's tasks to `user`, or ask `user`, too.

        :param user: who decides instead (forward) or as well (add)
        :param reason: why; must not be blank
        :param add: add an approver to the present stage instead of forwarding
        :raise UserError: when it is not their turn, or `user` cannot decide
        """
        self.ensure_one()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, so that your colleague knows."))
        self._jxc_take_turn()
        tasks = self._jxc_get_my_tasks()
        # sudo: requests are the program's; the right was checked above.
        request = self.sudo()
        document = request._jxc_get_document()
        able = self.env["jxc.approval.rule.step"].sudo()
        if user.sudo() not in able._jxc_get_able(user.sudo(), document):
            raise UserError(
                self.env._(
                    "%(user)s cannot decide on %(document)s: they asked for it, or "
                    "are not of its company.",
                    user=user.sudo().name,
                    document=request.document_name,
                )
            )
        task = tasks[:1]
        stage = request.task_ids.filtered(lambda other: other.stage == task.stage)
        slots = request.task_ids.mapped("slot")
        if user.sudo() in stage.filtered(lambda t: t.state == "open").user_id:
            raise UserError(
                self.env._("%s is asked in this step already.", user.sudo().name)
            )
        new = task.copy(
            {
                "user_id": user.id,
                "state": "waiting",
                "slot": max(slots) + 1 if add else task.slot,
                "quorum": "all" if add else task.quorum,
                "why": self.env._("asked by %s", self.env.user.name),
                "step_id": task.step_id.id,
            }
        )
        new._jxc_open()
        if not add:
            tasks._jxc_close("forwarded", self.env.user)
        request.involved_ids |= user
        request._jxc_log_decision(
            "add" if add else "forward", task, reason, target_id=user.id
        )
        request._jxc_after_change()

    def _jxc_log_decision(self, kind, task, reason, **vals):
        """Keep a decision on `task`; say on whose behalf a deputy decided."""
        user = self.env.user
        return self._jxc_log(
            kind,
            step_name=task.name,
            reason=reason,
            on_behalf_id=task.user_id.id if task.user_id != user else False,
            **vals,
        )

    # === POLICY: WHAT WAS ASKED ===
    @api.model
    def _jxc_pack_hold(self, hold):
        """Return what of a hold a request keeps (JSON-able)."""
        return {key: getattr(hold, key) for key in HOLD_KEYS}

    def _jxc_unpack_hold(self, values):
        """Return a kept hold, its ceiling raised by what the rule lets it grow."""
        hold = Hold(model=self.res_model, res_id=self.res_id, **values)
        growth = self.rule_id.growth_percent
        if growth <= 0:
            return hold
        return replace(
            hold, amount=self.currency_id.round(hold.amount * (1 + growth / 100))
        )

    def _jxc_get_asked_holds(self):
        """Return the holds that this request asks about, as they would be released."""
        return [self._jxc_unpack_hold(values) for values in json.loads(self.holds)]

    def _jxc_covers(self, holds):
        """Tell whether all of `holds` are within what this request asks for."""
        asked = {hold.code: hold for hold in self._jxc_get_asked_holds()}
        return all(
            hold.code in asked and self._jxc_is_same(asked[hold.code], hold)
            for hold in holds
        )

    @api.model
    def _jxc_is_same(self, asked, now):
        """Tell whether the hold `now` is no more than the one that was asked."""
        if asked.currency != now.currency or now.amount > asked.amount + 1e-6:
            return False
        return asked.digest == now.digest or bool(
            asked.content and now.content and is_within(asked.content, now.content)
        )

    def _jxc_get_open_holds_now(self):
        """Return the document's open holds for the step that it waits for."""
        document = self._jxc_get_document()
        if not document:
            return []
        return document._jxc_get_open_holds(self.gate_step)

    def _jxc_check_unchanged(self):
        """Refuse to approve what is no longer what was asked.

        :raise UserError: names the document and what to do
        """
        self.ensure_one()
        if not self._jxc_get_document():
            raise UserError(
                self.env._("%s does not exist any more.", self.document_name)
            )
        if not self._jxc_covers(self._jxc_get_open_holds_now()):
            raise UserError(
                self.env._(
                    "%s was changed after it was submitted. It has to be withdrawn "
                    "and submitted again.",
                    self.document_name,
                )
            )

    # === ACTIONS ===
    def action_jxc_approve(self):
        """Approve these requests, each as the current user's turn.

        :raise UserError: when one of them is not
        """
        self._jxc_approve()
        return True

    def action_jxc_decide(self, verdict="approve"):
        """Open the dialog in which the current user decides with a reason."""
        for request in self:
            request._jxc_get_my_tasks()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "jxc.approval.decide",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_request_ids": [fields.Command.set(self.ids)],
                "default_verdict": verdict,
            },
        }

    def action_jxc_withdraw(self):
        """Take these requests back.

        :raise AccessError: for anybody but a requester
        """
        self._jxc_withdraw()
        return True

    def _jxc_get_form_action(self):
        """Return the action that opens this request."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
