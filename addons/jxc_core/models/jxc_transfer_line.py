from odoo import api, fields, models
from odoo.exceptions import UserError

from .jxc_write_off import PRICE_GROUPS

DERIVED = frozenset(
    {"shipped_qty", "received_qty", "returned_qty", "lost_qty", "missing_qty"}
)


class JxcTransferLine(models.Model):
    _name = "jxc.transfer.line"
    _description = "Line of a transfer between warehouses"
    _inherit = ["jxc.derived"]
    _order = "transfer_id desc, sequence, id"
    _rec_name = "product_id"
    _check_company_auto = True

    # === FIELDS ===
    transfer_id = fields.Many2one(
        "jxc.transfer", required=True, ondelete="cascade", index=True
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
    lot_id = fields.Many2one(
        "stock.lot",
        string="Lot/Serial",
        check_company=True,
        index="btree_not_null",
        domain="[('product_id', '=', product_id)]",
        help="Empty: the host picks lots by its removal strategy.",
    )
    quantity = fields.Float(
        string="Wanted", digits="Product Unit", default=1.0, required=True
    )
    counted_qty = fields.Float(
        string="Arrived",
        digits="Product Unit",
        copy=False,
        help="What the receiver counts. It starts as what was shipped.",
    )
    move_ids = fields.One2many("stock.move", "jxc_transfer_line_id", readonly=True)
    shipped_qty = fields.Float(
        string="Shipped",
        digits="Product Unit",
        compute="_compute_quantities",
        store=True,
    )
    received_qty = fields.Float(
        string="Received",
        digits="Product Unit",
        compute="_compute_quantities",
        store=True,
    )
    returned_qty = fields.Float(
        string="Sent Back",
        digits="Product Unit",
        compute="_compute_quantities",
        store=True,
    )
    lost_qty = fields.Float(
        string="Written Off",
        digits="Product Unit",
        compute="_compute_quantities",
        store=True,
    )
    missing_qty = fields.Float(
        string="On the Way",
        digits="Product Unit",
        compute="_compute_quantities",
        store=True,
        help="Shipped, and neither received, sent back nor written off.",
    )
    missing_value = fields.Monetary(
        string="Value on the Way",
        compute="_compute_missing_value",
        groups=PRICE_GROUPS,
        help="At today's cost, in company currency.",
    )
    company_id = fields.Many2one(related="transfer_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="transfer_id.state")
    warehouse_id = fields.Many2one(related="transfer_id.warehouse_id")
    warehouse_dest_id = fields.Many2one(related="transfer_id.warehouse_dest_id")
    owner_id = fields.Many2one(related="transfer_id.owner_id")
    date_shipped = fields.Datetime(related="transfer_id.date_shipped")
    date_expected = fields.Date(related="transfer_id.date_expected")
    overdue_days = fields.Integer(related="transfer_id.overdue_days")

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0 AND counted_qty >= 0)",
        "Say how many goods are wanted, more than none; none are less than none.",
    )

    # === COMPUTE ===
    @api.depends("product_id")
    def _compute_allowed_uom_ids(self):
        """The product's unit, its packings and those of its vendors."""
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

    @api.depends("move_ids.state", "move_ids.quantity", "move_ids.location_dest_id")
    def _compute_quantities(self):
        """Sum what really moved, in the line's unit, by where it came and went."""
        for line in self:
            sums = dict.fromkeys(("shipped", "received", "returned", "lost"), 0.0)
            for move in line.move_ids.filtered(lambda item: item.state == "done"):
                name, sign = line._jxc_get_part(move)
                if name:
                    sums[name] += sign * move.product_uom._compute_quantity(
                        move.quantity, line.product_uom_id, round=False
                    )
            unit = line.product_uom_id
            for name, quantity in sums.items():
                line[f"{name}_qty"] = unit.round(quantity) if unit else quantity
            missing = sums["shipped"] - sum(
                sums[name] for name in ("received", "returned", "lost")
            )
            line.missing_qty = unit.round(missing) if unit else missing

    @api.depends("missing_qty", "product_uom_id", "product_id")
    def _compute_missing_value(self):
        """Value what is on the way at today's cost."""
        for line in self:
            product = line.product_id.with_company(line.company_id)
            quantity = line.product_uom_id._compute_quantity(
                line.missing_qty, product.uom_id
            )
            line.missing_value = quantity * product.standard_price

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Quantities follow from moves."""
        return super()._jxc_get_derived_fields() | DERIVED

    def _jxc_get_part(self, move):
        """Return (which sum a done move of this line belongs to, 1 or -1).

        A move between two other places belongs to none.
        """
        self.ensure_one()
        source, target = move.location_id, move.location_dest_id
        there = self.transfer_id.warehouse_dest_id
        if target.usage == "transit" and source.usage != "transit":
            if source.usage == "inventory":
                return "lost", -1
            if source.warehouse_id == there and move.origin_returned_move_id:
                return "received", -1
            return "shipped", 1
        if source.usage == "transit" and target.usage != "transit":
            if target.usage == "inventory":
                return "lost", 1
            return ("received" if target.warehouse_id == there else "returned"), 1
        return "", 0

    def _jxc_get_shipments(self):
        """Return the done moves that brought goods of this line on their way."""
        self.ensure_one()
        return self.move_ids.filtered(
            lambda move: (
                move.state == "done" and self._jxc_get_part(move) == ("shipped", 1)
            )
        )

    def _jxc_get_missing_by_lot(self):
        """Return {lot: quantity on the way in the product's unit}."""
        self.ensure_one()
        missing = {}
        for move in self.move_ids.filtered(lambda item: item.state == "done"):
            name, sign = self._jxc_get_part(move)
            if name and name != "shipped":
                sign = -sign
            for operation in move.move_line_ids:
                lot = operation.lot_id
                quantity = sign * operation.quantity_product_uom
                missing[lot] = missing.get(lot, 0.0) + quantity
        return missing

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """No line is added to what is under way."""
        self._jxc_check_not_forged(vals_list)
        lines = super(JxcTransferLine, self._jxc_without_forged_defaults()).create(
            vals_list
        )
        lines = lines.with_env(self.env)
        lines._jxc_check_draft()
        return lines

    def write(self, vals):
        """While goods are on their way only the receiver's count is written."""
        if not self.env.su:
            self._jxc_check_not_forged([vals])
            if set(vals) != {"counted_qty"}:
                self._jxc_check_draft()
            elif any(line.transfer_id.state != "transit" for line in self):
                self._jxc_raise_not_draft()
        result = super().write(vals)
        if "transfer_id" in vals:
            self._jxc_check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_under_way(self):
        """Lines of what is under way stay."""
        self._jxc_check_draft()

    def _jxc_check_draft(self):
        """Refuse to change lines of what is under way.

        :raise UserError: names the transfer
        """
        if not self.env.su and any(line.transfer_id.state != "draft" for line in self):
            self._jxc_raise_not_draft()

    def _jxc_raise_not_draft(self):
        """Raise the refusal to change these lines."""
        busy = self.transfer_id.filtered(lambda transfer: transfer.state != "draft")
        raise UserError(
            self.env._(
                "%s is under way: its goods stay as they are. What the receiver counts "
                "is typed while it is on the way.",
                (busy or self.transfer_id)[:1].name,
            )
        )
