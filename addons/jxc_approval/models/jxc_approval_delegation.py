from odoo import api, fields, models, tools
from odoo.exceptions import AccessError


class JxcApprovalDelegation(models.Model):
    """Somebody is away and has a deputy decide in their place, between two dates.

    The absentee names the deputy, or an approval administrator does, never in
    favour of themself. Every decision of a deputy says on whose behalf it was made.
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

    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_to)", "The last day is not before the first day."
    )
    _not_oneself = models.Constraint(
        "CHECK (user_id <> delegate_id)", "Nobody is their own deputy."
    )

    # === POLICY ===
    @api.model
    @tools.ormcache()
    def _jxc_get_known(self):
        """Return (absentee, deputy, first day, last day) of each delegation, as ids."""
        # sudo: whoever asks or is asked need not read who is away.
        return tuple(
            (each.user_id.id, each.delegate_id.id, each.date_from, each.date_to)
            for each in self.sudo().search([])
        )

    @api.model
    def _jxc_get_running(self):
        """Return (absentee, deputy) of the delegations that run today, as ids.

        The day is that of the current company's time zone. Answered from memory:
        every decision asks.
        """
        known = self._jxc_get_known()
        if not known:
            return []
        today = self.env.company._jxc_get_today()
        return [
            (absentee, deputy)
            for absentee, deputy, first, last in known
            if first <= today <= last
        ]

    @api.model
    def _jxc_get_principals(self, user):
        """Return the users in whose place `user` may decide today."""
        # sudo: the verdict is for everyone.
        return user.sudo().browse(
            absentee
            for absentee, deputy in self._jxc_get_running()
            if deputy == user.id
        )

    @api.model
    def _jxc_get_deputies(self, users):
        """Return {user: deputies of today} of those among `users` who are away."""
        deputies = {}
        for absentee, deputy in self._jxc_get_running():
            if absentee in users.ids:
                # sudo: whoever is asked need not read who is away.
                user = users.sudo().browse(absentee)
                deputies[user] = deputies.get(user, user.browse()) | user.browse(deputy)
        return deputies

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

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Keep who was named, and ask the deputies what is open."""
        delegations = super().create(vals_list)
        delegations._jxc_check_may_delegate()
        delegations._jxc_write_down("delegate")
        delegations._jxc_changed()
        return delegations

    def write(self, vals):
        """Neither the old nor the new deputy is named by somebody else."""
        self._jxc_check_may_delegate()
        absentees = self.user_id
        result = super().write(vals)
        self._jxc_check_may_delegate()
        self._jxc_write_down("delegate" if vals.get("active", True) else "undelegate")
        self._jxc_changed(absentees)
        return result

    def unlink(self):
        """A deputy who is taken back is asked no more."""
        self._jxc_check_may_delegate()
        self._jxc_write_down("undelegate")
        absentees = self.user_id
        result = super().unlink()
        self.browse()._jxc_changed(absentees)
        return result

    def _jxc_changed(self, absentees=None):
        """Ask whoever is a deputy now, and no longer whoever was."""
        self.env.registry.clear_cache()
        users = (absentees or self.env["res.users"]) | self.exists().user_id
        # sudo: the requests are others', their activities follow from who is away.
        requests = self.env["jxc.approval.request"].sudo()
        requests.search(
            [("state", "=", "pending"), ("turn_user_ids", "in", users.ids)]
        )._jxc_sync_activities()
