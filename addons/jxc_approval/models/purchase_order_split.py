from odoo import SUPERUSER_ID, fields, models
from odoo.tools import SQL

from ..tools.ladder import Other
from .purchase_order import VERDICTS

TURNS = "turns"
OTHERS = "others"
PEOPLE = SQL(
    "ARRAY[mine.user_id, NULLIF(mine.create_uid, %(program)s)] && "
    "ARRAY[other.user_id, NULLIF(other.create_uid, %(program)s)]",
    program=SUPERUSER_ID,
)
SPLIT_BY = {
    "vendor": SQL("mine_vendor.commercial_partner_id = vendor.commercial_partner_id"),
    "requester": PEOPLE,
}
SPLIT_BY["either"] = SQL("(%s OR %s)", SPLIT_BY["vendor"], PEOPLE)


class PurchaseOrder(models.Model):
    # One subject a file: together they would fill several screens.
    _inherit = "purchase.order"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY: SPLITTING ===
    def _jxc_get_split_others(self, rule):
        """Return {id: Others} of the rule's last days; one query.

        Counted are confirmed orders and those that wait for approval, at today's
        rates. A requester is whoever is in charge of an order or typed it. While the
        host confirms one order, its others are read once: see `_jxc_forget_others`.
        """
        memory = self.env.cr.cache.get(VERDICTS, {})
        key, others = memory.get(OTHERS, (None, None))
        if len(self) == 1 and key and key == self._jxc_get_others_key(rule):
            return others
        return self._jxc_count_others(rule)

    def _jxc_get_others_key(self, rule):
        """Return by what it is known whose others were read, and for which rule."""
        return (self.id, rule.split_by, rule.split_days, self._jxc_get_verdict_key())

    def _jxc_forget_others(self):
        """Read anew what counts with an order once other orders change."""
        memory = self.env.cr.cache.get(VERDICTS, {})
        if self and OTHERS in memory and {memory[OTHERS][0][0]} != set(self.ids):
            del memory[OTHERS]

    def _jxc_count_others(self, rule, turns=()):
        """Read what counts with these orders; see `_jxc_get_split_others`.

        :param turns: {(company id, name)} to take in the same query. Whether they are
            taken before or after counting makes no difference: both are of one
            snapshot, and whoever comes second is refused and tries again in a new one.
        """
        self.env["purchase.order"].flush_model(
            ["state", "partner_id", "user_id", "amount_total", "jxc_confirmed_at"]
        )
        self.env["jxc.approval.request"].flush_model(["state", "reach", "seen"])
        since = fields.Datetime.subtract(fields.Datetime.now(), days=rule.split_days)
        turn = SQL("")
        if turns:
            take = self.env["jxc.approval.turn"]._jxc_prepare_take(turns)
            turn = SQL("WITH turn AS (%s)", take)
        rows = self.env.execute_query(
            SQL(
                """
                %(turn)s
                SELECT mine.id, other.id, other.amount_total, other.currency_id,
                       (SELECT json_agg(json_build_array(
                                   request.reach,
                                   (request.seen ->> other.id::text)::float))
                          FROM jxc_approval_request request
                         WHERE request.state IN ('pending', 'approved')
                           AND jsonb_exists(request.seen, other.id::text)
                           AND request.id IN (
                               SELECT about.id
                                 FROM jxc_approval_request about
                                WHERE about.res_model = 'purchase.order'
                                  AND about.res_id = other.id
                                UNION
                               SELECT counted.jxc_approval_request_id
                                 FROM jxc_approval_request_counted_rel counted
                                WHERE counted.purchase_order_id = other.id))
                  FROM purchase_order mine
                  JOIN res_partner mine_vendor ON mine_vendor.id = mine.partner_id
                  JOIN purchase_order other
                    ON other.company_id = mine.company_id
                   AND other.id <> mine.id
                   AND other.state IN ('purchase', 'to approve')
                   AND other.jxc_confirmed_at >= %(since)s
                  JOIN res_partner vendor ON vendor.id = other.partner_id
                 WHERE mine.id IN %(ids)s
                   AND other.amount_total > 0
                   AND %(same)s
                """,
                turn=turn,
                since=since,
                ids=tuple(self.ids),
                same=SPLIT_BY[rule.split_by],
            )
        )
        others = {}
        for mine, other, amount, currency_id, seen in rows:
            amount = self.browse(mine)._jxc_convert_split(float(amount), currency_id)
            seen = tuple(tuple(pair) for pair in seen or ())
            others.setdefault(mine, []).append(Other(other, amount, seen))
        memory = self.env.cr.cache.get(VERDICTS)
        if memory is not None and len(self) == 1:
            memory[OTHERS] = (self._jxc_get_others_key(rule), others)
        return others

    def _jxc_convert_split(self, amount, currency_id):
        """Return `amount` of another order in this one's company currency, today."""
        company = self._jxc_get_approval_company()
        currency = self.env["res.currency"].browse(currency_id)
        if currency == company.currency_id:
            return amount
        return currency._convert(
            amount, company.currency_id, company, self._jxc_get_approval_date()
        )

    def _jxc_get_seen(self, counted, amount):
        """Return the orders that approvers see, each with its amount as it is."""
        seen = {str(self.id): amount}
        for order in self.browse(counted):
            seen[str(order.id)] = order._jxc_get_approval_company_amount()
        return seen

    def _jxc_prepare_gate(self, step):
        """Let one transaction at a time count what counts together."""
        result = super()._jxc_prepare_gate(step)
        if step == "confirm":
            self._jxc_take_split_turns()
        return result

    def _jxc_take_split_turns(self):
        """Take the turn of each vendor and requester whose orders count together.

        The rows are updated: a second transaction waits for the first, then gets a
        serialization failure and is retried by the host in a snapshot that holds the
        first one's order. One query, none when no rule counts orders together.
        """
        rules = self.env["jxc.approval.rule"]._jxc_get_rules_on(self._name)
        rules = [rule for rule in rules if rule.split_by]
        if not rules:
            return
        turns = set()
        # sudo: the orders of one vendor are counted whoever confirms them.
        for order in self.sudo():
            for rule in rules:
                if not rule.company or rule.company == order.company_id.id:
                    turns |= order._jxc_get_split_turns(rule.split_by)
        verdicts = self.env.cr.cache.get(VERDICTS, {})
        turns -= verdicts.get(TURNS, set())
        if turns:
            if (
                len(self)
                == len({(rule.split_by, rule.split_days) for rule in rules})
                == 1
            ):
                # sudo: see above.
                self.sudo()._jxc_count_others(rules[0], turns)
            else:
                self.env["jxc.approval.turn"]._jxc_take(turns)
            verdicts.setdefault(TURNS, set()).update(turns)

    def _jxc_get_split_turns(self, split_by):
        """Return {(company id, name)} of the turns that this order has to take."""
        names = set()
        if split_by != "requester":
            names.add(f"vendor {self.partner_id.commercial_partner_id.id}")
        if split_by != "vendor":
            people = (self.user_id | self.create_uid).ids
            names.update(f"user {id_}" for id_ in people if id_ != SUPERUSER_ID)
        return {(self.company_id.id, name) for name in names}
