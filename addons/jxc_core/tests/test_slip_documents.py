from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..exceptions import HoldError
from ..report.jxc_slip_draw import pdf_bytes
from .return_common import JxcReturnCommon
from .slip_common import SlipReader
from .transfer_common import TransferCommon
from .write_off_common import WriteOffCommon


class DocumentReader(SlipReader):
    """What every document with a slip is asked."""

    def _print(self, role, document, prices=None):
        return document.with_user(self.users[role])._jxc_print_slips("", prices, "page")

    def _count_queries(self, documents):
        """Queries of one file of all of these, from the documents to its bytes."""
        documents = documents.with_user(self.users["supervisor"])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        prints = documents._jxc_print_slips("", None, "pdf")
        priced = documents._jxc_choose_priced(None)
        pdf_bytes(documents._jxc_get_slips(priced, prints), "half", "Slips")
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _assert_no_query_for_each(self, documents):
        self._count_queries(documents[:2])
        few = self._count_queries(documents[:3])
        self.assertEqual(self._count_queries(documents), few)

    def _assert_refused_to_driver(self, document):
        for method in ("action_jxc_print_slip", "action_jxc_slip_shown"):
            self._assert_refused("driver", document._name, method, document.ids)
        login = self.users["driver"].login
        self.authenticate(login, login)
        with mute_logger("odoo.http"):
            response = self.url_open(f"/jxc/slip/{document._name}?ids={document.id}")
        self.assertEqual(response.status_code, 403)

    def _open(self, role, document, query=""):
        login = self.users[role].login
        self.authenticate(login, login)
        with mute_logger("odoo.http"):
            return self.url_open(f"/jxc/slip/{document._name}?ids={document.id}{query}")


@tagged("post_install", "-at_install")
class TestWriteOffSlip(DocumentReader, WriteOffCommon, HttpCase):
    """A write-off is signed as a draft and kept once it is booked."""

    def test_it_lists_goods_reasons_and_their_value(self):
        other = self.env.ref("jxc_core.write_off_reason_expired")
        pan = self._new_product("Pan", 10)
        document = self._book(
            (self.product, 5, {"note": "fell down"}), (pan, 2, {"reason_id": other.id})
        )
        slip = self._slip(document, "supervisor")
        self.assertEqual(slip.title, "Write-off Slip")
        self.assertEqual(slip.number, document.name)
        self.assertEqual(dict(slip.facts)["Reason"], self.reason.display_name)
        self.assertEqual(self._column(slip, "quantity"), [5, 2])
        self.assertEqual(self._column(slip, "amount"), [Decimal(30), Decimal(12)])
        self.assertEqual(self._column(slip, "note"), ["fell down", other.display_name])
        self.assertIsNone(self._column(slip, "location"))

    def test_a_draft_says_that_it_is_one(self):
        document = self._draft()
        title = self._slip(document, "operator").title
        self.assertEqual(title, "Write-off Slip (draft)")
        self._confirm_off(document)
        self.assertEqual(self._slip(document, "operator").title, "Write-off Slip")

    def test_what_comes_back_is_below_zero(self):
        document = self._book()
        reversal = self._reverse(document)
        self._confirm_off(reversal, "supervisor")
        slip = self._slip(reversal, "supervisor")
        self.assertEqual(slip.title, "Write-off Reversal Slip")
        self.assertEqual(dict(slip.facts)["Reverses"], document.name)
        self.assertEqual(self._column(slip, "quantity"), [-5])
        self.assertEqual(self._column(slip, "amount"), [Decimal(-30)])

    def test_a_cancelled_one_has_no_slip(self):
        document = self._draft()
        self._rpc("operator", "jxc.write.off", "action_jxc_cancel", document.ids)
        for method in ("action_jxc_print_slip", "action_jxc_slip_shown"):
            text = self._refused("operator", "jxc.write.off", method, document.ids)
            self.assertIn(document.name, text)
        self.assertFalse(document.jxc_slip_print_count)

    def test_the_warehouse_gets_no_value_by_any_way(self):
        document = self._book((self.product, 7, {}))
        slip = self._slip(document, "operator")
        self.assertIsNone(self._column(slip, "amount"))
        self.assertIsNone(self._column(slip, "price"))
        self.assertFalse(slip.figures)
        response = self._open("operator", document)
        self.assertIn(document.name, response.text)
        self.assertNotIn("42.00", response.text)
        self.assertEqual(self._open("operator", document, "&prices=1").status_code, 403)
        self.assertIn("42.00", self._open("supervisor", document).text)
        with self.assertRaises(AccessError):
            self._print("operator", document, True)
        self._assert_refused_to_driver(document)

    def test_each_print_is_kept_and_nobody_changes_it(self):
        document = self._book()
        marks = [
            self._print("operator", document).sudo()._jxc_get_mark() for _each in "12"
        ]
        self.assertEqual(marks, ["", "Reprint No. 1"])
        prints = self.env["jxc.slip.print"].search([("res_id", "=", document.id)])
        for role in ("operator", "supervisor", "admin"):
            values = {"copy_number": 1}
            self._refused(role, "jxc.slip.print", "write", prints.ids, values)
            self._refused(role, "jxc.slip.print", "unlink", prints.ids)
        self.assertEqual(prints.mapped("copy_number"), [2, 1])

    def test_many_at_once_ask_no_query_for_each(self):
        documents = self.env["jxc.write.off"].union(
            *(self._book((self.product, 2, {})) for _each in range(9))
        )
        self._assert_no_query_for_each(documents)

    def test_other_employees_do_not_print_them(self):
        document = self._book()
        for role in ("salesperson", "buyer"):
            self._assert_refused(
                role, "jxc.write.off", "action_jxc_print_slip", document.ids
            )


