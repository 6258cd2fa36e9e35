from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

MOST = 5000
# model -> (which documents went through, the last first, when they did)
HISTORY = {
    "purchase.order": (
        [("state", "=", "purchase")],
        "date_approve desc nulls last, id desc",
        "date_approve",
    ),
    "sale.order": ([("state", "=", "sale")], "date_order desc, id desc", "date_order"),
    "jxc.write.off": ([("state", "=", "done")], "date_done desc, id desc", "date_done"),
    "stock.scrap": ([("state", "=", "done")], "date_done desc, id desc", "date_done"),
    "stock.quant": ([("inventory_quantity_set", "=", True)], "id desc", "write_date"),
    "account.move": (
        [("move_type", "=", "out_refund"), ("state", "=", "posted")],
        "date desc, id desc",
        "date",
    ),
}
ANY_MODEL = ([], "id desc", "create_date")
# model -> which documents a rule could ever ask about
CHOICE = {
    "account.move": [("move_type", "=", "out_refund")],
    "stock.quant": [("inventory_quantity_set", "=", True)],
    # What a write-off scraps is asked about with it, as a whole.
    "stock.scrap": [("jxc_write_off_line_id", "=", False)],
}
# kind -> models of the documents that its rules speak about, where there are several
TRIED = {"scrap": ("jxc.write.off", "stock.scrap")}


