from odoo import fields, models
from odoo.fields import Domain

from ..tools.trial import Past
from .purchase_order import PURCHASE, WATCHED


class PurchaseOrder(models.Model):
    # One subject a file: together they would fill several screens.
    _inherit = "purchase.order"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY: TRYING RULES ===
    def _jxc_get_moment(self):
        """Return when this order was confirmed or submitted, False when it was not.

        Orders from before this add-on know only when the host confirmed them.
        """
        return self.jxc_confirmed_at or self.date_approve

    def _jxc_filter_past(self):
        """Return those of these orders that were confirmed."""
        return self.filtered(
            lambda order: order.state == PURCHASE and order._jxc_get_moment()
        )

    def _jxc_get_orders_around(self, days):
        """Return these orders and all from `days` before the first to the last."""
        moments = [order._jxc_get_moment() for order in self]
        since = fields.Datetime.subtract(min(moments), days=days)
        until = max(moments)
        within = {
            name: Domain(name, ">=", since) & Domain(name, "<=", until)
            for name in ("jxc_confirmed_at", "date_approve")
        }
        return self | self.search(
            Domain("company_id", "in", self.company_id.ids)
            & Domain("state", "in", WATCHED)
            & (
                within["jxc_confirmed_at"]
                | (Domain("jxc_confirmed_at", "=", False) & within["date_approve"])
            )
        )

    def _jxc_as_past(self, rule):
        """Return this order as a plain `Past` of `tools/trial.py`.

        :param rule: plain rule that speaks about it, None: none does
        """
        typed_by = self.create_uid.filtered(lambda user: not user._is_superuser())
        return Past(
            id=self.id,
            moment=self._jxc_get_moment(),
            amount=self._jxc_get_approval_company_amount(),
            vendor=self.partner_id.commercial_partner_id.id,
            people=frozenset((self.user_id | typed_by).ids),
            rule=rule,
        )
