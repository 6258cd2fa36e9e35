from odoo import fields, models
from odoo.tools import html2plaintext

from ..tools.hold import Hold
from .jxc_slip import PURCHASE_KINDS, SALE_KINDS, SlipDebt

NOT_PRINTED = "slip.not_printed"
# What the slip says, and what the rules about who reads it ask.
PICKING_FIELDS = (
    "name",
    "state",
    "origin",
    "note",
    "scheduled_date",
    "date_done",
    "location_id",
    "location_dest_id",
    "picking_type_id",
    "partner_id",
    "user_id",
    "company_id",
    "create_uid",
    "move_ids",
)
MOVE_FIELDS = (
    "state",
    "company_id",
    "product_id",
    "product_uom",
    "product_uom_qty",
    "quantity",
    "sale_line_id",
    "purchase_line_id",
    "origin_returned_move_id",
    "move_line_ids",
)

LINE_FIELDS = ("product_uom_id", "quantity", "lot_id", "picked")


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["jxc.slip", "stock.picking"]  # pylint: disable=consider-merging-classes-inherited
    _jxc_slip_has_debt = True

    # === FIELDS ===
    jxc_slip_missing = fields.Boolean(
        string="Slip Not Printed",
        compute="_compute_jxc_slip_missing",
        help="The slip of this transfer must be printed before it is validated.",
    )

    # === COMPUTE ===
    def _compute_jxc_slip_missing(self):
        """Tell which transfers wait for their slip."""
        unprinted = self._jxc_get_unprinted()
        for picking in self:
            picking.jxc_slip_missing = picking._origin in unprinted

    # === POLICY: THE GATE ===
    def _jxc_get_unprinted(self):
        """Return those that must be printed before they are validated, and were not.

        The slip of the return or transfer between warehouses that they are a step of
        counts as theirs. One query, and none where no operation type asks for it.
        """
        # sudo: the switch of the operation type and the trail of prints decide for
        # whoever validates.
        waiting = self._origin.sudo().filtered(
            lambda picking: (
                picking.picking_type_id.jxc_slip_required
                and picking.state not in ("done", "cancel")
            )
        )
        if not waiting:
            return self.browse()
        prints = waiting.env["jxc.slip.print"]
        printed = prints._jxc_get_printed(self._name, waiting.ids)
        waiting = waiting.filtered(
            lambda picking: not picking._jxc_is_printed(printed.get(picking.id))
        )
        documents = {picking: picking._jxc_get_slip_document() for picking in waiting}
        covered = set()
        for name in ("jxc.return", "jxc.transfer"):
            ids = [
                each.id for each in documents.values() if each and each._name == name
            ]
            if ids:
                found = prints._jxc_get_printed(name, ids)
                covered |= {(name, res_id) for res_id in found}
        return self.browse(
            [
                picking.id
                for picking, document in documents.items()
                if (document._name, document.id) not in covered
            ]
        )

    def _jxc_get_slip_document(self):
        """Return the document whose slip goes with these goods, or an empty record."""
        self.ensure_one()
        goes_back = self._jxc_get_slip_kind() in ("customer_return", "vendor_return")
        return self.jxc_return_id if goes_back else self.jxc_transfer_id

    def _jxc_get_slip_holds(self):
        """Return a hold for each of these that must be printed first."""
        return [
            Hold(
                code=NOT_PRINTED,
                sentence=picking._jxc_get_unprinted_sentence(),
                model=self._name,
                res_id=picking.id,
            )
            # sudo: the names of what was not printed are part of the verdict.
            for picking in self._jxc_get_unprinted().sudo()
        ]

    def _jxc_get_unprinted_sentence(self):
        """Return what must be printed before this transfer is validated, and how."""
        document = self._jxc_get_slip_document()
        if document and document._name == "jxc.transfer":
            return self.env._(
                "%(transfer)s: the slip of %(type)s must be printed, or shown on the "
                "phone, before the goods move. Choose Reserve while it is a draft, "
                "then Print Slip.",
                transfer=document.name,
                type=self.picking_type_id.name,
            )
        if not document and self.jxc_slip_print_count:
            return self.env._(
                "%(transfer)s: the goods were changed after the slip of %(type)s was "
                "printed. Choose Print Slip again, and let the new one go along.",
                transfer=self.name,
                type=self.picking_type_id.name,
            )
        return self.env._(
            "%(transfer)s: the slip of %(type)s must be printed, or shown on "
            "the phone, before it is validated. Choose Print Slip.",
            transfer=document.name or self.name,
            type=self.picking_type_id.name,
        )

    # === POLICY: THE SLIP ===
    def _jxc_fetch_slips(self):
        """Read what slips of transfers say, and no more, in one query a table."""
        self.fetch(PICKING_FIELDS)
        places = self.location_id | self.location_dest_id
        places.fetch(["usage", "warehouse_id", "display_name"])
        self.move_ids.fetch(MOVE_FIELDS)
        self.move_ids.move_line_ids.fetch(LINE_FIELDS)
        self.env["jxc.slip"]._jxc_fetch_slip_records(
            self.company_id,
            self.partner_id,
            self.create_uid,
            self.move_ids.product_id,
            self.move_ids.sale_line_id,
            self.move_ids.purchase_line_id,
        )

    def _jxc_get_slip_kind(self):
        """Return what kind of slip this transfer has, by where the goods go."""
        self.ensure_one()
        source, target = self.location_id.usage, self.location_dest_id.usage
        if target == "customer":
            return "delivery"
        if source == "customer":
            return "customer_return"
        if target == "supplier":
            return "vendor_return"
        return "receipt" if source == "supplier" else "transfer"

    def _jxc_get_slip_priced(self):
        """Prices are those of the orders, for whoever may read these."""
        # sudo: which moves were ordered; whether the order may be read is asked below.
        return self._jxc_filter_by_orders(
            {picking.id: picking._jxc_get_slip_orders() for picking in self.sudo()}
        )

    def _jxc_get_slip_orders(self):
        """Return the order lines that price this transfer (of sales or purchases)."""
        kind = self._jxc_get_slip_kind()
        if kind not in SALE_KINDS | PURCHASE_KINDS:
            return self.env["sale.order.line"]
        link = "sale_line_id" if kind in SALE_KINDS else "purchase_line_id"
        lines = self.move_ids[link]
        origins = self.move_ids.origin_returned_move_id[link]
        # A set that was put together is read apart from those of other transfers.
        return lines | origins if origins - lines else lines

    def _jxc_prepare_slip_vals(self, priced):
        """A transfer's slip lists what was moved, or will be."""
        kind = self._jxc_get_slip_kind()
        orders = self._jxc_get_slip_orders().order_id
        picked = self._jxc_is_partly_picked()
        # Not filtered: records taken out of their set are read one by one.
        lines = [
            line
            for move in self.move_ids
            if move.state != "cancel"
            for line in move._jxc_prepare_slip_lines(kind, priced, picked)
        ]
        vals = {
            "kind": kind,
            "title": self._jxc_get_slip_own_title(kind),
            "number": self.name,
            "date": self.date_done or self.scheduled_date,
            "company": self.company_id,
            "currency": orders.currency_id[:1],
            "facts": self._jxc_get_slip_facts(kind, orders),
            "lines": lines,
            "note": html2plaintext(self.note or "").strip(),
            "maker": self.create_uid.name,
        }
        if priced and kind in SALE_KINDS:
            vals["debt"] = self._jxc_get_slip_debt(kind, lines, orders)
        return vals

    def _jxc_get_slip_thread(self):
        """Prices are kept with the order, which the warehouse does not read."""
        if not self._jxc_get_slip_priced():
            return self
        # sudo: which order it is; that the user may read it was asked above.
        return self.sudo()._jxc_get_slip_orders().order_id[:1].sudo(False)

    def _jxc_get_slip_own_title(self, kind):
        """Return the title that the operation type gives, if any."""
        name = "jxc_slip_title"
        if kind in ("customer_return", "vendor_return"):
            name = "jxc_slip_return_title"
        return self.picking_type_id[name]

    def _jxc_get_slip_facts(self, kind, orders):
        """Return ((label, text), …) above the table."""
        if kind == "transfer":
            return [
                (self.env._("From"), self.location_id.display_name),
                (self.env._("To"), self.location_dest_id.display_name),
                (self.env._("Source"), self.origin),
                (self.env._("Contact"), self.partner_id.display_name),
            ]
        partner, inside = self.partner_id, self.location_id
        if self.location_id.usage in ("customer", "supplier"):
            inside = self.location_dest_id
        trader = orders.user_id if orders else self.env["res.users"]
        sold = kind in SALE_KINDS
        return [
            (
                self.env._("Customer") if sold else self.env._("Vendor"),
                partner.display_name,
            ),
            (self.env._("Phone"), partner.jxc_phone_display),
            (self.env._("Address"), partner._jxc_get_slip_address()),
            (self.env._("Warehouse"), inside.warehouse_id.name or inside.display_name),
            (
                self.env._("Salesperson") if sold else self.env._("Buyer"),
                ", ".join(trader.mapped("name")),
            ),
            (self.env._("Source"), self.origin),
        ]

    def _jxc_get_slip_debt(self, kind, lines, orders):
        """Return how this slip changes what its customer owes, or None.

        None without an order, in another currency than the company's, and where the
        company prints no debts. What of it is owed already follows from the order
        lines: delivered and not invoiced is, and so is invoiced ahead.
        """
        company = self.company_id
        customer = orders.jxc_debtor_id
        if (
            not company.jxc_slip_debt
            or len(customer) != 1
            or orders.currency_id != company.currency_id
        ):
            return None
        amount = sum(line["amount"] or 0 for line in lines)
        order_lines = self._jxc_get_slip_orders()
        ahead = sum(
            line.qty_invoiced_posted - line.qty_delivered for line in order_lines
        )
        done = self.state == "done"
        if kind == "customer_return":
            amount = -amount
            counted = done and ahead <= 0
        else:
            counted = done or ahead > 0
        amount = float(amount)
        return SlipDebt(customer, company, amount, amount if counted else 0.0)
