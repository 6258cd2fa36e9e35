from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ApprovalCommon


class SplitCommon(ApprovalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ladder.write({"split_by": "vendor", "split_days": 7})
        cls.other_vendor = cls.env["res.partner"].create({"name": "Pan Works"})


@tagged("post_install", "-at_install")
class TestPurchaseSplit(SplitCommon):
    def test_orders_that_reach_the_threshold_together_are_below_it(self):
        self._buy(2500)
        self.assertEqual(self._buy(2500).state, "purchase")
        self.assertEqual(self._buy(0.01).state, "to approve")

    def test_the_approver_sees_what_counts_together(self):
        first = self._buy(4900)
        request = self._pending(self._buy(4900))
        self.assertEqual(request.counted_ids, first)
        self.assertTrue(request.split)

    def test_orders_of_contacts_count_with_their_vendor(self):
        clerk = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.vendor.id}
        )
        self._buy(4900)
        self.assertEqual(self._buy(4900, partner_id=clerk.id).state, "to approve")

    def test_orders_of_another_vendor_do_not_count(self):
        self._buy(4900)
        order = self._buy(4900, partner_id=self.other_vendor.id)
        self.assertEqual(order.state, "purchase")

    def test_orders_of_another_buyer_count_for_the_vendor(self):
        self._buy(4900)
        order = self._new_purchase(1, self.other_buyer, price=4900)
        self._rpc(self.other_buyer, "purchase.order", "button_confirm", order.ids)
        self.assertEqual(order.sudo().state, "to approve")

    def test_orders_of_one_buyer_count_for_the_requester(self):
        self.ladder.split_by = "requester"
        self._buy(4900)
        order = self._buy(4900, partner_id=self.other_vendor.id)
        self.assertEqual(order.state, "to approve")

    def test_handing_an_order_to_a_colleague_does_not_hide_who_typed_it(self):
        self.ladder.split_by = "requester"
        self._buy(4900)
        order = self._buy(4900, confirm=False, partner_id=self.other_vendor.id)
        self._write(order, {"user_id": self.other_buyer.id})
        self._rpc(self.other_buyer, "purchase.order", "button_confirm", order.ids)
        self.assertEqual(order.state, "to approve")

    def test_what_the_program_typed_does_not_count_for_all(self):
        self.ladder.split_by = "requester"
        for buyer in (self.users["buyer"], self.other_buyer):
            vendor = self.env["res.partner"].create({"name": buyer.name})
            order = self._new_purchase(
                1, price=4900, user_id=buyer.id, partner_id=vendor.id
            )
            self._rpc(buyer, "purchase.order", "button_confirm", order.ids)
            self.assertEqual(order.state, "purchase")

    def test_either_counts_vendor_and_requester(self):
        self.ladder.split_by = "either"
        self._buy(2000)
        self._buy(2000, partner_id=self.other_vendor.id)
        order = self._new_purchase(1, self.other_buyer, price=2900)
        self._rpc(self.other_buyer, "purchase.order", "button_confirm", order.ids)
        self.assertEqual(order.sudo().state, "purchase", "only the vendor's 2,000")
        self.assertEqual(self._buy(200).state, "to approve")

    def test_an_order_of_the_days_before_counts_no_more(self):
        now = fields.Datetime.now()
        with freeze_time(now - timedelta(days=7, minutes=1)):
            self._buy(4900)
        self.assertEqual(self._buy(4900).state, "purchase")

    def test_an_order_of_the_last_day_counts(self):
        now = fields.Datetime.now()
        with freeze_time(now - timedelta(days=6, hours=23)):
            self._buy(4900)
        self.assertEqual(self._buy(4900).state, "to approve")

    def test_the_moment_of_confirming_is_not_forged(self):
        order = self._buy(4900)
        values = {"jxc_confirmed_at": "2000-01-01 00:00:00"}
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._write(order, values)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._rpc(
                "buyer",
                "purchase.order",
                "create",
                [{"partner_id": self.vendor.id, **values}],
            )
        for name in ("date_order", "date_planned"):
            self._write(order, {name: "2000-01-01 00:00:00"})
        self.assertEqual(self._buy(4900).state, "to approve")

    def test_an_order_created_as_confirmed_counts(self):
        values = {
            "partner_id": self.vendor.id,
            "state": "purchase",
            "order_line": [self._new_line(4900)],
        }
        context = {"default_jxc_confirmed_at": "2000-01-01 00:00:00"}
        self._rpc("buyer", "purchase.order", "create", [values], context=context)
        self.assertEqual(self._buy(4900).state, "to approve")

    def test_a_default_state_counts_like_a_written_one(self):
        values = {"partner_id": self.vendor.id, "order_line": [self._new_line(4900)]}
        context = {"default_state": "purchase"}
        ids = self._rpc("buyer", "purchase.order", "create", [values], context=context)
        self.assertTrue(self.env["purchase.order"].browse(ids).jxc_confirmed_at)
        self.assertEqual(self._buy(4900).state, "to approve")

    def test_a_cancelled_order_does_not_count(self):
        order = self._buy(4900)
        self._rpc("buyer", "purchase.order", "button_cancel", order.ids)
        self.assertEqual(self._buy(4900).state, "purchase")

    def test_a_refused_order_does_not_count(self):
        self._decide("purchase_manager", self._buy(6000), "refuse")
        self.assertEqual(self._buy(4900).state, "purchase")

    def test_an_order_that_waits_counts(self):
        self.ladder.step_ids[0].amount_over = 3000
        self.ladder.step_ids[1].amount_over = 8000
        self._buy(4900)
        second = self._pending(self._buy(4900))
        self.assertEqual(len(second.task_ids.grouped("slot")), 2)

    def test_a_foreign_order_counts_in_our_money_of_today(self):
        currency = self.env["res.currency"].create(
            {
                "name": "XJX",
                "symbol": "X",
                "rate_ids": [
                    Command.create({"name": "2020-01-01", "rate": 1}),
                    Command.create({"name": "2026-01-01", "rate": 0.1}),
                ],
            }
        )
        order = self._buy(490, confirm=False, currency_id=currency.id)
        self._write(order, {"date_order": "2020-06-01"})
        self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self.assertEqual(order.state, "purchase")
        self.assertEqual(self._buy(4900).state, "to approve")

    def test_credits_hide_no_order(self):
        self._buy(-4900)
        self._buy(4900)
        self.assertEqual(self._buy(4900).state, "to approve")

    def test_a_small_order_grown_later_counts_the_others(self):
        first = self._buy(100)
        self._buy(4900)
        self._set_price(first, 200)
        self.assertEqual(first.state, "to approve")

    def test_goods_of_the_first_order_are_not_held_by_the_second(self):
        first = self._buy(4900)
        self._buy(4900)
        first.picking_ids.with_user(self.users["operator"]).button_validate()
        self.assertEqual(first.picking_ids.state, "done")


