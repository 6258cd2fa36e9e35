from odoo import fields, models


class JxcReturnReason(models.Model):
    """Why goods are returned: a short list, so that returns can be counted by it."""

    _name = "jxc.return.reason"
    _description = "Return Reason"
    _order = "sequence, id"

    # === FIELDS ===
    name = fields.Char(string="Reason", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    applies_to = fields.Selection(
        [("both", "All Returns"), ("customer", "Customers"), ("vendor", "Vendors")],
        required=True,
        default="both",
    )
    credit_scrapped = fields.Boolean(
        string="Credit Scrapped Goods",
        default=True,
        help="Goods that come back broken are credited, too. Off where the customer "
        "answers for the damage.",
    )

    _name_unique = models.UniqueIndex("(name)")
