from dataclasses import replace

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.trial import MARK, climb_in_turn
from .jxc_approval_rule import KINDS
from .jxc_gate_approval import REQUIRED

PURCHASE_ORDER = "purchase.order"
# How many times the days of a rule are looked back upon, so that the first order that
# is tried meets others of which approvers would have seen their share.
LOOK_BACK = 3


# One subject a file; together they would fill several screens.
class JxcApprovalRule(models.Model):
    """A rule is tried on real documents, and asks nobody meanwhile."""

    _inherit = "jxc.approval.rule"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY: TRYING ===
    def _jxc_try(self, documents):
        """Return what would be asked about `documents` if this rule were on.

        The rules that are on speak, too, each in its place. Nothing is written, and
        no lock is taken. What was confirmed is judged as on its day: it counts
        together with the orders before it as if the rules had always been on.

        :param documents: records of this rule's model, of one company
        :return: {document id: (plain Rule that speaks, its steps that ask, ids of the
            orders counted with it)}; documents that no rule speaks about are left out
        """
        self.ensure_one()
        rules = [
            replace(rule, steps=(*rule.steps, MARK))
            for rule in self._jxc_get_rules_tried()
        ]
        kinds = {rule.kind for rule in rules}
        # sudo: what is asked does not depend on who tries it.
        documents = documents.sudo()
        asked = documents.browse(self._jxc_get_answered(documents))
        past = asked.browse()
        if asked._name == PURCHASE_ORDER and any(rule.split_by for rule in rules):
            past = asked._jxc_filter_past()
        found = self._jxc_find(asked - past, kinds, rules)
        found |= self._jxc_try_past(past, rules)
        return {
            id_: (rule, tuple(step for step in steps if step != MARK), counted)
            for id_, (rule, steps, counted) in found.items()
        }

    def _jxc_get_rules_tried(self):
        """Return this rule among those of its kind that are on, plain and in order."""
        mine = self._jxc_as_value()
        values = {rule.id: rule for rule in self._jxc_get_rules_on(self.model_name)}
        values[self.id] = mine
        # sudo: the order of all rules decides which one speaks.
        rules = self.sudo().browse(values)
        return [
            values[rule.id]
            for rule in rules.sorted(
                lambda rule: (not rule.company_id, rule.sequence, rule.id)
            )
            if values[rule.id].kind == mine.kind
        ]

    @api.model
    def _jxc_try_past(self, orders, rules):
        """Return what `_jxc_try` does, for orders that were confirmed.

        :param orders: superuser records of purchase orders
        :param rules: plain rules to try
        """
        if not orders:
            return {}
        kinds = {rule.kind for rule in rules}
        alone = [replace(rule, split_by="") for rule in rules]
        days = max(rule.split_days for rule in rules if rule.split_by)
        around = orders._jxc_get_orders_around(days * LOOK_BACK)
        speaking = {rule.id: rule for rule in rules}
        found = {
            id_: speaking[rule.id]
            for id_, (rule, _steps, _counted) in self._jxc_find(
                around, kinds, alone
            ).items()
        }
        climbed = climb_in_turn(
            [order._jxc_as_past(found.get(order.id)) for order in around],
            orders.company_id[:1].currency_id.decimal_places,
        )
        return {
            id_: (found[id_], *climbed[id_]) for id_ in orders.ids if id_ in climbed
        }

    def _jxc_get_answered(self, documents):
        """Return {id: holds} of those documents whose holds this rule would answer.

        Rules about credit and floor prices speak where core holds an order, as things
        stand today; all other rules speak about every document, with no hold.
        """
        codes = KINDS.get(self.kind, ("", (REQUIRED,)))[1]
        if REQUIRED in codes:
            return {document.id: [] for document in documents}
        answered = {}
        for step, some in documents.grouped(self._jxc_get_tried_step).items():
            for hold in some._jxc_get_holds(step):
                if hold.code in codes:
                    answered.setdefault(hold.res_id, []).append(hold)
        return answered

    def _jxc_get_tried_step(self, document):
        """Return the gate step at which an order is held for what this rule answers.

        Credit is judged at the shipment of what is confirmed, prices at the
        confirmation alone.
        """
        confirmed = document.state == "sale" and self.kind == "sale_credit"
        return "ship" if confirmed else "confirm"

    # === ACTIONS ===
    def action_jxc_try(self):
        """Open the dialog in which this rule is tried on real documents.

        :raise UserError: for whoever does not set up approvals, or before a kind of
            document is chosen
        """
        self.ensure_one()
        self._jxc_check_may_set_up()
        self.check_access("read")
        if self.model_name not in self.env:
            raise UserError(
                self.env._("Choose a kind of document for %s first.", self.name)
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try on Real Documents"),
            "res_model": "jxc.approval.try",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_rule_id": self.id},
        }

    # === HOST HOOKS ===
    def copy_data(self, default=None):
        """Name a copy so that it is not taken for the rule it comes from."""
        vals_list = super().copy_data(default)
        if "name" not in (default or {}):
            for rule, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%s (copy)", rule.name)
        return vals_list
