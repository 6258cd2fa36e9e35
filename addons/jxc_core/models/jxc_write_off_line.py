from odoo import api, fields, models
from odoo.exceptions import UserError

from .jxc_write_off import PRICE_GROUPS

# What follows from booking and reversing, and is never typed.
DERIVED = frozenset({"value", "scrap_id", "move_id", "origin_line_id", "reversed_qty"})
# What may be changed on a line that brings goods back.
REVERSAL_FIELDS = frozenset({"quantity", "note", "photo"})


class JxcWriteOffLine(models.Model):
    _name = "jxc.write.off.line"
    _description = "Write-off line"
    _inherit = ["jxc.derived"]
    _order = "write_off_id desc, sequence, id"
    _rec_name = "product_id"
    _check_company_auto = True

    # === FIELDS ===
    write_off_id = fields.Many2one(
        "jxc.write.off", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        check_company=True,
        domain="[('type', '=', 'consu')]",
    )
    product_tmpl_id = fields.Many2one(
        related="product_id.product_tmpl_id", store=True, index=True
    )
    tracking = fields.Selection(related="product_id.tracking")
    allowed_uom_ids = fields.Many2many(
        "uom.uom", compute="_compute_allowed_uom_ids", compute_sudo=True
    )
    product_uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_product_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        domain="[('id', 'in', allowed_uom_ids)]",
    )
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True)
    lot_id = fields.Many2one(
        "stock.lot",
        string="Lot/Serial",
        check_company=True,
        index="btree_not_null",
        domain="[('product_id', '=', product_id)]",
    )
    package_id = fields.Many2one("stock.package", check_company=True)
    owner_id = fields.Many2one("res.partner", check_company=True)
    location_id = fields.Many2one(
        "stock.location",
        string="From",
        compute="_compute_location_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        check_company=True,
        domain="[('usage', '=', 'internal')]",
    )
    reason_id = fields.Many2one(
        "jxc.write.off.reason",
        compute="_compute_reason_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
    )
    note = fields.Char(help="What happened, in one's own words.")
    photo = fields.Image(max_width=1920, max_height=1920)
    on_hand_qty = fields.Float(
        string="On Hand",
        digits="Product Unit",
        compute="_compute_on_hand_qty",
        help="What is there now of these goods, in the unit of the product.",
    )
    value = fields.Monetary(
        compute="_compute_value",
        store=True,
        groups=PRICE_GROUPS,
        help="At cost, in company currency; below zero where goods came back.",
    )
    lost_qty = fields.Float(
        string="Lost",
        digits="Product Unit",
        compute="_compute_lost_qty",
        store=True,
        help="In the unit of the product; below zero where goods came back.",
    )
    scrap_id = fields.Many2one("stock.scrap", readonly=True, copy=False)
    move_id = fields.Many2one("stock.move", readonly=True, copy=False)
    origin_line_id = fields.Many2one(
        "jxc.write.off.line",
        string="Brings Back",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    reversal_line_ids = fields.One2many("jxc.write.off.line", "origin_line_id")
    reversed_qty = fields.Float(
        string="Brought Back",
        digits="Product Unit",
        compute="_compute_reversed_qty",
        store=True,
    )
    company_id = fields.Many2one(related="write_off_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    warehouse_id = fields.Many2one(related="write_off_id.warehouse_id", store=True)
    user_id = fields.Many2one(related="write_off_id.user_id", store=True)
    picking_id = fields.Many2one(related="write_off_id.picking_id", store=True)
    state = fields.Selection(related="write_off_id.state", store=True, index=True)
    date_done = fields.Datetime(related="write_off_id.date_done", store=True)

    _quantity_positive = models.Constraint(
        "CHECK (quantity >= 0)", "A written off quantity is not below zero."
    )

    # === COMPUTE ===
    @api.depends("product_id")
    def _compute_allowed_uom_ids(self):
        """The product's unit, its packings and those of its vendors, as on scraps."""
        for line in self:
            product = line.product_id
            line.allowed_uom_ids = (
                product.uom_id | product.uom_ids | product.seller_ids.product_uom_id
            )

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        """Start with the product's own unit."""
        for line in self:
            line.product_uom_id = line.product_id.uom_id

    @api.depends("write_off_id.location_id")
    def _compute_location_id(self):
        """Start with the document's place."""
        for line in self:
            if not line.location_id or line.state == "draft":
                line.location_id = line.write_off_id.location_id

    @api.depends("write_off_id.reason_id")
    def _compute_reason_id(self):
        """Start with the document's reason; a reason of its own stays."""
        for line in self:
            line.reason_id = line.reason_id or line.write_off_id.reason_id

    @api.depends("product_id", "lot_id", "package_id", "owner_id", "location_id")
    def _compute_on_hand_qty(self):
        """Sum what is there; one query for all lines."""
        on_hand = self.env["stock.quant"]._jxc_get_on_hand(self)
        for line in self:
            line.on_hand_qty = on_hand.get(line._jxc_get_place_key(), 0.0)

    @api.depends(
        "product_id", "product_uom_id", "quantity", "lot_id", "company_id", "state"
    )
    def _compute_value(self):
        """Value a draft at today's cost; what is booked has the value of its move."""
        for line in self:
            if line.state == "done" and line.move_id:
                line.value = line._jxc_get_booked_value()
            else:
                line.value = line._jxc_get_cost()

    @api.depends("quantity", "product_uom_id", "product_id", "origin_line_id")
    def _compute_lost_qty(self):
        """Convert to the product's unit; what comes back is lost no more."""
        for line in self:
            sign = -1 if line.origin_line_id else 1
            line.lost_qty = sign * line._jxc_get_product_qty()

    @api.depends("reversal_line_ids.quantity", "reversal_line_ids.state")
    def _compute_reversed_qty(self):
        """Sum what booked reversals brought back, in the line's unit."""
        for line in self:
            done = line.reversal_line_ids.filtered(lambda back: back.state == "done")
            line.reversed_qty = sum(done.mapped("quantity"))

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Value and links follow from booking."""
        return super()._jxc_get_derived_fields() | DERIVED

    def _jxc_get_place_key(self):
        """Return what tells goods apart: product, place, lot, package, owner."""
        self.ensure_one()
        goods = (self.product_id, self.location_id, self.lot_id, self.package_id)
        return tuple(record.id for record in (*goods, self.owner_id))

    def _jxc_get_product_qty(self):
        """Return the quantity in the product's unit."""
        self.ensure_one()
        if not self.product_id:
            return 0.0
        return self.product_uom_id._compute_quantity(
            self.quantity, self.product_id.uom_id
        )

    def _jxc_get_cost(self):
        """Return what the line costs now, in company currency; below zero coming back.

        Goods of somebody else are no loss of ours.
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        if self.owner_id and self.owner_id != company.partner_id:
            return 0.0
        if self.origin_line_id.quantity:
            share = self.quantity / self.origin_line_id.quantity
            return -company.currency_id.round(self.origin_line_id.value * share)
        product = self.product_id.with_company(company)
        cost = product.standard_price
        if product.lot_valuated and self.lot_id:
            cost = self.lot_id.with_company(company).standard_price
        return company.currency_id.round(self._jxc_get_product_qty() * cost)

    def _jxc_get_booked_value(self):
        """Return what the host valued the move of this line at, with our sign."""
        self.ensure_one()
        # sudo: the value of a move is hidden from whoever may not see prices.
        value = abs(self.sudo().move_id.value)
        return -value if self.origin_line_id else value

    def _jxc_get_reversible_qty(self):
        """Return how much was not brought back yet, in the line's unit."""
        self.ensure_one()
        return self.product_uom_id.round(self.quantity - self.reversed_qty)

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """No line is added to what is closed, and none to a reversal."""
        self._jxc_check_not_forged(vals_list)
        lines = super(JxcWriteOffLine, self._jxc_without_forged_defaults()).create(
            vals_list
        )
        lines = lines.with_env(self.env)
        if not self.env.su:
            lines.write_off_id._jxc_check_open()
            lines._jxc_check_no_reversal()
        return lines

    def write(self, vals):
        """Lines of what is closed stay; those of a reversal keep their goods."""
        if not self.env.su:
            self._jxc_check_not_forged([vals])
            self.write_off_id._jxc_check_open()
            if not REVERSAL_FIELDS.issuperset(vals) or "write_off_id" in vals:
                self._jxc_check_no_reversal()
        result = super().write(vals)
        if not self.env.su and "write_off_id" in vals:
            self.write_off_id._jxc_check_open()
            self._jxc_check_no_reversal()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        """Lines of what is closed stay."""
        if not self.env.su:
            self.write_off_id._jxc_check_open()

    def _jxc_check_no_reversal(self):
        """Refuse to add or exchange goods of a reversal.

        :raise UserError: names the document
        """
        if reversal := self.write_off_id.filtered("reversed_id")[:1]:
            raise UserError(
                self.env._(
                    "%(reversal)s brings back goods of %(document)s: change how many, "
                    "or delete a line; other goods need a document of their own.",
                    reversal=reversal.name,
                    document=reversal.reversed_id.name,
                )
            )
