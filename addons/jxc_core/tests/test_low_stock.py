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


@tagged("post_install", "-at_install")
class TestTrigger(LowStockCommon):
    """What takes goods away has the scheduled action look, once per transaction."""

    def _count(self):
        self.env.cr.precommit.run()
        cron = self.env.ref("jxc_core.ir_cron_tell_shortages")
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])

    def setUp(self):
        super().setUp()
        self.before = self._count()

    def test_a_confirmed_sale_triggers_once(self):
        orders = self._new_order(5) | self._new_order(6)
        orders.with_user(self.users["salesperson"]).sudo().action_confirm()
        self.assertEqual(self._count(), self.before + 1)

    def test_a_salesperson_needs_no_right_to_scheduled_actions(self):
        self._new_order(5, user=self.users["salesperson"]).action_confirm()
        self.assertEqual(self._count(), self.before + 1)

    def test_an_inventory_loss_triggers(self):
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.stock.id)]
        )
        quant.inventory_quantity = 3
        quant._apply_inventory()
        self.assertEqual(self._count(), self.before + 1)

    def test_a_write_off_triggers(self):
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.product.id, "scrap_qty": 95}
        )
        scrap.do_scrap()
        self.assertEqual(self._count(), self.before + 1)
        self.assertIsNotNone(self._find())

    def test_drop_shipping_triggers_nothing(self):
        supplier = self.env.ref("stock.stock_location_suppliers")
        self._move(5, supplier, self.outside)
        self.assertEqual(self._count(), self.before)

    def test_an_archived_scheduled_action_does_no_harm(self):
        self.env.ref("jxc_core.ir_cron_tell_shortages").active = False
        self._new_order(5).action_confirm()
        self.assertEqual(self._count(), self.before)


