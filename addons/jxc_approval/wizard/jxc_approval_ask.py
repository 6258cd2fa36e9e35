from odoo import api, fields, models
from odoo.exceptions import UserError


class JxcApprovalAsk(models.TransientModel):
    """Say why a held document should pass, and put it before its approvers."""

    _name = "jxc.approval.ask"
    _description = "Submit for Approval"

    # === FIELDS ===
    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    sentences = fields.Text(string="What is held", compute="_compute_sentences")
    asked_names = fields.Text(string="Who is asked", compute="_compute_sentences")
    reason = fields.Text()

    # === COMPUTE ===
    @api.depends("res_model", "res_id")
    def _compute_sentences(self):
        """Show the open holds as their reader may see them, and who may answer."""
        requests = self.env["jxc.approval.request"]
        for wizard in self:
            document, _step, holds = requests._jxc_get_askable(
                wizard.res_model, wizard.res_id
            )
            wizard.sentences = "\n".join(hold.text for hold in holds)
            plan = requests._jxc_get_plan(document, holds)
            wizard.asked_names = "\n".join(
                f"{slot['stage']}. {slot['name']}: "
                + ", ".join(slot["users"].mapped("name"))
                for slot in plan["slots"]
            )

    # === ACTIONS ===
    def action_ask(self):
        """Keep the request and tell all who may answer.

        :raise UserError: when nothing is held, the reason is blank, nobody may
            approve it, or the same is pending
        :raise AccessError: for whoever may only read the document
        """
        self.ensure_one()
        requests = self.env["jxc.approval.request"]
        document, step, holds = requests._jxc_get_askable(self.res_model, self.res_id)
        document._jxc_check_may_ask(step)
        if not holds:
            raise UserError(
                self.env._("%s is not held: you can go on.", document.display_name)
            )
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the document should pass."))
        request = requests._jxc_submit(document, step, holds, reason)
        return request._jxc_get_asked_notification()
