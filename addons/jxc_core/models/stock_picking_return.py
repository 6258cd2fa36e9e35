from odoo import api, fields, models
from odoo.exceptions import UserError


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

    def action_jxc_ask_return(self):
        """Open a new return of the newest of these transfers that is done.

        :raise AccessError: for whoever may not read them
        :raise UserError: when none of them is done
        """
        self.check_access("read")
        done = self.filtered(lambda picking: picking.state == "done")
        picking = done.sorted("date_done")[-1:]
        if not picking:
            raise UserError(
                self.env._("Nothing was delivered or received yet: nothing comes back.")
            )
        back = "customer" if picking.picking_type_code == "outgoing" else "vendor"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Return of %s", picking.name),
            "res_model": "jxc.return",
            "views": [(False, "form")],
            "context": {
                "default_return_type": back,
                "default_picking_id": picking.id,
                "default_company_id": picking.company_id.id,
            },
        }
