from decimal import Decimal

from odoo import api, models

from ..exceptions import HoldError
from ..tools.slip import share_amounts
from .jxc_slip import PURCHASE_KINDS, SALE_KINDS


class StockMove(models.Model):
    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_slip_order_line(self, kind):
        """Return the order line that prices this move on a slip of that kind."""
        self.ensure_one()
        origin = self.origin_returned_move_id
        if kind in SALE_KINDS:
            return self.sale_line_id or origin.sale_line_id
        if kind in PURCHASE_KINDS:
            return self.purchase_line_id or origin.purchase_line_id
        return self.env["sale.order.line"]

    def _jxc_prepare_slip_lines(self, kind, priced, picked=False):
        """Return the lines of a slip: one per lot, else one.

        :param priced: True to add prices
        :param picked: see `_jxc_get_slip_parts`
        """
        self.ensure_one()
        parts = self._jxc_get_slip_parts(picked)
        amounts = [None] * len(parts)
        order_line = self._jxc_get_slip_order_line(kind) if priced else None
        if order_line:
            amounts = self._jxc_split_slip_amount(order_line, parts)
        slips = self.env["jxc.slip"]
        lines = []
        for (lot, quantity), amount in zip(parts, amounts, strict=True):
            line = {
                "product": self.product_id,
                "lot": slips._jxc_format_slip_lot(lot, self.company_id),
                "uom": self.product_uom,
                "quantity": quantity,
            }
            if priced:
                line["amount"] = amount
                line["price"] = self._jxc_get_slip_price(order_line, amount, quantity)
            lines.append(line)
        return lines

    def _jxc_get_slip_parts(self, picked=False):
        """Return [(lot, quantity in the move's unit)]: what moved, or what would
        when it were validated now, or what is asked for.

        :param picked: True: only what is marked as picked goes, the rest stays behind
        """
        uom = self.product_uom
        if uom.is_zero(self.quantity) and not picked:
            asked = 0.0 if self.state == "done" else self.product_uom_qty
            return [(self.env["stock.lot"], asked)]
        parts = {}
        for line in self.move_line_ids:
            if picked and not line.picked:
                continue
            quantity = line.product_uom_id._compute_quantity(
                line.quantity, uom, round=False
            )
            parts[line.lot_id] = parts.get(line.lot_id, 0.0) + quantity
        if not picked and not any(lot for lot in parts):
            return [(self.env["stock.lot"], self.quantity)]
        return [(lot, quantity) for lot, quantity in parts.items() if quantity]

    def _jxc_split_slip_amount(self, order_line, parts):
        """Return the amount of each part, taxes and discount included.

        :return: list of Decimal, in the order's currency
        """
        uom = order_line.product_uom_id
        return share_amounts(
            order_line.price_total,
            self._jxc_get_slip_ordered(order_line),
            [
                self.product_uom._compute_quantity(quantity, uom, round=False)
                for _lot, quantity in parts
            ],
            order_line.order_id.currency_id.decimal_places,
        )

    @api.model
    def _jxc_get_slip_ordered(self, order_line):
        """Return how much an order line of a sale or purchase asks for."""
        if order_line._name == "sale.order.line":
            return order_line.product_uom_qty
        return order_line.product_qty

    def _jxc_get_slip_price(self, order_line, amount, quantity):
        """Return the price of one unit, taxes and discount included, as Decimal."""
        if amount is None or self.product_uom.is_zero(quantity):
            return None
        ordered = self._jxc_get_slip_ordered(order_line)
        same = order_line.product_uom_id == self.product_uom and ordered
        price = order_line.price_total / ordered if same else float(amount) / quantity
        return Decimal(str(round(price, 6)))

    def _jxc_check_slips_printed(self):
        """Refuse transfers whose slip must be printed first.

        Scrap from a transfer has a paper of its own; a reversal is made and validated
        at once, and its slip printed afterwards.

        :raise HoldError: names each transfer and what to do
        """
        # sudo: what is scrap; the verdict is for whoever moves the goods.
        moves = self.sudo().filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and not move.scrap_id
                and not move.picking_id.jxc_reversed_id
            )
        )
        holds = moves.sudo(False).picking_id._jxc_get_slip_holds()
        if holds:
            raise HoldError(holds)

    def _jxc_pass_move_gates(self):
        """The slip comes before the goods."""
        self._jxc_check_slips_printed()
        return super()._jxc_pass_move_gates()
