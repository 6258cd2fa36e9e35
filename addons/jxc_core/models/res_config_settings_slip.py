from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_slip_paper = fields.Selection(
        related="company_id.jxc_slip_paper", readonly=False
    )
    jxc_slip_heading = fields.Char(
        related="company_id.jxc_slip_heading", readonly=False
    )
    jxc_slip_address = fields.Char(
        related="company_id.jxc_slip_address", readonly=False
    )
    jxc_slip_footer = fields.Text(related="company_id.jxc_slip_footer", readonly=False)
    jxc_slip_parts = fields.Char(related="company_id.jxc_slip_parts", readonly=False)
    jxc_slip_prices = fields.Boolean(
        related="company_id.jxc_slip_prices", readonly=False
    )
    jxc_slip_debt = fields.Boolean(related="company_id.jxc_slip_debt", readonly=False)
