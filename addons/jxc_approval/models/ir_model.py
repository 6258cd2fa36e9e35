from odoo import models
from odoo.tools import SQL
from odoo.tools.sql import table_exists

from ..tools.binding import Binding

OTHER = "other"


class IrModel(models.Model):
    """Models made without code get their gates as they are defined."""

    _inherit = "ir.model"

    # === POLICY ===
    def _jxc_get_custom_binding(self, model_name):
        """Return the Binding of a model made without code, None when there is none.

        Asked while the models are being set up: no other model is ready, so tables
        are read.
        """
        if not table_exists(self.env.cr, "jxc_approval_rule"):
            return None
        gated = """
            SELECT model.model FROM jxc_approval_rule rule
              JOIN ir_model model ON model.id = rule.model_id
             WHERE rule.kind = %s
        """
        [[is_document]] = self.env.execute_query(
            SQL("SELECT %s IN (%s)", model_name, SQL(gated, OTHER))
        )
        lines = self.env.execute_query(
            SQL(
                """
                SELECT relation_field FROM ir_model_fields
                 WHERE relation = %s AND ttype = 'one2many' AND store
                   AND relation_field IS NOT NULL AND model IN (%s)
              ORDER BY relation_field
                """,
                model_name,
                SQL(gated, OTHER),
            )
        )
        inverses = tuple(dict.fromkeys(inverse for [inverse] in lines))
        return Binding(is_document, (), inverses) if is_document or lines else None

    # === HOST HOOKS ===
    def _instanciate_attrs(self, model_data):
        """Add the gates that rules about other documents want of a custom model."""
        attrs = super()._instanciate_attrs(model_data)
        if binding := self._jxc_get_custom_binding(attrs["_name"]):
            attrs["_inherit"] = [
                *binding.get_parents(None),
                *attrs.get("_inherit", []),
            ]
            attrs["_jxc_document_fields"] = binding.lines
            attrs["_jxc_binding"] = binding
        return attrs
