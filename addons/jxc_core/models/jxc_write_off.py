from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

PRICE_GROUPS = "jxc_core.group_price_reader"
# Who brings back what was written off.
REVERSE_GROUP = "stock.group_stock_manager"
# What follows from booking and reversing, and is never typed.
DERIVED = frozenset(
    {"name", "state", "date_done", "reversed_id", "is_reversed", "amount_total"}
)
# What may still be written on a document that is done or cancelled: talk about it.
TALK = ("message_", "activity_", "website_message_", "rating_")


class JxcWriteOff(models.Model):
    """Goods that are lost: which, how many, why, what they were worth, who answers.

    Booked as one host scrap per line, so that traceability, valuation, accounting and
    other add-ons see what they know. What is booked stays; a reversal, which is such a
    document too, brings goods back.
    """

    _name = "jxc.write.off"
    _description = "Write-off"
    _inherit = ["mail.thread", "mail.activity.mixin", "jxc.derived", "jxc.gate"]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    # === FIELDS ===
    name = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Booked"), ("cancelled", "Cancelled")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        check_company=True,
        index=True,
    )
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
        help="Where the goods were; a line may say another place.",
    )
    reason_id = fields.Many2one(
        "jxc.write.off.reason",
        tracking=True,
        help="Of every line that says no other.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        required=True,
        tracking=True,
        index=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who answers for the loss.",
    )
    date_done = fields.Datetime(
        string="Booked On", readonly=True, copy=False, index=True
    )
    origin = fields.Char(string="Source", copy=False)
    note = fields.Text()
    picking_id = fields.Many2one(
        "stock.picking",
        string="Transfer",
        check_company=True,
        index="btree_not_null",
        copy=False,
        help="The delivery or receipt that the goods were found broken in.",
    )
    line_ids = fields.One2many("jxc.write.off.line", "write_off_id", copy=True)
    product_id = fields.Many2one(related="line_ids.product_id", string="Product")
    line_count = fields.Integer(string="Lines", compute="_compute_line_count")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_total = fields.Monetary(
        string="Value",
        compute="_compute_amount_total",
        store=True,
        tracking=True,
        groups=PRICE_GROUPS,
        help="At cost, in company currency; below zero where goods came back.",
    )
    reversed_id = fields.Many2one(
        "jxc.write.off",
        string="Reverses",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    reversal_ids = fields.One2many("jxc.write.off", "reversed_id", readonly=True)
    reversal_count = fields.Integer(compute="_compute_reversal_count")
    is_reversed = fields.Boolean(
        string="Reversed",
        compute="_compute_is_reversed",
        store=True,
        help="All of it was brought back.",
    )

    # === COMPUTE ===
    @api.depends("company_id", "picking_id")
    def _compute_warehouse_id(self):
        """The transfer's warehouse, else the user's, else the company's first."""
        Warehouse = self.env["stock.warehouse"]
        mine = self.env.user._get_default_warehouse_id()
        for document in self:
            warehouse = document.picking_id.picking_type_id.warehouse_id
            if not warehouse and mine.company_id == document.company_id:
                warehouse = mine
            document.warehouse_id = warehouse or Warehouse.search(
                [("company_id", "=", document.company_id.id)], limit=1
            )

    @api.depends("warehouse_id", "picking_id")
    def _compute_location_id(self):
        """Where the transfer's goods are, else the warehouse's stock."""
        for document in self:
            picking = document.picking_id
            place = document.warehouse_id.lot_stock_id
            if picking:
                arrived = picking.state == "done"
                found = picking.location_dest_id if arrived else picking.location_id
                place = found if found.usage == "internal" else place
            document.location_id = place

    @api.depends("line_ids")
    def _compute_line_count(self):
        """Count the lines."""
        for document in self:
            document.line_count = len(document.line_ids)

    @api.depends("line_ids.value")
    def _compute_amount_total(self):
        """Sum the lines, in company currency."""
        for document in self:
            document.amount_total = sum(document.line_ids.mapped("value"))

    @api.depends("reversal_ids")
    def _compute_reversal_count(self):
        """Count the documents that bring goods of this one back."""
        for document in self:
            document.reversal_count = len(document.reversal_ids)

    @api.depends("state", "line_ids.reversed_qty", "line_ids.quantity")
    def _compute_is_reversed(self):
        """Tell whether every line was brought back in full."""
        for document in self:
            document.is_reversed = document.state == "done" and all(
                not line._jxc_get_reversible_qty() for line in document.line_ids
            )

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """State, number and value follow from booking."""
        return super()._jxc_get_derived_fields() | DERIVED

    def _jxc_get_next_step(self):
        """A draft waits to be booked."""
        self.ensure_one()
        return "apply" if self.state == "draft" else super()._jxc_get_next_step()

    def _jxc_waits_for(self, step):
        """Only a draft waits to be booked."""
        return self.state == "draft" and super()._jxc_waits_for(step)

    def _jxc_check_open(self):
        """Refuse to change what is booked or cancelled.

        :raise UserError: names the document and what to do instead
        """
        closed = self.filtered(lambda document: document.state != "draft")[:1]
        if closed:
            raise UserError(
                self.env._(
                    "%s is closed and stays as it is. Reverse it when goods came back, "
                    "and write a new one for what was forgotten.",
                    closed.name,
                )
            )

    def _jxc_check_may_reverse(self):
        """Refuse whoever may not bring goods back.

        :raise AccessError: says whose role it is
        """
        if not self.env.su and not self.env.user.has_group(REVERSE_GROUP):
            raise AccessError(
                self.env._("Only a warehouse supervisor reverses a write-off.")
            )

    def _jxc_schedule_confirmation(self):
        """Put drafts that somebody else answers for on that person's desk."""
        for document in self:
            if document.state == "draft" and document.user_id != self.env.user:
                document.activity_schedule(
                    "jxc_core.mail_activity_type_write_off",
                    user_id=document.user_id.id,
                )

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Give each its number; nobody makes one that is booked already."""
        self._jxc_check_not_forged(vals_list)
        sequence = self.env["ir.sequence"]
        documents = super(JxcWriteOff, self._jxc_without_forged_defaults()).create(
            vals_list
        )
        # sudo: numbers are given by the program.
        for document in documents.sudo():
            document.name = sequence.with_company(document.company_id).next_by_code(
                "jxc.write.off"
            )
        documents = documents.with_env(self.env)
        documents._jxc_schedule_confirmation()
        return documents

    def write(self, vals):
        """Every change passes here: what is closed stays, what follows is not typed."""
        if not self.env.su and any(not name.startswith(TALK) for name in vals):
            self._jxc_check_not_forged([vals])
            self._jxc_check_open()
            self._jxc_check_reversal_stays(vals)
        result = super().write(vals)
        if "user_id" in vals:
            self.activity_unlink(["jxc_core.mail_activity_type_write_off"])
            self._jxc_schedule_confirmation()
        return result

    def _jxc_check_reversal_stays(self, vals):
        """Refuse to let a reversal bring goods to another place.

        :raise UserError: names the document
        """
        free = {"line_ids", "user_id", "note", "origin"}
        if self.reversed_id and any(
            name not in free and not name.startswith(TALK) for name in vals
        ):
            raise UserError(
                self.env._(
                    "%s brings back what was written off to where it was: only "
                    "quantities, words and the responsible can be changed.",
                    self.filtered("reversed_id")[:1].name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        """Refuse to delete what was booked.

        :raise UserError: names the document
        """
        booked = self.filtered(lambda document: document.state == "done")[:1]
        if booked:
            raise UserError(
                self.env._("%s is booked and stays. Reverse it instead.", booked.name)
            )
