from decimal import Decimal

from odoo import models

from ..tools.slip import share_amounts
from .jxc_return import CUSTOMER, VENDOR
from .jxc_slip import SlipDebt

LINKS = {CUSTOMER: "sale_line_id", VENDOR: "purchase_line_id"}


# One subject a file.
class JxcReturn(models.Model):
    """A return prints as a slip: what was asked for, then what came and was found."""

    _name = "jxc.return"
    _inherit = ["jxc.slip", "jxc.return"]  # pylint: disable=consider-merging-classes-inherited
    _jxc_slip_has_debt = True

    # === POLICY ===
    def _jxc_get_slipless_states(self):
        """A draft was asked of nobody."""
        return super()._jxc_get_slipless_states() | {"draft"}

    def _jxc_get_slip_orders(self):
        """Return the order lines that price this return (of sales or purchases)."""
        self.ensure_one()
        return self.line_ids[LINKS[self.return_type]]

    def _jxc_get_slip_priced(self):
        """Prices are those of the orders, for whoever may read these."""
        # sudo: which goods were ordered; whether the order may be read is asked below.
        return self._jxc_filter_by_orders(
            {item.id: item._jxc_get_slip_orders() for item in self.sudo()}
        )

    def _jxc_prepare_slip_vals(self, priced):
        """List the goods, with what the inspection found once it was made."""
        orders = self._jxc_get_slip_orders().order_id
        lines = self._jxc_prepare_slip_lines(priced)
        vals = {
            "kind": f"{self.return_type}_return",
            "number": self.name,
            "date": self.requested_at or self.create_date,
            "company": self.company_id,
            "currency": orders.currency_id[:1],
            "facts": self._jxc_get_slip_facts(orders),
            "lines": lines,
            "note": (self.note or "").strip(),
            "maker": (self.requested_by_id or self.create_uid).name,
        }
        if priced and self.return_type == CUSTOMER:
            vals["debt"] = self._jxc_get_slip_debt(lines, orders)
        return vals

    def _jxc_get_slip_thread(self):
        """Prices are kept with the order, which the warehouse does not read."""
        if not self._jxc_get_slip_priced():
            return self
        # sudo: which order it is; that the user may read it was asked above.
        return self.sudo()._jxc_get_slip_orders().order_id[:1].sudo(False)

    def _jxc_get_slip_facts(self, orders):
        """Return ((label, text), …) above the table."""
        partner, sold = self.partner_id, self.return_type == CUSTOMER
        origins = self.line_ids.origin_picking_id.mapped("name")
        settlements = dict(self._fields["settlement"]._description_selection(self.env))
        return [
            (
                self.env._("Customer") if sold else self.env._("Vendor"),
                partner.display_name,
            ),
            (self.env._("Phone"), partner.jxc_phone_display),
            (self.env._("Address"), partner._jxc_get_slip_address()),
            (self.env._("Warehouse"), self.warehouse_id.name),
            (self.env._("Reason"), self.reason_id.display_name),
            (self.env._("Settlement"), settlements[self.settlement]),
            (
                self.env._("Salesperson") if sold else self.env._("Buyer"),
                ", ".join(orders.user_id.mapped("name")) or self.user_id.name,
            ),
            (self.env._("Source"), ", ".join(orders.mapped("name") + origins)),
        ]

    def _jxc_prepare_slip_lines(self, priced):
        """Return the lines of the slip.

        :param priced: True to add prices; goods of no order have none
        """
        amounts = self._jxc_get_slip_amounts() if priced else {}
        lines = []
        for line in self.line_ids:
            vals = line._jxc_prepare_slip_line()
            if priced:
                amount = amounts.get(line)
                vals["amount"] = amount
                vals["price"] = line._jxc_get_slip_price()
            lines.append(vals)
        return lines

    def _jxc_get_slip_amounts(self):
        """Return {line: what is credited for it}; lines of one order line add up."""
        self.ensure_one()
        link = LINKS[self.return_type]
        amounts = {}
        for order_line, lines in self.line_ids.grouped(link).items():
            if not order_line:
                continue
            uom = order_line.product_uom_id
            shares = share_amounts(
                order_line.price_total,
                self.env["stock.move"]._jxc_get_slip_ordered(order_line),
                [
                    line.uom_id._compute_quantity(
                        line._jxc_get_slip_credit(), uom, round=False
                    )
                    for line in lines
                ],
                order_line.order_id.currency_id.decimal_places,
            )
            amounts.update(zip(lines, shares, strict=True))
        return amounts

    def _jxc_get_slip_debt(self, lines, orders):
        """Return how this return changes what its customer owes, or None.

        None where goods are of no order or are replaced, in another currency than the
        company's, and where the company prints no debts.
        """
        company, customer = self.company_id, orders.jxc_debtor_id
        if (
            not company.jxc_slip_debt
            or self.settlement == "replacement"
            or len(customer) != 1
            or orders.currency_id != company.currency_id
            or not all(self.line_ids.mapped("sale_line_id"))
        ):
            return None
        amount = sum(line["amount"] or 0 for line in lines)
        return SlipDebt(
            customer, company, -float(amount), -self._jxc_get_slip_counted()
        )

    def _jxc_get_slip_counted(self):
        """Return what of this return is in what the customer owes now.

        Goods that came back are owed no more, but for those that were invoiced: these
        are until their credit note is posted.
        """
        counted = 0.0
        for order_line, lines in self.line_ids.grouped("sale_line_id").items():
            uom = order_line.product_uom_id
            back = credited = 0.0
            for line in lines:
                convert = line.uom_id._compute_quantity
                back += convert(line.received_qty, uom, round=False)
                credited += convert(line._jxc_get_slip_credit(), uom, round=False)
            ahead = order_line.qty_invoiced_posted - order_line.qty_delivered
            share = max(min(back - max(ahead, 0.0), credited), 0.0)
            ordered = order_line.product_uom_qty
            counted += order_line.price_total * share / ordered if ordered else 0.0
        return self.company_id.currency_id.round(counted)


