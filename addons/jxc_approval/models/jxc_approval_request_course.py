import json
from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import mute_logger

PENDING = "pending"
# What a request has to say is in its trail; its chatter starts empty.
QUIETLY = {"mail_create_nolog": True, "mail_create_nosubscribe": True}


class JxcApprovalRequest(models.Model):
    # One subject a file: together they would fill several screens.
    _inherit = "jxc.approval.request"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY: SUBMITTING ===
    @api.model
    def _jxc_get_plan(self, document, holds, rules=None):
        """Return who would have to approve `holds` of one document, and why.

        :param document: record of a gated model
        :param holds: its open holds
        :param rules: plain rules to try instead of those that are on
        :return: {"slots": [{"stage", "name", "step", "users", "why", "role",
            "quorum"}], "rules": plain rules, "counted": ids, "reach": float, "missing":
            names of steps that nobody may take, "ladder": (its steps, those that ask),
            "requesters": who wants the document to pass}
        """
        Rule = self.env["jxc.approval.rule"]
        # sudo: who approves is told to whoever asks, whatever they may read.
        document = document.sudo()
        plan = {
            "slots": [],
            "rules": [],
            "counted": frozenset(),
            "reach": 0.0,
            "missing": [],
            "ladder": ((), ()),
            "requesters": document._jxc_get_requesters(),
        }
        done = set()
        for hold in holds:
            kinds = Rule._jxc_get_kinds(document._name, hold.code)
            found = Rule._jxc_find(document, kinds, rules).get(document.id)
            key = found[0].id if found else hold.code
            if key in done:
                continue
            done.add(key)
            if found:
                rule, steps, counted = found
                plan["rules"].append(rule)
                plan["counted"] |= counted
                plan["ladder"] = (rule.steps, steps)
                plan["reach"] = max(
                    [plan["reach"], *(step.amount_over for step in steps)]
                )
                self._jxc_plan_steps(plan, document, steps)
            else:
                self._jxc_plan_release(plan, document, hold)
        return plan

    def _jxc_plan_steps(self, plan, document, steps):
        """Add the steps of a rule to a plan."""
        # sudo: who approves is told to whoever asks, whatever they may read.
        records = self.env["jxc.approval.rule.step"].sudo()
        for step in records.browse(step.id for step in steps):
            users, why, role = step._jxc_get_asked(document, plan["requesters"])
            if not users:
                plan["missing"].append(step.name)
            last = plan["slots"][-1]["stage"] if plan["slots"] else 0
            plan["slots"].append(
                {
                    "stage": last if step.together and last else last + 1,
                    "name": step.name,
                    "step": step,
                    "users": users,
                    "why": why,
                    "role": role,
                    "quorum": step.quorum,
                }
            )

    def _jxc_plan_release(self, plan, document, hold):
        """Add a hold that no rule speaks about: its releasers, any of them."""
        document = document.with_env(self.env)
        users = document._jxc_get_releasers(hold.code)
        group = document._jxc_get_release_group(hold.code)
        name = self.env._("Release")
        if not users:
            plan["missing"].append(name)
        last = plan["slots"][-1]["stage"] if plan["slots"] else 0
        plan["slots"].append(
            {
                "stage": last + 1,
                "name": name,
                "step": self.env["jxc.approval.rule.step"],
                "users": users,
                "why": self.env._("may release this hold"),
                "role": self.env.ref(group) if group else self.env["res.groups"],
                "quorum": "one",
            }
        )

    @api.model
    def _jxc_submit(
        self,
        document,
        step,
        holds,
        reason="",
        previous_rows=None,
        plan=None,
        base=None,
    ):
        """Put a held document before its approvers; return the request.

        :param document: record the current user may read
        :param step: gate step it waits for
        :param holds: its open holds for that step
        :param reason: why it should pass
        :param previous_rows: rows of the document as it was approved before
        :param plan: who approves, as `_jxc_get_plan` returned it to a caller who has
            seen that nothing is pending
        :param base: what of the document had passed before it was changed
        :raise UserError: when somebody is missing in the plan, or the same is
            pending already
        """
        document.ensure_one()
        if plan is None and self._jxc_get_pending(document, step):
            raise UserError(
                self.env._(
                    "%s waits for approval already. The answer will appear on it.",
                    document.display_name,
                )
            )
        plan = plan or self._jxc_get_plan(document, holds)
        if plan["missing"]:
            raise UserError(
                self.env._(
                    "Nobody may approve %(document)s (%(steps)s). Ask your JXC "
                    "administrator to give somebody else the role, or to let people "
                    "release their own documents.",
                    document=document.display_name,
                    steps=", ".join(plan["missing"]),
                )
            )
        vals = self._jxc_prepare_request_vals(document, step, holds, plan)
        vals.update(
            reason=reason,
            previous_rows=json.dumps(previous_rows) if previous_rows else False,
            base=json.dumps(base) if base else False,
        )
        # sudo: requests are the program's; the document is the caller's to submit.
        requests = self.sudo().with_context(**QUIETLY)
        with self._jxc_asked_at_once():
            request = requests.create(vals)
        request = request.with_context(mail_notrack=True)
        request._jxc_log("submit", reason=reason)
        request._jxc_open_next_stage()
        document.sudo()._jxc_on_request(PENDING)
        request._jxc_after_change()
        return request

    @contextmanager
    def _jxc_asked_at_once(self):
        """Have the host try again when a colleague asks the same at this moment.

        In its new snapshot it sees the colleague's request.
        """
        try:
            with mute_logger("odoo.sql_db"):
                yield
        except UniqueViolation as error:
            raise ConcurrencyError("asked by somebody else meanwhile") from error

    @api.model
    def _jxc_prepare_request_vals(self, document, step, holds, plan):
        """Return the values of a request with its tasks."""
        # sudo: what was asked is kept whatever whoever asks may read of it.
        document = document.sudo()
        facts = document._jxc_get_approval_facts()
        amount, currency = document._jxc_get_approval_amount()
        company = document._jxc_get_approval_company()
        asking = self.env.user
        if asking.share or asking._is_superuser():
            # A customer signs, or the program books a payment: not they are waiting.
            asking = document._jxc_get_person_in_charge() or asking
        requesters = plan["requesters"] | asking
        asked = self.env["res.users"].union(*(slot["users"] for slot in plan["slots"]))
        self._jxc_read_contacts(asking | asked, company)
        days = [rule.seal_days for rule in plan["rules"] if rule.seal_days]
        first = plan["rules"][0] if plan["rules"] else None
        rule = {
            "kind": first.kind_shown if first else False,
            "rule_id": first.id if first else False,
            "company_id": company.id,
        }
        tasks = [
            fields.Command.create(
                {
                    "stage": slot["stage"],
                    "slot": number,
                    "name": slot["name"],
                    "why": slot["why"],
                    "step_id": slot["step"].id,
                    "quorum": slot["quorum"],
                    "role_id": slot["role"].id,
                    "user_id": user.id,
                    # What the host would copy from the request in a second writing.
                    **rule,
                }
            )
            for number, slot in enumerate(plan["slots"], start=1)
            for user in slot["users"]
        ]
        return {
            "res_model": document._name,
            "res_id": document.id,
            "document_name": document._jxc_get_approval_name(),
            **rule,
            "gate_step": step,
            "stage": 1,
            "codes": ",".join(sorted({hold.code for hold in holds})),
            "sentence": "\n".join(dict.fromkeys(hold.sentence for hold in holds)),
            "holds": json.dumps(
                [self._jxc_pack_hold(hold, plan, facts["amount"]) for hold in holds]
            ),
            "digest": ",".join(sorted({hold.digest for hold in holds})),
            "rows": json.dumps(document._jxc_get_approval_rows()),
            # The currency first: it is what the host rounds the amount by.
            "currency_id": currency.id if currency else company.currency_id.id,
            "amount": amount or 0.0,
            "amount_company": facts["amount"] or 0.0,
            "reach": plan["reach"],
            "partner_id": facts["partner"].id,
            "requester_id": asking.id,
            "requester_ids": [fields.Command.set(requesters.ids)],
            "involved_ids": [fields.Command.set((requesters | asked).ids)],
            "department_id": document._jxc_get_requester_employee().department_id.id,
            "split": bool(plan["counted"]),
            "counted_ids": [fields.Command.set(plan["counted"])],
            "seen": document._jxc_get_seen(plan["counted"], facts["amount"]),
            "valid_until": (
                fields.Date.add(company._jxc_get_today(), days=min(days))
                if days
                else False
            ),
            "task_ids": tasks,
        }

    # === POLICY: THE COURSE ===
    def _jxc_open_next_stage(self, acts=()):
        """Open the next stage, and count once who has just decided.

        Ends with the seal when no stage is left.

        :param acts: what has just been done, to be kept with what follows from it
        """
        self.ensure_one()
        acts = list(acts)
        while True:
            waiting = self.task_ids.filtered(lambda task: task.state == "waiting")
            if not waiting:
                return self._jxc_finish(acts)
            self.stage = min(waiting.mapped("stage"))
            tasks = waiting.filtered(lambda task: task.stage == self.stage)
            tasks._jxc_open()
            before = self.task_ids.filtered(
                lambda task: task.state == "approved" and task.stage == self.stage - 1
            )
            deciders = before.user_id | before.decided_by_id
            for task in tasks:
                if task.user_id in deciders and task._jxc_is_theirs():
                    task._jxc_close("approved", task.user_id, waited=False)
                    acts.append(self._jxc_prepare_once(task))
            if not self._jxc_is_stage_done():
                return self._jxc_write_acts(acts)
            self._jxc_close_stage()

    def _jxc_prepare_once(self, task):
        """Return the act that says that somebody decided in the step before already.

        Where they were then is not where whoever acts now is.
        """
        vals = {"channel": False, "address": False, "device": False}
        return self._jxc_prepare_act(
            "auto",
            user_id=task.user_id.id,
            step_name=task.name,
            reason=self.env._("Decided in the step before."),
            **(vals if task.user_id != self.env.user else {}),
        )

    def _jxc_is_stage_done(self):
        """Tell whether every slot of the present stage is answered."""
        tasks = self.task_ids.filtered(lambda task: task.stage == self.stage)
        return all(slot._jxc_is_slot_done() for slot in tasks.grouped("slot").values())

    def _jxc_close_stage(self):
        """Nobody of this stage is asked any more."""
        tasks = self.task_ids.filtered(
            lambda task: task.stage == self.stage and task.state == "open"
        )
        tasks._jxc_close("moot")

    def _jxc_finish(self, acts=()):
        """Seal what was approved: release its holds, and let the document go on.

        :param acts: what was done before, to be kept with the seal
        """
        self.ensure_one()
        document = self._jxc_get_document()
        holds = self._jxc_get_asked_holds()
        user = self.env.user
        last = self.task_ids.filtered(lambda task: task.decided_by_id == user)[-1:]
        behalf = last.user_id if last.user_id != user else self.env["res.users"]
        self.env["jxc.release"]._jxc_write_releases(
            document.with_env(self.env),
            holds,
            self.env._("Approved by all steps."),
            self.valid_until,
            user=user,
            on_behalf=behalf,
            requester=self.requester_id,
        )
        self._jxc_end("approved")
        seal = self._jxc_prepare_act("seal", on_behalf_id=behalf.id)
        self._jxc_write_acts([*acts, seal])
        return document._jxc_on_request("approved")

    def _jxc_end(self, state, **vals):
        """End this request.

        :param state: how; the tasks that are left are moot
        """
        now = fields.Datetime.now()
        self.task_ids.filtered(
            lambda task: task.state in ("open", "waiting")
        )._jxc_close("moot")
        for request in self:
            request.write(
                {
                    "state": state,
                    "decided_at": now,
                    "decided_by_id": self.env.user.id,
                    "to_answer": True,
                    "hours": (now - request.create_date).total_seconds() / 3600,
                    **vals,
                }
            )

    def _jxc_close_as(self, state, kind, reason=""):
        """End pending requests because of what became of their documents.

        :param state: state of the request
        :param kind: kind of the act that is kept
        """
        for request in self:
            request._jxc_end(state)
            request._jxc_log(kind, reason=reason)
        self._jxc_after_change()

    def _jxc_log(self, kind, **vals):
        """Keep one act of this request in the trail."""
        return self._jxc_write_acts([self._jxc_prepare_act(kind, **vals)])

    def _jxc_write_acts(self, vals_list):
        """Keep acts of this request in the trail, in their order."""
        return self.env["jxc.approval.act"]._jxc_write_down(vals_list)

    def _jxc_prepare_act(self, kind, **vals):
        """Return the values of one act of this request."""
        self.ensure_one()
        return {
            "kind": kind,
            "request_id": self.id,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "document_name": self.document_name,
            "company_id": self.company_id.id,
            "digest": self.digest,
            "amount": self.amount,
            "currency_name": self.currency_id.name,
            **vals,
        }
