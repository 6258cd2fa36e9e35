import json
from contextlib import contextmanager

from odoo import models
from odoo.tools import float_compare

from odoo.addons.jxc_core.tools.hold import Hold, digest_of, is_within

from .jxc_gate_approval import REQUIRED
from .purchase_order import (
    CONFIRMING_FIELDS,
    PURCHASE,
    TO_APPROVE,
    UNASKED,
    VERDICTS,
    WATCHED,
)

HELD = "held"
QUOTATION = {"state": "draft"}


class PurchaseOrder(models.Model):
    # One subject a file: together they would fill several screens.
    _inherit = "purchase.order"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY: WHAT IS SEALED ===
    def _jxc_get_approval_content(self):
        """Return vendor, currency, terms and what is bought, with its taxes.

        Less may be bought, or cheaper; of nothing more, nothing dearer, and nothing
        else. Lines of nothing (the host makes them for goods that nobody ordered)
        cost nothing.
        """
        lines = self.order_line.filtered(
            lambda line: not line.display_type and line.product_qty
        )
        items, limits = [], {}
        for line in lines:
            item = line._jxc_get_approval_item()
            name = json.dumps(item)
            items.append(item)
            quantity, price = f"quantity {name}", f"price {name}"
            limits[quantity] = limits.get(quantity, 0.0) + line.product_qty
            net = line.price_unit * (1 - line.discount / 100)
            limits[price] = max(limits.get(price, net), net)
        return {
            "fixed": {
                "partner": self.partner_id.id,
                "company": self.company_id.id,
                "currency": self.currency_id.id,
                "payment_term": self.payment_term_id.id,
                "fiscal_position": self.fiscal_position_id.id,
                "incoterm": self.incoterm_id.id,
                "incoterm_location": self.incoterm_location or "",
                "destination": self.dest_address_id.id,
                "operation": self.picking_type_id.id,
            },
            "items": sorted(items),
            "limits": limits,
        }

    def _jxc_get_approval_rows(self):
        """Return what approvers compare: parties, terms, lines, total."""
        names = (
            "partner_id",
            "currency_id",
            "payment_term_id",
            "fiscal_position_id",
            "incoterm_id",
            "picking_type_id",
            "dest_address_id",
        )
        rows = [
            {"key": name, "field": name, "value": self[name].display_name or ""}
            for name in names
            if self[name] or name in ("partner_id", "currency_id", "payment_term_id")
        ]
        rows += [
            self._jxc_get_line_row(line, line.product_qty)
            for line in self.order_line
            if not line.display_type
        ]
        total = self._jxc_as_text("amount_total")
        rows.append({"key": "amount_total", "field": "amount_total", "value": total})
        return rows

    def _jxc_is_within(self, before):
        """Tell whether this order is no more than what it was.

        :param before: {"amount", "content"}
        """
        self.ensure_one()
        return float_compare(
            self.amount_total, before["amount"], precision_digits=6
        ) <= 0 and is_within(before["content"], self._jxc_get_approval_content())

    # === POLICY: VERDICTS ===
    def _jxc_get_approval_holds(self, step):
        """Ask about what is confirmed; of what was, only what was sealed or is parked.

        An order that was confirmed without anybody's approval was judged then, and is
        judged at each change: neither a rule that is newer nor another rate of its
        currency stops its goods at the dock.
        """
        if step == "confirm":
            if len(self) == 1 and self._jxc_get_verdict() is not None:
                return []
            holds = super()._jxc_get_approval_holds(step)
            return [hold for hold in holds if not self._jxc_had_passed(hold)]
        # sudo: a gate judges what its user may not read.
        orders = self.sudo()
        parked = orders.filtered(lambda order: order.state == TO_APPROVE)
        holds = []
        if self.env["jxc.approval.rule"]._jxc_get_rules_on(self._name):
            releases = self.env["jxc.release"]
            sealed = releases._jxc_get_current(self._name, self.ids, [REQUIRED])
            judged = {res_id for res_id, _code in sealed}
            judged.update(orders.filtered(lambda o: o.state != PURCHASE).ids)
            asked = self.browse(judged)
            holds = super(PurchaseOrder, asked)._jxc_get_approval_holds(step)
        held = {hold.res_id for hold in holds}
        return holds + [
            order._jxc_prepare_parked_hold() for order in parked if order.id not in held
        ]

    def _jxc_prepare_parked_hold(self):
        """Return the hold of an order that waits for its approval."""
        return Hold(
            code=REQUIRED,
            sentence=self.env._(
                "%s waits for approval. Have it approved first, or put it back as it "
                "was.",
                self.display_name,
            ),
            model=self._name,
            res_id=self.id,
            digest=digest_of([self.state, self.id]),
            amount=self.amount_total,
            currency=self.currency_id.name,
        )

    def _jxc_had_passed(self, hold):
        """Tell whether an order that was changed is back within what had passed."""
        # sudo: a gate judges what its user may not read.
        order = self.sudo().browse(hold.res_id)
        if order.state not in WATCHED or not order.date_approve:
            return False
        base = order._jxc_get_base(order._jxc_get_last_request())
        return bool(base) and order._jxc_is_within(base)

    def _jxc_get_last_request(self):
        """Return the last request about this order, as superuser."""
        # sudo: whoever changes an order need not be involved in its request.
        requests = self.env["jxc.approval.request"].sudo()
        return requests._jxc_get_last(self._name, self.ids).get(self.id, requests)

    def _jxc_get_base(self, request):
        """Return what had passed before the change that `request` asks about."""
        if request.base and request.state != "approved":
            return json.loads(request.base)
        return None

    @contextmanager
    def _jxc_keep_verdicts(self):
        """Ask no rule twice about one order while the host confirms it.

        Yields the memory: {order id: its verdict}, `TURNS` that were taken, `OTHERS`
        that count with the order in hand, its holds if it is `HELD`, and ids of
        orders `UNASKED` about.
        """
        memory = self.env.cr.cache
        outer = memory.get(VERDICTS)
        if outer is None:
            memory[VERDICTS] = {}
        try:
            yield memory[VERDICTS]
        finally:
            if outer is None:
                # A refusal inside that was undone has emptied the memory.
                memory.pop(VERDICTS, None)

    def _jxc_get_verdict_key(self):
        """Return by what an order is known that has just been judged."""
        # sudo: a gate judges what its user may not read.
        order = self.sudo()
        return (
            order.amount_total,
            order.company_id.id,
            order.currency_id.id,
            order.partner_id.id,
            order.user_id.id,
            order.picking_type_id.id,
            order.order_line.product_id.ids,
        )

    def _jxc_get_verdict(self):
        """Return how this order passed a moment ago, None when it has to be asked.

        :return: "clear" (no rule asks) or "sealed" (what a rule asks was approved)
        """
        self.ensure_one()
        key, verdict = self.env.cr.cache.get(VERDICTS, {}).get(self.id, (None, None))
        return verdict if key and key == self._jxc_get_verdict_key() else None

    def _jxc_is_clear(self):
        """Tell whether this order may be confirmed now; keep the verdict if it may."""
        self.ensure_one()
        if self._jxc_get_verdict() is not None:
            return True
        self._jxc_prepare_gate("confirm")
        holds = self._jxc_get_holds("confirm")
        verdicts = self.env.cr.cache.get(VERDICTS)
        if held := self.env["jxc.release"]._jxc_filter_open(self._name, holds):
            if verdicts is not None:
                verdicts[HELD] = held
            return False
        if verdicts is not None:
            verdicts.pop(HELD, None)
            verdict = "sealed" if holds else "clear"
            verdicts[self.id] = (self._jxc_get_verdict_key(), verdict)
        return True

    def _jxc_get_open_holds(self, step):
        """What a moment ago no release answered, while the host confirms, is open."""
        held = self.env.cr.cache.get(VERDICTS, {}).get(HELD)
        if held and step == "confirm" and self.ids == [held[0].res_id]:
            holds = self._jxc_get_holds(step)
            if holds == held:
                return holds
        return super()._jxc_get_open_holds(step)

    def _jxc_is_approved(self):
        """Tell whether this order, which is clear, has been approved already.

        By the steps of a rule, or by the host before it was changed and put back.
        """
        if self.state == TO_APPROVE and self.date_approve:
            return True
        return self._jxc_get_verdict() == "sealed"

    def _jxc_pass_confirmation(self, waited):
        """Let these orders be confirmed, or refuse them all.

        :param waited: those of them that were parked, maybe for an approval
        :raise HoldError: carries every open hold
        """
        self._jxc_pass_gate("confirm")
        self._jxc_forget_others()
        memory = self.env.cr.cache.get(VERDICTS, {})
        waited = waited.filtered(lambda o: o.id not in memory.get(UNASKED, ()))
        if waited:
            # Nothing asks about them any more: a rule was switched off.
            requests = self.env["jxc.approval.request"]._jxc_get_pending(waited)
            requests._jxc_close_as("moot", "moot")

    # === POLICY: CHANGES ===
    def _jxc_get_snapshot(self):
        """Return what a later change is compared with; None for quotations."""
        self.ensure_one()
        if self.state not in WATCHED:
            return {"state": self.state} if self.state == "cancel" else None
        snapshot = {"state": self.state}
        rules = self.env["jxc.approval.rule"]
        if self.state == TO_APPROVE or rules._jxc_get_rules_on(self._name):
            snapshot |= {
                "amount": self.amount_total,
                "content": self._jxc_get_approval_content(),
                "rows": self._jxc_get_approval_rows(),
            }
        return snapshot

    def _jxc_is_mere_confirmation(self, vals):
        """Tell whether `vals` confirm one order and change nothing else.

        Several orders at once count together, and a change around it is judged as a
        whole: both need the watch.
        """
        return (
            len(self) == 1
            and vals.get("state") == PURCHASE
            and CONFIRMING_FIELDS.issuperset(vals)
            and self.state != PURCHASE
            and not self._jxc_is_watched()
        )

    def _jxc_judge_changes(self, before):
        """Pass the gate when an order is confirmed; break what a change broke.

        :param before: {order id: snapshot, None when it was a quotation}
        :return: nothing: whoever needs snapshots takes them
        :raise HoldError: when an order was confirmed that needs approval
        """
        # sudo: the judge sees what the writer may not.
        now = {order.id: order.state for order in self.sudo()}
        was = {order.id: (before[order.id] or QUOTATION) for order in self}
        left, confirmed, parked, changed = (self.browse() for _each in range(4))
        for order in self:
            old, new = was[order.id]["state"], now[order.id]
            if new == PURCHASE and old != PURCHASE:
                confirmed |= order
            elif new == TO_APPROVE and old not in WATCHED:
                parked |= order
            elif old in WATCHED and new not in WATCHED:
                left |= order
            elif new in WATCHED and "content" in was[order.id]:
                changed |= order
        self._jxc_forget_others()
        left._jxc_unseal()
        waited = confirmed.filtered(lambda o: was[o.id]["state"] == TO_APPROVE)
        confirmed._jxc_pass_confirmation(waited)
        parked._jxc_park()
        for order in changed:
            order._jxc_follow_change(was[order.id])
        return {}

    def _jxc_park(self):
        """Put orders that came to wait before their approvers.

        Those about which no rule asks wait for the host's own second approval.

        :raise HoldError: when something holds an order that no rule speaks about
        """
        if self:
            self._jxc_prepare_gate("confirm")
            waiting = self._jxc_submit_held("confirm")
            (self - waiting)._jxc_pass_gate("confirm")

    def _jxc_follow_change(self, old):
        """Ask again when a change left what was approved, asked or had passed.

        :param old: snapshot of this order before the change
        """
        self.ensure_one()
        # sudo: the approval follows the change, whatever its author may do.
        order = self.sudo()
        new = order._jxc_get_snapshot()
        if {**new, "state": ""} == {**old, "state": ""}:
            return
        if old["state"] == PURCHASE and order._jxc_is_within(old):
            return
        requests = self.env["jxc.approval.request"]
        last = order._jxc_get_last_request()
        pending = last.filtered(lambda request: request.state == "pending")
        self._jxc_prepare_gate("confirm")
        holds = self._jxc_get_open_holds("confirm")
        if pending and holds and pending._jxc_covers(holds):
            return
        was_approved = last.state == "approved"
        base = order._jxc_get_base(last)
        if old["state"] == PURCHASE:
            base = {name: old[name] for name in ("amount", "content", "rows")}
        if pending:
            state, kind = ("broken", "break") if holds else ("moot", "moot")
            pending._jxc_close_as(state, kind)
        if holds:
            requests._jxc_submit(
                self,
                "confirm",
                holds,
                self.env._("Changed by %s.", self.env.user.name),
                previous_rows=(base or old)["rows"],
                base=base,
            )
            if was_approved:
                last._jxc_log("break")
        elif order.state == TO_APPROVE and order.date_approve:
            order._jxc_proceed("confirm")
        elif order.state == TO_APPROVE and pending:
            order.write({"state": "draft"})

    def _jxc_unseal(self):
        """Forget, too, what approvers had seen of orders that were cancelled."""
        result = super()._jxc_unseal()
        if self:
            # sudo: requests are the program's; what they saw is bought no more.
            requests = self.env["jxc.approval.request"].sudo()
            requests.search(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)]
            ).write({"seen": False, "base": False})
        return result