@tagged("post_install", "-at_install")
class TestPurchaseSeen(SplitCommon):
    """What an approver has seen does not count again; what they have not seen does."""

    def setUp(self):
        super().setUp()
        self.first = self._buy(200)
        self.second = self._buy(4900)
        self._approve(self.second, "purchase_manager")

    def test_what_was_seen_together_counts_no_more(self):
        self.assertEqual(self._buy(4900).state, "purchase")

    def test_what_has_come_since_counts(self):
        self._buy(4900)
        self.assertEqual(self._buy(200).state, "to approve")

    def test_by_how_much_an_order_has_grown_since_counts(self):
        self._set_price(self.first, 4900)
        self.assertEqual(self.first.state, "purchase")
        self.assertEqual(self._buy(400).state, "to approve")

    def test_what_was_seen_at_a_lower_step_counts_at_a_higher_one(self):
        order = self._buy(19900)
        self.assertEqual(len(self._pending(order).task_ids.grouped("slot")), 2)

    def test_what_was_seen_of_an_order_ends_when_it_is_cancelled(self):
        order = self._buy(6000)
        self._approve(order, "purchase_manager")
        for method in ("button_cancel", "button_draft"):
            self._rpc("buyer", "purchase.order", method, order.ids)
        self._set_price(order, 4600)
        self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self.assertEqual(order.state, "purchase")
        self.assertEqual(self._buy(4900).state, "to approve")
