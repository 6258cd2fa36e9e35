from odoo import api, fields, models
from odoo.tools.misc import format_amount


# One subject a file; together they would fill several screens.
class JxcApprovalRuleStep(models.Model):
    _inherit = "jxc.approval.rule.step"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    words = fields.Char(string="In Words", compute="_compute_words")

    # === COMPUTE ===
    @api.depends("amount_over", "who", "user_ids", "group_id", "field_id", "quorum")
    @api.depends_context("lang")
    def _compute_words(self):
        """Read the step aloud: from which amount on, and whose approval."""
        for step in self:
            who = step._jxc_get_who_words()
            if step.amount_over:
                currency = step.currency_id or step.env.company.currency_id
                step.words = self.env._(
                    "over %(amount)s: %(who)s",
                    amount=format_amount(self.env, step.amount_over, currency),
                    who=who,
                )
            else:
                step.words = self.env._("always: %s", who)

    # === POLICY ===
    def _jxc_get_who_words(self):
        """Return whose approval this step asks, and who stands in."""
        several = (
            self.env._("all of %s") if self.quorum == "all" else self.env._("one of %s")
        )
        role = several % (self.group_id.display_name or "…")
        if self.who == "group":
            return role
        if self.who == "user":
            names = self.user_ids.mapped("name")
            people = ", ".join(names) or "…"
            words = several % people if len(names) > 1 else people
        elif self.who == "field":
            name = self.field_id.field_description or "…"
            words = self.env._("%s of the document", name)
        elif self.who == "manager":
            words = self.env._("the requester's manager")
        else:
            words = self.env._("the head of the requester's department")
        if not self.group_id:
            return words
        return self.env._("%(who)s, else %(role)s", who=words, role=role)