@tagged("post_install", "-at_install")
class TestTransferSlip(DocumentReader, TransferCommon, HttpCase):
    """The slip of a transfer travels with the goods."""

    def test_a_draft_has_no_slip(self):
        transfer = self._draft()
        self._refused("operator", "jxc.transfer", "action_jxc_slip_shown", transfer.ids)
        self._press("operator", transfer, "prepare")
        slip = self._slip(transfer, "operator")
        self.assertEqual(self._column(slip, "quantity"), [10])

    def test_what_arrives_is_left_open_until_it_was_counted(self):
        transfer = self._ship()
        slip = self._slip(transfer, "operator")
        self.assertEqual(slip.title, "Transfer Slip")
        self.assertEqual(slip.number, transfer.name)
        facts = dict(slip.facts)
        self.assertEqual(facts["From Warehouse"], self.warehouse.name)
        self.assertEqual(facts["To Warehouse"], "Shop")
        self.assertEqual(self._column(slip, "quantity"), [10])
        self.assertEqual(self._column(slip, "received"), [None])
        self._count(transfer, 8)
        self._press("clerk", transfer, "receive")
        slip = self._slip(transfer, "clerk")
        self.assertEqual(self._column(slip, "received"), [8])
        self.assertEqual(self._column(slip, "note"), ["missing 2"])
        self._settle(transfer, "lost")
        note = self._column(self._slip(transfer, "clerk"), "note")
        self.assertEqual(note, ["written off 2"])

    def test_each_lot_that_was_shipped_has_its_line(self):
        wine = self._new_product("Wine", 0, tracking="lot")
        for name in ("L1", "L2"):
            lot = self.env["stock.lot"].create({"name": name, "product_id": wine.id})
            self.env["stock.quant"]._update_available_quantity(
                wine, self.stock, 3, lot_id=lot
            )
        transfer = self._ship((wine, 5, {}))
        slip = self._slip(transfer, "operator")
        self.assertEqual(self._column(slip, "lot"), ["L1", "L2"])
        self.assertEqual(self._column(slip, "quantity"), [3, 2])

    def test_it_has_no_prices_for_anybody(self):
        transfer = self._ship()
        for role in ("supervisor", "finance", "admin"):
            slip = self._slip(transfer, role, True)
            self.assertIsNone(self._column(slip, "amount"))
        self._assert_refused_to_driver(transfer)

    def test_its_slip_is_that_of_its_steps(self):
        self.warehouse.int_type_id.jxc_slip_required = True
        self.env["stock.picking.type"].search([]).jxc_slip_required = True
        transfer = self._draft()
        self._press("operator", transfer, "prepare")
        text = self._refused(
            "operator", "jxc.transfer", "action_jxc_ship", transfer.ids, error=HoldError
        )
        self.assertIn(transfer.name, text)
        self._print("operator", transfer)
        self._press("operator", transfer, "ship")
        self._count(transfer, 10)
        self._press("clerk", transfer, "receive")
        self.assertEqual(transfer.state, "done")

    def test_many_at_once_ask_no_query_for_each(self):
        transfers = self.env["jxc.transfer"].union(
            *(self._ship((self.product, 2, {})) for _each in range(9))
        )
        self._assert_no_query_for_each(transfers)


