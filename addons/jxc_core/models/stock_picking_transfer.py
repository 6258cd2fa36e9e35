from odoo import api, fields, models
from odoo.exceptions import AccessError

LINK = "jxc_transfer_id"


# One subject a file.
class StockPicking(models.Model):
    """A host transfer may be one step of a transfer between warehouses."""

    _inherit = "stock.picking"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_transfer_id = fields.Many2one(
        "jxc.transfer",
        string="Between Warehouses",
        readonly=True,
        index="btree_not_null",
        help="The transfer between warehouses that these goods belong to.",
    )

    # === POLICY ===
    def _jxc_check_transfer_link(self, vals_list):
        """Refuse to pass a transfer off as a step of one between warehouses.

        :raise AccessError: says how such steps come about
        """
        if self.env.su:
            return
        # sudo: the transfer may be out of sight. A copy of one that belongs to none
        # says so, and may.
        if any(vals.get(LINK) for vals in vals_list) or (
            any(LINK in vals for vals in vals_list) and self.sudo()[LINK]
        ):
            raise AccessError(
                self.env._(
                    "Steps of a transfer between warehouses are made by it: ship and "
                    "receive there."
                )
            )

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Nobody passes a transfer off as a step of one between warehouses."""
        self._jxc_check_transfer_link(vals_list)
        honest = self
        if f"default_{LINK}" in self.env.context and not self.env.su:
            honest = self.with_context(default_jxc_transfer_id=False)
        return super(StockPicking, honest).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Nobody passes a transfer off as a step of one between warehouses."""
        self._jxc_check_transfer_link([vals])
        return super().write(vals)

    # === ACTIONS ===
    def action_jxc_open_transfer(self):
        """Open the transfer between warehouses that this is a step of.

        :raise AccessError: for whoever may not read this transfer
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "jxc.transfer",
            "res_id": self.jxc_transfer_id.id,
            "views": [(False, "form")],
        }
