from odoo import models

from .jxc_gate_trigger import get_typed_names


class JxcGateAny(models.AbstractModel):
    """A document of a model that no add-on knows, as rules and approvers see it."""

    _name = "jxc.gate.any"
    _description = "Any Gated Document"
    _inherit = ["jxc.gate"]

    # === POLICY ===
    def _jxc_get_approval_company(self):
        """Return the document's company, else that of whoever typed it.

        Never the one that is at work: whoever calls chooses that.
        """
        own = self.company_id if self._jxc_has_company() else None
        return own or self.create_uid.company_id or self.env.company

    def _jxc_has_company(self):
        """Tell whether this document names its company."""
        field = self._fields.get("company_id")
        return field is not None and field.comodel_name == "res.company"

    def _jxc_is_of(self, company_id):
        """A document without a company is of each of them: nobody hides it so."""
        if not (self._jxc_has_company() and self.company_id):
            return True
        return super()._jxc_is_of(company_id)

    def _jxc_get_approval_amount(self):
        """Return the amount that the rules measure, in the document's currency."""
        amount = self.env["jxc.approval.rule"]._jxc_get_amount_name(self._name)
        if not amount:
            return None, None
        field, name = self._fields[amount], "currency_id"
        if field.type == "monetary":
            name = field.get_currency_field(self)
        known = self._fields.get(name)
        is_currency = known is not None and known.comodel_name == "res.currency"
        currency = self[name] if is_currency else None
        return self[amount], currency or self._jxc_get_approval_company().currency_id

    def _jxc_get_approval_parties(self):
        """Return the partner, product and warehouse, where the document names them."""
        places = (
            ("partner", "partner_id", "res.partner"),
            ("products", "product_id", "product.product"),
            ("warehouses", "warehouse_id", "stock.warehouse"),
        )
        found = {}
        for role, name, model in places:
            field = self._fields.get(name)
            fits = field is not None and field.comodel_name == model
            found[role] = self[name] if fits else self.env[model]
        return found

    def _jxc_get_person_in_charge(self):
        """Return the user who answers for this document, else whoever typed it."""
        field = self._fields.get("user_id")
        responsible = field is not None and field.comodel_name == "res.users"
        return (self.user_id if responsible else None) or self.create_uid

    def _jxc_get_requesters(self):
        """Whoever answers for the document, typed it or last changed it wants it."""
        hands = self._jxc_get_person_in_charge() | self.write_uid
        return super()._jxc_get_requesters() | hands

    def _jxc_get_approval_rows(self):
        """Return what people can type, as approvers read it."""
        return [
            {"key": name, "field": name, "value": self._jxc_as_text(name)}
            for name in get_typed_names(self)
            if self[name]
        ]
