from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    _jxc_draft_idx = models.Index(
        "(commercial_partner_id, company_id) "
        "WHERE state = 'draft' AND move_type IN ('out_invoice', 'out_receipt')"
    )
