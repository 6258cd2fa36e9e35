from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .return_common import JxcReturnCommon


@tagged("post_install", "-at_install")
class TestReturnHost(JxcReturnCommon):
    """However the host makes goods come back, it is by a return document."""

    def _wizard(self, picking=None, qty=2, user="operator", **vals):
        """The host's wizard over a transfer, filled in by RPC."""
        picking = picking or self.delivery
        wizard = self._rpc(
            user, "stock.return.picking", "create", {"picking_id": picking.id, **vals}
        )
        lines = self.env["stock.return.picking"].browse(wizard).product_return_moves
        self._rpc(
            user, "stock.return.picking.line", "write", lines.ids, {"quantity": qty}
        )
        return wizard

    def _press(self, method="action_create_returns", user="operator", **kw):
        """The transfer that the host's button makes."""
        wizard = self._wizard(user=user, **kw)
        action = self._rpc(user, "stock.return.picking", method, [wizard])
        return self.env["stock.picking"].browse(action["res_id"])

    # === THE BUTTON ===
    def test_the_hosts_button_makes_a_return_and_opens_its_transfer(self):
        picking = self._press()
        item = picking.jxc_return_id
        self.assertEqual((item.return_type, item.state), ("customer", "requested"))
        self.assertEqual(
            (item.partner_id, item.picking_id), (self.customer, self.delivery)
        )
        self.assertEqual(item.requested_by_id, self.users["operator"])
        self.assertEqual(item.user_id, self.users["salesperson"])
        self.assertEqual(item.line_ids.origin_move_id, self.delivery.move_ids)
        self.assertEqual(item.line_ids.sale_line_id, self.order.order_line)
        self.assertEqual(item.line_ids.quantity, 2)
        self.assertEqual(self.order.jxc_return_state, "requested")
        action = self._rpc(
            "operator", "stock.picking", "action_jxc_view_return", picking.ids
        )
        self.assertEqual(action["res_id"], item.id)

    def test_what_the_button_returned_goes_the_whole_way(self):
        picking = self._press()
        self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        item = picking.jxc_return_id
        self.assertEqual((item.state, item.line_ids.received_qty), ("received", 2))
        self._inspect(item, good=1, scrap=1)
        self.assertEqual(self._credit(item).amount_total, 20)
        self.assertEqual(item.state, "closed")

    def test_the_form_asks_why(self):
        wizards = self.env["stock.return.picking"].with_user(self.users["operator"])
        wizards = wizards.with_context(
            active_id=self.delivery.id, active_model="stock.picking"
        )
        form = Form(wizards)
        with form.product_return_moves.edit(0) as line:
            line.quantity = 1
        form.jxc_reason_id = self.env["jxc.return.reason"]
        with self.assertRaisesRegex(AssertionError, "jxc_reason_id is a required"):
            form.save()
        form.jxc_reason_id = self.reason
        action = form.save().action_create_returns()
        item = self.env["stock.picking"].browse(action["res_id"]).jxc_return_id
        self.assertEqual((item.reason_id, item.line_ids.reason_id), (self.reason,) * 2)

    def test_who_gives_no_reason_gives_another_one(self):
        item = self._press().jxc_return_id
        self.assertEqual(item.reason_id, self.env.ref("jxc_core.return_reason_other"))

    def test_all_of_it_is_returned_at_one_press(self):
        picking = self._press("action_create_returns_all", qty=0)
        self.assertEqual(picking.jxc_return_id.line_ids.quantity, 5)

    def test_goods_go_back_to_a_vendor_by_the_button_too(self):
        receipt = self._buy(8).picking_ids
        picking = self._press(picking=receipt, qty=3)
        item = picking.jxc_return_id
        self.assertEqual((item.return_type, item.state), ("vendor", "requested"))
        self.assertEqual(item.partner_id, self.vendor)
        self.assertEqual(item.user_id, self.users["buyer"])
        self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        self.assertEqual(item.state, "closed")

    def test_goods_wait_apart_once_there_is_a_place_for_it(self):
        stock = self.warehouse.lot_stock_id
        self.warehouse.jxc_return_location_id = False
        self.assertEqual(self._press(qty=1).location_dest_id, stock)
        place = self.warehouse._jxc_get_return_place("inspect")
        self.assertEqual(self._press(qty=1).location_dest_id, place)

    def test_whoever_trades_asks_instead_of_pressing(self):
        for role in ("salesperson", "buyer", "finance", "driver"):
            self._assert_refused(
                role, "stock.return.picking", "create", {"picking_id": self.delivery.id}
            )
        wizard = self._wizard()
        for method in ("action_create_returns", "action_create_exchanges"):
            self._assert_refused(
                "salesperson", "stock.return.picking", method, [wizard]
            )
        for role in ("salesperson", "operator"):
            arch = self._rpc(role, "stock.picking", "get_views", [[False, "form"]])
            arch = arch["views"]["form"]["arch"]
            button = str(self.env.ref("stock.act_stock_return_picking").id)
            self.assertEqual(f'name="{button}"' in arch, role == "operator")

    # === EXCHANGE ===
    def test_an_exchange_is_settled_by_the_goods_sent_instead(self):
        picking = self._press("action_create_exchanges")
        item = picking.jxc_return_id
        self.assertEqual(item.settlement, "replacement")
        again = item.picking_ids - picking
        self.assertEqual(again.move_ids.product_uom_qty, 2)
        self.assertEqual(again.move_ids.location_dest_id.usage, "customer")
        self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        self._inspect(item, scrap=2)
        self._rpc("operator", "stock.picking", "button_validate", again.ids)
        self.assertEqual((item.line_ids.replaced_qty, item.state), (2, "closed"))
        self.assertEqual(self.order.order_line.qty_delivered, 5)

    def test_a_vendors_exchange_is_settled_by_the_goods_that_come(self):
        receipt = self._buy(8).picking_ids
        picking = self._press("action_create_exchanges", picking=receipt, qty=3)
        item = picking.jxc_return_id
        again = item.picking_ids - picking
        self.assertEqual(again.picking_type_code, "incoming")
        self.assertEqual(again.move_ids.product_uom_qty, 3)
        self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        self.assertEqual(item.state, "shipped")
        self._rpc("operator", "stock.picking", "button_validate", again.ids)
        self.assertEqual((item.line_ids.replaced_qty, item.state), (3, "closed"))

    def test_an_order_that_is_lowered_takes_its_replacement_back(self):
        picking = self._press("action_create_exchanges")
        again = picking.jxc_return_id.picking_ids - picking
        self._validate(picking)
        self._rpc(
            "salesperson",
            "sale.order.line",
            "write",
            self.order.order_line.ids,
            {"product_uom_qty": 3},
        )
        self.assertEqual(again.state, "cancel")

    # === ORDERS THAT ARE LOWERED ===
    def _deliver_in_part(self, qty, of=5):
        """An order of which `qty` left, and whose rest has a deadline of its own.

        The host takes nothing off moves with other deadlines: it returns instead.
        """
        order = self._new_order(of, user=self.users["salesperson"]).sudo()
        order.action_confirm()
        delivery = order.picking_ids
        if qty:
            delivery.move_ids.write({"quantity": qty, "picked": True})
            delivery._action_done()
        rest = order.picking_ids.filtered(lambda picking: picking.state != "done")
        rest.move_ids.date_deadline = "2031-01-01"
        return order, rest

    def _lower(self, order, qty, user="salesperson"):
        vals = {"product_uom_qty": qty}
        self._rpc(user, "sale.order.line", "write", order.order_line.ids, vals)
        return order.order_line.move_ids.filtered(lambda move: move._jxc_goes_back())

    def test_an_order_that_is_lowered_makes_a_return_of_what_left(self):
        order, rest = self._deliver_in_part(3)
        back = self._lower(order, 3)
        item = back.jxc_return_line_id.return_id
        self.assertEqual((item.state, item.line_ids.quantity), ("requested", 2))
        self.assertEqual(item.picking_id, order.picking_ids - rest - back.picking_id)
        self.assertEqual(item.requested_by_id, self.users["salesperson"])
        self._receive(item)
        self._inspect(item, good=2)
        self.assertEqual(item.state, "closed")
        self.assertEqual(order.order_line.qty_delivered, 1)

    def test_an_order_that_is_lowered_again_adds_to_the_same_return(self):
        order, _rest = self._deliver_in_part(3)
        back = self._lower(order, 4) | self._lower(order, 3)
        item = back.jxc_return_line_id.return_id
        self.assertEqual(len(item), 1)
        self.assertEqual(sum(item.line_ids.mapped("quantity")), 2)

    def test_what_has_not_left_is_no_return_yet(self):
        order, rest = self._deliver_in_part(0)
        back = self._lower(order, 3)
        self.assertEqual((back.product_uom_qty, back.state), (2, "assigned"))
        self.assertFalse(back.jxc_return_line_id)
        with self.assertRaisesRegex(UserError, "more would be returned"):
            with self.env.cr.savepoint():
                self._validate(back.picking_id)
        self._validate(rest)
        self._validate(back.picking_id)
        self.assertEqual(order.order_line.qty_delivered, 3)
        item = back.jxc_return_line_id.return_id
        self.assertEqual((item.state, item.picking_id), ("received", rest))

    def _validate(self, picking, user="operator"):
        self._rpc(user, "stock.picking", "button_validate", picking.ids)
        self.assertEqual(picking.state, "done")

    def test_lowered_and_returned_is_counted_once(self):
        order, _rest = self._deliver_in_part(3)
        back = self._lower(order, 3)
        delivery = order.picking_ids.filtered(lambda picking: picking.state == "done")
        asked = self._ask(3, picking=delivery)
        self._validate(back.picking_id)
        with self.assertRaisesRegex(UserError, "2 Units more would be returned"):
            with self.env.cr.savepoint():
                self._receive(asked)
        self._rpc("salesperson", "jxc.return", "action_jxc_cancel", asked.ids)
        self._validate(self._press(picking=delivery, qty=1))
        self.assertEqual(order.order_line.qty_delivered, 0)

    # === BY HAND ===
    def test_goods_taken_back_by_hand_are_a_return_too(self):
        picking = self._raw(origin_returned_move_id=self.delivery.move_ids.id)
        self.assertEqual(picking.jxc_return_id.state, "requested")
        self.assertEqual(picking.jxc_return_id.picking_id, self.delivery)

    def test_a_supervisor_who_lets_goods_in_makes_a_return_without_original(self):
        picking = self._raw(partner_id=self.customer.id)
        self.assertFalse(picking.jxc_return_id)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        self._rpc("supervisor", "stock.picking", "button_validate", picking.ids)
        item = picking.jxc_return_id
        self.assertTrue(item.is_without_original)
        self.assertEqual((item.state, item.line_ids.received_qty), ("received", 2))
        self.assertEqual(item.requested_by_id, self.users["supervisor"])

    def _raw(self, **move):
        """A receipt of two kettles from a customer, typed by the keeper."""
        places = {
            "location_id": self.customer.property_stock_customer.id,
            "location_dest_id": self.warehouse.lot_stock_id.id,
        }
        partner = move.pop("partner_id", self.customer.id)
        vals = {"product_id": self.product.id, "product_uom_qty": 2, **places, **move}
        picking_id = self._rpc(
            "operator",
            "stock.picking",
            "create",
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "partner_id": partner,
                "move_ids": [Command.create(vals)],
                **places,
            },
        )
        self._rpc("operator", "stock.picking", "action_confirm", [picking_id])
        return self.env["stock.picking"].browse(picking_id)

    # === WHAT IS NO RETURN ===
    def test_goods_without_a_partner_come_back_without_a_document(self):
        self.delivery.partner_id = False
        picking = self._press()
        self.assertFalse(picking.jxc_return_id)
        with self.assertRaisesRegex(Exception, "more would be returned"):
            with self.env.cr.savepoint():
                self._press(qty=4)

    def test_a_reversal_is_its_own_paper(self):
        reversal = self.delivery.with_user(self.users["supervisor"])._jxc_reverse(
            "Typo"
        )
        self.assertEqual(reversal.state, "done")
        self.assertFalse(reversal.jxc_return_id)

    def test_goods_sent_out_again_belong_to_no_second_return(self):
        picking = self._press()
        self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        again = self._press(picking=picking)
        self.assertFalse(again.jxc_return_id)
        self._rpc("operator", "stock.picking", "button_validate", again.ids)
        self.assertEqual(self.order.order_line.qty_delivered, 5)

    # === TRICKS ===
    def test_nobody_hangs_goods_on_another_return(self):
        foreign = self._ask(1, user="sales_manager").line_ids
        wizard = self._wizard()
        lines = self.env["stock.return.picking"].browse(wizard).product_return_moves
        for user in ("operator", "supervisor"):
            for model, ids, vals in (
                ("stock.return.picking", [wizard], {"jxc_return_id": 1}),
                ("stock.return.picking", [wizard], {"jxc_is_replacement": True}),
                (lines._name, lines.ids, {"jxc_return_line_id": foreign.id}),
            ):
                self._assert_refused(user, model, "write", ids, vals)
            vals = {"picking_id": self.delivery.id, "jxc_return_id": 1}
            self._assert_refused(user, "stock.return.picking", "create", vals)
        made = self._rpc(
            "operator",
            "stock.return.picking",
            "create",
            {"picking_id": self.delivery.id},
            context={
                "default_jxc_return_line_id": foreign.id,
                "default_jxc_return_id": foreign.return_id.id,
            },
        )
        made = self.env["stock.return.picking"].browse(made)
        self.assertFalse(made.jxc_return_id)
        self.assertFalse(made.product_return_moves.jxc_return_line_id)
