import math
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import get_lang

from .jxc_purchase_suggestion import PRICE_GROUPS


class JxcPurchaseSuggestionLine(models.Model):
    _name = "jxc.purchase.suggestion.line"
    _description = "Purchase suggestion line"
    _order = "suggestion_id desc, id"
    _rec_name = "product_id"

    # === FIELDS ===
    suggestion_id = fields.Many2one(
        "jxc.purchase.suggestion",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="suggestion_id.company_id", store=True)
    vendor_id = fields.Many2one(related="suggestion_id.vendor_id")
    buyer_id = fields.Many2one(related="suggestion_id.buyer_id")
    currency_id = fields.Many2one(related="suggestion_id.currency_id")
    state = fields.Selection(
        [
            ("open", "Open"),
            ("ordered", "Ordered"),
            ("covered", "Covered meanwhile"),
            ("dropped", "Left out"),
            ("cancelled", "Cancelled"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    orderpoint_id = fields.Many2one(
        "stock.warehouse.orderpoint",
        string="Reordering rule",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    product_uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        required=True,
        readonly=True,
        help="The unit the vendor sells in; prices are for this unit.",
    )
    product_qty = fields.Float(
        string="Quantity",
        digits="Product Unit",
        required=True,
        help="To order, in the unit of the vendor. 0 leaves the product out.",
    )
    suggested_qty = fields.Float(
        string="Suggested",
        digits="Product Unit",
        readonly=True,
        help="Up to the maximum, at least what the vendor sells at least, "
        "rounded up to whole packagings.",
    )
    # Why: the figures of the moment of suggesting, in the unit of the product.
    base_uom_id = fields.Many2one(related="product_id.uom_id", string="Stock unit")
    minimum_qty = fields.Float(string="Minimum", digits="Product Unit", readonly=True)
    maximum_qty = fields.Float(string="Maximum", digits="Product Unit", readonly=True)
    on_hand_qty = fields.Float(string="On hand", digits="Product Unit", readonly=True)
    reserved_qty = fields.Float(string="Reserved", digits="Product Unit", readonly=True)
    on_order_qty = fields.Float(
        string="On order",
        digits="Product Unit",
        readonly=True,
        help="Confirmed receipts and requests for quotation under way.",
    )
    demand_qty = fields.Float(
        string="Demand",
        digits="Product Unit",
        readonly=True,
        help="What confirmed orders, and others, will take out.",
    )
    forecast_qty = fields.Float(
        string="Forecast",
        digits="Product Unit",
        readonly=True,
        help="On hand + on order - demand.",
    )
    daily_demand = fields.Float(digits="Product Unit", readonly=True)
    sources = fields.Char(
        readonly=True, help="Documents that ask for the product, the first ten."
    )
    # What the vendor asks.
    price_id = fields.Many2one(
        "product.supplierinfo",
        string="Vendor price",
        compute="_compute_price",
        store=True,
        groups=PRICE_GROUPS,
    )
    min_qty = fields.Float(
        string="Vendor's minimum",
        digits="Product Unit",
        compute="_compute_price",
        store=True,
        help="The least the vendor sells at this price, in the unit of the vendor.",
    )
    delay = fields.Integer(
        string="Lead time (days)", compute="_compute_price", store=True
    )
    price_unit = fields.Float(
        string="Unit price",
        min_display_digits="Product Price",
        compute="_compute_price",
        store=True,
        groups=PRICE_GROUPS,
    )
    discount = fields.Float(
        string="Discount (%)",
        digits="Discount",
        compute="_compute_price",
        store=True,
        groups=PRICE_GROUPS,
    )
    price_subtotal = fields.Monetary(
        string="Subtotal",
        compute="_compute_price_subtotal",
        store=True,
        groups=PRICE_GROUPS,
    )

    _one_open_per_rule = models.UniqueIndex(
        "(orderpoint_id) WHERE state = 'open'",
        "This reordering rule is already in an open purchase suggestion.",
    )

    # === CONSTRAINTS ===
    @api.constrains("product_qty")
    def _check_product_qty(self):
        """Refuse what cannot be ordered.

        :raise ValidationError: names the product
        """
        for line in self:
            if line.product_qty < 0:
                raise ValidationError(
                    self.env._(
                        "The quantity of %(product)s must be 0 or more.",
                        product=line.product_id.display_name,
                    )
                )

    # === COMPUTE ===
    @api.depends("product_qty", "product_uom_id", "suggestion_id.vendor_id")
    def _compute_price(self):
        """Take the vendor's price for this quantity over, in the vendor's unit."""
        for line in self:
            price = line._jxc_get_price()
            line.price_id = price
            line.min_qty = price.min_qty
            line.delay = price.delay
            line.discount = price.discount
            line.price_unit = price and price.product_uom_id._compute_price(
                price.currency_id._convert(
                    price.price,
                    line.currency_id,
                    line.company_id,
                    fields.Date.context_today(line),
                    round=False,
                ),
                line.product_uom_id,
            )

    @api.depends("product_qty", "price_unit", "discount")
    def _compute_price_subtotal(self):
        """Quantity x price less discount, before taxes, in the vendor's currency."""
        for line in self:
            amount = line.product_qty * line.price_unit * (1 - line.discount / 100.0)
            line.price_subtotal = line.currency_id.round(amount)

    # === CRUD ===
    def write(self, vals):
        """Let buyers change the quantity of an open line, and nothing else.

        The suite itself writes under sudo; a trail of typed quantities is kept on
        the suggestion.

        :raise AccessError: for any other field
        :raise UserError: when the suggestion is not a draft any more
        """
        if not self.env.su:
            self._jxc_check_may_edit(vals)
            self._jxc_log_quantities(vals)
        return super().write(vals)

    # === POLICY ===
    def _jxc_check_may_edit(self, vals):
        """Refuse a change by hand that is not a sound quantity of an open line."""
        self.suggestion_id._jxc_check_may_buy()
        if set(vals) - {"product_qty"}:
            raise AccessError(
                self.env._("Only the quantity of a purchase suggestion can be changed.")
            )
        # Before the prices are computed from it, which infinity would break.
        if not math.isfinite(vals.get("product_qty", 0)):
            raise ValidationError(self.env._("A quantity must be a number."))
        if any(line.state != "open" for line in self):
            raise UserError(
                self.env._("Quantities can be changed until the suggestion is ordered.")
            )

    def _jxc_log_quantities(self, vals):
        """Note who changes which quantity, one message per suggestion."""
        quantity = vals.get("product_qty")
        notes = defaultdict(list)
        for line in self:
            if quantity is not None and line.product_qty != quantity:
                notes[line.suggestion_id.id].append(
                    self.env._(
                        "%(product)s: %(before)s → %(after)s %(unit)s",
                        product=line.product_id.display_name,
                        before=line.product_qty,
                        after=quantity,
                        unit=line.product_uom_id.name,
                    )
                )
        self.suggestion_id.filtered(lambda item: item.id in notes)._message_log_batch(
            bodies={key: ", ".join(texts) for key, texts in notes.items()}
        )

    def _jxc_get_price(self):
        """Return the vendor's price line that holds for this quantity.

        Below the least quantity of the vendor, the line with the lowest one.
        """
        self.ensure_one()
        vendor = self.suggestion_id.vendor_id
        if not vendor:
            return self.env["product.supplierinfo"]
        product = self.product_id.with_company(self.company_id)
        return (
            product._select_seller(
                partner_id=vendor, quantity=self.product_qty, uom_id=self.product_uom_id
            )
            or product._prepare_sellers()
            .filtered(lambda price: price.partner_id == vendor)
            .sorted("min_qty")[:1]
        )

    def _jxc_is_untouched(self):
        """Return whether nobody typed another quantity than the suggested one."""
        return not self.product_uom_id.compare(self.product_qty, self.suggested_qty)

    def _jxc_renew(self, found):
        """Bring open lines up to date with what is short now.

        A quantity somebody typed is kept.

        :param found: what `jxc.shortage._jxc_find` returned
        """
        for line in self:
            rule = line.orderpoint_id
            vals = rule._jxc_prepare_suggestion_line_vals(found[rule.id])
            if vals["product_uom_id"] != line.product_uom_id.id:
                continue
            if not line._jxc_is_untouched():
                del vals["product_qty"]
            for name in ("orderpoint_id", "product_id", "price_id", "sources"):
                vals.pop(name, None)
            line.write(vals)

    def _jxc_drop_covered(self, found):
        """Take out the lines whose rule is not short any more."""
        covered = self.filtered(
            lambda line: line.state == "open" and line.orderpoint_id.id not in found
        )
        covered.state = "covered"
        return covered

    def _jxc_settle(self, found):
        """Decide just before ordering what is still to be ordered.

        Covered lines and those set to 0 leave; an untouched quantity is lowered to
        what is needed now, never raised above what its buyer saw.

        :param found: what `jxc.shortage._jxc_find` returned
        """
        self._jxc_drop_covered(found)
        still = self.filtered(lambda line: line.state == "open")
        still.filtered(lambda line: not line.product_qty).state = "dropped"
        for line in still.filtered(lambda line: line.state == "open"):
            rule = line.orderpoint_id
            if not line._jxc_is_untouched():
                continue
            needed = rule._jxc_get_order_qty(found[rule.id], line.price_id)
            if line.product_uom_id.compare(needed, line.product_qty) < 0:
                line.product_qty = needed

    def _jxc_create_order_lines(self):
        """Create the lines of the requests for quotation.

        The host would work out anew, rule by rule, how much each rule has left to
        order; that costs more than all the rest, and `_jxc_note_ordered` knows it.
        """
        rules = self.orderpoint_id
        left_to_order = rules._fields["qty_to_order_computed"]
        with self.env.protecting([left_to_order], rules):
            self.env["purchase.order.line"].create(self._jxc_prepare_order_line_vals())

    def _jxc_prepare_order_line_vals(self):
        """Return the values of the order lines, priced as the host would.

        Everything the host computes line by line is given, so that many lines cost
        few statements.
        """
        names = self._jxc_get_descriptions()
        now = fields.Datetime.now()
        models_exist = self.env["account.analytic.distribution.model"].search_count(
            [], limit=1
        )
        vals_list = []
        for line in self:
            order = line.suggestion_id.order_id
            taxes = line.product_id.supplier_taxes_id._filter_taxes_by_company(
                line.company_id
            )
            mapped = order.fiscal_position_id.map_tax(taxes)
            price = self.env["account.tax"]._fix_tax_included_price_company(
                line.price_unit, taxes, mapped, line.company_id
            )
            vals = {
                "order_id": order.id,
                "orderpoint_id": line.orderpoint_id.id,
                "location_final_id": line.orderpoint_id.location_id.id,
                "product_id": line.product_id.id,
                "product_qty": line.product_qty,
                "product_uom_id": line.product_uom_id.id,
                "price_unit": price,
                "technical_price_unit": price,
                "discount": line.discount,
                "tax_ids": [(6, 0, mapped.ids)],
                "name": names[line],
                "date_planned": now + timedelta(days=line.delay),
            }
            if not models_exist:
                vals["analytic_distribution"] = False
            vals_list.append(vals)
        return vals_list

    def _jxc_get_descriptions(self):
        """Return {line: text for the vendor}, in the vendor's language and wording."""
        texts = {}
        for suggestion, lines in self.grouped("suggestion_id").items():
            vendor = suggestion.vendor_id
            # Not those of the other vendors: their wording would be read for each.
            products = lines.product_id.with_prefetch(None).with_context(
                lang=get_lang(self.env, vendor.lang).code,
                partner_id=vendor.id,
                company_id=suggestion.company_id.id,
            )
            wording = {
                product.id: "\n".join(
                    filter(None, (product.display_name, product.description_purchase))
                )
                for product in products
            }
            texts.update((line, wording[line.product_id.id]) for line in lines)
        return texts
