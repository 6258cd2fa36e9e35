from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_amount


class JxcApprovalDecide(models.TransientModel):
    """Decide on one request or many: approve, refuse, return, forward, add."""

    _name = "jxc.approval.decide"
    _description = "Decide on Requests"

    # === FIELDS ===
    request_ids = fields.Many2many("jxc.approval.request", string="Requests")
    verdict = fields.Selection(
        [
            ("approve", "Approve"),
            ("refuse", "Refuse"),
            ("return", "Return for change"),
            ("forward", "Forward to a colleague"),
            ("add", "Ask a colleague, too"),
        ],
        required=True,
        default="approve",
    )
    reason_id = fields.Many2one("jxc.approval.reason", string="Kind of Reason")
    reason = fields.Text()
    user_id = fields.Many2one(
        "res.users", string="Colleague", domain=[("share", "=", False)]
    )
    summary = fields.Text(compute="_compute_summary")

    # === COMPUTE ===
    @api.depends("request_ids")
    @api.depends_context("uid", "lang")
    def _compute_summary(self):
        """Name what is decided on, one document a line; amounts to their readers."""
        priced = self.env.user.has_group("jxc_core.group_price_reader")
        for wizard in self:
            wizard.summary = "\n".join(
                " · ".join(
                    part
                    for part in (
                        request.document_name,
                        request.partner_id.display_name,
                        format_amount(self.env, request.amount, request.currency_id)
                        if priced and request.amount
                        else "",
                        request.requester_id.name,
                    )
                    if part
                )
                for request in wizard.request_ids
            )

    # === ACTIONS ===
    def action_decide(self):
        """Do what was chosen, for all requests or none.

        :raise UserError: when it is not the current user's turn, the reason is
            blank where one is due, or the colleague cannot decide
        :raise AccessError: when the current user asked for it themself
        """
        self.ensure_one()
        requests = self.request_ids
        if self.verdict == "approve":
            requests._jxc_approve(self.reason or "")
        elif self.verdict in ("refuse", "return"):
            requests._jxc_turn_down(self.verdict, self.reason, self.reason_id)
        elif not self.user_id:
            raise UserError(self.env._("Choose a colleague."))
        else:
            for request in requests:
                request._jxc_hand_on(
                    self.user_id, self.reason, add=self.verdict == "add"
                )
        return {"type": "ir.actions.act_window_close"}