@tagged("post_install", "-at_install")
class TestReturnSlip(DocumentReader, JxcReturnCommon, HttpCase):
    """The slip of a return says what was asked for, then what was found."""

    def _figures(self, slip):
        figures = dict(slip.figures)
        names = ("Owed Before", "This Slip", "Owed Now")
        return tuple(figures[name].lstrip("$") for name in names)

    def test_it_says_what_is_asked_for_and_what_it_is_worth(self):
        item = self._ask(2)
        slip = self._slip(item, "salesperson")
        self.assertEqual(slip.title, "Customer Return Slip")
        self.assertEqual(slip.number, item.name)
        facts = dict(slip.facts)
        self.assertEqual(facts["Customer"], "Corner Shop")
        self.assertEqual(facts["Reason"], self.reason.display_name)
        self.assertIn(self.order.name, facts["Source"])
        self.assertEqual(self._column(slip, "quantity"), [2])
        self.assertEqual(self._column(slip, "amount"), [Decimal(20)])

    def test_after_the_inspection_it_says_what_was_found(self):
        item = self._ask(3)
        self._receive(item)
        self._inspect(item, good=1, second=1, scrap=1)
        slip = self._slip(item, "sales_manager")
        (note,) = self._column(slip, "note")
        self.assertIn("sellable 1, seconds 1, scrapped 1", note)

    def test_only_what_is_credited_is_added_up(self):
        self.reason.credit_scrapped = False
        item = self._ask(3)
        self._receive(item)
        self._inspect(item, good=2, scrap=1)
        slip = self._slip(item, "sales_manager")
        self.assertEqual(self._column(slip, "quantity"), [3])
        self.assertEqual(self._column(slip, "amount"), [Decimal(20)])
        self.assertIn("credited 2", self._column(slip, "note")[0])

    def test_the_debt_is_the_same_before_and_after_its_credit_note(self):
        item = self._ask(2)
        expected = ("50.00", "20.00", "30.00")
        self.assertEqual(self._figures(self._slip(item)), expected)
        self._receive(item)
        self.assertEqual(self._figures(self._slip(item)), expected)
        self._inspect(item, good=2)
        self._credit(item)
        self.assertEqual(item.state, "closed")
        self.assertEqual(self._figures(self._slip(item)), expected)

    def test_goods_that_were_never_invoiced_are_owed_no_more_once_they_are_back(self):
        order = self._sell(4)
        item = self._ask(1, picking=order.picking_ids)
        expected = ("90.00", "10.00", "80.00")
        self.assertEqual(self._figures(self._slip(item)), expected)
        self._receive(item)
        self.assertEqual(self._figures(self._slip(item)), expected)

    def test_replaced_goods_change_no_debt(self):
        item = self._ask(2, settlement="replacement")
        slip = self._slip(item)
        self.assertEqual([label for label, _text in slip.figures], ["This Slip"])

    def test_a_vendor_return_has_the_vendors_prices(self):
        order = self._buy(8)
        item = self._ask(3, "buyer", order.picking_ids, return_type="vendor")
        slip = self._slip(item, "buyer")
        self.assertEqual(slip.title, "Vendor Return Slip")
        self.assertEqual(dict(slip.facts)["Vendor"], "Kettle Works")
        self.assertEqual(self._column(slip, "amount"), [Decimal(18)])

    def test_a_draft_and_a_cancelled_one_have_no_slip(self):
        draft = self._ask(request=False)
        cancelled = self._ask(1)
        self._rpc("salesperson", "jxc.return", "action_jxc_cancel", cancelled.ids)
        for item in (draft, cancelled):
            with self.subTest(state=item.state), self.assertRaises(UserError):
                self._print("salesperson", item)

    def test_the_warehouse_gets_no_price_by_any_way(self):
        self.order.order_line.price_unit = 77.77
        item = self._ask(3)
        response = self._open("operator", item)
        self.assertIn(item.name, response.text)
        for text in ("77.77", "233.31", "Owed"):
            self.assertNotIn(text, response.text)
        self.assertEqual(self._open("operator", item, "&prices=1").status_code, 403)
        self.assertIn("233.31", self._open("sales_manager", item).text)
        self._assert_refused_to_driver(item)

    def test_buyers_do_not_print_returns_of_customers(self):
        item = self._ask(1)
        self._assert_refused("buyer", "jxc.return", "action_jxc_print_slip", item.ids)

    def test_a_slip_with_prices_is_sent_from_the_order(self):
        item = self._ask(2)
        sent = {
            role: self._rpc(role, "jxc.return", "action_jxc_mail_slip", item.ids)[
                "context"
            ]
            for role in ("salesperson", "operator")
        }
        self.assertEqual(sent["salesperson"]["default_model"], "sale.order")
        self.assertEqual(sent["salesperson"]["default_res_ids"], self.order.ids)
        self.assertEqual(sent["operator"]["default_model"], "jxc.return")
        partner = self.customer.ids
        self.assertEqual(sent["operator"]["default_partner_ids"], partner)

    def test_its_slip_is_that_of_its_transfer(self):
        item = self._ask(2)
        item.picking_ids.picking_type_id.jxc_slip_required = True
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            self._receive(item)
        self._print("operator", item)
        self._receive(item)
        self.assertEqual(item.state, "received")

    def test_lines_of_one_order_line_add_up(self):
        self.order.order_line.write({"price_unit": 3.33, "discount": 0.1})
        item = self._ask(1, request=False)
        item.line_ids = [
            Command.create({"origin_move_id": self.delivery.move_ids.id, "quantity": 1})
            for _each in range(4)
        ]
        item.with_user(self.users["salesperson"]).action_jxc_request()
        amounts = self._column(self._slip(item), "amount")
        total = Decimal(str(self.order.order_line.price_total))
        self.assertEqual(sum(amounts), total)

    def test_many_at_once_ask_no_query_for_each(self):
        items = self.env["jxc.return"].union(
            *(self._ask(1, picking=self._sell(2).picking_ids) for _each in range(9))
        )
        self._assert_no_query_for_each(items)

    def test_transfers_of_orders_ask_no_query_for_each_either(self):
        orders = [self._sell(2) for _each in range(9)]
        self._assert_no_query_for_each(
            self.env["stock.picking"].union(*(each.picking_ids for each in orders))
        )
        orders = [self._buy(2) for _each in range(9)]
        self._assert_no_query_for_each(
            self.env["stock.picking"].union(*(each.picking_ids for each in orders))
        )
