from odoo import api, fields, models
from odoo.exceptions import ValidationError


class StockPickingType(models.Model):
    """Which steps a kind of transfer takes, and how strictly it follows demand."""

    # One subject a file.
    _inherit = "stock.picking.type"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_check_required = fields.Boolean(
        string="Check before Validation",
        help="After the goods were picked, somebody checks them before the transfer is "
        "validated. Whatever is changed afterwards is checked again.",
    )
    jxc_check_other = fields.Boolean(
        string="Checked by Somebody Else",
        default=True,
        help="Whoever picked any of the goods does not check them.",
    )
    jxc_order_required = fields.Boolean(
        string="Without an Order: Supervisor",
        help="Goods that go to a customer or come from a vendor, or go back, without "
        "an order are validated, or released, by a warehouse supervisor.",
    )
    jxc_demand_strict = fields.Boolean(
        string="Only What Was Asked For",
        help="Products that the order did not ask for, and more than was asked for, "
        "are not moved unless a warehouse supervisor releases it with a reason.",
    )
    jxc_over_tolerance = fields.Float(
        string="Tolerance",
        digits=(16, 2),
        help="How many percent more than was asked for may be moved.",
    )

    # === CONSTRAINTS ===
    @api.constrains("jxc_over_tolerance")
    def _check_jxc_over_tolerance(self):
        """Keep the tolerance between nothing and twice of what was asked for."""
        for kind in self:
            if not 0 <= kind.jxc_over_tolerance <= 100:
                raise ValidationError(
                    self.env._(
                        "%s: the tolerance is a number of percent from 0 to 100.",
                        kind.display_name,
                    )
                )

    # === POLICY ===
    def _jxc_has_flow_rules(self):
        """Tell whether transfers of this type can be held by a rule of the flow."""
        self.ensure_one()
        return self.jxc_check_required or self._jxc_judges_demand()

    def _jxc_judges_demand(self):
        """Tell whether it matters here who asked for goods, and for how many."""
        self.ensure_one()
        return self.jxc_order_required or self.jxc_demand_strict
