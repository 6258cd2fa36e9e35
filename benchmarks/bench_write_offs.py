"""What a write-off of a hundred lines costs, against a hundred scraps of the host.

    ./dev bench bench_write_offs

Somebody finds a hundred broken products. The host: a scrap each, made and validated
in one batch. JXC: one document with a hundred lines and a reason, confirmed. The goods
move to the loss location and are valued in both. All is rolled back in the end.
"""

import sys

from _paired import Side, compare, judge, parse_args

from odoo import Command

LINES = 100
ALLOWED = 1.5


class Host(Side):
    """The bare host: one scrap after the other, as its button makes them."""

    label = "host"

    def run(self):
        """Write one piece of each product off."""
        env = self.act(self.keeper)
        scraps = env["stock.scrap"].create(
            [
                {
                    "product_id": product.id,
                    "scrap_qty": 1,
                    "location_id": self.warehouse.lot_stock_id.id,
                }
                for product in self.products
            ]
        )
        for scrap in scraps:
            scrap.action_validate()
        if set(scraps.mapped("state")) != {"done"}:
            raise RuntimeError("not all is written off")


class Suite(Side):
    """JXC: one document."""

    label = "jxc"

    def run(self):
        """Write one piece of each product off."""
        env = self.act(self.keeper)
        document = env["jxc.write.off"].create(
            {
                "reason_id": env.ref("jxc_core.write_off_reason_broken").id,
                "line_ids": [
                    Command.create({"product_id": product.id, "quantity": 1})
                    for product in self.products
                ],
            }
        )
        document.action_jxc_confirm()
        if document.state != "done":
            raise RuntimeError(f"{document.name} is {document.state}")


def main():
    """Seed, measure, print, judge."""
    args = parse_args(__doc__, rounds=15)
    host, suite = Host(args.host, LINES), Suite(args.suite, LINES)
    print(f"a write-off of {LINES} lines")
    kept = judge(compare(host, suite, args.rounds), ALLOWED)
    for side in (host, suite):
        side.cr.rollback()
        side.cr.close()
    sys.exit(not kept)


if __name__ == "__main__":
    main()
