from dataclasses import replace

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools.target import Target

OTHER = "other"
# What of the host cannot wait for people: its own tables, and those of the suite.
CLOSED_PREFIXES = ("ir.", "base.", "bus.", "mail.", "jxc.", "res.users", "res.groups")


# One subject a file; together they would fill several screens.
class JxcApprovalRule(models.Model):
    """A rule about any other kind of document: which step of it is kept shut."""

    _inherit = "jxc.approval.rule"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    trigger = fields.Selection(
        [("field", "A field becomes"), ("button", "A button is pressed")],
        string="Asked When",
        default="field",
        tracking=True,
        help="The step that waits for approval, whoever or whatever takes it.",
    )
    trigger_field_id = fields.Many2one(
        "ir.model.fields",
        string="Field",
        ondelete="cascade",
        domain="[('model_id', '=', model_id), ('store', '=', True), "
        "('ttype', 'in', ('selection', 'boolean', 'many2one'))]",
        help="Such as the status. A box that is ticked waits to be ticked.",
    )
    trigger_type = fields.Selection(related="trigger_field_id.ttype")
    trigger_relation = fields.Char(related="trigger_field_id.relation")
    trigger_selection_id = fields.Many2one(
        "ir.model.fields.selection",
        string="Becomes",
        ondelete="cascade",
        domain="[('field_id', '=', trigger_field_id)]",
    )
    trigger_res_id = fields.Many2oneReference(
        string="Becomes This Record", model_field="trigger_relation"
    )
    trigger_button = fields.Char(
        string="Button",
        tracking=True,
        help="As it is on the form of these documents.",
    )
    amount_field_id = fields.Many2one(
        "ir.model.fields",
        ondelete="set null",
        domain="[('model_id', '=', model_id), "
        "('ttype', 'in', ('monetary', 'float', 'integer'))]",
        help="What the thresholds of the steps are compared with, in the currency of "
        "the document. All rules about one kind of document measure the same. Empty: "
        "these documents have no amount, and steps without a threshold ask.",
    )
    sealed_field_ids = fields.Many2many(
        "ir.model.fields",
        "jxc_approval_rule_sealed_rel",
        string="Sealed Fields",
        domain="[('model_id', '=', model_id), ('store', '=', True)]",
        help="What must stay as it was approved. Empty: whatever people can type, with "
        "the lines. Choose when taking the step itself changes some of that.",
    )

    # === ONCHANGE ===
    @api.onchange("model_id")
    def _onchange_model_id(self):
        """Nothing of another kind of document stays; propose its amount."""
        if self.kind == OTHER:
            self.domain = "[]"
            self.trigger_field_id = self._jxc_get_field("state")
            self.trigger_button = False
            self.sealed_field_ids = False
            name = self._jxc_get_amount_name(self.model_name) or "amount_total"
            self.amount_field_id = self._jxc_get_field(name)

    @api.onchange("trigger_field_id")
    def _onchange_trigger_field_id(self):
        """Values of another field are none of this one."""
        self.trigger_selection_id = False
        self.trigger_res_id = False

    # === CONSTRAINTS ===
    @api.constrains(
        "active",
        "kind",
        "model_id",
        "trigger",
        "trigger_field_id",
        "trigger_selection_id",
        "trigger_res_id",
        "trigger_button",
        "amount_field_id",
        "sealed_field_ids",
    )
    def _check_target(self):
        """Refuse a rule about other documents that watches nothing, or too much.

        :raise ValidationError: names the rule and what to choose
        """
        for rule in self.filtered(lambda rule: rule.kind == OTHER):
            error = rule._jxc_get_target_error()
            if error:
                raise ValidationError(
                    self.env._("%(rule)s: %(error)s", rule=rule.name, error=error)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        """Keep the rules that documents of a chosen kind were put before people by.

        :raise ValidationError: names the rule
        """
        self._jxc_check_not_asked()

    # === POLICY ===
    def _jxc_get_target_error(self):
        """Return what is wrong with what this rule watches, "" when nothing is."""
        self.ensure_one()
        model = self.env.get(self.model_name)
        if model is None:
            return (
                self.env._("choose a kind of document before it is switched on.")
                if self.active
                else ""
            )
        if not self._jxc_may_bind(self.model_name):
            return self.env._(
                "%s are not documents that could wait for approval.", self.model_id.name
            )
        chosen = self.trigger_field_id | self.amount_field_id | self.sealed_field_ids
        if chosen.model_id - self.model_id or (
            self.trigger_selection_id.field_id - self.trigger_field_id
        ):
            return self.env._("choose fields of %s only.", self.model_id.name)
        target = self._jxc_get_target()
        if not target.is_complete():
            return (
                self.env._("choose the step that waits before it is switched on.")
                if self.active
                else ""
            )
        if target.method and not self._jxc_is_button(model, target.method):
            return self.env._(
                "%(model)s have no button “%(button)s”.",
                model=self.model_id.name,
                button=target.method,
            )
        if target.field and target.is_reached(
            model.default_get([target.field]).get(target.field)
        ):
            return self.env._(
                "new documents start like that, so none could be put before anybody."
            )
        others = self.search(
            [
                ("kind", "=", OTHER),
                ("model_id", "=", self.model_id.id),
                ("active", "in", (True, False)),
            ]
        )
        if len(others.amount_field_id) > 1:
            return self.env._(
                "other rules about %s compare with another amount. Choose the same.",
                self.model_id.name,
            )
        return ""

    @api.model
    def _jxc_may_bind(self, model_name):
        """Tell whether documents of this model could wait for approval."""
        model = self.env.get(model_name)
        return (
            model is not None
            and model._auto
            and not (model._abstract or model._transient)
            and model._log_access
            and not model_name.startswith(CLOSED_PREFIXES)
        )

    @api.model
    def _jxc_is_button(self, model, name):
        """Tell whether `name` is a method of `model` that a button may call."""
        return (
            not name.startswith("_")
            and not hasattr(models.BaseModel, name)
            and not name.startswith("action_jxc_")
            and callable(getattr(type(model), name, None))
        )

    def _jxc_get_field(self, name):
        """Return the field `name` of this rule's model, empty when it has none."""
        fields_ = self.env["ir.model.fields"]
        return fields_._get(self.model_name, name) if self.model_name else fields_

    @api.model
    @tools.ormcache("model_name")
    def _jxc_get_amount_name(self, model_name):
        """Return the name of the field that rules about a model measure, "": none."""
        # sudo: a gate must know the rules whoever passes it.
        rules = self.sudo().search(
            [
                ("kind", "=", OTHER),
                ("model_id.model", "=", model_name),
                ("amount_field_id", "!=", False),
                ("active", "in", (True, False)),
            ],
            limit=1,
        )
        return rules.amount_field_id.name or ""

    def _jxc_get_target(self):
        """Return what this rule keeps shut, as a plain value."""
        self.ensure_one()
        if self.trigger == "button":
            return Target(method=self.trigger_button or "")
        values = {
            "selection": self.trigger_selection_id.value,
            "many2one": self.trigger_res_id,
            "boolean": True,
        }
        return Target(
            field=self.trigger_field_id.name or "",
            value=values.get(self.trigger_field_id.ttype),
        )

    def _jxc_as_value(self):
        """Add the target, by which a plain rule of other documents is found."""
        value = super()._jxc_as_value()
        if self.kind != OTHER:
            return value
        target = self._jxc_get_target()
        sealed = tuple(sorted(self.sealed_field_ids.mapped("name")))
        return replace(value, kind=target.step, target=target, sealed=sealed)

    @api.model
    def _jxc_get_targets(self, model_name):
        """Return the targets that rules which are on keep shut on a model."""
        targets = (rule.target for rule in self._jxc_get_rules_on(model_name))
        return tuple(dict.fromkeys(target for target in targets if target))

    def _jxc_check_not_asked(self):
        """Refuse to let go of a kind of document that was put before people.

        Its requests are still read, answered and closed.

        :raise ValidationError: names the rule
        """
        # sudo: whoever sets rules up need not read every request.
        requests = self.env["jxc.approval.request"].sudo()
        asked = requests.search([("rule_id", "in", self.ids), ("kind", "=", OTHER)])
        for rule in asked.rule_id:
            raise ValidationError(
                self.env._(
                    "%s has asked for approvals, which the trail keeps. Switch it off, "
                    "and add another rule instead.",
                    rule.name,
                )
            )

    # === ACTIONS ===
    @api.model
    def action_jxc_get_buttons(self, model_id):
        """Return the buttons on the form of a kind of document.

        :param model_id: id of an `ir.model`
        :return: list of [method, label], in the order of the form
        :raise UserError: for whoever does not set up approvals
        """
        self._jxc_check_may_set_up()
        # sudo: whoever sets up approvals need not read the documents themselves.
        model_name = self.env["ir.model"].sudo().browse(model_id).model
        if not self._jxc_may_bind(model_name):
            return []
        # sudo: see above; only labels leave this method, of all roles' buttons.
        model = self.env[model_name].sudo()
        arch, _view = model._get_view(view_type="form")
        found = {}
        for button in arch.iterfind(".//button[@type='object']"):
            name = button.get("name")
            if button.xpath("ancestor::field") or not self._jxc_is_button(model, name):
                continue
            label = button.get("string") or " ".join("".join(button.itertext()).split())
            found.setdefault(name, label or button.get("title") or name)
        return [[name, label] for name, label in found.items()]

    # === HOST HOOKS ===
    def write(self, vals):
        """A rule that has asked stays with its kind of document."""
        moving = self.filtered(
            lambda rule: (
                rule.kind == OTHER
                and (
                    vals.get("kind", OTHER) != OTHER
                    or vals.get("model_id", rule.model_id.id) != rule.model_id.id
                )
            )
        )
        if moving:
            moving._jxc_check_not_asked()
        return super().write(vals)
