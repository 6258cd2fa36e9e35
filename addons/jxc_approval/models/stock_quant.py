from odoo import api, fields, models

STEP = "apply"
# What a count is typed into.
COUNTED_FIELDS = frozenset(
    {"inventory_quantity", "inventory_quantity_auto_apply", "inventory_diff_quantity"}
)


class StockQuant(models.Model):
    """A count is booked once its difference, valued at cost, is approved."""

    _name = "stock.quant"
    _inherit = ["stock.quant", "jxc.gate"]

    _jxc_approval_kinds = ("count",)
    _jxc_approval_steps = (STEP,)

    # === FIELDS ===
    jxc_counted_by_id = fields.Many2one(
        "res.users",
        string="Counted By",
        readonly=True,
        copy=False,
        help="Who typed the count; they do not approve its difference.",
    )

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Who counted follows from who typed the count."""
        return super()._jxc_get_derived_fields() | {"jxc_counted_by_id"}

    def _jxc_get_next_step(self):
        """A count waits to be booked."""
        self.ensure_one()
        return STEP if self.inventory_quantity_set else super()._jxc_get_next_step()

    def _jxc_waits_for(self, step):
        """Only a count waits to be booked."""
        return self.inventory_quantity_set and super()._jxc_waits_for(step)

    def _jxc_get_requesters(self):
        """Whoever counted wants the count to pass, not who first put goods there."""
        self.ensure_one()
        return self.jxc_counted_by_id

    def _jxc_get_person_in_charge(self):
        """Return who counted."""
        return self.jxc_counted_by_id

    def _jxc_get_approval_name(self):
        """Name the goods and the place that were counted."""
        return f"{self.product_id.display_name}: {self.display_name}"

    def _jxc_get_unit_cost(self):
        """Return what one unit of the product costs, in company currency."""
        company = self._jxc_get_approval_company()
        return self.product_id.with_company(company).standard_price

    def _jxc_get_approval_amount(self):
        """Return the difference, lost or found, at cost, in company currency."""
        currency = self._jxc_get_approval_company().currency_id
        value = abs(self.inventory_diff_quantity) * self._jxc_get_unit_cost()
        return currency.round(value), currency

    def _jxc_get_approval_parties(self):
        """Return the owner of the goods, the product and its warehouse."""
        return {
            "partner": self.owner_id,
            "products": self.product_id,
            "warehouses": self.location_id.warehouse_id,
        }

    def _jxc_get_approval_content(self):
        """Return what was counted where, and whether it was lost or found.

        How much is no matter of the content but of the amount's ceiling; of goods
        without a cost it is.
        """
        difference = self.inventory_diff_quantity
        return {
            "fixed": {
                "company": self.company_id.id,
                "product": self.product_id.id,
                "location": self.location_id.id,
                "lot": self.lot_id.id,
                "package": self.package_id.id,
                "owner": self.owner_id.id,
                "found": difference > 0,
                "difference": "" if self._jxc_get_unit_cost() else repr(difference),
            },
            "items": [],
        }

    def _jxc_get_approval_rows(self):
        """Return the count as approvers read it."""
        names = ("product_id", "location_id", "lot_id", "package_id", "owner_id")
        amount, currency = self._jxc_get_approval_amount()
        counted = ("quantity", "inventory_quantity", "inventory_diff_quantity")
        return [
            *(
                {"key": name, "field": name, "value": self._jxc_as_text(name)}
                for name in (*(name for name in names if self[name]), *counted)
            ),
            {
                "key": "value",
                "label": self.env._("Value at cost"),
                "value": f"{amount:.{currency.decimal_places}f} {currency.name}",
            },
        ]

    def _jxc_on_request(self, state):
        """Book the count when it was approved."""
        result = super()._jxc_on_request(state)
        if state == "approved" and self.inventory_quantity_set:
            self._jxc_book_approved()
        return result

    def _jxc_book_approved(self):
        """Book the count that was approved; tell whoever asked where it cannot be.

        Goods that were moved since they were counted leave two readings, of which
        whoever counted chooses. The approval stays for what it covers.
        """
        reason = self.env._(
            "goods were moved since they were counted. Apply the count again and "
            "choose which quantity holds."
        )
        if not self.is_outdated:
            reason = self._jxc_try_approved(self._jxc_book)
        if reason:
            request = self.jxc_approval_request_id
            request.message_notify(
                partner_ids=request.requester_ids.partner_id.ids,
                subject=request.document_name,
                body=self.env._("Approved, but it could not be booked: %s", reason),
            )

    def _jxc_book(self):
        """Book this count; there is nothing left to book then."""
        self._apply_inventory()
        self.inventory_quantity_set = False

    def _jxc_spend_approvals(self):
        """End the approvals of counts that were booked: the next count is another."""
        self._jxc_stop_waiting()
        self.env["jxc.release"]._jxc_withdraw_all(
            self._name, self.ids, self.env._("Booked.")
        )

    def _jxc_stop_waiting(self):
        """End the requests about counts that are no more."""
        requests = self.env["jxc.approval.request"]._jxc_get_pending(self)
        requests._jxc_close_as("moot", "moot")

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Remember who counted."""
        counting = [not COUNTED_FIELDS.isdisjoint(vals) for vals in vals_list]
        quants = super().create(vals_list)
        if any(counting):
            # sudo: who counted is noted by the program.
            quants.sudo().jxc_counted_by_id = self.env.user
        return quants

    def write(self, vals):
        """A new count may have to be asked again."""
        if not COUNTED_FIELDS.isdisjoint(vals):
            # sudo: who counted is noted by the program.
            self.sudo().jxc_counted_by_id = self.env.user
        result = super().write(vals)
        if self._jxc_is_asked_about() and not (
            COUNTED_FIELDS | {"inventory_quantity_set"}
        ).isdisjoint(vals):
            self._jxc_follow_requests()
        return result

    def unlink(self):
        """Stock that is deleted waits for nobody."""
        if self._jxc_is_asked_about():
            self._jxc_spend_approvals()
        return super().unlink()

    def action_clear_inventory_quantity(self):
        """A count that is taken back waits for nobody."""
        if self._jxc_is_asked_about():
            self._jxc_stop_waiting()
        return super().action_clear_inventory_quantity()

    def action_apply_inventory(self, date=None):
        """Put differences that need approval before their approvers, book the others.

        :return: who was asked, where somebody was
        """
        if not self._jxc_is_asked_about() or any(self.mapped("is_outdated")):
            return super().action_apply_inventory(date=date)
        # As the host does before it books: what is not counted counts as none.
        self.inventory_quantity_set = True
        waiting = self._jxc_submit_held(
            STEP, self.env.context.get("inventory_name", "")
        )
        if not waiting:
            return super().action_apply_inventory(date=date)
        if booked := self - waiting:
            super(StockQuant, booked).action_apply_inventory(date=date)
        waiting.invalidate_recordset(["inventory_quantity_auto_apply"])
        return waiting._jxc_get_asked_notification()

    def _apply_inventory(self, date=None):
        """No difference is booked that a rule asks about and nobody approved."""
        asked = self._jxc_is_asked_about()
        if asked:
            # As the host does first: the difference may be computed anew by it.
            self.inventory_quantity_set = True
            self._jxc_pass_gate(STEP)
        result = super()._apply_inventory(date=date)
        if asked:
            self._jxc_spend_approvals()
        return result
