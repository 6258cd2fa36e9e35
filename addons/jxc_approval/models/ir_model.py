from odoo import models


class IrModel(models.Model):
    """Models made without code get their gates as they are defined."""

    _inherit = "ir.model"

    # === HOST HOOKS ===
    def _instanciate_attrs(self, model_data):
        """Add the gates that rules about other documents want of a custom model."""
        attrs = super()._instanciate_attrs(model_data)
        rules = self.env["jxc.approval.rule"]
        binding = rules._jxc_get_custom_binding(attrs["_name"])
        if binding:
            attrs["_inherit"] = [
                *binding.get_parents(None, False),
                *attrs.get("_inherit", []),
            ]
            attrs["_jxc_document_fields"] = binding.lines
            attrs["_jxc_binding"] = binding
        return attrs
