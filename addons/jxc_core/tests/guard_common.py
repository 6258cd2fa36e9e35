from .common import JxcCoreCommon

# What a caller may claim about a call; none of it opens a guard.
HOSTILE_CONTEXTS = (
    {},
    {"inventory_mode": True},
    {"inventory_mode": True, "inventory_report_mode": True, "import_file": True},
    {"default_state": "done", "default_quantity": 5000, "force_delete": True},
    {"skip_sanity_check": True, "bypass_reservation_update": True, "is_scrap": True},
)


class GuardCommon(JxcCoreCommon):
    """Stock of 100 kettles; `_ship` and `_receive` book transfers as an operator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock = cls.warehouse.lot_stock_id
        cls.away = cls.env.ref("stock.stock_location_customers")
        cls.shelf = cls.env["stock.location"].create(
            {"name": "Shelf", "location_id": cls.stock.id}
        )

    @classmethod
    def _new_picking(cls, qty, product=None, kind="out", **kw):
        """A transfer of one move, as the operator types it; not validated."""
        types = {
            "out": (cls.warehouse.out_type_id, cls.stock, cls.away),
            "in": (
                cls.warehouse.in_type_id,
                cls.env.ref("stock.stock_location_suppliers"),
                cls.stock,
            ),
            "int": (cls.warehouse.int_type_id, cls.stock, cls.shelf),
        }
        kind, source, target = types[kind]
        places = {"location_id": source.id, "location_dest_id": target.id}
        places = {**places, **{k: kw.pop(k) for k in list(kw) if k in places}}
        picking = cls.env["stock.picking"].create(
            {"picking_type_id": kind.id, **places}
        )
        move = cls.env["stock.move"].create(
            {
                "product_id": (product or cls.product).id,
                "product_uom_qty": qty,
                "picking_id": picking.id,
                **places,
                **kw,
            }
        )
        picking.action_confirm()
        move.quantity = qty
        move.picked = True
        return picking

    @classmethod
    def _ship(cls, qty=5, user="operator", **kw):
        """A done delivery over RPC."""
        picking = cls._new_picking(qty, **kw)
        cls._rpc(user, "stock.picking", "button_validate", picking.ids)
        return picking

    @classmethod
    def _on_hand(cls, product=None, location=None):
        """What is there of a product, in its unit, as the books say."""
        quants = cls.env["stock.quant"].search(
            [
                ("product_id", "=", (product or cls.product).id),
                ("location_id", "=", (location or cls.stock).id),
            ]
        )
        return sum(quants.mapped("quantity"))
