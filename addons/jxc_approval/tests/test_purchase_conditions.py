from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestPurchaseConditions(ApprovalCommon):
    """A rule that always asks stands before the ladder; does it speak?"""

    def _asks(self, order):
        """Whether the rule made for the test asked, and not the ladder."""
        return self._pending(order).rule_id.name == "Test rule"

    def _rule(self, **vals):
        return self._new_rule([{}], **vals)

    def test_an_amount_band_includes_both_its_ends(self):
        self._rule(amount_min=100, amount_max=200)
        asked = [self._asks(self._buy(total)) for total in (99.99, 100, 200, 200.01)]
        self.assertEqual(asked, [False, True, True, False])

    def test_a_vendor_is_meant_with_its_contacts(self):
        self._rule(partner_ids=self.vendor.ids)
        clerk = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.vendor.id}
        )
        self.assertTrue(self._asks(self._buy(10, partner_id=clerk.id)))

    def test_a_contact_named_in_a_rule_means_its_vendor(self):
        clerk = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.vendor.id}
        )
        self._rule(partner_ids=clerk.ids)
        self.assertTrue(self._asks(self._buy(10)))

    def test_another_vendor_is_not_meant(self):
        self._rule(partner_ids=self.customer.ids)
        self.assertFalse(self._asks(self._buy(10)))

    def test_an_archived_vendor_does_not_widen_the_rule_to_all(self):
        self._rule(partner_ids=self.customer.ids)
        self.customer.active = False
        self.env.registry.clear_cache()
        self.assertFalse(self._asks(self._buy(10)))

    def test_a_category_is_meant_with_those_below_it(self):
        parent = self.env["product.category"].create({"name": "Kitchen"})
        child = self.env["product.category"].create(
            {"name": "Kettles", "parent_id": parent.id}
        )
        self._rule(category_ids=parent.ids)
        self.assertFalse(self._asks(self._buy(10)))
        self.product.categ_id = child
        self.assertTrue(self._asks(self._buy(10)))

    def test_one_product_of_the_category_is_enough(self):
        category = self.env["product.category"].create({"name": "Kitchen"})
        pan = self._new_product("Pan", categ_id=category.id)
        self._rule(category_ids=category.ids)
        order = self._buy(10, confirm=False)
        order.order_line = [
            Command.create({"product_id": pan.id, "product_qty": 1, "price_unit": 1})
        ]
        self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self.assertTrue(self._asks(order))

    def test_a_warehouse_is_meant(self):
        other = self.env["stock.warehouse"].create({"name": "North", "code": "NRT"})
        self._rule(warehouse_ids=other.ids)
        self.assertFalse(self._asks(self._buy(10)))
        order = self._buy(10, picking_type_id=other.in_type_id.id)
        self.assertTrue(self._asks(order))

    def test_a_department_is_meant_with_those_below_it(self):
        top = self.env["hr.department"].create({"name": "Trade"})
        department = self._new_department("Purchasing", "purchase_manager", "buyer")
        department.parent_id = top
        self._rule(department_ids=top.ids)
        self.assertTrue(self._asks(self._buy(10)))

    def test_another_department_is_not_meant(self):
        self._new_department("Purchasing", "purchase_manager", "buyer")
        other = self._new_department("Finance", "finance")
        self._rule(department_ids=other.ids)
        self.assertFalse(self._asks(self._buy(10)))

    def test_handing_the_order_to_another_department_changes_no_rule(self):
        own = self._new_department("Purchasing", "purchase_manager", "buyer")
        self._new_department("Finance", "finance")
        self._rule(department_ids=own.ids)
        order = self._buy(10, confirm=False)
        self._write(order, {"user_id": self.users["finance"].id})
        self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self.assertTrue(self._asks(order))

    def test_a_domain_is_meant(self):
        self._rule(domain="[('origin', '=', 'fair')]")
        self.assertFalse(self._asks(self._buy(10)))
        self.assertTrue(self._asks(self._buy(10, origin="fair")))

    def test_all_conditions_must_fit(self):
        self._rule(partner_ids=self.vendor.ids, amount_min=100)
        self.assertFalse(self._asks(self._buy(10)))

    def test_the_first_rule_that_fits_speaks(self):
        self._new_rule([{"amount_over": 50000}], sequence=2, name="Generous")
        self.assertEqual(self._buy(30000).state, "purchase")
        self._rule(partner_ids=self.vendor.ids)
        self.assertTrue(self._asks(self._buy(30000)))

    def test_a_rule_of_the_company_speaks_before_one_of_all(self):
        self._new_rule([{"amount_over": 50000}], sequence=1)
        self._rule(sequence=99, company_id=self.company.id)
        self.assertTrue(self._asks(self._buy(10)))

    def test_a_rule_of_another_company_says_nothing(self):
        other = self.env["res.company"].create({"name": "Sister"})
        self._rule(company_id=other.id)
        self.assertFalse(self._asks(self._buy(10)))

    def test_a_context_switches_no_rule_on(self):
        rule = self._rule()
        rule.active = False
        order = self._buy(10, confirm=False)
        self._rpc(
            "buyer",
            "purchase.order",
            "button_confirm",
            order.ids,
            context={"active_test": False},
        )
        self.assertEqual(order.state, "purchase")


