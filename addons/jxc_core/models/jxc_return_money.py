from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .jxc_return import CUSTOMER
from .jxc_return_flow import ACCOUNTANT

LINE_LINKS = ("sale_line_id", "purchase_line_id")
PAID = ("paid", "in_payment", "reversed")
# kind of return -> (invoice type, refund type, link to the order line)
PAPERS = {
    "customer": ("out_invoice", "out_refund", "sale_line_id"),
    "vendor": ("in_invoice", "in_refund", "purchase_line_id"),
}


class JxcReturn(models.Model):
    """What is due for returned goods, and the papers that settle it."""

    # One subject a file: where the goods are is another.
    _inherit = "jxc.return"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    @api.model
    def _jxc_renew_money(self, moves):
        """Judge anew what is due where these done moves belong to a returned order.

        :param moves: stock.move, read with all rights
        """
        sold, bought = moves.sale_line_id, moves.purchase_line_id
        if not (sold or bought):
            return
        lines = self.env["jxc.return.line"]._fields
        rows = self.env.execute_query(
            SQL(
                """
                SELECT return_id FROM jxc_return_line
                 WHERE (sale_line_id = ANY(%(sold)s)
                        OR purchase_line_id = ANY(%(bought)s))
                   AND state NOT IN ('draft', 'cancelled')
                 UNION
                SELECT id FROM jxc_return
                 WHERE exchange_order_id = ANY(%(orders)s)
                   AND state NOT IN ('draft', 'cancelled')
                """,
                sold=sold.ids,
                bought=bought.ids,
                orders=sold.order_id.ids,
                to_flush=[
                    *(lines[name] for name in (*LINE_LINKS, "state")),
                    *(self._fields[name] for name in ("exchange_order_id", "state")),
                ],
            )
        )
        # sudo: warehouse staff read neither the orders nor the money of returns.
        returns = self.sudo().browse(id_ for (id_,) in rows)
        if returns:
            returns.env.add_to_compute(self._fields["money_state"], returns)
            returns.modified(["money_state"])
            returns._jxc_follow()

    def _jxc_is_paid_off(self):
        """Tell whether nothing is due for what came back, in money or goods.

        Called with rights to read invoices and orders.
        """
        self.ensure_one()
        lines = self.line_ids
        if any(
            line.received_qty and not line.inspected_at and self.return_type == CUSTOMER
            for line in lines
        ):
            return False
        if self.settlement == "replacement":
            return all(
                line.uom_id.compare(line.replaced_qty, line.credit_qty) >= 0
                for line in lines
            )
        refunds = self.refund_ids
        posted = refunds.filtered(lambda refund: refund.state == "posted")
        if any(refund.state == "draft" for refund in refunds) or self._jxc_get_due():
            return False
        if self.settlement == "refund":
            return all(refund.payment_state in PAID for refund in posted)
        if self.settlement == "exchange":
            order = self.exchange_order_id
            return order.state == "cancel" or (
                order.state == "sale" and order.delivery_status == "full"
            )
        return True

    def _jxc_get_due(self):
        """Return {(order line, product): quantity still to be credited}.

        Of what was ordered, no more is due than was invoiced and not delivered: goods
        that were never invoiced, or were credited by hand, are settled. Of a kit, the
        parts come back and the kit is due. Quantities are in the order line's unit,
        without one in the product's.
        """
        self.ensure_one()
        link = PAPERS[self.return_type][2]
        due = defaultdict(float)
        for line in self.line_ids:
            order_line = line[link]
            if order_line and order_line.product_id != line.product_id:
                if line.credit_qty:
                    due[order_line, order_line.product_id] = float("inf")
                continue
            uom = order_line.product_uom_id or line.product_id.uom_id
            due[order_line, line.product_id] += line.uom_id._compute_quantity(
                line.credit_qty, uom, rounding_method="HALF-UP"
            )
        for (order_line, product), wanted in list(due.items()):
            uom = order_line.product_uom_id or product.uom_id
            left = wanted - self._jxc_get_credited(order_line, product, uom)
            if order_line:
                left = min(left, order_line._jxc_get_overbilled())
            if uom.compare(left, 0) <= 0:
                del due[order_line, product]
            else:
                due[order_line, product] = left
        return dict(due)

    def _jxc_get_credited(self, order_line, product, uom):
        """Return what posted credit notes of this return credited, in `uom`."""
        self.ensure_one()
        posted = self.refund_ids.filtered(lambda refund: refund.state == "posted")
        return sum(
            line.product_uom_id._compute_quantity(line.quantity, uom)
            for line in posted.invoice_line_ids
            if line.product_id == product
            and line._jxc_get_order_line(order_line) == order_line
        )

    def _jxc_check_accountant(self):
        """Refuse whoever makes no invoices.

        :raise AccessError: says who does
        """
        if not self.env.su and not self.env.user.has_group(ACCOUNTANT):
            raise AccessError(
                self.env._("Credit notes are made by those who make invoices.")
            )
        self.check_access("read")

    def _jxc_create_refunds(self, due):
        """Make draft credit notes over `due`, by the host's reversal of invoices.

        :param due: {(order line, product): quantity}
        :raise UserError: when an invoice is still a draft
        """
        self.ensure_one()
        refunds = self.env["account.move"]
        by_invoice, loose = defaultdict(dict), {}
        for (order_line, product), quantity in due.items():
            if not order_line:
                loose[product] = quantity
                continue
            left = quantity
            for line, free in order_line._jxc_get_creditable():
                taken = min(left, free)
                if taken <= 0:
                    break
                left -= taken
                by_invoice[line.move_id][line] = (
                    order_line.product_uom_id._compute_quantity(
                        taken, line.product_uom_id
                    )
                )
            if order_line.product_uom_id.compare(left, 0) > 0:
                self._jxc_refuse_unposted(product, order_line)
        for invoice, quantities in by_invoice.items():
            refunds |= self._jxc_reverse(invoice, quantities)
        if loose:
            refunds |= self._jxc_create_loose_refund(loose)
        # sudo: only the program ties papers to a return.
        refunds.sudo().jxc_return_id = self.id
        return refunds

    def _jxc_refuse_unposted(self, product, order_line):
        """Say which invoice has to be posted or corrected first.

        :raise UserError: always
        """
        raise UserError(
            self.env._(
                "%(product)s of %(order)s is on an invoice that is not posted. Correct "
                "its quantity, or post it and credit it then.",
                product=product.display_name,
                order=order_line.order_id.name,
            )
        )

    def _jxc_reverse(self, invoice, quantities):
        """Return a draft reversal of `invoice` with these quantities only.

        :param quantities: {line of the invoice: quantity in its unit}
        """
        self.ensure_one()
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "reason": self.name})
        )
        wizard.refund_moves()
        refund = wizard.new_move_ids
        commands = []
        pairs = zip(
            invoice.invoice_line_ids.sorted("id"),
            refund.invoice_line_ids.sorted("id"),
            strict=True,
        )
        for line, copy in pairs:
            wanted = quantities.get(line)
            if wanted is None:
                commands.append(fields.Command.delete(copy.id))
            elif wanted != copy.quantity:
                commands.append(fields.Command.update(copy.id, {"quantity": wanted}))
        if commands:
            refund.write({"invoice_line_ids": commands})
        return refund

    def _jxc_create_loose_refund(self, quantities):
        """Return a draft credit note for goods that no order line speaks of.

        :param quantities: {product: quantity in its unit}; prices are the host's
        """
        self.ensure_one()
        return self.env["account.move"].create(
            {
                "move_type": PAPERS[self.return_type][1],
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "ref": self.name,
                "invoice_date": fields.Date.context_today(self),
                "invoice_line_ids": [
                    fields.Command.create(
                        {
                            "product_id": product.id,
                            "quantity": quantity,
                            "product_uom_id": product.uom_id.id,
                        }
                    )
                    for product, quantity in quantities.items()
                ],
            }
        )

    # === ACTIONS ===
    def action_jxc_credit(self):
        """Make the draft credit notes that the inspection asks for, and show them.

        Pressed again, it shows the same notes.

        :raise AccessError: for whoever makes no invoices
        :raise UserError: when nothing is due
        """
        self.ensure_one()
        self._jxc_check_accountant()
        # sudo: an accountant need not read the orders whose invoices they reverse.
        papers = self.sudo()
        drafts = papers.refund_ids.filtered(lambda refund: refund.state == "draft")
        if not drafts:
            papers.line_ids._jxc_lock_originals()
            due = papers._jxc_get_due() if self._jxc_is_ready_for_money() else {}
            if due:
                drafts = self._jxc_create_refunds(due)
            elif not papers.refund_ids:
                raise UserError(
                    self.env._(
                        "%s: nothing is due. Goods are credited once they were "
                        "inspected, as far as they were invoiced.",
                        self.name,
                    )
                )
        return (drafts or papers.refund_ids).with_env(self.env)._get_records_action()

    def _jxc_is_ready_for_money(self):
        """Tell whether the goods were inspected, or left for the vendor."""
        self.ensure_one()
        return self.state in ("inspected", "shipped", "closed")

    def action_jxc_replace(self):
        """Send the same goods again, or expect them from the vendor, free of charge.

        :raise AccessError: for a role that does not ask for returns
        :raise UserError: when the goods are not inspected, or are replaced otherwise
        """
        self.check_access("read")
        self._jxc_check_may_ask()
        for item in self:
            if item.settlement != "replacement" or not item._jxc_is_ready_for_money():
                raise UserError(
                    self.env._(
                        "%s: goods are replaced once they were inspected, and when the "
                        "return is settled by the same goods.",
                        item.name,
                    )
                )
            # sudo: the asker makes no transfers; what is replaced was inspected.
            document = item.sudo()
            if document.line_ids._jxc_get_open_replacements():
                raise UserError(
                    self.env._("%s: the replacement is on its way already.", item.name)
                )
            document._jxc_run_replacement()
            document._jxc_follow()
        return True

    def action_jxc_exchange(self):
        """Open the order for other goods that the customer takes instead.

        :raise AccessError: for whoever does not sell
        """
        self.ensure_one()
        self.check_access("read")
        orders = self.env["sale.order"]
        orders.check_access("create")
        if self.settlement != "exchange" or self.return_type != CUSTOMER:
            raise UserError(self.env._("%s is not settled by other goods.", self.name))
        if not self.exchange_order_id:
            order = orders.create(
                {
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "warehouse_id": self.warehouse_id.id,
                    "origin": self.name,
                }
            )
            # sudo: only the program ties papers to a return.
            self.sudo().exchange_order_id = order
        return self.exchange_order_id._get_records_action()


class JxcReturnLine(models.Model):
    """What of a line is on its way again."""

    # One subject a file: what a line is, is another.
    _inherit = "jxc.return.line"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_open_replacements(self):
        """Return the moves that replace these goods and are not done yet."""
        return self.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and not move._jxc_goes_back()
                and move._jxc_reaches_partner()
            )
        )

    def _jxc_lock_originals(self):
        """Decide on the money of the same goods in turn, not at once."""
        self.move_ids._jxc_take_return_turns()
