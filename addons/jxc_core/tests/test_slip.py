from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .slip_common import SlipCommon


@tagged("post_install", "-at_install")
class TestSlip(SlipCommon):
    """What the slips of each kind of document say."""

    def test_a_delivery_lists_goods_and_what_they_cost(self):
        slip = self._slip(self.picking)
        self.assertEqual(slip.title, "Sales Delivery Slip")
        self.assertEqual(slip.number, self.picking.name)
        self.assertEqual(self._column(slip, "name"), ["Kettle"])
        self.assertEqual(self._column(slip, "quantity"), [Decimal("3.0")])
        self.assertEqual(self._column(slip, "price"), [Decimal("10.0")])
        self.assertEqual(self._column(slip, "amount"), [Decimal("30.00")])
        self.assertEqual(dict(slip.facts)["Customer"], "Corner Shop")
        self.assertEqual(dict(slip.facts)["Source"], self.order.name)

    def test_taxes_and_discount_are_in_the_price(self):
        tax = self.env["account.tax"].create({"name": "13", "amount": 13})
        order = self._new_order(3)
        order.order_line.write({"tax_ids": [Command.set(tax.ids)], "discount": 10})
        order.action_confirm()
        slip = self._slip(order.picking_ids)
        self.assertEqual(self._column(slip, "amount"), [Decimal("30.51")])
        self.assertEqual(self._column(slip, "price"), [Decimal("10.17")])

    def test_parts_of_an_order_add_up_to_its_amount(self):
        order = self._new_order(3, price=3.33)
        order.order_line.discount = 0.1
        order.action_confirm()
        move = order.picking_ids.move_ids
        line = order.order_line
        lot = self.env["stock.lot"]
        amounts = move._jxc_split_slip_amount(line, [(lot, 1.0)] * 3)
        self.assertEqual(sum(amounts), Decimal(str(line.price_total)))

    def test_each_lot_has_its_line(self):
        product = self._new_product("Wine", qty=0, tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in ("L1", "L2")]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                product, self.warehouse.lot_stock_id, 2, lot_id=lot
            )
        order = self._new_order(4, product=product)
        order.action_confirm()
        slip = self._slip(order.picking_ids)
        self.assertEqual(sorted(self._column(slip, "lot")), ["L1", "L2"])
        self.assertEqual(self._column(slip, "amount"), [Decimal("20.00")] * 2)

    def test_quantities_of_several_units_are_not_added_up(self):
        order = self._new_order(3)
        dozen = self.env.ref("uom.product_uom_dozen")
        eggs = self._new_product("Eggs", uom_id=dozen.id)
        order.order_line = [Command.create({"product_id": eggs.id})]
        order.action_confirm()
        slip = self._slip(order.picking_ids)
        totals = {column.name for column in slip.columns if column.total}
        self.assertEqual(totals, {"amount"})

    def test_amount_in_words_is_that_of_the_total(self):
        cny = self.env.ref("base.CNY")
        cny.active = True
        pricelist = self.env["product.pricelist"].create(
            {"name": "CNY", "currency_id": cny.id}
        )
        order = self._new_order(3, pricelist_id=pricelist.id)
        order.action_confirm()
        slip = self._slip(order.picking_ids)
        self.assertIn(("In Words", "叁拾元整"), slip.closing)

    def test_a_currency_without_chinese_name_has_no_words(self):
        other = self.env.ref("base.INR")
        other.active = True
        pricelist = self.env["product.pricelist"].create(
            {"name": "INR", "currency_id": other.id}
        )
        order = self._new_order(3, pricelist_id=pricelist.id)
        order.action_confirm()
        self.assertNotIn("In Words", dict(self._slip(order.picking_ids).closing))

    def test_a_receipt_has_the_vendor_and_purchase_prices(self):
        purchase = self._new_purchase(5)
        purchase.button_confirm()
        slip = self._slip(purchase.picking_ids, "buyer")
        self.assertEqual(slip.title, "Purchase Receipt Slip")
        self.assertEqual(dict(slip.facts)["Vendor"], "Kettle Works")
        self.assertEqual(self._column(slip, "amount"), [Decimal("30.00")])

    def test_returns_have_titles_of_their_own(self):
        back = self._return(self._ship(self.picking), 1)
        slip = self._slip(back)
        self.assertEqual(slip.title, "Customer Return Slip")
        self.assertEqual(self._column(slip, "amount"), [Decimal("10.00")])
        purchase = self._new_purchase(5)
        purchase.button_confirm()
        out = self._return(self._ship(purchase.picking_ids), 2)
        slip = self._slip(out, "buyer")
        self.assertEqual(slip.title, "Vendor Return Slip")
        self.assertEqual(self._column(slip, "amount"), [Decimal("12.00")])

    def test_an_operation_type_gives_its_titles(self):
        kind = self.picking.picking_type_id
        kind.jxc_slip_title = "Dispatch Note"
        self.assertEqual(self._slip(self.picking).title, "Dispatch Note")

    def test_a_transfer_has_places_and_no_prices(self):
        slip = self._slip(self._transfer(), "supervisor", prices=True)
        self.assertEqual(slip.title, "Transfer Slip")
        self.assertIn("Shelf", dict(slip.facts)["To"])
        self.assertIsNone(self._column(slip, "price"))
        self.assertFalse(slip.figures)

    def test_a_write_off_has_its_reason_and_value(self):
        tag = self.env["stock.scrap.reason.tag"].create({"name": "Broken"})
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "scrap_qty": 2,
                "scrap_reason_tag_ids": [Command.set(tag.ids)],
            }
        )
        draft = self._slip(scrap, "supervisor")
        scrap.do_scrap()
        for slip in (draft, self._slip(scrap, "supervisor")):
            self.assertEqual(slip.title, "Write-off Slip")
            self.assertEqual(self._column(slip, "amount"), [Decimal("12.0")])
            self.assertEqual(self._column(slip, "note"), ["Broken"])
        self.assertIsNone(self._column(self._slip(scrap, "operator"), "amount"))

    def test_a_count_sheet_keeps_what_was_counted(self):
        other = self._new_product("Pan", qty=7)
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", (self.product | other).ids),
                ("location_id", "=", self.warehouse.lot_stock_id.id),
            ]
        )
        counted = quants.filtered(lambda quant: quant.product_id == other)
        counted.with_context(inventory_mode=True).inventory_quantity = 5
        self._rpc(
            "supervisor", "stock.quant", "action_jxc_print_count_sheet", quants.ids
        )
        sheet = self.env["jxc.count.sheet"].search([], limit=1)
        counted.action_apply_inventory()
        slip = self._slip(sheet, "operator")
        rows = dict(
            zip(
                self._column(slip, "name"),
                zip(
                    self._column(slip, "book"),
                    self._column(slip, "counted"),
                    self._column(slip, "difference"),
                    strict=True,
                ),
                strict=True,
            )
        )
        self.assertEqual(rows["Pan"], (7, 5, -2))
        self.assertEqual(rows["Kettle"][1:], (None, None))
        self.assertIsNone(self._column(slip, "location"))

    def test_the_heading_is_the_companys_choice(self):
        self.company.write(
            {
                "jxc_slip_heading": "Good Goods",
                "jxc_slip_address": "Lake Road 1",
                "jxc_slip_footer": "Account 6222",
            }
        )
        slip = self._slip(self.picking)
        self.assertEqual(slip.heading, "Good Goods")
        self.assertEqual(slip.address, "Lake Road 1")
        self.assertIn(("", "Account 6222"), slip.closing)
        self.assertNotIn(
            "Account 6222", str(self._slip(self._transfer(), "operator").closing)
        )


