from odoo import api, fields, models
from odoo.exceptions import UserError


class JxcApprovalAsk(models.TransientModel):
    """Say why a held document should pass, and ask whoever may release it."""

    _name = "jxc.approval.ask"
    _description = "Ask for Release"

    # === FIELDS ===
    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    sentences = fields.Text(string="What is held", compute="_compute_sentences")
    asked_names = fields.Char(string="Who is asked", compute="_compute_sentences")
    reason = fields.Text()

    # === COMPUTE ===
    @api.depends("res_model", "res_id")
    def _compute_sentences(self):
        """Show the open holds as their reader may see them, and who may answer."""
        for wizard in self:
            document, holds = wizard._jxc_get_document_holds()
            users = self.env["res.users"]
            for code in {hold.code for hold in holds}:
                users |= document._jxc_get_releasers(code)
            wizard.sentences = "\n".join(hold.text for hold in holds)
            # sudo: names of colleagues who may help are no secret.
            wizard.asked_names = ", ".join(users.sudo().mapped("name"))

    # === POLICY ===
    def _jxc_get_document_holds(self):
        """Return (document, its open holds for the next step).

        :raise UserError: when documents of this kind are never held
        :raise AccessError: when the user may not read the document
        """
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or not hasattr(model, "_jxc_get_open_holds"):
            raise UserError(self.env._("Documents of this kind are never held."))
        document = model.browse(self.res_id)
        document.check_access("read")
        return document, document._jxc_get_open_holds(document._jxc_get_next_step())

    # === ACTIONS ===
    def action_ask(self):
        """Keep the request and tell all who may answer.

        :raise UserError: when nothing is held, the reason is blank, nobody may
            release it, or the user has asked the same before
        """
        document, holds = self._jxc_get_document_holds()
        if not holds:
            raise UserError(
                self.env._("%s is not held: you can go on.", document.display_name)
            )
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the document should pass."))
        if document._jxc_get_own_request(holds):
            raise UserError(
                self.env._(
                    "You have asked for the release of %s already. The answer will "
                    "appear on the document.",
                    document.display_name,
                )
            )
        request = document._jxc_request_release(holds, reason)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Asked: %s", ", ".join(request.asked_ids.mapped("name"))
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
