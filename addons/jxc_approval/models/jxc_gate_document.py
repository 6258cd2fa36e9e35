from odoo import models
from odoo.tools import float_repr


class JxcGate(models.AbstractModel):
    """What approvals ask of a gated document, with an answer that fits most."""

    # One subject a file: together they would fill several screens.
    _inherit = "jxc.gate"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_approval_company(self):
        """Return the company whose rules and currency judge this document."""
        return self.company_id or self.env.company

    def _jxc_is_of(self, company_id):
        """Tell whether rules of a company speak about this document."""
        return self._jxc_get_approval_company().id == company_id

    def _jxc_get_approval_name(self):
        """Return how a request calls this document. Extension point."""
        return self.display_name

    def _jxc_get_approval_amount(self):
        """Return (total, taxes included; its currency) of this document.

        Extension point. (None, None): it has no amount.
        """
        return self.amount_total, self.currency_id

    def _jxc_get_approval_date(self):
        """Return the date at whose rates the amount is converted: today's.

        Never one that whoever types the document may choose, nor the reader's day.
        """
        return self._jxc_get_approval_company()._jxc_get_today()

    def _jxc_get_approval_company_amount(self):
        """Return the total of this document in company currency, None without one."""
        self.ensure_one()
        amount, currency = self._jxc_get_approval_amount()
        company = self._jxc_get_approval_company()
        if amount is not None and currency and currency != company.currency_id:
            amount = currency._convert(
                amount, company.currency_id, company, self._jxc_get_approval_date()
            )
        return amount

    def _jxc_get_approval_facts(self):
        """Return what rules ask of this document.

        :return: {"amount": total in company currency or None, "partner": res.partner,
            "products": product.product, "warehouses": stock.warehouse}
        """
        return {
            "amount": self._jxc_get_approval_company_amount(),
            **self._jxc_get_approval_parties(),
        }

    def _jxc_get_approval_parties(self):
        """Return the partner, products and warehouses of this document.

        Extension point.
        """
        return {
            "partner": self.partner_id,
            "products": self.order_line.product_id,
            "warehouses": self.warehouse_id,
        }

    def _jxc_get_approval_rows(self):
        """Return what people compare before and after a change.

        Extension point.

        :return: list of {"key": stable id, "field": name of a field of this model, or
            "label": text, "value": text}
        """
        return [
            {"key": name, "field": name, "value": self._jxc_as_text(name)}
            for name in ("partner_id", "amount_total")
        ]

    def _jxc_get_line_row(self, line, quantity):
        """Return a line of an order as approvers read it; see `_jxc_get_approval_rows`.

        :param quantity: how much is ordered, in the unit of the line
        """
        taxes = ", ".join(line.tax_ids.mapped("name"))
        digits = self.env["decimal.precision"].precision_get("Product Price")
        discount = f" −{line.discount:g} %" if line.discount else ""
        return {
            "key": f"line {line.id}",
            "label": line.product_id.display_name or line.name,
            "value": f"{quantity:g} {line.product_uom_id.name or ''} × "
            f"{float_repr(line.price_unit, digits)}{discount} {taxes}".strip(),
        }

    def _jxc_get_person_in_charge(self):
        """Return the user who answers for this document, else whoever typed it."""
        responsible = self.user_id if "user_id" in self._fields else None
        return responsible or self.create_uid

    def _jxc_get_requester_employee(self):
        """Return the employee who answers for this document in its company."""
        users = self._jxc_get_person_in_charge()
        company = self._jxc_get_approval_company()
        # sudo: who manages whom is asked for by everybody's documents.
        return (
            self.env["hr.employee"]
            .sudo()
            .search(
                [("user_id", "in", users.ids), ("company_id", "=", company.id)], limit=1
            )
        )

    def _jxc_get_requester_departments(self):
        """Return the departments of everybody who is in charge of this document.

        Of whoever typed it as well: handing it to a colleague of another department
        is no way to another rule.
        """
        users = self._jxc_get_person_in_charge() | self.create_uid
        # sudo: see `_jxc_get_requester_employee`.
        employees = self.env["hr.employee"].sudo()
        domain = [
            ("user_id", "in", users.ids),
            ("company_id", "=", self._jxc_get_approval_company().id),
        ]
        return employees.search(domain).department_id

    def _jxc_get_split_others(self, rule):
        """Return {id: list of Other} that count together with these documents.

        Extension point; only purchase orders are counted together.

        :param rule: plain rule of `tools/ladder.py`
        """
        return {}

    def _jxc_get_seen(self, counted, amount):
        """Return {document id: company amount} of what is put before approvers.

        Extension point; only purchase orders are counted together.

        :param counted: ids of the documents that count together with this one
        :param amount: total of this document in company currency, None without one
        """
        return {}

    def _jxc_on_request(self, state):
        """Follow the life of a request about this document. Extension point.

        :param state: "pending", "approved", "refused", "returned", "withdrawn" or
            "moot"
        """

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
