from odoo import api, fields, models

PENDING = "pending"
# What the codes of a request are about, by what they begin with.
TOPICS = {"credit": "credit.", "price": "price."}


class SaleOrder(models.Model):
    # Its holds are those of credit and price: rules only say who answers them.
    _inherit = "sale.order"

    # === FIELDS ===
    jxc_approval_wait = fields.Selection(
        [
            ("credit", "Waiting for credit approval"),
            ("price", "Waiting for price approval"),
            ("both", "Waiting for credit and price approval"),
            ("other", "Waiting for approval"),
        ],
        string="Waiting For",
        compute="_compute_jxc_approval_wait",
        search="_search_jxc_approval_wait",
        help="Whose answer this order waits for now.",
    )

    # === COMPUTE ===
    def _compute_jxc_approval_wait(self):
        """Name what the pending request of each order is about; one query."""
        for order in self:
            # sudo: whoever reads the order sees what it waits for.
            request = order.jxc_approval_request_id.sudo()
            pending = request.state == PENDING
            order.jxc_approval_wait = pending and self._jxc_get_topic(request.codes)

    def _search_jxc_approval_wait(self, operator, value):
        """Find orders by what they wait for."""
        if operator != "in":
            return NotImplemented
        # sudo: see `_compute_jxc_approval_wait`.
        requests = self.env["jxc.approval.request"].sudo()
        pending = requests.search_fetch(
            [("res_model", "=", self._name), ("state", "=", PENDING)],
            ["res_id", "codes"],
        )
        topics = {
            request.res_id: self._jxc_get_topic(request.codes) for request in pending
        }
        ids = [id_ for id_, topic in topics.items() if topic in value]
        domain = fields.Domain("id", "in", ids)
        if False in value:
            domain |= fields.Domain("id", "not in", list(topics))
        return domain

    @api.model
    def _jxc_get_topic(self, codes):
        """Return the value of `jxc_approval_wait` for the hold codes of a request."""
        topics = [
            topic
            for topic, start in TOPICS.items()
            if any(code.startswith(start) for code in codes.split(","))
        ]
        if len(topics) > 1:
            return "both"
        return topics[0] if topics else "other"

    @api.depends_context("uid", "lang")
    def _compute_jxc_approval_text(self):
        """Say as well what the order waits for: credit, price or both."""
        result = super()._compute_jxc_approval_text()
        topics = dict(
            self._fields["jxc_approval_wait"]._description_selection(self.env)
        )
        for order in self.filtered("jxc_approval_wait"):
            order.jxc_approval_text = self.env._(
                "%(topic)s. %(text)s",
                topic=topics[order.jxc_approval_wait],
                text=order.jxc_approval_text,
            )
        return result

    # === POLICY ===
    def _jxc_get_approval_rows(self):
        """Return the customer, the terms, the lines and the total as approvers read."""
        names = ("partner_id", "payment_term_id", "client_order_ref")
        lines = self.order_line.filtered(lambda line: not line.display_type)
        return [
            *(
                {"key": name, "field": name, "value": self._jxc_as_text(name)}
                for name in names
                if self[name]
            ),
            *(self._jxc_get_line_row(line, line.product_uom_qty) for line in lines),
            {
                "key": "amount_total",
                "field": "amount_total",
                "value": self._jxc_as_text("amount_total"),
            },
        ]

    def _jxc_on_request(self, state):
        """Go on when the order was approved."""
        if state == "approved":
            self._jxc_proceed_if_possible("confirm")
        return super()._jxc_on_request(state)

    def _jxc_proceed_if_possible(self, step):
        """Confirm a quotation whose holds were approved; say so where it cannot be.

        The approval stays although the order cannot be confirmed for another reason.
        """
        if self.state not in ("draft", "sent") or self._jxc_get_open_holds(step):
            return
        if reason := self._jxc_try_approved(lambda: self._jxc_proceed(step)):
            self._jxc_tell_requesters(
                self.env._("Approved, but it could not be confirmed: %s", reason)
            )

    def _jxc_judge_changes(self, before):
        """End requests about what an order is no longer, or no longer needs."""
        after = super()._jxc_judge_changes(before)
        self.browse(before)._jxc_follow_requests()
        return after

    def _jxc_remember_waiting(self):
        """Keep orders that wait for approval in the list of what is held."""
        holds = []
        # sudo: what was asked is the program's; only who may read it sees the list.
        for request in self.sudo().jxc_approval_request_id:
            holds += request._jxc_get_asked_holds()
        self.env["jxc.hold.notice"]._jxc_remember_later(self._name, "confirm", holds)

    # === HOST HOOKS ===
    def action_confirm(self):
        """Let orders that rules ask about wait for approval, confirm the others."""
        asking = self.filtered(lambda order: order.state in ("draft", "sent"))
        waiting = asking._jxc_submit_held("confirm")
        orders = self - waiting
        result = True
        if orders or not self:
            result = super(SaleOrder, orders).action_confirm()
        if not waiting:
            return result
        waiting._jxc_remember_waiting()
        return waiting._jxc_get_asked_notification()

    def write(self, vals):
        """A cancelled order takes its approvals along."""
        result = super().write(vals)
        if vals.get("state") == "cancel":
            self._jxc_unseal()
        return result

    def unlink(self):
        """A deleted quotation waits for nobody's approval."""
        self._jxc_unseal()
        return super().unlink()
