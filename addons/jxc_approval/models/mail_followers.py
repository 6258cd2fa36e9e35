from odoo import models

# Where the cursor notes that people are asked for approvals; no caller reaches it.
ASKING = "jxc.approval.asking"


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    # === HOST HOOKS ===
    def _insert_followers(
        self,
        res_model,
        res_ids,
        partner_ids,
        subtypes=None,
        customer_ids=None,
        check_existing=True,
        existing_policy="skip",
    ):
        """Whoever is asked to approve is not sent all that happens afterwards."""
        if self.env.cr.cache.get(ASKING):
            partner_ids = []
        return super()._insert_followers(
            res_model,
            res_ids,
            partner_ids,
            subtypes=subtypes,
            customer_ids=customer_ids,
            check_existing=check_existing,
            existing_policy=existing_policy,
        )
