from odoo import fields, models
from odoo.exceptions import AccessError

# What a driver fills in on a delivery of theirs.
DRIVER_FIELDS = frozenset({"move_ids", "move_line_ids", "note", "printed", "signature"})


def _domain_user_id(picking):
    """Return who can be made responsible for a transfer: whoever handles goods."""
    groups = (
        "stock.group_stock_user",
        "jxc_core.group_warehouse_operator",
        "jxc_core.group_driver",
    )
    return [("all_group_ids", "in", [picking.env.ref(group).id for group in groups])]


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # === FIELDS ===
    user_id = fields.Many2one(domain=_domain_user_id)

    # === POLICY ===
    def _jxc_get_order_hold_text(self):
        """Return what holds the order of these goods; the figures stay with sales."""
        self.ensure_one()
        orders = self.env["sale.order"]
        if self.state not in ("done", "cancel"):
            orders = self.move_ids._jxc_get_shipped_orders()
        return "\n".join(hold.text for hold in orders._jxc_get_open_holds("ship"))

    def _jxc_is_my_delivery(self):
        """Tell whether all of these are deliveries the current user is to make."""
        return bool(self) and all(
            picking.user_id == self.env.user and picking.picking_type_code == "outgoing"
            for picking in self
        )

    def _jxc_get_writable_fields(self):
        """Return what the current user may write here, or None for everything."""
        user = self.env.user
        if self.env.su or (
            user._jxc_handles_stock() and not user._jxc_is_only_driver()
        ):
            return None
        allowed = set()
        if user._jxc_is_only_driver() and self._jxc_is_my_delivery():
            allowed |= DRIVER_FIELDS
        # sudo: a transfer may belong to an order the user cannot see.
        orders = self.sudo().sale_id.sudo(False)
        if len(orders) == len(self) and orders.has_access("write"):
            allowed.add("partner_id")
        return allowed

    def _jxc_check_may_write(self, vals):
        """Keep those who trade from changing transfers, and everyone from faking them.

        :raise AccessError: when the current user's role may not write these `vals`
        """
        if self.env.su or not self:
            return
        allowed = self._jxc_get_writable_fields()
        if allowed is not None and not allowed.issuperset(vals):
            raise AccessError(
                self.env._("Only warehouse staff may change what a transfer moves.")
            )
        if vals.get("state") == "done":
            raise AccessError(
                self.env._("Goods are moved by validating their transfer only.")
            )

    # === HOST HOOKS ===
    def _has_field_access(self, field, operation):
        """Hide the money that optional modules add here from the price-blind."""
        return super()._has_field_access(field, operation) and (
            self.env.su or self.env.user._jxc_may_read_optional(field)
        )

    def write(self, vals):
        """Every change of a transfer passes here."""
        self._jxc_check_may_write(vals)
        return super().write(vals)

    def _action_done(self):
        """Only those who handle goods validate, on every path that ends here."""
        self.move_ids._jxc_check_may_process()
        # sudo: validating reads orders and costs that its user does not; the check
        # above decided that they may.
        return super(StockPicking, self.sudo())._action_done()

    def action_split_transfer(self):
        """Splitting copies prices, which operators may not read."""
        self.move_ids._jxc_check_may_process()
        # sudo: see the docstring; the transfers are theirs, checked above.
        return super(StockPicking, self.sudo()).action_split_transfer()
