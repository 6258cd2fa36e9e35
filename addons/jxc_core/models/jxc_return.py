from odoo import api, fields, models

CUSTOMER, VENDOR = "customer", "vendor"
TYPES = [(CUSTOMER, "Customer Return"), (VENDOR, "Vendor Return")]
STATES = [
    ("draft", "Draft"),
    ("requested", "Requested"),
    ("received", "Received"),
    ("shipped", "Sent Back"),
    ("inspected", "Inspected"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
SETTLEMENTS = [
    ("credit", "Credit note"),
    ("refund", "Credit note, paid back"),
    ("replacement", "Same goods again"),
    ("exchange", "Credit note and other goods"),
]
PROGRESS = [("none", "Nothing Yet"), ("open", "Open"), ("settled", "Settled")]
SEQUENCES = {CUSTOMER: "jxc.return.customer", VENDOR: "jxc.return.vendor"}
# What follows from transfers, inspections, invoices and buttons.
DERIVED_FIELDS = frozenset(
    {
        "cancelled_at",
        "exchange_order_id",
        "goods_state",
        "money_state",
        "name",
        "picking_ids",
        "refund_ids",
        "requested_at",
        "requested_by_id",
        "scrap_ids",
        "state",
    }
)
ORDER_READERS = (
    "sales_team.group_sale_salesman,stock.group_stock_user,"
    "account.group_account_readonly,account.group_account_invoice"
)
PURCHASE_READERS = (
    "purchase.group_purchase_user,stock.group_stock_user,"
    "account.group_account_readonly,account.group_account_invoice"
)
PRICE_GROUPS = "jxc_core.group_price_reader"
INVOICE_READERS = (
    "sales_team.group_sale_salesman,purchase.group_purchase_user,"
    "account.group_account_readonly,account.group_account_invoice"
)


class JxcReturn(models.Model):
    """Goods a customer brings back, or that go back to a vendor, with their end.

    The goods move by the host's own return transfers, the money by its reversals;
    this paper ties them to a request and a reason, and is open until both are done.
    """

    _name = "jxc.return"
    _description = "Return"
    _inherit = ["mail.thread", "mail.activity.mixin", "jxc.derived"]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    # === FIELDS ===
    name = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    return_type = fields.Selection(
        TYPES, string="Kind", required=True, default=CUSTOMER, index=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer / Vendor",
        compute="_compute_from_picking",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
        tracking=True,
    )
    picking_id = fields.Many2one(
        "stock.picking",
        string="Original Transfer",
        check_company=True,
        index="btree_not_null",
        domain="[('state', '=', 'done'), ('picking_type_code', '=', "
        "'outgoing' if return_type == 'customer' else 'incoming'), "
        "('company_id', '=', company_id)]",
        help="The delivery or receipt that the goods are from. Its goods are proposed; "
        "goods of other transfers can be added line by line.",
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        compute="_compute_from_picking",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        check_company=True,
    )
    location_id = fields.Many2one(
        "stock.location",
        string="Take From",
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="Where the goods lie that go back to the vendor; empty: where they were "
        "received.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="In Charge",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
    )
    reason_id = fields.Many2one("jxc.return.reason", index=True, tracking=True)
    settlement = fields.Selection(
        SETTLEMENTS, required=True, default="credit", tracking=True
    )
    note = fields.Text()
    requested_at = fields.Datetime(readonly=True, copy=False)
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    cancelled_at = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many("jxc.return.line", "return_id", copy=True)
    line_count = fields.Integer(string="Products", compute="_compute_line_count")
    product_id = fields.Many2one(related="line_ids.product_id", string="Product")
    picking_ids = fields.One2many("stock.picking", "jxc_return_id", readonly=True)
    scrap_ids = fields.One2many("stock.scrap", "jxc_return_id", readonly=True)
    refund_ids = fields.One2many(
        "account.move", "jxc_return_id", readonly=True, groups=INVOICE_READERS
    )
    refund_count = fields.Integer(
        string="Credit Notes",
        compute="_compute_amount_credited",
        compute_sudo=True,
        groups=INVOICE_READERS,
    )
    exchange_order_id = fields.Many2one(
        "sale.order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=ORDER_READERS,
    )
    goods_state = fields.Selection(
        PROGRESS, compute="_compute_goods_state", store=True, index=True
    )
    money_state = fields.Selection(
        PROGRESS, compute="_compute_money_state", store=True, index=True
    )
    state = fields.Selection(
        STATES, compute="_compute_state", store=True, index=True, tracking=True
    )
    is_without_original = fields.Boolean(
        string="Without Original",
        compute="_compute_is_without_original",
        store=True,
        help="Nobody knows which transfer these goods are from.",
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_credited = fields.Monetary(
        string="Credited",
        compute="_compute_amount_credited",
        compute_sudo=True,
        groups=PRICE_GROUPS,
        help="Posted credit notes of this return, taxes included, in company currency.",
    )

    # === COMPUTE ===
    @api.depends("picking_id", "return_type", "company_id")
    def _compute_from_picking(self):
        """Take the partner and the warehouse from the original, as far as known."""
        warehouses = self.env["stock.warehouse"]
        for item in self:
            picking = item.picking_id
            if picking.partner_id:
                item.partner_id = picking.partner_id.commercial_partner_id
            item.warehouse_id = (
                picking.picking_type_id.warehouse_id
                or item.warehouse_id
                or warehouses.search([("company_id", "=", item.company_id.id)], limit=1)
            )

    @api.depends("line_ids")
    def _compute_line_count(self):
        """Count the lines."""
        for item in self:
            item.line_count = len(item.line_ids)

    @api.depends("line_ids.origin_move_id")
    def _compute_is_without_original(self):
        """Tell whether a line names no move that it comes from."""
        for item in self:
            item.is_without_original = any(
                not line.origin_move_id for line in item.line_ids
            )

    @api.depends(
        "requested_at",
        "picking_ids.state",
        "scrap_ids.state",
        "line_ids.is_moving",
        "line_ids.received_qty",
        "line_ids.inspected_at",
    )
    def _compute_goods_state(self):
        """Goods are settled when they are back, sorted, and nothing still moves."""
        for item in self:
            lines = item.line_ids
            if not item.requested_at or not any(lines.mapped("received_qty")):
                item.goods_state = "none"
                continue
            moving = any(
                picking.state not in ("done", "cancel") for picking in item.picking_ids
            ) or any(lines.mapped("is_moving"))
            item.goods_state = (
                "open" if moving or item._jxc_is_unsorted() else "settled"
            )

    @api.depends(
        "requested_at",
        "settlement",
        "exchange_order_id.state",
        "line_ids.credit_qty",
        "line_ids.replaced_qty",
        "line_ids.sale_line_id.invoice_lines.parent_state",
        "line_ids.sale_line_id.invoice_lines.quantity",
        "line_ids.purchase_line_id.invoice_lines.parent_state",
        "line_ids.purchase_line_id.invoice_lines.quantity",
        "refund_ids.state",
        "refund_ids.payment_state",
        "refund_ids.invoice_line_ids.quantity",
    )
    def _compute_money_state(self):
        """Money is settled when nothing is due and no paper about it is open.

        What other transfers of the same orders do to it is told once they are done
        (`_jxc_renew_money`): a dependency would be looked up with every move.
        """
        for item in self:
            if not item.requested_at or not any(item.line_ids.mapped("received_qty")):
                item.money_state = "none"
            else:
                item.money_state = "settled" if item._jxc_is_paid_off() else "open"

    @api.depends(
        "requested_at",
        "cancelled_at",
        "return_type",
        "goods_state",
        "money_state",
        "line_ids.received_qty",
        "line_ids.is_moving",
        "line_ids.inspected_at",
    )
    def _compute_state(self):
        """Follow the documents: nothing of this is typed."""
        for item in self:
            item.state = item._jxc_get_state()

    @api.depends("state", "requested_at")
    def _compute_is_overdue(self):
        """A return that is open for two weeks has been forgotten by somebody."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=14)
        for item in self:
            item.is_overdue = (
                item.state not in ("draft", "closed", "cancelled")
                and bool(item.requested_at)
                and item.requested_at < limit
            )

    def _search_is_overdue(self, operator, value):
        """Find returns that are open for two weeks."""
        if operator != "in":
            return NotImplemented
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=14)
        domain = fields.Domain("requested_at", "<", limit) & fields.Domain(
            "state", "not in", ("draft", "closed", "cancelled")
        )
        return domain if True in value else ~domain

    @api.depends("refund_ids.state", "refund_ids.amount_total_signed")
    def _compute_amount_credited(self):
        """Add up the posted credit notes."""
        for item in self:
            refunds = item.refund_ids
            item.refund_count = len(refunds)
            posted = refunds.filtered(lambda refund: refund.state == "posted")
            item.amount_credited = abs(sum(posted.mapped("amount_total_signed")))

    @api.onchange("picking_id")
    def _onchange_picking_id(self):
        """Propose what is left of the chosen transfer, nothing of it returned yet."""
        if self.picking_id:
            self.line_ids = [
                fields.Command.clear(),
                *(
                    fields.Command.create(vals)
                    for vals in self._jxc_prepare_line_vals_list(self.picking_id)
                ),
            ]

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Add what follows from documents and buttons."""
        return super()._jxc_get_derived_fields() | DERIVED_FIELDS

    def _jxc_is_unsorted(self):
        """Tell whether goods that came back were not all sorted yet."""
        self.ensure_one()
        if self.return_type == VENDOR:
            return False
        return any(
            line.received_qty and not line.inspected_at for line in self.line_ids
        ) or any(scrap.state != "done" for scrap in self.scrap_ids)

    def _jxc_get_state(self):
        """Return the state that the documents of this return make."""
        self.ensure_one()
        lines = self.line_ids
        if self.cancelled_at:
            return "cancelled"
        if not self.requested_at:
            return "draft"
        if any(lines.mapped("is_moving")):
            return "requested"
        moved = lines.filtered("received_qty")
        if not moved:
            return "cancelled" if lines.move_ids else "requested"
        if self.goods_state == "settled" and self.money_state == "settled":
            return "closed"
        if self.return_type == VENDOR:
            return "shipped"
        sorted_out = all(line.inspected_at for line in moved)
        return "inspected" if sorted_out else "received"

    @api.model
    def _jxc_prepare_line_vals_list(self, picking):
        """Return values for one line per product, and lot, that can be returned."""
        # sudo: what is left counts everybody's returns.
        moves = picking.sudo().move_ids.filtered(lambda move: move.state == "done")
        left = moves._jxc_get_returnable()
        lots = moves._jxc_get_returnable_lots()
        vals_list = []
        for move in moves:
            product = move.product_id
            if product.uom_id.compare(left[move.id], 0) <= 0:
                continue
            parts = [(False, left[move.id])]
            if move.has_tracking != "none":
                parts = [part for part in lots[move.id].items() if part[1] > 0]
            for lot_id, quantity in parts:
                quantity = product.uom_id._compute_quantity(
                    quantity, move.product_uom, rounding_method="HALF-UP"
                )
                vals_list.append(
                    {
                        "origin_move_id": move.id,
                        "product_id": product.id,
                        "uom_id": move.product_uom.id,
                        "lot_id": lot_id,
                        "quantity": quantity,
                    }
                )
        return vals_list
