from odoo import fields, models
from odoo.exceptions import AccessError

# What the host changes on a transfer's moves when an order's date, address or
# price changes, in the name of whoever changed the order.
TRADER_FIELDS = frozenset({"date_deadline"})
# What a driver fills in on a delivery of theirs.
DRIVER_FIELDS = frozenset({"picked", "quantity"})
# The order line that asked for the goods: gates of the order follow it.
ORDER_LINKS = frozenset({"purchase_line_id", "sale_line_id"})
# Places whose content is ours to sell.
STOCKED = frozenset({"internal", "transit"})


class StockMove(models.Model):
    _inherit = "stock.move"

    # === FIELDS ===
    # the host words it from orders that warehouse staff do not read
    description_picking = fields.Text(compute_sudo=True)
    price_unit = fields.Float(groups="jxc_core.group_price_reader")
    value = fields.Monetary(groups="jxc_core.group_price_reader")
    value_justification = fields.Text(groups="jxc_core.group_price_reader")
    value_computed_justification = fields.Text(groups="jxc_core.group_price_reader")
    value_manual = fields.Monetary(groups="jxc_core.group_price_reader")
    remaining_value = fields.Monetary(groups="jxc_core.group_price_reader")

    # === POLICY ===
    def _jxc_get_shipped_orders(self):
        """Return the orders whose goods these moves hand to a customer."""
        leaving = self.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.location_dest_usage == "customer"
                and move.location_id.usage != "customer"
                and not move.product_uom.is_zero(move.quantity)
            )
        )
        # sudo: a warehouse operator ships orders without reading them.
        return leaving.sudo().sale_line_id.order_id.sudo(False)

    def _jxc_pass_move_gates(self):
        """Let these moves hand goods over, or refuse them all. Extension point.

        :raise HoldError: when an order of theirs is held
        """
        self._jxc_get_shipped_orders()._jxc_pass_gate("ship")

    def _jxc_get_writable_fields(self):
        """Return what the current user may write here, or None for everything."""
        user = self.env.user
        if self.env.su or (
            user._jxc_handles_stock() and not user._jxc_is_only_driver()
        ):
            return None
        if self._jxc_is_my_subcontract():
            return None
        allowed = TRADER_FIELDS | (
            self.picking_id._jxc_get_writable_fields() & {"partner_id"}
        )
        if (
            user._jxc_is_only_driver()
            and self.picking_id._jxc_is_my_delivery()
            and not {"done", "cancel"}.intersection(self.mapped("state"))
        ):
            allowed |= DRIVER_FIELDS
        if user._has_group("purchase.group_purchase_user") and all(
            move.purchase_line_id and move.state != "done" for move in self
        ):
            allowed |= {"price_unit"}
        return allowed

    def _jxc_is_my_subcontract(self):
        """Tell whether a subcontractor records these open moves in the portal.

        Which moves are theirs is the host's record rule.
        """
        partner = self.env.user.partner_id
        return (
            "is_subcontractor" in partner._fields
            and self.env.user.share
            # sudo: portal users read no partners, their own says what they are.
            and partner.sudo().is_subcontractor
            and not {"done", "cancel"}.intersection(self.mapped("state"))
        )

    def _jxc_check_may_write(self, vals):
        """Keep those who trade from moving goods, and everyone from faking it.

        :raise AccessError: when the current user's role may not write these `vals`,
            or when they declare goods moved (or unmoved) that no validation moved
        """
        if self.env.su or not self:
            return
        allowed = self._jxc_get_writable_fields()
        if allowed is not None and not allowed.issuperset(vals):
            raise AccessError(
                self.env._("Only warehouse staff may change what a transfer moves.")
            )
        if "state" in vals and any(
            move._jxc_is_declared(vals["state"]) for move in self
        ):
            raise AccessError(
                self.env._("Goods are moved by validating their transfer only.")
            )
        self._jxc_check_order_stays(vals)

    def _jxc_is_declared(self, state):
        """Tell whether writing `state` declares goods moved, or unmoved.

        Production closes so what it did not use: moves of no transfer and of nothing.
        """
        self.ensure_one()
        if state == "done" and not self.picking_id:
            return not self.product_uom.is_zero(self.quantity)
        return "done" in (state, self.state)

    def _jxc_check_order_stays(self, vals):
        """Refuse to cut goods loose from the order that asked for them.

        Loose goods would pass while their order is held.

        :raise AccessError: names the goods and what to do instead
        """
        # sudo: warehouse staff do not read the orders whose goods they move.
        for move in self.sudo():
            for name in ORDER_LINKS.intersection(vals):
                if move[name] and move[name].id != vals[name]:
                    raise AccessError(
                        self.env._(
                            "%s was ordered: it stays with its order. Cancel the line "
                            "of the transfer instead.",
                            move.product_id.display_name,
                        )
                    )

    def _jxc_check_may_process(self):
        """Refuse to move goods for whoever does not handle them.

        :raise AccessError: when the current user's role moves no goods, or not these
        """
        user = self.env.user
        if self.env.su:
            return
        self.check_access("write")
        if not user._jxc_handles_stock() or (
            user._jxc_is_only_driver() and not self.picking_id._jxc_is_my_delivery()
        ):
            raise AccessError(
                self.env._("Only warehouse staff may validate a transfer.")
            )
        # sudo: the locations may be another company's, only their usage matters.
        places = self.sudo()
        places = places.location_id | places.location_dest_id | places.location_final_id
        places.with_env(self.env)._jxc_check_may_adjust()

    def _jxc_as_handler(self):
        """Return these moves with the rights the host's own processing needs.

        Whoever handles goods without the host's Inventory group reads neither orders
        nor costs, both of which the host reads while it moves goods.
        """
        user = self.env.user
        if self.env.su or not user._jxc_handles_stock():
            return self
        if user._has_group("stock.group_stock_user"):
            return self
        self.check_access("write")
        # sudo: see the docstring; the moves are theirs to process, checked above.
        return self.sudo()

    def _jxc_remember_shortages(self):
        """Have what runs short looked for as soon as this transaction is committed.

        One row per transaction, whatever it moves: the look itself asks about all
        rules in one statement, so which products moved need not be kept. Arrivals
        count too: a shortage they close must be told again when it comes back.
        Skipped for drop-shipping, which touches no place where stock is kept.
        """
        pending = self.env.cr.precommit.data
        if "jxc_shortage" in pending:
            return
        # sudo: of places that are another company's, only the usage matters.
        moves = self.sudo()
        if not STOCKED.isdisjoint(
            (moves.location_id | moves.location_dest_id).mapped("usage")
        ):
            pending["jxc_shortage"] = True
            self.env.cr.precommit.add(self.env["jxc.shortage"]._jxc_trigger_check)

    # === HOST HOOKS ===
    def _has_field_access(self, field, operation):
        """Hide the money that optional modules add here from the price-blind."""
        return super()._has_field_access(field, operation) and (
            self.env.su or self.env.user._jxc_may_read_optional(field)
        )

    def write(self, vals):
        """Every change of a move passes here, whatever list or wizard it is made in."""
        self._jxc_check_may_write(vals)
        moves = self
        if (
            not self.env.su
            and DRIVER_FIELDS.issuperset(vals)
            and self.env.user._jxc_is_only_driver()
        ):
            self.check_access("write")
            # sudo: a quantity changes operations and reservations that a driver may
            # not; the checks above left nothing but the quantity to write.
            moves = self.sudo()
        return super(StockMove, moves).write(vals)

    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        """Merging moves compares their prices, which operators may not read.

        Confirmed demand lowers the forecast: shortages are looked for at commit.
        """
        moves = super(StockMove, self._jxc_as_handler())._action_confirm(
            merge=merge, merge_into=merge_into, create_proc=create_proc
        )
        moves._jxc_remember_shortages()
        return moves.with_env(self.env)

    def _action_assign(self, force_qty=False):
        """Reserving reads the whole chain of moves, drivers see only their own."""
        return super(StockMove, self._jxc_as_handler())._action_assign(
            force_qty=force_qty
        )

    def _trigger_scheduler(self):
        """Operators do not read the reordering rules their transfers set off."""
        return super(StockMove, self._jxc_as_handler())._trigger_scheduler()

    def _action_done(self, cancel_backorder=False):
        """Goods are moved by those who handle them, and leave only for orders that
        pass the gate, on every path.

        What left, was lost or scrapped may be short now: looked for at commit.
        """
        self._jxc_check_may_process()
        self._jxc_pass_move_gates()
        # sudo: moving goods values them and updates orders; the check above decided.
        moves = super(StockMove, self.sudo())._action_done(
            cancel_backorder=cancel_backorder
        )
        moves._jxc_remember_shortages()
        return moves.with_env(self.env)

    def _set_value(self, correction_quantity=None):
        """Value goods for whoever moved, bought or billed them."""
        # sudo: the value follows from documents, whoever's act made it change.
        return super(StockMove, self.sudo())._set_value(
            correction_quantity=correction_quantity
        )
