from odoo import models

STEP = "apply"


class StockScrap(models.Model):
    """Goods are written off once their loss, valued at cost, is approved."""

    _name = "stock.scrap"
    _inherit = ["stock.scrap", "jxc.gate"]

    _jxc_approval_kinds = ("scrap",)
    _jxc_approval_steps = (STEP,)

    # === POLICY ===
    def _jxc_get_approval_holds(self, step):
        """Scraps that a write-off makes are approved with it, as a whole."""
        loose = self.filtered(lambda scrap: not scrap.jxc_write_off_line_id)
        return super(StockScrap, loose)._jxc_get_approval_holds(step)

    def _jxc_get_next_step(self):
        """A draft waits to be booked."""
        self.ensure_one()
        return STEP if self.state == "draft" else super()._jxc_get_next_step()

    def _jxc_waits_for(self, step):
        """Only a draft waits to be booked."""
        return self.state == "draft" and super()._jxc_waits_for(step)

    def _jxc_get_requesters(self):
        """Add whoever changed it last: nobody approves what they typed themself."""
        return super()._jxc_get_requesters() | self.write_uid

    def _jxc_get_approval_name(self):
        """Name the goods and how many: a write-off has no number until it is booked."""
        return self.env._(
            "%(product)s: %(quantity)s %(unit)s",
            product=self.product_id.display_name,
            quantity=f"{self.scrap_qty:g}",
            unit=self.product_uom_id.name,
        )

    def _jxc_get_approval_amount(self):
        """Return what is lost, at cost, in company currency."""
        company = self._jxc_get_approval_company()
        quantity = self.product_uom_id._compute_quantity(
            self.scrap_qty, self.product_id.uom_id
        )
        cost = self.product_id.with_company(company).standard_price
        return company.currency_id.round(quantity * cost), company.currency_id

    def _jxc_get_approval_parties(self):
        """Return the owner or partner of the goods, the product and its warehouse."""
        return {
            "partner": self.owner_id or self.picking_id.partner_id,
            "products": self.product_id,
            "warehouses": self.location_id.warehouse_id,
        }

    def _jxc_get_approval_content(self):
        """Return what is written off, from where to where, and why.

        How much of it is no matter of the content but of the amount's ceiling; of
        goods without a cost it is.
        """
        amount, _currency = self._jxc_get_approval_amount()
        return {
            "fixed": {
                "company": self.company_id.id,
                "product": self.product_id.id,
                "lot": self.lot_id.id,
                "package": self.package_id.id,
                "owner": self.owner_id.id,
                "places": [self.location_id.id, self.scrap_location_id.id],
                "reasons": sorted(self.scrap_reason_tag_ids.ids),
                "quantity": "" if amount else repr(self.scrap_qty),
            },
            "items": [],
        }

    def _jxc_get_approval_rows(self):
        """Return the write-off as approvers read it."""
        names = (
            "product_id",
            "scrap_qty",
            "product_uom_id",
            "lot_id",
            "package_id",
            "owner_id",
            "location_id",
            "scrap_reason_tag_ids",
            "picking_id",
        )
        amount, currency = self._jxc_get_approval_amount()
        return [
            *(
                {"key": name, "field": name, "value": self._jxc_as_text(name)}
                for name in names
                if self[name]
            ),
            {
                "key": "value",
                "label": self.env._("Value at cost"),
                "value": f"{amount:.{currency.decimal_places}f} {currency.name}",
            },
        ]

    def _jxc_on_request(self, state):
        """Book the write-off when it was approved."""
        result = super()._jxc_on_request(state)
        if state == "approved" and self.state == "draft":
            self._jxc_book_approved()
        return result

    def _jxc_book_approved(self):
        """Write off what was approved; say so where the goods are gone."""
        reason = self.env._("so much is not in stock any more.")
        if self.check_available_qty():
            reason = self._jxc_try_approved(self.do_scrap)
        if reason:
            self._jxc_tell_requesters(
                self.env._("Approved, but it could not be written off: %s", reason)
            )

    # === HOST HOOKS ===
    def write(self, vals):
        """A write-off that is changed while it waits may have to be asked again."""
        result = super().write(vals)
        if self._jxc_is_asked_about():
            self._jxc_follow_requests()
        return result

    def unlink(self):
        """A deleted write-off waits for nobody."""
        self._jxc_unseal()
        return super().unlink()

    def action_validate(self):
        """Put a write-off that needs approval before its approvers."""
        drafts = self.filtered(lambda scrap: scrap.state == "draft")
        if waiting := drafts._jxc_submit_held(STEP):
            return waiting._jxc_get_asked_notification()
        return super().action_validate()

    def do_scrap(self):
        """Nothing is written off that a rule asks about and nobody approved."""
        self._jxc_pass_gate(STEP)
        return super().do_scrap()
