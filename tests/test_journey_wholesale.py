"""A wholesaler's day, each step by the person whose post it is."""

from odoo.tests import Form, tagged

from odoo.addons.jxc_core.exceptions import HoldError
from odoo.addons.jxc_core.tests.credit_common import CreditCommon


@tagged("post_install", "-at_install")
class TestJourneyWholesale(CreditCommon):
    """Limit 1,000.00; 100 kettles on the shelf, to be ordered again below 40."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor.buyer_id = cls.users["buyer"]
        cls.product.seller_ids.delay = 1
        cls.rule = cls.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": cls.product.id,
                "product_min_qty": 40,
                "product_max_qty": 80,
                "trigger": "manual",
            }
        )

    def _as(self, role, records):
        return records.with_user(self.users[role])

    def _type_order(self, qty):
        """A quotation typed into the form by the salesperson."""
        with Form(self.env(user=self.salesperson)["sale.order"]) as form:
            form.partner_id = self.customer
            with form.order_line.new() as line:
                line.product_id = self.product
                line.product_uom_qty = qty
        return form.record

    def test_from_the_order_to_the_money_and_back_to_the_vendor(self):
        order = self._type_order(70)
        order.action_confirm()
        self.assertEqual(order.picking_ids.state, "assigned", "goods are reserved")

        over = self._type_order(31)
        with self.assertRaises(HoldError):
            over.action_confirm()
        self._release(over)
        over.action_confirm()

        picking = self._as("operator", order.sudo().picking_ids)
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(order.delivery_status, "full")

        invoice = order.sudo()._create_invoices()
        invoice.action_post()
        self.assertEqual(self._exposure().receivable, 700)

        self._as("buyer", self.rule).action_jxc_suggest()
        suggestion = self.rule.jxc_suggestion_line_ids.suggestion_id
        self.assertEqual(suggestion.buyer_id, self.users["buyer"])
        self._as("buyer", suggestion).action_jxc_order()
        purchase = self.env["purchase.order"].search(
            [("partner_id", "=", self.vendor.id)]
        )
        self.assertEqual(purchase.order_line.product_qty, 81, "up to the maximum")
        self._as("buyer", self.rule).action_jxc_suggest()
        self.assertEqual(
            len(
                self.env["purchase.order"].search([("partner_id", "=", self.vendor.id)])
            ),
            1,
            "suggesting twice never orders twice",
        )

        self._as("buyer", purchase).button_confirm()
        receipt = self._as("operator", purchase.picking_ids)
        receipt.move_ids.picked = True
        receipt.button_validate()
        self.assertEqual(self.product.qty_available, 111)

    def test_the_boss_sees_what_was_let_pass(self):
        over = self._type_order(101)
        with self.assertRaises(HoldError):
            over.action_confirm()
        self._release(over)
        boss = self.env(user=self.users["general_manager"])
        release = boss["jxc.release"].search([("res_id", "=", over.id)])
        self.assertEqual(
            (release.document_name, release.user_id, release.ceiling),
            (over.name, self.manager, 1010),
        )
        self.assertEqual(boss["jxc.release"]._jxc_find_broken_link(), "")
