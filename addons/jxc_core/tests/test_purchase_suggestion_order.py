from odoo.tests import Form, tagged

from .suggestion_common import SuggestionCommon


@tagged("post_install", "-at_install")
class TestOrder(SuggestionCommon):
    def test_one_click_makes_the_request_the_host_would_make(self):
        host = self._order_by_host()
        order = self._order(self._suggest())
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.user_id, self.buyer)
        for name in ("partner_id", "currency_id", "picking_type_id", "company_id"):
            self.assertEqual(order[name], host["order"][name], name)
        line = order.order_line
        for name, value in host["line"].items():
            self.assertEqual(line[name], value, name)
        self.assertEqual(line.orderpoint_id, self.rule)

    def _order_by_host(self):
        """What the host's button orders, undone again."""
        names = ("product_id", "product_qty", "product_uom_id", "price_unit", "name")
        names += ("discount", "tax_ids", "location_final_id")
        headers = ("partner_id", "currency_id", "picking_type_id", "company_id")
        self.env.invalidate_all()
        with self.env.cr.savepoint() as savepoint:
            self.rule._compute_qty_to_order_computed()
            self.rule.action_replenish()
            line = self.env["purchase.order.line"].search(
                [("orderpoint_id", "=", self.rule.id)]
            )
            seen = {
                "line": {name: line[name] for name in names},
                "order": {name: line.order_id[name] for name in headers},
            }
            savepoint.rollback()
        self.env.invalidate_all()
        return seen

    def test_the_shortage_closes_and_the_host_orders_no_more(self):
        shortage = self._run()
        self._order(self.rule.jxc_suggestion_line_ids)
        self.assertTrue(shortage.closed_at)
        self.assertFalse(self._activities())
        self.assertIsNone(self._find())
        self.rule.trigger = "auto"
        self.env.invalidate_all()
        self.env["stock.rule"].run_scheduler()
        lines = self.env["purchase.order.line"].search(
            [("product_id", "=", self.product.id)]
        )
        self.assertEqual(lines.product_qty, 55)

    def test_the_host_knows_what_is_left_to_order(self):
        for typed, left in ((55, 0), (3, 52)):
            with self.subTest(typed=typed):
                rule = self._new_rule(self._new_product(f"Iron {typed}", qty=5))
                line = self._suggest(rule)
                line.with_user(self.buyer).product_qty = typed
                self._order(line)
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(rule.qty_to_order, left)
                rule._compute_qty_to_order_computed()
                self.assertEqual(rule.qty_to_order, left)

    def test_pressed_twice_it_orders_once(self):
        line = self._suggest()
        order = self._order(line)
        self.assertEqual(self._order(line), order)
        self.assertEqual(line.state, "ordered")
        self.assertFalse(self._suggest())

    def test_what_the_host_ordered_meanwhile_is_dropped(self):
        line = self._suggest()
        self.rule.action_replenish()
        self.assertFalse(self._order(line))
        self.assertEqual(line.state, "covered")
        self.assertEqual(line.suggestion_id.state, "cancelled")
        lines = self.env["purchase.order.line"].search(
            [("product_id", "=", self.product.id)]
        )
        self.assertEqual(len(lines), 1)

    def test_what_is_partly_covered_meanwhile_is_lowered(self):
        line = self._suggest()
        self._new_purchase(10)
        self.assertEqual(self._order(line).order_line.product_qty, 45)

    def test_never_more_than_its_buyer_saw(self):
        line = self._suggest()
        self._set_stock(-50)
        self.assertEqual(self._order(line).order_line.product_qty, 55)

    def test_a_typed_quantity_is_ordered(self):
        line = self._suggest()
        line.with_user(self.buyer).product_qty = 100
        self.assertEqual(self._order(line).order_line.product_qty, 100)

    def test_a_quantity_of_nothing_leaves_the_product_out(self):
        toaster = self._new_product("Toaster", qty=0)
        lines = self._suggest(self.rule | self._new_rule(toaster))
        lines[0].with_user(self.buyer).product_qty = 0
        order = self._order(lines)
        self.assertEqual(order.order_line.product_id, lines[1].product_id)
        self.assertEqual(lines.mapped("state"), ["dropped", "ordered"])

    def test_too_little_leaves_the_shortage_open(self):
        shortage = self._run()
        line = self.rule.jxc_suggestion_line_ids
        line.with_user(self.buyer).product_qty = 3
        self._order(line)
        self.assertFalse(shortage.closed_at)
        self.assertEqual(self._suggest().product_qty, 52)

    def test_many_suggestions_with_one_click(self):
        rules = self.rule
        for number in range(3):
            vendor = self.env["res.partner"].create({"name": f"Vendor {number}"})
            product = self._new_product(f"Toaster {number}", qty=0)
            product.seller_ids.partner_id = vendor
            rules |= self._new_rule(product)
        orphan = self._new_rule(self._new_product("Orphan", qty=0, seller_ids=False))
        lines = self._suggest(rules | orphan)
        self.assertEqual(len(self._order(lines)), 4)
        self.assertEqual(orphan.jxc_suggestion_line_ids.state, "open")

    def test_taxes_and_the_vendor_s_words(self):
        tax = self.env["account.tax"].create(
            {"name": "VAT 13", "amount": 13, "type_tax_use": "purchase"}
        )
        self.product.supplier_taxes_id = tax
        self.product.seller_ids.write({"product_code": "KW-1", "product_name": "Pot"})
        self.product.description_purchase = "Without lid"
        line = self._order(self._suggest()).order_line
        self.assertEqual(line.tax_ids, tax)
        self.assertEqual(line.name, "[KW-1] Pot\nWithout lid")

    def test_the_trail_tells_who_changed_what(self):
        line = self._suggest()
        line.with_user(self.buyer).product_qty = 30
        order = self._order(line)
        bodies = " ".join(line.suggestion_id.message_ids.mapped("body"))
        self.assertIn("30", bodies)
        self.assertIn(order.name, bodies)

    def test_the_form_lets_quantities_be_typed(self):
        suggestion = self._suggest().suggestion_id.with_user(self.buyer)
        with Form(suggestion) as form, form.line_ids.edit(0) as line:
            line.product_qty = 12
        self.assertEqual(suggestion.line_ids.product_qty, 12)
