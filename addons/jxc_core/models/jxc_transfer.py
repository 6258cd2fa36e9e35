from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What follows from what was shipped and received, and is never typed.
DERIVED = frozenset(
    {
        "name",
        "state",
        "shipped_by_id",
        "received_by_id",
        "date_shipped",
        "date_received",
        "date_expected",
        "picking_ids",
    }
)
# What may be written while goods are on their way.
FREE = frozenset({"receiver_id", "owner_id", "note", "line_ids"})
TALK = ("message_", "activity_", "website_message_", "rating_")
ON_THE_WAY = ("transit", "discrepancy")


class JxcTransfer(models.Model):
    """Goods that go from one warehouse or shop to another, in two steps.

    The sender ships into the company's transit location, the receiver counts what
    arrives. The document follows the host's transfers, by whatever screen they are
    validated, and is closed only when nothing of it is on the way any more: received,
    sent back, or written off.
    """

    _name = "jxc.transfer"
    _description = "Transfer between warehouses"
    _inherit = ["mail.thread", "mail.activity.mixin", "jxc.derived"]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    # === FIELDS ===
    name = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("ready", "To Ship"),
            ("transit", "On the Way"),
            ("discrepancy", "Goods Missing"),
            ("done", "Closed"),
            ("cancelled", "Cancelled"),
        ],
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
        string="From",
        required=True,
        check_company=True,
        index=True,
        default=lambda self: self._jxc_get_default_warehouse(),
    )
    warehouse_dest_id = fields.Many2one(
        "stock.warehouse", string="To", required=True, check_company=True, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        required=True,
        index=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who sees to it that the goods are sent.",
    )
    receiver_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who waits for the goods; nobody: whoever works in that warehouse.",
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Answers for It",
        index="btree_not_null",
        copy=False,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who has to find what is missing: whoever shipped it, until a supervisor "
        "says otherwise.",
    )
    shipped_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    received_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_planned = fields.Date(string="Wanted On", default=fields.Date.context_today)
    date_shipped = fields.Datetime(
        string="Shipped On", readonly=True, copy=False, index=True
    )
    date_received = fields.Datetime(string="Received On", readonly=True, copy=False)
    date_expected = fields.Date(
        string="Expected Until", readonly=True, copy=False, index=True
    )
    overdue_days = fields.Integer(
        string="Days Overdue",
        compute="_compute_overdue_days",
        search="_search_overdue_days",
        help="How many days goods are on the way beyond the day they were expected.",
    )
    line_ids = fields.One2many("jxc.transfer.line", "transfer_id", copy=True)
    product_id = fields.Many2one(related="line_ids.product_id", string="Product")
    line_count = fields.Integer(string="Lines", compute="_compute_line_count")
    missing_count = fields.Integer(
        string="Lines on the Way", compute="_compute_line_count"
    )
    picking_ids = fields.One2many("stock.picking", "jxc_transfer_id", readonly=True)
    picking_count = fields.Integer(compute="_compute_document_counts")
    write_off_ids = fields.One2many("jxc.write.off", "transfer_id", readonly=True)
    write_off_count = fields.Integer(compute="_compute_document_counts")
    note = fields.Text()

    # === COMPUTE ===
    def _jxc_get_default_warehouse(self):
        """Return where the current user works, in the company at work."""
        user = self.env.user
        mine = user.jxc_warehouse_ids.filtered(
            lambda warehouse: warehouse.company_id == self.env.company
        )
        return mine[:1] or user._get_default_warehouse_id()

    @api.depends("state", "date_expected")
    def _compute_overdue_days(self):
        """Count from the day the goods were expected, in the company's time zone."""
        for transfer in self:
            late = 0
            if transfer.state in ON_THE_WAY and transfer.date_expected:
                late = (
                    transfer.company_id._jxc_get_today() - transfer.date_expected
                ).days
            transfer.overdue_days = max(late, 0)

    def _search_overdue_days(self, operator, value):
        """Find transfers that are on the way longer than expected."""
        if operator not in (">", ">=") or not isinstance(value, int) or value < 0:
            return NotImplemented
        days = value + 1 if operator == ">" else value
        if not days:
            return []
        last = self.env.company._jxc_get_today() - timedelta(days=days)
        return [("state", "in", ON_THE_WAY), ("date_expected", "<=", last)]

    @api.depends("line_ids.missing_qty")
    def _compute_line_count(self):
        """Count the lines, and those of which something is on the way."""
        for transfer in self:
            transfer.line_count = len(transfer.line_ids)
            transfer.missing_count = len(transfer.line_ids.filtered("missing_qty"))

    @api.depends("picking_ids", "write_off_ids")
    def _compute_document_counts(self):
        """Count the host's transfers and the write-offs."""
        for transfer in self:
            transfer.picking_count = len(transfer.picking_ids)
            transfer.write_off_count = len(transfer.write_off_ids)

    # === CONSTRAINTS ===
    @api.constrains("warehouse_id", "warehouse_dest_id")
    def _check_warehouses(self):
        """Goods go somewhere else.

        :raise ValidationError: names the warehouse
        """
        for transfer in self:
            if (
                transfer.warehouse_id == transfer.warehouse_dest_id
                and transfer.state == "draft"
            ):
                raise ValidationError(
                    self.env._(
                        "Goods cannot be sent from %s to itself. Choose another "
                        "warehouse; within one, use an internal transfer.",
                        transfer.warehouse_id.display_name,
                    )
                )

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """States, dates and people follow from shipping and receiving."""
        return super()._jxc_get_derived_fields() | DERIVED

    def _jxc_check_may_change(self, vals):
        """Refuse to change what is on its way, and everything once it is closed.

        :raise UserError: names the transfer and what to do instead
        """
        for transfer in self:
            if transfer.state in ("done", "cancelled"):
                raise UserError(
                    self.env._(
                        "%s is closed and stays as it is. Write a new transfer.",
                        transfer.name,
                    )
                )
            if transfer.state != "draft" and not FREE.issuperset(vals):
                raise UserError(
                    self.env._(
                        "%s was handed to the warehouse: where it goes stays. Cancel "
                        "it as long as nothing was shipped, and write a new one.",
                        transfer.name,
                    )
                )
        if "owner_id" in vals and any(transfer.owner_id for transfer in self):
            self._jxc_check_may_settle()

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Give each its number; nobody makes one that is on its way already."""
        self._jxc_check_not_forged(vals_list)
        transfers = super(JxcTransfer, self._jxc_without_forged_defaults()).create(
            vals_list
        )
        # sudo: numbers are given by the program.
        for transfer in transfers.sudo():
            sequence = self.env["ir.sequence"].with_company(transfer.company_id)
            transfer.name = sequence.next_by_code("jxc.transfer")
        return transfers.with_env(self.env)

    def write(self, vals):
        """Every change passes here: what is on its way stays."""
        if not self.env.su and any(not name.startswith(TALK) for name in vals):
            self._jxc_check_not_forged([vals])
            self._jxc_check_may_change(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        """Refuse to delete what was handed to the warehouse.

        :raise UserError: names the transfer
        """
        shipped = self.filtered(
            lambda transfer: transfer.state not in ("draft", "cancelled")
        )[:1]
        if shipped:
            raise UserError(
                self.env._("%s is under way and is not deleted.", shipped.name)
            )
