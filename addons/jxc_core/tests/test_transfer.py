from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .transfer_common import TransferCommon


@tagged("post_install", "-at_install")
class TestTransfer(TransferCommon):
    """The sender ships, the receiver counts, what is missing has an owner."""

    # --- shipping -------------------------------------------------------------------
    def test_shipped_goods_are_on_the_way(self):
        transfer = self._ship()
        self.assertEqual(transfer.state, "transit")
        self.assertEqual(self._where(), (90, 10, 0))
        self.assertRegex(transfer.name, r"^DB/\d{4}/\d{5}$")
        self.assertEqual(transfer.shipped_by_id, self.users["operator"])
        today = self.company._jxc_get_today()
        self.assertEqual(transfer.date_expected, today + timedelta(days=3))

    def test_it_goes_by_the_hosts_operation_types_and_transit_location(self):
        transfer = self._ship()
        types = transfer.picking_ids.sorted("id").picking_type_id
        self.assertEqual(types[0], self.warehouse.out_type_id)
        self.assertEqual(types[1], self.shop.in_type_id)
        self.assertTrue(self.road.active)

    def test_reserved_goods_wait_to_be_shipped(self):
        transfer = self._draft()
        self._press("operator", transfer, "prepare")
        self.assertEqual((transfer.state, self._where()), ("ready", (100, 0, 0)))
        self.assertEqual(transfer.picking_ids.move_ids.quantity, 10)
        self._press("operator", transfer, "ship")
        self.assertEqual(self._where(), (90, 10, 0))

    def test_no_more_is_shipped_than_is_free(self):
        transfer = self._draft((self.product, 101, {}))
        text = self._refused(
            "operator", "jxc.transfer", "action_jxc_ship", transfer.ids
        )
        self.assertIn("100", text)
        self.assertEqual((transfer.state, self._where()), ("draft", (100, 0, 0)))

    def test_the_lot_that_was_asked_for_is_sent_and_no_other(self):
        tea = self._new_product("Tea", 0, tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": tea.id} for name in ("A", "B")]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                tea, self.stock, 5, lot_id=lot
            )
        transfer = self._draft((tea, 6, {"lot_id": lots[1].id}))
        self._refused("operator", "jxc.transfer", "action_jxc_ship", transfer.ids)
        transfer.line_ids.quantity = 4
        self._press("operator", transfer, "ship")
        self._press("clerk", transfer, "receive")
        there = self.env["stock.quant"].search(
            [("location_id", "=", self.shelf.id), ("product_id", "=", tea.id)]
        )
        self.assertEqual((there.lot_id, there.quantity), (lots[1], 4))
        keeper = lots[1].with_user(self.users["operator"])
        self.assertEqual(keeper.jxc_transfer_count, 1)

    def test_a_transfer_validated_on_the_hosts_screen_is_followed(self):
        transfer = self._draft()
        self._press("operator", transfer, "prepare")
        picking = transfer.picking_ids
        self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        self.assertEqual((transfer.state, self._where()), ("transit", (90, 10, 0)))
        receipt = transfer.picking_ids - picking
        self._rpc("clerk", "stock.picking", "button_validate", receipt.ids)
        self.assertEqual((transfer.state, self._where()), ("done", (90, 0, 10)))

    def test_what_is_shipped_in_parts_is_received_in_parts(self):
        transfer = self._draft()
        self._press("operator", transfer, "prepare")
        picking = transfer.picking_ids
        picking.move_ids.write({"quantity": 4, "picked": True})
        picking.with_user(self.users["operator"]).with_context(
            skip_backorder=True
        ).button_validate()
        self.assertEqual((transfer.state, self._where()), ("transit", (96, 4, 0)))
        self._press("clerk", transfer, "receive")
        self.assertEqual((transfer.state, self._where()), ("ready", (96, 0, 4)))
        self._press("operator", transfer, "ship")
        self._press("clerk", transfer, "receive")
        self.assertEqual((transfer.state, self._where()), ("done", (90, 0, 10)))

    # --- receiving --------------------------------------------------------------------
    def test_what_arrives_in_full_closes_it(self):
        transfer = self._ship((self.product, 10, {}), (self.pan, 2, {}))
        self._press("clerk", transfer, "receive")
        self.assertEqual((transfer.state, self._where()), ("done", (90, 0, 10)))
        self.assertEqual(self._where(self.pan), (8, 0, 2))
        self.assertEqual(transfer.received_by_id, self.users["clerk"])

    def test_what_does_not_arrive_stays_on_the_way_with_an_owner(self):
        transfer = self._short()
        self.assertEqual(transfer.state, "discrepancy")
        self.assertEqual(self._where(), (90, 2, 8))
        self.assertEqual(transfer.line_ids.missing_qty, 2)
        self.assertEqual(transfer.owner_id, self.users["operator"])
        self.assertEqual(transfer.activity_ids.user_id, self.users["operator"])

    def test_of_several_goods_one_may_be_missing_altogether(self):
        transfer = self._ship((self.product, 10, {}), (self.pan, 2, {}))
        self._count(transfer, 10, 0)
        self._press("clerk", transfer, "receive")
        self.assertEqual(transfer.state, "discrepancy")
        self.assertEqual(transfer.line_ids.mapped("missing_qty"), [0, 2])
        self.assertEqual(self._where(self.pan), (8, 2, 0))

    def test_nothing_at_all_may_arrive(self):
        transfer = self._short(0)
        self.assertEqual((transfer.state, self._where()), ("discrepancy", (90, 10, 0)))

    def test_no_more_is_received_than_was_sent(self):
        transfer = self._ship()
        self._count(transfer, 11)
        text = self._refused(
            "clerk", "jxc.transfer", "action_jxc_receive", transfer.ids
        )
        self.assertIn("surplus", text)

    def test_another_unit_is_shipped_and_received(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.product.uom_ids = dozen
        transfer = self._ship((self.product, 2, {"product_uom_id": dozen.id}))
        self.assertEqual(self._where(), (76, 24, 0))
        self._count(transfer, 1)
        self._press("clerk", transfer, "receive")
        self.assertEqual(self._where(), (76, 12, 12))
        self.assertEqual(transfer.line_ids.missing_qty, 1)

    # --- settling ---------------------------------------------------------------------
    def test_goods_that_are_found_arrive_later(self):
        transfer = self._short()
        self._settle(transfer, "found", 1)
        self.assertEqual((transfer.state, self._where()), ("discrepancy", (90, 1, 9)))
        self._settle(transfer, "found")
        self.assertEqual((transfer.state, self._where()), ("done", (90, 0, 10)))
        self.assertFalse(transfer.activity_ids)

    def test_goods_that_went_back_are_the_senders_again(self):
        transfer = self._short()
        self._settle(transfer, "back")
        self.assertEqual((transfer.state, self._where()), ("done", (92, 0, 8)))
        self.assertEqual(transfer.line_ids.returned_qty, 2)

    def test_lost_goods_are_written_off_with_a_reason(self):
        transfer = self._short()
        self._settle(transfer, "lost", note="fell off the van")
        self.assertEqual((transfer.state, self._where()), ("done", (90, 0, 8)))
        document = transfer.write_off_ids
        self.assertEqual(document.state, "done")
        self.assertEqual(document.amount_total, 12)
        self.assertEqual(document.user_id, self.users["operator"])
        self.assertEqual(
            document.reason_id, self.env.ref("jxc_core.write_off_reason_transit")
        )
        self.assertEqual(transfer.line_ids.lost_qty, 2)

    def test_lost_goods_that_turn_up_are_on_the_way_again(self):
        transfer = self._short()
        self._settle(transfer, "lost")
        document = transfer.write_off_ids
        action = self._rpc(
            "supervisor", "jxc.write.off", "action_jxc_reverse", document.ids
        )
        self._rpc(
            "supervisor", "jxc.write.off", "action_jxc_confirm", [action["res_id"]]
        )
        self.env.invalidate_all()
        self.assertEqual((transfer.state, self._where()), ("discrepancy", (90, 2, 8)))
        self._settle(transfer, "found")
        self.assertEqual((transfer.state, self._where()), ("done", (90, 0, 10)))

    def test_the_lots_that_are_missing_are_written_off(self):
        tea = self._new_product("Tea", 0, tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": tea.id} for name in ("A", "B")]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                tea, self.stock, 5, lot_id=lot
            )
        transfer = self._ship((tea, 10, {}))
        self._count(transfer, 3)
        self._press("clerk", transfer, "receive")
        self._settle(transfer, "lost")
        self.assertEqual(self._where(tea), (0, 0, 3))
        lines = transfer.write_off_ids.line_ids
        self.assertEqual(sum(lines.mapped("quantity")), 7)
        self.assertEqual(lines.lot_id, lots)

    # --- nothing is unseen ------------------------------------------------------------
    def test_what_is_overdue_is_found_and_its_owner_reminded_once(self):
        transfer = self._ship(receiver_id=self.users["clerk"].id)
        Transfer = self.env["jxc.transfer"]
        late = [("overdue_days", ">", 0), ("id", "=", transfer.id)]
        self.assertFalse(Transfer.search(late))
        transfer.date_expected = self.company._jxc_get_today() - timedelta(days=2)
        self.assertEqual(Transfer.search(late), transfer)
        self.assertEqual(transfer.overdue_days, 2)
        for _each in range(2):
            Transfer._cron_jxc_tell_overdue()
        kind = self.env.ref("jxc_core.mail_activity_type_overdue_transfer")
        reminders = transfer.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )
        self.assertEqual(reminders.user_id, self.users["clerk"])
        self.assertEqual(len(reminders), 1)
        self._press("clerk", transfer, "receive")
        self.assertFalse(transfer.activity_ids)
        self.assertFalse(transfer.overdue_days)

    def test_those_who_work_there_are_told_what_comes(self):
        transfer = self._ship()
        self.assertEqual(transfer.activity_ids.user_id, self.users["clerk"])

    def _resupply(self, quantity=5):
        """Have the host's route resupply the shop; return the shipment."""
        self.shop.resupply_wh_ids = self.warehouse
        procurement = self.env["stock.rule"].Procurement(
            self.product,
            quantity,
            self.product.uom_id,
            self.shelf,
            "Resupply",
            "Resupply",
            self.company,
            {"route_ids": self.shop.resupply_route_ids, "warehouse_id": self.shop},
        )
        self.env["stock.rule"].run([procurement])
        pickings = self.env["stock.picking"].search(
            [("product_id", "=", self.product.id), ("state", "!=", "done")]
        )
        shipment = pickings.filtered(lambda item: item.location_dest_id == self.road)
        shipment.action_assign()
        return shipment

    def test_goods_on_the_hosts_routes_get_a_document_too(self):
        shipment = self._resupply()
        self._rpc("operator", "stock.picking", "button_validate", shipment.ids)
        transfer = shipment.jxc_transfer_id
        self.assertEqual((transfer.state, self._where()), ("transit", (95, 5, 0)))
        self.assertEqual(transfer.warehouse_dest_id, self.shop)
        self._press("clerk", transfer, "receive")
        self.assertEqual((transfer.state, self._where()), ("done", (95, 0, 5)))

    def test_what_the_hosts_routes_send_in_parts_is_one_transfer(self):
        shipment = self._resupply()
        shipment.move_ids.write({"quantity": 3, "picked": True})
        shipment.with_user(self.users["operator"]).with_context(
            skip_backorder=True
        ).button_validate()
        transfer = shipment.jxc_transfer_id
        rest = shipment.backorder_ids
        rest.action_assign()
        self._rpc("operator", "stock.picking", "button_validate", rest.ids)
        self.assertEqual(rest.jxc_transfer_id, transfer)
        self.assertEqual((transfer.state, self._where()), ("transit", (95, 5, 0)))
        self._press("clerk", transfer, "receive")
        self.assertEqual((transfer.state, self._where()), ("done", (95, 0, 5)))

    def test_goods_that_go_nowhere_are_seen_too(self):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.int_type_id.id,
                "location_id": self.stock.id,
                "location_dest_id": self.road.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 2,
                            "location_id": self.stock.id,
                            "location_dest_id": self.road.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        transfer = picking.jxc_transfer_id
        self.assertEqual((transfer.state, self._where()), ("transit", (98, 2, 0)))
        self.assertEqual(transfer.warehouse_dest_id, self.warehouse)

    def test_smart_buttons_and_sheets(self):
        transfer = self._short()
        keeper = self.product.with_user(self.users["operator"])
        self.assertEqual(keeper.jxc_transfer_count, 1)
        for role in ("operator", "finance"):
            mine = transfer.with_user(self.users[role])
            sheet = self.env["jxc.record.sheet"].with_user(self.users[role])
            _name, content = sheet._jxc_get_workbook(mine)
            self.assertTrue(content.startswith(b"PK"))

    def test_the_views_open(self):
        transfer = self._short()
        for role in ("operator", "supervisor", "finance", "general_manager"):
            self._assert_opens(role, "jxc.transfer", transfer)
            self._assert_opens(role, "jxc.transfer.line", transfer.line_ids)
            self._assert_opens(role, "stock.picking", transfer.picking_ids[0])
