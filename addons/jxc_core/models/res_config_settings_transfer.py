from odoo import fields, models


# One subject a file.
class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_transit_days = fields.Integer(
        related="company_id.jxc_transit_days", readonly=False
    )
    jxc_allow_self_receive = fields.Boolean(
        related="company_id.jxc_allow_self_receive", readonly=False
    )
