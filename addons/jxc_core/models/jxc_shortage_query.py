from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# States in which a move counts for the host's forecast.
OPEN_MOVES = ("waiting", "confirmed", "partially_available", "assigned")
# States in which an order is not yet in the forecast, but will be.
OPEN_RFQS = ("draft", "sent", "to approve")


class JxcShortageQuery(models.AbstractModel):
    """The one statement that finds what is short, in named parts.

    It answers what the host answers rule by rule with `qty_forecast`: on hand in
    the location of the rule and everything under it, plus and minus the open moves
    that cross the border of that location until the vendor could deliver, plus what
    requests for quotation will bring. Add-ons that know more sources extend
    `_jxc_get_parts`.
    """

    _name = "jxc.shortage.query"
    _description = "Stock shortage query"

    # === POLICY ===
    @api.model
    def _jxc_get_query(self, companies, orderpoints=None):
        """Return the statement; its columns are described at `jxc.shortage._jxc_find`.

        :param companies: recordset, not empty
        :param orderpoints: recordset, not empty, or None for all active rules
        """
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        parts = self._jxc_get_parts(companies, orderpoints)
        return SQL(
            """
            WITH %(parts)s,
            level AS (
                SELECT below.id, below.minimum, below.maximum,
                       below.on_hand, below.incoming, below.outgoing,
                       COALESCE(rfq.in_rfq, 0) AS in_rfq,
                       below.forecast + COALESCE(rfq.in_rfq, 0) AS forecast,
                       %(reserved)s AS reserved
                  FROM below
                  JOIN product_product product ON product.id = below.product_id
             LEFT JOIN rfq ON rfq.id = below.id
                 WHERE product.active
            )
            SELECT *, minimum - forecast AS missing FROM level
             WHERE ROUND(forecast, %(digits)s) < ROUND(minimum, %(digits)s)
            """,
            parts=SQL(", ").join(
                SQL("%s AS (%s)", SQL.identifier(name), part)
                for name, part in parts.items()
            ),
            reserved=self._jxc_get_reserved(),
            digits=digits,
        )

    @api.model
    def _jxc_get_parts(self, companies, orderpoints):
        """Return {name: SQL} of the parts the statement is made of, in order.

        What costs a look-up per rule stands after `below`, where few are left.
        """
        return {
            "rule": self._jxc_get_rule_part(companies, orderpoints),
            "inside": self._jxc_get_inside_part(),
            "stock": self._jxc_get_stock_part(),
            "planned": self._jxc_get_planned_part(),
            "below": self._jxc_get_below_part(),
            "rfq": self._jxc_get_rfq_part(),
        }

    @api.model
    def _jxc_get_rule_part(self, companies, orderpoints):
        """Return the rules asked about; snoozed ones left out."""
        only = SQL("TRUE")
        if orderpoints is not None:
            only = SQL("op.id IN %s", tuple(orderpoints.ids))
        return SQL(
            """
            SELECT op.id, op.product_id, op.location_id, op.company_id,
                   op.supplier_id, op.product_min_qty AS minimum,
                   GREATEST(op.product_min_qty, op.product_max_qty) AS maximum
              FROM stock_warehouse_orderpoint op
             WHERE op.active AND op.company_id IN %(companies)s
               AND (op.snoozed_until IS NULL OR op.snoozed_until <= %(today)s)
               AND %(only)s
            """,
            today=fields.Date.context_today(self),
            companies=tuple(companies.ids),
            only=only,
        )

    @api.model
    def _jxc_get_inside_part(self):
        """Return which locations lie inside the location of a rule.

        From the path of each location, not by comparing paths: PostgreSQL then
        knows how many to expect, and joins them by hash.
        """
        return SQL(
            """
            SELECT ancestor::int AS root_id, place.id AS location_id
              FROM stock_location place,
                   UNNEST(STRING_TO_ARRAY(RTRIM(place.parent_path, '/'), '/')) ancestor
             WHERE ancestor::int IN (SELECT location_id FROM rule)
            """
        )

    @api.model
    def _jxc_get_stock_part(self):
        """Return what is on hand per product and location of a rule."""
        return SQL(
            """
            SELECT quant.product_id, inside.root_id, SUM(quant.quantity) AS on_hand
              FROM stock_quant quant
              JOIN inside ON inside.location_id = quant.location_id
          GROUP BY quant.product_id, inside.root_id
            """
        )

    @api.model
    def _jxc_get_below_part(self):
        """Return the rules that are short unless a request for quotation helps."""
        return SQL(
            """
            SELECT * FROM (
                SELECT rule.*,
                       COALESCE(stock.on_hand, 0) AS on_hand,
                       COALESCE(planned.incoming, 0) AS incoming,
                       COALESCE(planned.outgoing, 0) AS outgoing,
                       COALESCE(stock.on_hand, 0) + COALESCE(planned.incoming, 0)
                           - COALESCE(planned.outgoing, 0) AS forecast
                  FROM rule
             LEFT JOIN stock ON stock.product_id = rule.product_id
                            AND stock.root_id = rule.location_id
             LEFT JOIN planned ON planned.id = rule.id
            ) every_rule
             WHERE forecast < minimum
            """
        )

    @api.model
    def _jxc_get_reserved(self):
        """Return what is reserved inside the rule's location, over `below`."""
        return SQL(
            """
            (SELECT COALESCE(SUM(quant.reserved_quantity), 0)
               FROM stock_quant quant
               JOIN inside ON inside.location_id = quant.location_id
              WHERE quant.product_id = below.product_id
                AND inside.root_id = below.location_id)
            """
        )

    @api.model
    def _jxc_get_planned_part(self):
        """Return what open moves bring into, and take out of, the rule's location.

        Until the horizon of the company, which the host adds to the lead time of the
        vendor: that is asked for later moves alone, as it costs a look-up.
        """
        return SQL(
            """
            SELECT rule.id,
                   SUM(move.product_qty) FILTER (WHERE source.root_id IS NULL)
                       AS incoming,
                   SUM(move.product_qty) FILTER (WHERE target.root_id IS NULL)
                       AS outgoing
              FROM stock_move move
              JOIN rule ON rule.product_id = move.product_id
              JOIN res_company company ON company.id = rule.company_id
         LEFT JOIN inside source ON source.root_id = rule.location_id
                                AND source.location_id = move.location_id
         LEFT JOIN inside target ON target.root_id = rule.location_id
                                AND target.location_id = COALESCE(
                                        move.location_final_id, move.location_dest_id)
             WHERE move.state IN %(states)s
               AND (source.root_id IS NULL) <> (target.root_id IS NULL)
               AND (move.date < %(tomorrow)s + company.horizon_days::int
                    OR move.date < %(tomorrow)s + company.horizon_days::int
                                   + %(lead_days)s)
          GROUP BY rule.id
            """,
            states=OPEN_MOVES,
            tomorrow=SQL("%s::date", fields.Date.context_today(self) + timedelta(1)),
            lead_days=self._jxc_get_lead_days(),
        )

    @api.model
    def _jxc_get_lead_days(self):
        """Return the days from ordering to receipt, over `rule` and `company`.

        The price list of the rule, else the first valid vendor price of the product,
        and the company's days to purchase; 0 for goods nobody sells us.
        """
        return SQL(
            """
            COALESCE((
                SELECT seller.delay + company.days_to_purchase::int
                  FROM product_supplierinfo seller
                  JOIN res_partner vendor ON vendor.id = seller.partner_id
                  JOIN product_product product
                    ON product.product_tmpl_id = seller.product_tmpl_id
                 WHERE product.id = rule.product_id AND vendor.active
                   AND COALESCE(seller.product_id, rule.product_id) = rule.product_id
                   AND COALESCE(seller.company_id, rule.company_id) = rule.company_id
                   AND COALESCE(seller.date_start, %(today)s) <= %(today)s
                   AND COALESCE(seller.date_end, %(today)s) >= %(today)s
              ORDER BY (seller.id = rule.supplier_id) DESC NULLS LAST,
                       seller.sequence, seller.min_qty DESC, seller.price, seller.id
                 LIMIT 1
            ), 0)
            """,
            today=fields.Date.context_today(self),
        )

    @api.model
    def _jxc_get_rfq_part(self):
        """Return what requests for quotation will bring, in the product's unit.

        As in the host's `_quantity_in_progress`: a line belongs to its rule, else to
        the location it names, else to the place its operation type receives at; lines
        bought for another move, or already moving, are left out.
        """
        return SQL(
            """
            SELECT below.id, SUM(line.product_qty * unit.factor / base.factor) AS in_rfq
              FROM purchase_order rfq
              JOIN purchase_order_line line ON line.order_id = rfq.id
              JOIN stock_picking_type kind ON kind.id = rfq.picking_type_id
         LEFT JOIN stock_warehouse_orderpoint own ON own.id = line.orderpoint_id
              JOIN below ON below.product_id = line.product_id
                        AND below.location_id = COALESCE(
                                own.location_id, line.location_final_id,
                                kind.default_location_dest_id)
              JOIN product_product product ON product.id = below.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom base ON base.id = template.uom_id
              JOIN uom_uom unit ON unit.id = line.product_uom_id
             WHERE rfq.state IN %(states)s
               AND CASE
                   WHEN line.orderpoint_id IS NOT NULL THEN NOT EXISTS (
                       SELECT FROM stock_move_created_purchase_line_rel bought
                        WHERE bought.created_purchase_line_id = line.id)
                   WHEN line.location_final_id IS NOT NULL THEN NOT EXISTS (
                       SELECT FROM stock_move move
                        WHERE move.purchase_line_id = line.id)
                   ELSE TRUE END
          GROUP BY below.id
            """,
            states=OPEN_RFQS,
        )
