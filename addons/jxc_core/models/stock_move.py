from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    # === POLICY ===
    def _jxc_get_shipped_orders(self):
        """Return the orders whose goods these moves hand to a customer."""
        leaving = self.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.location_dest_usage == "customer"
                and move.location_id.usage != "customer"
                and not move.product_uom.is_zero(move.quantity)
            )
        )
        # sudo: a warehouse operator ships orders without reading them.
        return leaving.sudo().sale_line_id.order_id.sudo(False)

    def _jxc_remember_shortages(self):
        """Have what runs short looked for as soon as this transaction is committed.

        One row per transaction, whatever it moves: the look itself asks about all
        rules in one statement, so which products moved need not be kept. Arrivals
        count too: a shortage they close must be told again when it comes back.
        Skipped for drop-shipping, which touches no place where stock is kept.
        """
        pending = self.env.cr.precommit.data
        if "jxc_shortage" in pending:
            return
        stocked = {"internal", "transit"}
        if any(
            move.location_id.usage in stocked or move.location_dest_id.usage in stocked
            for move in self
        ):
            pending["jxc_shortage"] = True
            self.env.cr.precommit.add(self.env["jxc.shortage"]._jxc_trigger_check)

    # === HOST HOOKS ===
    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        """Confirmed demand lowers the forecast: look for shortages at commit."""
        moves = super()._action_confirm(
            merge=merge, merge_into=merge_into, create_proc=create_proc
        )
        moves._jxc_remember_shortages()
        return moves

    def _action_done(self, cancel_backorder=False):
        """Goods leave only for orders that pass the gate, on every path.

        What left, was lost or scrapped may be short now: look at commit.
        """
        self._jxc_get_shipped_orders()._jxc_pass_gate("ship")
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        moves._jxc_remember_shortages()
        return moves
