from odoo import fields, models

from .jxc_approval_try import TRIED


class JxcApprovalTryLine(models.TransientModel):
    """What would have become of one document with the rule on."""

    _name = "jxc.approval.try.line"
    _description = "Document an Approval Rule Was Tried On"
    _inherit = ["jxc.document.reference"]
    _order = "id"
    _rec_name = "document_name"

    # === FIELDS ===
    try_id = fields.Many2one(
        "jxc.approval.try",
        string="Trial",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    day = fields.Date(readonly=True, help="When it went through.")
    partner_id = fields.Many2one("res.partner", readonly=True)
    currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    amount = fields.Monetary(
        readonly=True,
        groups="jxc_core.group_price_reader",
        help="In company currency, taxes included, at today's rate.",
    )
    outcome = fields.Selection(
        [
            ("asked", "Needs approval"),
            ("missing", "Nobody may approve"),
            ("nobody", "Needs nobody"),
            ("other", "Another rule speaks"),
            ("out", "No rule fits"),
        ],
        readonly=True,
        required=True,
    )
    height = fields.Integer(string="Number of Steps", readonly=True, aggregator=None)
    steps = fields.Char(
        readonly=True, help="The steps that would ask, or the rule that would."
    )
    counted = fields.Integer(
        string="Counted Together",
        readonly=True,
        aggregator=None,
        help="Without that many other orders fewer steps would ask.",
    )

    # === ACTIONS ===
    def action_jxc_why(self):
        """Open the dialog that says why, for this document.

        :raise UserError: for whoever does not set up approvals
        """
        self.ensure_one()
        self.check_access("read")
        action = self.try_id.rule_id.action_jxc_try()
        action["context"] = {
            "default_rule_id": self.try_id.rule_id.id,
            "default_company_id": self.company_id.id,
            "default_document_id": self.res_id,
            **({"default_paper": self.res_model} if self.try_id.kind in TRIED else {}),
        }
        return action
