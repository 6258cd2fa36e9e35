from odoo import api, fields, models

DAYS = {"day": 1, "month": 30, "year": 365}


class ProductTemplate(models.Model):
    _inherit = "product.template"

    # === FIELDS ===
    jxc_shelf_life = fields.Integer(
        string="Shelf Life",
        help="How long the goods may be sold, counted from their production date. "
        "0: only the expiry printed on the pack is known.",
    )
    jxc_shelf_life_unit = fields.Selection(
        [("day", "Days"), ("month", "Months"), ("year", "Years")],
        string="Shelf Life Unit",
        required=True,
        default="day",
    )

    _jxc_shelf_life_range = models.Constraint(
        "CHECK (jxc_shelf_life BETWEEN 0 AND 36500)",
        "A shelf life is 0 (unknown) or a number up to 36,500.",
    )

    # === COMPUTE ===
    @api.onchange("jxc_shelf_life", "jxc_shelf_life_unit")
    def _onchange_jxc_shelf_life(self):
        """Give the host's default (days after receipt) the same length."""
        if self.jxc_shelf_life:
            self.expiration_time = self.jxc_shelf_life * DAYS[self.jxc_shelf_life_unit]
