from odoo import models, tools

# Wizards of host modules that may or may not be installed, and through which
# those who move goods answer a question of the host. They hold no data.
HANDLER_WIZARDS = frozenset({"confirm.stock.sms", "expiry.picking.confirmation"})
# Models of host modules that may or may not be installed, and that those modules look
# at whenever goods move.
HANDLER_MODELS = frozenset(
    {
        "delivery.carrier",
        "mrp.bom",
        "mrp.bom.byproduct",
        "mrp.bom.line",
        "stock.picking.batch",
    }
)


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    # === HOST HOOKS ===
    @tools.ormcache("self.env.uid", "mode")
    def _get_allowed_models(self, mode="read"):
        """Let operators and drivers answer the questions optional modules ask.

        A row in the CSV would need those modules to be installed.
        """
        allowed = super()._get_allowed_models(mode)
        if mode == "unlink" or not self.env.user._jxc_handles_stock():
            return allowed
        optional = HANDLER_WIZARDS | (HANDLER_MODELS if mode == "read" else set())
        return allowed | {model for model in optional if model in self.env}
