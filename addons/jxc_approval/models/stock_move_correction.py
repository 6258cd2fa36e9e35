from odoo import models
from odoo.exceptions import UserError

LOSS = "inventory"


class StockMove(models.Model):
    """Stock is corrected by write-offs and counts, which are asked about, alone."""

    # One subject a file: receipts of orders are another.
    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_pass_move_gates(self):
        """Nobody loses or finds goods by a transfer that a rule would ask about."""
        self._jxc_check_corrections()
        return super()._jxc_pass_move_gates()

    def _jxc_check_corrections(self):
        """Refuse transfers to or from where losses are booked, as far as rules ask.

        :raise UserError: names the goods and what to use instead
        """
        if self._jxc_is_correcting():
            return
        # sudo: a location may be another company's, only its usage matters.
        moves = self.sudo().filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and LOSS in (move.location_id.usage, move.location_dest_id.usage)
                and move.location_id.usage != move.location_dest_id.usage
                and not move.product_uom.is_zero(move.quantity)
            )
        )
        for move in moves:
            if move._jxc_get_correction_rule():
                raise UserError(
                    self.env._(
                        "%(product)s: stock is corrected by a write-off or a count, "
                        "which is approved, not by a transfer to or from "
                        "%(location)s.",
                        product=move.product_id.display_name,
                        location=(
                            move.location_id
                            if move.location_id.usage == LOSS
                            else move.location_dest_id
                        ).display_name,
                    )
                )

    def _jxc_get_correction_rule(self):
        """Return what rules would ask of this move were it a write-off or a count."""
        self.ensure_one()
        rules = self.env["jxc.approval.rule"]
        quantity = self.product_uom._compute_quantity(
            self.quantity, self.product_id.uom_id
        )
        values = {"product_id": self.product_id.id, "company_id": self.company_id.id}
        if self.location_id.usage == LOSS:
            quant = self.env["stock.quant"].new(
                {
                    **values,
                    "location_id": self.location_dest_id.id,
                    "inventory_diff_quantity": quantity,
                }
            )
            return rules._jxc_find(quant, ("count",))
        scrap = self.env["stock.scrap"].new(
            {
                **values,
                "product_uom_id": self.product_id.uom_id.id,
                "scrap_qty": quantity,
                "location_id": self.location_id.id,
            }
        )
        return rules._jxc_find(scrap, ("scrap",))
