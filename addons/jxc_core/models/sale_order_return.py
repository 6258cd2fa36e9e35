from odoo import models


class SaleOrder(models.Model):
    """An order tells what came back of it."""

    _name = "sale.order"
    # One subject a file.
    _inherit = ["sale.order", "jxc.returned"]  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_return_path(self):
        """A return line names the order's line."""
        return "sale_line_id.order_id"

    # === ACTIONS ===
    def action_jxc_ask_return(self):
        """Open a new return of what this order moved last.

        :raise UserError: when nothing was moved yet
        """
        self.ensure_one()
        moved = self.picking_ids.filtered(
            lambda picking: picking.picking_type_code == "outgoing"
        )
        return moved.action_jxc_ask_return()
