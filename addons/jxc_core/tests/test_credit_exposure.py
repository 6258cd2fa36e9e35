from odoo import Command
from odoo.tests import Form, tagged

from ..exceptions import HoldError
from ..hooks import post_init_hook, pre_init_hook
from .credit_common import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditExposure(CreditCommon):
    """What Corner Shop owes: each part counted once, whatever the document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.credit_limit = 1000000
        cls.company.jxc_credit_check_overdue = False

    def _bill(self, order, post=True):
        invoice = order._create_invoices()
        if post:
            invoice.action_post()
        return invoice

    def _down_payment(self, order, percent):
        self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": order.ids,
                "advance_payment_method": "percentage",
                "amount": percent,
            }
        ).create_invoices()
        return order.invoice_ids

    def _used(self):
        return self._exposure().used(self.company._jxc_get_credit_parts())

    def _take_back(self, picking, qty):
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = qty
        back = wizard._create_return()
        back.move_ids.write({"quantity": qty, "picked": True})
        back._action_done()

    def _credit_note(self, invoice, qty=None):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        note = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        if qty:
            with Form(note) as form, form.invoice_line_ids.edit(0) as line:
                line.quantity = qty
        return note

    def test_a_posted_invoice_counts_and_its_order_no_more(self):
        order = self._confirm(60)
        self._deliver(order)
        self._bill(order)
        exposure = self._exposure()
        self.assertEqual((exposure.receivable, exposure.orders), (600, 0))

    def test_a_draft_invoice_of_an_order_counts_once(self):
        order = self._confirm(60)
        self._deliver(order)
        self._bill(order, post=False)
        exposure = self._exposure()
        self.assertEqual((exposure.draft, exposure.orders), (0, 600))

    def test_a_draft_of_an_order_opens_no_room_by_a_lower_price(self):
        order = self._confirm(60)
        self._deliver(order)
        self._bill(order, post=False).invoice_line_ids.price_unit = 0
        self.assertEqual(self._used(), 600)

    def test_what_a_draft_bills_beyond_its_order_counts(self):
        order = self._confirm(60)
        self._deliver(order)
        invoice = self._bill(order, post=False)
        freight = {"name": "Freight", "price_unit": 40, "tax_ids": False}
        invoice.invoice_line_ids = [Command.create(freight)]
        exposure = self._exposure()
        self.assertEqual((exposure.draft, exposure.orders), (40, 600))

    def test_a_draft_invoice_without_order_counts(self):
        self._invoice(900, post=False)
        self.assertEqual(self._used(), 900)

    def test_a_draft_credit_note_opens_no_room(self):
        self._invoice(900)
        self._invoice(900, post=False, kind="out_refund")
        self.assertEqual(self._used(), 900)

    def test_a_posted_credit_note_not_matched_yet_comes_off(self):
        self._invoice(900)
        self._invoice(300, kind="out_refund")
        exposure = self._exposure()
        self.assertEqual((exposure.receivable, exposure.unapplied), (900, -300))
        self.assertEqual(self._used(), 600)

    def test_a_part_invoice_does_not_change_the_total(self):
        order = self._confirm(60)
        self._deliver(order, 25)
        self._bill(order)
        exposure = self._exposure()
        self.assertEqual((exposure.receivable, exposure.orders), (250, 350))

    def test_a_down_payment_is_not_counted_twice(self):
        order = self._confirm(100)
        invoice = self._down_payment(order, 50)
        self.assertEqual(self._used(), 1000)
        invoice.action_post()
        exposure = self._exposure()
        self.assertEqual((exposure.receivable, exposure.orders), (500, 500))

    def test_the_final_invoice_after_a_down_payment_keeps_the_total(self):
        order = self._confirm(100)
        self._down_payment(order, 50).action_post()
        self._deliver(order)
        order._create_invoices(final=True).action_post()
        exposure = self._exposure()
        self.assertEqual((exposure.receivable, exposure.orders), (1000, 0))

    def test_an_invoice_larger_than_its_order_takes_nothing_off_other_orders(self):
        first, _second = self._confirm(100), self._confirm(100)
        self._deliver(first)
        invoice = self._bill(first, post=False)
        invoice.invoice_line_ids.price_unit = 20
        invoice.action_post()
        self.assertEqual(self._used(), 3000)

    def test_a_down_payment_without_a_unit_is_no_obstacle(self):
        order = self._confirm(10)
        order.order_line = [
            Command.create({"name": "Down", "is_downpayment": True, "tax_ids": False})
        ]
        self.assertFalse(order.order_line[-1].product_uom_id)
        self.assertEqual(self._used(), 100)

    def test_a_down_payment_larger_than_its_order_counts_as_it_is(self):
        order = self._confirm(100)
        self._down_payment(order, 100)
        order.invoice_ids.invoice_line_ids.price_unit = 1500
        order.invoice_ids.action_post()
        self.assertEqual(self._used(), 1500)

    def test_returned_and_credited_goods_are_owed_no_more(self):
        order = self._confirm(10)
        picking = self._deliver(order)
        invoice = self._bill(order)
        self._take_back(picking, 3)
        self.assertEqual(self._used(), 100, "until the credit note")
        self._credit_note(invoice, qty=3).action_post()
        self.assertEqual(self._used(), 70)

    def test_goods_returned_before_their_invoice_are_owed_no_more(self):
        order = self._confirm(10)
        self._take_back(self._deliver(order), 10)
        self.assertEqual(self._used(), 0)

    def test_a_cancelled_invoice_leaves_the_order_open(self):
        order = self._confirm(10)
        self._deliver(order)
        self._bill(order, post=False).button_cancel()
        exposure = self._exposure()
        self.assertEqual((exposure.draft, exposure.orders), (0, 100))

    def test_goods_delivered_beyond_the_order_are_owed(self):
        order = self._confirm(10)
        self._deliver(order, 12)
        self.assertEqual(self._used(), 120)

    def test_a_registered_payment_comes_off_before_the_bank_statement(self):
        invoice = self._invoice(900)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 400})._create_payments()
        self.assertEqual(self._used(), 500)

    def test_a_payment_on_account_makes_room(self):
        self.customer.credit_limit = 1000
        self._invoice(1000)
        self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 300,
            }
        ).action_post()
        self._quote(30).action_confirm()
        with self.assertRaises(HoldError):
            self._quote(1).action_confirm()

    def test_payments_to_the_customer_as_a_vendor_do_not_count(self):
        self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "supplier",
                "partner_id": self.customer.id,
                "amount": 300,
            }
        ).action_post()
        self.assertEqual(self._used(), 0)

    def test_a_dozen_counts_as_twelve_pieces(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._quote(10)
        order.order_line.write({"product_uom_id": dozen.id, "price_unit": 120})
        order.sudo().action_confirm()
        self.assertEqual(self._used(), 1200)
        self._deliver(order.sudo(), 60)
        self._bill(order.sudo())
        exposure = self._exposure()
        self.assertEqual((exposure.receivable, exposure.orders), (600, 600))

    def test_a_company_may_leave_a_part_out(self):
        self._invoice(900, post=False)
        self.company.jxc_credit_count_draft = False
        self.assertEqual(self._used(), 0)
        self.assertEqual(self.customer.jxc_credit_draft, 900)

    def test_the_parts_on_the_customer_form_add_up_to_what_is_used(self):
        self._confirm(10)
        self._invoice(200)
        self._invoice(300, post=False)
        customer = self.customer.with_user(self.users["finance"])
        self.assertEqual(
            customer.read(
                [
                    "jxc_credit_receivable",
                    "jxc_credit_draft",
                    "jxc_credit_orders",
                    "jxc_credit_used",
                    "jxc_credit_available",
                ]
            )[0],
            {
                "id": customer.id,
                "jxc_credit_receivable": 200,
                "jxc_credit_draft": 300,
                "jxc_credit_orders": 100,
                "jxc_credit_used": 600,
                "jxc_credit_available": 999400,
            },
        )

    def test_each_part_drills_down_to_its_documents(self):
        order = self._confirm(10)
        invoice = self._invoice(200)
        draft = self._invoice(300, post=False)
        note = self._invoice(50, kind="out_refund")
        expected = {
            "receivable": invoice.line_ids.filtered("amount_residual"),
            "unapplied": note.line_ids.filtered("amount_residual"),
            "draft": draft,
            "orders": order,
        }
        for part, records in expected.items():
            with self.subTest(part):
                action = getattr(self.customer, f"action_jxc_open_{part}")()
                found = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(found, records)

    def test_orders_confirmed_before_the_installation_count(self):
        order = self._confirm(10)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET jxc_open_amount = NULL, jxc_debtor_id = NULL"
        )
        self.env.invalidate_all()
        pre_init_hook(self.env)
        post_init_hook(self.env)
        self.assertEqual(order.jxc_debtor_id, self.customer)
        self.assertEqual(self._used(), 100)

    def test_one_query_answers_for_many_customers(self):
        customers = self.env["res.partner"].create(
            [{"name": f"Shop {number}"} for number in range(50)]
        )
        self.env["jxc.credit"]._jxc_get_exposures([(self.customer, self.company)])
        pairs = [(customer, self.company) for customer in customers]
        customers.with_company(self.company).mapped("jxc_credit_own_grace")
        with self.assertQueryCount(1):
            self.env["jxc.credit"]._jxc_get_exposures(pairs)
