from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.jxc_core.tools.hold import Hold, digest_of

REQUIRED = "approval.required"
PENDING = "pending"
# What documents show of their last request.
SHOWN = ("jxc_approval_", "jxc_my_turn", "jxc_can_")


class JxcGate(models.AbstractModel):
    """A gated document may need approval before it takes its steps.

    A model with gates says, by overriding at most: which kinds of rules speak
    about it (`_jxc_approval_kinds`), at which gate steps (`_jxc_approval_steps`),
    its amount, content, rows and parties (see the extension of `jxc.gate`), and how
    it waits (`_jxc_on_request`) and goes on (`_jxc_proceed`).
    """

    # One subject a file: together they would fill several screens.
    _inherit = "jxc.gate"  # pylint: disable=consider-merging-classes-inherited

    _jxc_approval_kinds = ()
    _jxc_approval_steps = ("confirm",)

    # === FIELDS ===
    jxc_approval_state = fields.Selection(
        [
            ("pending", "Waiting for approval"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("returned", "Returned for change"),
            ("withdrawn", "Withdrawn"),
            ("broken", "Changed after approval"),
            ("moot", "No longer needed"),
        ],
        string="Approval",
        compute="_compute_jxc_approval",
        search="_search_jxc_approval_state",
        help="What became of the last request for approval.",
    )
    jxc_approval_request_id = fields.Many2one(
        "jxc.approval.request",
        string="Last Request",
        compute="_compute_jxc_approval",
    )
    jxc_approval_timeline = fields.Json(
        string="Approval Time Line", compute="_compute_jxc_approval_timeline"
    )
    jxc_my_turn = fields.Boolean(compute="_compute_jxc_my_turn")
    jxc_can_submit = fields.Boolean(compute="_compute_jxc_my_turn")
    jxc_can_withdraw = fields.Boolean(compute="_compute_jxc_my_turn")

    # === COMPUTE ===
    def _compute_jxc_approval(self):
        """Look up the last request about each document; one query."""
        # sudo: whoever reads the document sees how far its approval is.
        requests = self.env["jxc.approval.request"].sudo()
        last = requests._jxc_get_last(self._name, self.ids)
        for document in self:
            request = last.get(document.id, requests)
            document.jxc_approval_request_id = request
            document.jxc_approval_state = request.state

    def _search_jxc_approval_state(self, operator, value):
        """Find documents by what became of their last request."""
        if operator != "in":
            return NotImplemented
        requests = self.env["jxc.approval.request"]
        ids = requests._jxc_get_documents_in(self._name, [v for v in value if v])
        domain = fields.Domain("id", "in", ids)
        if False in value:
            domain |= ~fields.Domain(
                "id", "in", requests._jxc_get_documents_in(self._name, None)
            )
        return domain

    @api.depends_context("uid", "lang", "tz")
    def _compute_jxc_approval_timeline(self):
        """The steps of the last request, for the widget of the same name."""
        for document in self:
            # sudo: whoever reads the document sees how far its approval is.
            request = document.jxc_approval_request_id.sudo()
            document.jxc_approval_timeline = request._jxc_get_timeline()

    @api.depends_context("uid")
    def _compute_jxc_my_turn(self):
        """Which buttons fit the reader."""
        for document in self:
            # sudo: whose turn it is, is told to whoever reads the document.
            request = document.jxc_approval_request_id.sudo()
            pending = request.state == PENDING
            document.jxc_my_turn = request.my_turn
            document.jxc_can_withdraw = pending and self.env.user in (
                request.requester_ids
            )
            document.jxc_can_submit = bool(
                not pending
                and document._origin
                and document._jxc_get_next_step()
                and document._jxc_get_open_holds(document._jxc_get_next_step())
            )

    # === POLICY ===
    def _jxc_get_passed_at(self):
        """Return when this document went through without a rule, or None.

        A rule that is switched on later does not ask about it again. Extension point.
        """
        return None

    def _jxc_get_approval_content(self):
        """Return the decisive content of this document (JSON-able). Extension point.

        :return: {"fixed": what must stay as it was approved, "items": list of which
            items may go but none may come}; quantities and prices are not in it
            where the amount's ceiling covers them
        """
        return {"fixed": self.id, "items": []}

    def _jxc_get_holds(self, step):
        """Add a hold to each document that a rule asks about."""
        holds = super()._jxc_get_holds(step)
        if step in self._jxc_approval_steps:
            holds += self._jxc_get_approval_holds(step)
        return holds

    def _jxc_get_approval_holds(self, step):
        """Return a hold per document that needs an approval; grouped reads."""
        rules = self.env["jxc.approval.rule"]
        found = rules._jxc_find(self, self._jxc_approval_kinds)
        holds = []
        for document in self.browse(found):
            rule, steps, _counted = found[document.id]
            # sudo: a gate judges what its user may not read.
            document = document.sudo()
            passed_at = step != "confirm" and document._jxc_get_passed_at()
            if passed_at and rule.on_since and passed_at < rule.on_since:
                continue
            holds.append(document._jxc_prepare_approval_hold(rule, steps))
        return holds

    def _jxc_prepare_approval_hold(self, rule, steps):
        """Return the hold of one document that `rule` asks about.

        :param rule: :class:`~odoo.addons.jxc_approval.tools.ladder.Rule`
        :param steps: those of its steps that ask
        """
        name, names = self.env["jxc.approval.rule"]._jxc_get_names(
            rule.id, tuple(step.id for step in steps)
        )
        amount, currency = self._jxc_get_approval_amount()
        content = self._jxc_get_approval_content()
        return Hold(
            code=REQUIRED,
            sentence=self.env._(
                "%(document)s needs approval: %(steps)s (rule %(rule)s). Submit it for "
                "approval.",
                document=self._jxc_get_approval_name(),
                steps=names,
                rule=name,
            ),
            model=self._name,
            res_id=self.id,
            digest=digest_of(content),
            content=content,
            amount=amount or 0.0,
            currency=currency.name if currency else "",
        )

    def _jxc_forget_request(self):
        """Look the last request up anew at the next reading."""
        names = [name for name in self._fields if name.startswith(SHOWN)]
        self.invalidate_recordset(names, flush=False)

    # === ACTIONS ===
    def action_jxc_submit(self):
        """Open the dialog in which the held document is put before its approvers.

        :raise UserError: when nothing is held
        """
        return self.action_jxc_ask_with_reason()

    def action_jxc_approve(self):
        """Approve the pending request about this document, as its turn is yours.

        :raise UserError: when nothing is pending, or it is not your turn
        """
        return self._jxc_get_pending_request().action_jxc_approve()

    def action_jxc_decide(self):
        """Open the dialog to approve, refuse, return, forward or add an approver."""
        return self._jxc_get_pending_request().action_jxc_decide()

    def action_jxc_withdraw_request(self):
        """Take the pending request back.

        :raise UserError: when nothing is pending, or somebody else asked
        """
        return self._jxc_get_pending_request().action_jxc_withdraw()

    def action_jxc_open_request(self):
        """Open the last request about this document."""
        self.ensure_one()
        self.check_access("read")
        return self.jxc_approval_request_id.with_env(self.env)._jxc_get_form_action()

    def _jxc_get_pending_request(self):
        """Return the pending request about this document, as the current user.

        :raise UserError: when nothing is pending
        """
        self.ensure_one()
        self.check_access("read")
        request = self.jxc_approval_request_id
        if request.state != PENDING:
            raise UserError(
                self.env._("%s waits for nobody's approval.", self.display_name)
            )
        return request.with_env(self.env)
