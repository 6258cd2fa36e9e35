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
                SELECT rule.id, rule.minimum, rule.maximum,
                       COALESCE(stock.on_hand, 0) AS on_hand,
                       COALESCE(stock.reserved, 0) AS reserved,
                       COALESCE(planned.incoming, 0) AS incoming,
                       COALESCE(planned.outgoing, 0) AS outgoing,
                       COALESCE(rfq.in_rfq, 0) AS in_rfq
                  FROM rule
             LEFT JOIN stock ON stock.product_id = rule.product_id
                            AND stock.root_id = rule.location_id
             LEFT JOIN planned ON planned.id = rule.id
             LEFT JOIN rfq ON rfq.id = rule.id
            ), forecast AS (
                SELECT *, on_hand + incoming - outgoing + in_rfq AS forecast FROM level
            )
            SELECT *, minimum - forecast AS missing FROM forecast
             WHERE ROUND(forecast, %(digits)s) < ROUND(minimum, %(digits)s)
            """,
            parts=SQL(", ").join(
                SQL("%s AS (%s)", SQL.identifier(name), part)
                for name, part in parts.items()
            ),
            digits=digits,
        )

    @api.model
    def _jxc_get_parts(self, companies, orderpoints):
        """Return {name: SQL} of the parts the statement is made of, in order."""
        return {
            "rule": self._jxc_get_rule_part(companies, orderpoints),
            "inside": self._jxc_get_inside_part(),
            "stock": self._jxc_get_stock_part(),
            "planned": self._jxc_get_planned_part(),
            "rfq": self._jxc_get_rfq_part(),
        }

    @api.model
    def _jxc_get_rule_part(self, companies, orderpoints):
        """Return the rules asked about; snoozed ones and archived goods left out.

        `certain` is the end of the days that count for every vendor: the horizon
        of the company, which the host adds to the lead time of the vendor.
        """
        today = fields.Date.context_today(self)
        only = SQL("TRUE")
        if orderpoints is not None:
            only = SQL("op.id IN %s", tuple(orderpoints.ids))
        return SQL(
            """
            SELECT op.id, op.product_id, op.location_id, op.company_id,
                   op.supplier_id, op.product_min_qty AS minimum,
                   GREATEST(op.product_min_qty, op.product_max_qty) AS maximum,
                   product.product_tmpl_id,
                   %(today)s::date + 1 + company.horizon_days::int AS certain,
                   company.days_to_purchase::int AS days_to_purchase
              FROM stock_warehouse_orderpoint op
              JOIN product_product product ON product.id = op.product_id
              JOIN res_company company ON company.id = op.company_id
             WHERE op.active AND product.active
               AND op.company_id IN %(companies)s
               AND (op.snoozed_until IS NULL OR op.snoozed_until <= %(today)s)
               AND %(only)s
            """,
            today=today,
            companies=tuple(companies.ids),
            only=only,
        )

    @api.model
    def _jxc_get_inside_part(self):
        """Return which locations lie inside the location of a rule."""
        return SQL(
            """
            SELECT root.id AS root_id, child.id AS location_id
              FROM (SELECT DISTINCT location_id FROM rule) used
              JOIN stock_location root ON root.id = used.location_id
              JOIN stock_location child
                ON child.parent_path LIKE root.parent_path || '%%'
            """
        )

    @api.model
    def _jxc_get_stock_part(self):
        """Return on hand and reserved per product and location of a rule."""
        return SQL(
            """
            SELECT quant.product_id, inside.root_id,
                   SUM(quant.quantity) AS on_hand,
                   SUM(quant.reserved_quantity) AS reserved
              FROM stock_quant quant
              JOIN inside ON inside.location_id = quant.location_id
          GROUP BY quant.product_id, inside.root_id
            """
        )

    @api.model
    def _jxc_get_planned_part(self):
        """Return what open moves bring into, and take out of, the rule's location.

        Moves later than `certain` count only as far as the lead time of the vendor
        reaches; that is asked for those moves alone, as it costs a look-up.
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
         LEFT JOIN inside source ON source.root_id = rule.location_id
                                AND source.location_id = move.location_id
         LEFT JOIN inside target ON target.root_id = rule.location_id
                                AND target.location_id = COALESCE(
                                        move.location_final_id, move.location_dest_id)
             WHERE move.state IN %(states)s
               AND (source.root_id IS NULL) <> (target.root_id IS NULL)
               AND (move.date < rule.certain
                    OR move.date < rule.certain + %(lead_days)s)
          GROUP BY rule.id
            """,
            states=OPEN_MOVES,
            lead_days=self._jxc_get_lead_days(),
        )

    @api.model
    def _jxc_get_lead_days(self):
        """Return the days from ordering to receipt, as an expression over `rule`.

        The price list of the rule, else the first valid vendor price of the product,
        and the company's days to purchase; 0 for goods nobody sells us.
        """
        return SQL(
            """
            COALESCE((
                SELECT seller.delay + rule.days_to_purchase
                  FROM product_supplierinfo seller
                  JOIN res_partner vendor ON vendor.id = seller.partner_id
                 WHERE seller.product_tmpl_id = rule.product_tmpl_id
                   AND vendor.active
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
            SELECT rule.id, SUM(line.product_qty * unit.factor / base.factor) AS in_rfq
              FROM purchase_order_line line
              JOIN purchase_order rfq ON rfq.id = line.order_id
              JOIN stock_picking_type kind ON kind.id = rfq.picking_type_id
         LEFT JOIN stock_warehouse_orderpoint own ON own.id = line.orderpoint_id
              JOIN rule ON rule.product_id = line.product_id
                       AND rule.location_id = COALESCE(
                               own.location_id, line.location_final_id,
                               kind.default_location_dest_id)
              JOIN product_template template ON template.id = rule.product_tmpl_id
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
          GROUP BY rule.id
            """,
            states=OPEN_RFQS,
        )
