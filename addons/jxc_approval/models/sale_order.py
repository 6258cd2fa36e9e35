import logging

from odoo import models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

PENDING = "pending"


class SaleOrder(models.Model):
    # Its holds are those of credit and price: rules only say who answers them.
    _inherit = "sale.order"

    # === POLICY ===
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
        try:
            with self.env.cr.savepoint():
                self._jxc_proceed(step)
        except UserError as error:
            _logger.info("%s is approved, not confirmed: %s", self.name, error)
            self.message_post(
                body=self.env._("Approved, but it could not be confirmed: %s", error)
            )

    # === HOST HOOKS ===
    def action_confirm(self):
        """Let orders that rules ask about wait for approval, confirm the others."""
        asking = self.filtered(lambda order: order.state in ("draft", "sent"))
        waiting = asking._jxc_submit_held("confirm")
        orders = self - waiting
        if orders or not self:
            return super(SaleOrder, orders).action_confirm()
        # sudo: names of colleagues who are asked are no secret.
        return waiting.sudo().jxc_approval_request_id._jxc_get_asked_notification()
