from odoo import Command, api, fields, models

PENDING = "pending"
# Where the cursor keeps verdicts while the host confirms; no caller reaches it.
VERDICTS = "jxc.approval.verdicts"
# Orders of which it was seen, while the host confirms, that nothing is pending.
UNASKED = "unasked"
PURCHASE = "purchase"
TO_APPROVE = "to approve"
# States in which an order is under the eyes of the ladder.
WATCHED = (PURCHASE, TO_APPROVE)
QUOTED = ("draft", "sent")
# What follows from the lines, or from what people did, and steers the ladder.
DERIVED_FIELDS = frozenset(
    {
        "amount_tax",
        "amount_total",
        "amount_total_cc",
        "amount_untaxed",
        "currency_rate",
        "date_approve",
        "invoice_status",
        "jxc_confirmed_at",
        "jxc_editor_ids",
    }
)
# What the host writes on the way that no ladder judges, nor anything that it judges.
ASIDE_FIELDS = frozenset({"access_token", "jxc_editor_ids", "locked", "reference_ids"})
CONFIRMING_FIELDS = frozenset({"state", "date_approve", "jxc_confirmed_at"})
# Whoever writes one of these has a hand in what is bought.
DECISIVE_FIELDS = frozenset(
    {
        "company_id",
        "currency_id",
        "dest_address_id",
        "fiscal_position_id",
        "incoterm_id",
        "partner_id",
        "payment_term_id",
        "picking_type_id",
        "user_id",
    }
)


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
    jxc_editor_ids = fields.Many2many(
        "res.users",
        "jxc_purchase_order_editor_rel",
        string="Changed By",
        readonly=True,
        copy=False,
        context={"active_test": False},
        help="Who has changed lines, vendor, terms or buyer. Nobody approves what they "
        "changed themself.",
    )

    _jxc_confirmed_idx = models.Index(
        "(company_id, jxc_confirmed_at) WHERE state IN ('purchase', 'to approve')"
    )

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Add the amounts, moments and people that the ladder judges by."""
        return super()._jxc_get_derived_fields() | DERIVED_FIELDS

    def _jxc_check_not_forged(self, vals_list):
        """Let the host note when it confirms, and nobody else.

        :raise AccessError: names the field and what to change instead
        """
        return super()._jxc_check_not_forged(
            [
                {name: vals[name] for name in vals if name != "date_approve"}
                if vals.get("state") == PURCHASE
                else vals
                for vals in vals_list
            ]
        )

    def _jxc_get_next_step(self):
        """A request for quotation waits for its confirmation, an order for receipt."""
        self.ensure_one()
        if self.state in (*QUOTED, TO_APPROVE):
            return "confirm"
        return "receive" if self.state == PURCHASE else super()._jxc_get_next_step()

    def _jxc_waits_for(self, step):
        """Only what is not confirmed waits to be, only orders wait for the rest."""
        states = (*QUOTED, TO_APPROVE) if step == "confirm" else WATCHED
        return self.state in states and super()._jxc_waits_for(step)

    def _jxc_get_requesters(self):
        """Whoever has had a hand in the order wants it to pass.

        That is the buyer, whoever typed it, whoever ever changed a line or the terms,
        and whoever asked for it before: handing it to a colleague changes none of it.
        """
        # sudo: who asked before is asked for by everybody's documents.
        asked = self.env["jxc.approval.request"].sudo()
        asked = asked.search([("res_model", "=", self._name), ("res_id", "=", self.id)])
        return (
            super()._jxc_get_requesters()
            | self.user_id
            | self.jxc_editor_ids
            | asked.requester_ids
        )

    def _jxc_get_approval_parties(self):
        """Return the vendor, the products and the receiving warehouse."""
        return {
            "partner": self.partner_id,
            "products": self.order_line.product_id,
            "warehouses": self.picking_type_id.warehouse_id,
        }

    def _jxc_on_request(self, state):
        """Park the order while it waits; confirm it when it is approved."""
        if state == PENDING and self.state != TO_APPROVE:
            self.write({"state": TO_APPROVE})
        elif state == "approved":
            with self._jxc_keep_verdicts() as memory:
                # The request that has just been approved was the one that was pending.
                memory.setdefault(UNASKED, set()).update(self.ids)
                self._jxc_proceed("confirm")
        elif state != PENDING and self.state == TO_APPROVE and not self.date_approve:
            self.write({"state": "draft"})
        return super()._jxc_on_request(state)

    def _jxc_proceed(self, step):
        """Confirm an order that waited for nothing but its approval."""
        if step == "confirm" and self.state == TO_APPROVE:
            # sudo: the approval of the last approver confirms, whatever their rights.
            return self.sudo().button_approve()
        return super()._jxc_proceed(step)

    def _jxc_has_receipt(self):
        """Tell whether goods of this order were, or are to be, received."""
        return any(picking.state != "cancel" for picking in self.picking_ids)

    def _jxc_prepare_watched_vals(self, vals):
        """Return `vals` with who and when, as the ladder needs to know them."""
        state = vals.get("state")
        if state in WATCHED and any(order.state != state for order in self):
            vals = {**vals, "jxc_confirmed_at": fields.Datetime.now()}
        elif state in QUOTED:
            # What is a quotation again was never confirmed.
            vals = {**vals, "date_approve": False}
        return vals

    def _jxc_note_editor(self):
        """Remember that the current user has a hand in these orders."""
        user = self.env.user
        if self.env.su:
            return
        # sudo: who has a hand in an order is noted by the program.
        self.sudo().filtered(
            lambda order: order.create_uid != user and user not in order.jxc_editor_ids
        ).write({"jxc_editor_ids": [Command.link(user.id)]})

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Orders imported or copied as confirmed pass the gate, too."""
        self._jxc_check_not_forged(vals_list)
        now = fields.Datetime.now()
        # A default may be the context's or the user's own.
        state = self.default_get(["state"]).get("state")
        states = [vals.get("state", state) for vals in vals_list]
        vals_list = [
            {**vals, "jxc_confirmed_at": now} if state in WATCHED else vals
            for vals, state in zip(vals_list, states, strict=True)
        ]
        with self._jxc_watch(confirming=PURCHASE in states) as before:
            orders = super(PurchaseOrder, self._jxc_without_forged_defaults()).create(
                vals_list
            )
            before.update(dict.fromkeys(orders.ids))
        return orders.with_env(self.env)

    def write(self, vals):
        """Every way to confirm, cancel or change an order ends here."""
        self._jxc_check_not_forged([vals])
        if not DECISIVE_FIELDS.isdisjoint(vals):
            self._jxc_note_editor()
        vals = self._jxc_prepare_watched_vals(vals)
        if ASIDE_FIELDS.issuperset(vals):
            return super().write(vals)
        if self._jxc_is_mere_confirmation(vals):
            # Nothing that is judged changes: the verdict falls before the write.
            waited = self.filtered(lambda order: order.state == TO_APPROVE)
            self._jxc_pass_confirmation(waited)
            return super().write(vals)
        with self._jxc_watch(confirming=vals.get("state") == PURCHASE):
            return super().write(vals)

    def action_create_invoice(self, attachment_ids=False):
        """No bill is made for an order that is not approved."""
        self._jxc_pass_gate("bill")
        return super().action_create_invoice(attachment_ids=attachment_ids)

    def button_confirm(self):
        """Ask the rules about each order once, when its turn comes."""
        with self._jxc_keep_verdicts():
            return super().button_confirm()

    def button_approve(self, force=False):
        """Approve as the current user's turn, or as the host does where none is."""
        parked = self.filtered(lambda order: order.state == TO_APPROVE)
        unasked = self.env.cr.cache.get(VERDICTS, {}).get(UNASKED, ())
        parked = parked.filtered(lambda order: order.id not in unasked)
        asked = self.env["jxc.approval.request"]._jxc_get_pending(parked)
        if asked:
            self.check_access("read")
            asked.sudo(False)._jxc_approve()
        mine = self.browse(asked.mapped("res_id"))
        orders = (self - mine).filtered(lambda order: order.state != "cancel")
        if mine and not orders:
            return {}
        with self._jxc_keep_verdicts() as memory:
            memory.setdefault(UNASKED, set()).update((parked - mine).ids)
            # What is held is refused aloud; the host would leave it without a word.
            held = orders.filtered(lambda order: not order._jxc_is_clear())
            held._jxc_pass_gate("confirm")
            return super(PurchaseOrder, orders).button_approve(force=force)

    def _approval_allowed(self):
        """Park what a rule asks about; what it approved needs no second approval.

        The host asks about an order after it has checked its lines, and puts what may
        not pass yet into its own state *To Approve*.
        """
        if not self._jxc_is_clear():
            return False
        return super()._approval_allowed() or self._jxc_is_approved()

    def _create_picking(self):
        """An order that comes back from its approvers has its receipt already."""
        # sudo: see `_create_picking` of jxc_core, which checks the right to do so.
        again = self.sudo().filtered(lambda order: order._jxc_has_receipt())
        again.with_env(self.env).order_line._jxc_update_receipt()
        return super(PurchaseOrder, self - again)._create_picking()