@tagged("post_install", "-at_install")
class TestTelling(LowStockCommon):
    """Each buyer hears of each shortage once, all of theirs in one mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_stock(5)
        cls.env["stock.warehouse.orderpoint"].search(
            [("id", "!=", cls.rule.id)]
        ).active = False

    def test_one_activity_and_one_mail_for_many_products(self):
        for number in range(3):
            self._new_rule(self._new_product(f"Toaster {number}", qty=0))
        self._run()
        mail = self._mails()
        self.assertEqual(len(mail), 1)
        self.assertEqual(len(self._activities()), 1)
        for name in ("Kettle", "Toaster 0", "Toaster 1", "Toaster 2"):
            self.assertIn(name, mail.body_html)
            self.assertIn(name, self._activities().note)
        self.assertIn("4", mail.subject)

    def test_never_again_until_it_grew(self):
        self._run()
        self._run()
        self.assertEqual(len(self._mails()), 1)
        self._set_stock(4)
        self._run()
        self.assertEqual(len(self._mails()), 2)
        self.assertEqual(len(self._activities()), 1)
        self._set_stock(5)
        self._run()
        self.assertEqual(len(self._mails()), 2)

    def test_growth_below_the_company_s_percentage_is_kept_quiet(self):
        self.company.jxc_shortage_growth_percent = 20
        self._run()  # 15 missing
        self._set_stock(2)  # 18: exactly a fifth more
        self._run()
        self.assertEqual(len(self._mails()), 1)
        self._set_stock(1.9)
        self._run()
        self.assertEqual(len(self._mails()), 2)

    def test_small_steps_add_up(self):
        self.company.jxc_shortage_growth_percent = 20
        self._run()
        for qty in (4, 3, 2, 1):
            self._set_stock(qty)
            self._run()
        self.assertEqual(len(self._mails()), 2)

    def test_closed_and_short_again_is_told_again(self):
        shortage = self._run()
        self._set_stock(50)
        self._run()
        self.assertTrue(shortage.closed_at)
        self.assertFalse(self._activities())
        self._set_stock(5)
        self._run()
        self.assertEqual(len(self._mails()), 2)
        self.assertEqual(
            self.Shortage.search_count([("orderpoint_id", "=", self.rule.id)]), 2
        )

    def test_who_takes_over_is_told_once(self):
        self._run()
        heir = self.users["purchase_manager"]
        heir.email = "heir@example.com"
        self.rule.jxc_buyer_id = heir
        self._run()
        self._run()
        self.assertEqual(len(self._mails(heir)), 1)
        self.assertEqual(len(self._mails()), 1)

    def test_without_address_the_activity_is_enough(self):
        self.buyer.email = False
        self._run()
        self.assertFalse(self._mails())
        self.assertEqual(len(self._activities()), 1)
        self.assertTrue(self.Shortage.search([]).told_at)

    def test_nobody_in_charge_goes_to_the_purchase_managers(self):
        self.vendor.buyer_id = False
        self.product.responsible_id = False
        self._run()
        self.assertEqual(len(self._activities(self.users["purchase_manager"])), 1)
        self.assertFalse(self._activities())

    def test_without_managers_the_administrator_hears_and_the_log_says_so(self):
        self.vendor.buyer_id = False
        self.product.responsible_id = False
        self.env.ref("jxc_core.group_purchase_manager").user_ids.active = False
        with self.assertLogs(
            "odoo.addons.jxc_core.models.jxc_shortage", "WARNING"
        ) as logs:
            self._run()
        self.assertIn(self.rule.name, logs.output[0])
        self.assertEqual(len(self._activities(self.users["admin"])), 1)

    def test_the_mail_speaks_the_buyer_s_language_and_zone(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.product.with_context(lang="zh_CN").name = "水壶"
        self.buyer.write({"lang": "zh_CN", "tz": "Asia/Shanghai"})
        shortage = self._run()
        shortage.write({"opened_at": "2026-03-01 20:00:00", "to_tell": True})
        self.Shortage._jxc_tell(self.company, self.buyer)
        body = self._mails()[:1].body_html
        self.assertIn("水壶", body)
        self.assertRegex(body, r"(3月2日|2026.{0,3}0?3.{0,3}0?2)")

    def test_each_company_tells_its_own_buyer(self):
        company, other, rule = self._new_company()
        self._run()
        self._run(company)
        self.assertNotIn(rule.product_id.name, self._mails().body_html)
        self.assertIn(rule.product_id.name, self._mails(other).body_html)
        mine = self.Shortage.with_user(other).search([])
        self.assertEqual(mine.orderpoint_id.ids, rule.ids)

    def test_statements_per_buyer_do_not_grow_with_the_products(self):
        counts = []
        for total in (5, 40):
            buyer = self._new_role_user(
                "buyer", login=f"many{total}", email=f"{total}@example.com"
            )
            products = [
                self._new_product(f"{total}-{number}", qty=0) for number in range(total)
            ]
            for product in products:
                self._new_rule(product, jxc_buyer_choice_id=buyer.id)
            self.Shortage._jxc_refresh(self.company)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Shortage._jxc_tell(self.company, buyer)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_nobody_writes_shortages_by_hand(self):
        shortage = self._run()
        for role in ("buyer", "purchase_manager", "supervisor", "finance"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                shortage.with_user(self.users[role]).write({"told_at": False})
            with self.subTest(role=role), self.assertRaises(AccessError):
                shortage.with_user(self.users[role]).unlink()
        with self.assertRaises(AccessError):
            shortage.with_user(self.users["salesperson"]).read(["missing_qty"])


@tagged("post_install", "-at_install")
class TestCron(LowStockCommon):
    """The scheduled action, run as the host runs it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_stock(5)
        cls.cron = cls.env.ref("jxc_core.ir_cron_tell_shortages")

    def _trigger(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_it_finds_suggests_and_tells(self):
        self._trigger()
        self.assertEqual(len(self._mails()), 1)
        self.assertTrue(self.rule.jxc_suggestion_line_ids)
        self._trigger()
        self.assertEqual(len(self._mails()), 1)
        self.assertEqual(len(self.rule.jxc_suggestion_line_ids), 1)

    def test_the_company_may_want_no_suggestions(self):
        self.company.jxc_suggest_purchases = False
        self._trigger()
        self.assertEqual(len(self._mails()), 1)
        self.assertFalse(self.rule.jxc_suggestion_line_ids)

    def test_stopped_in_the_middle_it_goes_on_with_the_rest(self):
        second = self._new_role_user("buyer", login="second", email="2@example.com")
        toaster = self._new_product("Toaster", qty=0)
        self._new_rule(toaster, jxc_buyer_choice_id=second.id)
        buyers = self.buyer | second
        self._stop_after_first_buyer()
        told = self._mails(self.buyer) | self._mails(second)
        self.assertEqual(len(told), 1)
        self._trigger()
        for buyer in buyers:
            self.assertEqual(len(self._mails(buyer)), 1)

    def _stop_after_first_buyer(self):
        """Run until the time is up, which is after the first buyer was told."""
        origin = type(self.env["ir.cron"])._commit_progress

        def out_of_time(cron, processed=0, **kw):
            left = origin(cron, processed, **kw)
            told = cron.env["jxc.shortage"].search_count([("told_at", "!=", False)])
            return 0 if told and processed else left

        self.patch(type(self.env["ir.cron"]), "_commit_progress", out_of_time)
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.Shortage.with_env(self.env(cr=cr))._cron_jxc_tell_shortages()
        self.patch(type(self.env["ir.cron"]), "_commit_progress", origin)
        self.env.invalidate_all()

    def test_a_whole_night_needs_no_right_of_the_buyer(self):
        self.assertFalse(self.buyer.has_group("stock.group_stock_user"))
        self._trigger()
        lines = self.rule.with_user(self.buyer).jxc_suggestion_line_ids
        self.assertEqual(lines.product_id, self.product)
        self.assertEqual(lines.state, "open")
