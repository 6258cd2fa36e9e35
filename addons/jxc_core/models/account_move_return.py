from odoo import models


class AccountMove(models.Model):
    """A credit note tells the return it settles, an invoice what came back of it."""

    _name = "account.move"
    # One subject a file.
    _inherit = ["account.move", "jxc.returned", "jxc.return.paper"]  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_return_path(self):
        """A return is tied to its credit notes."""
        return "return_id.refund_ids"

    # === HOST HOOKS ===
    def _post(self, soft=True):
        """A posted credit note may be all that a return waited for."""
        posted = super()._post(soft=soft)
        # sudo: whoever posts a note need not read the return.
        posted.sudo().jxc_return_id._jxc_follow()
        return posted

    def _invoice_paid_hook(self):
        """A refund that was paid may be all that a return waited for."""
        result = super()._invoice_paid_hook()
        # sudo: whoever books a payment need not read the return.
        self.sudo().jxc_return_id._jxc_follow()
        return result
