from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    # === FIELDS ===
    jxc_to_mail = fields.Boolean(
        string="To Mail",
        readonly=True,
        copy=False,
        help="The next run of the scheduled action mails whose turn it is.",
    )

    _jxc_to_mail_idx = models.Index("(id) WHERE jxc_to_mail")
