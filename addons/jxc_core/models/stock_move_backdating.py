from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

LOSS = "inventory"


# One subject a file: on which day goods are booked is in another.
class StockMove(models.Model):
    """Goods are booked on a past day only if they can have moved on it.

    A document that arrives late may lie before other movements of its goods: that is
    what backdating is for. It may not lie before a count that has seen its goods
    already, nor take goods that were not there yet: stock of past days would be false.
    """

    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_check_past(self, moment):
        """Refuse a past day on which these goods cannot have moved.

        :param moment: datetime (UTC) on which they are to be booked
        :raise UserError: names the goods, the place, the day and what to do instead
        """
        # sudo: what was counted and moved decides, whoever may see it.
        lines = self.sudo().move_line_ids.filtered(
            lambda line: line.product_id.is_storable and line.quantity > 0
        )
        if not lines:
            return
        company = lines.company_id[:1] or self.env.company
        day = company._jxc_get_day(moment)
        if day < company._jxc_get_today():
            lines.move_id._jxc_check_not_counted(lines, moment)
            lines.move_id._jxc_check_was_there(lines, day)

    @api.model
    def _jxc_check_not_counted(self, lines, moment):
        """Refuse to book before a count: it has seen what the goods did before it.

        :param lines: operations to be booked at `moment` (UTC)
        :raise UserError: names the goods, the place and the day of the count
        """
        places = lines.location_id | lines.location_dest_id
        counts = self.env["stock.move"]._read_group(
            [
                ("state", "=", "done"),
                ("is_inventory", "=", True),
                ("date", ">", moment),
                ("product_id", "in", lines.product_id.ids),
                "|",
                ("location_id.usage", "=", LOSS),
                ("location_dest_id.usage", "=", LOSS),
                "|",
                ("location_id", "in", places.ids),
                ("location_dest_id", "in", places.ids),
            ],
            ["product_id", "location_id", "location_dest_id"],
            ["date:max"],
        )
        last = {}
        for product, source, target, counted in counts:
            last[product, target if source.usage == LOSS else source] = counted
        for line in lines:
            for place in line.location_id | line.location_dest_id:
                counted = last.get((line.product_id, place))
                if counted:
                    company = line.company_id
                    raise UserError(
                        self.env._(
                            "%(product)s in %(place)s was counted on %(day)s: the "
                            "count has seen what was moved before. Book on a later "
                            "day, and count again.",
                            product=line.product_id.display_name,
                            place=place.display_name,
                            day=format_date(self.env, company._jxc_get_day(counted)),
                        )
                    )

    @api.model
    def _jxc_check_was_there(self, lines, day):
        """Refuse to take goods that were not there at the end of `day`, or since.

        :param lines: operations to be booked on `day`, in the company's time zone
        :raise UserError: names the goods, the place, the day and what was there
        """
        needs = defaultdict(float)
        for line in lines:
            quantity = line.product_uom_id._compute_quantity(
                line.quantity, line.product_id.uom_id, round=False
            )
            needs[line.product_id, line.location_id] += quantity
            needs[line.product_id, line.location_dest_id] -= quantity
        needs = {
            (product, place): needed
            for (product, place), needed in needs.items()
            if product.uom_id.compare(needed, 0) > 0
            and place._jxc_refuses_negative()
            and product._jxc_refuses_negative()
        }
        if not needs:
            return
        left = defaultdict(float)
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", [product.id for product, _place in needs]),
                ("location_id", "in", [place.id for _product, place in needs]),
            ]
        )
        for quant in quants:
            left[quant.product_id.id, quant.location_id.id] += quant.quantity
        zone = lines.company_id[:1]._jxc_get_zone()
        changes = self._jxc_read_changes(left, day, zone)
        for (product, place), needed in needs.items():
            running = left[product.id, place.id]
            least = (running, None)
            for since, change in changes[product.id, place.id]:
                running -= change
                least = min(least, (running, since - timedelta(days=1)))
            if least[1] and product.uom_id.compare(least[0], needed) < 0:
                raise UserError(
                    self.env._(
                        "%(product)s in %(place)s: on %(day)s there were %(there)s "
                        "%(unit)s, %(wanted)s are wanted. Book on a day from which on "
                        "they were there, or first book what had arrived by then.",
                        product=product.display_name,
                        place=place.display_name,
                        day=format_date(self.env, least[1]),
                        there=f"{least[0]:g}",
                        wanted=f"{needed:g}",
                        unit=product.uom_id.name,
                    )
                )

    @api.model
    def _jxc_read_changes(self, keys, day, zone):
        """Return {(product id, place id): [(date, change)]} after `day`, latest first.

        Changes are in the product's unit, dates in `zone`. One query.

        :param keys: (product id, place id)
        """
        start = zone.localize(datetime.combine(day + timedelta(days=1), time.min))
        line = self.env["stock.move.line"]
        line.flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT product_id, place, SUM(change), day
                  FROM (SELECT product_id, location_id AS place,
                               -quantity_product_uom AS change, %(day)s AS day
                          FROM stock_move_line
                         WHERE state = 'done' AND date >= %(start)s
                           AND product_id = ANY(%(products)s)
                           AND location_id = ANY(%(places)s)
                         UNION ALL
                        SELECT product_id, location_dest_id,
                               quantity_product_uom, %(day)s
                          FROM stock_move_line
                         WHERE state = 'done' AND date >= %(start)s
                           AND product_id = ANY(%(products)s)
                           AND location_dest_id = ANY(%(places)s)) AS moved
                 GROUP BY product_id, place, day
                 ORDER BY day DESC
                """,
                day=SQL("(date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", zone.zone),
                start=start.astimezone(pytz.utc).replace(tzinfo=None),
                products=[key[0] for key in keys],
                places=[key[1] for key in keys],
            )
        )
        changes = defaultdict(list)
        for product_id, place_id, change, since in self.env.cr.fetchall():
            changes[product_id, place_id].append((since, change or 0.0))
        return changes
