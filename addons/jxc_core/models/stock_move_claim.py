from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .stock_move import STOCKED

# What says that something asked for a move: set by orders and rules, never typed.
CLAIMS = ("purchase_line_id", "rule_id", "sale_line_id")
ORDERED = ("purchase_line_id", "sale_line_id")
# What an order asked for: another product is another move.
PINNED = frozenset({"bom_line_id", "product_id"})
# Which moves were split, in the cursor's memory, out of reach of any caller.
SPLIT = "jxc_split"


# One subject a file.
class StockMove(models.Model):
    """Nobody types what says that goods were asked for, or where they really go."""

    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_may_claim(self):
        """Tell whether the current user may say what a move is for: supervisors."""
        return self.env.su or self.env.user._jxc_supervises_stock()

    @api.model
    def _jxc_get_claims(self, vals):
        """Return what these values claim, as a key: product and who asked."""
        claims = tuple(vals.get(name) or False for name in CLAIMS)
        return (vals.get("product_id"), *claims) if any(claims) else None

    @api.model
    def _jxc_check_new_claims(self, vals_list):
        """Refuse new moves of a transfer that claim to be asked for.

        Parts of a move that the program splits keep what it is for.

        :raise AccessError: says how goods are asked for
        """
        split = self.env.cr.cache.get(SPLIT, ())
        for vals in vals_list:
            claims = self._jxc_get_claims(vals)
            if claims and vals.get("picking_id") and claims not in split:
                self._jxc_raise_claimed(self.browse())

    def _jxc_check_claims_stay(self, vals):
        """Refuse to write what a move of a transfer is for.

        :raise AccessError: names the goods and what to do instead
        """
        # sudo: orders and rules may be out of sight of whoever moves goods.
        for move in self.sudo():
            if move.state in ("done", "cancel"):
                continue
            claimed = [name for name in CLAIMS if vals.get(name)]
            if (move.picking_id or vals.get("picking_id")) and any(
                move[name].id != vals[name] for name in claimed
            ):
                self._jxc_raise_claimed(move)
            if any(move[name] for name in CLAIMS):
                move._jxc_check_asked_stays(vals)

    def _jxc_check_asked_stays(self, vals):
        """Refuse to turn this move, that something asked for, into another one.

        :raise AccessError: names the goods and what to do instead
        """
        kinds = self.picking_id.picking_type_id
        if "picking_id" in vals:
            target = self.picking_id.browse(vals["picking_id"] or [])
            if not self.picking_id or target.picking_type_id != kinds:
                self._jxc_raise_claimed(self)
        changed = vals.get("picking_type_id", self.picking_type_id.id)
        if changed != self.picking_type_id.id and changed != kinds.id:
            self._jxc_raise_claimed(self)
        if vals.get("state") == "draft" and self.state != "draft":
            self._jxc_raise_claimed(self)
        if any(self[name] for name in ORDERED) and any(
            name in self._fields and self[name].id != vals[name]
            for name in PINNED.intersection(vals)
        ):
            self._jxc_raise_claimed(self)

    def _jxc_raise_claimed(self, move):
        """Raise the refusal to type what a move is for.

        :param move: the move, or none when it is new
        """
        goods = move.product_id.display_name or self.env._("A transfer")
        raise AccessError(
            self.env._(
                "%s: what goods are moved for, and how, follows from the order or rule "
                "that asks for them. Have the order changed, or ask a warehouse "
                "supervisor.",
                goods,
            )
        )

    def _jxc_check_honest_lines(self):
        """Refuse operations that move something else, or elsewhere, than their move.

        Another shelf is the same; a customer, a vendor or the loss location is not.

        :raise UserError: names the goods and the place
        """
        # sudo: places may be another company's, only what they are matters.
        for move in self.sudo():
            if move.state in ("done", "cancel"):
                continue
            for line in move.move_line_ids:
                if line.product_id != move.product_id:
                    raise UserError(
                        self.env._(
                            "%(transfer)s: %(product)s is moved in place of %(asked)s. "
                            "Add it as a product of its own.",
                            transfer=move._jxc_get_booked_name(),
                            product=line.product_id.display_name,
                            asked=move.product_id.display_name,
                        )
                    )
                for place, meant in (
                    (line.location_id, move.location_id),
                    (line.location_dest_id, move.location_dest_id),
                ):
                    if (
                        place != meant
                        and place.usage != meant.usage
                        and not (meant.usage == "view" and place._child_of(meant))
                    ):
                        raise UserError(
                            self.env._(
                                "%(transfer)s: %(product)s is not moved by way of "
                                "%(place)s. Make a transfer that goes there.",
                                transfer=move._jxc_get_booked_name(),
                                product=move.product_id.display_name,
                                place=place.display_name,
                            )
                        )

    def _jxc_check_crosses_by_transfer(self):
        """Refuse to hand goods over, or take them in, beside transfers.

        :raise AccessError: names the goods and what to do instead
        """
        # sudo: see `_jxc_check_honest_lines`.
        for move in self.sudo():
            if move.picking_id or move.state in ("done", "cancel") or move.scrap_id:
                continue
            usages = {move.location_id.usage, move.location_dest_id.usage}
            if move._jxc_crosses_to_partner() and not usages.isdisjoint(STOCKED):
                raise AccessError(
                    self.env._(
                        "%s: goods go to customers and come from vendors by a transfer "
                        "only.",
                        move.product_id.display_name,
                    )
                )

    def _jxc_check_may_process(self):
        """What is judged is what moves, of those who are judged."""
        result = super()._jxc_check_may_process()
        if not self.env.su:
            self._jxc_check_honest_lines()
            self._jxc_check_crosses_by_transfer()
        return result

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Nobody types what new goods are moved for."""
        moves = self
        if not self._jxc_may_claim():
            self._jxc_check_new_claims(vals_list)
            forged = {f"default_{name}" for name in CLAIMS}.intersection(
                self.env.context
            )
            if forged:
                moves = self.with_context(**dict.fromkeys(forged, False))
        return super(StockMove, moves).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Nobody writes what goods are moved for."""
        if (
            not {
                *CLAIMS,
                *PINNED,
                "picking_id",
                "picking_type_id",
                "state",
            }.isdisjoint(vals)
            and not self._jxc_may_claim()
        ):
            self._jxc_check_claims_stay(vals)
        return super().write(vals)

    def _split(self, qty, restrict_partner_id=False):
        """A part of what was asked for was asked for, too."""
        vals_list = super()._split(qty, restrict_partner_id=restrict_partner_id)
        if not self.env.su:
            split = self.env.cr.cache.setdefault(SPLIT, set())
            split.update(filter(None, map(self._jxc_get_claims, vals_list)))
        return vals_list
