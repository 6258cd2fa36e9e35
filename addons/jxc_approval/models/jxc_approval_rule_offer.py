from markupsafe import Markup

from odoo import api, models

OFFER = "mail.mail_activity_data_todo"
RULES = "/odoo/action-jxc_approval.action_jxc_approval_rule"


# One subject a file; together they would fill several screens.
class JxcApprovalRule(models.Model):
    """How the add-on starts out: on where all is new, else with an offer to try."""

    _inherit = "jxc.approval.rule"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    @api.model
    def _jxc_start_out(self):
        """Switch the ladder and the releases on where the company is new here.

        Elsewhere everything stays off: an activity offers to try the ladder first.
        """
        used = self.env["purchase.order"].search_count([], limit=1) or self.env[
            "sale.order"
        ].search_count([], limit=1)
        if used:
            self.env.ref("jxc_approval.rule_purchase")._jxc_offer()
            return
        for name in ("rule_purchase", "rule_sale_credit", "rule_sale_price"):
            self.env.ref(f"jxc_approval.{name}").active = True

    def _jxc_offer(self):
        """Offer this rule, which is off, to those who set up approvals."""
        self.ensure_one()
        admins = self.env.ref("jxc_approval.group_approval_admin").all_user_ids
        for user in admins.filtered(lambda user: user.active and not user.share):
            rule = self.with_context(lang=user.lang)
            link = Markup('<a href="%s/%s">%s</a>') % (
                RULES,
                self.id,
                rule.env._("Try %s on real documents", rule.name),
            )
            words = rule.env._(
                "It is switched off, because this company has bought before. Try it "
                "on orders of yours, then switch it on."
            )
            rule.activity_schedule(
                OFFER,
                user_id=user.id,
                summary=rule.env._("Try the purchase ladder on your orders"),
                note=Markup("<p>%s</p><p>%s</p>") % (words, link),
            )

    def _jxc_end_offer(self):
        """Ask nobody to try a rule that is on."""
        # sudo: whoever switches a rule on ends the offer to their colleagues, too.
        self.sudo().activity_unlink([OFFER])

    # === HOST HOOKS ===
    def write(self, vals):
        """An offer has been answered when its rule is switched on."""
        switched = self.filtered(lambda rule: not rule.active and vals.get("active"))
        result = super().write(vals)
        switched._jxc_end_offer()
        return result
