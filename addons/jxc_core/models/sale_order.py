from odoo import api, fields, models

from ..tools.hold import Hold, digest_of

BELOW_FLOOR = "price.below_floor"
# What follows from the lines and the debtor, and steers the gates.
DERIVED_FIELDS = frozenset(
    {
        "amount_invoiced",
        "amount_tax",
        "amount_to_invoice",
        "amount_total",
        "amount_untaxed",
        "currency_rate",
        "invoice_status",
        "jxc_debtor_id",
        "jxc_open_amount",
        "transaction_ids",
    }
)


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "jxc.gate", "jxc.watch", "jxc.derived"]

    # === FIELDS ===
    jxc_debtor_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        related="partner_invoice_id.commercial_partner_id",
        store=True,
        help="The commercial entity whose credit this order takes.",
    )
    jxc_company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    jxc_open_amount = fields.Monetary(
        string="Not Invoiced",
        compute="_compute_jxc_open_amount",
        store=True,
        currency_field="jxc_company_currency_id",
        groups="jxc_core.group_sales_manager,jxc_core.group_finance,"
        "jxc_core.group_general_manager,account.group_account_invoice,"
        "account.group_account_readonly",
        help="The part of a confirmed order that no invoice covers, delivered or "
        "not, taxes included, in company currency.",
    )

    _jxc_open_idx = models.Index(
        "(jxc_debtor_id, company_id, jxc_open_amount) WHERE jxc_open_amount > 0"
    )

    # === COMPUTE ===
    @api.depends(
        "state",
        "currency_rate",
        "order_line.product_uom_qty",
        "order_line.price_total",
        "order_line.qty_delivered",
        "order_line.qty_invoiced",
        "order_line.invoice_lines.price_total",
        "order_line.invoice_lines.parent_state",
    )
    def _compute_jxc_open_amount(self):
        """Add up what of each confirmed order is still to be invoiced.

        Never below zero: a down payment invoice larger than its order is a
        receivable already and takes nothing off other orders.
        """
        for order in self:
            amount = 0.0
            if order.state == "sale":
                amount = sum(line._jxc_get_open_total() for line in order.order_line)
            order.jxc_open_amount = order.company_id.currency_id.round(
                max(amount, 0.0) / (order.currency_rate or 1.0)
            )

    def _compute_partner_credit_warning(self):
        """Leave the host's banner empty: ours replaces it.

        The host's text shows limits to every salesperson, leaves undelivered orders
        out and loads every open order of the customer.
        """
        self.partner_credit_warning = ""

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Add the amounts and the debtor that credit is judged by."""
        return super()._jxc_get_derived_fields() | DERIVED_FIELDS

    def _jxc_get_holds(self, step):
        """Add the holds for credit and for prices below the floor."""
        holds = super()._jxc_get_holds(step)
        holds += self.env["jxc.credit"]._jxc_get_order_holds(self, step)
        if step in ("confirm", "change"):
            holds += self._jxc_get_floor_holds()
        return holds

    def _jxc_get_next_step(self):
        """A quotation waits for its confirmation, an order for its shipment."""
        self.ensure_one()
        if self.state in ("draft", "sent"):
            return "confirm"
        waiting = self.state == "sale" and self.delivery_status in (
            "pending",
            "started",
            "partial",
        )
        return "ship" if waiting else ""

    def _jxc_waits_for(self, step):
        """Only a quotation waits to be confirmed, only an order for the rest."""
        waiting = ("draft", "sent") if step == "confirm" else ("sale",)
        return self.state in waiting

    def _jxc_get_release_group(self, code):
        """Credit and prices are released by the sales manager."""
        if code.startswith("credit.") or code == BELOW_FLOOR:
            return "jxc_core.group_sales_manager"
        return super()._jxc_get_release_group(code)

    def _jxc_get_requesters(self):
        """The salesperson and whoever typed the order want it to pass."""
        return super()._jxc_get_requesters() | self.user_id

    def _jxc_prepare_gate(self, step):
        """Decide on a customer's credit in turn, not at once."""
        if step in ("confirm", "grow"):
            self.env["jxc.credit"]._jxc_take_turns(self)
        return super()._jxc_prepare_gate(step)

    def _jxc_proceed(self, step):
        """Confirm a quotation once its holds are released."""
        if step == "confirm" and self.state in ("draft", "sent"):
            return self.action_confirm()
        return super()._jxc_proceed(step)

    def _jxc_get_pending_amount(self):
        """Return what confirming this quotation would add to the exposure.

        :return: amount in company currency, taxes included; 0.0 once confirmed,
            because the order is part of the exposure then
        """
        self.ensure_one()
        if self.state == "sale":
            return 0.0
        return self.amount_total / (self.currency_rate or 1.0)

    def _jxc_is_prepaid(self):
        """Tell whether this order is paid in full already, so takes no credit.

        Counted are online transactions, or paid down payment invoices, whichever
        is more (a transaction usually pays an invoice: they are not added up).
        """
        self.ensure_one()
        paid = max(self.amount_paid, self._jxc_get_paid_down_payment())
        return self.currency_id.compare_amounts(
            paid, self.amount_total
        ) >= 0 and not self.currency_id.is_zero(self.amount_total)

    def _jxc_get_paid_down_payment(self):
        """Return what paid invoices of this order cover, in the order's currency."""
        paid = 0.0
        for invoice in self.invoice_ids:
            if invoice.state == "posted" and invoice.payment_state in (
                "paid",
                "in_payment",
            ):
                sign = -1 if invoice.move_type == "out_refund" else 1
                paid += sign * invoice.currency_id._convert(
                    invoice.amount_total,
                    self.currency_id,
                    self.company_id,
                    invoice.invoice_date or fields.Date.today(),
                )
        return paid

    def _jxc_get_floor_holds(self):
        """Return a hold per order with lines under the floor price of a product."""
        holds = []
        # sudo: whoever changes the order may not read the floor.
        for order in self.sudo():
            lines = order.order_line.filtered(lambda line: line._jxc_is_below_floor())
            if not lines:
                continue
            products = ", ".join(lines.product_id.mapped("display_name"))
            holds.append(
                Hold(
                    code=BELOW_FLOOR,
                    sentence=self.env._(
                        "%(order)s: the price of %(products)s is below the floor "
                        "price. Raise it, or ask a sales manager to release it.",
                        order=order.name,
                        products=products,
                    ),
                    model=self._name,
                    res_id=order.id,
                    release_group=order._jxc_get_release_group(BELOW_FLOOR),
                    digest=digest_of(
                        sorted(line._jxc_get_floor_content() for line in lines)
                    ),
                    amount=order.amount_total,
                    currency=order.currency_id.name,
                )
            )
        return holds

    def _jxc_hold_quietly(self):
        """Keep quotations that may not be confirmed, and say so on them.

        For paths where the customer signs or pays: their signature and payment must
        not be lost to an exception. Returns the held quotations.
        """
        held = self.browse()
        for order in self:
            holds = order._jxc_get_open_holds("confirm")
            if not holds:
                continue
            held |= order
            # sudo: customers sign and pay through the portal.
            order.sudo().filtered(lambda quotation: quotation.state == "draft").write(
                {"state": "sent"}
            )
            self.env["jxc.hold.notice"]._jxc_remember_later(
                self._name, "confirm", holds
            )
            order._jxc_ask(order._jxc_get_releasers(holds[0].code)[:1], holds)
        return held

    def _jxc_get_due_steps(self, before, after):
        """A new order is confirmed; a changed one grows, or changes its prices."""
        steps = super()._jxc_get_due_steps(before, after)
        # sudo: see `_jxc_watch`.
        for order in self.sudo().filtered(lambda order: order.state == "sale"):
            old, new = before[order.id] or {}, after.get(order.id)
            if "terms" not in old:
                steps.setdefault("confirm", []).append(order.id)
                continue
            if new["content"] != old["content"]:
                steps.setdefault("change", []).append(order.id)
            if new["terms"] != old["terms"] or (
                order.currency_id.compare_amounts(new["amount"], old["amount"]) > 0
            ):
                steps.setdefault("grow", []).append(order.id)
        return steps

    def _jxc_get_snapshot(self):
        """Add what credit and prices of a confirmed order are judged by."""
        snapshot = super()._jxc_get_snapshot()
        if self.state != "sale":
            return snapshot
        return (snapshot or {}) | {
            "amount": self.amount_total,
            "terms": (
                self.jxc_debtor_id.id,
                self.company_id.id,
                self.currency_id.id,
                self.date_order,
            ),
            "content": sorted(
                line._jxc_get_decisive_content() for line in self.order_line
            ),
        }

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Orders imported or copied as confirmed pass the gate, too."""
        self._jxc_check_not_forged(vals_list)
        confirming = any(vals.get("state") == "sale" for vals in vals_list)
        with self._jxc_watch(confirming=confirming) as before:
            orders = super(SaleOrder, self._jxc_without_forged_defaults()).create(
                vals_list
            )
            before.update(dict.fromkeys(orders.ids))
        return orders.with_env(self.env)

    def write(self, vals):
        """Every way to confirm or change an order ends here."""
        self._jxc_check_not_forged([vals])
        with self._jxc_watch(confirming=vals.get("state") == "sale"):
            result = super().write(vals)
        if vals.get("state") == "cancel":
            self.env["jxc.hold.notice"]._jxc_close(self._name, self.ids)
        return result

    def unlink(self):
        """A deleted quotation waits for nobody."""
        self.env["jxc.hold.notice"]._jxc_close(self._name, self.ids)
        return super().unlink()

    def _validate_order(self):
        """A customer's signature stays although the order is held."""
        held = self._jxc_hold_quietly()
        return super(SaleOrder, self - held)._validate_order()

    def _action_cancel(self):
        """Whoever may change an order may cancel it with its delivery."""
        self.check_access("write")
        # sudo: a salesperson may write neither transfers nor vendor orders; the host
        # changes those of the orders checked above only.
        return super(SaleOrder, self.sudo())._action_cancel()
