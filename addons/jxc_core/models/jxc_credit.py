from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL, formatLang

from ..tools.credit import Exposure
from ..tools.hold import Hold, digest_of

RELEASE_GROUP = "jxc_core.group_sales_manager"
OVER_LIMIT, OVERDUE, FROZEN = "credit.over_limit", "credit.overdue", "credit.frozen"
FIGURE_GROUPS = ",".join(
    (
        "jxc_core.group_sales_manager",
        "jxc_core.group_finance",
        "jxc_core.group_general_manager",
        "account.group_account_invoice",
        "account.group_account_readonly",
    )
)


class JxcCredit(models.AbstractModel):
    """Credit policy: what a customer owes and which orders that holds."""

    _name = "jxc.credit"
    _description = "Credit Policy"

    # === POLICY ===
    @api.model
    def _jxc_may_read_figures(self):
        """Tell whether the current user may see limits and balances."""
        return self.env.user.has_groups(FIGURE_GROUPS)

    @api.model
    def _jxc_get_exposures(self, pairs):
        """Return {(customer id, company id): Exposure}; one query for all pairs.

        Counted are open posted receivables, net of payments and credit notes not
        matched yet; customer payments registered without a journal entry; draft
        customer invoices; and what no posted invoice covers of confirmed orders,
        drop-shipped ones included. Lines of a draft that bill an order count with the
        order: a draft can be edited by those whose orders are judged. Contacts count
        with their commercial entity.

        :param pairs: iterable of (commercial partner, company)
        :return: amounts in the currency of each company, taxes included
        """
        pairs = {(customer.id, company.id): company for customer, company in pairs}
        if not pairs:
            return {}
        self._jxc_flush_exposure()
        rows = self.env.execute_query(
            self._jxc_prepare_exposure_query(
                SQL(", ").join(
                    SQL(
                        "(%s, %s, %s::date)",
                        customer_id,
                        company_id,
                        self._jxc_get_overdue_before(customer_id, company),
                    )
                    for (customer_id, company_id), company in pairs.items()
                )
            )
        )
        return {
            (customer_id, company_id): Exposure(
                *(
                    pairs[customer_id, company_id].currency_id.round(part)
                    for part in row
                )
            )
            for customer_id, company_id, *row in rows
        }

    @api.model
    def _jxc_get_overdue_before(self, customer_id, company):
        """Return the date before which a due date counts as overdue too long.

        The customer's own grace days speak when set, else the company's; the day is
        that of the company's time zone.
        """
        # sudo: the grace days are for controllers' eyes, the verdict is for all.
        company = company.sudo()
        customer = company.env["res.partner"].browse(customer_id)
        customer = customer.with_company(company)
        grace = company.jxc_credit_grace_days
        if customer.jxc_credit_own_grace:
            grace = customer.jxc_credit_grace_days
        return company._jxc_get_today() - timedelta(days=grace)

    @api.model
    def _jxc_take_turns(self, orders):
        """Let one transaction at a time decide on one customer's credit.

        The row of each (customer, company) is updated: a second transaction waits
        for the first, then gets a serialization failure and is retried by the host
        in a snapshot that holds the first one's order.
        """
        # sudo: the check must see the debtor whoever makes the order grow.
        orders = orders.sudo()
        pairs = sorted(
            {
                (order.jxc_debtor_id.id, order.company_id.id)
                for order in orders
                if self._jxc_get_limit(order.jxc_debtor_id, order.company_id)
            }
        )
        if pairs:
            self.env.execute_query(
                SQL(
                    """
                    INSERT INTO jxc_credit_turn AS turn (partner_id, company_id, turns)
                         VALUES %s
                    ON CONFLICT (partner_id, company_id)
                      DO UPDATE SET turns = turn.turns + 1
                      RETURNING id
                    """,
                    SQL(", ").join(SQL("(%s, %s, 1)", *pair) for pair in pairs),
                )
            )

    @api.model
    def _jxc_get_limit(self, customer, company):
        """Return the limit of `customer` today in the currency of `company`.

        The host's own limit plus the temporary limits of the day (in the company's
        time zone); 0.0 means that no limit is checked.
        """
        # sudo: limits are for controllers' eyes, the verdict is for everyone's.
        customer, company = customer.sudo(), company.sudo()
        customer = customer.with_company(company)
        if not company.account_use_credit_limit or customer.jxc_credit_exempt:
            return 0.0
        limit = customer.credit_limit
        return limit + customer._jxc_get_temporary_limit(company) if limit > 0 else 0.0

    @api.model
    def _jxc_get_order_holds(self, orders, step):
        """Return the credit holds of `orders` for "confirm", "grow" or "ship".

        Orders judged together count together: quotations of one customer are added
        to what that customer owes already. A fully prepaid order takes no credit
        and is never held; a customer who pays in advance only when frozen.
        """
        # sudo: the check must see receivables that its user may not.
        orders = orders.sudo()
        if step not in ("confirm", "grow", "ship") or not orders:
            return []
        groups = orders.grouped(lambda order: (order.jxc_debtor_id, order.company_id))
        judged = [pair for pair in groups if self._jxc_needs_figures(*pair)]
        exposures = self._jxc_get_exposures(judged)
        holds = []
        for (customer, company), batch in groups.items():
            exposure = exposures.get((customer.id, company.id), Exposure())
            holds += self._jxc_judge(customer, company, batch, exposure, step)
        return holds

    @api.model
    def _jxc_needs_figures(self, customer, company):
        """Tell whether a verdict on this customer needs the exposure query."""
        if not company.account_use_credit_limit:
            return False
        if customer.with_company(company).jxc_credit_exempt:
            return False
        return company.jxc_credit_check_overdue or bool(
            self._jxc_get_limit(customer, company)
        )

    @api.model
    def _jxc_judge(self, customer, company, batch, exposure, step):
        """Return the holds of one customer's orders towards one company.

        :param batch: orders of that pair, in sudo; quotations add their amount
        :param exposure: what is owed already (confirmed orders of `batch` included)
        :param step: the step they are judged for
        """
        currency = company.currency_id
        # A contact has a hundred columns; these two are asked for.
        customer.with_company(company).fetch(["jxc_credit_exempt", "jxc_credit_hold"])
        limit = self._jxc_get_limit(customer, company)
        codes = []
        if customer.with_company(company).jxc_credit_hold:
            codes.append(FROZEN)
        if self._jxc_is_overdue(customer, company, exposure):
            codes.append(OVERDUE)
        if not limit and not codes:
            return []
        used = exposure.used(company._jxc_get_credit_parts())
        used += sum(order._jxc_get_pending_amount() for order in batch)
        is_over = limit and currency.compare_amounts(used, limit) > 0
        later = {}
        if is_over and step == "ship" and company.jxc_credit_count_orders:
            later = self._jxc_get_confirmed_later(batch)
        holds = []
        for order in batch if codes or is_over else ():
            figures = {
                "limit": limit,
                "used": currency.round(used - later.get(order.id, 0.0)),
                "overdue": exposure.overdue_net,
            }
            mine = list(codes)
            if is_over and currency.compare_amounts(figures["used"], limit) > 0:
                if not order.currency_id.is_zero(order.amount_total):
                    mine.append(OVER_LIMIT)
            if mine and not order._jxc_is_prepaid():
                holds += [self._jxc_prepare_hold(code, order, figures) for code in mine]
        return holds

    @api.model
    def _jxc_is_overdue(self, customer, company, exposure):
        """Tell whether this customer is overdue in a way that holds orders."""
        return (
            company.jxc_credit_check_overdue
            and self._jxc_needs_figures(customer, company)
            and not company.currency_id.is_zero(exposure.overdue_net)
        )

    @api.model
    def _jxc_get_confirmed_later(self, orders):
        """Return {order id: open amount of the debtor's orders confirmed after it}.

        An order found its place under the limit when it was confirmed; one that was
        let pass above the limit afterwards must not keep its goods back. Company
        currency; one query.
        """
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT mine.id, SUM(later.jxc_open_amount)
                      FROM sale_order mine
                      JOIN sale_order later
                        ON later.jxc_debtor_id = mine.jxc_debtor_id
                       AND later.company_id = mine.company_id
                       AND later.jxc_open_amount > 0
                       AND (later.date_order, later.id) > (mine.date_order, mine.id)
                     WHERE mine.id IN %s AND mine.state = 'sale'
                  GROUP BY mine.id
                    """,
                    tuple(orders.ids),
                )
            )
        )

    @api.model
    def _jxc_prepare_hold(self, code, order, figures):
        """Return one credit hold of `order`; figures only for who may read them."""
        company = order.company_id
        facts = {}
        if self._jxc_may_read_figures():
            facts = figures | {
                "order": company.currency_id.round(
                    order.amount_total / (order.currency_rate or 1.0)
                ),
                "currency": company.currency_id.name,
            }
        return Hold(
            code=code,
            sentence=self._jxc_get_sentence(code, order, figures),
            detail=self._jxc_get_detail(order, facts) if facts else "",
            model="sale.order",
            res_id=order.id,
            facts=facts,
            release_group=RELEASE_GROUP,
            digest=digest_of(
                [code, order.jxc_debtor_id.id, company.id, order.currency_id.name]
            ),
            amount=order.amount_total,
            currency=order.currency_id.name,
        )

    @api.model
    def _jxc_get_sentence(self, code, order, figures):
        """Return the translated sentence of a credit hold, fit for everybody.

        By how much a limit is passed is part of the verdict; the limit is not.
        """
        excess = figures["used"] - figures["limit"]
        currency = order.company_id.currency_id
        names = {
            "order": order.name,
            "customer": order.jxc_debtor_id.display_name,
            "excess": formatLang(self.env, excess, currency_obj=currency),
        }
        if code == FROZEN:
            return self.env._(
                "%(order)s: the credit of %(customer)s is frozen. Ask a sales manager "
                "(credit control) to release the order or to lift the freeze.",
                **names,
            )
        if code == OVERDUE:
            return self.env._(
                "%(order)s: %(customer)s has invoices overdue beyond the days of "
                "grace. Have them paid, or ask a sales manager (credit control) to "
                "release the order.",
                **names,
            )
        return self.env._(
            "%(order)s: %(customer)s would be %(excess)s over the credit limit. "
            "Have the customer pay, make the order smaller, or ask a sales "
            "manager (credit control) to release it.",
            **names,
        )

    @api.model
    def _jxc_get_detail(self, order, facts):
        """Return the translated figures behind a credit hold."""
        currency = order.company_id.currency_id
        return self.env._(
            "Limit %(limit)s, used %(used)s, this order %(order)s, overdue "
            "%(overdue)s.",
            **{
                name: formatLang(self.env, facts[name], currency_obj=currency)
                for name in ("limit", "used", "order", "overdue")
            },
        )
