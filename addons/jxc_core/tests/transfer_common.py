from odoo import Command
from odoo.exceptions import UserError

from .common import JxcCoreCommon


class TransferCommon(JxcCoreCommon):
    """A warehouse with 100 kettles sends to a shop; each has its operator.

    `operator` works in the warehouse, `clerk` in the shop, the supervisor in both.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["stock.warehouse"].create({"name": "Shop", "code": "SHOP"})
        cls.users["clerk"] = cls._new_role_user("operator", login="jxc_clerk")
        cls.users["clerk"].jxc_warehouse_ids = cls.shop
        cls.users["operator"].jxc_warehouse_ids = cls.warehouse
        cls.stock = cls.warehouse.lot_stock_id
        cls.shelf = cls.shop.lot_stock_id
        cls.road = cls.company.internal_transit_location_id
        cls.pan = cls._new_product("Pan", 10)

    def _draft(self, *rows, role="operator", **vals):
        rows = rows or [(self.product, 10, {})]
        (id_,) = self._rpc(
            role,
            "jxc.transfer",
            "create",
            [
                {
                    "warehouse_id": self.warehouse.id,
                    "warehouse_dest_id": self.shop.id,
                    "line_ids": [
                        Command.create(
                            {"product_id": product.id, "quantity": pieces, **more}
                        )
                        for product, pieces, more in rows
                    ],
                    **vals,
                }
            ],
        )
        return self.env["jxc.transfer"].browse(id_)

    def _press(self, role, transfer, button):
        result = self._rpc(role, "jxc.transfer", f"action_jxc_{button}", transfer.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        return result

    def _ship(self, *rows, role="operator", **vals):
        transfer = self._draft(*rows, role=role, **vals)
        self._press(role, transfer, "ship")
        return transfer

    def _count(self, transfer, *quantities, role="clerk"):
        for line, quantity in zip(transfer.line_ids, quantities, strict=True):
            values = {"counted_qty": quantity}
            self._rpc(role, "jxc.transfer.line", "write", line.ids, values)

    def _short(self, arrived=8, **vals):
        """Ship 10, of which fewer arrive."""
        transfer = self._ship(**vals)
        self._count(transfer, arrived)
        self._press("clerk", transfer, "receive")
        return transfer

    def _settle(self, transfer, way, quantity=None, role="supervisor", **vals):
        values = {"transfer_id": transfer.id, "way": way, **vals}
        if quantity is not None:
            values["line_ids"] = [
                Command.create(
                    {"transfer_line_id": transfer.line_ids.id, "quantity": quantity}
                )
            ]
        (id_,) = self._rpc(role, "jxc.transfer.settle", "create", [values])
        result = self._rpc(role, "jxc.transfer.settle", "action_jxc_settle", [id_])
        self.env.flush_all()
        self.env.invalidate_all()
        return result

    def _refused(self, role, model, method, *args, error=UserError):
        with self.assertRaises(error) as caught, self.env.cr.savepoint():
            self._rpc(role, model, method, *args)
            self.env.flush_all()
        return caught.exception.args[0]

    def _at(self, place, product=None):
        self.env.invalidate_all()
        quants = self.env["stock.quant"].search(
            [
                ("location_id", "=", place.id),
                ("product_id", "=", (product or self.product).id),
            ]
        )
        return sum(quants.mapped("quantity"))

    def _where(self, product=None):
        """Return (in the warehouse, on the way, in the shop)."""
        return tuple(self._at(place, product) for place in self._places())

    def _places(self):
        return (self.stock, self.road, self.shelf)
