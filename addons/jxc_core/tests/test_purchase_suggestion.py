from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .suggestion_common import SuggestionCommon


@tagged("post_install", "-at_install")
class TestSuggest(SuggestionCommon):
    def test_a_line_says_how_much_and_why(self):
        order = self._new_order(3)
        order.action_confirm()
        self._move(2, self.stock, self.outside, days_ago=1)
        self._new_purchase(1)
        line = self._suggest()
        self.assertEqual(line.product_qty, 59)
        self.assertEqual(line.minimum_qty, 20)
        self.assertEqual(line.maximum_qty, 60)
        self.assertEqual(line.on_hand_qty, 3)
        self.assertEqual(line.reserved_qty, 3)
        self.assertEqual(line.on_order_qty, 1)
        self.assertEqual(line.demand_qty, 3)
        self.assertEqual(line.forecast_qty, 1)
        self.assertEqual(line.sources, order.name)
        self.assertGreater(line.daily_demand, 0)

    def test_one_suggestion_per_vendor_and_buyer(self):
        second = self.env["res.partner"].create(
            {"name": "Second", "buyer_id": self.buyer.id}
        )
        products = self._new_product("Toaster", qty=0) | self._new_product(
            "Iron", qty=0
        )
        products[1].seller_ids.partner_id = second
        rules = self.rule | self._new_rule(products[0]) | self._new_rule(products[1])
        lines = self._suggest(rules)
        by_vendor = lines.grouped("vendor_id")
        self.assertEqual(len(by_vendor[self.vendor].suggestion_id), 1)
        self.assertEqual(len(by_vendor[self.vendor]), 2)
        self.assertEqual(len(by_vendor[second]), 1)
        self.assertEqual(lines.suggestion_id.buyer_id, self.buyer)
        rules[0].jxc_buyer_id = self.users["purchase_manager"]
        lines.suggestion_id.action_jxc_cancel()
        self.assertEqual(len(self._suggest(rules).suggestion_id), 3)

    def test_suggesting_twice_gives_one_line_brought_up_to_date(self):
        line = self._suggest()
        self._set_stock(1)
        self.assertEqual(self._suggest(), line)
        self.assertEqual(line.product_qty, 59)
        self.assertEqual(line.on_hand_qty, 1)

    def test_a_typed_quantity_is_kept(self):
        line = self._suggest()
        line.with_user(self.buyer).product_qty = 30
        self._set_stock(1)
        self._suggest()
        self.assertEqual(line.product_qty, 30)
        self.assertEqual(line.suggested_qty, 59)

    def test_what_is_not_short_is_not_suggested(self):
        self._set_stock(20)
        self.assertFalse(self._suggest())

    def test_whole_packagings_of_the_rule(self):
        self.rule.replenishment_uom_id = self.dozen
        line = self._suggest()
        self.assertEqual(line.product_qty, 60)
        self.assertEqual(line.product_uom_id, self.product.uom_id)

    def test_exactly_full_packagings_stay(self):
        self.rule.replenishment_uom_id = self.dozen
        self._set_stock(12)
        self.assertEqual(self._suggest().product_qty, 48)

    def test_the_vendor_s_dozen_price_and_least_quantity(self):
        self.product.seller_ids.write(
            {"product_uom_id": self.dozen.id, "price": 66, "min_qty": 6, "delay": 8}
        )
        line = self._suggest()
        self.assertEqual(line.product_uom_id, self.dozen)
        self.assertEqual(line.product_qty, 6)
        self.assertEqual(line.price_unit, 66)
        self.assertEqual(line.price_subtotal, 396)
        self.assertEqual((line.min_qty, line.delay), (6, 8))
        self._set_stock(-20)
        line.suggestion_id.action_jxc_cancel()
        self.assertEqual(self._suggest().product_qty, 7)

    def test_a_price_break_follows_the_quantity(self):
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.vendor.id,
                "product_tmpl_id": self.product.product_tmpl_id.id,
                "min_qty": 100,
                "price": 5,
                "discount": 10,
            }
        )
        line = self._suggest()
        self.assertEqual(line.price_unit, 6)
        line.with_user(self.buyer).product_qty = 100
        self.assertEqual((line.price_unit, line.discount), (5, 10))
        self.assertEqual(line.suggestion_id.amount_untaxed, 450)

    def test_below_the_least_quantity_it_is_raised(self):
        self.product.seller_ids.min_qty = 80
        self.assertEqual(self._suggest().product_qty, 80)

    def test_prices_out_of_date_are_no_prices(self):
        self.product.seller_ids.date_end = "2020-01-01"
        self.assertFalse(self._suggest().vendor_id)

    def test_made_goods_are_not_bought(self):
        route = self.env["stock.route"].create(
            {
                "name": "From the depot",
                "product_selectable": True,
                "rule_ids": [
                    Command.create(
                        {
                            "name": "Depot",
                            "action": "pull",
                            "location_src_id": self.outside.id,
                            "location_dest_id": self.stock.id,
                            "picking_type_id": self.warehouse.int_type_id.id,
                        }
                    )
                ],
            }
        )
        self.rule.route_id = route
        self.assertFalse(self._suggest())

    def test_a_foreign_currency_keeps_its_own_suggestion(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        toaster = self._new_product("Toaster", qty=0)
        toaster.seller_ids.currency_id = euro
        lines = self._suggest(self.rule | self._new_rule(toaster))
        self.assertEqual(len(lines.suggestion_id), 2)
        abroad = lines.filtered(lambda line: line.product_id == toaster)
        self.assertEqual(abroad.suggestion_id.currency_id, euro)
        order = self._order(abroad)
        self.assertEqual(order.currency_id, euro)
        self.assertEqual(order.order_line.price_unit, 6)

    def test_without_vendor_it_says_what_to_do_and_moves_when_one_is_known(self):
        toaster = self._new_product("Toaster", qty=0, seller_ids=False)
        rule = self._new_rule(toaster)
        line = self._suggest(rule)
        orphan = line.suggestion_id.with_user(self.buyer)
        self.assertFalse(orphan.vendor_id)
        with self.assertRaisesRegex(UserError, "Toaster"):
            orphan.action_jxc_order()
        toaster.seller_ids = [
            Command.create({"partner_id": self.vendor.id, "price": 9})
        ]
        orphan.action_jxc_refresh()
        self.assertEqual(orphan.state, "cancelled")
        moved = rule.jxc_suggestion_line_ids - line
        self.assertEqual(moved.vendor_id, self.vendor)
        self.assertEqual(moved.price_unit, 9)

    def test_a_shortage_that_closed_takes_its_line_along(self):
        self._run()
        line = self.rule.jxc_suggestion_line_ids
        self.assertEqual(line.state, "open")
        self._set_stock(50)
        self._run()
        self.assertEqual(line.state, "covered")
        self.assertEqual(line.suggestion_id.state, "cancelled")

    def test_what_the_buyer_set_aside_comes_back_when_it_grows(self):
        self._run()
        self.rule.jxc_suggestion_line_ids.suggestion_id.action_jxc_cancel()
        self._run()
        self.assertEqual(len(self.rule.jxc_suggestion_line_ids), 1)
        self._set_stock(4)
        self._run()
        self.assertEqual(len(self.rule.jxc_suggestion_line_ids), 2)

    def test_each_company_has_its_own(self):
        company, other, rule = self._new_company()
        self._suggest()
        rule.with_user(other).action_jxc_suggest()
        mine = self.Suggestion.with_user(other).search([])
        self.assertEqual(mine.company_id, company)
        self.assertEqual(mine.currency_id, company.currency_id)
        mine.action_jxc_order()
        self.assertEqual(mine.order_id.company_id, company)
        self.assertEqual(mine.order_id.picking_type_id.warehouse_id, rule.warehouse_id)
        with self.assertRaises(AccessError):
            mine.with_user(self.buyer).action_jxc_order()

    def test_two_shelves_of_one_product_are_two_lines(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id}
        )
        second = self._new_rule(self.product, location_id=shelf.id)
        lines = self._suggest(self.rule | second)
        order = self._order(lines)
        self.assertEqual(order.order_line.orderpoint_id, self.rule | second)
