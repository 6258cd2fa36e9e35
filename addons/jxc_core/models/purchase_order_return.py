from odoo import models


class PurchaseOrder(models.Model):
    """An order tells what went back of it."""

    _name = "purchase.order"
    # One subject a file.
    _inherit = ["purchase.order", "jxc.returned"]  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_return_path(self):
        """A return line names the order's line."""
        return "purchase_line_id.order_id"

    # === ACTIONS ===
    def action_jxc_ask_return(self):
        """Open a new return of what this order moved last.

        :raise UserError: when nothing was moved yet
        """
        self.ensure_one()
        moved = self.picking_ids.filtered(
            lambda picking: picking.picking_type_code == "incoming"
        )
        return moved.action_jxc_ask_return()
