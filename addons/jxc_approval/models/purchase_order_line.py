from odoo import api, models

# What follows from a line's price and quantity, and steers the ladder.
DERIVED_FIELDS = frozenset({"price_subtotal", "price_tax", "price_total"})


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "jxc.derived"]

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Add the amounts that the ladder judges by."""
        return super()._jxc_get_derived_fields() | DERIVED_FIELDS

    def _jxc_get_approval_item(self):
        """Return what of a line may not change without a new approval."""
        self.ensure_one()
        return [
            self.product_id.id or 0,
            self.product_uom_id.id or 0,
            sorted(self.tax_ids.ids),
        ]

    def _jxc_update_receipt(self):
        """Bring the receipt of changed lines up to date, as a change of theirs does.

        The host does it when a line of a confirmed order is changed; while the order
        waited for its approval it did not.
        """
        self._create_or_update_picking()
        # sudo: whoever approves need not be able to write the receipt.
        for line in self.sudo():
            moves = line.move_ids.filtered(
                lambda move, line=line: (
                    move.state not in ("cancel", "done")
                    and move.product_id == line.product_id
                )
            )
            if moves:
                moves.price_unit = line._get_stock_move_price_unit()

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """A line added to an approved order may break its seal."""
        self._jxc_check_not_forged(vals_list)
        orders, lines = self.env["purchase.order"], self._jxc_without_forged_defaults()
        comes_to = orders._jxc_get_destinations(self, ("order_id",), vals_list)
        order_ids = comes_to["order_id"]
        with orders._jxc_watch(order_ids):
            orders.browse(order_ids)._jxc_note_editor()
            return super(PurchaseOrderLine, lines).create(vals_list).with_env(self.env)

    def write(self, vals):
        """A line changed on an approved order may break its seal."""
        self._jxc_check_not_forged([vals])
        moved_to = {vals["order_id"]} if vals.get("order_id") else set()
        # sudo: see `jxc.watch`.
        orders = self.sudo().order_id
        with orders._jxc_watch(moved_to):
            (orders | orders.browse(moved_to)).with_env(self.env)._jxc_note_editor()
            return super().write(vals)

    def unlink(self):
        """Deleting a discount line makes an approved order grow."""
        # sudo: see `jxc.watch`.
        orders = self.sudo().order_id
        with orders._jxc_watch():
            orders.with_env(self.env)._jxc_note_editor()
            return super().unlink()
