from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    # === FIELDS ===
    jxc_shelf_first_day = fields.Boolean(
        string="Production Day Counts",
        default=True,
        help="The production date is the first day of the shelf life: 30 days from "
        "1 November end on 30 November. When this is off they end on 1 December.",
    )
