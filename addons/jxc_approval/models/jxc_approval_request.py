import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

PENDING = "pending"
STATES = [
    ("pending", "Waiting"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("returned", "Returned for change"),
    ("withdrawn", "Withdrawn"),
    ("broken", "Changed since"),
    ("moot", "No longer needed"),
]


class JxcApprovalRequest(models.Model):
    """A held document is put before those who may let it pass.

    The request shows where things stand; it opens nothing. What lets a document pass
    is the release that the last approval writes (`jxc.release`), and what proves
    who did what is the trail (`jxc.approval.act`). Written by the program only.
    """

    _name = "jxc.approval.request"
    _description = "Approval Request"
    _inherit = ["jxc.document.reference", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "document_name"

    # === FIELDS ===
    kind = fields.Selection(
        selection=lambda self: (
            self.env["jxc.approval.rule"]._fields["kind"].selection
        ),
        string="Documents",
        readonly=True,
        index=True,
    )
    rule_id = fields.Many2one("jxc.approval.rule", readonly=True, ondelete="set null")
    state = fields.Selection(
        STATES, required=True, readonly=True, default=PENDING, index=True
    )
    gate_step = fields.Char(readonly=True, help="What the document waits for.")
    codes = fields.Char(string="Hold Codes", readonly=True)
    sentence = fields.Text(string="Rules", readonly=True)
    holds = fields.Text(readonly=True, help="What was asked, as JSON.")
    digest = fields.Char(string="Content Digest", readonly=True)
    rows = fields.Text(
        readonly=True,
        groups="jxc_core.group_price_reader",
        help="The document as it was submitted, as JSON.",
    )
    previous_rows = fields.Text(
        readonly=True,
        groups="jxc_core.group_price_reader",
        help="The document as it was approved before, as JSON.",
    )
    content_table = fields.Html(
        compute="_compute_content_table", groups="jxc_core.group_price_reader"
    )
    amount = fields.Monetary(
        readonly=True,
        groups="jxc_core.group_price_reader",
        help="Total of the document in its own currency, taxes included.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_company = fields.Monetary(
        string="Amount in Company Currency",
        readonly=True,
        currency_field="company_currency_id",
        groups="jxc_core.group_price_reader",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    reach = fields.Float(
        readonly=True, help="The highest threshold that these steps ask at."
    )
    partner_id = fields.Many2one("res.partner", readonly=True)
    requester_id = fields.Many2one(
        "res.users", string="Asked By", required=True, readonly=True, index=True
    )
    requester_ids = fields.Many2many(
        "res.users",
        "jxc_approval_request_requester_rel",
        string="Requesters",
        readonly=True,
        help="Everybody who wants the document to pass; none of them decides.",
    )
    department_id = fields.Many2one("hr.department", readonly=True)
    reason = fields.Text(readonly=True)
    split = fields.Boolean(
        string="Split",
        readonly=True,
        help="Asked because orders of the last days count together with this one.",
    )
    counted_ids = fields.Many2many(
        "purchase.order",
        "jxc_approval_request_counted_rel",
        string="Counted Together",
        readonly=True,
    )
    valid_until = fields.Date(
        readonly=True, help="Last day on which the approval counts; empty: no end."
    )
    turns = fields.Integer(readonly=True, help="Counts the decisions, one at a time.")
    stage = fields.Integer(readonly=True, default=0)
    decided_at = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one("res.users", string="Decided By", readonly=True)
    reason_id = fields.Many2one(
        "jxc.approval.reason", string="Kind of Reason", readonly=True
    )
    hours = fields.Float(
        string="Took (Hours)", readonly=True, aggregator="avg"
    )
    task_ids = fields.One2many("jxc.approval.task", "request_id", readonly=True)
    act_ids = fields.One2many("jxc.approval.act", "request_id", readonly=True)
    turn_user_ids = fields.Many2many(
        "res.users",
        "jxc_approval_request_turn_rel",
        string="Whose Turn",
        readonly=True,
    )
    involved_ids = fields.Many2many(
        "res.users",
        "jxc_approval_request_involved_rel",
        string="Involved",
        readonly=True,
        help="Who may read this request: requesters, approvers and their deputies.",
    )
    my_turn = fields.Boolean(compute="_compute_my_turn", search="_search_my_turn")
    can_withdraw = fields.Boolean(compute="_compute_my_turn")
    timeline = fields.Json(compute="_compute_timeline")

    _document_idx = models.Index("(res_model, res_id, id DESC)")
    _pending_unique = models.UniqueIndex(
        "(res_model, res_id, gate_step) WHERE state = 'pending'"
    )

    # === COMPUTE ===
    @api.depends("turn_user_ids", "state")
    @api.depends_context("uid")
    def _compute_my_turn(self):
        """It is the turn of whoever is asked, and of their deputy of today."""
        user = self.env.user
        mine = user | self.env["jxc.approval.delegation"]._jxc_get_principals(user)
        for request in self:
            pending = request.state == PENDING
            # sudo: whose turn it is, is for everyone involved.
            asked = request.sudo()
            request.my_turn = pending and bool(
                mine & asked.turn_user_ids and request._jxc_may_decide(user)
            )
            request.can_withdraw = pending and user in asked.requester_ids

    def _search_my_turn(self, operator, value):
        """Find what waits for the reader; one indexed look-up."""
        if operator != "in":
            return NotImplemented
        user = self.env.user
        mine = user | self.env["jxc.approval.delegation"]._jxc_get_principals(user)
        domain = Domain("state", "=", PENDING) & Domain(
            "turn_user_ids", "in", mine.ids
        )
        # Asked for themself only where the company lets them: see `_jxc_may_decide`.
        domain &= ~Domain("requester_ids", "in", user.ids) | Domain(
            "company_id.jxc_allow_self_release", "=", True
        )
        return domain if True in value else ~domain

    @api.depends("task_ids.state", "act_ids")
    @api.depends_context("lang", "tz")
    def _compute_timeline(self):
        """The steps with people and moments, for the time line widget."""
        for request in self:
            request.timeline = request.sudo()._jxc_get_timeline()

    @api.depends("rows", "previous_rows")
    @api.depends_context("lang")
    def _compute_content_table(self):
        """What was asked for, beside what was approved before if there is such."""
        for request in self:
            request.content_table = self.env["ir.qweb"]._render(
                "jxc_approval.content_table", request._jxc_get_table_values()
            )

    # === POLICY: LOOKING UP ===
    @api.model
    def _jxc_get_last(self, res_model, res_ids):
        """Return {document id: its last request}; one query."""
        if not res_ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (res_id) res_id, id
                  FROM jxc_approval_request
                 WHERE res_model = %s AND res_id IN %s
              ORDER BY res_id, id DESC
                """,
                res_model,
                tuple(res_ids),
            )
        )
        return {res_id: self.browse(request_id) for res_id, request_id in rows}

    @api.model
    def _jxc_get_documents_in(self, res_model, states):
        """Return the ids of documents whose last request is in `states` (None: any)."""
        self.flush_model(["state", "res_model", "res_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_id
                  FROM (SELECT DISTINCT ON (res_id) res_id, state
                          FROM jxc_approval_request
                         WHERE res_model = %s
                      ORDER BY res_id, id DESC) AS last
                 WHERE %s
                """,
                res_model,
                SQL("TRUE") if states is None else SQL("state = ANY(%s)", list(states)),
            )
        )
        return [res_id for (res_id,) in rows]

    @api.model
    def _jxc_get_pending(self, documents, step=None):
        """Return the pending requests about these documents, as superuser."""
        domain = (
            Domain("res_model", "=", documents._name)
            & Domain("res_id", "in", documents.ids)
            & Domain("state", "=", PENDING)
        )
        if step:
            domain &= Domain("gate_step", "=", step)
        # sudo: whoever changes the document need not be involved in its request.
        return self.sudo().search(domain)

    def _jxc_get_document(self):
        """Return the document of this request as superuser; empty when it is gone."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None:
            return self.env["base"]
        # sudo: an approver need not be able to read the document itself.
        return model.sudo().browse(self.res_id).exists()

    @api.model
    def _jxc_get_askable(self, res_model, res_id):
        """Return (document, gate step, its open holds for it) of any document.

        :raise UserError: when documents of this kind are never held
        :raise AccessError: when the user may not read the document
        """
        model = self.env.get(res_model)
        rules = self.env["jxc.approval.rule"]
        if model is None or model._abstract or model._transient:
            raise UserError(self.env._("Documents of this kind are never held."))
        document = model.browse(res_id)
        document.check_access("read")
        if hasattr(model, "_jxc_get_open_holds"):
            step = document._jxc_get_next_step()
            return document, step, document._jxc_get_open_holds(step) if step else []
        if not rules._jxc_get_rules_on(res_model):
            raise UserError(self.env._("Documents of this kind are never held."))
        return document, "approve", rules._jxc_get_generic_open_holds(document)

    def _jxc_get_tasks_of(self, user):
        """Return the open tasks that `user` may decide: own ones and a principal's."""
        mine = user | self.env["jxc.approval.delegation"]._jxc_get_principals(user)
        # sudo: tasks are the program's, whose they are is what is looked for.
        return self.sudo().task_ids.filtered(
            lambda task: task.state == "open" and task.user_id in mine
        )

    def _jxc_may_decide(self, user):
        """Tell whether `user` is none of the requesters, or the company allows it."""
        self.ensure_one()
        # sudo: the verdict is for everyone.
        request = self.sudo()
        return (
            request.company_id.jxc_allow_self_release
            or user not in request.requester_ids
        )

    # === POLICY: SUBMITTING ===
    @api.model
    def _jxc_get_plan(self, document, holds, rules=None):
        """Return who would have to approve `holds` of one document, and why.

        :param document: record of an approvable or gated model
        :param holds: its open holds
        :param rules: plain rules to try instead of those that are on
        :return: {"slots": [{"stage", "name", "step", "users", "why", "quorum"}],
            "rule": record, "counted": ids, "split": bool, "reach": float}
        """
        Rule = self.env["jxc.approval.rule"]
        # sudo: who approves is told to whoever asks, whatever they may read.
        document = document.sudo()
        plan = {
            "slots": [],
            "rule": Rule.sudo(),
            "counted": frozenset(),
            "reach": 0.0,
            "missing": [],
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
                plan["rule"] |= Rule.sudo().browse(rule.id)
                plan["counted"] |= counted
                plan["reach"] = max(
                    [plan["reach"], *(step.amount_over for step in steps)]
                )
                self._jxc_plan_steps(plan, document, steps)
            else:
                self._jxc_plan_release(plan, document, hold)
        return plan

    def _jxc_plan_steps(self, plan, document, steps):
        """Add the steps of a rule to a plan."""
        records = self.env["jxc.approval.rule.step"].sudo()
        for step in records.browse(step.id for step in steps):
            users, why = step._jxc_get_approvers(document)
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
                    "quorum": step.quorum,
                }
            )

    def _jxc_plan_release(self, plan, document, hold):
        """Add a hold that no rule speaks about: its releasers, any of them."""
        users = document.with_env(self.env)._jxc_get_releasers(hold.code)
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
                "quorum": "one",
            }
        )

    @api.model
    def _jxc_submit(self, document, step, holds, reason="", previous_rows=None):
        """Put a held document before its approvers; return the request.

        :param document: record the current user may read
        :param step: gate step it waits for
        :param holds: its open holds for that step
        :param reason: why it should pass
        :param previous_rows: rows of the document as it was approved before
        :raise UserError: when somebody is missing in the plan, or the same is
            pending already
        """
        document.ensure_one()
        if self._jxc_get_pending(document, step):
            raise UserError(
                self.env._(
                    "%s waits for approval already. The answer will appear on it.",
                    document.display_name,
                )
            )
        plan = self._jxc_get_plan(document, holds)
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
        )
        # sudo: requests are the program's; the document is the caller's to submit.
        request = self.sudo().create(vals).with_context(mail_notrack=True)
        request._jxc_log("submit", reason=reason)
        request._jxc_open_next_stage()
        document.sudo()._jxc_on_request(PENDING)
        request._jxc_after_change()
        return request

    @api.model
    def _jxc_prepare_request_vals(self, document, step, holds, plan):
        """Return the values of a request with its tasks."""
        # sudo: what was asked is kept whatever whoever asks may read of it.
        document = document.sudo()
        facts = document._jxc_get_approval_facts()
        amount, currency = document._jxc_get_approval_amount()
        company = document._jxc_get_approval_company()
        wanting = document._jxc_get_approval_requesters()
        # A customer signs or pays through the portal: their salesperson asks then.
        asking = wanting[:1] if self.env.user.share and wanting else self.env.user
        requesters = wanting | asking
        days = [rule.seal_days for rule in plan["rule"] if rule.seal_days]
        tasks = [
            fields.Command.create(
                {
                    "stage": slot["stage"],
                    "slot": number,
                    "name": slot["name"],
                    "why": slot["why"],
                    "step_id": slot["step"].id,
                    "quorum": slot["quorum"],
                    "user_id": user.id,
                }
            )
            for number, slot in enumerate(plan["slots"], start=1)
            for user in slot["users"]
        ]
        asked = self.env["res.users"].union(*(slot["users"] for slot in plan["slots"]))
        rule = plan["rule"][:1]
        return {
            "res_model": document._name,
            "res_id": document.id,
            "document_name": document.display_name,
            "company_id": company.id,
            "kind": rule.kind,
            "rule_id": rule.id,
            "gate_step": step,
            "codes": ",".join(sorted({hold.code for hold in holds})),
            "sentence": "\n".join(dict.fromkeys(hold.sentence for hold in holds)),
            "holds": json.dumps([self._jxc_pack_hold(hold) for hold in holds]),
            "digest": ",".join(sorted({hold.digest for hold in holds})),
            "rows": json.dumps(document._jxc_get_approval_rows()),
            "amount": amount or 0.0,
            "currency_id": currency.id if currency else company.currency_id.id,
            "amount_company": facts["amount"] or 0.0,
            "reach": plan["reach"],
            "partner_id": facts["partner"].id,
            "requester_id": asking.id,
            "requester_ids": [fields.Command.set(requesters.ids)],
            "involved_ids": [fields.Command.set((requesters | asked).ids)],
            "department_id": document._jxc_get_requester_employee().department_id.id,
            "split": bool(plan["counted"]),
            "counted_ids": [fields.Command.set(plan["counted"])],
            "valid_until": (
                fields.Date.add(company._jxc_get_today(), days=min(days))
                if days
                else False
            ),
            "task_ids": tasks,
        }

    # === POLICY: THE COURSE ===
    def _jxc_open_next_stage(self):
        """Open the next stage, and count once who has just decided.

        Ends with the seal when no stage is left.
        """
        self.ensure_one()
        deciders = self.env["res.users"]
        while True:
            waiting = self.task_ids.filtered(lambda task: task.state == "waiting")
            if not waiting:
                return self._jxc_finish()
            self.stage = min(waiting.mapped("stage"))
            tasks = waiting.filtered(lambda task: task.stage == self.stage)
            tasks._jxc_open()
            before = self.task_ids.filtered(
                lambda task: task.state == "approved" and task.stage == self.stage - 1
            )
            deciders = before.user_id | before.decided_by_id
            again = tasks.filtered(lambda task: task.user_id in deciders)
            for task in again:
                task._jxc_close("approved", task.user_id)
                self._jxc_log(
                    "auto",
                    user_id=task.user_id.id,
                    step_name=task.name,
                    reason=self.env._("Decided in the step before."),
                )
            if not self._jxc_is_stage_done():
                return None
            self._jxc_close_stage()

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

    def _jxc_finish(self):
        """Seal what was approved: release its holds, and let the document go on."""
        self.ensure_one()
        document = self._jxc_get_document()
        holds = [self._jxc_unpack_hold(values) for values in json.loads(self.holds)]
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
        self._jxc_log("seal", on_behalf_id=behalf.id)
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
        self.ensure_one()
        return self.env["jxc.approval.act"]._jxc_write_down(
            [
                {
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
            ]
        )
