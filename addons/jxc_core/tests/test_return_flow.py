from odoo import Command
from odoo.tests import tagged

from ..exceptions import HoldError
from .return_common import JxcReturnCommon
from .transfer_common import TransferCommon


class StrictCommon(JxcReturnCommon):
    """Every operation type moves only what was asked for, and asks for an order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strict = {
            "jxc_demand_strict": True,
            "jxc_order_required": True,
            "jxc_over_tolerance": 0,
        }
        cls.env["stock.picking.type"].search([]).write(
            {**cls.strict, "jxc_check_required": False, "jxc_slip_required": False}
        )

    def _validate(self, picking, user="operator"):
        self._rpc(user, "stock.picking", "button_validate", picking.ids)
        self.assertEqual(picking.state, "done")

    def _assert_held(self, picking):
        """Assert that the rules are on: this transfer needs a supervisor."""
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestReturnFlow(StrictCommon):
    """Returns and what follows from them pass the rules of the flow by themselves."""

    def _loose(self):
        """A delivery that nobody asked for, to show that the rules are on."""
        places = {
            "location_id": self.warehouse.lot_stock_id.id,
            "location_dest_id": self.customer.property_stock_customer.id,
        }
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": self.customer.id,
                "move_ids": [
                    Command.create(
                        {"product_id": self.product.id, "product_uom_qty": 2, **places}
                    )
                ],
                **places,
            }
        )
        picking.action_confirm()
        return picking

    def test_the_rules_are_on(self):
        self._assert_held(self._loose())

    def test_a_replacement_leaves_without_a_supervisor(self):
        item = self._ask(2, settlement="replacement")
        self._receive(item)
        self._inspect(item, scrap=1, good=1)
        self._rpc("salesperson", "jxc.return", "action_jxc_replace", item.ids)
        again = item.line_ids._jxc_get_open_replacements()
        self.assertTrue(all(move._jxc_has_paper() for move in again))
        self._validate(again.picking_id)
        self.assertEqual(item.state, "closed")

    def test_no_more_is_replaced_than_came_back(self):
        item = self._ask(2, settlement="replacement")
        self._receive(item)
        self._inspect(item, good=2)
        self._rpc("salesperson", "jxc.return", "action_jxc_replace", item.ids)
        again = item.line_ids._jxc_get_open_replacements()
        again.write({"quantity": 9, "picked": True})
        self._assert_held(again.picking_id)

    def test_a_vendors_replacement_comes_in_without_a_supervisor(self):
        receipt = self._buy(8).picking_ids
        item = self._ask(
            2,
            user="buyer",
            picking=receipt,
            return_type="vendor",
            settlement="replacement",
        )
        self._receive(item)
        self._rpc("buyer", "jxc.return", "action_jxc_replace", item.ids)
        self._validate(item.line_ids._jxc_get_open_replacements().picking_id)
        self.assertEqual(item.state, "closed")

    def test_the_goods_of_an_exchange_leave_by_their_order(self):
        item = self._ask(2, settlement="exchange")
        self._receive(item)
        self._inspect(item, good=2)
        self._credit(item)
        action = self._rpc("salesperson", "jxc.return", "action_jxc_exchange", item.ids)
        order = self.env["sale.order"].browse(action["res_id"])
        order.order_line = [Command.create({"product_id": self._new_product("Pot").id})]
        order.action_confirm()
        self._validate(order.picking_ids)
        self.assertEqual(item.state, "closed")

    def test_the_hosts_exchange_leaves_without_a_supervisor(self):
        wizard = self._rpc(
            "operator",
            "stock.return.picking",
            "create",
            {"picking_id": self.delivery.id},
        )
        lines = self.env["stock.return.picking"].browse(wizard).product_return_moves
        lines.quantity = 2
        action = self._rpc(
            "operator", "stock.return.picking", "action_create_exchanges", [wizard]
        )
        picking = self.env["stock.picking"].browse(action["res_id"])
        for transfer in (picking, picking.jxc_return_id.picking_ids - picking):
            self._validate(transfer)

    def test_a_supervisors_return_without_original_is_received_by_the_keeper(self):
        line = Command.create({"product_id": self.product.id, "quantity": 2})
        item_id = self._rpc(
            "supervisor",
            "jxc.return",
            "create",
            {
                "partner_id": self.customer.id,
                "reason_id": self.reason.id,
                "line_ids": [line],
            },
        )
        self._rpc("supervisor", "jxc.return", "action_jxc_request", [item_id])
        item = self.env["jxc.return"].browse(item_id)
        self._receive(item)
        self._inspect(item, second=1, scrap=1)
        self.assertEqual(item.state, "inspected")

    def test_a_write_off_needs_no_supervisor(self):
        vals = {
            "reason_id": self.env.ref("jxc_core.write_off_reason_broken").id,
            "line_ids": [
                Command.create({"product_id": self.product.id, "quantity": 2})
            ],
        }
        item_id = self._rpc("operator", "jxc.write.off", "create", vals)
        self._rpc("operator", "jxc.write.off", "action_jxc_confirm", [item_id])
        document = self.env["jxc.write.off"].browse(item_id)
        self.assertEqual(document.state, "done")

    # === CLOSED WHEN GOODS AND MONEY ARE BOTH SETTLED ===
    def test_money_that_comes_first_waits_for_the_goods(self):
        item = self._ask(2)
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        )
        wizard = wizard.create({"journal_id": self.invoice.journal_id.id})
        wizard.refund_moves()
        refund = wizard.new_move_ids
        refund.invoice_line_ids.quantity = 2
        refund.action_post()
        self.assertEqual(item.state, "requested")
        self._receive(item)
        self.assertEqual((item.goods_state, item.state), ("open", "received"))
        self._inspect(item, good=2)
        states = (item.goods_state, item.money_state, item.state)
        self.assertEqual(states, ("settled", "settled", "closed"))

    def test_goods_that_come_first_wait_for_the_money(self):
        item = self._ask(2)
        self._receive(item)
        self._inspect(item, good=2)
        states = (item.goods_state, item.money_state, item.state)
        self.assertEqual(states, ("settled", "open", "inspected"))
        self._credit(item, post=False)
        self.assertEqual(item.state, "inspected")
        self._credit(item)
        self.assertEqual(item.state, "closed")

    def test_a_credit_note_that_is_reset_opens_the_return_again(self):
        item = self._ask(2)
        self._receive(item)
        self._inspect(item, good=2)
        refund = self._credit(item)
        self.assertEqual(item.state, "closed")
        refund.button_draft()
        self.assertEqual(item.state, "inspected")

    def test_a_vendor_return_waits_for_both_as_well(self):
        purchase = self._buy(8)
        self._bill(purchase)
        item = self._ask(
            2, user="buyer", picking=purchase.picking_ids, return_type="vendor"
        )
        self.assertEqual((item.goods_state, item.money_state), ("none", "none"))
        self._receive(item)
        states = (item.goods_state, item.money_state, item.state)
        self.assertEqual(states, ("settled", "open", "shipped"))
        self._credit(item)
        self.assertEqual(item.state, "closed")


@tagged("post_install", "-at_install")
class TestTransferFlow(TransferCommon):
    """Both steps of a transfer between warehouses pass the rules by themselves."""

    def test_a_transfer_is_shipped_and_received_without_a_supervisor(self):
        self.env["stock.picking.type"].search([]).write(
            {
                "jxc_demand_strict": True,
                "jxc_order_required": True,
                "jxc_check_required": False,
                "jxc_slip_required": False,
            }
        )
        transfer = self._ship()
        moves = transfer.picking_ids.move_ids
        self.assertEqual([move._jxc_has_paper() for move in moves], [True, True])
        self._press("clerk", transfer, "receive")
        self.assertEqual((transfer.state, self._where()), ("done", (90, 0, 10)))