class JxcApprovalTry(models.TransientModel):
    """Try a rule on real documents: who would have to approve them, and why.

    Nothing becomes of it: no document changes, nobody is asked. What is shown are
    documents that whoever tries may read.
    """

    _name = "jxc.approval.try"
    _description = "Try an Approval Rule"

    # === FIELDS ===
    rule_id = fields.Many2one(
        "jxc.approval.rule", required=True, readonly=True, ondelete="cascade"
    )
    rule_on = fields.Boolean(related="rule_id.active", string="Rule Is On")
    kind = fields.Selection(related="rule_id.kind")
    what = fields.Selection(
        [("one", "One document"), ("last", "The last documents")],
        string="Try It On",
        required=True,
        default="one",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    rule_company_id = fields.Many2one(related="rule_id.company_id", string="Only For")
    paper = fields.Selection(
        [("jxc.write.off", "Write-offs"), ("stock.scrap", "Single scraps")],
        string="Which Papers",
        required=True,
        default="jxc.write.off",
    )
    res_model = fields.Char(compute="_compute_res_model")
    document_id = fields.Many2oneReference(model_field="res_model")
    document_domain = fields.Json(compute="_compute_document_domain")
    may_read = fields.Boolean(compute="_compute_may_read")
    result = fields.Html(compute="_compute_result")
    number = fields.Integer(
        string="How Many", default=100, help="The last ones that went through."
    )
    line_ids = fields.One2many("jxc.approval.try.line", "try_id", readonly=True)
    tried = fields.Boolean(readonly=True, help="The list below has been made.")
    summary = fields.Html(compute="_compute_summary")

    # === COMPUTE ===
    @api.depends("rule_id")
    def _compute_company_id(self):
        """A rule of one company is tried there."""
        for trial in self:
            trial.company_id = trial.rule_id.company_id or self.env.company

    @api.depends("rule_id", "paper")
    def _compute_res_model(self):
        """The chosen paper where rules speak about several, else the rule's model."""
        for trial in self:
            several = trial.rule_id.kind in TRIED
            trial.res_model = trial.paper if several else trial.rule_id.model_name

    @api.depends("rule_id")
    @api.depends_context("uid")
    def _compute_may_read(self):
        """Whether the reader may read the documents that the rule is about."""
        for trial in self:
            models = [self.env.get(name) for name in trial._jxc_get_models()]
            trial.may_read = all(
                model is not None and model.has_access("read") for model in models
            )

    @api.depends("company_id", "rule_id", "paper")
    def _compute_document_domain(self):
        """Documents that the rule could ever ask about, of the chosen company."""
        for trial in self:
            trial.document_domain = list(trial._jxc_get_choice(trial.res_model))

    @api.depends("document_id", "rule_id", "company_id", "paper")
    @api.depends_context("uid", "lang")
    def _compute_result(self):
        """Who would have to approve the chosen document, and why."""
        for trial in self:
            document = trial._jxc_get_document()
            trial.result = document and self.env["ir.qweb"]._render(
                "jxc_approval.try_result",
                {
                    "trial": trial.rule_id._origin._jxc_explain(document),
                    "name": trial.rule_id.name,
                },
            )

    @api.depends("line_ids")
    @api.depends_context("uid", "lang")
    def _compute_summary(self):
        """How many documents would have needed whose approval."""
        for trial in self:
            trial.summary = trial.tried and self.env["ir.qweb"]._render(
                "jxc_approval.try_summary", trial._jxc_get_summary()
            )

    # === POLICY ===
    def _jxc_get_models(self):
        """Return the names of the models of the documents that this rule is about."""
        return TRIED.get(self.rule_id.kind, (self.rule_id.model_name,))

    def _jxc_get_choice(self, name):
        """Return the domain of documents that this rule could ever ask about.

        :param name: model of the documents
        """
        model = self.env.get(name)
        domain = Domain(CHOICE.get(name, []))
        if model is not None and "company_id" in model._fields:
            domain &= Domain("company_id", "in", [self.company_id.id, False])
        return domain

    def _jxc_get_document(self):
        """Return the chosen document; none unless the current user may read it."""
        self.rule_id._jxc_check_may_set_up()
        if not self.document_id or not self.may_read:
            return None
        domain = self._jxc_get_choice(self.res_model)
        domain &= Domain("id", "=", self.document_id)
        return self.env[self.res_model].search(domain) or None

    def _jxc_check_may_try(self):
        """Refuse to try documents that are not for the user to read, or too many.

        :raise UserError: says what to do instead
        """
        if not 1 <= self.number <= MOST:
            raise UserError(
                self.env._("Try between 1 and %s documents at once.", f"{MOST:,}")
            )
        if not self.may_read:
            # sudo: what the documents are called is no secret.
            raise UserError(
                self.env._(
                    "You may not read these documents (%s). Have somebody try the "
                    "rule who may, or ask for the role.",
                    self.rule_id.sudo().model_id.name,
                )
            )

    def _jxc_get_last_documents(self, name):
        """Return the last documents of a model that went through, for their reader."""
        domain, order, _moment = HISTORY.get(name, ANY_MODEL)
        domain = Domain(domain) & self._jxc_get_choice(name)
        target = self.rule_id._jxc_as_value().target
        if target and target.field:
            # Of documents chosen by configuration, those that took the step.
            domain = Domain(target.field, "=", target.value)
            domain &= self._jxc_get_choice(name)
        return self.env[name].search(domain, order=order, limit=self.number)

    def _jxc_prepare_line_vals_list(self, documents):
        """Return the values of a line per document: who would have had to approve."""
        rule = self.rule_id
        trials = rule._jxc_try(documents)
        name = documents._name
        moment = HISTORY.get(name, ANY_MODEL)[2]
        # sudo: a rule judges what its user may not read; amounts are for their
        # readers, see the field.
        for document in documents.sudo():
            found, steps, counted = trials.get(document.id, (None, (), ()))
            company = document._jxc_get_approval_company()
            yield {
                "try_id": self.id,
                "res_model": name,
                "res_id": document.id,
                "document_name": document._jxc_get_approval_name(),
                "company_id": company.id,
                "day": fields.Date.to_date(document[moment]),
                "partner_id": document._jxc_get_approval_parties()["partner"].id,
                "amount": document._jxc_get_approval_company_amount() or 0.0,
                "counted": len(counted),
                **self._jxc_prepare_outcome_vals(document, found, steps),
            }

    def _jxc_prepare_outcome_vals(self, document, found, steps):
        """Return the values that say what would become of one document.

        :param document: superuser record
        :param found: plain rule that speaks about it, None: none does
        :param steps: its plain steps that ask
        """
        if not found:
            return {"outcome": "out", "height": 0, "steps": False}
        # sudo: which rule comes first is told to whoever sets up approvals.
        rule = self.env["jxc.approval.rule"].sudo().browse(found.id)
        if rule != self.rule_id:
            return {"outcome": "other", "height": 0, "steps": rule.name}
        if not steps:
            return {"outcome": "nobody", "height": 0, "steps": False}
        requesters = document._jxc_get_requesters()
        plan = {"slots": [], "missing": [], "requesters": requesters}
        self.env["jxc.approval.request"]._jxc_plan_steps(plan, document, steps)
        names = " → ".join(slot["name"] for slot in plan["slots"])
        outcome = "missing" if plan["missing"] else "asked"
        return {"outcome": outcome, "height": len(steps), "steps": names}

    def _jxc_get_summary(self):
        """Return {"rows": [{"label", "count", "share"}], "total", "together"}."""
        self.ensure_one()
        groups = self.env["jxc.approval.try.line"]._read_group(
            [("try_id", "=", self.id)],
            ["outcome", "height", "steps"],
            ["__count"],
        )
        outcomes = dict(
            self.env["jxc.approval.try.line"]
            ._fields["outcome"]
            ._description_selection(self.env)
        )
        order = {name: place for place, name in enumerate(outcomes)}
        groups.sort(key=lambda group: (order[group[0]], group[1], -group[3]))
        total = sum(count for *_group, count in groups)
        rows = [
            {
                "label": outcomes[outcome],
                "steps": steps or "",
                "warn": outcome == "missing",
                "count": count,
                "share": round(100 * count / total),
            }
            for outcome, _height, steps, count in groups
        ]
        return {"rows": rows, "total": total, "notes": self._jxc_get_notes()}

    def _jxc_get_notes(self):
        """Return what whoever reads the figures has to know about them."""
        notes = []
        rule = self.rule_id
        if rule.kind == "purchase" and rule.split_by and rule.split_days > 0:
            notes.append(
                self.env._(
                    "Orders count together as on the day each was confirmed, as if the "
                    "rule had been on all the time."
                )
            )
        if rule.kind in ("sale_credit", "sale_price"):
            notes.append(self.env._("Credit and floor prices are judged as of today."))
        notes.append(
            self.env._("Amounts in other currencies are converted at today's rates.")
        )
        return notes

    # === ACTIONS ===
    def action_try(self):
        """Try the rule on the last documents; show how many would need whom.

        :return: the action that shows the dialog again
        :raise UserError: for whoever does not set up approvals or may not read them
        """
        self.ensure_one()
        self.rule_id._jxc_check_may_set_up()
        self.check_access("write")
        self.line_ids.unlink()
        self._jxc_check_may_try()
        vals_list = [
            vals
            for name in self._jxc_get_models()
            for vals in self._jxc_prepare_line_vals_list(
                self._jxc_get_last_documents(name)
            )
        ]
        if len(self._jxc_get_models()) > 1:
            vals_list.sort(key=lambda vals: vals["day"] or date.min, reverse=True)
        # sudo: amounts are written whatever whoever tries may read of them; the
        # documents are theirs to read.
        lines = self.env["jxc.approval.try.line"].sudo()
        lines.create(vals_list[: self.number])
        self.tried = True
        return self._jxc_get_dialog_action()

    def action_jxc_open_lines(self):
        """Open the list of the documents that were tried."""
        self.ensure_one()
        self.rule_id._jxc_check_may_set_up()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_approval.action_jxc_approval_try_line"
        )
        name = self.env._("%s, tried", self.rule_id.name)
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": [("try_id", "=", self.id)],
        }

    def action_jxc_switch_on(self):
        """Switch the rule on that was tried.

        :return: a notification that closes the dialog
        :raise UserError: for whoever does not set up approvals
        :raise ValidationError: when the rule has no step
        """
        self.ensure_one()
        self.rule_id._jxc_check_may_set_up()
        self.check_access("read")
        self.rule_id.active = True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%s is on. Documents that went through before are not asked about.",
                    self.rule_id.name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _jxc_get_dialog_action(self):
        """Return the action that shows this dialog, as it is."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try on Real Documents"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    # === HOST HOOKS ===
    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Offer the documents of the rule and company alone.

        The host's widget takes a domain; only its check of views refuses one, because
        the field has no model of its own.
        """
        known = super().fields_get(allfields, attributes)
        if "document_id" in known:
            known["document_id"]["domain"] = "document_domain"
        return known
