from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

LINE_LIMIT = 5000


class JxcCountSheet(models.Model):
    """What was to be counted, or had been, when a sheet of it was made.

    Counts live on the host's quants and are gone once applied; the sheet keeps what
    the paper says, so that it can be printed again.
    """

    _name = "jxc.count.sheet"
    _description = "Count Sheet"
    _inherit = ["jxc.slip", "jxc.internal"]
    _order = "id desc"

    # === FIELDS ===
    name = fields.Char(required=True, readonly=True, index="trigram")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    location_id = fields.Many2one(
        "stock.location",
        readonly=True,
        help="The place that holds everything on the sheet.",
    )
    user_id = fields.Many2one("res.users", string="Made by", readonly=True)
    date = fields.Datetime(readonly=True, default=fields.Datetime.now)
    line_ids = fields.One2many("jxc.count.sheet.line", "sheet_id", readonly=True)
    line_count = fields.Integer(
        string="Lines", compute="_compute_line_count", store=True
    )

    # === COMPUTE ===
    @api.depends("line_ids")
    def _compute_line_count(self):
        """Count the lines."""
        for sheet in self:
            sheet.line_count = len(sheet.line_ids)

    # === POLICY ===
    @api.model
    def _jxc_make_sheets(self, quants):
        """Return new sheets of these quants, one per company.

        :raise AccessError: for whoever does not handle stock
        :raise UserError: for too many lines
        """
        user = self.env.user
        if not user._jxc_handles_stock() or user._jxc_is_only_driver():
            raise AccessError(self.env._("Only warehouse staff make count sheets."))
        quants.check_access("read")
        if len(quants) > LINE_LIMIT:
            raise UserError(
                self.env._(
                    "A count sheet has at most %(limit)s lines. Choose one place "
                    "after the other.",
                    limit=LINE_LIMIT,
                )
            )
        # sudo: sheets are written by the program; the quants were checked above.
        quants = quants.sudo().filtered("company_id")
        quants = quants.sorted(
            lambda quant: (
                quant.location_id.complete_name or "",
                quant.product_id.default_code or "",
                quant.product_id.id,
                quant.lot_id.name or "",
            )
        )
        sheets = self.sudo().create(
            [
                self._jxc_prepare_sheet_vals(company, mine)
                for company, mine in quants.grouped("company_id").items()
            ]
        )
        return sheets.sudo(False)

    @api.model
    def _jxc_prepare_sheet_vals(self, company, quants):
        """Return the values of one sheet, lines and all."""
        # sudo: the program numbers its sheets.
        sequences = self.env["ir.sequence"].sudo().with_company(company)
        return {
            "name": sequences.next_by_code("jxc.count.sheet") or "/",
            "company_id": company.id,
            "user_id": self.env.uid,
            "location_id": self._jxc_get_common_location(quants.location_id).id,
            "line_ids": [
                fields.Command.create(self._jxc_prepare_sheet_line_vals(quant))
                for quant in quants
            ],
        }

    @api.model
    def _jxc_prepare_sheet_line_vals(self, quant):
        """Return the values of one line: a quant as it is now."""
        return {
            "product_id": quant.product_id.id,
            "location_id": quant.location_id.id,
            "lot_id": quant.lot_id.id,
            "package_name": quant.package_id.name or "",
            "book_quantity": quant.quantity,
            "is_counted": quant.inventory_quantity_set,
            "counted_quantity": quant.inventory_quantity,
        }

    @api.model
    def _jxc_get_common_location(self, locations):
        """Return the innermost place that holds all of these, or none."""
        paths = [location.parent_path.split("/")[:-1] for location in locations]
        common = False
        for ids in zip(*paths, strict=False):
            if len(set(ids)) > 1:
                break
            common = int(ids[0])
        return self.env["stock.location"].browse(common or ())

    def _jxc_prepare_slip_vals(self, priced):
        """A count sheet has room for what is counted, or says the difference."""
        return {
            "kind": "count",
            "number": self.name,
            "date": self.date,
            "company": self.company_id,
            "facts": [
                (self.env._("Location"), self.location_id.display_name),
                (self.env._("Lines"), str(self.line_count)),
                (self.env._("Made by"), self.user_id.name),
            ],
            "lines": [line._jxc_prepare_slip_line(self) for line in self.line_ids],
        }


class JxcCountSheetLine(models.Model):
    """One quant on a count sheet."""

    _name = "jxc.count.sheet.line"
    _description = "Line of a Count Sheet"
    _inherit = ["jxc.internal"]

    # === FIELDS ===
    sheet_id = fields.Many2one(
        "jxc.count.sheet", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="sheet_id.company_id", store=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    location_id = fields.Many2one("stock.location", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True)
    package_name = fields.Char(string="Package", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    book_quantity = fields.Float(string="On Hand", digits="Product Unit", readonly=True)
    is_counted = fields.Boolean(string="Counted", readonly=True)
    counted_quantity = fields.Float(digits="Product Unit", readonly=True)
    difference = fields.Float(digits="Product Unit", compute="_compute_difference")

    # === COMPUTE ===
    @api.depends("book_quantity", "counted_quantity", "is_counted")
    def _compute_difference(self):
        """What was counted less what was on hand; 0 before it is counted."""
        for line in self:
            counted = line.counted_quantity if line.is_counted else line.book_quantity
            line.difference = counted - line.book_quantity

    # === POLICY ===
    def _jxc_prepare_slip_line(self, sheet):
        """Return one line of the slip; places only where there are several."""
        several = self.location_id != sheet.location_id
        return {
            "product": self.product_id,
            "lot": self.lot_id.name or "",
            "location": self.location_id.display_name if several else "",
            "uom": self.uom_id,
            "book": self.book_quantity,
            "counted": self.counted_quantity if self.is_counted else None,
            "difference": self.difference if self.is_counted else None,
            "note": self.package_name or "",
        }
