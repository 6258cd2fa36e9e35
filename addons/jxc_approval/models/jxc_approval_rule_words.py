from odoo import api, fields, models, tools
from odoo.tools.misc import format_amount


# One subject a file; together they would fill several screens.
class JxcApprovalRule(models.Model):
    """A rule says in words what it does, to whoever sets it up or audits it."""

    _inherit = "jxc.approval.rule"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    words = fields.Text(
        string="In Words",
        compute="_compute_words",
        help="What this rule does, in sentences.",
    )
    may_read = fields.Boolean(
        compute="_compute_may_read",
        help="Whether the reader may read the documents that this rule is about.",
    )

    # === COMPUTE ===
    @api.depends(
        "kind",
        "model_id",
        "trigger",
        "trigger_field_id",
        "trigger_selection_id",
        "trigger_res_id",
        "trigger_button",
        "company_id",
        "amount_min",
        "amount_max",
        "partner_ids",
        "category_ids",
        "warehouse_ids",
        "department_ids",
        "domain",
        "split_by",
        "split_days",
        "seal_days",
        "growth_percent",
        "step_ids.words",
        "step_ids.amount_over",
        "step_ids.sequence",
        "step_ids.together",
    )
    @api.depends_context("lang", "company")
    def _compute_words(self):
        """Read the rule aloud: which documents, whose approval, how long it counts."""
        for rule in self:
            lines = [rule._jxc_get_scope_words(), *rule._jxc_get_step_lines()]
            if not rule.step_ids:
                lines.append(self.env._("Nobody is asked yet: add a step."))
            lines += [
                rule._jxc_get_threshold_words(),
                rule._jxc_get_split_words(),
                rule._jxc_get_seal_words(),
            ]
            rule.words = "\n".join(line for line in lines if line)

    @api.depends("model_id")
    @api.depends_context("uid")
    def _compute_may_read(self):
        """Conditions are chosen among documents: only whoever may read some can."""
        for rule in self:
            model = self.env.get(rule.model_name)
            rule.may_read = model is not None and model.has_access("read")

    # === POLICY ===
    def _jxc_get_scope_words(self):
        """Return which documents this rule speaks about."""
        parts = [self._jxc_get_kind_words()]
        if self.company_id:
            parts.append(self.env._("of %s", self.company_id.name))
        if self.amount_min:
            parts.append(self.env._("from %s", self._jxc_as_money(self.amount_min)))
        if self.amount_max:
            parts.append(self.env._("up to %s", self._jxc_as_money(self.amount_max)))
        for label, records in (
            (self.env._("with the partner %s"), self.partner_ids),
            (self.env._("with products of %s"), self.category_ids),
            (self.env._("for the warehouse %s"), self.warehouse_ids),
            (self.env._("asked for by %s"), self.department_ids),
        ):
            if records:
                names = (name for name in records.mapped("display_name") if name)
                parts.append(label % " / ".join(names))
        if self.domain and self.domain != "[]":
            parts.append(self.env._("that meet the further conditions"))
        return ", ".join(parts) + ":"

    def _jxc_get_kind_words(self):
        """Return what this rule keeps shut, as people call it."""
        if self.kind != "other":
            kinds = dict(self._fields["kind"]._description_selection(self.env))
            return kinds.get(self.kind, "")
        # sudo: names of fields and values are no secret, their records may be.
        rule = self.sudo()
        names = {"model": rule.model_id.name or "…"}
        if rule.trigger == "button":
            return self.env._(
                "%(model)s, before “%(button)s” is pressed",
                button=rule.trigger_button or "…",
                **names,
            )
        names["field"] = rule.trigger_field_id.field_description or "…"
        if rule.trigger_type == "boolean":
            return self.env._("%(model)s, before “%(field)s” is ticked", **names)
        value = rule.trigger_selection_id.name
        if rule.trigger_type == "many2one":
            value = rule._jxc_get_trigger_record_name()
        return self.env._(
            "%(model)s, before “%(field)s” becomes “%(value)s”",
            value=value or "…",
            **names,
        )

    def _jxc_get_trigger_record_name(self):
        """Return the name of the record that the watched field may not become."""
        model = self.env.get(self.trigger_relation)
        if model is None or not self.trigger_res_id:
            return ""
        return model.browse(self.trigger_res_id).exists().display_name

    def _jxc_as_money(self, amount):
        """Return an amount in the rule's currency as people read it."""
        return format_amount(self.env, amount, self.currency_id)

    def _jxc_get_step_lines(self):
        """Return the steps in order, each with its number."""
        lines = []
        for step in self.step_ids.sorted(lambda step: (step.sequence, step._origin.id)):
            if step.together and lines:
                lines.append(self.env._("   at the same time: %s", step.words))
            else:
                number = 1 + sum(not line.startswith(" ") for line in lines)
                lines.append(f"{number}. {step.words}")
        return lines

    def _jxc_get_threshold_words(self):
        """Return what happens exactly at a threshold, and what counts for it."""
        thresholds = [step.amount_over for step in self.step_ids if step.amount_over]
        if not thresholds:
            return ""
        return self.env._(
            "Exactly %s is not over it: that step is not asked. Totals count in "
            "company currency, taxes included.",
            self._jxc_as_money(min(thresholds)),
        )

    def _jxc_get_split_words(self):
        """Return which orders count together."""
        if not self.split_by or self.split_days <= 0 or self.kind != "purchase":
            return ""
        words = {
            "vendor": self.env._(
                "Orders to the same vendor within %s days count together.",
                self.split_days,
            ),
            "requester": self.env._(
                "Orders of the same requester within %s days count together.",
                self.split_days,
            ),
            "either": self.env._(
                "Orders to the same vendor or of the same requester within %s days "
                "count together.",
                self.split_days,
            ),
        }
        return words[self.split_by]

    def _jxc_get_seal_words(self):
        """Return how long an approval counts, and how far."""
        lasts = (
            self.env._("An approval counts for %s days", self.seal_days)
            if self.seal_days
            else self.env._("An approval counts without end")
        )
        grows = (
            self.env._("the amount may grow by %g %% meanwhile.", self.growth_percent)
            if self.growth_percent > 0
            else self.env._("the amount may not grow meanwhile.")
        )
        return self.env._("%(lasts)s, %(grows)s", lasts=lasts, grows=grows)

    @api.model
    @tools.ormcache("rule_id", "step_ids", "self.env.lang")
    def _jxc_get_names(self, rule_id, step_ids):
        """Return (name of a rule, names of some of its steps) for the reader.

        Answered from memory: each gate says who asks.

        :param step_ids: tuple of ids
        """
        # sudo: names of rules and steps are no secret, the records are.
        rule = self.sudo().browse(rule_id)
        return rule.name, ", ".join(rule.step_ids.browse(step_ids).mapped("name"))

    # === HOST HOOKS ===
    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """Forget the names kept in memory."""
        result = super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )
        self._jxc_rules_changed()
        return result
