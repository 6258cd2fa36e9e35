from odoo import fields, models


class JxcApprovalReason(models.Model):
    """A kind of reason for refusing or returning, so that they can be counted."""

    _name = "jxc.approval.reason"
    _description = "Kind of Reason"
    _order = "sequence, id"

    # === FIELDS ===
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
