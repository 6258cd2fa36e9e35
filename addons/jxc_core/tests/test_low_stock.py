import random
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .low_stock_common import LowStockCommon


@tagged("post_install", "-at_install")
class TestFindShortages(LowStockCommon):
    """Kettles: 100 on hand, at least 20."""

    def test_at_the_minimum_is_not_short(self):
        self._set_stock(20)
        self.assertIsNone(self._find())

    def test_just_below_the_minimum_is_short(self):
        self._set_stock(19.99)
        self.assertAlmostEqual(float(self._find()["missing"]), 0.01)

    def test_demand_on_order_and_requests_count(self):
        self._set_stock(50)
        self._new_order(40).sudo().action_confirm()
        found = self._find()
        self.assertEqual(
            [float(found[key]) for key in ("on_hand", "outgoing", "forecast")],
            [50, 40, 10],
        )
        self.assertEqual(found["reserved"], 40)
        rfq = self._new_purchase(5)
        self.assertEqual(self._find()["in_rfq"], 5)
        rfq.button_confirm()
        self.assertEqual(self._find()["in_rfq"], 0)
        self.assertEqual(self._find()["incoming"], 5)

    def test_a_request_by_the_dozen_counts_in_pieces(self):
        self._set_stock(0)
        rfq = self._new_purchase(1)
        rfq.order_line.product_uom_id = self.dozen
        self.assertEqual(self._find()["in_rfq"], 12)

    def test_shelves_count_and_moves_between_them_do_not(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id}
        )
        self._set_stock(0)
        self._set_stock(15, location=shelf)
        self._move(5, shelf, self.stock, done=False)
        found = self._find()
        self.assertEqual(found["on_hand"], 15)
        self.assertEqual((found["incoming"], found["outgoing"]), (0, 0))

    def test_archived_snoozed_and_foreign_rules_are_left_out(self):
        self._set_stock(0)
        self.rule.snoozed_until = fields.Date.today() + timedelta(days=1)
        self.assertIsNone(self._find())
        self.rule.snoozed_until = fields.Date.today()
        self.assertIsNotNone(self._find())
        self.rule.active = False
        self.assertIsNone(self._find())
        company, _buyer, other = self._new_company()
        self.assertNotIn(other.id, self.Shortage._jxc_find(self.company))
        self.assertIn(other.id, self.Shortage._jxc_find(company))
        other.product_id.active = False
        self.assertNotIn(other.id, self.Shortage._jxc_find(company))

    def test_moves_after_the_horizon_and_the_lead_time_wait(self):
        self.company.horizon_days = 10
        self.company.days_to_purchase = 2
        self.product.seller_ids.delay = 3
        self._set_stock(30)
        move = self._move(20, self.stock, self.outside, done=False)
        for days, short in ((10, True), (15, True), (16, False)):
            with self.subTest(days=days):
                move.date = fields.Datetime.now() + timedelta(days=days)
                self.env.invalidate_all()
                self.assertEqual(self._find() is not None, short)
                self.assertEqual(self.rule.qty_forecast < 20, short)

    def test_one_statement_agrees_with_the_host_on_random_data(self):
        rules = self._make_random_stock(random.Random(20))
        found = self.Shortage._jxc_find(self.company, rules)
        rules.invalidate_recordset()
        self.assertGreater(len(found), 5)
        self.assertLess(len(found), len(rules))
        for rule in rules:
            with self.subTest(rule=rule.name):
                short = rule.product_uom.compare(
                    rule.qty_forecast, rule.product_min_qty
                )
                self.assertEqual(rule.id in found, short < 0)
                if rule.id in found:
                    row = found[rule.id]
                    self.assertAlmostEqual(float(row["on_hand"]), rule.qty_on_hand)
                    self.assertAlmostEqual(float(row["forecast"]), rule.qty_forecast)

    def _make_random_stock(self, dice):
        """Thirty products with stock, moves and requests here and there."""
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id}
        )
        places = (self.stock, shelf, self.warehouse.view_location_id)
        supplier = self.env.ref("stock.stock_location_suppliers")
        rules = self.env["stock.warehouse.orderpoint"]
        for number in range(30):
            product = self._new_product(f"Random {number}", qty=0)
            place = dice.choice(places)
            rules |= self._new_rule(product, 20, 60, location_id=place.id)
            for location in (self.stock, shelf):
                self._set_stock(dice.randint(-5, 30), product, location)
            ways = (
                (self.stock, self.outside),
                (shelf, self.stock),
                (supplier, self.stock),
            )
            for source, target in dice.sample(ways, dice.randint(0, 3)):
                self._move(dice.randint(1, 20), source, target, product, done=False)
            if dice.random() < 0.4:
                rfq = self._new_purchase(dice.randint(1, 3), product=product)
                if dice.random() < 0.5:
                    rfq.order_line.product_uom_id = self.dozen
                if dice.random() < 0.5:
                    rfq.order_line.orderpoint_id = rules[-1:]
        return rules

    def test_the_number_of_statements_does_not_depend_on_the_rules(self):
        for number in range(5):
            self._new_rule(self._new_product(f"More {number}", qty=0))
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.Shortage._jxc_find(self.company)


