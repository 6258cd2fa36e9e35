from odoo import api, models


class JxcWriteOffLine(models.Model):
    """A line changed while its document waits may have to be asked about again."""

    _inherit = "jxc.write.off.line"

    # === POLICY ===
    def _jxc_get_approval_text(self):
        """Return this line as approvers read it: how many, from where, why."""
        self.ensure_one()
        parts = (
            f"{self.quantity:g} {self.product_uom_id.name}",
            self.lot_id.name,
            self.location_id.display_name,
            self.reason_id.name,
            self.note,
        )
        return ", ".join(part for part in parts if part)

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """A new line may break what was asked."""
        lines = super().create(vals_list)
        lines.write_off_id._jxc_follow_changes()
        return lines

    def write(self, vals):
        """A changed line may break what was asked."""
        result = super().write(vals)
        self.write_off_id._jxc_follow_changes()
        return result

    def unlink(self):
        """What is asked about without this line may need no answer any more."""
        documents = self.write_off_id
        result = super().unlink()
        documents.exists()._jxc_follow_changes()
        return result
