from odoo import fields, models


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    # === FIELDS ===
    jxc_slip_required = fields.Boolean(
        string="Slip before Validation",
        help="A transfer is validated only after its slip was printed, or shown on a "
        "phone.",
    )
    jxc_slip_title = fields.Char(
        string="Title of Slips",
        translate=True,
        help="Empty: by what is moved, such as Sales Delivery Slip.",
    )
    jxc_slip_return_title = fields.Char(
        string="Title of Return Slips",
        translate=True,
        help="Empty: Customer Return Slip or Vendor Return Slip.",
    )
