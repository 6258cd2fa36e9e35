from datetime import timedelta

from odoo import api, models

STEP = "approve"
# Days of a limit are compared one by one, so that it may end earlier than approved.
DAYS_COMPARED = 400
DECISIVE = ("partner_id", "company_id", "amount", "date_from", "date_to")


class JxcCreditTemporary(models.Model):
    """A temporary limit that a rule asks about counts once it is approved.

    Whether it counts is never stored: it follows from the releases at each look.
    """

    _name = "jxc.credit.temporary"
    _inherit = ["jxc.credit.temporary", "jxc.gate"]

    _jxc_approval_kinds = ("temporary_credit",)
    _jxc_approval_steps = (STEP,)

    # === POLICY ===
    def _jxc_get_granted(self):
        """Leave out the limits that wait for an approval, or were not given one."""
        granted = super()._jxc_get_granted()
        held = {hold.res_id for hold in granted._jxc_get_open_holds(STEP)}
        return granted.filtered(lambda limit: limit.id not in held)

    def _jxc_get_next_step(self):
        """A limit waits to be granted as long as it has not ended."""
        self.ensure_one()
        return STEP if self.state != "ended" else super()._jxc_get_next_step()

    def _jxc_waits_for(self, step):
        """Only a limit that has not ended waits to be granted."""
        return self.state != "ended" and super()._jxc_waits_for(step)

    def _jxc_get_passed_at(self):
        """A limit that nobody was asked about was granted when it was last changed."""
        return None if self.jxc_approval_request_id else self.write_date

    def _jxc_get_approval_amount(self):
        """Return the extra amount."""
        return self.amount, self.currency_id

    def _jxc_get_approval_parties(self):
        """Return the customer."""
        return {
            "partner": self.partner_id,
            "products": self.env["product.product"],
            "warehouses": self.env["stock.warehouse"],
        }

    def _jxc_get_approval_content(self):
        """Return customer and company, which stay, and the days, of which some may go.

        A limit of many days is approved with its first and last day as they are.
        """
        days = (self.date_to - self.date_from).days + 1
        fixed = {"partner": self.partner_id.id, "company": self.company_id.id}
        if days > DAYS_COMPARED:
            span = [str(self.date_from), str(self.date_to)]
            return {"fixed": {**fixed, "days": span}, "items": []}
        items = [str(self.date_from + timedelta(days=day)) for day in range(days)]
        return {"fixed": fixed, "items": items}

    def _jxc_get_approval_rows(self):
        """Return the limit as approvers read it."""
        return [
            {"key": name, "field": name, "value": self._jxc_as_text(name)}
            for name in ("partner_id", "amount", "date_from", "date_to", "reason")
        ]

    def _jxc_ask_for_grant(self, previous=None):
        """Put what is not granted before its approvers.

        :param previous: {id: rows of the limit before it was changed}
        :raise UserError: when nobody may approve one of them
        """
        self._jxc_follow_requests()
        holds = self._jxc_get_open_holds(STEP)
        requests = self.env["jxc.approval.request"]
        waiting = set(requests._jxc_get_pending(self, STEP).mapped("res_id"))
        for limit in self.browse(hold.res_id for hold in holds):
            if limit.id in waiting or not limit._jxc_waits_for(STEP):
                continue
            limit._jxc_submit(STEP, limit.reason, (previous or {}).get(limit.id))

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """A new limit is put before its approvers at once."""
        limits = super().create(vals_list)
        limits._jxc_ask_for_grant()
        return limits

    def write(self, vals):
        """What was approved and then grows is asked about again."""
        if not set(DECISIVE).intersection(vals):
            return super().write(vals)
        # sudo: see `jxc.approval.request.previous_rows`.
        before = {limit.id: limit._jxc_get_approval_rows() for limit in self.sudo()}
        result = super().write(vals)
        self._jxc_ask_for_grant(before)
        return result

    def unlink(self):
        """A deleted limit waits for nobody."""
        self._jxc_unseal()
        return super().unlink()
