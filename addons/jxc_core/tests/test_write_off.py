from odoo import Command
from odoo.tests import tagged

from .write_off_common import WriteOffCommon


@tagged("post_install", "-at_install")
class TestWriteOff(WriteOffCommon):
    """One document with many lines leaves the stock, at its value, for its reasons."""

    # --- booking ------------------------------------------------------------------
    def test_an_operator_writes_off_many_lines_at_once(self):
        pan = self._new_product("Pan", 10)
        document = self._book((self.product, 5, {}), (pan, 2, {"note": "dented"}))
        self.assertEqual((document.state, self._on_hand()), ("done", 95))
        self.assertEqual(self._on_hand(pan), 8)
        self.assertRegex(document.name, r"^BS/\d{4}/\d{5}$")
        self.assertTrue(document.date_done)

    def test_the_value_is_that_of_the_hosts_moves(self):
        document = self._book((self.product, 5, {}), (self.product, 1, {}))
        self.assertEqual(document.amount_total, 36)
        self.assertEqual(document.line_ids.mapped("value"), [30, 6])
        self.assertEqual(sum(document.line_ids.move_id.mapped("value")), 36)

    def test_each_line_is_a_scrap_of_the_host(self):
        document = self._book()
        scrap = document.line_ids.scrap_id
        self.assertEqual((scrap.state, scrap.scrap_qty), ("done", 5))
        self.assertEqual(scrap.origin, document.name)
        self.assertEqual(document.line_ids.move_id.scrap_id, scrap)

    def test_a_draft_shows_todays_cost(self):
        document = self._draft()
        self.assertEqual(document.amount_total, 30)

    def test_another_unit_is_valued_in_the_products_own(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.product.uom_ids = dozen
        document = self._book((self.product, 2, {"product_uom_id": dozen.id}))
        self.assertEqual((document.amount_total, self._on_hand()), (144, 76))
        self.assertEqual(document.line_ids.lost_qty, 24)

    def test_the_value_is_posted_to_the_reasons_account(self):
        account = self.env["account.account"].create(
            {"name": "Broken", "code": "660299", "account_type": "expense"}
        )
        place = self.reason._jxc_get_location(self.company)
        place.valuation_account_id = account
        categ = self.env["product.category"].create(
            {"name": "Valued", "property_valuation": "real_time"}
        )
        self.product.categ_id = categ
        document = self._book()
        entry = document.line_ids.move_id.account_move_id
        line = entry.line_ids.filtered(lambda item: item.account_id == account)
        self.assertEqual((entry.state, line.debit), ("posted", 30))
        reversal = self._reverse(document)
        self._confirm_off(reversal, "supervisor")
        entries = reversal.line_ids.move_id.account_move_id | entry
        lines = entries.line_ids.filtered(lambda item: item.account_id == account)
        self.assertEqual(sum(lines.mapped("balance")), 0)

    def test_confirming_again_books_nothing_twice(self):
        document = self._book()
        self._confirm_off(document)
        self.assertEqual(self._on_hand(), 95)

    # --- reasons ------------------------------------------------------------------
    def test_each_reason_has_its_own_loss_location(self):
        expired = self.env.ref("jxc_core.write_off_reason_expired")
        document = self._book(
            (self.product, 1, {}), (self.product, 2, {"reason_id": expired.id})
        )
        places = document.line_ids.move_id.location_dest_id
        self.assertEqual(len(places), 2)
        self.assertEqual(set(places.mapped("usage")), {"inventory"})
        count = self.product.property_stock_inventory
        self.assertNotIn(count, places)

    def test_a_reason_never_shares_the_place_of_counts(self):
        place = self.product.property_stock_inventory
        values = {"location_id": place.id}
        text = self._refused(
            "supervisor", "jxc.write.off.reason", "write", self.reason.ids, values
        )
        self.assertIn(place.display_name, text)

    def test_a_reason_may_want_words_and_a_photo(self):
        self.reason.write({"note_required": True, "photo_required": True})
        document = self._draft()
        text = self._refused(
            "operator", "jxc.write.off", "action_jxc_confirm", document.ids
        )
        self.assertIn("words", text)
        document.line_ids.note = "fell off"
        text = self._refused(
            "operator", "jxc.write.off", "action_jxc_confirm", document.ids
        )
        self.assertIn("photo", text)
        self._rpc(
            "operator",
            "jxc.write.off.line",
            "write",
            document.line_ids.ids,
            {"photo": self._new_photo()},
        )
        self._confirm_off(document)
        self.assertEqual(document.state, "done")

    def test_without_a_reason_nothing_is_written_off(self):
        document = self._draft(reason_id=False)
        text = self._refused(
            "operator", "jxc.write.off", "action_jxc_confirm", document.ids
        )
        self.assertIn("reason", text)

    # --- never below the stock there ----------------------------------------------
    def test_no_more_than_is_there_in_all_lines_together(self):
        document = self._draft((self.product, 60, {}), (self.product, 41, {}))
        text = self._refused(
            "operator", "jxc.write.off", "action_jxc_confirm", document.ids
        )
        self.assertIn("100", text)
        self.assertEqual((document.state, self._on_hand()), ("draft", 100))
        document.line_ids[1].quantity = 40
        self._confirm_off(document)
        self.assertEqual(self._on_hand(), 0)

    def test_it_must_be_in_that_very_place(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id}
        )
        document = self._draft((self.product, 1, {"location_id": shelf.id}))
        text = self._refused(
            "operator", "jxc.write.off", "action_jxc_confirm", document.ids
        )
        self.assertIn("Shelf", text)

    def test_it_must_be_of_that_very_lot(self):
        tea = self._new_product("Tea", 0, tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": tea.id} for name in ("A", "B")]
        )
        self.env["stock.quant"]._update_available_quantity(
            tea, self.stock, 5, lot_id=lots[0]
        )
        document = self._draft((tea, 1, {}))
        text = self._refused(
            "operator", "jxc.write.off", "action_jxc_confirm", document.ids
        )
        self.assertIn("lot", text)
        document.line_ids.lot_id = lots[1]
        self._refused("operator", "jxc.write.off", "action_jxc_confirm", document.ids)
        document.line_ids.lot_id = lots[0]
        self._confirm_off(document)
        self.assertEqual(self._on_hand(tea), 4)
        self.assertEqual(document.line_ids.move_id.move_line_ids.lot_id, lots[0])
        self.assertEqual(
            lots[0].with_user(self.users["operator"]).jxc_write_off_count, 1
        )

    def test_broken_goods_may_be_reserved(self):
        order = self._new_order(qty=100)
        order.action_confirm()
        self._book((self.product, 3, {}))
        self.assertEqual(self._on_hand(), 97)
        self.assertEqual(order.picking_ids.move_ids.quantity, 97)

    def test_a_scrap_of_the_host_is_not_booked_below_the_stock_either(self):
        (id_,) = self._rpc(
            "operator",
            "stock.scrap",
            "create",
            [{"product_id": self.product.id, "scrap_qty": 101}],
        )
        self._refused("operator", "stock.scrap", "do_scrap", [id_])
        self.assertEqual(self._on_hand(), 100)

    # --- the host's button --------------------------------------------------------
    def test_the_hosts_button_opens_the_document(self):
        order = self._new_order(qty=4)
        order.action_confirm()
        picking = order.picking_ids
        action = self._rpc("operator", "stock.picking", "button_scrap", picking.ids)
        self.assertEqual(action["res_model"], "jxc.write.off")
        values = {
            name.removeprefix("default_"): value
            for name, value in action["context"].items()
        }
        (id_,) = self._rpc("operator", "jxc.write.off", "create", [values])
        document = self.env["jxc.write.off"].browse(id_)
        self.assertEqual(document.line_ids.product_id, self.product)
        document.reason_id = self.reason
        text = self._refused("operator", "jxc.write.off", "action_jxc_confirm", [id_])
        self.assertIn("no lines", text)

    def test_goods_of_a_delivery_are_written_off_there(self):
        order = self._new_order(qty=4)
        order.action_confirm()
        picking = order.picking_ids
        document = self._book((self.product, 1, {}), picking_id=picking.id)
        self.assertEqual(document.location_id, self.stock)
        self.assertEqual(document.line_ids.scrap_id.picking_id, picking)
        self.assertTrue(picking.has_scrap_move)
        picking = picking.with_user(self.users["operator"])
        self.assertEqual(picking.jxc_write_off_count, 1)
        action = picking.action_jxc_view_write_offs()
        found = self.env["jxc.write.off"].search(action["domain"])
        self.assertEqual(found, document)

    # --- for whom it waits --------------------------------------------------------
    def test_it_waits_on_the_desk_of_whoever_answers_for_it(self):
        boss = self.users["supervisor"]
        document = self._draft(user_id=boss.id)
        self.assertEqual(document.activity_ids.user_id, boss)
        self._confirm_off(document, "supervisor")
        self.assertFalse(document.activity_ids)

    def test_smart_buttons_count_for_those_who_may_look(self):
        self._book()
        keeper = self.product.with_user(self.users["operator"])
        self.assertEqual(keeper.jxc_write_off_count, 1)
        self.assertEqual(keeper.product_tmpl_id.jxc_write_off_count, 1)
        seller = self.product.with_user(self.users["salesperson"])
        self.assertEqual(seller.jxc_write_off_count, 0)

    def test_the_views_open(self):
        document = self._book()
        for role in ("operator", "supervisor", "finance", "general_manager"):
            self._assert_opens(role, "jxc.write.off", document)
            self._assert_opens(role, "jxc.write.off.line", document.line_ids)
        for role in ("operator", "supervisor", "finance"):
            self._assert_opens(role, "product.product", self.product)
            self._assert_opens(role, "product.template", self.product.product_tmpl_id)

    def test_the_sheet_has_a_row_per_line_and_no_value_for_operators(self):
        document = self._book((self.product, 1, {}), (self.product, 2, {}))
        sheet = self.env["jxc.record.sheet"]
        for role, titles in (("operator", False), ("supervisor", True)):
            mine = document.with_user(self.users[role])
            name, cells = sheet.with_user(self.users[role]), mine.line_ids
            _name, content = name._jxc_get_workbook(mine)
            self.assertTrue(content.startswith(b"PK"))
            shown = cells._has_field_access(cells._fields["value"], "read")
            self.assertEqual(shown, titles)

    def test_a_list_is_confirmed_together(self):
        documents = self._draft() | self._draft((self.product, 7, {}))
        self._confirm_off(documents)
        self.assertEqual(set(documents.mapped("state")), {"done"})
        self.assertEqual(self._on_hand(), 88)

    def test_lines_may_be_typed_with_the_document(self):
        document = self._draft()
        values = {
            "line_ids": [
                Command.create({"product_id": self.product.id, "quantity": 2}),
                Command.update(document.line_ids.id, {"quantity": 1}),
            ]
        }
        self._rpc("operator", "jxc.write.off", "write", document.ids, values)
        self._confirm_off(document)
        self.assertEqual(self._on_hand(), 97)
