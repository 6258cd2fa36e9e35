from odoo import api, models


class ProductValue(models.Model):
    """Goods are revalued today, or on a past day by role, with a reason."""

    _inherit = "product.value"

    # === POLICY ===
    def _jxc_check_days(self):
        """Refuse values of past days without role and reason, and of closed ones.

        The description is the reason.

        :raise AccessError, UserError: see `_jxc_check_may_backdate`
        """
        # sudo: the company may be one whose contact the current user cannot read.
        for value in self.sudo():
            company = value.company_id.with_env(self.env)
            if company._jxc_is_past(value.date.date()):
                day = company._jxc_get_day(value.date)
                company._jxc_check_may_backdate(day, value.description)

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """A new value counts from today, unless it was let count from before."""
        values = super().create(vals_list)
        values._jxc_check_days()
        return values

    def write(self, vals):
        """What was valued on a closed day stays, and none is moved there."""
        self._jxc_check_days()
        result = super().write(vals)
        self._jxc_check_days()
        return result

    def unlink(self):
        """What was valued on a closed day stays."""
        self._jxc_check_days()
        return super().unlink()
