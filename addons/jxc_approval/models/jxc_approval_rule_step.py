from odoo import api, fields, models
from odoo.exceptions import ValidationError


class JxcApprovalRuleStep(models.Model):
    """One step of a rule: whose approval is asked, from which amount on."""

    _name = "jxc.approval.rule.step"
    _description = "Approval Step"
    _order = "rule_id, sequence, id"

    # === FIELDS ===
    rule_id = fields.Many2one(
        "jxc.approval.rule", required=True, index=True, ondelete="cascade"
    )
    model_id = fields.Many2one(related="rule_id.model_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    currency_id = fields.Many2one(related="rule_id.currency_id")
    amount_over = fields.Monetary(
        string="Over",
        help="Asked when the document's total is over this amount, never at it; in "
        "company currency, taxes included. 0: always asked.",
    )
    who = fields.Selection(
        [
            ("user", "These people"),
            ("group", "People with this role"),
            ("manager", "The requester's manager"),
            ("department", "The requester's department head"),
            ("field", "A person on the document"),
        ],
        string="Approved By",
        required=True,
        default="group",
    )
    user_ids = fields.Many2many(
        "res.users", string="People", domain=[("share", "=", False)]
    )
    group_id = fields.Many2one(
        "res.groups",
        string="Role",
        ondelete="restrict",
        help="Also asked when the manager, department head or person is not set, or "
        "is the requester.",
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        string="Person Field",
        ondelete="cascade",
        domain="[('model_id', '=', model_id), ('ttype', '=', 'many2one'), "
        "('relation', 'in', ('res.users', 'hr.employee'))]",
    )
    quorum = fields.Selection(
        [("one", "One of them"), ("all", "All of them")], required=True, default="one"
    )
    together = fields.Boolean(
        string="With the Step Before",
        help="Asked at the same time as the step before, not after it.",
    )
    remind_days = fields.Integer(
        string="Remind After",
        default=1,
        help="Working days of the company until a reminder. 0: never.",
    )
    escalate_days = fields.Integer(
        string="Escalate After",
        default=3,
        help="Working days of the company until the next person may decide, too. "
        "0: never.",
    )
    escalate_group_id = fields.Many2one(
        "res.groups",
        string="Escalate To",
        ondelete="restrict",
        help="Empty: the manager of whoever is late, else the general manager.",
    )

    _days_not_negative = models.Constraint(
        "CHECK (remind_days >= 0 AND escalate_days >= 0)",
        "Days until a reminder or an escalation are zero or more.",
    )

    # === CONSTRAINTS ===
    @api.constrains("who", "user_ids", "group_id", "field_id")
    def _check_somebody(self):
        """Refuse a step that names nobody.

        :raise ValidationError: names the step
        """
        for step in self:
            named = {
                "user": step.user_ids,
                "group": step.group_id,
                "field": step.field_id,
            }
            if step.who in named and not named[step.who]:
                raise ValidationError(
                    self.env._(
                        "%(step)s of %(rule)s names nobody. Choose who approves.",
                        step=step.name,
                        rule=step.rule_id.name,
                    )
                )

    # === POLICY ===
    def _jxc_get_approvers(self, document, requesters=None):
        """Return (users who may approve, why they) for this step of one document.

        Requesters are left out, unless their company allows self-release. When the
        person that the step names is missing or asks for themself, the role of the
        step stands in, then the requester's manager's, then the general manager.

        :param document: superuser record of a gated model
        :param requesters: who wants it to pass, if that was looked up already
        """
        users, why, _role = self._jxc_get_asked(document, requesters)
        return users, why

    def _jxc_get_asked(self, document, requesters=None):
        """Return (users, why they, the role that they are asked for, if for one)."""
        self.ensure_one()
        if requesters is None:
            requesters = document._jxc_get_requesters()
        for users, why, role in self._jxc_get_candidates(document):
            if able := self._jxc_get_able(users, document, requesters):
                return able, why, role
        return self.env["res.users"], "", self.env["res.groups"]

    def _jxc_get_candidates(self, document):
        """Yield (users, why, their role or none) in the order they are asked in."""
        none = self.env["res.groups"]
        if self.who == "user":
            yield self.user_ids, self.env._("named in the rule"), none
        elif self.who == "manager":
            employee = document._jxc_get_requester_employee()
            requester = employee.name or document._jxc_get_requesters()[:1].name or ""
            why = self.env._("manager of %s", requester)
            yield employee.parent_id.user_id, why, none
        elif self.who == "department":
            department = document._jxc_get_requester_employee().department_id
            while department:
                yield (
                    department.manager_id.user_id,
                    self.env._("head of department %s", department.name),
                    none,
                )
                department = department.parent_id
        elif self.who == "field" and self.field_id.name in document._fields:
            person = document[self.field_id.name]
            users = person if person._name == "res.users" else person.user_id
            yield (
                users,
                self.env._("%s of the document", self.field_id.field_description),
                none,
            )
        boss = self.env.ref("jxc_core.group_general_manager")
        for role in self.group_id | boss:
            yield role.all_user_ids, self.env._("role %s", role.name), role

    @api.model
    def _jxc_get_able(self, users, document, requesters=None):
        """Return those of `users` who could decide on `document`.

        They are active people of the document's company and none of its requesters.

        :param requesters: who wants it to pass, if that was looked up already
        """
        company = document._jxc_get_approval_company()
        users = users.filtered(
            lambda user: (
                user.active and not user.share and company.id in user._get_company_ids()
            )
        )
        if not company.jxc_allow_self_release:
            if requesters is None:
                requesters = document._jxc_get_requesters()
            users -= requesters
        return users

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Forget the rules kept in memory."""
        steps = super().create(vals_list)
        steps.rule_id._jxc_rules_changed()
        return steps

    def write(self, vals):
        """Forget the rules kept in memory."""
        result = super().write(vals)
        self.rule_id._jxc_rules_changed()
        return result

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """Forget the names kept in memory."""
        result = super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )
        self.rule_id._jxc_rules_changed()
        return result

    def unlink(self):
        """Forget the rules kept in memory."""
        rules = self.rule_id
        result = super().unlink()
        rules._jxc_rules_changed()
        return result
