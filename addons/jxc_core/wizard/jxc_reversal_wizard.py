from odoo import api, fields, models


class JxcReversalWizard(models.TransientModel):
    """Take a done transfer back by its exact opposite, with a reason."""

    _name = "jxc.reversal.wizard"
    _description = "Reverse a Transfer"

    # === FIELDS ===
    picking_id = fields.Many2one("stock.picking", required=True, readonly=True)
    reason = fields.Char(required=True)
    goods = fields.Text(string="What is taken back", compute="_compute_goods")

    # === COMPUTE ===
    @api.depends("picking_id")
    def _compute_goods(self):
        """Show what is left to take back, one line for each product and lot."""
        for wizard in self:
            lines = []
            # sudo: quantities and names of goods are no secret to who opened it.
            rest = wizard.picking_id.sudo().move_ids._jxc_get_unreturned()
            for parts in rest.values():
                lines += [
                    " / ".join(
                        filter(None, (line.product_id.display_name, line.lot_id.name))
                    )
                    + f": {quantity:g} {line.product_id.uom_id.name}"
                    for line, quantity in parts.items()
                ]
            wizard.goods = "\n".join(lines)

    # === ACTIONS ===
    def action_reverse(self):
        """Reverse, and open the reversal."""
        self.ensure_one()
        reversal = self.picking_id._jxc_reverse(self.reason)
        return {
            "type": "ir.actions.act_window",
            "res_model": reversal._name,
            "res_id": reversal.id,
            "view_mode": "form",
        }
