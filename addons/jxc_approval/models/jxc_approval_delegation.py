from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ValidationError


class JxcApprovalDelegation(models.Model):
    """Somebody is away and has a deputy decide in their place, between two dates.

    The absentee names the deputy, or an approval administrator does, never in
    favour of themself. The dates are those of the time zone of the company whose
    request is decided. A deputy's deputy is nobody's deputy here; the absentee may
    still decide. Every decision of a deputy says on whose behalf it was made.
    """

    _name = "jxc.approval.delegation"
    _description = "Deputy for Approvals"
    _order = "date_to desc, id desc"

    # === FIELDS ===
    user_id = fields.Many2one(
        "res.users",
        string="Away",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    delegate_id = fields.Many2one(
        "res.users",
        string="Deputy",
        required=True,
        index=True,
        domain=[("share", "=", False)],
    )
    date_from = fields.Date(
        string="First Day", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="Last Day", required=True)
    reason = fields.Char()
    active = fields.Boolean(default=True)
    asked_in = fields.Char(
        readonly=True,
        copy=False,
        help="Ids of the companies in which the deputy has been asked.",
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_to)", "The last day is not before the first day."
    )
    _not_oneself = models.Constraint(
        "CHECK (user_id <> delegate_id)", "Nobody is their own deputy."
    )

    # === COMPUTE ===
    @api.depends("user_id", "delegate_id")
    def _compute_display_name(self):
        """Name both, in the order in which they are asked."""
        for delegation in self:
            names = (delegation.user_id.name, delegation.delegate_id.name)
            delegation.display_name = " → ".join(name or "…" for name in names)

    # === CONSTRAINTS ===
    @api.constrains("delegate_id", "user_id")
    def _check_delegate_can_decide(self):
        """Refuse a deputy who could never decide.

        :raise ValidationError: names the deputy and what they lack
        """
        for delegation in self:
            deputy, absentee = delegation.delegate_id, delegation.user_id
            if (
                deputy.active
                and not deputy.share
                and (deputy.company_ids & absentee.company_ids)
            ):
                continue
            raise ValidationError(
                self.env._(
                    "%(deputy)s cannot be the deputy of %(absentee)s: choose an "
                    "active colleague of the same company.",
                    deputy=deputy.name,
                    absentee=absentee.name,
                )
            )

    # === POLICY ===
    @api.model
    @tools.ormcache()
    def _jxc_get_known(self):
        """Return (absentee, deputy, first day, last day) of each delegation, as ids.

        Answered from memory: every decision asks. One that was ended is none,
        whatever the context asks to see.
        """
        # sudo: who stands in for whom is a matter of the gate, not of the reader.
        known = self.sudo().search([("active", "=", True)])
        return tuple(
            (each.user_id.id, each.delegate_id.id, each.date_from, each.date_to)
            for each in known
        )

    @api.model
    def _jxc_get_running(self, company):
        """Return (absentee, deputy) of the delegations that run today, as ids.

        :param company: whose time zone tells what day it is
        """
        known = self._jxc_get_known()
        today = company._jxc_get_today() if known else None
        return [
            (absentee, deputy)
            for absentee, deputy, first, last in known
            if first <= today <= last
        ]

    @api.model
    def _jxc_get_principals(self, user):
        """Return {company: users in whose place `user` may decide there today}.

        Companies without any are left out.
        """
        if user.id not in {known[1] for known in self._jxc_get_known()}:
            return {}
        # sudo: the gate asks in which companies somebody works, not the reader.
        user = user.sudo()
        found = {}
        for company in user.company_ids:
            running = self._jxc_get_running(company)
            if away := [absentee for absentee, deputy in running if deputy == user.id]:
                found[company] = user.browse(away)
        return found

    @api.model
    def _jxc_get_deputies(self, users, company):
        """Return the deputies of today, in `company`, of those of `users` away."""
        # sudo: whoever is asked need not read who is away.
        return users.sudo().browse(
            {
                deputy
                for absentee, deputy in self._jxc_get_running(company)
                if absentee in users.ids
            }
        )

    def _jxc_check_may_delegate(self):
        """Only the absentee, or an administrator for somebody else, names a deputy.

        :raise AccessError: names the rule
        """
        if self.env.su:
            return
        user = self.env.user
        admin = user.has_group("jxc_approval.group_approval_admin")
        for delegation in self:
            if delegation.user_id == user:
                continue
            if not admin or delegation.delegate_id == user:
                raise AccessError(
                    self.env._(
                        "Deputies are named by whoever is away, or by an approval "
                        "administrator who is not the deputy."
                    )
                )

    def _jxc_write_down(self, kind):
        """Keep in the trail who stands in for whom, from when to when."""
        self.env["jxc.approval.act"]._jxc_write_down(
            [
                {
                    "kind": kind,
                    "res_model": self._name,
                    "res_id": delegation.id,
                    "document_name": f"{delegation.user_id.name} → "
                    f"{delegation.delegate_id.name}",
                    "on_behalf_id": delegation.user_id.id,
                    "target_id": delegation.delegate_id.id,
                    "reason": f"{delegation.date_from} – {delegation.date_to} "
                    f"{delegation.reason or ''}".strip(),
                }
                for delegation in self
            ]
        )

    def _jxc_follow_days(self):
        """Ask the deputies whose first day has come, and none whose last has passed.

        Run every hour, because days begin and end at other hours elsewhere.
        """
        today = fields.Date.today()
        # sudo: the job follows everybody's days.
        due = self.sudo().search(
            [
                "|",
                ("asked_in", "!=", False),
                "&",
                ("date_from", "<=", today + timedelta(days=1)),
                ("date_to", ">=", today - timedelta(days=1)),
            ]
        )
        turned = due.filtered(lambda one: one.asked_in != one._jxc_get_asked_in())
        if turned:
            turned._jxc_changed(turned.user_id)

    def _jxc_get_asked_in(self):
        """Return the ids of the companies in which this one runs, or False."""
        self.ensure_one()
        companies = self.user_id.company_ids.filtered(
            lambda company: (
                self.active
                and self.date_from <= company._jxc_get_today() <= self.date_to
            )
        )
        return ",".join(map(str, sorted(companies.ids))) or False

    def _jxc_changed(self, absentees):
        """Ask whoever is a deputy now, and no longer whoever was.

        :param absentees: users whose deputies may have changed
        """
        self.env.registry.clear_cache()
        # sudo: the requests are others', their activities follow from who is away.
        requests = self.env["jxc.approval.request"].sudo()
        requests.search(
            [("state", "=", "pending"), ("turn_user_ids", "in", absentees.ids)]
        )._jxc_sync_activities()
        for delegation in self.sudo():
            asked_in = delegation._jxc_get_asked_in()
            if delegation.asked_in != asked_in:
                delegation._jxc_note_asked_in(asked_in)

    def _jxc_note_asked_in(self, asked_in):
        """Note where the deputy is asked; no deputy is named by this."""
        # The checks of `write` are about who names whom.
        return super().write({"asked_in": asked_in})  # pylint: disable=super-method-mismatch

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Keep who was named, and ask the deputies what is open."""
        delegations = super().create(
            [{**vals, "asked_in": False} for vals in vals_list]
        )
        delegations._jxc_check_may_delegate()
        delegations._jxc_write_down("delegate")
        delegations._jxc_changed(delegations.user_id)
        return delegations

    def write(self, vals):
        """Neither the old nor the new deputy is named by somebody else."""
        vals = {name: value for name, value in vals.items() if name != "asked_in"}
        self._jxc_check_may_delegate()
        absentees = self.user_id
        result = super().write(vals)
        self._jxc_check_may_delegate()
        self._jxc_write_down("delegate" if vals.get("active", True) else "undelegate")
        self._jxc_changed(absentees | self.user_id)
        return result

    def unlink(self):
        """A deputy who is taken back is asked no more."""
        self._jxc_check_may_delegate()
        self._jxc_write_down("undelegate")
        absentees = self.user_id
        result = super().unlink()
        self.browse()._jxc_changed(absentees)
        return result
