from odoo import api, models
from odoo.exceptions import AccessError


class JxcDerived(models.AbstractModel):
    """A document whose amounts follow from it and are never written.

    The host computes and stores totals, yet lets whoever may write a document write
    its totals over RPC. A gate that judges by a forged total is open.
    """

    _name = "jxc.derived"
    _description = "Document with Derived Amounts"

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Return the names of the fields that nobody but the program writes.

        Extension point: an add-on whose gates judge by more fields adds them.
        """
        return frozenset()

    def _jxc_check_not_forged(self, vals_list):
        """Refuse values for derived fields from outside.

        :raise AccessError: names the field and what to change instead
        """
        if self.env.su:
            return
        forged = self._jxc_get_derived_fields() & set().union(*vals_list)
        if forged:
            name = min(forged)
            raise AccessError(
                self.env._(
                    "%(field)s follows from the document and is never written. Change "
                    "the quantities, prices or parties that it follows from.",
                    field=f"{self._description} / {self._fields[name].string}",
                )
            )

    def _jxc_without_forged_defaults(self):
        """Return self without context defaults for derived fields.

        A default in the caller's context would be stored in place of what is
        computed.
        """
        forged = {f"default_{name}" for name in self._jxc_get_derived_fields()}
        context = self.env.context
        if forged.isdisjoint(context):
            return self
        honest = {key: value for key, value in context.items() if key not in forged}
        # Keywords could only add keys, and these have to go.
        return self.with_context(honest)  # pylint: disable=context-overridden

    # === HOST HOOKS ===
    @api.model
    def default_get(self, fields):
        """Of what is derived there is no default but the program's."""
        values = super().default_get(fields)
        for name in self._jxc_get_derived_fields() & values.keys():
            default = self._fields[name].default
            if default:
                values[name] = default(self)
            else:
                del values[name]
        return values
