from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Who may check goods: drivers do not.
CHECKERS = ("jxc_core.group_warehouse_operator", "stock.group_stock_user")


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
    jxc_check_ask = fields.Boolean(
        string="Ask for the Check",
        default=True,
        help="When the goods are picked, somebody who may check them gets an activity.",
    )
    jxc_checker_ids = fields.Many2many(
        "res.users",
        "jxc_picking_type_checker_rel",
        "picking_type_id",
        "user_id",
        string="Who Is Asked",
        domain=[("share", "=", False)],
        help="One of these people is asked, the one with the fewest transfers to "
        "check. Empty: one of those who handle goods in the warehouse.",
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

    def _jxc_get_checkers(self, others=None):
        """Return who can be asked to check transfers of this type.

        Those who are named, else those who work in the warehouse, administrators only
        where nobody else does.

        :param others: people who picked, and are not asked
        """
        self.ensure_one()
        # sudo: who has which role is asked for whoever picks.
        kind = self.sudo()
        nobody = kind.env["res.users"]
        others = nobody if others is None else others
        if people := kind._jxc_filter_checkers(kind.jxc_checker_ids - others):
            return people
        people = nobody.union(*(kind.env.ref(role).all_user_ids for role in CHECKERS))
        people = kind._jxc_filter_checkers(people - others)
        return people.filtered(lambda user: not user._is_admin()) or people

    def _jxc_filter_checkers(self, people):
        """Return those of these people who may check transfers of this type."""
        return people.filtered(
            lambda user: (
                user.active
                and not user.share
                and self.company_id in user.company_ids
                and user._jxc_handles_stock()
                and not user._jxc_is_only_driver()
                and (
                    not user.jxc_warehouse_ids
                    or self.warehouse_id in user.jxc_warehouse_ids
                )
            )
        )

    def _jxc_judges_demand(self):
        """Tell whether it matters here who asked for goods, and for how many."""
        self.ensure_one()
        return self.jxc_order_required or self.jxc_demand_strict

    # === HOST HOOKS ===
    def write(self, vals):
        """Where a check is asked for, or no more, checkers of what waits are told."""
        result = super().write(vals)
        if {"jxc_check_ask", "jxc_check_required"}.intersection(vals):
            # sudo: transfers follow their type, whoever of them may see.
            pickings = self.env["stock.picking"].sudo()
            pickings.search(
                [
                    ("picking_type_id", "in", self.ids),
                    ("jxc_step", "=", "picked"),
                    ("state", "not in", ("done", "cancel")),
                ]
            )._jxc_queue_check()
        return result
