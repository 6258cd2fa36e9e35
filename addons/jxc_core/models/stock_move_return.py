from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Places of the other side of a trade; whatever else goods lie in is ours.
PARTNER_USAGES = frozenset({"customer", "supplier"})


class StockMove(models.Model):
    """Goods come back from where they went, and no more of them than went there."""

    # One subject a file: who may move goods is another.
    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_goes_back(self):
        """Tell whether this move takes goods back, or sends them back to a vendor.

        Loose moves are told by where they go: from a customer to us, from us to a
        vendor. Taking a product apart again is no return.
        """
        self.ensure_one()
        if self.origin_returned_move_id:
            return bool(self.origin_returned_move_id.picking_id)
        source, target = self.location_id.usage, self.location_dest_id.usage
        return (source == "customer" and target != "customer") or (
            target == "supplier" and source not in PARTNER_USAGES
        )

    def _jxc_reaches_partner(self):
        """Tell whether this move ends, or starts, at a customer or a vendor."""
        self.ensure_one()
        sides = {self.location_id.usage, self.location_dest_id.usage}
        return not sides.isdisjoint(PARTNER_USAGES)

    def _jxc_get_originals(self):
        """Return the done moves that these returns may take from.

        A return without a link to one move takes from what its order line moved.
        """
        loose = self.filtered(lambda move: not move.origin_returned_move_id)
        ordered = loose.sale_line_id.move_ids | loose.purchase_line_id.move_ids
        products = loose.product_id
        return self.origin_returned_move_id | ordered.filtered(
            lambda move: (
                move.state == "done"
                and move.product_id in products
                and not move._jxc_goes_back()
            )
        )

    def _jxc_take_return_turns(self):
        """Decide on what can be returned of the same goods in turn, not at once.

        A lock alone lets the second transaction judge by its older snapshot; an
        update makes the database refuse it, and the host repeats its request.

        :return: whether any of these moves is a return
        """
        # sudo: only the turns are taken, whoever may see what was moved.
        returns = self.sudo().filtered(lambda move: move._jxc_goes_back())
        originals = returns._jxc_get_originals()
        if originals:
            self.env.cr.execute(
                SQL(
                    "UPDATE stock_move SET write_date = write_date WHERE id IN "
                    "(SELECT id FROM stock_move WHERE id IN %s "
                    "ORDER BY id FOR NO KEY UPDATE)",
                    tuple(originals.ids),
                )
            )
        return bool(returns)

    def _jxc_get_base_quantity(self):
        """Return what this move moved, or is to move, in the product's unit."""
        self.ensure_one()
        quantity = self.quantity if self.state == "done" else self.product_uom_qty
        return self.product_uom._compute_quantity(
            quantity, self.product_id.uom_id, rounding_method="HALF-UP"
        )

    def _jxc_get_returnable(self):
        """Return {id: what may still be returned of each done move}.

        In the product's unit; open returns count as returned, drafts do not.
        """
        back = self.search_fetch(
            [
                ("origin_returned_move_id", "in", self.ids),
                ("state", "not in", ("draft", "cancel")),
            ],
            ["origin_returned_move_id", "quantity", "product_uom_qty", "state"],
        )
        left = {move.id: move._jxc_get_base_quantity() for move in self}
        kept = back._jxc_get_kept()
        for move in back:
            left[move.origin_returned_move_id.id] -= kept[move.id]
        return left

    def _jxc_get_kept(self):
        """Return {id: what these returns took back, less what left again since}.

        A return that was reversed, or sent back, took nothing; its goods may return.
        """
        kept = {move.id: move._jxc_get_base_quantity() for move in self}
        again = self._jxc_get_done_returns()
        for move_id, quantity in (again and again._jxc_get_kept() or {}).items():
            kept[self.browse(move_id).origin_returned_move_id.id] -= quantity
        return kept

    def _jxc_check_returns(self):
        """Refuse returns of more than was moved, or of what was never moved.

        :raise UserError: names the product, the transfer and what is left of it
        """
        # sudo: what was delivered and returned is counted in full, whoever asks.
        returns = self.sudo().filtered(
            lambda move: move.state != "cancel" and move._jxc_goes_back()
        )
        returns._jxc_check_originals()
        originals = returns.origin_returned_move_id
        left = originals._jxc_get_returnable()
        for original in originals:
            uom = original.product_id.uom_id
            if uom.compare(left[original.id], 0) < 0:
                raise UserError(
                    self.env._(
                        "%(product)s: %(over)s %(uom)s more would be returned than "
                        "%(transfer)s moved. Lower the quantity, or return the rest "
                        "of another transfer.",
                        product=original.product_id.display_name,
                        over=f"{-left[original.id]:g}",
                        uom=uom.name,
                        transfer=original.picking_id.name,
                    )
                )
        returns._jxc_check_ordered_returns()
        returns._jxc_check_returned_lots()

    def _jxc_check_originals(self):
        """Refuse a return that is tied to goods it cannot be a return of.

        :raise UserError: names the product and the transfer
        """
        for move in self.filtered("origin_returned_move_id"):
            original = move.origin_returned_move_id
            if original.state != "done" or original.product_id != move.product_id:
                raise UserError(
                    self.env._(
                        "%(product)s is not a return of %(transfer)s: only goods that "
                        "it moved can be returned. Choose the transfer that moved "
                        "them.",
                        product=move.product_id.display_name,
                        transfer=original.picking_id.name or "",
                    )
                )

    def _jxc_check_ordered_returns(self):
        """Refuse returns of more than their order line moved.

        Where goods come back by their order without their original, those that come
        back by their original are counted as well. Lowering an order before its goods
        came makes such a return, too, where the host cannot take it off the open
        transfer: it may wait, but not be done. A line below zero orders goods back
        itself, as many as it says.

        :raise UserError: names the product and what is left
        """
        left = defaultdict(lambda: [0.0, 0.0])
        lines = [
            *((line, line.move_ids) for line in self.sale_line_id),
            *((line, line.move_ids) for line in self.purchase_line_id),
        ]
        products = self.product_id
        for line, every in lines:
            moves = every.filtered(lambda move: move.state not in ("draft", "cancel"))
            if not any(
                move._jxc_goes_back() and not move.origin_returned_move_id
                for move in moves
            ):
                continue
            for move in moves:
                if move.product_id in products:
                    quantity = move._jxc_get_direction(line)
                    quantity *= move._jxc_get_base_quantity()
                    planned_and_done = left[line, move.product_id]
                    planned_and_done[0] += quantity
                    planned_and_done[1] += quantity if move.state == "done" else 0.0
        for (line, product), planned_and_done in left.items():
            asked = min(self._jxc_get_ordered_quantity(line), 0)
            if asked and line.product_id != product:
                # Parts of a kit: how many make one is its bill of material's.
                continue
            quantity = min(planned_and_done) - asked
            if product.uom_id.compare(quantity, 0) < 0:
                raise UserError(
                    self.env._(
                        "%(product)s: %(over)s %(uom)s more would be returned than "
                        "%(order)s moved. Lower the quantity.",
                        product=product.display_name,
                        over=f"{-quantity:g}",
                        uom=product.uom_id.name,
                        order=line.order_id.name,
                    )
                )

    def _jxc_check_returned_lots(self):
        """Refuse lots that the original never moved, or not that many of them.

        :raise UserError: names the lot and the transfer
        """
        tracked = self.filtered(
            lambda move: (
                move.state == "done"
                and move.has_tracking != "none"
                and move.origin_returned_move_id
            )
        )
        originals = tracked.origin_returned_move_id
        left = originals._jxc_get_returnable_lots()
        for move in tracked:
            original = move.origin_returned_move_id
            for lot in move.move_line_ids.lot_id:
                over = left[original.id][lot.id]
                if move.product_id.uom_id.compare(over, 0) < 0:
                    raise UserError(
                        self.env._(
                            "%(product)s: %(transfer)s did not move that much of lot "
                            "%(lot)s. Return the lot that was moved.",
                            product=move.product_id.display_name,
                            transfer=original.picking_id.name,
                            lot=lot.name,
                        )
                    )

    def _jxc_get_returnable_lots(self):
        """Return {id: {lot id: what is left of it}} of these done moves.

        In the product's unit; only returns that are done count.
        """
        left = {move.id: defaultdict(float) for move in self}
        for line in self.move_line_ids:
            left[line.move_id.id][line.lot_id.id] += line.quantity_product_uom
        for move in self:
            # what was taken back and left again since may be returned once more
            sign, back = -1, move._jxc_get_done_returns()
            while back:
                for line in back.move_line_ids:
                    left[move.id][line.lot_id.id] += sign * line.quantity_product_uom
                sign, back = -sign, back._jxc_get_done_returns()
        return left

    def _jxc_get_done_returns(self):
        """Return the done moves that took these back."""
        return self.returned_move_ids.filtered(lambda move: move.state == "done")

    # === HOST HOOKS ===
    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        """No more is planned to be returned than is left."""
        self._jxc_take_return_turns()
        moves = super()._action_confirm(
            merge=merge, merge_into=merge_into, create_proc=create_proc
        )
        moves._jxc_check_returns()
        return moves

    def _action_done(self, cancel_backorder=False):
        """No more comes back, or goes back, than was moved, on any path.

        Judged is what was moved in the end; a refusal undoes it.
        """
        # sudo: what is due for returns is judged whoever moves their goods.
        renew = self.env["jxc.return"].sudo()._jxc_renew_money
        if not self._jxc_take_return_turns():
            moves = super()._action_done(cancel_backorder=cancel_backorder)
            renew(moves.sudo())
            return moves
        with self.env["jxc.watch"]._jxc_undo_when_refused():
            moves = super()._action_done(cancel_backorder=cancel_backorder)
            moves._jxc_check_returns()
        # sudo: warehouse staff plan the next step of a return for others.
        done = moves.sudo()
        renew(done)
        done.jxc_return_line_id.return_id._jxc_follow()
        return moves
