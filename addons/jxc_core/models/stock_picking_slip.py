from odoo import fields, models
from odoo.tools import html2plaintext

from ..tools.hold import Hold
from .jxc_slip import SALE_KINDS, SlipDebt

NOT_PRINTED = "slip.not_printed"


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["jxc.slip", "stock.picking"]  # pylint: disable=consider-merging-classes-inherited

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

        One query, and none where no operation type asks for it.
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
        printed = prints._jxc_get_printed_ids(self._name, waiting.ids)
        return self.browse([id_ for id_ in waiting.ids if id_ not in printed])

    def _jxc_get_slip_holds(self):
        """Return a hold for each of these that must be printed first."""
        return [
            Hold(
                code=NOT_PRINTED,
                sentence=self.env._(
                    "%(transfer)s: the slip of %(type)s must be printed, or shown on "
                    "the phone, before it is validated. Choose Print Slip.",
                    transfer=picking.name,
                    type=picking.picking_type_id.name,
                ),
                model=self._name,
                res_id=picking.id,
            )
            # sudo: the name of the operation type is part of the verdict.
            for picking in self._jxc_get_unprinted().sudo()
        ]

    # === POLICY: THE SLIP ===
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
        lines = {picking.id: picking._jxc_get_slip_orders() for picking in self.sudo()}
        return self.filtered(
            lambda picking: (
                bool(lines[picking.id])
                and lines[picking.id].with_env(self.env).has_access("read")
            )
        )

    def _jxc_get_slip_orders(self):
        """Return the order lines that price this transfer (of sales or purchases)."""
        kind = self._jxc_get_slip_kind()
        lines = [move._jxc_get_slip_order_line(kind) for move in self.move_ids]
        model = "sale.order.line" if kind in SALE_KINDS else "purchase.order.line"
        return self.env[model].union(*[line for line in lines if line])

    def _jxc_prepare_slip_vals(self, priced):
        """A transfer's slip lists what was moved, or will be."""
        kind = self._jxc_get_slip_kind()
        orders = self._jxc_get_slip_orders().order_id
        moves = self.move_ids.filtered(lambda move: move.state != "cancel")
        lines = [
            line
            for move in moves
            for line in move._jxc_prepare_slip_lines(kind, priced)
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
        return SlipDebt(customer, company, float(amount), counted)
