from odoo import api, fields, models
from odoo.exceptions import AccessError

LINK = "jxc_transfer_line_id"
TRANSIT = "transit"


# One subject a file.
class StockMove(models.Model):
    """Goods between warehouses are shipped and received by those who work there."""

    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_transfer_line_id = fields.Many2one(
        "jxc.transfer.line",
        string="Line Between Warehouses",
        readonly=True,
        index="btree_not_null",
    )

    # === POLICY ===
    def _jxc_check_transfer_link(self, vals_list):
        """Refuse to pass goods off as those of a transfer between warehouses.

        :raise AccessError: says how such moves come about
        """
        if self.env.su:
            return
        # sudo: see below. A copy of goods that belong to none says so, and may.
        if any(vals.get(LINK) for vals in vals_list) or (
            any(LINK in vals for vals in vals_list) and self.sudo()[LINK]
        ):
            raise AccessError(
                self.env._(
                    "Goods between warehouses are moved by their transfer: ship and "
                    "receive there."
                )
            )

    def _jxc_check_transfer_side(self):
        """Let senders ship, receivers receive, and supervisors settle.

        :raise AccessError: names the transfer and who may
        """
        if self.env.su:
            return
        # sudo: the line and places may be out of sight of whoever moves the goods.
        for move in self.sudo():
            if move.state in ("done", "cancel"):
                continue
            if not move[LINK]:
                move._jxc_check_leaves_transit()
                continue
            transfer = move[LINK].transfer_id.with_env(self.env)
            if move.location_id.usage != TRANSIT:
                transfer._jxc_check_may_send()
            elif transfer.state == "discrepancy":
                transfer._jxc_check_may_settle()
            elif move.location_dest_id.warehouse_id == transfer.warehouse_dest_id:
                transfer._jxc_check_may_receive()
            else:
                transfer._jxc_check_may_settle()

    def _jxc_check_leaves_transit(self):
        """Refuse to take goods out of transit beside the transfer that put them there.

        :raise AccessError: names the goods and what to do instead
        """
        place = self.company_id.internal_transit_location_id
        # Sent there before transfers between warehouses had a document.
        sent = self.move_orig_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.location_dest_id == place
                and move.product_id == self.product_id
            )
        )
        chained = sent and not sent[LINK]
        if place and self.location_id == place and not chained:
            raise AccessError(
                self.env._(
                    "%s is on the way between warehouses: receive or settle it on its "
                    "transfer.",
                    self.product_id.display_name,
                )
            )

    def _jxc_adopt_transit(self):
        """Give goods that the host's routes sent on their way a document, too.

        Nothing is on the way unseen: what has no transfer between warehouses yet
        gets one, with the receipt that follows it.
        """
        # sudo: whoever ships need not be able to see where it goes.
        loose = self.sudo().filtered(
            lambda move: (
                not move[LINK]
                and move.picking_id
                and move.state == "done"
                and move.location_id.usage == "internal"
                and move.location_dest_id
                == move.company_id.internal_transit_location_id
            )
        )
        for move in loose:
            # Sent in parts: the receipt belongs to the first part's line already.
            if line := move.move_dest_ids[LINK][:1]:
                move[LINK] = line
                move.picking_id.jxc_transfer_id = line.transfer_id
        for picking in loose.picking_id:
            moves = loose.filtered(
                lambda move, own=picking: move.picking_id == own and not move[LINK]
            )
            home = picking.picking_type_id.warehouse_id
            if not moves or not home:
                continue
            transfer = picking.jxc_transfer_id or moves._jxc_create_adopted(home)
            lines = transfer.env["jxc.transfer.line"].create(
                [
                    {
                        "transfer_id": transfer.id,
                        "product_id": move.product_id.id,
                        "product_uom_id": move.product_uom.id,
                        "quantity": move.quantity,
                    }
                    for move in moves
                ]
            )
            for move, line in zip(moves, lines, strict=True):
                (move | move.move_dest_ids)[LINK] = line
            (picking | moves.move_dest_ids.picking_id).jxc_transfer_id = transfer

    def _jxc_create_adopted(self, home):
        """Return the transfer between warehouses for what the host's routes sent.

        Where nobody said where it goes, whoever sent it has to take it back.

        :param home: the warehouse that sent it
        """
        target = self.move_dest_ids.location_dest_id.warehouse_id[:1]
        # sudo: see `_jxc_adopt_transit`.
        transfers = self.env["jxc.transfer"].sudo()
        return transfers.create(
            {
                "company_id": self.company_id.id,
                "warehouse_id": home.id,
                "warehouse_dest_id": (target or home).id,
                "user_id": self.env.uid,
                "state": "ready",
            }
        )

    def _jxc_check_may_process(self):
        """Only those who work in a warehouse ship from it and receive in it."""
        result = super()._jxc_check_may_process()
        self._jxc_check_transfer_side()
        return result

    def _jxc_get_followed(self):
        """Return the transfers between warehouses that these moves belong to."""
        # sudo: see `_jxc_check_transfer_side`.
        return self.sudo()[LINK].transfer_id

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Nobody passes goods off as those of a transfer between warehouses."""
        self._jxc_check_transfer_link(vals_list)
        honest = self
        if f"default_{LINK}" in self.env.context and not self.env.su:
            honest = self.with_context(default_jxc_transfer_line_id=False)
        return super(StockMove, honest).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Nobody passes goods off as those of a transfer between warehouses."""
        self._jxc_check_transfer_link([vals])
        return super().write(vals)

    def _action_done(self, cancel_backorder=False):
        """What is shipped or received is followed by its transfer."""
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        moves._jxc_adopt_transit()
        moves._jxc_get_followed()._jxc_follow(moves)
        return moves

    def _action_cancel(self):
        """What is not shipped or received any more is followed, too."""
        result = super()._action_cancel()
        self._jxc_get_followed()._jxc_follow(self)
        return result
