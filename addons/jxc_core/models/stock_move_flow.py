from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import AccessError

# Where the goods of customers and vendors are.
PARTNER_USAGES = frozenset({"customer", "supplier"})
# Written by the program only: moves of a document that was let pass by itself.
PAPER_LINKS = ("jxc_return_line_id", "jxc_transfer_line_id", "jxc_write_off_line_id")
# {move id: order line that asked}, in the cursor's memory while transfers are judged.
ASKING = "jxc_asking"
DEMAND_FIELDS = frozenset({"product_uom_qty", "product_uom"})


# One subject a file.
class StockMove(models.Model):
    """Goods are moved because something asked for them, and as much as it asked."""

    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_crosses_to_partner(self):
        """Tell whether these goods go to, or come from, a customer or a vendor."""
        self.ensure_one()
        usages = {self.location_id.usage, self.location_dest_id.usage}
        return not usages.isdisjoint(PARTNER_USAGES)

    def _jxc_get_flow_moves(self):
        """Return those of these moves whose transfer is judged by its flow.

        Scrap from a transfer and counts have papers of their own; they are told by
        where the goods go, not by what the move claims.
        """
        return self.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.picking_id
                and move.location_dest_id.usage != "inventory"
            )
        )

    def _jxc_get_asking_line(self):
        """Return the line of an order that stands and asked for this move, or None.

        While transfers are judged, what was found out once is remembered.
        """
        known = self.env.cr.cache.get(ASKING)
        if known is None:
            return self._jxc_find_asking_line()
        if self.id not in known:
            known[self.id] = self._jxc_find_asking_line()
        return known[self.id]

    @contextmanager
    def _jxc_judging(self):
        """Look up once, inside, which order line asked for a move."""
        memory = self.env.cr.cache
        outer = memory.get(ASKING)
        memory[ASKING] = {}
        try:
            yield
        finally:
            memory[ASKING] = outer

    def _jxc_find_asking_line(self):
        """Return the line of an order that stands and asked for this move, or None.

        Customers' goods are asked for by sales, vendors' goods by purchases,
        drop-shipped ones by either.
        """
        self.ensure_one()
        usages = {self.location_id.usage, self.location_dest_id.usage}
        inner = usages.isdisjoint(PARTNER_USAGES)
        sale, bought = self.sale_line_id, self.purchase_line_id
        if sale and (inner or "customer" in usages):
            if sale.order_id.state == "sale" and self._jxc_is_good_of(sale):
                return sale
        if bought and (inner or "supplier" in usages):
            if bought.order_id.state == "purchase" and self._jxc_is_good_of(bought):
                return bought
        return None

    @api.model
    def _jxc_get_ordered_quantity(self, line):
        """Return how much an order line asks for, in the product's unit."""
        name = "product_qty" if "product_qty" in line._fields else "product_uom_qty"
        return line.product_uom_id._compute_quantity(
            line[name], line.product_id.uom_id, round=False
        )

    def _jxc_get_direction(self, order_line):
        """Return 1 where this move brings what a line ordered, -1 where it takes it
        back, and 0 inside.
        """
        source, target = self.location_id.usage, self.location_dest_id.usage
        if order_line._name == "sale.order.line":
            return (target == "customer") - (source == "customer")
        return (source == "supplier") - (target == "supplier")

    def _jxc_is_good_of(self, order_line):
        """Tell whether this move's product is an order line's, or a part of its kit."""
        if self.product_id == order_line.product_id:
            return True
        return bool("bom_line_id" in self._fields and self.bom_line_id)

    def _jxc_gives_back(self):
        """Tell whether this move takes ordered goods back where they came from."""
        origin = self.origin_returned_move_id
        return bool(
            origin
            and origin.state == "done"
            and origin.product_id == self.product_id
            and origin.location_id.usage == self.location_dest_id.usage
            and self._jxc_starts_where(origin)
            and (origin._jxc_get_asking_line() or origin._jxc_has_paper())
        )

    def _jxc_starts_where(self, origin):
        """Tell whether this move starts where its original ended.

        Goods that are ours may have been moved on since.
        """
        there, here = origin.location_dest_id.usage, self.location_id.usage
        return there == here or PARTNER_USAGES.isdisjoint({there, here})

    def _jxc_has_paper(self):
        """Tell whether a document of its own stands behind this move.

        Extension point: add-ons whose documents make transfers add theirs.
        """
        self.ensure_one()
        return any(name in self._fields and self[name] for name in PAPER_LINKS) or (
            self.picking_id._jxc_has_paper()
        )

    def _jxc_is_ordered(self):
        """Tell whether an order, or another document, asked for these goods."""
        self.ensure_one()
        return bool(
            self._jxc_get_asking_line()
            or self._jxc_has_paper()
            or self._jxc_gives_back()
        )

    def _jxc_is_asked(self):
        """Tell whether anything asked for this move: inside, a rule or a chain may."""
        self.ensure_one()
        if self._jxc_is_ordered():
            return True
        return not self._jxc_crosses_to_partner() and bool(
            self.rule_id or self.move_orig_ids or self.move_dest_ids
        )

    def _jxc_get_moving_quantity(self, picked):
        """Return how much would move now, in the product's unit.

        :param picked: True: only what is marked as picked
        """
        self.ensure_one()
        lines = self.move_line_ids
        if picked:
            lines = lines.filtered("picked")
        return sum(
            line.product_uom_id._compute_quantity(
                line.quantity, self.product_id.uom_id, round=False
            )
            for line in lines
        )

    def _jxc_get_asked_quantity(self):
        """Return what this move is to move, in the product's unit."""
        self.ensure_one()
        return self.product_uom._compute_quantity(
            self.product_uom_qty, self.product_id.uom_id, round=False
        )

    def _jxc_check_demand_stays(self, vals):
        """Refuse to raise what was asked for on the transfer itself.

        :raise AccessError: names the goods and what to do instead
        """
        if (
            self.env.su
            or DEMAND_FIELDS.isdisjoint(vals)
            or self.env.user._jxc_supervises_stock()
        ):
            return
        # sudo: who may not read the order does not raise its demand either.
        for move in self.sudo():
            if move.state in ("draft", "done", "cancel"):
                continue
            kind = move.picking_id.picking_type_id or move.picking_type_id
            if not kind.jxc_demand_strict or not move._jxc_is_asked():
                continue
            uom = move.product_uom.browse(vals.get("product_uom", move.product_uom.id))
            wanted = uom._compute_quantity(
                vals.get("product_uom_qty", move.product_uom_qty),
                move.product_id.uom_id,
                round=False,
            )
            asked = move._jxc_get_asked_quantity()
            if move.product_id.uom_id.compare(wanted, asked) > 0:
                raise AccessError(
                    self.env._(
                        "%s: how much is asked for follows from the order. Have the "
                        "order changed, or ask a warehouse supervisor.",
                        move.product_id.display_name,
                    )
                )

    def _jxc_pass_move_gates(self):
        """Goods move as their transfer's operation type wants it."""
        # sudo: the operation type decides for whoever moves the goods.
        moves = self.sudo()._jxc_get_flow_moves()
        pickings = moves.picking_id.filtered(
            lambda picking: picking.picking_type_id._jxc_has_flow_rules()
        )
        step = "move"
        if self.env.user._jxc_supervises_stock():
            step = "move/supervised"
        self.env["stock.picking"]._jxc_pass_gates(
            {"check": pickings.ids, step: pickings.ids}
        )
        return super()._jxc_pass_move_gates()

    # === HOST HOOKS ===
    def write(self, vals):
        """Demand follows from orders."""
        self._jxc_check_demand_stays(vals)
        if not {"picked", "quantity"}.intersection(vals):
            return super().write(vals)
        with self.env["stock.picking"]._jxc_following():
            return super().write(vals)

    def _action_cancel(self):
        """A cancelled transfer waits for nobody, and what was let pass ends."""
        result = super()._action_cancel()
        self.picking_id._jxc_follow_cancel()
        return result
