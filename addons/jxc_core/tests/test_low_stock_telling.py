from odoo.exceptions import AccessError
from odoo.tests import tagged

from .low_stock_common import LowStockCommon


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
