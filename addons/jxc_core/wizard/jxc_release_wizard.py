from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class JxcReleaseWizard(models.TransientModel):
    """Let one held document pass, with a reason, up to what is seen here."""

    _name = "jxc.release.wizard"
    _description = "Release a Held Document"

    # === FIELDS ===
    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    sentences = fields.Text(string="What is held", compute="_compute_sentences")
    reason = fields.Text(required=True)
    valid_until = fields.Date(
        default=lambda self: fields.Date.context_today(self) + timedelta(days=7),
        help="Last day on which the release counts, for confirming and for shipping.",
    )

    # === COMPUTE ===
    @api.depends("res_model", "res_id")
    def _compute_sentences(self):
        """Show the open holds of the document as its reader may see them."""
        for wizard in self:
            holds = wizard._jxc_get_document_holds()[1]
            wizard.sentences = "\n".join(hold.text for hold in holds)

    # === POLICY ===
    def _jxc_get_document_holds(self):
        """Return (document, its open holds for its next step)."""
        self.ensure_one()
        return self.env["jxc.gate"]._jxc_get_document_holds(self.res_model, self.res_id)

    def _jxc_release(self):
        """Write the releases and return the document; nothing held, nothing done.

        Holds of another role's stay: their releaser answers them.

        :raise UserError: when the reason is blank or the last day is past
        """
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why the document may pass."))
        if self.valid_until and self.valid_until < fields.Date.context_today(self):
            raise UserError(self.env._("The last day of a release is not in the past."))
        document, holds = self._jxc_get_document_holds()
        if holds:
            mine = [hold for hold in holds if document._jxc_may_release(hold.code)]
            self.env["jxc.release"]._jxc_release_holds(
                document, mine or holds, self.reason, self.valid_until
            )
            document._jxc_after_release(mine, self.reason)
        return document

    # === ACTIONS ===
    def action_release(self):
        """Release, and leave the next step to whoever asked."""
        self._jxc_release()
        return {"type": "ir.actions.act_window_close"}

    def action_release_and_proceed(self):
        """Release and take the next step at once, unless others hold it still."""
        document = self._jxc_release()
        step = document._jxc_get_next_step()
        holds = document._jxc_get_open_holds(step)
        if not holds:
            result = document._jxc_proceed(step)
            # What the step asks before it is taken, such as for a backorder.
            if isinstance(result, dict):
                return result
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": "\n".join(hold.text for hold in holds),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
