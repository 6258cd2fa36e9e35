from odoo import Command
from odoo.tests import tagged

from odoo.addons.jxc_core.exceptions import HoldError

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestNoVendor(DropshipCommon):
    """The orphan is drop-shipped and nobody sells it: its order must not slip by."""

    def _release(self, order):
        wizard = self.env["jxc.release.wizard"].with_user(self.manager)
        wizard.create(
            {"res_model": order._name, "res_id": order.id, "reason": "I buy it myself"}
        ).action_release()

    def test_an_order_nobody_could_ship_is_held_before_it_is_confirmed(self):
        order = self._order_of(self.orphan)
        with self.assertRaises(HoldError) as refusal:
            order.action_confirm()
        (hold,) = refusal.exception.context["jxc_holds"]
        self.assertEqual(hold["code"], "dropship.no_vendor")
        self.assertEqual(hold["facts"], {"products": ["Orphan"]})
        self.assertIn("Add a vendor", hold["sentence"])
        self.assertFalse(hold["can_release"])
        self.assertEqual(order.state, "draft")

    def test_an_order_with_a_vendor_passes_and_is_bought(self):
        order = self._order_of(self.kettle)
        order.action_confirm()
        purchase = order.sudo()._get_purchase_orders()
        self.assertEqual(purchase.partner_id, self.vendor)

    def test_a_vendor_whose_price_does_not_fit_is_a_vendor_as_for_the_host(self):
        self.kettle.seller_ids.min_qty = 1000
        order = self._order_of(self.kettle)
        order.action_confirm()
        self.assertEqual(order.sudo()._get_purchase_orders().partner_id, self.vendor)

    def test_a_vendor_of_another_company_is_none(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.kettle.seller_ids.company_id = other
        with self.assertRaises(HoldError):
            self._order_of(self.kettle).action_confirm()

    def test_goods_from_stock_need_no_vendor(self):
        plain = self._new_product("Plain", seller_ids=False)
        order = self._order_of(plain)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_line_with_its_own_route_follows_that_route(self):
        plain = self._new_product("Plain", seller_ids=False)
        order = self._order_of(plain)
        order.order_line.route_ids = self.route
        with self.assertRaises(HoldError):
            order.action_confirm()

    def test_a_route_of_the_category_counts(self):
        category = self.env["product.category"].create(
            {"name": "Direct", "route_ids": [Command.set(self.route.ids)]}
        )
        plain = self._new_product("Plain", seller_ids=False, categ_id=category.id)
        with self.assertRaises(HoldError):
            self._order_of(plain).action_confirm()

    def test_services_and_notes_need_no_vendor(self):
        service = self._new_product(
            "Advice", qty=0, seller_ids=False, type="service", is_storable=False
        )
        order = self._order_of(service)
        order.order_line = [Command.create({"display_type": "line_note", "name": "x"})]
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_each_order_of_a_batch_is_judged_and_named(self):
        good, bad = self._order_of(self.kettle), self._order_of(self.orphan)
        with self.assertRaises(HoldError) as refusal:
            (good | bad).action_confirm()
        self.assertEqual([hold.res_id for hold in refusal.exception.holds], [bad.id])
        self.assertEqual(good.state, "draft")

    def test_a_line_added_to_a_confirmed_order_is_judged_too(self):
        order = self._order_of(self.kettle)
        order.action_confirm()
        with self.assertRaises(HoldError):
            order.order_line = [
                Command.create({"product_id": self.orphan.id, "product_uom_qty": 1})
            ]

    def test_the_drop_ship_manager_releases_and_a_sales_manager_does_not(self):
        order = self._order_of(self.orphan)
        code = "dropship.no_vendor"
        self.assertFalse(
            order.with_user(self.users["sales_manager"])._jxc_may_release(code)
        )
        self._release(order)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_release_does_not_cover_another_product(self):
        order = self._order_of(self.orphan)
        self._release(order)
        order.order_line.product_id = self._new_product(
            "Second Orphan", qty=0, route_ids=self.route.ids, seller_ids=False
        )
        with self.assertRaises(HoldError):
            order.action_confirm()
