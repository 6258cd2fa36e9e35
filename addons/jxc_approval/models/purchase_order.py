from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.ladder import Other

PENDING = "pending"
# What follows from the lines and steers the ladder.
DERIVED_FIELDS = frozenset(
    {
        "amount_tax",
        "amount_total",
        "amount_total_cc",
        "amount_untaxed",
        "currency_rate",
        "invoice_status",
        "jxc_confirmed_at",
    }
)
WATCHED = ("purchase", "to approve")
SPLIT_BY = {
    "vendor": SQL("mine_vendor.commercial_partner_id = vendor.commercial_partner_id"),
    "requester": SQL(
        "COALESCE(mine.user_id, mine.create_uid) = "
        "COALESCE(other.user_id, other.create_uid)"
    ),
}
SPLIT_BY["either"] = SQL("(%s OR %s)", SPLIT_BY["vendor"], SPLIT_BY["requester"])


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "jxc.gate", "jxc.watch", "jxc.derived"]

    _jxc_approval_kinds = ("purchase",)
    _jxc_approval_steps = ("confirm", "receive", "bill")

    # === FIELDS ===
    jxc_confirmed_at = fields.Datetime(
        string="Confirmed Or Submitted At",
        readonly=True,
        copy=False,
        help="When the order was last confirmed or put before its approvers. Orders "
        "count together for the ladder by this moment.",
    )

    _jxc_confirmed_idx = models.Index(
        "(company_id, jxc_confirmed_at) WHERE state IN ('purchase', 'to approve')"
    )

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Add the amounts and moments that the ladder judges by."""
        return super()._jxc_get_derived_fields() | DERIVED_FIELDS

    def _jxc_get_next_step(self):
        """A request for quotation waits for its confirmation, an order for receipt."""
        self.ensure_one()
        if self.state in ("draft", "sent", "to approve"):
            return "confirm"
        if self.state == "purchase":
            return "receive"
        return super()._jxc_get_next_step()

    def _jxc_waits_for(self, step):
        """Only what is not confirmed waits to be, only orders wait for the rest."""
        waiting = WATCHED
        if step == "confirm":
            waiting = ("draft", "sent", "to approve")
        return self.state in waiting and super()._jxc_waits_for(step)

    def _jxc_get_requesters(self):
        """The buyer and whoever typed the order want it to pass."""
        return super()._jxc_get_requesters() | self.user_id

    def _jxc_get_approval_parties(self):
        """Return the vendor, the products and the receiving warehouse."""
        return {
            "partner": self.partner_id,
            "products": self.order_line.product_id,
            "warehouses": self.picking_type_id.warehouse_id,
        }

    def _jxc_get_approval_content(self):
        """Return vendor, currency, terms and what is bought, with its taxes.

        Quantities and prices may change as long as the total stays under the ceiling
        and nothing else is bought than what was approved.
        """
        return {
            "fixed": {
                "partner": self.partner_id.id,
                "company": self.company_id.id,
                "currency": self.currency_id.id,
                "payment_term": self.payment_term_id.id,
                "fiscal_position": self.fiscal_position_id.id,
                "incoterm": self.incoterm_id.id,
                "destination": self.dest_address_id.id,
            },
            "items": sorted(
                line._jxc_get_approval_item()
                for line in self.order_line
                if not line.display_type
            ),
        }

    def _jxc_get_approval_rows(self):
        """Return what approvers compare: parties, terms, lines, total."""
        names = ("partner_id", "currency_id", "payment_term_id", "incoterm_id")
        rows = [
            {"key": name, "field": name, "value": self[name].display_name or ""}
            for name in names
        ]
        rows += [
            line._jxc_get_approval_row()
            for line in self.order_line
            if not line.display_type
        ]
        rows.append(
            {
                "key": "amount_total",
                "field": "amount_total",
                "value": self._jxc_as_text("amount_total"),
            }
        )
        return rows

    def _jxc_get_passed_at(self):
        """A confirmed order went through when it was confirmed.

        Orders from before this add-on have no moment: they went through long ago.
        """
        if self.state != "purchase":
            return None
        return self.jxc_confirmed_at or fields.Datetime.to_datetime("1970-01-01")

    def _jxc_get_split_others(self, rule):
        """Return {id: Others} of the rule's last days; one query.

        Counted are confirmed orders and those that wait for approval. The height at
        which an approval has seen an order, itself or counted with another, is its
        reach.
        """
        self.env["purchase.order"].flush_model(
            ["state", "partner_id", "user_id", "amount_total", "jxc_confirmed_at"]
        )
        self.env["jxc.approval.request"].flush_model(["state", "reach", "counted_ids"])
        since = fields.Datetime.subtract(fields.Datetime.now(), days=rule.split_days)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT mine.id, other.id,
                       other.amount_total / COALESCE(NULLIF(other.currency_rate, 0), 1),
                       GREATEST(
                           (SELECT MAX(request.reach)
                              FROM jxc_approval_request request
                             WHERE request.res_model = 'purchase.order'
                               AND request.res_id = other.id
                               AND request.state IN ('pending', 'approved')),
                           (SELECT MAX(request.reach)
                              FROM jxc_approval_request_counted_rel counted
                              JOIN jxc_approval_request request
                                ON request.id = counted.jxc_approval_request_id
                             WHERE counted.purchase_order_id = other.id
                               AND request.state IN ('pending', 'approved')))
                  FROM purchase_order mine
                  JOIN res_partner mine_vendor ON mine_vendor.id = mine.partner_id
                  JOIN purchase_order other
                    ON other.company_id = mine.company_id
                   AND other.id <> mine.id
                   AND other.state IN ('purchase', 'to approve')
                   AND other.jxc_confirmed_at >= %(since)s
                  JOIN res_partner vendor ON vendor.id = other.partner_id
                 WHERE mine.id IN %(ids)s
                   AND other.amount_total > 0
                   AND %(same)s
                """,
                since=since,
                ids=tuple(self.ids),
                same=SPLIT_BY[rule.split_by],
            )
        )
        others = {}
        for mine, other, amount, reach in rows:
            others.setdefault(mine, []).append(Other(other, float(amount), reach))
        return others

    def _jxc_on_request(self, state):
        """Park the order while it waits; confirm it when it is approved."""
        if state == PENDING and self.state != "to approve":
            self.write({"state": "to approve"})
        elif state == "approved":
            self._jxc_proceed("confirm")
        elif state != PENDING and self.state == "to approve" and not self.date_approve:
            self.write({"state": "draft"})
        return super()._jxc_on_request(state)

    def _jxc_proceed(self, step):
        """Confirm an order that waited for nothing but its approval."""
        if step == "confirm" and self.state == "to approve":
            # sudo: the approval of the last approver confirms, whatever their rights.
            return self.sudo().button_approve()
        return super()._jxc_proceed(step)

    # === POLICY: CHANGES ===
    def _jxc_get_snapshot(self):
        """Return what a later change is compared with; None for quotations."""
        self.ensure_one()
        if self.state not in WATCHED:
            return {"state": self.state} if self.state == "cancel" else None
        return {
            "state": self.state,
            "amount": self.amount_total,
            "content": self._jxc_get_approval_content(),
            "rows": self._jxc_get_approval_rows(),
        }

    def _jxc_judge_changes(self, before):
        """Pass the gate when an order is confirmed; break what a change broke.

        :param before: {order id: snapshot, None when it was a quotation}
        :raise HoldError: when an order was confirmed that needs approval
        """
        # sudo: the judge sees what the writer may not.
        orders = self.sudo()
        after = {order.id: order._jxc_get_snapshot() for order in orders}
        old = {order.id: before[order.id] or {"state": "draft"} for order in orders}
        new = {order.id: after[order.id] or {"state": "draft"} for order in orders}
        confirmed = self.filtered(
            lambda order: (
                new[order.id]["state"] == "purchase"
                and old[order.id]["state"] != "purchase"
            )
        )
        confirmed._jxc_pass_gate("confirm")
        left = orders.filtered(
            lambda order: (
                old[order.id]["state"] in WATCHED
                and new[order.id]["state"] not in WATCHED
            )
        )
        left._jxc_unseal()
        changed = (self - confirmed).filtered(
            lambda order: (
                new[order.id]["state"] in WATCHED
                and old[order.id]["state"] == new[order.id]["state"]
                and old[order.id] != new[order.id]
            )
        )
        for order in changed:
            order._jxc_follow_change(old[order.id]["rows"])
        return {**after, **{o.id: o._jxc_get_snapshot() for o in changed.sudo()}}

    def _jxc_follow_change(self, previous_rows):
        """Ask again when a change left what was approved or asked.

        :param previous_rows: rows of the order before the change
        """
        self.ensure_one()
        requests = self.env["jxc.approval.request"]
        pending = requests._jxc_get_pending(self, "confirm")
        holds = self._jxc_get_open_holds("confirm")
        if pending and holds and pending._jxc_covers(holds):
            return
        # sudo: the approval follows the change, whatever its author may do.
        order, requests = self.sudo(), requests.sudo()
        if pending:
            pending._jxc_close_as(
                "broken" if holds else "moot", "break" if holds else "moot"
            )
        if holds:
            last = requests._jxc_get_last(self._name, self.ids).get(self.id)
            requests.sudo(False)._jxc_submit(
                self,
                "confirm",
                holds,
                self.env._("Changed by %s.", self.env.user.name),
                previous_rows,
            )
            if last and last.state == "approved":
                last._jxc_log("break")
        elif order.state == "to approve":
            if order.date_approve:
                order._jxc_proceed("confirm")
            else:
                order.write({"state": "draft"})

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Orders imported or copied as confirmed pass the gate, too."""
        self._jxc_check_not_forged(vals_list)
        confirming = any(vals.get("state") == "purchase" for vals in vals_list)
        with self._jxc_watch(confirming=confirming) as before:
            orders = super(PurchaseOrder, self._jxc_without_forged_defaults()).create(
                vals_list
            )
            before.update(dict.fromkeys(orders.ids))
        return orders.with_env(self.env)

    def write(self, vals):
        """Every way to confirm, cancel or change an order ends here."""
        self._jxc_check_not_forged([vals])
        if vals.get("state") in WATCHED:
            vals = {**vals, "jxc_confirmed_at": fields.Datetime.now()}
        with self._jxc_watch(confirming=vals.get("state") == "purchase"):
            return super().write(vals)

    def action_create_invoice(self, attachment_ids=False):
        """No bill is made for an order that is not approved."""
        self._jxc_pass_gate("bill")
        return super().action_create_invoice(attachment_ids=attachment_ids)

    def button_confirm(self):
        """Put orders that need approval before their approvers, confirm the others."""
        asking = self.filtered(lambda order: order.state in ("draft", "sent"))
        waiting = asking._jxc_submit_held("confirm")
        return super(PurchaseOrder, self - waiting).button_confirm()

    def button_approve(self, force=False):
        """Approve as the current user's turn, or as the host does where none is."""
        asked = self.env["jxc.approval.request"]._jxc_get_pending(self, "confirm")
        if asked:
            self.check_access("read")
            asked.sudo(False)._jxc_approve()
        mine = self.browse(asked.mapped("res_id"))
        orders = (self - mine).filtered(lambda order: order.state != "cancel")
        return super(PurchaseOrder, orders).button_approve(force=force)

    def _approval_allowed(self):
        """An order whose approval counts needs no second one from the host."""
        return super()._approval_allowed() or (
            self.jxc_approval_state == "approved"
            and not self._jxc_get_open_holds("confirm")
        )
