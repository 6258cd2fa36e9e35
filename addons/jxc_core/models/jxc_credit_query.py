from odoo import api, models
from odoo.tools import SQL


class JxcCredit(models.AbstractModel):
    _inherit = "jxc.credit"

    # === POLICY ===
    @api.model
    def _jxc_flush_exposure(self):
        """Write down what the exposure query reads."""
        self.env["account.move"].flush_model(
            ["state", "move_type", "amount_total_signed", "payment_state"]
        )
        self.env["account.move.line"].flush_model(
            [
                "amount_residual",
                "date_maturity",
                "parent_state",
                "price_total",
                "reconciled",
                "sale_line_ids",
            ]
        )
        self.env["account.payment"].flush_model(
            ["state", "move_id", "amount_company_currency_signed", "partner_id"]
        )
        self.env["sale.order"].flush_model(
            ["state", "company_id", "jxc_debtor_id", "jxc_open_amount"]
        )
        self.env["res.partner"].flush_model(["commercial_partner_id"])

    @api.model
    def _jxc_prepare_exposure_query(self, pairs):
        """Return the one SQL question behind every credit decision.

        :param pairs: SQL rows (customer id, company id, overdue before date)
        """
        return SQL(
            """
            SELECT pair.customer_id, pair.company_id,
                   COALESCE(ledger.receivable, 0),
                   COALESCE(ledger.unapplied, 0) - COALESCE(payment.amount, 0),
                   COALESCE(draft.amount, 0),
                   COALESCE(sale.amount, 0),
                   COALESCE(ledger.overdue, 0)
              FROM (VALUES %s) AS pair(customer_id, company_id, overdue_before)
        LEFT JOIN LATERAL (
                SELECT SUM(line.amount_residual)
                           FILTER (WHERE line.amount_residual > 0) AS receivable,
                       SUM(line.amount_residual)
                           FILTER (WHERE line.amount_residual < 0) AS unapplied,
                       SUM(line.amount_residual)
                           FILTER (WHERE line.amount_residual > 0
                                     AND line.date_maturity < pair.overdue_before
                                     AND COALESCE(move.payment_state, 'not_paid')
                                         NOT IN ('in_payment', 'paid', 'reversed'))
                           AS overdue
                  FROM res_partner contact
                  JOIN account_move_line line ON line.partner_id = contact.id
                  JOIN account_move move ON move.id = line.move_id
                 WHERE contact.commercial_partner_id = pair.customer_id
                   AND line.company_id = pair.company_id
                   AND line.parent_state = 'posted'
                   AND line.reconciled IS NOT TRUE
                   AND line.account_id IN (SELECT id FROM account_account
                                            WHERE account_type = 'asset_receivable')
                   ) AS ledger ON TRUE
        LEFT JOIN LATERAL (
                SELECT SUM(pay.amount_company_currency_signed) AS amount
                  FROM res_partner contact
                  JOIN account_payment pay ON pay.partner_id = contact.id
                 WHERE contact.commercial_partner_id = pair.customer_id
                   AND pay.company_id = pair.company_id
                   AND pay.partner_type = 'customer'
                   AND pay.state = 'in_process'
                   AND pay.move_id IS NULL
                   ) AS payment ON TRUE
        LEFT JOIN LATERAL (
                SELECT SUM(move.amount_total_signed
                           - COALESCE(ordered.amount, 0)) AS amount
                  FROM account_move move
             LEFT JOIN LATERAL (
                        SELECT SUM(line.price_total)
                               / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1)
                               AS amount
                          FROM account_move_line line
                         WHERE line.move_id = move.id
                           AND EXISTS (SELECT FROM sale_order_line_invoice_rel rel
                                        WHERE rel.invoice_line_id = line.id)
                       ) AS ordered ON TRUE
                 WHERE move.commercial_partner_id = pair.customer_id
                   AND move.company_id = pair.company_id
                   AND move.state = 'draft'
                   AND move.move_type IN ('out_invoice', 'out_receipt')
                   ) AS draft ON TRUE
        LEFT JOIN LATERAL (
                SELECT SUM(jxc_open_amount) AS amount
                  FROM sale_order
                 WHERE jxc_debtor_id = pair.customer_id
                   AND company_id = pair.company_id
                   AND jxc_open_amount > 0
                   ) AS sale ON TRUE
            """,
            pairs,
        )
