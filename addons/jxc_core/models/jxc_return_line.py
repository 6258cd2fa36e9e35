from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .jxc_return import ORDER_READERS, PRICE_GROUPS, PURCHASE_READERS

VERDICTS = ("good_qty", "second_qty", "scrap_qty")
# What whoever inspects fills in; nobody else does, and nothing else of them.
INSPECT_FIELDS = frozenset({*VERDICTS, "inspection_note", "photo"})
DERIVED_FIELDS = frozenset(
    {
        "company_id",
        "credit_qty",
        "inspected_at",
        "inspected_by_id",
        "is_moving",
        "move_ids",
        "received_qty",
        "replaced_qty",
        "purchase_line_id",
        "sale_line_id",
        "state",
    }
)


class JxcReturnLine(models.Model):
    """One product, or one lot of it, that is returned and sorted."""

    _name = "jxc.return.line"
    _description = "Return Line"
    _inherit = ["jxc.derived"]
    _order = "return_id desc, id"
    _rec_name = "product_id"
    _check_company_auto = True

    # === FIELDS ===
    return_id = fields.Many2one(
        "jxc.return", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="return_id.company_id", store=True)
    return_type = fields.Selection(related="return_id.return_type")
    partner_id = fields.Many2one(related="return_id.partner_id")
    requested_at = fields.Datetime(related="return_id.requested_at")
    state = fields.Selection(related="return_id.state", store=True, index=True)
    origin_move_id = fields.Many2one(
        "stock.move",
        string="Original Move",
        index="btree_not_null",
        check_company=True,
        help="The delivery or receipt of these goods.",
    )
    origin_picking_id = fields.Many2one(related="origin_move_id.picking_id")
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_from_origin",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
        check_company=True,
    )
    tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one(
        "stock.lot",
        index="btree_not_null",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_from_origin",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    returnable_qty = fields.Float(
        string="Can Be Returned",
        digits="Product Unit",
        compute="_compute_returnable_qty",
        help="Moved by the original less what was returned or is on its way back, in "
        "the unit of this line.",
    )
    reason_id = fields.Many2one(
        "jxc.return.reason",
        compute="_compute_reason_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    sale_line_id = fields.Many2one(
        related="origin_move_id.sale_line_id",
        store=True,
        index="btree_not_null",
        groups=ORDER_READERS,
    )
    purchase_line_id = fields.Many2one(
        related="origin_move_id.purchase_line_id",
        store=True,
        index="btree_not_null",
        groups=PURCHASE_READERS,
    )
    move_ids = fields.One2many("stock.move", "jxc_return_line_id", readonly=True)
    is_moving = fields.Boolean(compute="_compute_moved", store=True)
    received_qty = fields.Float(
        string="Moved Back", digits="Product Unit", compute="_compute_moved", store=True
    )
    replaced_qty = fields.Float(
        string="Replaced", digits="Product Unit", compute="_compute_moved", store=True
    )
    good_qty = fields.Float(string="Sellable", digits="Product Unit", copy=False)
    second_qty = fields.Float(string="Seconds", digits="Product Unit", copy=False)
    scrap_qty = fields.Float(string="Scrapped", digits="Product Unit", copy=False)
    inspection_note = fields.Char(copy=False)
    photo = fields.Image(max_width=1920, max_height=1920, copy=False)
    inspected_at = fields.Datetime(readonly=True, copy=False)
    inspected_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    credit_qty = fields.Float(
        string="To Credit",
        digits="Product Unit",
        compute="_compute_credit_qty",
        store=True,
        groups=PRICE_GROUPS,
        help="What the inspection lets be credited or replaced, in this line's unit.",
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "Return more than nothing, or remove the line."
    )
    _verdicts_not_negative = models.Constraint(
        "CHECK (COALESCE(good_qty, 0) >= 0 AND COALESCE(second_qty, 0) >= 0 "
        "AND COALESCE(scrap_qty, 0) >= 0)",
        "No less than nothing can be sellable, a second or scrapped.",
    )

    # === COMPUTE ===
    @api.depends("origin_move_id")
    def _compute_from_origin(self):
        """Take the product and its unit from the original move."""
        for line in self:
            move = line.origin_move_id
            line.product_id = move.product_id or line.product_id
            line.uom_id = move.product_uom or line.uom_id or line.product_id.uom_id

    @api.depends("return_id.reason_id")
    def _compute_reason_id(self):
        """The reason of the return, until a line has its own."""
        for line in self:
            line.reason_id = line.reason_id or line.return_id.reason_id

    @api.depends("origin_move_id", "lot_id", "uom_id", "product_id")
    def _compute_returnable_qty(self):
        """Count what may still be returned, of the lot where there is one."""
        # sudo: what is left counts everybody's returns.
        moves = self.sudo().origin_move_id
        left, lots = moves._jxc_get_returnable(), moves._jxc_get_returnable_lots()
        for line in self:
            origin = line.origin_move_id._origin.id or line.origin_move_id.id
            quantity = left.get(origin, 0.0)
            if line.lot_id:
                of_lot = lots.get(origin, {}).get(line.lot_id._origin.id, 0.0)
                quantity = min(quantity, of_lot)
            line.returnable_qty = line.product_id.uom_id._compute_quantity(
                max(quantity, 0.0),
                line.uom_id or line.product_id.uom_id,
                rounding_method="HALF-UP",
            )

    @api.depends("move_ids.state", "move_ids.quantity", "uom_id")
    def _compute_moved(self):
        """Add up what came, or went, back and what was sent instead."""
        for line in self:
            moves = line.move_ids
            back = moves.filtered(lambda move: move._jxc_goes_back())
            line.is_moving = any(
                move.state not in ("draft", "done", "cancel") for move in back
            )
            line.received_qty = line._jxc_sum_done(back)
            line.replaced_qty = line._jxc_sum_done(
                (moves - back).filtered(lambda move: move._jxc_reaches_partner())
            )

    @api.depends(*VERDICTS, "received_qty", "inspected_at", "reason_id.credit_scrapped")
    def _compute_credit_qty(self):
        """Credit what was found, without what the customer answers for."""
        for line in self:
            if line.return_id.return_type == "vendor":
                line.credit_qty = line.received_qty
            elif not line.inspected_at:
                line.credit_qty = 0.0
            else:
                line.credit_qty = line.good_qty + line.second_qty
                if line.reason_id.credit_scrapped:
                    line.credit_qty += line.scrap_qty

    # === POLICY ===
    def _jxc_sum_done(self, moves):
        """Return what those of `moves` that are done moved, in this line's unit."""
        self.ensure_one()
        return sum(
            move.product_uom._compute_quantity(
                move.quantity, self.uom_id, rounding_method="HALF-UP"
            )
            for move in moves
            if move.state == "done"
        )

    def _jxc_get_derived_fields(self):
        """Add what follows from moves, originals and buttons."""
        return super()._jxc_get_derived_fields() | DERIVED_FIELDS

    def _jxc_check_may_write(self, vals):
        """Let askers change drafts, and those who handle goods inspect, no more.

        :raise AccessError: for another role
        :raise UserError: when the line is beyond that
        """
        if self.env.su:
            return
        wanted = set(vals)
        inspecting = wanted & INSPECT_FIELDS
        if inspecting:
            self._jxc_check_may_inspect()
        if wanted - INSPECT_FIELDS:
            self.return_id._jxc_check_may_change()

    def _jxc_check_may_inspect(self):
        """Refuse to judge goods that are not here, or were judged.

        :raise AccessError: for whoever handles no goods
        :raise UserError: names the product
        """
        self.return_id._jxc_check_handles_goods()
        for line in self:
            if line.is_moving or not line.received_qty:
                raise UserError(
                    self.env._(
                        "%s is not here yet: receive it first, then inspect it.",
                        line.product_id.display_name,
                    )
                )
            if line.inspected_at:
                raise UserError(
                    self.env._(
                        "%(product)s was inspected by %(user)s. What changed since is "
                        "moved or written off by a transfer of its own.",
                        product=line.product_id.display_name,
                        user=line.inspected_by_id.name,
                    )
                )

    def _jxc_check_verdicts(self):
        """Refuse an inspection that does not speak of every piece.

        :raise UserError: names the product and both quantities
        """
        for line in self:
            judged = sum(line[name] for name in VERDICTS)
            if line.uom_id.compare(judged, line.received_qty):
                raise UserError(
                    self.env._(
                        "%(product)s: %(received)g came back, the inspection speaks of "
                        "%(judged)g. Enter how many are sellable, seconds and "
                        "scrapped.",
                        product=line.product_id.display_name,
                        received=line.received_qty,
                        judged=judged,
                    )
                )

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Lines are added to drafts, without anything that follows from documents."""
        self._jxc_check_not_forged(vals_list)
        inspected = any(INSPECT_FIELDS & set(vals) for vals in vals_list)
        lines = super(JxcReturnLine, self._jxc_without_forged_defaults()).create(
            vals_list
        )
        if not self.env.su:
            lines.return_id._jxc_check_may_change()
            if inspected and any(line[name] for line in lines for name in VERDICTS):
                raise AccessError(self.env._("Goods are inspected once they are here."))
        return lines

    def write(self, vals):
        """A line is changed as a draft; its inspection is typed once."""
        self._jxc_check_not_forged([vals])
        self._jxc_check_may_write(vals)
        result = super().write(vals)
        if "return_id" in vals and not self.env.su:
            self.return_id._jxc_check_may_change()
        return result

    def unlink(self):
        """Lines leave drafts only."""
        if not self.env.su:
            self.return_id._jxc_check_may_change()
        return super().unlink()
