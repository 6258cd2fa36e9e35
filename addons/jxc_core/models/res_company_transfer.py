from odoo import fields, models


# One subject a file.
class ResCompany(models.Model):
    """How goods go from one warehouse to another."""

    _inherit = "res.company"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_transit_days = fields.Integer(
        string="Days on the Way",
        default=3,
        required=True,
        help="Goods between warehouses are overdue after this many days.",
    )
    jxc_allow_self_receive = fields.Boolean(
        string="Receive Own Shipments",
        help="Let whoever shipped a transfer between warehouses count it on arrival.",
    )

    _jxc_transit_days_positive = models.Constraint(
        "CHECK (jxc_transit_days >= 0)", "Days on the way are not below zero."
    )
