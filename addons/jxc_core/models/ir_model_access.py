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
# Who makes operations as part of another trade: the host lets them as employees, which
# JXC takes back. What is done they change no more than others (see jxc.booked).
MAKER_GROUPS = (
    "stock.group_stock_user",
    "mrp.group_mrp_user",
    "point_of_sale.group_pos_user",
)
MAKER_MODELS = {
    "write": frozenset({"stock.move.line", "stock.reference"}),
    "create": frozenset({"stock.move.line", "stock.reference"}),
    "unlink": frozenset({"stock.move.line"}),
}


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    # === HOST HOOKS ===
    @tools.ormcache("self.env.uid", "mode")
    def _get_allowed_models(self, mode="read"):
        """Let operators and drivers answer the questions optional modules ask, and
        those who produce or sell over a counter make operations.

        A row in the CSV would need those modules to be installed.
        """
        allowed = super()._get_allowed_models(mode)
        if any(self.env.user._has_group(group) for group in MAKER_GROUPS):
            allowed |= MAKER_MODELS.get(mode, frozenset())
        if mode == "unlink" or not self.env.user._jxc_handles_stock():
            return allowed
        optional = HANDLER_WIZARDS | (HANDLER_MODELS if mode == "read" else set())
        return allowed | {model for model in optional if model in self.env}
