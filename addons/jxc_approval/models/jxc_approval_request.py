from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .jxc_approval_rule import KIND_NAMES

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
    _inherit = [
        "jxc.internal",
        "jxc.document.reference",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_name = "document_name"

    # === FIELDS ===
    kind = fields.Selection(
        KIND_NAMES,
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
    holds = fields.Text(
        readonly=True,
        groups="jxc_core.group_price_reader",
        help="What was asked, as JSON, with its amounts.",
    )
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
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    reach = fields.Float(
        readonly=True,
        groups="jxc_core.group_price_reader",
        help="The highest threshold that these steps ask at.",
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
        context={"active_test": False},
        help="Everybody who wants the document to pass; none of them decides.",
    )
    department_id = fields.Many2one("hr.department", readonly=True)
    reason = fields.Text(readonly=True)
    split = fields.Boolean(
        readonly=True,
        help="Asked because orders of the last days count together with this one.",
    )
    counted_ids = fields.Many2many(
        "purchase.order",
        "jxc_approval_request_counted_rel",
        string="Counted Together",
        readonly=True,
        groups="purchase.group_purchase_user,account.group_account_invoice,"
        "account.group_account_readonly",
    )
    seen = fields.Json(
        readonly=True,
        help="{order: amount in company currency} of what these steps see, counted "
        "orders included.",
    )
    base = fields.Text(
        readonly=True,
        help="What had passed before the change that is asked about, as JSON.",
    )
    valid_until = fields.Date(
        readonly=True, help="Last day on which the approval counts; empty: no end."
    )
    turns = fields.Integer(
        readonly=True, default=0, help="Counts the decisions, one at a time."
    )
    stage = fields.Integer(readonly=True, default=0)
    to_answer = fields.Boolean(
        readonly=True, help="Ended; the next run mails its requesters."
    )
    decided_at = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    reason_id = fields.Many2one(
        "jxc.approval.reason", string="Kind of Reason", readonly=True
    )
    hours = fields.Float(string="Took (Hours)", readonly=True, aggregator="avg")
    task_ids = fields.One2many("jxc.approval.task", "request_id", readonly=True)
    act_ids = fields.One2many("jxc.approval.act", "request_id", readonly=True)
    turn_user_ids = fields.Many2many(
        "res.users",
        string="Whose Turn",
        compute="_compute_turn_user_ids",
        search="_search_turn_user_ids",
        compute_sudo=True,
    )
    involved_ids = fields.Many2many(
        "res.users",
        "jxc_approval_request_involved_rel",
        readonly=True,
        help="Who may read this request: requesters, approvers and their deputies.",
    )
    my_turn = fields.Boolean(compute="_compute_my_turn", search="_search_my_turn")
    can_withdraw = fields.Boolean(compute="_compute_my_turn")
    timeline = fields.Json(compute="_compute_timeline")

    _document_idx = models.Index("(res_model, res_id, id DESC)")
    _to_answer_idx = models.Index("(id) WHERE to_answer")
    _pending_unique = models.UniqueIndex(
        "(res_model, res_id, gate_step) WHERE state = 'pending'"
    )

    # === COMPUTE ===
    @api.depends("task_ids.state", "task_ids.user_id", "state")
    def _compute_turn_user_ids(self):
        """It is the turn of whose task is open."""
        for request in self:
            tasks = request.task_ids.filtered(lambda task: task.state == "open")
            request.turn_user_ids = tasks.user_id if request.state == PENDING else False

    def _search_turn_user_ids(self, operator, value):
        """Find what waits for these people; by the index of open tasks."""
        if operator != "in":
            return NotImplemented
        # "any!": whose turn it is, is told whatever the reader may see of the tasks.
        mine = Domain("state", "=", "open") & Domain("user_id", "in", value)
        return Domain("state", "=", PENDING) & Domain("task_ids", "any!", mine)

    @api.depends("turn_user_ids", "state")
    @api.depends_context("uid")
    def _compute_my_turn(self):
        """It is the turn of whoever is asked, and of their deputy of today."""
        user = self.env.user
        principals = self.env["jxc.approval.delegation"]._jxc_get_principals(user)
        for request in self:
            # sudo: whose turn it is, is for everyone involved.
            asked = request.sudo()
            pending = asked.state == PENDING
            mine = user | principals.get(asked.company_id, user)
            request.my_turn = pending and bool(
                mine & asked.turn_user_ids
                and asked._jxc_may_decide(user)
                and asked._jxc_get_tasks_of(user)
            )
            request.can_withdraw = pending and user in asked.requester_ids

    def _search_my_turn(self, operator, value):
        """Find what waits for the reader; one indexed look-up."""
        if operator != "in":
            return NotImplemented
        user = self.env.user
        mine = Domain("turn_user_ids", "in", user.ids)
        principals = self.env["jxc.approval.delegation"]._jxc_get_principals(user)
        for company, users in principals.items():
            mine |= Domain("company_id", "=", company.id) & Domain(
                "turn_user_ids", "in", users.ids
            )
        # Asked for themself only where the company lets them: see `_jxc_may_decide`.
        able = ~Domain("requester_ids", "in", user.ids) | Domain(
            "company_id.jxc_allow_self_release", "=", True
        )
        domain = Domain("state", "=", PENDING) & mine & able
        return domain if True in value else ~domain

    @api.depends("task_ids.state", "act_ids")
    @api.depends_context("lang", "tz")
    def _compute_timeline(self):
        """The steps with people and moments, for the time line widget."""
        for request in self:
            # sudo: names and moments of colleagues' decisions are for all involved.
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
        """Return SQL for the ids of documents whose last request is in `states`.

        :param states: list; None: any
        """
        self.flush_model(["state", "res_model", "res_id"])
        return SQL(
            """(
                SELECT res_id
                  FROM (SELECT DISTINCT ON (res_id) res_id, state
                          FROM jxc_approval_request
                         WHERE res_model = %s
                      ORDER BY res_id, id DESC) AS last
                 WHERE %s
            )""",
            res_model,
            SQL("TRUE") if states is None else SQL("state = ANY(%s)", list(states)),
        )

    @api.model
    def _jxc_get_pending(self, documents, step=None):
        """Return the pending requests about these documents, read, as superuser."""
        domain = (
            Domain("res_model", "=", documents._name)
            & Domain("res_id", "in", documents.ids)
            & Domain("state", "=", PENDING)
        )
        if step:
            domain &= Domain("gate_step", "=", step)
        # sudo: whoever changes the document need not be involved in its request.
        requests = self.sudo()
        return requests.search_fetch(domain, requests._jxc_get_read_at_once())

    @api.model
    def _jxc_get_read_at_once(self):
        """Return the names of the fields that reading any one of them brings along."""
        return [name for name, field in self._fields.items() if field.prefetch is True]

    def _jxc_get_document(self):
        """Return the document of this request as superuser; empty when it is gone."""
        self.ensure_one()
        return self._jxc_get_documents()[self]

    def _jxc_get_documents(self):
        """Return {request: its document as superuser, empty when it is gone}.

        One query per model, none for documents that were read already.
        """
        found = {}
        for name, requests in self.grouped("res_model").items():
            model = self.env.get(name)
            if model is None:
                found |= dict.fromkeys(requests, self.env["jxc.gate"])
                continue
            # sudo: an approver need not be able to read the document itself.
            documents = model.sudo().browse(requests.mapped("res_id"))
            unread = documents.filtered(lambda one: "create_date" not in one._cache)
            there = set((documents - unread + unread.exists()).ids)
            for request in requests:
                document = documents.browse(request.res_id)
                found[request] = document if document.id in there else model.sudo()
        return found

    @api.model
    def _jxc_get_askable(self, res_model, res_id):
        """Return (document, gate step, its open holds for it) of any document.

        :raise UserError: when documents of this kind are never held
        :raise AccessError: when the user may not read the document
        """
        document, holds = self.env["jxc.gate"]._jxc_get_document_holds(
            res_model, res_id
        )
        return document, document._jxc_get_next_step(), holds

    def _jxc_get_tasks_of(self, user):
        """Return the open tasks that `user` may decide: own ones and a principal's."""
        principals = self.env["jxc.approval.delegation"]._jxc_get_principals(user)
        # sudo: tasks are the program's, whose they are is what is looked for.
        return self.sudo().task_ids.filtered(
            lambda task: (
                task.state == "open"
                and task.user_id in user | principals.get(task.company_id, user)
                and task._jxc_is_theirs()
            )
        )

    def _jxc_may_decide(self, user):
        """Tell whether `user` works in the company and is none of the requesters.

        A company may allow requesters to decide for themselves.
        """
        self.ensure_one()
        # sudo: the verdict is for everyone.
        request, user = self.sudo(), user.sudo()
        # Companies of users are answered from memory.
        return request.company_id.id in user._get_company_ids() and (
            request.company_id.jxc_allow_self_release
            or user not in request.requester_ids
        )
