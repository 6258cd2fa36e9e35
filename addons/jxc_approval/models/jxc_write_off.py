from odoo import models

STEP = "apply"


class JxcWriteOff(models.Model):
    """A write-off is booked once its whole loss, valued at cost, is approved.

    Its reversal is asked about alike: found goods change stock as lost ones do.
    """

    _inherit = "jxc.write.off"

    _jxc_approval_kinds = ("scrap",)
    _jxc_approval_steps = (STEP,)

    # === POLICY ===
    def _jxc_get_requesters(self):
        """Add whoever changed it or a line of it last: nobody approves their own."""
        people = super()._jxc_get_requesters() | self.write_uid | self.user_id
        return people | self.line_ids.create_uid | self.line_ids.write_uid

    def _jxc_get_approval_amount(self):
        """Return what all lines cost now, in company currency, never below zero."""
        company = self._jxc_get_approval_company()
        costs = [line._jxc_get_cost() for line in self.line_ids]
        return company.currency_id.round(abs(sum(costs))), company.currency_id

    def _jxc_get_approval_parties(self):
        """Return the transfer's partner, the products and the warehouse."""
        return {
            "partner": self.picking_id.partner_id,
            "products": self.line_ids.product_id,
            "warehouses": self.warehouse_id,
        }

    def _jxc_get_approval_content(self):
        """Return what is written off, from where, and why.

        How much of it is no matter of the content but of the amount's ceiling; of
        goods without a cost it is. Lines may go, none may come.
        """
        return {
            "fixed": {
                "company": self.company_id.id,
                "reverses": self.reversed_id.id,
                "transfer": self.picking_id.id,
            },
            "items": sorted(
                [
                    *(part or 0 for part in line._jxc_get_place_key()),
                    line.reason_id.id or 0,
                    "" if line._jxc_get_cost() else repr(line.quantity),
                ]
                for line in self.line_ids
            ),
        }

    def _jxc_get_approval_rows(self):
        """Return the write-off as approvers read it."""
        names = ("reason_id", "warehouse_id", "user_id", "picking_id", "reversed_id")
        amount, currency = self._jxc_get_approval_amount()
        return [
            *(
                {"key": name, "field": name, "value": self._jxc_as_text(name)}
                for name in names
                if self[name]
            ),
            *(
                {
                    "key": f"line {line.id}",
                    "label": line.product_id.display_name,
                    "value": line._jxc_get_approval_text(),
                }
                for line in self.line_ids
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
        """Book what was approved; tell whoever asked where it cannot be."""
        if reason := self._jxc_try_approved(self._jxc_book):
            self._jxc_tell_requesters(
                self.env._("Approved, but it could not be written off: %s", reason)
            )

    def _jxc_confirm(self):
        """Put those that need approval before their approvers, book the others.

        :return: who was asked, where somebody was
        """
        waiting = self._jxc_submit_held(STEP)
        result = super(JxcWriteOff, self - waiting)._jxc_confirm()
        if not waiting:
            return result
        return waiting._jxc_get_asked_notification()

    def _jxc_follow_changes(self):
        """A document that is changed while it waits may have to be asked again."""
        if self.env["jxc.approval.rule"]._jxc_get_rules_on(self._name):
            self._jxc_follow_requests()

    # === HOST HOOKS ===
    def write(self, vals):
        """A change may have to be asked about again."""
        result = super().write(vals)
        self._jxc_follow_changes()
        return result

    def unlink(self):
        """A deleted write-off waits for nobody."""
        self._jxc_unseal()
        return super().unlink()

    def action_jxc_cancel(self):
        """A cancelled write-off takes its approval along."""
        result = super().action_jxc_cancel()
        self._jxc_unseal()
        return result
