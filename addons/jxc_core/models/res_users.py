from odoo import models, tools
from odoo.exceptions import AccessError

# Roles that alone do not show a price.
PRICE_BLIND_GROUPS = (
    "jxc_core.group_warehouse_operator",
    "jxc_core.group_driver",
)
# Whoever has one of these sees prices, whatever else they are.
PRICE_GROUPS = (
    "sales_team.group_sale_salesman",
    "purchase.group_purchase_user",
    "account.group_account_readonly",
    "account.group_account_invoice",
    "stock.group_stock_manager",
    "product.group_product_manager",
    "base.group_system",
)
# Money that host modules show on stock models where they are installed.
OPTIONAL_MONEY = frozenset(
    {
        "stock.move.cost_share",
        "stock.move.line.sale_price",
        "stock.picking.carrier_price",
    }
)
# Whoever has one of these handles goods. A group of an add-on that is not
# installed is nobody.
STOCK_GROUPS = (
    "stock.group_stock_user",
    "jxc_core.group_warehouse_operator",
    "jxc_core.group_driver",
    "mrp.group_mrp_user",
    "point_of_sale.group_pos_user",
)
REPLENISH_GROUPS = "purchase.group_purchase_user,stock.group_stock_manager"


class ResUsers(models.Model):
    _inherit = "res.users"

    # === POLICY ===
    def _jxc_get_price_groups(self):
        """Return the XML ids of the groups that see prices beside any role.

        Add-ons whose roles must see prices extend it.
        """
        return PRICE_GROUPS

    def _jxc_get_stock_groups(self):
        """Return the XML ids of the groups whose members handle goods."""
        return STOCK_GROUPS

    def _jxc_may_read_optional(self, field):
        """Tell whether this user may read a money field of an optional module.

        Fields of modules that are always there bear the price readers' group; one
        that may not be there cannot be given it.

        :param field: field of a stock model
        """
        return str(field) not in OPTIONAL_MONEY or self._has_group(
            "jxc_core.group_price_reader"
        )

    def _jxc_handles_stock(self):
        """Tell whether this user may handle goods at all."""
        return any(self._has_group(group) for group in self._jxc_get_stock_groups())

    def _jxc_is_only_driver(self):
        """Tell whether driving is all this user does with goods."""
        return self._has_group("jxc_core.group_driver") and not any(
            self._has_group(group)
            for group in self._jxc_get_stock_groups()
            if group != "jxc_core.group_driver"
        )

    def _jxc_supervises_stock(self):
        """Tell whether this user supervises the warehouse, or is the program."""
        return self._is_superuser() or self._has_group("stock.group_stock_manager")

    def _jxc_check_may_replenish(self):
        """Only those who buy, or who set the rules, order what is short.

        :raise AccessError: for everybody else
        """
        if not self.has_groups(REPLENISH_GROUPS):
            raise AccessError(
                self.env._(
                    "Only buyers and warehouse supervisors may order by the rules."
                )
            )

    # === HOST HOOKS ===
    @tools.ormcache("self.id")
    def _get_group_ids(self):
        """Add the price readers' group to all but the price-blind roles.

        Fields with money carry that group, so the host itself hides them in
        every way a field can be asked for. Membership is computed because a
        group can only be added by implication, never taken away: a user who is
        operator and salesperson sees prices, an operator alone does not.
        """
        group_ids = super()._get_group_ids()
        get_id = self.env["res.groups"]._get_group_definitions().get_id
        reader = get_id("jxc_core.group_price_reader")
        blind = {get_id(xmlid) for xmlid in PRICE_BLIND_GROUPS}
        seeing = {get_id(xmlid) for xmlid in self._jxc_get_price_groups()}
        others = tuple(group_id for group_id in group_ids if group_id != reader)
        if blind.intersection(others) and not seeing.intersection(others):
            return others
        return (*others, reader) if reader else others
