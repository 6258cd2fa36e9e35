from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import float_compare

from ..tools.credit import expected_quantity

# What follows from a line's product, price and invoices, and steers its gates.
DERIVED_FIELDS = frozenset(
    {
        "amount_invoiced",
        "amount_to_invoice",
        "invoice_lines",
        "invoice_status",
        "price_reduce_taxexcl",
        "price_reduce_taxinc",
        "price_subtotal",
        "price_tax",
        "price_total",
        "qty_invoiced",
        "qty_invoiced_posted",
        "qty_to_invoice",
        "untaxed_amount_invoiced",
        "untaxed_amount_to_invoice",
    }
)
INVOICES = ("out_invoice", "out_receipt")
DELIVERED_FIELDS = frozenset({"qty_delivered", "qty_delivered_method"})


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "jxc.derived"]

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Add the amounts that credit and floor prices are judged by."""
        return super()._jxc_get_derived_fields() | DERIVED_FIELDS

    def _jxc_get_open_total(self):
        """Return what of this line is still to be invoiced, taxes included.

        Only posted invoices and credit notes count; down payments come off.

        :return: amount in the currency of the order
        """
        self.ensure_one()
        if self.display_type:
            return 0.0
        if self.is_downpayment and not self.product_uom_qty:
            return -self._jxc_get_invoiced_total()
        open_qty = self._jxc_get_expected_qty() - self._jxc_get_invoiced_qty()
        # As the host compares quantities; a down payment may have no unit to ask.
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        if (
            float_compare(open_qty, 0.0, precision_digits=digits)
            * (-1 if self.product_uom_qty < 0 else 1)
            <= 0
        ):
            return 0.0
        if self.product_uom_qty:
            return self.price_total / self.product_uom_qty * open_qty
        return self.price_reduce_taxinc * open_qty

    def _jxc_get_expected_qty(self):
        """Return how much the customer will have to pay for, in the line's unit."""
        self.ensure_one()
        incoming = ()
        if any(move.state == "done" for move in self.move_ids):
            _outgoing, incoming = self._get_outgoing_incoming_moves()
        returned = sum(
            move.product_uom._compute_quantity(
                move.quantity, self.product_uom_id, rounding_method="HALF-UP"
            )
            for move in incoming
            if move.state == "done"
        )
        return expected_quantity(
            self.product_uom_qty,
            self.qty_delivered,
            returned,
            self.product_id.invoice_policy == "delivery",
        )

    def _jxc_get_counted_invoice_lines(self):
        """Return [(invoice line, sign)] of posted invoices and credit notes."""
        return [
            (line, 1 if line.move_type in INVOICES else -1)
            for line in self.invoice_lines
            if line.parent_state == "posted"
        ]

    def _jxc_get_invoiced_qty(self):
        """Return the invoiced quantity in the line's unit."""
        return sum(
            sign
            * line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id)
            for line, sign in self._jxc_get_counted_invoice_lines()
        )

    def _jxc_get_invoiced_total(self):
        """Return the invoiced amount with taxes, in the currency of the order."""
        return sum(
            sign
            * line.price_total
            / (line.move_id.invoice_currency_rate or 1.0)
            * (self.order_id.currency_rate or 1.0)
            for line, sign in self._jxc_get_counted_invoice_lines()
        )

    def _jxc_get_decisive_content(self):
        """Return what must not change behind the back of whoever let it pass."""
        self.ensure_one()
        return [
            self.id,
            self.product_id.id or 0,
            self.product_uom_id.id or 0,
            repr(self.price_unit),
            repr(self.discount),
            sorted(self.tax_ids.ids),
        ]

    def _jxc_is_below_floor(self):
        """Tell whether the net price of this line is under the product's floor.

        Compared are prices without tax for one product unit, in the currency of the
        order at its rate; gifts, down payments and lines without quantity have none.
        """
        self.ensure_one()
        # sudo: the floor is for managers' eyes, the verdict is for everyone's.
        product = self.product_id.sudo().with_company(self.company_id)
        floor = product.jxc_floor_price
        if not floor or self.display_type or self.is_downpayment:
            return False
        if self.product_uom_id.compare(self.product_uom_qty, 0.0) <= 0:
            return False
        net = self.product_uom_id._compute_price(
            self.price_subtotal / self.product_uom_qty, product.uom_id
        )
        floor *= self.order_id.currency_rate or 1.0
        return self.currency_id.compare_amounts(net, floor) < 0

    def _jxc_get_floor_content(self):
        """Return the part of a line that a release of its price covers."""
        self.ensure_one()
        return [self.product_id.id, repr(self.price_unit), repr(self.discount)]

    def _jxc_check_delivered(self):
        """Goods are delivered by a transfer, never by typing a quantity.

        Services keep the host's manual quantity.

        :raise AccessError: when one of these lines is for goods
        """
        if not self.env.su and "consu" in self.product_id.mapped("type"):
            raise AccessError(
                self.env._("What is delivered is counted by the delivery of the goods.")
            )

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """A line added to a confirmed order makes it grow."""
        self._jxc_check_not_forged(vals_list)
        orders, lines = self.env["sale.order"], self._jxc_without_forged_defaults()
        comes_to = orders._jxc_get_destinations(self, ("order_id",), vals_list)
        with orders._jxc_watch(comes_to["order_id"]):
            return super(SaleOrderLine, lines).create(vals_list).with_env(self.env)

    def write(self, vals):
        """A line changed on a confirmed order may make it grow."""
        self._jxc_check_not_forged([vals])
        if not DELIVERED_FIELDS.isdisjoint(vals):
            self._jxc_check_delivered()
        moved_to = {vals["order_id"]} if vals.get("order_id") else set()
        # sudo: see `sale.order._jxc_watch`.
        with self.sudo().order_id._jxc_watch(moved_to):
            return super().write(vals)

    def unlink(self):
        """Deleting a discount line makes a confirmed order grow."""
        # sudo: see `sale.order._jxc_watch`.
        with self.sudo().order_id._jxc_watch():
            return super().unlink()

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        """Make and reserve deliveries for a salesperson without stock rights."""
        self.check_access("write")
        # sudo: a salesperson may not write transfers; the host writes those of the
        # lines checked above only.
        return super(SaleOrderLine, self.sudo())._action_launch_stock_rule(
            previous_product_uom_qty=previous_product_uom_qty
        )
