from odoo import api, fields, models


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
    role_id = fields.Many2one(
        "res.groups",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Asked for this role: whoever has it no more does not decide. Empty: "
        "asked in person.",
    )
    stands_for_id = fields.Many2one(
        "jxc.approval.task",
        readonly=True,
        ondelete="cascade",
        help="The task that this one answers as well: a late or forwarding "
        "colleague's.",
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
    opened_at = fields.Datetime(readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)
    hours = fields.Float(
        string="Waited (Hours)",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="From the moment it was this person's turn to the decision.",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    remind_at = fields.Datetime(readonly=True, copy=False)
    escalate_at = fields.Datetime(readonly=True, copy=False)
    wound = fields.Boolean(
        readonly=True, copy=False, help="The two moments above were counted."
    )

    kind = fields.Selection(related="request_id.kind", store=True)
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    rule_id = fields.Many2one(related="request_id.rule_id", store=True)

    _open_idx = models.Index("(user_id, request_id) WHERE state = 'open'")

    # === HOST HOOKS ===
    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """Read the tasks of a request whole: they are few, and read at once."""
        if field_names == ["request_id"]:
            field_names = [
                name for name, field in self._fields.items() if field.prefetch is True
            ]
        return super().search_fetch(domain, field_names, offset, limit, order)

    # === POLICY ===
    def _jxc_open(self):
        """Make it these people's turn; the hourly job winds their clock."""
        self.write({"state": "open", "opened_at": fields.Datetime.now()})

    def _jxc_wind(self):
        """Set when whoever is late is reminded, and when the next person is asked.

        Counted from the moment it was their turn. A task that stands for a late
        colleague's is not escalated again.
        """
        for (company, step, opened_at, helping), tasks in self.grouped(
            lambda task: (
                task.company_id,
                task.step_id,
                task.opened_at,
                task.stands_for_id.state == "open",
            )
        ).items():
            days = 0 if helping else step.escalate_days
            tasks.write(
                {
                    "wound": True,
                    "remind_at": company._jxc_get_due(opened_at, step.remind_days),
                    "escalate_at": company._jxc_get_due(opened_at, days),
                }
            )

    def _jxc_close(self, state, user=None, waited=True):
        """End these tasks.

        :param state: how they end
        :param user: who decided, if somebody did
        :param waited: somebody was waited for; no zero lowers averages otherwise
        """
        now = fields.Datetime.now()
        closed = {
            "state": state,
            "closed_at": now,
            "decided_by_id": user.id if user else False,
            "remind_at": False,
            "escalate_at": False,
            "wound": True,
        }
        for opened_at, tasks in self.grouped("opened_at").items():
            vals = dict(closed)
            # Whose turn it never was has not waited: no zero that lowers averages.
            if opened_at and waited:
                vals["hours"] = (now - opened_at).total_seconds() / 3600
            tasks.write(vals)

    def _jxc_add_person(self, user, **vals):
        """Open a task of `user` beside this one; return it.

        :param vals: what else differs from this task
        """
        self.ensure_one()
        task = self.copy(
            {
                "user_id": user.id,
                "state": "waiting",
                **vals,
            }
        )
        task._jxc_open()
        self.request_id.involved_ids |= user
        return task

    def _jxc_is_theirs(self):
        """Tell whether whoever was asked works here still, and in that role."""
        user = self.user_id
        return user.active and (not self.role_id or self.role_id in user.all_group_ids)

    def _jxc_is_slot_done(self):
        """Tell whether the tasks of one slot answer it.

        A task is answered when it or one that stands for it is approved. Forwarded
        tasks count no more: those that stand for them do.
        """
        live = self.filtered(lambda task: task.state not in ("forwarded", "moot"))
        units = live.grouped(lambda task: task.stands_for_id or task)
        answered = [
            any(task.state == "approved" for task in tasks) for tasks in units.values()
        ]
        if not answered:
            return False
        return all(answered) if self[0].quorum == "all" else any(answered)

    def _jxc_get_escalation(self, document, asked):
        """Return (who decides in place of this late colleague, why they).

        :param document: superuser record that the request is about
        :param asked: users who are asked already
        """
        self.ensure_one()
        for users, why in self._jxc_get_escalation_candidates():
            able = self.step_id._jxc_get_able(users, document) - asked
            able = able.filtered(self.request_id._jxc_may_decide)
            if able:
                return able, why
        return self.env["res.users"], ""

    def _jxc_get_escalation_candidates(self):
        """Yield (users, why) in the order in which they are tried."""
        late = self.user_id
        if group := self.step_id.escalate_group_id:
            yield group.all_user_ids, self.env._("role %s", group.name)
        # sudo: who manages whom is asked for by everybody's documents.
        employee = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [("user_id", "=", late.id), ("company_id", "=", self.company_id.id)],
                limit=1,
            )
        )
        yield employee.parent_id.user_id, self.env._("manager of %s", late.name)
        boss = self.env.ref("jxc_core.group_general_manager")
        yield boss.all_user_ids, self.env._("role %s", boss.name)
