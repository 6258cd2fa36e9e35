from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..tools.credit import Exposure

# Parts of the exposure that are owed whatever was delivered.
LEDGER_PARTS = ("receivable", "unapplied", "draft")


class JxcSlipDebt(models.AbstractModel):
    """What a customer owes, as a slip says it: goods received and not paid.

    The exposure of credit control counts whole orders; a customer signs for what
    arrived. So the ledger's part of the exposure is taken, with what was delivered
    and not invoiced.
    """

    _name = "jxc.slip.debt"
    _description = "Debt on a Slip"

    # === POLICY ===
    @api.model
    def _jxc_get_previous(self, debts):
        """Return {id: what was owed before the slip, as text of two decimals}.

        :param debts: {id: SlipDebt}
        """
        pairs = {(debt.customer, debt.company) for debt in debts.values()}
        owed = self._jxc_get_owed(pairs)
        previous = {}
        for id_, debt in debts.items():
            now = owed[debt.customer.id, debt.company.id]
            before = now - debt.counted
            currency = debt.company.currency_id
            digits = currency.decimal_places
            # Never "-0.00".
            amount = Decimal(str(currency.round(before) or 0.0))
            previous[id_] = f"{amount:.{digits}f}"
        return previous

    @api.model
    def _jxc_get_owed(self, pairs):
        """Return {(customer id, company id): amount owed now}; two queries.

        :param pairs: (commercial partner, company), in sudo
        :return: amounts in the currency of each company, taxes included
        """
        pairs = list(pairs)
        exposures = self.env["jxc.credit"]._jxc_get_exposures(pairs)
        delivered = self._jxc_get_delivered(pairs)
        return {
            (customer.id, company.id): exposures.get(
                (customer.id, company.id), Exposure()
            ).used(LEDGER_PARTS)
            + delivered.get((customer.id, company.id), 0.0)
            for customer, company in pairs
        }

    @api.model
    def _jxc_get_delivered(self, pairs):
        """Return {(customer id, company id): delivered and not invoiced}; one query.

        Per line, so that one that was invoiced ahead does not hide another. Only
        orders with an open amount are looked at; amounts in company currency, taxes
        included.
        """
        if not pairs:
            return {}
        self._jxc_flush_delivered()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT orders.jxc_debtor_id, orders.company_id,
                       SUM(GREATEST(line.qty_delivered * line.price_total
                                    / NULLIF(line.product_uom_qty, 0)
                                    - COALESCE(billed.amount, 0), 0)
                           / COALESCE(NULLIF(orders.currency_rate, 0), 1))
                  FROM sale_order orders
                  JOIN sale_order_line line ON line.order_id = orders.id
             LEFT JOIN LATERAL (
                        SELECT SUM(CASE WHEN move.move_type = 'out_refund'
                                        THEN -bill.price_total
                                        ELSE bill.price_total END) AS amount
                          FROM sale_order_line_invoice_rel rel
                          JOIN account_move_line bill
                            ON bill.id = rel.invoice_line_id
                          JOIN account_move move ON move.id = bill.move_id
                         WHERE rel.order_line_id = line.id
                           AND move.state = 'posted'
                       ) AS billed ON TRUE
                 WHERE orders.state = 'sale'
                   AND orders.jxc_open_amount > 0
                   AND (orders.jxc_debtor_id, orders.company_id) IN (VALUES %s)
              GROUP BY orders.jxc_debtor_id, orders.company_id
                """,
                SQL(", ").join(
                    SQL("(%s, %s)", customer.id, company.id)
                    for customer, company in pairs
                ),
            )
        )
        return {(customer, company): amount for customer, company, amount in rows}

    @api.model
    def _jxc_flush_delivered(self):
        """Write down what the query about deliveries reads."""
        self.env["sale.order"].flush_model(
            ["state", "company_id", "jxc_debtor_id", "jxc_open_amount", "currency_rate"]
        )
        self.env["sale.order.line"].flush_model(
            ["order_id", "price_total", "product_uom_qty", "qty_delivered"]
        )
        self.env["account.move.line"].flush_model(["price_total", "sale_line_ids"])
        self.env["account.move"].flush_model(["state", "move_type"])
