from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import new_test_user, tagged

from .guard_common import GuardCommon


@tagged("post_install", "-at_install")
class TestGuardBackdating(GuardCommon):
    """Goods are booked today, or on a past day by role, reason and open day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        cls.now = Datetime.now()
        cls.past = cls.now - timedelta(days=10)
        cls.clerk = new_test_user(
            cls.env,
            login="guard_clerk",
            groups="base.group_user,jxc_core.group_warehouse_supervisor,"
            "jxc_core.group_stock_backdater",
        )

    def _freeze(self, days):
        self.company.jxc_stock_freeze_date = (self.now - timedelta(days=days)).date()

    def _backdate(self, picking, user=None, moment=None, reason="Power cut"):
        action = self._rpc(
            user or self.clerk, "stock.picking", "action_jxc_backdate", picking.ids
        )
        vals = {"moment": Datetime.to_string(moment or self.past), "reason": reason}
        wizard = self._rpc(
            user or self.clerk,
            action["res_model"],
            "create",
            vals,
            context=action["context"],
        )
        self._rpc(user or self.clerk, action["res_model"], "action_backdate", [wizard])

    def _count(self, user, days=10, reason="Power cut", **fields):
        """Count 90 kettles and apply it as the host's wizard does, over RPC."""
        context = {"inventory_mode": True}
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.stock.id)]
        )
        vals = {"inventory_quantity": 90, **fields}
        self._rpc(user, "stock.quant", "write", quant.ids, vals, context=context)
        moment = Datetime.to_string(self.now - timedelta(days=days))
        vals = {
            "quant_ids": quant.ids,
            "inventory_adjustment_name": reason,
            "counting_date": moment,
        }
        name = "stock.inventory.adjustment.name"
        wizard = self._rpc(user, name, "create", vals, context=context)
        self._rpc(user, name, "action_apply", [wizard], context=context)
        return self.env["stock.move"].search(
            [("product_id", "=", self.product.id), ("is_inventory", "=", True)],
            order="id desc",
            limit=1,
        )

    # === TRANSFERS ===
    def test_a_backdated_transfer_is_booked_on_its_day(self):
        delivery = self._new_picking(5)
        self._backdate(delivery)
        self._rpc("operator", "stock.picking", "button_validate", delivery.ids)
        for records, name in (
            (delivery, "date_done"),
            (delivery.move_ids, "date"),
            (delivery.move_line_ids, "date"),
        ):
            self.assertEqual(records[name], self.past.replace(microsecond=0))
        self.assertIn("Power cut", delivery.message_ids.mapped("body").__str__())

    def test_a_batch_keeps_a_day_for_each_transfer(self):
        first, second = self._new_picking(5), self._new_picking(6)
        self._backdate(first)
        (first | second)._action_done()
        self.assertEqual(first.move_ids.date.date(), self.past.date())
        self.assertEqual(second.move_ids.date.date(), Datetime.now().date())
        self.assertEqual(self._on_hand(), 89)

    def test_accounts_are_booked_on_the_day_of_the_goods(self):
        loss = self.product.property_stock_inventory
        loss.valuation_account_id = self.env["account.account"].search(
            [("account_type", "=", "expense")], limit=1
        )
        self.product.categ_id = self.env["product.category"].create(
            {"name": "Kettles", "property_valuation": "real_time"}
        )
        move = self._new_picking(5, kind="int", location_dest_id=loss.id)
        self._backdate(move)
        move.button_validate()
        entry = move.move_ids.account_move_id
        self.assertTrue(entry)
        self.assertEqual(entry.date, self.past.date())

    def test_only_by_role(self):
        delivery = self._new_picking(5)
        for role in ("operator", "supervisor", "driver", "salesperson", "finance"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._backdate(delivery, user=role)
            self.env.invalidate_all()
        self._backdate(delivery, user="admin")

    def test_only_with_a_reason(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self._backdate(self._new_picking(5), reason=" ")

    def test_not_into_the_future(self):
        with self.assertRaisesRegex(UserError, "still to come"):
            self._backdate(self._new_picking(5), moment=self.now + timedelta(days=2))

    def test_not_what_is_done(self):
        with self.assertRaisesRegex(AccessError, "is done"):
            self._backdate(self._ship(5))

    def test_nobody_types_the_day(self):
        delivery = self._new_picking(5)
        for role in ("operator", "supervisor", "admin", self.clerk):
            for vals in (
                {"jxc_effective_date": "2020-01-01 00:00:00"},
                {"jxc_backdate_reason": "So"},
            ):
                self._assert_refused(role, delivery._name, "write", delivery.ids, vals)

    def test_no_context_dates_an_entry(self):
        delivery = self._new_picking(5)
        for role in ("operator", "supervisor", "admin", self.clerk):
            self._assert_refused(
                role,
                "stock.picking",
                "button_validate",
                delivery.ids,
                context={"force_period_date": "2020-01-01"},
            )

    def test_a_document_that_comes_late_lies_before_others(self):
        self._ship(5)
        for kind in ("in", "out"):
            late = self._new_picking(5, kind=kind)
            self._backdate(late)
            self._rpc("operator", "stock.picking", "button_validate", late.ids)
            self.assertEqual(late.date_done.date(), self.past.date())

    def _receive_on(self, days, qty):
        """Receive a product of its own, booked that many days ago."""
        product = self._new_product("Late Cup", qty=0)
        receipt = self._new_picking(qty, product=product, kind="in")
        if days:
            self._backdate(receipt, moment=self.now - timedelta(days=days))
        receipt.button_validate()
        return product

    def test_goods_do_not_leave_before_they_came(self):
        product = self._receive_on(5, 10)
        early = self._new_picking(4, product=product)
        with self.assertRaisesRegex(
            UserError, "Late Cup.* there were 0 .*4 are wanted"
        ):
            self._backdate(early, moment=self.now - timedelta(days=6))
        self._backdate(early, moment=self.now - timedelta(days=5))
        early.button_validate()
        self.assertEqual(self._on_hand(product), 6)

    def test_goods_do_not_leave_twice_in_the_past(self):
        """What was there on the day left later: the days between count, too."""
        product = self._receive_on(8, 10)
        gone = self._new_picking(8, product=product)
        self._backdate(gone, moment=self.now - timedelta(days=6))
        gone.button_validate()
        self._receive_more(product, 5)
        late = self._new_picking(4, product=product)
        with self.assertRaisesRegex(UserError, "there were 2 .*4 are wanted"):
            self._backdate(late, moment=self.now - timedelta(days=7))
        self._backdate(late, moment=self.now - timedelta(days=0))
        late.button_validate()
        self.assertEqual(self._on_hand(product), 3)

    def _receive_more(self, product, qty):
        receipt = self._new_picking(qty, product=product, kind="in")
        receipt.button_validate()

    def test_what_may_be_negative_may_leave_before_it_came(self):
        product = self._receive_on(5, 10)
        product.product_tmpl_id.jxc_allow_negative = True
        early = self._new_picking(4, product=product)
        self._backdate(early)
        early.button_validate()
        self.assertEqual(early.date_done.date(), self.past.date())

    def test_nothing_is_booked_before_a_count_that_has_seen_it(self):
        early, late = self._new_picking(5), self._new_picking(5, kind="in")
        self._count(self.clerk, days=5)
        for picking in (early, late):
            with self.assertRaisesRegex(UserError, "Kettle.* was counted on"):
                self._backdate(picking)
            self._backdate(picking, moment=self.now - timedelta(days=4))
            picking.button_validate()
        self.assertEqual(self._on_hand(), 90)

    def test_a_day_that_was_open_is_judged_again_when_goods_move(self):
        early = self._new_picking(5)
        self._backdate(early)
        self._count(self.clerk, days=5)
        with self.assertRaisesRegex(UserError, "was counted on"):
            early.button_validate()

    # === THE FREEZE DATE ===
    def test_nothing_is_backdated_to_a_closed_day(self):
        delivery = self._new_picking(5)
        self._freeze(10)
        with self.assertRaisesRegex(UserError, "is frozen until"):
            self._backdate(delivery)
        self._freeze(11)
        self._backdate(delivery)
        self._freeze(10)
        with self.assertRaisesRegex(UserError, "is frozen until"):
            delivery._action_done()

    def test_nothing_is_booked_today_when_today_is_closed(self):
        self._freeze(0)
        for user in ("operator", "admin"):
            with self.subTest(user), self.assertRaisesRegex(UserError, "frozen"):
                self._ship(5, user=user)
            self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "frozen"):
            self._new_picking(5)._action_done()
        with self.assertRaisesRegex(UserError, "frozen"):
            self._count("supervisor", days=0)
        self._freeze(1)
        self._ship(5)

    def test_another_company_freezes_its_own(self):
        other = self.env["res.company"].create({"name": "Branch"})
        other.jxc_stock_freeze_date = self.now.date()
        self._ship(5)

    # === COUNTS ===
    def test_a_count_is_dated_back_by_role_and_reason(self):
        move = self._count(self.clerk)
        self.assertEqual((move.quantity, move.date.date()), (10, self.past.date()))
        self.assertEqual(move.move_line_ids.date.date(), self.past.date())

    def test_a_count_of_today_needs_neither(self):
        move = self._count("supervisor", days=0, reason="Physical Inventory")
        self.assertEqual(move.quantity, 10)

    def test_a_count_is_not_dated_back_by_a_supervisor(self):
        with self.assertRaisesRegex(AccessError, "Only who may backdate"):
            self._count("supervisor")

    def test_a_count_is_not_dated_back_without_a_reason(self):
        for reason in ("", "Physical Inventory"):
            with self.subTest(reason), self.assertRaisesRegex(UserError, "Say why"):
                self._count(self.clerk, reason=reason)
            self.env.invalidate_all()

    def test_a_count_is_not_dated_before_what_moved_since(self):
        """It compares with what is there today."""
        self._ship(5)
        with self.assertRaisesRegex(UserError, "moved after it was counted"):
            self._count(self.clerk)

    def test_a_count_is_not_dated_before_the_freeze(self):
        self._freeze(10)
        with self.assertRaisesRegex(UserError, "is frozen until"):
            self._count(self.clerk)

    def test_an_accounting_date_is_a_date(self):
        day = {"accounting_date": str(self.past.date())}
        with self.assertRaisesRegex(AccessError, "Only who may backdate"):
            self._count("supervisor", days=0, **day)
        self.env.invalidate_all()
        self._count(self.clerk, days=0, **day)

    # === VALUES ===
    def test_a_value_is_dated_back_by_role_and_reason(self):
        vals = {
            "product_id": self.product.id,
            "value": 7,
            "company_id": self.company.id,
            "date": Datetime.to_string(self.past),
        }
        for user, more, error in (
            ("supervisor", {"description": "Power cut"}, AccessError),
            (self.clerk, {}, UserError),
        ):
            with self.assertRaises(error), self.env.cr.savepoint():
                self._rpc(user, "product.value", "create", {**vals, **more})
        vals["description"] = "Power cut"
        value = self._rpc(self.clerk, "product.value", "create", vals)
        self._freeze(10)
        for method, args in (("write", [{"value": 8}]), ("unlink", [])):
            with self.assertRaisesRegex(UserError, "is frozen until"):
                self._rpc(self.clerk, "product.value", method, [value], *args)
            self.env.invalidate_all()

    def test_a_value_of_today_is_a_supervisors(self):
        vals = {
            "product_id": self.product.id,
            "value": 7,
            "company_id": self.company.id,
        }
        self.assertTrue(self._rpc("supervisor", "product.value", "create", vals))

    def test_the_settings_open(self):
        self._assert_opens("admin", "res.config.settings", self.env["base"])

    def test_a_date_handed_on_as_superuser_is_a_users_still(self):
        """As a stored compute of an optional module does."""
        move = self._ship(5).move_ids
        with self.assertRaises(AccessError):
            move.with_user(self.clerk).sudo().date = self.past
