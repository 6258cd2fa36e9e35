import json
from contextlib import contextmanager
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.jxc_core.tools.hold import Hold, is_within

from ..tools.ladder import ceiling_of

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
        What this transaction has read before is thus still so.
        """
        if self:
            self.env.execute_query(
                SQL(
                    "UPDATE jxc_approval_request SET turns = turns + 1 "
                    "WHERE id IN %s RETURNING id",
                    tuple(self.ids),
                )
            )
            self.invalidate_recordset(["turns"], flush=False)

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
                    "%s: whoever asked for an approval does not decide on it, nor "
                    "does anybody from another company.",
                    request.document_name,
                )
            )
        tasks = request._jxc_get_tasks_of(user)
        if not tasks and user in request.turn_user_ids:
            raise AccessError(
                self.env._(
                    "%s: you were asked for a role that you have no more. Whoever "
                    "asked can take the request back and submit it again.",
                    request.document_name,
                )
            )
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
        """Approve these requests as the current user, or in an absentee's place.

        :raise UserError: when it is not their turn for one of them, or its document
            has changed; then none is approved
        :raise AccessError: when they asked for one of them themself
        """
        self._jxc_take_turn()
        # sudo: requests are the program's; the right is checked below.
        requests = self.sudo()
        requests._jxc_read_people()
        mine = {request: request._jxc_get_my_tasks() for request in self}
        requests._jxc_check_unchanged()
        for request, tasks in mine.items():
            request = request.sudo()
            with request._jxc_named_in_errors():
                acts = []
                for task in tasks:
                    task._jxc_close("approved", self.env.user)
                    acts.append(request._jxc_prepare_decision("approve", task, reason))
                if request._jxc_is_stage_done():
                    request._jxc_close_stage()
                    request._jxc_open_next_stage(acts)
                else:
                    request._jxc_write_acts(acts)
        requests._jxc_after_change()

    @contextmanager
    def _jxc_named_in_errors(self):
        """Name the document in whatever refuses it: of many, people must know which."""
        try:
            yield
        except (UserError, AccessError) as error:
            text = error.args[0] if error.args else ""
            if self.document_name not in str(text):
                text = self.env._(
                    "%(document)s: %(error)s", document=self.document_name, error=text
                )
                error.args = (text, *error.args[1:])
            raise

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
        self.sudo()._jxc_after_change()

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
        :param add: add an approver to the present stage instead of forwarding; then
            both have to approve
        :raise UserError: when it is not their turn, or `user` cannot decide
        """
        self.ensure_one()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, so that your colleague knows."))
        self._jxc_take_turn()
        tasks = self._jxc_get_my_tasks()
        # sudo: requests are the program's; the right was checked above.
        request, user = self.sudo(), user.sudo()
        request._jxc_check_can_be_asked(user, tasks)
        why = self.env._("asked by %s", self.env.user.name)
        if add:
            slot = max(request.task_ids.mapped("slot")) + 1
            tasks = tasks[:1]
            tasks._jxc_add_person(
                user, slot=slot, quorum="all", why=why, stands_for_id=False
            )
        else:
            for task in tasks:
                root = task.stands_for_id or task
                task._jxc_add_person(user, why=why, stands_for_id=root.id)
            tasks._jxc_close("forwarded", self.env.user)
        for task in tasks:
            request._jxc_log_decision(
                "add" if add else "forward", task, reason, target_id=user.id
            )
        request._jxc_after_change()

    def _jxc_check_can_be_asked(self, user, tasks):
        """Refuse a colleague who cannot decide, or does so already.

        :param tasks: the current user's tasks of this request
        :raise UserError: names the colleague and why
        """
        document = self._jxc_get_document()
        steps = self.env["jxc.approval.rule.step"]
        if not document:
            raise UserError(
                self.env._("%s does not exist any more.", self.document_name)
            )
        if user not in steps._jxc_get_able(user, document) or not self._jxc_may_decide(
            user
        ):
            raise UserError(
                self.env._(
                    "%(user)s cannot decide on %(document)s: they asked for it, or "
                    "are not of its company.",
                    user=user.name,
                    document=self.document_name,
                )
            )
        present = self.task_ids.filtered(
            lambda task: (
                task.stage in tasks.mapped("stage")
                and task.state in ("open", "approved")
            )
        )
        if user == self.env.user or user in present.user_id:
            raise UserError(self.env._("%s is asked in this step already.", user.name))

    def _jxc_log_decision(self, kind, task, reason, **vals):
        """Keep a decision on `task`; say on whose behalf a deputy decided."""
        return self._jxc_write_acts(
            [self._jxc_prepare_decision(kind, task, reason, **vals)]
        )

    def _jxc_prepare_decision(self, kind, task, reason, **vals):
        """Return the act of a decision on `task`; see `_jxc_log_decision`."""
        user = self.env.user
        return self._jxc_prepare_act(
            kind,
            step_name=task.name,
            reason=reason,
            on_behalf_id=task.user_id.id if task.user_id != user else False,
            **vals,
        )

    # === POLICY: WHAT WAS ASKED ===
    @api.model
    def _jxc_pack_hold(self, hold, plan, amount):
        """Return what of a hold a request keeps (JSON-able).

        Its ceiling is raised by what the rule lets it grow, yet not over a threshold
        whose step is not asked. What a rule lets grow later makes nothing of it grow.

        :param plan: see `_jxc_get_plan`
        :param amount: total of the document in company currency, None without one
        """
        growth = plan["rules"][0].growth_percent if plan["rules"] else 0.0
        if growth > 0 and hold.amount > 0 and amount:
            ceiling = ceiling_of(*plan["ladder"], amount, growth)
            limits = (hold.content or {}).get("limits")
            content = hold.content
            if limits:
                factor = 1 + growth / 100
                content = content | {
                    "limits": {
                        name: number * factor if number > 0 else number
                        for name, number in limits.items()
                    }
                }
            hold = replace(hold, amount=hold.amount * ceiling / amount, content=content)
        return {key: getattr(hold, key) for key in HOLD_KEYS}

    def _jxc_unpack_hold(self, values):
        """Return a kept hold."""
        hold = Hold(model=self.res_model, res_id=self.res_id, **values)
        return replace(hold, amount=self.currency_id.round(hold.amount))

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
        documents = self._jxc_get_documents()
        for request, document in documents.items():
            if not document:
                raise UserError(
                    self.env._("%s does not exist any more.", request.document_name)
                )
        together = self.grouped(lambda request: (request.res_model, request.gate_step))
        for (model, step), requests in together.items():
            batch = self.env[model].union(*(documents[one] for one in requests))
            holds = batch._jxc_get_open_holds(step)
            for request in requests:
                document = documents[request]
                mine = [hold for hold in holds if hold.res_id == document.id]
                # Judged with its neighbours a document may be held for more: each is
                # asked about alone.
                if not request._jxc_covers(mine) and not request._jxc_covers(
                    request._jxc_get_open_holds_now()
                ):
                    raise UserError(
                        self.env._(
                            "%s was changed after it was submitted. It has to be "
                            "withdrawn and submitted again.",
                            request.document_name,
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
