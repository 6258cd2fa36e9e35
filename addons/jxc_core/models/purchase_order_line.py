from odoo import api, models
from odoo.exceptions import AccessError

RECEIVED_FIELDS = frozenset(
    {"qty_received", "qty_received_manual", "qty_received_method"}
)


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    # === POLICY ===
    def _jxc_check_received(self):
        """Goods are received by a receipt, never by typing a quantity.

        Services keep the host's manual quantity.

        :raise AccessError: when one of these lines is for goods
        """
        if not self.env.su and "consu" in self.product_id.mapped("type"):
            raise AccessError(
                self.env._("What is received is counted by the receipt of the goods.")
            )

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """No line starts out received."""
        lines = super().create(vals_list)
        lines.filtered(
            lambda line: line.qty_received or line.qty_received_manual
        )._jxc_check_received()
        return lines

    def write(self, vals):
        """Every change of a line passes here."""
        if not RECEIVED_FIELDS.isdisjoint(vals):
            self._jxc_check_received()
        return super().write(vals)

    def unlink(self):
        """A line goes with the moves it asked for."""
        self.check_access("unlink")
        # sudo: a buyer may not write the moves that waited for this line.
        return super(PurchaseOrderLine, self.sudo()).unlink()

    def _create_or_update_picking(self):
        """Make the receipt follow the line for a buyer without stock rights."""
        self.check_access("write")
        # sudo: a buyer may not write transfers; those of the lines checked above only.
        return super(PurchaseOrderLine, self.sudo())._create_or_update_picking()
