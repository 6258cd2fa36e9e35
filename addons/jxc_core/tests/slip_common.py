from odoo import Command

from .common import JxcCoreCommon


class SlipReader:
    """Reads slips as a role gets them."""

    def _slip(self, document, role="sales_manager", prices=None):
        """The slip of a document as a role gets it."""
        document = document.with_user(self.users[role])
        self.env.flush_all()
        self.env.invalidate_all()
        priced = document._jxc_choose_priced(prices)
        (slip,) = document._jxc_get_slips(priced)
        return slip

    def _column(self, slip, name):
        """The values of one column, or None when it is not printed."""
        names = [column.name for column in slip.columns]
        if name not in names:
            return None
        return [row[names.index(name)] for row in slip.rows]


class SlipCommon(SlipReader, JxcCoreCommon):
    """A delivery of 3 kettles at 10.00 that is ready to leave.

    The company's currency is that of the order; no operation type asks for a slip.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["stock.picking.type"].search([]).jxc_slip_required = False
        cls.order = cls._new_order(3, user=cls.users["salesperson"])
        cls.order.action_confirm()
        cls.order = cls.order.with_env(cls.env)
        cls.picking = cls.order.picking_ids

    @classmethod
    def _ship(cls, picking):
        """Validate a transfer with what was asked for."""
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking._action_done()
        return picking

    @classmethod
    def _return(cls, picking, qty):
        """The return of `qty` of each product of a done transfer."""
        wizard = (
            cls.env["stock.return.picking"]
            .with_context(
                active_id=picking.id, active_ids=picking.ids, active_model=picking._name
            )
            .create({})
        )
        wizard.product_return_moves.quantity = qty
        return cls.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])

    @classmethod
    def _transfer(cls, qty=2):
        """A transfer of kettles to a shelf."""
        stock = cls.warehouse.lot_stock_id
        shelf = cls.env["stock.location"].create(
            {"name": "Shelf", "location_id": stock.id}
        )
        places = {"location_id": stock.id, "location_dest_id": shelf.id}
        move = {"product_id": cls.product.id, "product_uom_qty": qty, **places}
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": cls.warehouse.int_type_id.id,
                "move_ids": [Command.create(move)],
                **places,
            }
        )
        picking.action_confirm()
        return picking
