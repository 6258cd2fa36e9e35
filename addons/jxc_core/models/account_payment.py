from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    _jxc_unbooked_idx = models.Index(
        "(partner_id, company_id) WHERE state = 'in_process' AND move_id IS NULL"
    )