class JxcReturnLine(models.Model):
    """One line of the slip."""

    _inherit = "jxc.return.line"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_slip_quantity(self):
        """Return what came back, or what was asked for as long as nothing came."""
        self.ensure_one()
        moved = any(self.return_id.line_ids.mapped("received_qty"))
        return self.received_qty if moved else self.quantity

    def _jxc_get_slip_credit(self):
        """Return how much of it is credited: what the inspection says, once it was."""
        self.ensure_one()
        return self.credit_qty if self.inspected_at else self._jxc_get_slip_quantity()

    def _jxc_prepare_slip_line(self):
        """Return this line as a slip has it, without prices."""
        item = self.return_id
        return {
            "product": self.product_id,
            "lot": item._jxc_format_slip_lot(self.lot_id, item.company_id),
            "uom": self.uom_id,
            "quantity": self._jxc_get_slip_quantity(),
            "note": self._jxc_get_slip_note(),
        }

    def _jxc_get_slip_note(self):
        """Return the line's own reason, and what the inspection found."""
        item, texts = self.return_id, []
        if self.reason_id and self.reason_id != item.reason_id:
            texts.append(self.reason_id.display_name)
        if self.inspected_at:
            found = (
                (self.good_qty, self.env._("sellable %g", self.good_qty)),
                (self.second_qty, self.env._("seconds %g", self.second_qty)),
                (self.scrap_qty, self.env._("scrapped %g", self.scrap_qty)),
            )
            texts += [text for quantity, text in found if quantity]
            if self.uom_id.compare(self.credit_qty, self.received_qty):
                texts.append(self.env._("credited %g", self.credit_qty))
        texts.append(self.inspection_note)
        return ", ".join(filter(None, texts))

    def _jxc_get_slip_price(self):
        """Return the price of one unit, taxes and discount included, or None."""
        order_line = self[LINKS[self.return_id.return_type]]
        ordered = self.env["stock.move"]._jxc_get_slip_ordered(order_line)
        if not ordered:
            return None
        price = order_line.price_total / ordered
        if order_line.product_uom_id != self.uom_id:
            price *= self.uom_id._compute_quantity(
                1.0, order_line.product_uom_id, round=False
            )
        return Decimal(str(round(price, 6)))
