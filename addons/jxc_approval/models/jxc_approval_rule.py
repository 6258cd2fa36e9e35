import ast
from collections import defaultdict

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools.ladder import Rule, Step, climb, climbs_alone, is_in_band
from ..tools.target import PREFIX
from .jxc_gate_approval import REQUIRED

# kind -> (model, codes of the holds that its steps answer)
KINDS = {
    "purchase": ("purchase.order", (REQUIRED,)),
    "sale_credit": (
        "sale.order",
        ("credit.over_limit", "credit.overdue", "credit.frozen"),
    ),
    "sale_price": ("sale.order", ("price.below_floor",)),
    "temporary_credit": ("jxc.credit.temporary", (REQUIRED,)),
    "scrap": ("stock.scrap", (REQUIRED,)),
    "count": ("stock.quant", (REQUIRED,)),
    "refund": ("account.move", (REQUIRED,)),
}
KIND_NAMES = [
    ("purchase", "Purchase orders"),
    ("sale_credit", "Sales orders over the credit limit"),
    ("sale_price", "Sales orders below the floor price"),
    ("temporary_credit", "Temporary credit limits"),
    ("scrap", "Write-offs"),
    ("count", "Stock count differences"),
    ("refund", "Customer refunds"),
    ("other", "Other documents"),
]
# model -> kinds of another model's rules that speak about it as well
ALSO = {"account.payment": ("refund",), "jxc.write.off": ("scrap",)}


