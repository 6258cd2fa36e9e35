from odoo import fields, models


# One subject a file.
class JxcWriteOffLine(models.Model):
    """Goods that got lost between warehouses are on the way no more."""

    _inherit = "jxc.write.off.line"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    transfer_line_id = fields.Many2one(
        "jxc.transfer.line", readonly=True, copy=False, index="btree_not_null"
    )

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Which line of a transfer lost them follows from how it was settled."""
        return super()._jxc_get_derived_fields() | {"transfer_line_id"}

    def _jxc_prepare_return_vals(self):
        """What turns up again is on the way again."""
        return super()._jxc_prepare_return_vals() | {
            "jxc_transfer_line_id": self.transfer_line_id.id
        }

    def _jxc_prepare_reversal_vals(self):
        """What turns up again belongs to the same line."""
        return super()._jxc_prepare_reversal_vals() | {
            "transfer_line_id": self.transfer_line_id.id
        }
