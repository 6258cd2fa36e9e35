from odoo import api, fields, models


class StockPicking(models.Model):
    """A transfer tells the return it belongs to, and what was returned of it."""

    _name = "stock.picking"
    # One subject a file.
    _inherit = ["stock.picking", "jxc.returned", "jxc.return.paper"]  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_return_id = fields.Many2one(compute="_compute_jxc_return_id", store=True)

    # === COMPUTE ===
    @api.depends("move_ids.jxc_return_line_id")
    def _compute_jxc_return_id(self):
        """Follow the moves: whatever is split off a return still belongs to it."""
        for picking in self:
            picking.jxc_return_id = picking.move_ids.jxc_return_line_id.return_id[:1]

    # === POLICY ===
    def _jxc_get_return_path(self):
        """A return line names the move that its goods are from."""
        return "origin_move_id.picking_id"

    # === ACTIONS ===
    def action_jxc_view_return(self):
        """Show the return that this transfer belongs to."""
        self.ensure_one()
        return self.jxc_return_id._get_records_action()