@tagged("post_install", "-at_install")
class TestSlipDebt(SlipCommon):
    """A sales slip says what is owed before and with it."""

    def _figures(self, picking):
        figures = dict(self._slip(picking).figures)
        return tuple(figures[name].lstrip("$") for name in ("Owed Before", "Owed Now"))

    def _invoice(self, order):
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def test_before_and_after_shipping_the_slip_says_the_same(self):
        self.assertEqual(self._figures(self.picking), ("0.00", "30.00"))
        self._ship(self.picking)
        self.assertEqual(self._figures(self.picking), ("0.00", "30.00"))
        self._invoice(self.order)
        self.assertEqual(self._figures(self.picking), ("0.00", "30.00"))

    def test_earlier_goods_are_owed_whether_invoiced_or_not(self):
        self._ship(self.picking)
        second = self._new_order(2)
        second.action_confirm()
        self.assertEqual(self._figures(second.picking_ids), ("30.00", "50.00"))
        self._invoice(self.order)
        self.assertEqual(self._figures(second.picking_ids), ("30.00", "50.00"))

    def test_goods_that_were_only_ordered_are_not_owed(self):
        second = self._new_order(2)
        second.action_confirm()
        self.assertEqual(self._figures(self.picking), ("0.00", "30.00"))

    def test_a_return_lowers_what_is_owed(self):
        self._ship(self.picking)
        back = self._return(self.picking, 1)
        self.assertEqual(self._figures(back), ("30.00", "20.00"))
        self._ship(back)
        self.assertEqual(self._figures(back), ("30.00", "20.00"))

    def test_a_return_of_billed_goods_lowers_it_before_the_credit_note(self):
        self._ship(self.picking)
        self._invoice(self.order)
        back = self._ship(self._return(self.picking, 1))
        self.assertEqual(self._figures(back), ("30.00", "20.00"))

    def test_a_copy_says_what_the_original_said(self):
        picking = self.picking.with_user(self.users["sales_manager"])
        picking._jxc_print_slips("", None, "page")
        self._ship(self.picking)
        second = self._new_order(2)
        second.action_confirm()
        self._ship(second.picking_ids)
        self.assertEqual(self._figures(self.picking), ("0.00", "30.00"))

    def test_a_company_may_print_no_debts(self):
        self.company.jxc_slip_debt = False
        self.assertEqual(list(dict(self._slip(self.picking).figures)), ["This Slip"])

    def test_without_prices_there_are_no_debts(self):
        self.assertFalse(self._slip(self.picking, prices=False).figures)
        self.assertFalse(self._slip(self.picking, "operator").figures)
