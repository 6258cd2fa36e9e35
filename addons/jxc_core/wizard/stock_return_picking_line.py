from odoo import Command, models


class StockReturnPickingLine(models.TransientModel):
    """What the host would copy a returned move with, made exact."""

    _inherit = "stock.return.picking.line"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_prepare_reversal_vals(self, reversal, parts):
        """Return the values that turn a copy of the move into its opposite.

        :param reversal: the transfer it belongs to
        :param parts: {operation: quantity in the product's unit}
        """
        move = self.move_id
        unit = move.product_id.uom_id
        return {
            **self._prepare_move_default_values(reversal),
            "product_uom": unit.id,
            "product_uom_qty": sum(parts.values()),
            "location_id": move.location_dest_id.id,
            "location_dest_id": move.location_id.id,
            "to_refund": True,
            "move_orig_ids": [Command.link(move.id)],
            "move_dest_ids": [Command.clear()],
            "picked": True,
            "move_line_ids": [
                Command.create(
                    {
                        "product_id": move.product_id.id,
                        "product_uom_id": unit.id,
                        "quantity": quantity,
                        "picked": True,
                        "lot_id": line.lot_id.id,
                        "owner_id": line.owner_id.id,
                        "package_id": line.result_package_id.id,
                        "result_package_id": line.package_id.id,
                        "location_id": line.location_dest_id.id,
                        "location_dest_id": line.location_id.id,
                        "picking_id": reversal.id,
                        "company_id": move.company_id.id,
                    }
                )
                for line, quantity in parts.items()
            ],
        }
