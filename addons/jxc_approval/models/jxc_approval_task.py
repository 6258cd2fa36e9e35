from odoo import fields, models


class JxcApprovalTask(models.Model):
    """One person's turn in a request: it waits, is open, and is decided once.

    Tasks of one `slot` are one step of the rule: one of its people decides, or all.
    Slots of one `stage` are asked at the same time, stages one after the other.
    Written by the program only; what it shows is also in the trail.
    """

    _name = "jxc.approval.task"
    _description = "Approval Task"
    _inherit = ["jxc.internal"]
    _order = "request_id desc, stage, slot, id"
    _rec_name = "name"

    # === FIELDS ===
    request_id = fields.Many2one(
        "jxc.approval.request",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    step_id = fields.Many2one(
        "jxc.approval.rule.step",
        string="Step of the Rule",
        readonly=True,
        ondelete="set null",
    )
    name = fields.Char(string="Step", readonly=True)
    why = fields.Char(readonly=True, help="Why this person is asked.")
    stage = fields.Integer(readonly=True)
    slot = fields.Integer(readonly=True)
    quorum = fields.Selection(
        [("one", "One of them"), ("all", "All of them")], readonly=True, default="one"
    )
    user_id = fields.Many2one(
        "res.users", string="Approver", required=True, readonly=True
    )
    state = fields.Selection(
        [
            ("waiting", "Not yet"),
            ("open", "Waiting"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("returned", "Returned"),
            ("forwarded", "Forwarded"),
            ("moot", "No longer needed"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    opened_at = fields.Datetime(readonly=True)
    closed_at = fields.Datetime(readonly=True)
    hours = fields.Float(
        string="Waited (Hours)",
        readonly=True,
        aggregator="avg",
        help="From the moment it was this person's turn to the decision.",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)

    kind = fields.Selection(related="request_id.kind", store=True)
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    rule_id = fields.Many2one(related="request_id.rule_id", store=True)

    _open_idx = models.Index("(user_id, request_id) WHERE state = 'open'")

    # === POLICY ===
    def _jxc_open(self):
        """Make it these people's turn."""
        self.write({"state": "open", "opened_at": fields.Datetime.now()})

    def _jxc_close(self, state, user=None):
        """End these tasks.

        :param state: how they end
        :param user: who decided, if somebody did
        """
        now = fields.Datetime.now()
        for opened_at, tasks in self.grouped("opened_at").items():
            waited = (now - opened_at).total_seconds() / 3600 if opened_at else 0.0
            tasks.write(
                {
                    "state": state,
                    "closed_at": now,
                    "hours": waited,
                    "decided_by_id": user.id if user else False,
                }
            )

    def _jxc_is_slot_done(self):
        """Tell whether the tasks of one slot answer it.

        Forwarded tasks count no more: those they were forwarded to do.
        """
        live = self.filtered(lambda task: task.state not in ("forwarded", "moot"))
        answered = [task.state == "approved" for task in live]
        if not answered:
            return False
        return all(answered) if self[0].quorum == "all" else any(answered)
