from odoo.exceptions import UserError
from odoo.tests import tagged

from ..exceptions import HoldError
from ..tools.slip import FILE_LIMIT
from .slip_common import SlipCommon


@tagged("post_install", "-at_install")
class TestSlipPrint(SlipCommon):
    """Each print is recorded, numbered and never changed."""

    def _print(self, role="operator", medium="page", prices=None, documents=None):
        documents = (documents or self.picking).with_user(self.users[role])
        return documents._jxc_print_slips("", prices, medium).sudo()

    def test_the_second_print_is_the_first_reprint(self):
        marks = [self._print()._jxc_get_mark() for _each in range(3)]
        self.assertEqual(marks, ["", "Reprint No. 1", "Reprint No. 2"])

    def test_the_trail_says_who_when_what_and_on_which_paper(self):
        self.company.jxc_slip_paper = "third"
        printed = self._print()
        self.assertEqual(printed.user_id, self.users["operator"])
        self.assertEqual(printed.document_name, self.picking.name)
        self.assertEqual(printed.paper, "third")
        self.assertEqual(printed.medium, "page")
        self.assertFalse(printed.with_prices)
        self.assertTrue(printed.moment)

    def test_slips_with_and_without_prices_are_numbered_apart(self):
        self.assertEqual(self._print("operator").copy_number, 1)
        self.assertEqual(self._print("sales_manager").copy_number, 1)
        self.assertEqual(self._print("operator").copy_number, 2)

    def test_showing_is_recorded_and_no_copy(self):
        self.assertEqual(self._print(medium="screen").copy_number, 0)
        self.assertEqual(self._print().copy_number, 1)
        self._rpc(
            "operator", "stock.picking", "action_jxc_slip_shown", self.picking.ids
        )
        self.assertEqual(self.picking.jxc_slip_print_count, 3)

    def test_nobody_edits_deletes_or_invents_a_print(self):
        printed = self._print()
        vals = {
            "res_model": "stock.picking",
            "res_id": self.picking.id,
            "medium": "page",
            "paper": "half",
            "user_id": self.users["operator"].id,
        }
        for role in self.users:
            for method, args in (
                ("write", [printed.ids, {"copy_number": 0}]),
                ("unlink", [printed.ids]),
                ("create", [vals]),
            ):
                with self.subTest(role=role, method=method):
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        self._rpc(role, "jxc.slip.print", method, *args)
        with self.assertRaises(UserError):
            printed.write({"copy_number": 0})
        with self.assertRaises(UserError):
            printed.unlink()

    def test_a_print_changed_from_outside_breaks_the_chain(self):
        printed = self._print()
        trail = self.env["jxc.slip.print"]
        self.assertFalse(trail._jxc_find_broken_link())
        self.env.cr.execute(
            "UPDATE jxc_slip_print SET copy_number = 9 WHERE id = %s", [printed.id]
        )
        printed.invalidate_recordset()
        self.assertTrue(trail._jxc_find_broken_link())

    def test_a_batch_is_one_record_each(self):
        other = self._new_order(1)
        other.action_confirm()
        both = self.picking | other.picking_ids
        printed = self._print(documents=both)
        self.assertEqual(printed.mapped("res_id"), both.ids)

    def test_too_many_at_once_are_refused(self):
        many = self.env["stock.picking"].browse(range(1, FILE_LIMIT + 2))
        with self.assertRaisesRegex(UserError, str(FILE_LIMIT)):
            many._jxc_check_slip_count()

    def test_unknown_paper_is_refused(self):
        with self.assertRaises(UserError):
            self.picking._jxc_print_slips("a0", None, "page")

    def test_the_list_of_prints_opens_for_who_reads_the_document(self):
        self._print()
        action = self._rpc(
            "operator", "stock.picking", "action_jxc_open_slip_prints", self.picking.ids
        )
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(len(found), 1)
        for role in ("operator", "supervisor", "finance", "salesperson"):
            self._assert_opens(role, "jxc.slip.print", found)


