from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_slip_address(self):
        """Return where this contact is, in one line; "" for nobody.

        The country is left out: a slip travels inside it, and its line is short. A
        Chinese reader goes from the large to the small.
        """
        if not self:
            return ""
        self.ensure_one()
        large = [self.state_id.name, self.city]
        small = [self.street, self.street2]
        if (self.env.lang or "").startswith("zh"):
            return "".join(part.strip() for part in large + small if part)
        return ", ".join(part.strip() for part in small + large[::-1] if part)
