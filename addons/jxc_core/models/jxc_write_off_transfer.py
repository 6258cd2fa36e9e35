from odoo import fields, models


# One subject a file.
class JxcWriteOff(models.Model):
    """Goods that got lost between warehouses are written off from there."""

    _inherit = "jxc.write.off"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    transfer_id = fields.Many2one(
        "jxc.transfer",
        string="Lost Between Warehouses",
        readonly=True,
        copy=False,
        check_company=True,
        index="btree_not_null",
    )

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Which transfer lost them follows from how it was settled."""
        return super()._jxc_get_derived_fields() | {"transfer_id"}

    def _jxc_prepare_reversal_vals(self):
        """What turns up again belongs to the same transfer."""
        return super()._jxc_prepare_reversal_vals() | {
            "transfer_id": self.transfer_id.id
        }
