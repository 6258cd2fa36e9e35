import math

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_round

from ..tools.reorder import days_of_cover, reorder_levels


class StockWarehouseOrderpoint(models.Model):
    _inherit = "stock.warehouse.orderpoint"

    # === FIELDS ===
    jxc_buyer_choice_id = fields.Many2one(
        "res.users",
        string="Chosen buyer",
        check_company=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
    )
    jxc_buyer_id = fields.Many2one(
        "res.users",
        string="Buyer",
        compute="_compute_jxc_buyer_id",
        inverse="_inverse_jxc_buyer_id",
        store=True,
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="In charge when this runs short: the buyer chosen here, else the buyer of "
        "the vendor, else the person responsible for the product, else the default "
        "buyer of the company. Clear it to follow that order again.",
    )
    jxc_daily_demand = fields.Float(
        string="Daily demand",
        digits="Product Unit",
        compute="_compute_jxc_demand",
        help="Delivered to customers or used in production from this warehouse, less "
        "what came back, per calendar day of the demand window, in the product's unit.",
    )
    jxc_demand_deviation = fields.Float(
        string="Deviation of the daily demand",
        digits="Product Unit",
        compute="_compute_jxc_demand",
        help="Standard deviation of the demand per day; days without demand count.",
    )
    jxc_days_cover = fields.Float(
        string="Days of cover",
        digits=(16, 1),
        compute="_compute_jxc_demand",
        help="How long the forecast lasts at the daily demand. 0 when there is no "
        "demand to cover.",
    )
    jxc_suggested_min = fields.Float(
        string="Suggested minimum",
        digits="Product Unit",
        compute="_compute_jxc_levels",
        help="Daily demand x lead time + z x deviation of the daily demand x √lead "
        "time, rounded up. Lead time: delay of the vendor and days to purchase of the "
        "company. z: standard deviations for the service level of the company, 1.64 "
        "for 95 %.",
    )
    jxc_suggested_max = fields.Float(
        string="Suggested maximum",
        digits="Product Unit",
        compute="_compute_jxc_levels",
        help="Suggested minimum + daily demand x order cycle of the company, "
        "rounded up.",
    )
    jxc_suggestion_line_ids = fields.One2many(
        "jxc.purchase.suggestion.line", "orderpoint_id", string="Purchase suggestions"
    )

    # === COMPUTE ===
    @api.depends(
        "company_id.jxc_default_buyer_id.active",
        "jxc_buyer_choice_id.active",
        "product_id.responsible_id.active",
        "product_id.seller_ids.partner_id.buyer_id.active",
        "product_id.seller_ids.sequence",
        "supplier_id.partner_id.buyer_id.active",
    )
    def _compute_jxc_buyer_id(self):
        """Name the first in the order of the field's help who may do the work."""
        for rule in self:
            rule = rule.with_company(rule.company_id)
            vendor = rule._jxc_get_vendor_prices()[:1].partner_id
            candidates = (
                rule.jxc_buyer_choice_id,
                vendor.buyer_id,
                rule.product_id.responsible_id,
                rule.company_id.jxc_default_buyer_id,
            )
            rule.jxc_buyer_id = next(
                (user for user in candidates if rule._jxc_may_be_buyer(user)), False
            )

    def _inverse_jxc_buyer_id(self):
        """Remember who was typed; an emptied field follows the order again."""
        for rule in self:
            rule.jxc_buyer_choice_id = rule.jxc_buyer_id
        self.filtered(lambda rule: not rule.jxc_buyer_id)._compute_jxc_buyer_id()

    @api.depends("product_id", "warehouse_id", "company_id.jxc_demand_window_days")
    def _compute_jxc_demand(self):
        """Ask the demand of all rules at once; see `_jxc_get_daily_demand`."""
        demand = self._jxc_get_daily_demand()
        for rule in self:
            mean, deviation = demand.get(rule._origin.id, (0.0, 0.0))
            rule.jxc_daily_demand = mean
            rule.jxc_demand_deviation = deviation
            rule.jxc_days_cover = days_of_cover(rule.qty_forecast, mean) or 0.0

    @api.depends("jxc_daily_demand", "jxc_demand_deviation")
    def _compute_jxc_levels(self):
        """Apply `tools.reorder.reorder_levels`, rounded up to the decimals of units."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        demand = self._jxc_get_daily_demand()
        for rule in self:
            company = rule.company_id
            levels = reorder_levels(
                *demand.get(rule._origin.id, (0.0, 0.0)),
                rule._jxc_get_lead_days(),
                company.jxc_order_cycle_days,
                company.jxc_service_level / 100.0,
            )
            # Cut first: 10 days of 0.7 must not become 7.01.
            minimum, maximum = (
                float_round(
                    round(quantity, 6), precision_digits=digits, rounding_method="UP"
                )
                for quantity in levels
            )
            rule.jxc_suggested_min = minimum
            rule.jxc_suggested_max = maximum

    # === POLICY ===
    def _jxc_may_be_buyer(self, user):
        """Return whether `user` can be in charge: active, internal, of the company."""
        return user.active and not user.share and self.company_id in user.company_ids

    def _jxc_get_vendor_prices(self):
        """Return the vendor prices valid today for this rule, the host's choice first.

        A price list named on the rule limits them to its vendor.

        :return: recordset of product.supplierinfo, empty when nobody sells it to us
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        prices = self.product_id.with_company(self.company_id)._prepare_sellers()
        prices = prices.filtered(
            lambda price: (
                (not price.date_start or price.date_start <= today)
                and (not price.date_end or price.date_end >= today)
            )
        )
        if self.supplier_id:
            vendor = self.supplier_id.partner_id
            mine = prices.filtered(lambda price: price.partner_id == vendor)
            return (self.supplier_id & mine) | mine
        return prices

    def _jxc_get_lead_days(self):
        """Return days from ordering to receipt: vendor's delay + days to purchase."""
        self.ensure_one()
        delay = self._jxc_get_vendor_prices()[:1].delay
        return delay + self.company_id.days_to_purchase

    def _jxc_get_daily_demand(self):
        """Return what these rules supply per day; see `jxc.demand.query`.

        :return: {orderpoint id: (mean, standard deviation)}, product's unit per day
        """
        # sudo: buyers may not read the moves of every warehouse; they see sums only.
        return self.env["jxc.demand.query"]._jxc_get_daily_demand(self._origin.sudo())

    def _jxc_is_bought(self):
        """Return whether this rule is supplied by buying.

        Told by its own route, else by those of the product and its category; goods
        without any route are bought, as a vendor may yet be found.
        """
        self.ensure_one()
        product = self.product_id
        routes = self.route_id or product.route_ids | product.categ_id.total_route_ids
        supplying = routes.rule_ids.filtered(
            lambda rule: (
                rule.action in ("buy", "manufacture")
                or (rule.action != "push" and rule.location_dest_id == self.location_id)
            )
        )
        return not supplying or "buy" in supplying.mapped("action")

    def _jxc_get_order_qty(self, row, price):
        """Return how much to order of `price`, in the unit of that price.

        Up to the maximum, at least the vendor's minimum, rounded up to whole
        packagings: the multiple of the rule, else the unit of the vendor.

        :param row: figures of `jxc.shortage._jxc_find`
        :param price: product.supplierinfo, may be empty: then the product's unit
        """
        self.ensure_one()
        unit = self.product_id.uom_id
        target = price.product_uom_id or unit
        quantity = float(row["maximum"] - row["forecast"])
        least = target._compute_quantity(price.min_qty, unit, round=False)
        quantity = max(quantity, least)
        multiple = self.replenishment_uom_id or target
        if multiple != unit:
            packs = unit._compute_quantity(quantity, multiple, round=False)
            # A hair above a whole number is still that number of packagings.
            packs = math.ceil(round(packs, 6))
            quantity = multiple._compute_quantity(packs, unit, round=False)
        quantity = unit._compute_quantity(quantity, target, round=False)
        return target.round(round(quantity, 6), rounding_method="UP")

    def _jxc_get_best_price(self, row):
        """Return the vendor price to order at, for the quantity that is needed."""
        self.ensure_one()
        prices = self._jxc_get_vendor_prices()
        product = self.product_id.with_company(self.company_id)
        needed = float(row["maximum"] - row["forecast"])
        best = prices and product._select_seller(
            partner_id=self.supplier_id.partner_id,
            quantity=needed,
            uom_id=product.uom_id,
        )
        return best or prices[:1]

    def _jxc_prepare_suggestion_line_vals(self, row, sources=None):
        """Return the values of a suggestion line; `price_id` tells its vendor.

        :param row: figures of `jxc.shortage._jxc_find`
        :param sources: text, the documents that ask for the product
        """
        self.ensure_one()
        price = self._jxc_get_best_price(row)
        quantity = self._jxc_get_order_qty(row, price)
        return {
            "orderpoint_id": self.id,
            "product_id": self.product_id.id,
            "price_id": price.id,
            "product_uom_id": (price.product_uom_id or self.product_id.uom_id).id,
            "product_qty": quantity,
            "suggested_qty": quantity,
            "minimum_qty": row["minimum"],
            "maximum_qty": row["maximum"],
            "on_hand_qty": row["on_hand"],
            "reserved_qty": row["reserved"],
            "on_order_qty": row["incoming"] + row["in_rfq"],
            "demand_qty": row["outgoing"],
            "forecast_qty": row["forecast"],
            "daily_demand": row.get("daily_demand", 0.0),
            "sources": sources,
        }

    def _jxc_prepare_shortage_vals(self):
        """Return the values of a new shortage of this rule."""
        return {
            "orderpoint_id": self.id,
            "product_id": self.product_id.id,
            "company_id": self.company_id.id,
            "buyer_id": self.jxc_buyer_id.id,
            "opened_at": fields.Datetime.now(),
        }

    def _jxc_check_may_plan(self):
        """Refuse who may neither buy nor keep reordering rules.

        :raise AccessError: also for rules of a company the user may not see
        """
        user = self.env.user
        if not self.env.su and not (
            user.has_group("jxc_core.group_buyer")
            or user.has_group("stock.group_stock_manager")
        ):
            raise AccessError(
                self.env._("Only buyers and warehouse supervisors plan reordering.")
            )
        self.check_access("read")

    def _jxc_note_ordered(self, still_short):
        """Tell the host what these rules have left to order: nothing, if not short.

        :param still_short: those of `self` whose forecast is still below the minimum;
            for them the host works out the rest
        """
        (self - still_short).qty_to_order_computed = 0.0
        field = self._fields["qty_to_order_computed"]
        self.env.add_to_compute(field, still_short)
        self.invalidate_recordset(["qty_to_order", "qty_forecast"], flush=False)

    def _jxc_suggest(self):
        """Put what is short of these rules into open purchase suggestions."""
        return self.env["jxc.purchase.suggestion"]._jxc_suggest(self)

    # === HOST HOOKS ===
    def action_replenish(self, force_to_max=False):
        """Reading a rule is not ordering by it."""
        if not self.env.su:
            self.env.user._jxc_check_may_replenish()
        return super().action_replenish(force_to_max=force_to_max)

    # === ACTIONS ===
    def action_jxc_apply_levels(self):
        """Take the suggested minimum and maximum over, for all rules with demand.

        :raise AccessError: for others than buyers and warehouse supervisors
        :raise UserError: when none of the rules has a suggestion
        """
        self._jxc_check_may_plan()
        rules = self.filtered("jxc_suggested_max")
        if not rules:
            raise UserError(
                self.env._(
                    "Nothing to apply: there was no demand in the last days the "
                    "company looks at (Settings, Demand window)."
                )
            )
        # sudo: buyers only read reordering rules; these two figures are theirs to set.
        for rule in rules.sudo():
            rule.write(
                {
                    "product_min_qty": rule.jxc_suggested_min,
                    "product_max_qty": rule.jxc_suggested_max,
                }
            )

    def action_jxc_take_charge(self):
        """Become the buyer of these rules.

        :raise AccessError: for others than buyers and warehouse supervisors
        """
        self._jxc_check_may_plan()
        # sudo: buyers only read reordering rules; whose they are is theirs to set.
        self.sudo().jxc_buyer_choice_id = self.env.user

    def action_jxc_suggest(self):
        """Put what is short into purchase suggestions and show those.

        :raise AccessError: for others than buyers
        """
        suggestions = self.env["jxc.purchase.suggestion"]
        suggestions._jxc_check_may_buy()
        self.check_access("read")
        # sudo: buyers cannot write suggestions by hand, only through these buttons.
        self.sudo()._jxc_suggest()
        lines = self.jxc_suggestion_line_ids.filtered(lambda line: line.state == "open")
        return lines.suggestion_id._jxc_get_list_action()
