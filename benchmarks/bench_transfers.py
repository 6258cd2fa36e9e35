"""What a transfer between warehouses costs, against two transfers of the host.

    ./dev bench bench_transfers

Ten products go from a warehouse to a shop. The host: a delivery into the transit
location, validated, and a receipt out of it, chained to the first, validated. JXC: one
document, shipped by the sender, confirmed by the receiver. All is rolled back in the
end.
"""

import sys

from _paired import Side, compare, judge, parse_args

from odoo import Command

LINES = 10
ALLOWED = 1.5


class Pair(Side):
    """A warehouse and a shop, each with its keeper."""

    def __init__(self, database, products):
        """Add a shop, and who works there."""
        super().__init__(database, products)
        self.shop = self.env["stock.warehouse"].create(
            {"name": "Bench shop", "code": "BSHOP"}
        )
        self.clerk = self.new_user("clerk")
        self.road = self.env.company.internal_transit_location_id


class Host(Pair):
    """The bare host: two transfers by hand, one the sequel of the other."""

    label = "host"

    def run(self):
        """Ship from the warehouse, receive in the shop."""
        stock, shelf = self.warehouse.lot_stock_id, self.shop.lot_stock_id
        sent = self.move(self.keeper, self.warehouse.out_type_id, stock, self.road)
        self.move(self.clerk, self.shop.in_type_id, self.road, shelf, sent)

    def move(self, user, kind, source, target, before=None):
        """Make and validate one transfer; return it."""
        places = {"location_id": source.id, "location_dest_id": target.id}
        origins = dict(
            zip(
                self.products.ids,
                before.move_ids if before else [None] * LINES,
                strict=True,
            )
        )
        picking = self.act(user)["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                **places,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 2,
                            **places,
                            "move_orig_ids": [Command.link(origins[product.id].id)]
                            if before
                            else [],
                        }
                    )
                    for product in self.products
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        picking.button_validate()
        if picking.state != "done":
            raise RuntimeError(f"{picking.name} is {picking.state}")
        return picking


class Suite(Pair):
    """JXC: one document, two steps, two people."""

    label = "jxc"

    def run(self):
        """Ship from the warehouse, receive in the shop."""
        sender = self.act(self.keeper)
        transfer = sender["jxc.transfer"].create(
            {
                "warehouse_id": self.warehouse.id,
                "warehouse_dest_id": self.shop.id,
                "line_ids": [
                    Command.create({"product_id": product.id, "quantity": 2})
                    for product in self.products
                ],
            }
        )
        transfer.action_jxc_ship()
        self.cr.flush()
        arrived = self.act(self.clerk)["jxc.transfer"].browse(transfer.id)
        arrived.action_jxc_receive()
        if arrived.state != "done":
            raise RuntimeError(f"{arrived.name} is {arrived.state}")


def main():
    """Seed, measure, print, judge."""
    args = parse_args(__doc__, rounds=25)
    host, suite = Host(args.host, LINES), Suite(args.suite, LINES)
    print(f"a transfer of {LINES} lines between warehouses")
    kept = judge(compare(host, suite, args.rounds), ALLOWED)
    for side in (host, suite):
        side.cr.rollback()
        side.cr.close()
    sys.exit(not kept)


if __name__ == "__main__":
    main()
