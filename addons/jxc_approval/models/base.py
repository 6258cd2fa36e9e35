from odoo import fields, models
from odoo.tools import float_repr

# What a document of any model would be judged by when nothing was chosen.
PEOPLE_FIELDS = ("user_id", "create_uid")
NOT_DECISIVE = ("message_", "activity_", "website_message_", "rating_")


class Base(models.AbstractModel):
    """What approvals ask of a document, with an answer for any model.

    A model of the suite answers better by overriding these (see `jxc.approvable`);
    any other model is approvable by configuration alone: the rule names its amount
    and its decisive fields.
    """

    _inherit = "base"

    # === POLICY ===
    def _jxc_get_approval_company(self):
        """Return the company whose rules and currency judge this document."""
        company = self.company_id if "company_id" in self._fields else None
        return company or self.env.company

    def _jxc_get_approval_amount(self):
        """Return (amount, currency) of this document; (None, None): it has none.

        Extension point. Generic: the amount field of the first rule that is on.
        """
        for rule in self._jxc_get_generic_rules():
            name = rule.amount_field_id.name
            if name in self._fields:
                field = self._fields[name]
                company = self._jxc_get_approval_company()
                if field.type == "monetary":
                    return self[name], self[field.get_currency_field(self)]
                return self[name], company.currency_id
        return None, None

    def _jxc_get_approval_date(self):
        """Return the date at whose rates the amount is converted: today's.

        Never one that whoever types the document may choose.
        """
        return fields.Date.context_today(self)

    def _jxc_get_approval_facts(self):
        """Return what rules ask of this document.

        :return: {"amount": total in company currency or None, "partner": res.partner,
            "products": product.product, "warehouses": stock.warehouse}
        """
        self.ensure_one()
        amount, currency = self._jxc_get_approval_amount()
        company = self._jxc_get_approval_company()
        if amount is not None and currency and currency != company.currency_id:
            amount = currency._convert(
                amount, company.currency_id, company, self._jxc_get_approval_date()
            )
        return {"amount": amount, **self._jxc_get_approval_parties()}

    def _jxc_get_approval_parties(self):
        """Return the partner, products and warehouses of this document.

        Extension point.
        """
        names = {
            "partner": ("partner_id", "res.partner"),
            "products": ("product_id", "product.product"),
            "warehouses": ("warehouse_id", "stock.warehouse"),
        }
        parties = {}
        for key, (name, model) in names.items():
            field = self._fields.get(name)
            fits = field and field.comodel_name == model
            parties[key] = self[name] if fits else self.env[model]
        return parties

    def _jxc_get_approval_content(self):
        """Return the decisive content of this document (JSON-able).

        Extension point.

        :return: {"fixed": what must stay as it was approved, "items": list of which
            items may go but none may come}; quantities and prices are not in it
            where the amount's ceiling covers them
        """
        return {"fixed": self._jxc_get_generic_content(), "items": []}

    def _jxc_get_approval_rows(self):
        """Return what people compare before and after a change.

        Extension point.

        :return: list of {"key": stable id, "field": name of a field of this model, or
            "label": text, "value": text}
        """
        return [
            {"key": name, "field": name, "value": self._jxc_as_text(name)}
            for name in self._jxc_get_generic_fields()
        ]

    def _jxc_get_approval_requesters(self):
        """Return the users who want this document to pass."""
        if hasattr(self, "_jxc_get_requesters"):
            return self._jxc_get_requesters()
        users = self.env["res.users"]
        for name in PEOPLE_FIELDS:
            field = self._fields.get(name)
            if field and field.comodel_name == "res.users":
                users |= self[name]
        return users

    def _jxc_get_requester_employee(self):
        """Return the employee who answers for this document in its company.

        The person in charge (`user_id`) if there is one, else whoever typed it.
        """
        users = self.env["res.users"]
        for name in PEOPLE_FIELDS:
            field = self._fields.get(name)
            if field and field.comodel_name == "res.users":
                users = users or self[name]
        company = self._jxc_get_approval_company()
        # sudo: who manages whom is asked for by everybody's documents.
        return (
            self.env["hr.employee"]
            .sudo()
            .search(
                [("user_id", "in", users.ids), ("company_id", "=", company.id)], limit=1
            )
        )

    def _jxc_get_split_others(self, rule):
        """Return {id: list of Other} that count together with these documents.

        Extension point; only purchase orders are counted together.

        :param rule: the :class:`~odoo.addons.jxc_approval.tools.ladder.Rule`
        """
        return {}

    def _jxc_on_request(self, state):
        """Follow the life of a request about this document. Extension point.

        :param state: "pending", "approved", "refused", "returned", "withdrawn" or
            "moot"
        """

    def _jxc_forget_request(self):
        """Look the last request up anew at the next reading. Extension point."""

    # === GENERIC ===
    def _jxc_get_generic_rules(self):
        """Return the records of the rules that are on for this model."""
        rules = self.env["jxc.approval.rule"]
        # sudo: a gate must know the rules whoever passes it.
        return rules.sudo().browse(
            [rule.id for rule in rules._jxc_get_rules_on(self._name)]
        )

    def _jxc_get_generic_fields(self):
        """Return the names of the decisive fields of a model that rules name alone."""
        chosen = self._jxc_get_generic_rules().decisive_field_ids.mapped("name")
        if chosen:
            return sorted(chosen)
        states = set(self._jxc_get_generic_rules().state_field_id.mapped("name"))
        return sorted(
            name
            for name, field in self._fields.items()
            if field.store
            and not field.compute
            and not field.related
            and name not in models.MAGIC_COLUMNS
            and name not in states
            and not name.startswith(NOT_DECISIVE)
        )

    def _jxc_get_generic_content(self):
        """Return {field: value} of the decisive fields, lines with their own values."""
        content = {}
        for name in self._jxc_get_generic_fields():
            field = self._fields[name]
            if field.type == "one2many":
                content[name] = [
                    [
                        line.id,
                        *(line._jxc_as_value(key) for key in line._jxc_plain_fields()),
                    ]
                    for line in self[name].sorted("id")
                ]
            else:
                content[name] = self._jxc_as_value(name)
        return content

    def _jxc_plain_fields(self):
        """Return the names of the stored fields of a line that people fill in."""
        return sorted(
            name
            for name, field in self._fields.items()
            if field.store
            and field.type not in ("one2many", "many2many", "binary")
            and not field.related
            and name not in models.MAGIC_COLUMNS
            and (not field.compute or not field.readonly)
        )

    def _jxc_as_value(self, name):
        """Return a field of this record as a value that JSON can hold."""
        value = self[name]
        if isinstance(value, models.BaseModel):
            return sorted(value.ids)
        return value if isinstance(value, (bool, int, str)) else str(value)

    def _jxc_as_text(self, name):
        """Return a field of this record as people read it."""
        field, value = self._fields[name], self[name]
        if isinstance(value, models.BaseModel):
            return ", ".join(value.mapped("display_name"))
        if field.type == "monetary":
            currency = self[field.get_currency_field(self)]
            return float_repr(value, currency.decimal_places if currency else 2)
        if field.type == "float":
            return float_repr(value, (field.get_digits(self.env) or (0, 2))[1])
        return "" if value is False and field.type != "boolean" else str(value)
