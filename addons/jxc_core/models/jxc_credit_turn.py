from odoo import fields, models


class JxcCreditTurn(models.Model):
    """One row per customer and company: who holds it decides on their credit."""

    _name = "jxc.credit.turn"
    _description = "Turn to Decide on a Customer's Credit"
    _log_access = False

    # === FIELDS ===
    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    turns = fields.Integer(readonly=True)

    _pair_unique = models.UniqueIndex("(partner_id, company_id)")
