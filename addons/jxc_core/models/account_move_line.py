from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # === POLICY ===
    def _jxc_get_order_line(self, like):
        """Return the order line of this invoice line, of the model of `like`.

        :param like: recordset of sale.order.line or purchase.order.line
        """
        self.ensure_one()
        if like._name == "purchase.order.line":
            return self.purchase_line_id
        return self.sale_line_ids[:1]

    def _jxc_get_billed(self, uom, invoice_type, refund_type):
        """Return what these lines bill less what posted refunds credit, in `uom`."""
        total = 0.0
        for line in self:
            move = line.move_id
            quantity = line.product_uom_id._compute_quantity(line.quantity, uom)
            if move.move_type == invoice_type and move.state != "cancel":
                total += quantity
            elif move.move_type == refund_type and move.state == "posted":
                total -= quantity
        return total

    def _jxc_get_creditable(self, order_line, uom, invoice_type):
        """Return [(posted invoice line, what no refund credits of it)], newest first.

        Refunds count from their draft on. Quantities are in `uom`.
        """
        free = []
        for line in self.sorted("id", reverse=True):
            move = line.move_id
            if move.move_type != invoice_type or move.state != "posted":
                continue
            credited = move.reversal_move_ids.filtered(
                lambda refund: refund.state != "cancel"
            ).invoice_line_ids.filtered(
                lambda copy: copy._jxc_get_order_line(order_line) == order_line
            )
            left = line.product_uom_id._compute_quantity(line.quantity, uom) - sum(
                copy.product_uom_id._compute_quantity(copy.quantity, uom)
                for copy in credited
            )
            if left > 0:
                free.append((line, left))
        return free