class JxcApprovalRule(models.Model):
    """An approval flow: which documents need whose approval.

    Of the rules of one kind the first that fits a document is used, in the order of
    the list; rules of one company before those of all. A rule is on while `active`.
    """

    _name = "jxc.approval.rule"
    _description = "Approval Rule"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "kind, sequence, id"

    # === FIELDS ===
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(
        string="On",
        default=False,
        copy=False,
        tracking=True,
        help="Only rules that are on ask for approval. Try it on a document first.",
    )
    on_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="Documents that went through before this moment are not asked again.",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        tracking=True,
        help="Empty: all companies.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    kind = fields.Selection(
        KIND_NAMES,
        string="Documents",
        required=True,
        default="purchase",
        tracking=True,
    )
    model_id = fields.Many2one(
        "ir.model",
        string="Kind of Document",
        compute="_compute_model_id",
        store=True,
        precompute=True,
        readonly=False,
        ondelete="cascade",
        tracking=True,
    )
    model_name = fields.Char(related="model_id.model", string="Model Name")

    amount_min = fields.Monetary(
        string="Amount From", help="In company currency, taxes included. 0: any amount."
    )
    amount_max = fields.Monetary(
        string="Amount Up To",
        help="In company currency, taxes included; this amount itself fits. 0: any.",
    )
    partner_ids = fields.Many2many("res.partner", string="Partners")
    category_ids = fields.Many2many("product.category", string="Product Categories")
    warehouse_ids = fields.Many2many("stock.warehouse", string="Warehouses")
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        help="Departments of whoever asks, with their sub-departments.",
    )
    domain = fields.Char(string="Further Conditions", default="[]", tracking=True)

    split_by = fields.Selection(
        [
            ("vendor", "The same vendor"),
            ("requester", "The same requester"),
            ("either", "The same vendor or requester"),
        ],
        string="Count Together",
        help="Orders that count together for the thresholds, so that nobody gets under "
        "one by splitting an order. Orders that an approver has seen at that "
        "threshold count no more. Empty: each order alone.",
    )
    split_days = fields.Integer(string="Within Days", default=7)
    seal_days = fields.Integer(
        string="Approval Counts For (Days)",
        default=180,
        help="After that many days the document needs a new approval for its next "
        "step. 0: no end.",
    )
    growth_percent = fields.Float(
        string="May Grow By (%)",
        help="By how much the amount may pass the approved one before the approval is "
        "asked again.",
    )
    step_ids = fields.One2many(
        "jxc.approval.rule.step", "rule_id", string="Steps", copy=True
    )

    # === COMPUTE ===
    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        """Thresholds are in the currency of the rule's company, or of the reader's."""
        for rule in self:
            rule.currency_id = (rule.company_id or self.env.company).currency_id

    @api.depends("kind")
    def _compute_model_id(self):
        """Each kind has its model; that of other documents is chosen."""
        for rule in self:
            if rule.kind in KINDS:
                model, _codes = KINDS[rule.kind]
                rule.model_id = self.env["ir.model"]._get(model)
            elif rule._origin.kind != rule.kind:
                rule.model_id = False
            else:
                rule.model_id = rule.model_id

    # === CONSTRAINTS ===
    @api.constrains("active", "step_ids")
    def _check_can_be_on(self):
        """Refuse to switch on a rule that could ask nobody, or for nothing.

        :raise ValidationError: names the rule and what is missing
        """
        for rule in self.filtered("active"):
            if not rule.step_ids:
                raise ValidationError(
                    self.env._(
                        "%s has no step, so nobody could approve. Add a step first.",
                        rule.name,
                    )
                )

    @api.constrains("domain", "model_id")
    def _check_domain(self):
        """Refuse conditions that cannot be read or name unknown fields.

        :raise ValidationError: names the rule
        """
        for rule in self.filtered("model_id"):
            try:
                Domain(rule._jxc_get_domain()).validate(self.env[rule.model_name])
            except (ValueError, SyntaxError, KeyError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: these conditions cannot be used: %(error)s",
                        rule=rule.name,
                        error=error,
                    )
                ) from error

    # === POLICY ===
    def _jxc_get_domain(self):
        """Return the further conditions as a list; plain values only, no code."""
        return ast.literal_eval(self.domain or "[]")

    @api.model
    @tools.ormcache("model_name")
    def _jxc_get_rules_on(self, model_name):
        """Return the rules that are on for one model, as plain values, in order."""
        # sudo: a gate must know the rules whoever passes it. What is archived stays
        # a condition, and no caller's context decides which rules are on.
        rules = self.sudo().with_context(active_test=False)
        rules = rules.search(
            Domain("active", "=", True)
            & (
                Domain("model_id.model", "=", model_name)
                | Domain("kind", "in", ALSO.get(model_name, ()))
            )
        )
        return tuple(
            rule._jxc_as_value()
            for rule in rules.sorted(lambda rule: not rule.company_id)
        )

    def _jxc_as_value(self):
        """Return this rule as a plain `Rule` of `tools/ladder.py`."""
        self.ensure_one()
        departments = self.env["hr.department"].search(
            [("id", "child_of", self.department_ids.ids)]
        )
        return Rule(
            id=self.id,
            kind=self.kind,
            model=self.model_name,
            company=self.company_id.id,
            steps=tuple(Step(step.id, step.amount_over) for step in self.step_ids),
            amount_min=self.amount_min,
            amount_max=self.amount_max,
            partners=frozenset(self.partner_ids.commercial_partner_id.ids),
            categories=frozenset(self.category_ids.ids),
            warehouses=frozenset(self.warehouse_ids.ids),
            departments=frozenset(departments.ids),
            domain=tuple(self._jxc_get_domain()),
            split_by=self.split_by or "" if self.split_days > 0 else "",
            split_days=self.split_days,
            on_since=self.on_since,
            seal_days=self.seal_days,
            growth_percent=self.growth_percent,
        )

    @api.model
    def _jxc_find(self, documents, kinds, rules=None):
        """Return {document id: (Rule, steps, counted ids)} of those a rule asks about.

        The first rule that fits a document speaks. Documents that no step of it asks
        about are left out. Works on superuser documents; no query when the rules have
        neither conditions on other records nor orders to count together.

        :param documents: records of one gated model
        :param kinds: kinds of rules to look at
        :param rules: rules to try instead of those that are on (plain values)
        """
        if rules is None:
            rules = self._jxc_get_rules_on(documents._name)
        rules = [rule for rule in rules if rule.kind in kinds]
        if not rules or not documents:
            return {}
        # sudo: a gate judges what its user may not read.
        documents = documents.sudo()
        chosen = defaultdict(list)
        for document in documents:
            facts = {"amount": document._jxc_get_approval_company_amount()}
            fitting = (rule for rule in rules if self._jxc_fits(rule, document, facts))
            if rule := next(fitting, None):
                chosen[rule].append((document, facts))
        found = {}
        for rule, pairs in chosen.items():
            together = documents.browse(
                document.id
                for document, facts in pairs
                if rule.split_by
                and not climbs_alone(
                    rule.steps,
                    facts["amount"],
                    document._jxc_get_approval_company().currency_id.decimal_places,
                )
            )
            others = together._jxc_get_split_others(rule) if together else {}
            for document, facts in pairs:
                company = document._jxc_get_approval_company()
                steps, counted = climb(
                    rule.steps,
                    facts["amount"],
                    others.get(document.id, ()),
                    company.currency_id.decimal_places,
                )
                if steps:
                    found[document.id] = (rule, steps, counted)
        return found

    @api.model
    def _jxc_fits(self, rule, document, facts):
        """Tell whether `rule` speaks about one document.

        :param facts: {"amount": its total in company currency or None}; what else was
            looked up about it is added
        """
        company = document._jxc_get_approval_company()
        if rule.company and not document._jxc_is_of(rule.company):
            return False
        if not is_in_band(rule, facts["amount"], company.currency_id.decimal_places):
            return False
        if "partner" not in facts and (
            rule.partners or rule.warehouses or rule.categories
        ):
            facts.update(document._jxc_get_approval_parties())
        if (
            rule.partners
            and facts["partner"].commercial_partner_id.id not in rule.partners
        ):
            return False
        if rule.warehouses and rule.warehouses.isdisjoint(facts["warehouses"].ids):
            return False
        if rule.categories and not self._jxc_are_within(rule, facts["products"]):
            return False
        if rule.departments:
            departments = document._jxc_get_requester_departments()
            if rule.departments.isdisjoint(departments.ids):
                return False
        if not rule.domain or rule.model != document._name:
            # Conditions on fields of another model exempt nothing of this one.
            return True
        return bool(document.filtered_domain(list(rule.domain)))

    @api.model
    def _jxc_are_within(self, rule, products):
        """Tell whether some of `products` are of a category of `rule`, or below it."""
        paths = "".join(f"/{path}" for path in products.categ_id.mapped("parent_path"))
        return any(f"/{category}/" in paths for category in rule.categories)

    @api.model
    def _jxc_get_kinds(self, model_name, code):
        """Return the kinds of rules that answer the hold `code` of this model."""
        if code.startswith(f"{REQUIRED}/"):
            return {PREFIX + code.removeprefix(f"{REQUIRED}/")}
        return {
            kind
            for kind, (model, codes) in KINDS.items()
            if code in codes
            and (model == model_name or kind in ALSO.get(model_name, ()))
        }

    def _jxc_check_may_set_up(self):
        """Refuse whoever does not answer for how approvals are set up.

        :raise UserError: names the role
        """
        if not self.env.user.has_group("jxc_approval.group_approval_admin"):
            raise UserError(
                self.env._("Only an approval administrator switches rules on or off.")
            )

    # === ACTIONS ===
    def action_jxc_switch(self):
        """Switch these rules on, or off again.

        :raise ValidationError: when a rule has no steps
        """
        self._jxc_check_may_set_up()
        for rule in self:
            rule.active = not rule.active
        return True

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Note when a rule is switched on; forget the rules kept in memory."""
        for vals in vals_list:
            vals["on_since"] = fields.Datetime.now() if vals.get("active") else False
        rules = super().create(vals_list)
        self._jxc_rules_changed()
        return rules

    def write(self, vals):
        """Note when a rule is switched on; forget the rules kept in memory."""
        if "active" in vals:
            on_since = fields.Datetime.now() if vals["active"] else False
            changing = self.filtered(lambda rule: rule.active != bool(vals["active"]))
            super(JxcApprovalRule, changing).write({**vals, "on_since": on_since})
            self = self - changing
        vals = {name: value for name, value in vals.items() if name != "on_since"}
        result = super().write(vals)
        self._jxc_rules_changed()
        return result

    def unlink(self):
        """Forget the rules kept in memory."""
        result = super().unlink()
        self._jxc_rules_changed()
        return result

    def _jxc_rules_changed(self):
        """Have every process read the rules anew. Extension point."""
        self.env.registry.clear_cache()