@tagged("post_install", "-at_install")
class TestPurchaseCompanies(ApprovalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sister = cls.env["res.company"].create(
            {"name": "Sister", "currency_id": cls._new_currency(0.1).id}
        )
        for role in ("buyer", "purchase_manager"):
            cls.users[role].company_ids |= cls.sister

    @classmethod
    def _new_currency(cls, rate):
        """A currency of which `rate` are one of the company's."""
        return cls.env["res.currency"].create(
            {
                "name": "XJX",
                "symbol": "X",
                "rate_ids": [
                    Command.create({"rate": rate, "company_id": cls.company.id})
                ],
            }
        )

    def _order_of_sister(self, total):
        """An order of the sister, in the sister's currency."""
        buyer = self.users["buyer"].with_company(self.sister)
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.sister.id)], limit=1
        )
        order = (
            self.env["purchase.order"]
            .with_user(buyer)
            .with_company(self.sister)
            .create(
                {
                    "partner_id": self.vendor.id,
                    "company_id": self.sister.id,
                    "currency_id": self.sister.currency_id.id,
                    "picking_type_id": warehouse.in_type_id.id,
                    "order_line": [self._new_line(total)],
                }
            )
        )
        order.button_confirm()
        return order.sudo()

    def test_thresholds_are_in_the_currency_of_the_orders_company(self):
        self.assertEqual(self._order_of_sister(5000).state, "purchase")
        self.assertEqual(self._order_of_sister(5000.01).state, "to approve")

    def test_an_approver_who_is_not_of_the_company_is_not_asked(self):
        order = self._order_of_sister(6000)
        asked = self._pending(order).turn_user_ids
        self.assertIn(self.users["purchase_manager"], asked)
        self.assertNotIn(self.users["general_manager"], asked)

    def test_an_approver_who_left_the_company_does_not_decide(self):
        order = self._order_of_sister(6000)
        request = self._pending(order)
        self.users["purchase_manager"].company_ids -= self.sister
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._rpc(
                "purchase_manager",
                "jxc.approval.request",
                "action_jxc_approve",
                request.ids,
            )
        self.env.invalidate_all()
        self.assertEqual(order.state, "to approve")

    def test_orders_of_the_sister_do_not_count_together_with_ours(self):
        self.ladder.split_by = "vendor"
        self._order_of_sister(4900)
        self.assertEqual(self._buy(4900).state, "purchase")


@tagged("post_install", "-at_install")
class TestPurchaseCurrency(ApprovalCommon):
    """Of the foreign money 0.1 are one of ours today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency = cls.env["res.currency"].create(
            {
                "name": "XJX",
                "symbol": "X",
                "rate_ids": [
                    Command.create({"name": "2020-01-01", "rate": 1}),
                    Command.create({"name": "2026-01-01", "rate": 0.1}),
                ],
            }
        )

    def _buy_abroad(self, total, **kw):
        return self._buy(total, currency_id=self.currency.id, **kw)

    def test_both_sides_of_the_threshold_in_foreign_money(self):
        states = [self._buy_abroad(total).state for total in (500, 500.01)]
        self.assertEqual(states, ["purchase", "to approve"])

    def test_the_date_of_the_order_chooses_no_rate(self):
        order = self._buy_abroad(4000, confirm=False)
        self._write(order, {"date_order": "2020-06-01"})
        self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        self.assertEqual(order.state, "to approve")

    def test_another_rate_stops_no_goods_that_were_ordered_before(self):
        order = self._buy_abroad(400)
        self.currency.rate_ids.rate = 0.01
        self.env.registry.clear_cache()
        order.picking_ids.with_user(self.users["operator"]).button_validate()
        self.assertEqual(order.picking_ids.state, "done")

    def test_a_lower_total_asks_nobody_whatever_the_rate(self):
        order = self._buy_abroad(400)
        self.currency.rate_ids.rate = 0.01
        self.env.registry.clear_cache()
        self._set_price(order, 399)
        self.assertEqual(order.state, "purchase")

    def test_the_seal_is_in_the_money_of_the_order(self):
        order = self._buy_abroad(600)
        self._approve(order, "purchase_manager")
        self.currency.rate_ids.rate = 0.05
        self.env.registry.clear_cache()
        order.picking_ids.with_user(self.users["operator"]).button_validate()
        self.assertEqual(order.picking_ids.state, "done")
