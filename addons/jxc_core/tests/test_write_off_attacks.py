from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .write_off_common import WriteOffCommon


@tagged("post_install", "-at_install")
class TestWriteOffAttacks(WriteOffCommon):
    """What is booked stays, what follows is not typed, and only some may."""

    # --- what is done stays -------------------------------------------------------
    def test_nobody_edits_a_booked_document(self):
        document = self._book()
        for role in ("operator", "supervisor", "admin"):
            for values in (
                {"reason_id": False},
                {"note": "never mind"},
                {"user_id": self.users["driver"].id},
                {"line_ids": [Command.clear()]},
                {"line_ids": [Command.create({"product_id": self.product.id})]},
            ):
                self._refused(role, "jxc.write.off", "write", document.ids, values)
        self.assertEqual(self._on_hand(), 95)

    def test_nobody_edits_lines_of_a_booked_document(self):
        document = self._book()
        line, other = document.line_ids, self._draft()
        for role in ("operator", "supervisor", "admin"):
            for values in ({"quantity": 1}, {"note": "x"}, {"write_off_id": other.id}):
                self._refused(role, "jxc.write.off.line", "write", line.ids, values)
            self._refused(role, "jxc.write.off.line", "unlink", line.ids)
            values = {"write_off_id": document.id, "product_id": self.product.id}
            self._refused(role, "jxc.write.off.line", "create", [values])
            self._refused(
                role,
                "jxc.write.off.line",
                "write",
                other.line_ids.ids,
                {"write_off_id": document.id},
            )
        self.assertEqual(line.quantity, 5)

    def test_nobody_deletes_a_booked_document(self):
        document = self._book()
        for role in ("operator", "supervisor", "admin"):
            self._refused(role, "jxc.write.off", "unlink", document.ids)

    def test_people_still_talk_about_a_booked_document(self):
        document = self._book()
        self._rpc("operator", "jxc.write.off", "message_post", document.ids, body="Oh")
        self.assertIn("Oh", document.message_ids[0].body)

    # --- what follows is not typed ------------------------------------------------
    def test_nobody_types_state_value_or_links(self):
        document = self._draft()
        for role in ("operator", "supervisor", "admin"):
            for values in (
                {"state": "done"},
                {"state": "cancelled"},
                {"date_done": "2020-01-01 00:00:00"},
                {"name": "BS/1"},
                {"reversed_id": document.id},
                {"amount_total": 0.01},
            ):
                self._refused(role, "jxc.write.off", "write", document.ids, values)
                self._refused(role, "jxc.write.off", "create", [values])
            for values in ({"value": 0.01}, {"origin_line_id": document.line_ids.id}):
                ids = document.line_ids.ids
                self._refused(role, "jxc.write.off.line", "write", ids, values)

    def test_no_default_of_the_caller_is_believed(self):
        (id_,) = self._rpc(
            "operator",
            "jxc.write.off",
            "create",
            [{"reason_id": self.reason.id}],
            context={"default_state": "done", "default_reversed_id": 1},
        )
        document = self.env["jxc.write.off"].browse(id_)
        self.assertEqual(document.state, "draft")
        self.assertFalse(document.reversed_id)

    def test_no_scrap_passes_for_one_of_a_document(self):
        line = self._draft().line_ids
        values = {"product_id": self.product.id, "scrap_qty": 1}
        forged = {**values, "jxc_write_off_line_id": line.id}
        self._refused("supervisor", "stock.scrap", "create", [forged])
        (id_,) = self._rpc(
            "supervisor",
            "stock.scrap",
            "create",
            [values],
            context={"default_jxc_write_off_line_id": line.id},
        )
        scrap = self.env["stock.scrap"].browse(id_)
        self.assertFalse(scrap.jxc_write_off_line_id)
        values = {"jxc_write_off_line_id": line.id}
        self._refused("supervisor", "stock.scrap", "write", scrap.ids, values)

    # --- who may ------------------------------------------------------------------
    def test_other_roles_write_nothing_off(self):
        document = self._draft()
        for role in ("salesperson", "buyer", "driver", "finance", "general_manager"):
            self._assert_refused(
                role, "jxc.write.off", "action_jxc_confirm", document.ids
            )
            values = {"reason_id": self.reason.id}
            self._assert_refused(role, "jxc.write.off", "create", [values])
        self.assertEqual(document.state, "draft")

    def test_an_operator_reads_no_value(self):
        document = self._book()
        for model, ids, name in (
            ("jxc.write.off", document.ids, "amount_total"),
            ("jxc.write.off.line", document.line_ids.ids, "value"),
        ):
            self._assert_refused("operator", model, "read", ids, [name])
            self._assert_refused("operator", model, "search", [(name, ">", 1)])
        shown = self._rpc("operator", "jxc.write.off", "read", document.ids)
        self.assertNotIn("amount_total", shown[0])

    def test_another_companys_goods_are_not_written_off(self):
        other = self.env["res.company"].create({"name": "Other"})
        house = self.env["stock.warehouse"].create(
            {"name": "Theirs", "code": "THR", "company_id": other.id}
        )
        self._refused(
            "operator",
            "jxc.write.off",
            "create",
            [{"warehouse_id": house.id, "reason_id": self.reason.id}],
        )
        self._refused(
            "operator",
            "jxc.write.off",
            "create",
            [{"company_id": other.id, "reason_id": self.reason.id}],
        )
        stranger = self._new_role_user(
            "operator",
            login="jxc_stranger",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        document = self._draft()
        self._refused(stranger, "jxc.write.off", "action_jxc_confirm", document.ids)
        self._refused(stranger, "jxc.write.off", "read", document.ids)
        line = document.line_ids
        self._refused(
            stranger, "jxc.write.off.line", "write", line.ids, {"quantity": 1}
        )

    def test_goods_of_another_shop_are_written_off_by_its_people(self):
        shop = self.env["stock.warehouse"].create({"name": "Shop", "code": "SHOP"})
        self.users["operator"].jxc_warehouse_ids = shop
        document = self._draft(
            warehouse_id=self.warehouse.id, location_id=self.stock.id
        )
        self._assert_refused(
            "operator", "jxc.write.off", "action_jxc_confirm", document.ids
        )
        self._confirm_off(document, "supervisor")
        self.assertEqual(self._on_hand(), 95)

    def test_a_copy_is_a_draft_that_nothing_links_to(self):
        document = self._book()
        (id_,) = self._rpc("operator", "jxc.write.off", "copy", document.ids)
        copy = self.env["jxc.write.off"].browse(id_)
        self.assertEqual((copy.state, copy.line_ids.quantity), ("draft", 5))
        self.assertFalse(copy.line_ids.move_id)
        self.assertNotEqual(copy.name, document.name)

    def test_each_company_has_its_own_loss_location(self):
        other = self.env["res.company"].create({"name": "Other"})
        place = self.reason._jxc_get_location(other)
        self.assertEqual(place.company_id, other)
        self.assertNotEqual(place, self.reason._jxc_get_location(self.company))
        self.assertEqual(place, self.reason._jxc_get_location(other))

    # --- reversal -----------------------------------------------------------------
    def test_a_reversal_brings_goods_back_at_their_value(self):
        document = self._book()
        self.product.standard_price = 9
        reversal = self._reverse(document)
        self.assertEqual(reversal.reversed_id, document)
        self._confirm_off(reversal, "supervisor")
        self.assertEqual((self._on_hand(), reversal.state), (100, "done"))
        self.assertEqual(reversal.amount_total, -30)
        self.assertTrue(document.is_reversed)
        self.assertEqual(document.state, "done")

    def test_part_of_it_may_come_back_and_never_more_than_all(self):
        document = self._book()
        first, second = self._reverse(document), self._reverse(document)
        first.line_ids.quantity = 3
        self._confirm_off(first, "supervisor")
        self.assertFalse(document.is_reversed)
        text = self._refused(
            "supervisor", "jxc.write.off", "action_jxc_confirm", second.ids
        )
        self.assertIn("2", text)
        second.line_ids.quantity = 2
        self._confirm_off(second, "supervisor")
        self.assertEqual((self._on_hand(), document.is_reversed), (100, True))
        self._refused("supervisor", "jxc.write.off", "action_jxc_reverse", document.ids)

    def test_an_operator_brings_nothing_back(self):
        document = self._book()
        self._assert_refused(
            "operator", "jxc.write.off", "action_jxc_reverse", document.ids
        )
        reversal = self._reverse(document)
        self._assert_refused(
            "operator", "jxc.write.off", "action_jxc_confirm", reversal.ids
        )
        self.assertEqual(self._on_hand(), 95)

    def test_a_reversal_brings_back_those_goods_only(self):
        pan = self._new_product("Pan", 3)
        reversal = self._reverse(self._book())
        for values in ({"product_id": pan.id}, {"location_id": self.stock.id}):
            ids = reversal.line_ids.ids
            self._refused("supervisor", "jxc.write.off.line", "write", ids, values)
        for values in (
            {"reason_id": False},
            {"line_ids": [Command.create({"product_id": pan.id})]},
        ):
            self._refused("supervisor", "jxc.write.off", "write", reversal.ids, values)

    def test_a_reversal_is_not_reversed(self):
        reversal = self._reverse(self._book())
        self._confirm_off(reversal, "supervisor")
        self._refused("supervisor", "jxc.write.off", "action_jxc_reverse", reversal.ids)

    def test_a_cancelled_draft_is_booked_no_more(self):
        document = self._draft()
        self._rpc("operator", "jxc.write.off", "action_jxc_cancel", document.ids)
        self._confirm_off(document)
        self.assertEqual((document.state, self._on_hand()), ("cancelled", 100))
        booked = self._book()
        self._refused("operator", "jxc.write.off", "action_jxc_cancel", booked.ids)

    # --- beneath the buttons ---------------------------------------------------------
    def test_who_confirms_must_be_allowed_to(self):
        document = self._draft().with_user(self.users["salesperson"])
        with self.assertRaises(AccessError):
            document._jxc_book()
