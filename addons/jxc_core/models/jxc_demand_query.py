from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.reorder import daily_statistics
from .jxc_shortage_query import OPEN_MOVES

# Documents named on a suggestion line; more would not be read.
MAX_SOURCES = 10


class JxcDemandQuery(models.AbstractModel):
    """Who takes goods, and how much a day, asked for many rules at once."""

    _name = "jxc.demand.query"
    _description = "Demand query"

    # === POLICY ===
    @api.model
    def _jxc_get_daily_demand(self, rules):
        """Return the demand per day that `rules` supply, asked in one statement.

        Done moves from the warehouse of the rule to customers or production, net of
        moves back, within the demand window of the rule's company, by the calendar
        of that company. Rules on shelves of one warehouse see the demand of all of
        it. Asked with no regard to who asks: callers check access.

        :return: {orderpoint id: (mean, standard deviation)}, product's unit per day;
            rules without demand are left out
        """
        if not rules:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH daily AS (%(daily)s)
                SELECT id, days, SUM(quantity), SUM(quantity * quantity)
                  FROM daily GROUP BY id, days
                """,
                daily=self._jxc_get_daily_query(rules),
            )
        )
        return {
            rule_id: daily_statistics(float(total), float(squares), days)
            for rule_id, days, total, squares in rows
        }

    @api.model
    def _jxc_get_daily_query(self, rules):
        """Return the statement that gives one row per rule and day with demand.

        Quantities are signed: what left counts, what came back is subtracted from
        the day it came back.
        """
        return SQL(
            """
            SELECT op.id, company.jxc_demand_window_days AS days,
                   SUM(move.quantity * unit.factor / base.factor
                       * CASE WHEN source.warehouse_id = op.warehouse_id
                              THEN 1 ELSE -1 END) AS quantity
              FROM stock_warehouse_orderpoint op
              JOIN res_company company ON company.id = op.company_id
              JOIN res_partner address ON address.id = company.partner_id
              JOIN stock_move move ON move.product_id = op.product_id
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_location target ON target.id = move.location_dest_id
              JOIN product_product product ON product.id = op.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom base ON base.id = template.uom_id
              JOIN uom_uom unit ON unit.id = move.product_uom
             WHERE op.id IN %(ids)s AND move.state = 'done'
               AND move.date >= %(now)s - company.jxc_demand_window_days
                                          * INTERVAL '1 day'
               AND ((source.warehouse_id = op.warehouse_id
                     AND target.usage IN ('customer', 'production'))
                 OR (target.warehouse_id = op.warehouse_id
                     AND source.usage IN ('customer', 'production')))
          GROUP BY op.id, company.id,
                   (move.date AT TIME ZONE 'UTC'
                       AT TIME ZONE COALESCE(address.tz, 'UTC'))::date
            """,
            ids=tuple(rules.ids),
            now=fields.Datetime.now(),
        )

    @api.model
    def _jxc_get_sources(self, rules):
        """Return {orderpoint id: text}, the documents whose open moves take goods.

        Only moves out of the warehouse of the rule; names in order, at most ten.
        """
        if not rules:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT op.id, ARRAY_AGG(DISTINCT move.origin ORDER BY move.origin)
                  FROM stock_warehouse_orderpoint op
                  JOIN stock_move move ON move.product_id = op.product_id
                  JOIN stock_location source ON source.id = move.location_id
                  JOIN stock_location target ON target.id = move.location_dest_id
                 WHERE op.id IN %(ids)s AND move.state IN %(states)s
                   AND source.warehouse_id = op.warehouse_id
                   AND target.warehouse_id IS DISTINCT FROM op.warehouse_id
                   AND move.origin IS NOT NULL
              GROUP BY op.id
                """,
                ids=tuple(rules.ids),
                states=OPEN_MOVES,
            )
        )
        return {
            rule_id: ", ".join(origins[:MAX_SOURCES])
            + ("…" if len(origins) > MAX_SOURCES else "")
            for rule_id, origins in rows
        }
