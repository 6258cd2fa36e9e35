from odoo import fields, models
from odoo.tools import clean_context

from .jxc_return import CUSTOMER, VENDOR

# (from, to) -> kind of return; what is on its way between us is ours as well
RETURNS = {
    ("customer", "internal"): CUSTOMER,
    ("customer", "transit"): CUSTOMER,
    ("internal", "supplier"): VENDOR,
    ("transit", "supplier"): VENDOR,
}
OTHER = "jxc_core.return_reason_other"


class StockMove(models.Model):
    """Goods that come back, or go back, without a return of their own are given one.

    The host has many ways to make such moves: its wizard, an order whose quantity is
    lowered after its goods left, a transfer typed by hand. All of them confirm their
    moves, so that is where the return is made: asked for, in the state its goods are
    in, and followed from there like any other.

    Not given one, yet capped like all (`_jxc_check_returns`): what has a paper of its
    own (reversals, refunds of a till), goods between two partners (drop-shipping) or
    between us and ourselves (production, subcontractors, other warehouses), goods sent
    out once more after they came back, and transfers that name no partner.
    """

    # One subject a file.
    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_return_type(self):
        """Return which kind of return this move is, or None."""
        self.ensure_one()
        return RETURNS.get((self.location_id.usage, self.location_dest_id.usage))

    def _jxc_get_type_to_return(self):
        """Return which kind of return would take this move back, or None."""
        self.ensure_one()
        return RETURNS.get((self.location_dest_id.usage, self.location_id.usage))

    def _jxc_get_return_partner(self):
        """Return the customer or vendor of this return; empty where nobody is named."""
        self.ensure_one()
        origin = self.origin_returned_move_id.picking_id
        partner = self.picking_id.partner_id or self.partner_id or origin.partner_id
        return partner.commercial_partner_id

    def _jxc_get_return_quantity(self):
        """Return how much this move takes back, in its own unit."""
        self.ensure_one()
        return max(self.product_uom_qty, self.quantity)

    def _jxc_lacks_return(self):
        """Tell whether this move takes goods back and no paper says so yet."""
        self.ensure_one()
        return bool(
            self.picking_id
            and not self.jxc_return_line_id
            and self.state not in ("draft", "done", "cancel")
            and self._jxc_get_return_type()
            and self.product_uom.compare(self._jxc_get_return_quantity(), 0) > 0
            and self.picking_id.picking_type_id.warehouse_id
            and self._jxc_get_return_partner()
            and not self._jxc_has_paper()
        )

    def _jxc_find_originals(self):
        """Return {id of a return: the done move its goods are from}, where known.

        Where only the order is known, the move of which most is left, rather a late
        one.
        """
        found, loose = {}, self.browse()
        for move in self:
            origin = move.origin_returned_move_id
            if not origin:
                loose |= move
            elif origin.state == "done" and origin.product_id == move.product_id:
                found[move.id] = origin
        left = loose._jxc_get_originals()._jxc_get_returnable() if loose else {}
        for move in loose:
            own = move._jxc_get_originals().filtered(
                lambda other, move=move: other.product_id == move.product_id
            )
            if own:
                found[move.id] = max(own, key=lambda other: (left[other.id], other.id))
        return found

    def _jxc_make_returns(self, with_loose=False):
        """Give a return to what comes back, or goes back, without one.

        :param with_loose: also where nobody knows what the goods are returned from
        """
        # sudo: whoever takes goods back, or lowers an order, neither reads the orders
        # of others nor writes returns; whether they may was asked before.
        moves = self.sudo().filtered(lambda move: move._jxc_lacks_return())
        if not moves:
            return
        originals = moves._jxc_find_originals()
        if not with_loose:
            moves = moves.filtered(lambda move: move.id in originals)
        for picking, own in moves.grouped("picking_id").items():
            for kind, returned in own.grouped(
                lambda move: move._jxc_get_return_type()
            ).items():
                item = picking.jxc_return_id
                if item.return_type != kind or item.state != "requested":
                    item = returned._jxc_make_return(kind, originals)
                returned._jxc_add_to_return(item, originals)

    def _jxc_make_return(self, kind, originals):
        """Return a new return, asked for, of these moves of one transfer."""
        # No default of the screen that is open is meant for the return.
        returns = self.env["jxc.return"].with_context(clean_context(self.env.context))
        return returns.create(self._jxc_prepare_return_vals(kind, originals))

    def _jxc_add_to_return(self, item, originals):
        """Make a line of a return for each of these moves."""
        lines = item.line_ids.create(
            [
                {
                    "return_id": item.id,
                    "origin_move_id": originals[move.id].id
                    if move.id in originals
                    else False,
                    "product_id": move.product_id.id,
                    "uom_id": move.product_uom.id,
                    "quantity": move._jxc_get_return_quantity(),
                }
                for move in self
            ]
        )
        for move, line in zip(self, lines, strict=True):
            move.jxc_return_line_id = line
        item._jxc_follow()

    def _jxc_prepare_return_vals(self, kind, originals):
        """Return the values of a return of these moves of one transfer.

        In charge is who sold or bought the goods: it is their customer or vendor who
        waits for an end.
        """
        picking = self.picking_id
        link = "sale_line_id" if kind == CUSTOMER else "purchase_line_id"
        origins = self.browse(
            {originals[id_].id for id_ in self.ids if id_ in originals}
        )
        reason = self.env.ref(OTHER, raise_if_not_found=False)
        return {
            "return_type": kind,
            "company_id": picking.company_id.id,
            "partner_id": self[:1]._jxc_get_return_partner().id,
            "picking_id": origins[0].picking_id.id if origins else False,
            "warehouse_id": picking.picking_type_id.warehouse_id.id,
            "user_id": self[link].order_id.user_id[:1].id or self.env.uid,
            "reason_id": reason and reason.id,
            "requested_at": fields.Datetime.now(),
            "requested_by_id": self.env.uid,
        }

    # === HOST HOOKS ===
    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        """What is planned to come back is a return, whoever planned it."""
        moves = super()._action_confirm(
            merge=merge, merge_into=merge_into, create_proc=create_proc
        )
        moves._jxc_make_returns()
        return moves

    def _action_done(self, cancel_backorder=False):
        """What comes back without an original is a return as well.

        A supervisor let it, or the program did; and so is what was added to it since.
        """
        self._jxc_check_have_originals()
        self._jxc_make_returns(with_loose=True)
        return super()._action_done(cancel_backorder=cancel_backorder)
