from odoo.tests import tagged

from odoo.addons.jxc_core.exceptions import HoldError

from .test_purchase_receipt import ReceiptCommon


@tagged("post_install", "-at_install")
class TestPurchaseBill(ReceiptCommon):
    def setUp(self):
        super().setUp()
        self.product.purchase_method = "purchase"

    def _bill(self, order=None, **vals):
        """A draft bill of the order."""
        order = order or self.order
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.write({"invoice_date": "2026-01-31", **vals})
        return bill

    def _assert_not_posted(self, bill, act):
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            act()
        self.env.invalidate_all()
        self.assertEqual(bill.state, "draft")

    def test_no_bill_is_made_of_what_is_not_approved(self):
        self._set_price(self.order, 1200)
        with self.assertRaises(HoldError):
            self._rpc(
                "buyer", "purchase.order", "action_create_invoice", self.order.ids
            )

    def test_a_bill_of_what_is_approved_is_booked(self):
        bill = self._bill()
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    def test_a_bill_is_not_booked_once_the_seal_is_broken(self):
        bill = self._bill()
        self._set_price(self.order, 1200)
        self._assert_not_posted(bill, bill.action_post)

    def test_a_bill_is_not_booked_by_writing_its_state(self):
        bill = self._bill()
        self._set_price(self.order, 1200)
        self._assert_not_posted(bill, lambda: bill.write({"state": "posted"}))

    def test_a_batch_of_bills_is_booked_together_or_not(self):
        bill = self._bill()
        other = self._order(6)
        bills = bill | self._bill(other)
        self._set_price(other, 1200)
        self._assert_not_posted(bill, bills.action_post)

    def test_a_credit_note_stays_possible(self):
        bill = self._bill()
        bill.action_post()
        self._set_price(self.order, 1200)
        reversal = self.env["account.move.reversal"].create(
            {"move_ids": bill.ids, "journal_id": bill.journal_id.id, "reason": "wrong"}
        )
        reversal.refund_moves()
        reversal.new_move_ids.action_post()
        self.assertEqual(reversal.new_move_ids.state, "posted")

    def _loose_bill(self):
        """A bill of the vendor that is booked and bills no order."""
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.vendor.id,
                "invoice_date": "2026-01-31",
                "invoice_line_ids": [
                    (0, 0, {"product_id": self.product.id, "price_unit": 1000})
                ],
            }
        )
        bill.action_post()
        return bill

    def test_a_booked_bill_is_not_linked_to_what_is_not_approved(self):
        line = self._loose_bill().invoice_line_ids
        self._set_price(self.order, 1200)
        with self.assertRaises(HoldError):
            line.purchase_line_id = self.order.order_line

    def test_a_booked_bill_is_linked_to_what_is_approved(self):
        line = self._loose_bill().invoice_line_ids
        line.purchase_line_id = self.order.order_line
        self.assertEqual(self.order.order_line.qty_invoiced, 1)

    def test_a_booked_bill_is_not_matched_with_an_order_whose_seal_has_ended(self):
        line = self._loose_bill().invoice_line_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE jxc_release SET valid_until = '2000-01-01' WHERE res_id = %s",
            self.order.ids,
        )
        self.env.invalidate_all()
        match = self.env["purchase.bill.line.match"].browse(
            [self.order.order_line.id, -line.id]
        )
        with self.assertRaises(HoldError):
            match.action_match_lines()

    def _add_to_order(self, bill, order):
        wizard = self.env["bill.to.po.wizard"].with_context(
            active_ids=[-line.id for line in bill.invoice_line_ids]
        )
        values = {"partner_id": self.vendor.id}
        if order:
            values["purchase_order_id"] = order.id
        return wizard.create(values).action_add_to_po()

    def test_a_booked_bill_is_not_added_to_an_approved_order(self):
        bill = self._loose_bill()
        with self.assertRaises(HoldError):
            self._add_to_order(bill, self.order)

    def test_a_booked_bill_makes_no_order_over_the_threshold(self):
        bill = self._loose_bill()
        bill.button_draft()
        bill.invoice_line_ids.price_unit = 30000
        bill.action_post()
        with self.assertRaises(HoldError):
            self._add_to_order(bill, None)

    def test_a_draft_bill_added_to_an_approved_order_breaks_its_seal(self):
        bill = self._loose_bill()
        bill.button_draft()
        self._add_to_order(bill, self.order)
        self.assertEqual(self.order.state, "to approve")
        self._assert_not_posted(bill, bill.action_post)
