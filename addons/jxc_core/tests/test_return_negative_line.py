from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .guard_common import GuardCommon


@tagged("post_install", "-at_install")
class TestReturnNegativeLine(GuardCommon):
    """An order of less than none asks goods back of which no transfer is known."""

    def _confirmed(self, kind):
        """The open transfer of an order of -3, and the place its goods go to."""
        if kind == "sale":
            order = self._new_order(qty=-3)
            order.action_confirm()
        else:
            order = self._new_purchase(qty=-3)
            order.button_confirm()
        picking = order.picking_ids
        self.assertEqual(picking.move_ids.product_uom_qty, 3)
        picking.move_ids.quantity = 3
        picking.move_ids.picked = True
        return picking

    def test_a_supervisor_takes_back_what_a_negative_line_asks_for(self):
        for kind, left in (("sale", 103), ("purchase", 100)):
            picking = self._confirmed(kind)
            with self.subTest(kind), self.assertRaisesRegex(AccessError, "supervisor"):
                self._rpc("operator", "stock.picking", "button_validate", picking.ids)
            self.env.invalidate_all()
            self._rpc("supervisor", "stock.picking", "button_validate", picking.ids)
            self.assertEqual((picking.state, self._on_hand()), ("done", left))

    def test_no_more_comes_back_than_a_negative_line_asks_for(self):
        picking = self._confirmed("sale")
        picking.move_ids.quantity = 4
        with self.assertRaisesRegex(UserError, "1 Units more would be returned"):
            self._rpc("supervisor", "stock.picking", "button_validate", picking.ids)
