from dataclasses import replace

from odoo import api, fields, models
from odoo.tools.misc import format_amount, format_date

from .jxc_approval_rule_try import PURCHASE_ORDER


# One subject a file; together they would fill several screens.
class JxcApprovalRule(models.Model):
    """What a rule would do with one document, and why, in words."""

    _inherit = "jxc.approval.rule"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY: EXPLAINING ===
    def _jxc_explain(self, document):
        """Return, in words, what would be asked about `document` with this rule on.

        :param document: record that the current user may read
        :return: {"rule": record that speaks or empty, "asks": whether a step asks,
            "missing": names of steps that nobody may take, "headline", "notes":
            sentences, "amount", "conditions", "together", "steps": lists of dicts for
            `jxc_approval.try_result`}
        """
        self.ensure_one()
        found, steps, counted = self._jxc_try(document).get(document.id, (None, (), ()))
        # sudo: who approves is told to whoever sets up approvals.
        rule = self.sudo().browse(found.id if found else [])
        priced = self.env.user.has_group("jxc_core.group_price_reader")
        steps = rule.step_ids._jxc_explain(document, {step.id for step in steps})
        missing = [step["name"] for step in steps if step["asked"] and step["missing"]]
        asks = any(step["asked"] for step in steps)
        return {
            "rule": rule,
            "asks": asks,
            "missing": missing,
            "headline": self._jxc_get_headline(document, rule, steps, missing),
            "notes": self._jxc_get_trial_notes(document, rule),
            "amount": self._jxc_get_amount_words(document) if priced else "",
            "conditions": self._jxc_explain_conditions(document, rule),
            "together": self._jxc_explain_counted(document, counted, priced),
            "steps": steps,
        }

    def _jxc_get_headline(self, document, rule, steps, missing):
        """Return in a sentence what would happen to `document`."""
        names = " → ".join(step["name"] for step in steps if step["asked"])
        words = {"document": document.display_name, "steps": names}
        if not rule:
            return self.env._("No rule would ask about %(document)s.", **words)
        if rule != self:
            words["rule"] = rule.name
            if not names:
                return self.env._(
                    "Another rule, %(rule)s, speaks about %(document)s, and asks "
                    "nobody.",
                    **words,
                )
            return self.env._(
                "Another rule, %(rule)s, speaks about %(document)s and asks: "
                "%(steps)s.",
                **words,
            )
        if not names:
            return self.env._(
                "The rule fits %(document)s, and nobody would have to approve it.",
                **words,
            )
        if missing:
            words["missing"] = ", ".join(missing)
            return self.env._(
                "%(document)s could not be approved: nobody may take the step "
                "%(missing)s.",
                **words,
            )
        return self.env._(
            "%(document)s would have to be approved by: %(steps)s.", **words
        )

    def _jxc_get_trial_notes(self, document, rule):
        """Return what whoever reads the answer has to know about how it came about."""
        notes = []
        past = document.browse()
        if document._name == PURCHASE_ORDER:
            past = document._jxc_filter_past()
        if past:
            notes.append(
                self.env._(
                    "%s is confirmed already and stays so: switching the rule on asks "
                    "nobody about it.",
                    document.display_name,
                )
            )
        if past and rule.split_by and rule.split_days > 0:
            notes.append(
                self.env._(
                    "It counts together with the orders before it as on %s, as if the "
                    "rule had been on all the time.",
                    format_date(self.env, past._jxc_get_moment()),
                )
            )
        if self.kind in ("sale_credit", "sale_price"):
            notes.append(self.env._("Credit and floor prices are judged as of today."))
        return notes

    # === POLICY: THE AMOUNT ===
    def _jxc_get_amount_words(self, document):
        """Return the total that counts, and at which rate it was converted."""
        # sudo: a rule judges what its user may not read.
        document = document.sudo()
        amount, currency = document._jxc_get_approval_amount()
        if amount is None:
            return self.env._("It has no amount: steps without a threshold ask.")
        company = document._jxc_get_approval_company()
        counts = format_amount(
            self.env, document._jxc_get_approval_company_amount(), company.currency_id
        )
        if currency == company.currency_id:
            return counts
        words = {"amount": format_amount(self.env, amount, currency), "counts": counts}
        day = document._jxc_get_approval_date()
        rate = self.env["res.currency.rate"].search(
            [
                ("currency_id", "=", currency.id),
                ("company_id", "in", [False, company.root_id.id]),
                ("name", "<=", day),
            ],
            order="company_id, name desc",
            limit=1,
        )
        if not rate:
            return self.env._(
                "%(counts)s (%(amount)s; no rate is kept for this currency, 1 is "
                "taken)",
                **words,
            )
        return self.env._(
            "%(counts)s (%(amount)s, at the rate of %(day)s, which is today's)",
            day=format_date(self.env, rate.name),
            **words,
        )

    def _jxc_explain_counted(self, document, counted, priced):
        """Return the orders that count together, those that the reader may read.

        :param priced: whether the reader sees amounts
        """
        orders = document.browse(sorted(counted))
        shown = orders._filtered_access("read")
        rows = [
            {
                "name": order.display_name,
                "amount": format_amount(
                    self.env,
                    order._jxc_get_approval_company_amount(),
                    order._jxc_get_approval_company().currency_id,
                )
                if priced
                else "",
                "day": format_date(
                    self.env, fields.Date.to_date(order._jxc_get_moment())
                ),
            }
            for order in shown
        ]
        if hidden := len(orders - shown):
            rows.append(
                {
                    "name": self.env._("%s more that you may not read", hidden),
                    "amount": "",
                    "day": "",
                }
            )
        return rows

    # === POLICY: CONDITIONS ===
    def _jxc_explain_conditions(self, document, speaking):
        """Return [{"ok", "label", "fact"}]: each condition beside what is there.

        :param speaking: the rule that speaks about the document, or none
        """
        # sudo: a rule judges what its user may not read.
        open_document, document = document, document.sudo()
        rule = self._jxc_as_value()
        parts = self._jxc_get_condition_parts(rule, document)
        names = [name for changes, _label, _fact in parts for name in changes]
        unset = {name: getattr(type(rule), name, False) for name in names}
        facts = {"amount": document._jxc_get_approval_company_amount()}
        rows = [
            {
                "ok": self._jxc_fits(
                    replace(rule, **{**unset, **changes}), document, facts
                ),
                "label": label,
                "fact": fact,
            }
            for changes, label, fact in parts
            if any(changes.values())
        ]
        if self.kind in ("sale_credit", "sale_price"):
            holds = self._jxc_get_answered(open_document).get(document.id, [])
            nothing = self.env._("It is not held: nothing has to be let through.")
            rows.append(
                {
                    "ok": bool(holds),
                    "label": self.env._("Is held"),
                    "fact": "\n".join(hold.text for hold in holds) or nothing,
                }
            )
        if speaking and speaking != self and all(row["ok"] for row in rows):
            rows.append(
                {
                    "ok": False,
                    "label": self.env._("Comes first of the rules that fit"),
                    "fact": speaking.name,
                }
            )
        return rows

    @api.model
    def _jxc_join(self, records):
        """Return names as people read them, a dash for none."""
        names = [name for name in records.mapped("display_name") if name]
        return ", ".join(names) or "–"

    def _jxc_get_condition_parts(self, rule, document):
        """Return [({fields of the plain rule}, what they ask for, what is there)].

        :param rule: this rule as a plain value
        :param document: superuser record
        """
        parties = document._jxc_get_approval_parties()
        company = document._jxc_get_approval_company()
        band = [
            self.env._("from %s", self._jxc_as_money(self.amount_min))
            if self.amount_min
            else "",
            self.env._("up to %s", self._jxc_as_money(self.amount_max))
            if self.amount_max
            else "",
        ]
        amount = ""
        if self.env.user.has_group("jxc_core.group_price_reader"):
            amount = self._jxc_get_amount_words(document)
        return [
            (
                {"company": rule.company},
                self._jxc_get_label("company_id", self.company_id),
                company.name,
            ),
            (
                {"amount_min": rule.amount_min, "amount_max": rule.amount_max},
                self.env._("Amount: %s", " ".join(filter(None, band))),
                amount,
            ),
            (
                {"partners": rule.partners},
                self._jxc_get_label("partner_ids", self.partner_ids),
                self._jxc_join(parties["partner"]),
            ),
            (
                {"categories": rule.categories},
                self._jxc_get_label("category_ids", self.category_ids),
                self._jxc_join(parties["products"].categ_id),
            ),
            (
                {"warehouses": rule.warehouses},
                self._jxc_get_label("warehouse_ids", self.warehouse_ids),
                self._jxc_join(parties["warehouses"]),
            ),
            (
                {"departments": rule.departments},
                self._jxc_get_label("department_ids", self.department_ids),
                self._jxc_join(document._jxc_get_requester_departments()),
            ),
            (
                {"domain": rule.domain},
                self._fields["domain"]._description_string(self.env),
                "",
            ),
        ]

    def _jxc_get_label(self, name, records):
        """Return a condition: the label of its field and what it asks for."""
        label = self._fields[name]._description_string(self.env)
        return f"{label}: {self._jxc_join(records)}"
