from odoo import api, fields, models
from odoo.exceptions import AccessError

SUPERVISOR = "stock.group_stock_manager"


class StockMove(models.Model):
    """Goods come back by a return of what moved them, or before a supervisor."""

    # One subject a file: how many come back is another.
    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_return_line_id = fields.Many2one(
        "jxc.return.line",
        string="Return Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What this move takes back, sends back, sorts or replaces.",
    )

    # === POLICY ===
    def _jxc_has_original(self):
        """Tell whether this return is tied to what it returns, or was let without.

        A line below zero orders goods back of which it names no original.
        """
        self.ensure_one()
        line = self.sale_line_id or self.purchase_line_id
        ordered = line and self._jxc_get_ordered_quantity(line) >= 0
        return bool(
            self.origin_returned_move_id
            or ordered
            or self.jxc_return_line_id
            or self._jxc_is_till_return()
        )

    def _jxc_is_till_return(self):
        """Tell whether a cashier takes goods back over a till's own refund."""
        picking = self.picking_id
        return (
            "pos_session_id" in picking._fields
            and bool(picking.pos_session_id)
            and self.env.user._has_group("point_of_sale.group_pos_user")
        )

    def _jxc_check_have_originals(self):
        """Only a supervisor takes goods back of which nobody knows when they left.

        :raise AccessError: names the product and what to do instead
        """
        if self.env.su or self.env.user._has_group(SUPERVISOR):
            return
        # sudo: warehouse staff do not read the orders behind their transfers.
        for move in self.sudo():
            if move.state in ("done", "cancel") or not move._jxc_goes_back():
                continue
            if not move.with_env(self.env).sudo()._jxc_has_original():
                raise AccessError(
                    self.env._(
                        "%s: goods come back, or go back, by a return of the transfer "
                        "that moved them. Start from that transfer; without one, a "
                        "warehouse supervisor does it.",
                        move.product_id.display_name,
                    )
                )

    def _jxc_check_may_process(self):
        """Add that goods without an original come back for a supervisor only."""
        result = super()._jxc_check_may_process()
        self._jxc_check_have_originals()
        return result

    @api.model
    def _jxc_check_links(self, vals_list):
        """Nobody but the program ties a move to a return.

        :raise AccessError: for a caller who tries
        """
        if not self.env.su and any("jxc_return_line_id" in vals for vals in vals_list):
            raise AccessError(
                self.env._("Moves of a return are made by its buttons only.")
            )

    def _jxc_check_original_stays(self, vals):
        """Refuse to change what the goods of a return are from.

        Cut off, they would come back in any number.

        :raise AccessError: names the goods and what to do instead
        """
        if self.env.su or "origin_returned_move_id" not in vals:
            return
        # sudo: the return may be one that warehouse staff need not read.
        for move in self.sudo():
            origin = move.origin_returned_move_id
            if move.jxc_return_line_id and origin.id != vals["origin_returned_move_id"]:
                raise AccessError(
                    self.env._(
                        "%(product)s is returned by %(paper)s: what it is from stays. "
                        "Cancel the return and ask anew.",
                        product=move.product_id.display_name,
                        paper=move.jxc_return_line_id.return_id.name,
                    )
                )

    # === HOST HOOKS ===
    @api.model
    def default_get(self, fields):
        """No context ties a move to a return."""
        values = super().default_get(fields)
        if not self.env.su:
            values.pop("jxc_return_line_id", None)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody ties a new move to a return by hand."""
        self._jxc_check_links(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Nobody ties a move to a return by hand, or cuts it off what it returns."""
        self._jxc_check_links([vals])
        self._jxc_check_original_stays(vals)
        return super().write(vals)

    def _prepare_move_split_vals(self, uom_qty):
        """What is left of a return belongs to the same line of it."""
        vals = super()._prepare_move_split_vals(uom_qty)
        if self.jxc_return_line_id:
            vals["jxc_return_line_id"] = self.jxc_return_line_id.id
        return vals

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        """Each line of a return keeps its own move."""
        return [*super()._prepare_merge_moves_distinct_fields(), "jxc_return_line_id"]

    @api.model
    def _prepare_merge_negative_moves_excluded_distinct_fields(self):
        """An order that is lowered takes its replacement back before it left."""
        excluded = super()._prepare_merge_negative_moves_excluded_distinct_fields()
        return [*excluded, "jxc_return_line_id"]
