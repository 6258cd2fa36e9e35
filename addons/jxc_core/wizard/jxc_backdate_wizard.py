from odoo import fields, models


class JxcBackdateWizard(models.TransientModel):
    """Book transfers on the day on which goods were moved, with a reason."""

    _name = "jxc.backdate.wizard"
    _description = "Backdate Transfers"

    # === FIELDS ===
    picking_ids = fields.Many2many("stock.picking", required=True, readonly=True)
    moment = fields.Datetime(
        string="Moved At",
        help="When the goods were moved. Leave it empty to book them when the transfer "
        "is validated, after all.",
    )
    reason = fields.Char(help="Why it is booked on a day that is past.")

    # === ACTIONS ===
    def action_backdate(self):
        """Set the day and its reason on the transfers."""
        self.ensure_one()
        self.picking_ids._jxc_backdate(self.moment, self.reason)
        return {"type": "ir.actions.act_window_close"}
