from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # === FIELDS ===
    jxc_shelf_first_day = fields.Boolean(
        related="company_id.jxc_shelf_first_day", readonly=False
    )