@tagged("post_install", "-at_install")
class TestBuyerInCharge(LowStockCommon):
    """The rule's own buyer, else the vendor's, the product's, the company's."""

    def test_the_order_of_who_is_in_charge(self):
        users = [
            self._new_role_user("buyer", login=f"b{number}") for number in range(4)
        ]
        self.rule.jxc_buyer_id = users[0]
        self.vendor.buyer_id = users[1]
        self.product.responsible_id = users[2]
        self.company.jxc_default_buyer_id = users[3]
        for user in users:
            with self.subTest(user=user.login):
                self.assertEqual(self.rule.jxc_buyer_id, user)
                user.active = False
        self.assertFalse(self.rule.jxc_buyer_id)

    def test_an_emptied_choice_follows_the_order_again(self):
        self.rule.jxc_buyer_id = self.users["purchase_manager"]
        self.rule.jxc_buyer_id = False
        self.assertEqual(self.rule.jxc_buyer_id, self.buyer)
        self.assertFalse(self.rule.jxc_buyer_choice_id)

    def test_a_buyer_of_another_company_is_passed_over(self):
        company, other, rule = self._new_company()
        self.assertEqual(rule.jxc_buyer_id, other)
        self.vendor.buyer_id = other
        self.assertNotEqual(self.rule.jxc_buyer_id, other)
        with self.assertRaises(UserError):
            self.rule.jxc_buyer_choice_id = other
        with self.assertRaises(ValidationError):
            self.company.jxc_default_buyer_id = other

    def test_the_vendor_named_on_the_rule_counts(self):
        second = self.env["res.partner"].create(
            {"name": "Second", "buyer_id": self.users["purchase_manager"].id}
        )
        price = self.env["product.supplierinfo"].create(
            {
                "partner_id": second.id,
                "product_tmpl_id": self.product.product_tmpl_id.id,
                "sequence": 9,
            }
        )
        self.assertEqual(self.rule.jxc_buyer_id, self.buyer)
        self.rule.supplier_id = price
        self.assertEqual(self.rule.jxc_buyer_id, self.users["purchase_manager"])

    def test_buyers_take_charge_and_others_may_not(self):
        self.vendor.buyer_id = False
        self.rule.with_user(self.buyer).action_jxc_take_charge()
        self.assertEqual(self.rule.jxc_buyer_id, self.buyer)
        for role in ("salesperson", "operator", "finance"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.rule.with_user(self.users[role]).action_jxc_take_charge()
        with self.assertRaises(AccessError):
            self.rule.with_user(self.buyer).write({"jxc_buyer_id": self.buyer.id})

    def test_rules_of_another_company_are_out_of_reach(self):
        _company, _buyer, rule = self._new_company()
        for action in (
            "action_jxc_take_charge",
            "action_jxc_apply_levels",
            "action_jxc_suggest",
        ):
            with self.subTest(action=action), self.assertRaises(AccessError):
                getattr(rule.with_user(self.buyer), action)()


@tagged("post_install", "-at_install")
class TestDemandAndLevels(LowStockCommon):
    """Ten days are looked at; 9 days from order to receipt."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.jxc_demand_window_days = 10
        cls.company.days_to_purchase = 4
        cls.product.seller_ids.delay = 5
        cls.company.jxc_order_cycle_days = 7

    def _demand(self, rule=None):
        rule = rule or self.rule
        rule.invalidate_recordset()
        return rule.jxc_daily_demand

    def test_demand_is_what_left_less_what_came_back(self):
        self._move(30, self.stock, self.outside, days_ago=2)
        self._move(10, self.outside, self.stock, days_ago=1)
        self.assertAlmostEqual(self._demand(), 2.0)

    def test_a_dozen_is_twelve(self):
        self._move(1, self.stock, self.outside, uom=self.dozen)
        self.assertAlmostEqual(self._demand(), 1.2)

    def test_older_moves_and_losses_do_not_count(self):
        self._move(5, self.stock, self.outside, days_ago=9)
        self._move(5, self.stock, self.outside, days_ago=11)
        loss = self.product.property_stock_inventory
        self._move(5, self.stock, loss)
        self.assertAlmostEqual(self._demand(), 0.5)

    def test_production_counts_and_drop_shipping_does_not(self):
        self._move(10, self.stock, self.product.property_stock_production)
        supplier = self.env.ref("stock.stock_location_suppliers")
        self._move(10, supplier, self.outside)
        self.assertAlmostEqual(self._demand(), 1.0)

    def test_days_of_cover_are_forecast_by_demand(self):
        self._move(20, self.stock, self.outside)
        self.rule.invalidate_recordset()
        self.assertAlmostEqual(self.rule.jxc_days_cover, 40)

    def test_suggested_levels_follow_the_formula(self):
        # 20 on one day of ten: mean 2, variance 40 - 4 = 36, deviation 6.
        self._move(20, self.stock, self.outside, days_ago=3)
        self.rule.invalidate_recordset()
        self.assertAlmostEqual(self.rule.jxc_demand_deviation, 6.0)
        # 2 x 9 + 1.644854 x 6 x 3 = 47.607..., + 2 x 7
        self.assertAlmostEqual(self.rule.jxc_suggested_min, 47.61)
        self.assertAlmostEqual(self.rule.jxc_suggested_max, 61.61)

    def test_one_click_applies_to_many_rules_and_a_buyer_may(self):
        other = self._new_product("Toaster")
        second = self._new_rule(other)
        self._move(20, self.stock, self.outside, days_ago=3)
        self._move(10, self.stock, self.outside, other, days_ago=3)
        rules = self.rule | second
        rules.with_user(self.buyer).action_jxc_apply_levels()
        for rule in rules:
            self.assertEqual(rule.product_min_qty, rule.jxc_suggested_min)
            self.assertEqual(rule.product_max_qty, rule.jxc_suggested_max)
        self.assertNotEqual(*rules.mapped("product_min_qty"))

    def test_applying_without_demand_says_why_not(self):
        with self.assertRaisesRegex(UserError, "no demand"):
            self.rule.with_user(self.buyer).action_jxc_apply_levels()

    def test_others_may_not_apply(self):
        self._move(20, self.stock, self.outside)
        for role in ("salesperson", "operator", "finance", "driver"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.rule.with_user(self.users[role]).action_jxc_apply_levels()
        self.rule.with_user(self.users["supervisor"]).action_jxc_apply_levels()

    def test_settings_out_of_range_are_refused(self):
        for name, value in (
            ("jxc_demand_window_days", 0),
            ("jxc_service_level", 49.9),
            ("jxc_service_level", 100),
            ("jxc_order_cycle_days", -1),
            ("jxc_shortage_growth_percent", -1),
        ):
            with self.subTest(name=name, value=value):
                with self.assertRaises(ValidationError):
                    self.company[name] = value

    def test_the_settings_screen_keeps_them(self):
        form = Form(self.env["res.config.settings"])
        form.jxc_service_level = 98
        form.save().execute()
        self.assertEqual(self.company.jxc_service_level, 98)

    def test_asked_for_many_rules_at_once(self):
        rules = self.rule
        for number in range(5):
            rules |= self._new_rule(self._new_product(f"More {number}"))
        self.env.flush_all()
        rules.invalidate_recordset()
        with self.assertQueryCount(1):
            rules._jxc_get_daily_demand()

    def test_new_rules_in_a_form_have_no_figures_yet(self):
        form = Form(self.env["stock.warehouse.orderpoint"])
        form.product_id = self._new_product("Fresh")
        self.assertEqual(form.jxc_suggested_min, 0)
        form.jxc_buyer_id = self.users["purchase_manager"]
        self.assertEqual(form.save().jxc_buyer_id, self.users["purchase_manager"])
