from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import HoldError
from .credit_common import CreditCommon


@tagged("post_install", "-at_install")
class TestGate(CreditCommon):
    """An order of 1,010.00 over a limit of 1,000.00 is held, asked for, released."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._quote(101)

    # --- release ------------------------------------------------------------------
    def test_a_released_order_is_confirmed_by_its_salesperson(self):
        self._release(self.order)
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_a_release_goes_on_at_once_when_asked_to(self):
        wizard = self.env["jxc.release.wizard"].with_user(self.manager)
        wizard.create(
            {"res_model": "sale.order", "res_id": self.order.id, "reason": "Fine"}
        ).action_release_and_proceed()
        self.assertEqual(self.order.state, "sale")

    def test_a_release_is_limited_to_the_amount_seen(self):
        self._release(self.order)
        self.order.order_line.product_uom_qty = 102
        with self.assertRaises(HoldError):
            self.order.action_confirm()

    def test_a_released_order_growing_past_its_ceiling_is_held_again(self):
        self._release(self.order)
        self.order.action_confirm()
        with self.assertRaises(HoldError):
            self.order.order_line.price_unit = 10.01

    def test_a_released_order_changing_inside_its_ceiling_passes(self):
        self._release(self.order)
        self.order.action_confirm()
        self.order.order_line.product_uom_qty = 99
        self.order.order_line.product_uom_qty = 101

    def test_a_release_holds_at_shipment_too(self):
        self._release(self.order)
        self.order.action_confirm()
        self.env["stock.quant"]._update_available_quantity(
            self.product, self.warehouse.lot_stock_id, 10
        )
        self.assertEqual(self._deliver(self.order.sudo()).state, "done")

    def test_a_release_does_not_serve_another_debtor(self):
        other = self.env["res.partner"].create({"name": "Full", "credit_limit": 10})
        self._release(self.order)
        self.order.partner_invoice_id = other
        with self.assertRaises(HoldError):
            self.order.action_confirm()

    def test_a_release_counts_through_its_last_day(self):
        today = fields.Date.today()
        self._release(self.order, valid_until=today)
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            with self.assertRaises(HoldError):
                self.order.action_confirm()
        self.order.action_confirm()

    def test_a_withdrawn_release_opens_nothing(self):
        release = self._release(self.order)
        release.with_user(self.manager).action_jxc_withdraw()
        with self.assertRaises(HoldError):
            self.order.action_confirm()

    def test_a_release_needs_a_reason(self):
        with self.assertRaises(UserError):
            self._release(self.order, reason="  ")

    def test_the_general_manager_may_release(self):
        self._release(self.order, user=self.users["general_manager"])
        self.order.action_confirm()

    def test_other_roles_may_not_release(self):
        for role in ("salesperson", "finance", "supervisor", "buyer", "driver"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._release(self.order, user=self.users[role])

    def test_nobody_releases_their_own_order(self):
        order = self._quote(101, user=self.manager)
        with self.assertRaises(AccessError):
            self._release(order)

    def test_a_company_may_allow_releasing_ones_own_order(self):
        self.company.jxc_allow_self_release = True
        order = self._quote(101, user=self.manager)
        self._release(order)
        order.action_confirm()

    def test_trail_rows_cannot_be_made_by_rpc(self):
        vals = {
            "res_model": "sale.order",
            "res_id": self.order.id,
            "code": "credit.over_limit",
            "user_id": self.manager.id,
            "reason": "x",
        }
        for role, user in self.users.items():
            with self.subTest(role), self.assertRaises(AccessError):
                self.env["jxc.release"].with_user(user).create(vals)

    # --- trail ----------------------------------------------------------------------
    def test_the_trail_says_who_let_what_pass_why_and_up_to_what(self):
        release = self._release(self.order)
        self.assertEqual(release.user_id, self.manager)
        self.assertEqual(release.requester_id, self.salesperson)
        self.assertEqual(release.code, "credit.over_limit")
        self.assertEqual(release.ceiling, 1010)
        self.assertEqual(release.reason, "They have paid for ten years")

    def test_nobody_changes_or_deletes_the_trail(self):
        release = self._release(self.order)
        for user in (*self.users.values(), self.env.user):
            with self.subTest(user.login):
                with self.assertRaises(UserError):
                    release.with_user(user).write({"ceiling": 99999})
                with self.assertRaises(UserError):
                    release.with_user(user).unlink()

    def test_an_untouched_chain_verifies(self):
        self._release(self.order)
        self._release(self._quote(102))
        self.assertEqual(self.env["jxc.release"]._jxc_find_broken_link(), "")

    def _break(self, query, back):
        self._release(self.order)
        self._release(self._quote(102))
        number = self.env["jxc.release"].search([], limit=1).number - back
        self.env.cr.execute(query, [number])
        self.env.invalidate_all()
        return number

    def test_a_changed_link_is_named(self):
        number = self._break("UPDATE jxc_release SET ceiling = 9 WHERE number = %s", 1)
        self.assertIn(
            f"number {number} ", self.env["jxc.release"]._jxc_find_broken_link()
        )

    def test_a_removed_last_link_is_noticed(self):
        number = self._break("DELETE FROM jxc_release WHERE number = %s", 0)
        self.assertIn(
            f"number {number - 1} ", self.env["jxc.release"]._jxc_find_broken_link()
        )

    def test_the_note_on_the_order_bears_no_figures(self):
        self._release(self.order)
        body = self.order.message_ids[0].body
        self.assertIn("They have paid for ten years", body)
        self.assertNotIn("1,000", body)

    # --- what people see --------------------------------------------------------------
    def test_the_banner_says_what_would_be_held(self):
        self.assertIn("Corner Shop", self.order.jxc_hold_text)
        self.assertFalse(self.order.jxc_can_release)
        order = self.order.with_user(self.manager)
        self.assertTrue(order.jxc_can_release)

    def test_no_banner_on_an_order_that_may_pass(self):
        self.assertFalse(self._quote(1).jxc_hold_text)

    def test_asking_puts_the_order_in_front_of_releasers_once(self):
        holds = self.order._jxc_get_open_holds("confirm")
        releasers = self.order._jxc_get_releasers("credit.over_limit")
        for _twice in range(2):
            self.order._jxc_ask(releasers[0], holds)
        activities = self.order.sudo().activity_ids
        self.assertIn(releasers[0], activities.user_id)
        self.assertEqual(len(activities), len(activities.user_id), "one for each")
        self.assertNotIn("1,000", "".join(activities.mapped("note")))

    def test_the_button_asks(self):
        self.assertTrue(self.order.action_jxc_ask_release())

    def test_asking_for_an_order_that_is_not_held_is_refused(self):
        with self.assertRaises(UserError):
            self._quote(1).action_jxc_ask_release()

    def test_releasing_answers_the_question(self):
        releaser = self.order._jxc_get_releasers("credit.over_limit")[0]
        self.order._jxc_ask(releaser, self.order._jxc_get_open_holds("confirm"))
        self._release(self.order)
        self.assertFalse(self.order.sudo().activity_ids)

    def _refuse(self, order):
        with self.assertRaises(HoldError) as caught:
            order.action_confirm()
        self.env["jxc.hold.notice"]._jxc_remember(
            "sale.order",
            "confirm",
            self.salesperson.id,
            [(h.res_id, h.code, h.sentence) for h in caught.exception.holds],
        )

    def test_refused_orders_are_found_by_the_filter_until_they_pass(self):
        self._refuse(self.order)
        self._refuse(self.order)
        orders = self.env["sale.order"].with_user(self.salesperson)
        self.assertEqual(orders.search([("jxc_held", "=", True)]), self.order)
        notice = self.env["jxc.hold.notice"].search([("res_id", "=", self.order.id)])
        self.assertEqual(notice.refusals, 2)
        self._release(self.order)
        self.order.action_confirm()
        self.assertFalse(orders.search([("jxc_held", "=", True)]))
        self.assertIn(self.order, orders.search([("jxc_held", "=", False)]))

    def test_an_order_that_passed_meanwhile_is_not_remembered_as_held(self):
        self.order.sudo().write({"state": "cancel"})
        refusal = (self.order.id, "credit.over_limit", "Over the limit")
        self.env["jxc.hold.notice"]._jxc_remember(
            "sale.order", "confirm", self.salesperson.id, [refusal]
        )
        self.assertFalse(self.order.jxc_held)

    def test_a_cancelled_quotation_is_held_no_more(self):
        self._refuse(self.order)
        self.order.action_cancel()
        self.assertFalse(self.order.jxc_held)

    def test_a_deleted_quotation_leaves_no_notice_behind(self):
        self._refuse(self.order)
        self.order.sudo().unlink()
        self.assertFalse(self.env["jxc.hold.notice"].search([("state", "=", "open")]))

    def test_a_refusal_waits_to_be_remembered_until_the_transaction_ends(self):
        with self.assertRaises(HoldError):
            self.order.action_confirm()
        self.assertTrue(self.env.cr.postrollback._funcs)


@tagged("post_install", "-at_install")
class TestFloorPrice(CreditCommon):
    """A kettle must not be sold under 8.00: one rule, one code, one sentence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.jxc_floor_price = 8

    def test_an_order_at_the_floor_is_confirmed(self):
        self._quote(1, price=8).action_confirm()

    def test_an_order_below_the_floor_is_held(self):
        with self.assertRaisesRegex(HoldError, "Kettle") as caught:
            self._quote(1, price=7.99).action_confirm()
        self.assertEqual(caught.exception.holds[0].code, "price.below_floor")

    def test_a_discount_below_the_floor_is_held(self):
        order = self._quote(1)
        order.order_line.discount = 21
        with self.assertRaises(HoldError):
            order.action_confirm()

    def test_a_dozen_is_compared_by_the_piece(self):
        order = self._quote(1)
        order.order_line.write(
            {"product_uom_id": self.env.ref("uom.product_uom_dozen").id}
        )
        order.order_line.price_unit = 95.9
        with self.assertRaises(HoldError):
            order.action_confirm()
        order.order_line.price_unit = 96
        order.action_confirm()

    def test_lowering_the_price_of_a_confirmed_order_is_held(self):
        order = self._quote(1)
        order.action_confirm()
        with self.assertRaises(HoldError):
            order.order_line.price_unit = 7

    def test_a_released_price_may_not_fall_further(self):
        order = self._quote(1, price=7)
        self._release(order)
        order.action_confirm()
        with self.assertRaises(HoldError):
            order.order_line.price_unit = 6

    def test_salespeople_cannot_read_the_floor(self):
        with self.assertRaises(AccessError):
            self.product.with_user(self.salesperson).read(["jxc_floor_price"])
