from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .transfer_common import TransferCommon


@tagged("post_install", "-at_install")
class TestTransferAttacks(TransferCommon):
    """Each side does its own part, and nobody types what follows from it."""

    # --- own role, own warehouse --------------------------------------------------
    def test_the_sender_does_not_receive(self):
        transfer = self._ship()
        self._assert_refused(
            "operator", "jxc.transfer", "action_jxc_receive", transfer.ids
        )
        receipt = transfer.picking_ids.filtered(lambda item: item.state != "done")
        self._assert_refused(
            "operator", "stock.picking", "button_validate", receipt.ids
        )
        self.assertEqual(self._where(), (90, 10, 0))

    def test_the_receiver_does_not_ship(self):
        transfer = self._draft()
        self._assert_refused("clerk", "jxc.transfer", "action_jxc_ship", transfer.ids)
        self._press("operator", transfer, "prepare")
        picking = transfer.picking_ids
        self._assert_refused("clerk", "stock.picking", "button_validate", picking.ids)
        self._assert_refused("clerk", "jxc.transfer", "action_jxc_cancel", transfer.ids)

    def test_whoever_shipped_does_not_count_it_even_if_they_work_in_both(self):
        self.users["operator"].jxc_warehouse_ids = False
        transfer = self._ship()
        self._assert_refused(
            "operator", "jxc.transfer", "action_jxc_receive", transfer.ids
        )
        self.company.jxc_allow_self_receive = True
        self._press("operator", transfer, "receive")
        self.assertEqual(transfer.state, "done")

    def test_an_operator_settles_nothing(self):
        transfer = self._short()
        for role in ("operator", "clerk"):
            self._assert_refused(
                role, "jxc.transfer", "action_jxc_settle", transfer.ids
            )
            values = {"transfer_id": transfer.id, "way": "found"}
            self._assert_refused(role, "jxc.transfer.settle", "create", [values])

    def test_the_owner_does_not_pass_the_blame(self):
        transfer = self._short()
        values = {"owner_id": self.users["clerk"].id}
        self._assert_refused("operator", "jxc.transfer", "write", transfer.ids, values)
        self._rpc("supervisor", "jxc.transfer", "write", transfer.ids, values)
        self.assertEqual(transfer.owner_id, self.users["clerk"])

    def test_other_roles_send_nothing(self):
        transfer = self._draft()
        for role in ("salesperson", "buyer", "driver", "finance", "general_manager"):
            for button in ("prepare", "ship", "receive", "cancel"):
                self._assert_refused(
                    role, "jxc.transfer", f"action_jxc_{button}", transfer.ids
                )

    def test_an_operator_reads_no_value(self):
        line = self._ship().line_ids
        for role in ("operator", "clerk"):
            self._assert_refused(
                role, "jxc.transfer.line", "read", line.ids, ["missing_value"]
            )

    # --- what follows is not typed ------------------------------------------------
    def test_nobody_types_states_dates_or_quantities(self):
        transfer = self._ship()
        for role in ("operator", "clerk", "supervisor", "admin"):
            for values in (
                {"state": "done"},
                {"state": "draft"},
                {"shipped_by_id": self.users["driver"].id},
                {"date_expected": "2099-01-01"},
                {"picking_ids": [Command.clear()]},
            ):
                self._refused(role, "jxc.transfer", "write", transfer.ids, values)
            for values in (
                {"missing_qty": 0},
                {"received_qty": 10},
                {"shipped_qty": 1},
                {"quantity": 1},
                {"product_id": self.pan.id},
            ):
                ids = transfer.line_ids.ids
                self._refused(role, "jxc.transfer.line", "write", ids, values)
            self._refused(role, "jxc.transfer.line", "unlink", transfer.line_ids.ids)
            self._refused(role, "jxc.transfer", "unlink", transfer.ids)

    def test_a_closed_transfer_stays(self):
        transfer = self._ship()
        self._press("clerk", transfer, "receive")
        for values in ({"note": "x"}, {"owner_id": self.users["clerk"].id}):
            self._refused("supervisor", "jxc.transfer", "write", transfer.ids, values)
        values = {"counted_qty": 1}
        ids = transfer.line_ids.ids
        self._refused("clerk", "jxc.transfer.line", "write", ids, values)
        for button in ("ship", "receive", "cancel"):
            self._refused(
                "supervisor", "jxc.transfer", f"action_jxc_{button}", transfer.ids
            )

    def test_no_default_of_the_caller_is_believed(self):
        (id_,) = self._rpc(
            "operator",
            "jxc.transfer",
            "create",
            [{"warehouse_dest_id": self.shop.id}],
            context={"default_state": "done"},
        )
        self.assertEqual(self.env["jxc.transfer"].browse(id_).state, "draft")

    def test_no_goods_pass_for_those_of_a_transfer(self):
        transfer = self._short()
        line = transfer.line_ids
        values = {
            "picking_type_id": self.warehouse.int_type_id.id,
            "location_id": self.stock.id,
            "location_dest_id": self.shelf.id,
        }
        self._assert_refused(
            "operator",
            "stock.picking",
            "create",
            [{**values, "jxc_transfer_id": transfer.id}],
        )
        goods = {
            "product_id": self.product.id,
            "product_uom_qty": 2,
            "location_id": self.stock.id,
            "location_dest_id": self.shelf.id,
        }
        self._assert_refused(
            "operator",
            "stock.move",
            "create",
            [{**goods, "jxc_transfer_line_id": line.id}],
        )
        (id_,) = self._rpc(
            "operator",
            "stock.move",
            "create",
            [goods],
            context={"default_jxc_transfer_line_id": line.id},
        )
        move = self.env["stock.move"].browse(id_)
        self.assertFalse(move.jxc_transfer_line_id)
        for model, ids, forged in (
            ("stock.move", move.ids, {"jxc_transfer_line_id": line.id}),
            ("stock.picking", transfer.picking_ids.ids, {"jxc_transfer_id": False}),
        ):
            self._assert_refused("operator", model, "write", ids, forged)

    def test_other_transfers_are_copied_as_before(self):
        order = self._new_order(qty=1)
        order.action_confirm()
        picking = order.picking_ids
        (id_,) = self._rpc("supervisor", "stock.picking", "copy", picking.ids)
        copy = self.env["stock.picking"].browse(id_)
        self.assertEqual(copy.move_ids.product_id, self.product)
        step = self._ship().picking_ids[0]
        self._assert_refused("supervisor", "stock.picking", "copy", step.ids)

    # --- nothing leaves the way beside its transfer -------------------------------
    def test_nobody_takes_goods_off_the_way_by_another_transfer(self):
        self._short()
        for role in ("operator", "clerk"):
            (id_,) = self._rpc(
                role,
                "stock.picking",
                "create",
                [
                    {
                        "picking_type_id": self.shop.int_type_id.id,
                        "location_id": self.road.id,
                        "location_dest_id": self.shelf.id,
                        "move_ids": [
                            Command.create(
                                {
                                    "product_id": self.product.id,
                                    "product_uom_qty": 2,
                                    "quantity": 2,
                                    "location_id": self.road.id,
                                    "location_dest_id": self.shelf.id,
                                }
                            )
                        ],
                    }
                ],
            )
            self._assert_refused(role, "stock.picking", "button_validate", [id_])
        self.assertEqual(self._where(), (90, 2, 8))

    def test_nobody_writes_goods_off_the_way_by_another_document(self):
        self._short()
        reason = self.env.ref("jxc_core.write_off_reason_broken")
        (id_,) = self._rpc(
            "operator",
            "jxc.write.off",
            "create",
            [
                {
                    "reason_id": reason.id,
                    "location_id": self.road.id,
                    "line_ids": [
                        Command.create({"product_id": self.product.id, "quantity": 1})
                    ],
                }
            ],
        )
        self._refused("operator", "jxc.write.off", "action_jxc_confirm", [id_])
        (id_,) = self._rpc(
            "operator",
            "stock.scrap",
            "create",
            [
                {
                    "product_id": self.product.id,
                    "scrap_qty": 1,
                    "location_id": self.road.id,
                }
            ],
        )
        self._refused("operator", "stock.scrap", "do_scrap", [id_])
        self.assertEqual(self._where(), (90, 2, 8))

    def test_a_return_by_the_hosts_screen_is_the_supervisors(self):
        transfer = self._short()
        shipment = transfer.picking_ids.sorted("id")[0]
        wizard = self.env["stock.return.picking"].create({"picking_id": shipment.id})
        wizard.product_return_moves.quantity = 2
        action = wizard.with_user(self.users["operator"]).action_create_returns()
        back = self.env["stock.picking"].browse(action["res_id"])
        self._assert_refused("operator", "stock.picking", "button_validate", back.ids)
        self._rpc("supervisor", "stock.picking", "button_validate", back.ids)
        self.env.invalidate_all()
        self.assertEqual((transfer.state, self._where()), ("done", (92, 0, 8)))

    def test_no_more_is_settled_than_is_missing(self):
        transfer = self._short()
        other = self._short()
        for quantity in (3, 0, -1):
            with (
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                self._settle(transfer, "found", quantity)
        line = Command.create({"transfer_line_id": other.line_ids.id, "quantity": 1})
        values = {"transfer_id": transfer.id, "way": "found", "line_ids": [line]}
        (id_,) = self._rpc("supervisor", "jxc.transfer.settle", "create", [values])
        self._refused("supervisor", "jxc.transfer.settle", "action_jxc_settle", [id_])
        self.assertEqual(transfer.line_ids.missing_qty, 2)

    # --- companies ----------------------------------------------------------------
    def test_another_companys_warehouse_is_no_destination(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.env["stock.warehouse"].create(
            {"name": "Theirs", "code": "THR", "company_id": other.id}
        )
        values = {"warehouse_id": self.warehouse.id, "warehouse_dest_id": theirs.id}
        self._refused("operator", "jxc.transfer", "create", [values])
        values = {"warehouse_id": self.shop.id, "warehouse_dest_id": self.shop.id}
        self._refused("operator", "jxc.transfer", "create", [values])
        stranger = self._new_role_user(
            "operator",
            login="jxc_stranger",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        transfer = self._ship()
        with self.assertRaises(AccessError):
            self._rpc(stranger, "jxc.transfer", "action_jxc_receive", transfer.ids)

    def test_cancelling_frees_the_goods(self):
        transfer = self._draft()
        self._press("operator", transfer, "prepare")
        self._press("operator", transfer, "cancel")
        self.assertEqual(transfer.state, "cancelled")
        self.assertEqual(transfer.picking_ids.state, "cancel")
        shipped = self._ship()
        self._refused("operator", "jxc.transfer", "action_jxc_cancel", shipped.ids)

    def test_a_receipt_cancelled_on_the_hosts_screen_stays_in_sight(self):
        transfer = self._ship()
        receipt = transfer.picking_ids.filtered(lambda item: item.state != "done")
        self._rpc("clerk", "stock.picking", "action_cancel", receipt.ids)
        self.env.invalidate_all()
        self.assertEqual((transfer.state, self._where()), ("discrepancy", (90, 10, 0)))