@tagged("post_install", "-at_install")
class TestSlipGate(SlipCommon):
    """Goods of some operation types move only with their slip."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.picking.picking_type_id.jxc_slip_required = True
        for move in cls.picking.move_ids:
            move.quantity = move.product_uom_qty
        cls.picking.move_ids.picked = True

    def _validate(self, role="operator", **kwargs):
        return self._rpc(
            role, "stock.picking", "button_validate", self.picking.ids, **kwargs
        )

    def test_nothing_moves_before_the_slip_is_printed(self):
        with self.assertRaisesRegex(HoldError, "must be printed") as refused:
            self._validate()
        self.assertEqual(refused.exception.holds[0].code, "slip.not_printed")
        self.assertEqual(self.picking.state, "assigned")

    def test_no_context_no_role_and_no_lower_method_gets_around(self):
        loopholes = {
            "skip_slip": True,
            "jxc_slip_required": False,
            "default_jxc_slip_required": False,
            "button_validate_picking_ids": self.picking.ids,
            "skip_backorder": True,
        }
        for role in ("operator", "supervisor", "admin"):
            with self.subTest(role=role), self.assertRaises(HoldError):
                self._validate(role, context=loopholes)
        with self.assertRaises(HoldError):
            self.picking._action_done()
        with self.assertRaises(HoldError):
            self.picking.move_ids._action_done()

    def test_any_print_counts_also_without_prices(self):
        for medium in ("page", "pdf", "mail", "screen"):
            with self.subTest(medium=medium), self.env.cr.savepoint() as point:
                operator = self.picking.with_user(self.users["operator"])
                operator._jxc_print_slips("", False, medium)
                self._validate()
                self.assertEqual(self.picking.state, "done")
                point.rollback()
                self.env.invalidate_all()

    def _print(self, role="operator"):
        self.picking.with_user(self.users[role])._jxc_print_slips("", False, "page")

    def test_goods_that_change_after_printing_are_printed_again(self):
        self._print()
        move = self.picking.move_ids
        self._rpc("operator", "stock.move", "write", move.ids, {"quantity": 2})
        context = {"skip_backorder": True}
        with self.assertRaisesRegex(HoldError, "changed after"):
            self._validate(context=context)
        self._print()
        self._validate(context=context)
        self.assertEqual(self.picking.state, "done")

    def test_goods_that_are_added_after_printing_are_printed_again(self):
        self._print()
        vals = {
            "picking_id": self.picking.id,
            "product_id": self._new_product("Lid").id,
            "location_id": self.picking.location_id.id,
            "location_dest_id": self.picking.location_dest_id.id,
            "quantity": 1,
            "picked": True,
        }
        self._rpc("operator", "stock.move", "create", vals)
        with self.assertRaises(HoldError):
            self._validate()
        self._print()
        self._validate()

    def test_another_address_after_printing_is_printed_again(self):
        self._print()
        other = self.env["res.partner"].create({"name": "Side door"})
        self._rpc(
            "operator",
            "stock.picking",
            "write",
            self.picking.ids,
            {"partner_id": other.id},
        )
        with self.assertRaises(HoldError):
            self._validate()

    def test_what_is_changed_back_needs_no_other_print(self):
        self._print()
        move = self.picking.move_ids
        for quantity in (2, 3):
            vals = {"quantity": quantity}
            self._rpc("operator", "stock.move", "write", move.ids, vals)
        self._validate()

    def test_picking_what_was_printed_needs_no_other_print(self):
        self.picking.move_ids.picked = False
        self._print()
        move = self.picking.move_ids
        self._rpc("operator", "stock.move", "write", move.ids, {"picked": True})
        self._validate()

    def test_a_slip_names_only_what_is_picked_where_the_rest_stays_behind(self):
        order = self._new_order(1)
        order.order_line.copy({"order_id": order.id, "product_uom_qty": 2})
        order.action_confirm()
        picking = self.picking = order.picking_ids
        self._print()
        picking.move_ids[1].picked = True
        context = {"skip_backorder": True}
        with self.assertRaises(HoldError):
            self._validate(context=context)
        slip = self._slip(picking, prices=False)
        self.assertEqual(self._column(slip, "quantity"), [2])
        self._print()
        self._validate(context=context)

    def test_goods_that_arrive_are_counted_with_the_slip_in_hand(self):
        order = self._new_purchase(5)
        order.button_confirm()
        self.picking = order.picking_ids
        self.picking.picking_type_id.jxc_slip_required = True
        self._print()
        self.picking.move_ids.quantity = 4
        self._validate(context={"skip_backorder": True})
        self.assertEqual(self.picking.state, "done")

    def test_the_slip_of_another_transfer_does_not_count(self):
        other = self._new_order(1)
        other.action_confirm()
        other.picking_ids._jxc_print_slips("", False, "page")
        with self.assertRaises(HoldError):
            self._validate()

    def test_one_unprinted_transfer_stops_the_batch(self):
        other = self._new_order(1)
        other.action_confirm()
        self.picking._jxc_print_slips("", False, "page")
        both = self.picking | other.picking_ids
        with self.assertRaisesRegex(HoldError, other.picking_ids.name):
            both.move_ids._action_done()

    def test_operation_types_without_the_switch_need_no_slip(self):
        self.picking.picking_type_id.jxc_slip_required = False
        self._validate()
        self.assertEqual(self.picking.state, "done")

    def test_the_form_says_that_the_slip_is_missing(self):
        self.assertTrue(self.picking.jxc_slip_missing)
        self.picking._jxc_print_slips("", False, "page")
        self.picking.invalidate_recordset()
        self.assertFalse(self.picking.jxc_slip_missing)

    def test_scrap_from_a_transfer_has_a_paper_of_its_own(self):
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "scrap_qty": 1,
                "picking_id": self.picking.id,
                "location_id": self.picking.location_id.id,
            }
        )
        scrap.do_scrap()
        self.assertEqual(scrap.state, "done")

    def test_a_backorder_needs_a_slip_of_its_own(self):
        self.picking.move_ids.quantity = 1
        self.picking._jxc_print_slips("", False, "page")
        self.picking._action_done()
        rest = self.env["stock.picking"].search(
            [("backorder_id", "=", self.picking.id)]
        )
        self.assertTrue(rest.jxc_slip_missing)

    def test_only_supervisors_and_administrators_turn_the_switch(self):
        kind = self.picking.picking_type_id
        for role in ("operator", "driver", "salesperson", "buyer", "finance"):
            self._assert_refused(
                role, kind._name, "write", kind.ids, {"jxc_slip_required": False}
            )

    def test_a_transfer_made_by_hand_is_stopped_as_well(self):
        transfer = self._transfer()
        transfer.picking_type_id.jxc_slip_required = True
        transfer.move_ids.write({"quantity": 2, "picked": True})
        with self.assertRaises(HoldError):
            self._rpc("operator", "stock.picking", "button_validate", transfer.ids)
        self._rpc("operator", "stock.picking", "action_jxc_slip_shown", transfer.ids)
        self._rpc("operator", "stock.picking", "button_validate", transfer.ids)
        self.assertEqual(transfer.state, "done")
