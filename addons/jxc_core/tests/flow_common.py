from odoo import Command

from ..exceptions import HoldError
from ..models.stock_move import ORDER_LINKS
from .guard_common import GuardCommon


class FlowCommon(GuardCommon):
    """A colleague of the operator; orders whose transfers wait to be picked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["colleague"] = cls._new_role_user("operator", login="colleague")
        cls.out_type = cls.warehouse.out_type_id
        cls.in_type = cls.warehouse.in_type_id
        # What the database's own types ask for is no matter here.
        cls.env["stock.picking.type"].search([]).write(
            {
                "jxc_check_required": False,
                "jxc_demand_strict": False,
                "jxc_order_required": False,
                "jxc_over_tolerance": 0,
            }
        )

    @classmethod
    def _delivery(cls, qty=5, **kw):
        """The reserved delivery of a confirmed order; nothing picked."""
        order = cls._new_order(qty=qty, **kw)
        order.action_confirm()
        return order.picking_ids

    @classmethod
    def _receipt(cls, qty=5, **kw):
        """The receipt of a confirmed purchase; nothing picked."""
        order = cls._new_purchase(qty=qty, **kw)
        order.button_confirm()
        return order.picking_ids

    @classmethod
    def _loose(cls, qty=5, kind="out", user="operator", **kw):
        """A transfer that the operator types without any order, over RPC.

        Order lines are linked as superuser: nobody else may say what goods are for.
        """
        links = {name: kw.pop(name) for name in list(kw) if name in ORDER_LINKS}
        kinds = {
            "out": (cls.out_type, cls.stock, cls.away),
            "in": (cls.in_type, cls.vendor.property_stock_supplier, cls.stock),
        }
        kind, source, target = kinds[kind]
        places = {"location_id": source.id, "location_dest_id": target.id}
        line = {
            "product_id": cls.product.id,
            "product_uom_qty": qty,
            **places,
            **kw,
        }
        picking_id = cls._rpc(
            user,
            "stock.picking",
            "create",
            {
                "picking_type_id": kind.id,
                **places,
                "move_ids": [Command.create(line)],
            },
        )
        picking = cls.env["stock.picking"].browse(picking_id)
        picking.move_ids.write(links)
        cls._rpc(user, "stock.picking", "action_confirm", picking.ids)
        return picking

    @classmethod
    def _do(cls, user, picking, action, **kw):
        """Press a button of a transfer as a remote client would."""
        return cls._rpc(user, "stock.picking", action, picking.ids, **kw)

    @classmethod
    def _fill(cls, user, picking, qty, context=None):
        """Type how much of its first move is moved, and mark it as picked."""
        move = picking.move_ids[0]
        vals = {"quantity": qty, "picked": True}
        cls._rpc(user, "stock.move", "write", move.ids, vals, context=context)

    def _validate(self, picking, user="operator", **kw):
        """Validate over RPC; the transfer is done afterwards."""
        context = {"skip_backorder": True, **kw.pop("context", {})}
        self._do(user, picking, "button_validate", context=context, **kw)
        self.assertEqual(set(picking.mapped("state")), {"done"})

    def _assert_held(self, picking, code, user="operator", context=None):
        """Assert that validating is refused, for `code`, and nothing moved."""
        with self.assertRaises(HoldError) as raised, self.env.cr.savepoint():
            self._do(
                user,
                picking,
                "button_validate",
                context={"skip_backorder": True, **(context or {})},
            )
        self.env.invalidate_all()
        self.assertIn(code, [hold.code for hold in raised.exception.holds])
        self.assertNotIn("done", picking.mapped("state"))
        return raised.exception

    def _release(self, picking, user="supervisor", reason="Agreed by phone"):
        """Release what holds a transfer, over RPC."""
        wizard = self._rpc(
            user,
            "jxc.release.wizard",
            "create",
            {"res_model": "stock.picking", "res_id": picking.id, "reason": reason},
        )
        self._rpc(user, "jxc.release.wizard", "action_release", [wizard])
