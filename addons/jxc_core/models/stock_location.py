from odoo import fields, models
from odoo.exceptions import AccessError

# Places whose content is ours; what comes from elsewhere has no limit.
LIMITED = frozenset({"internal", "transit"})


class StockLocation(models.Model):
    _inherit = "stock.location"

    # === FIELDS ===
    jxc_allow_negative = fields.Boolean(
        string="May Be Negative",
        help="Stock here, and in the locations below, may become negative although "
        "the company refuses it.",
    )

    # === POLICY ===
    def _jxc_refuses_negative(self):
        """Tell whether goods that are not here may not leave. Extension point.

        Customers, vendors, production and losses have no limit, nor has a place that
        belongs to no company. What a subcontractor has is booked when the goods come
        back: the host receives them first, and produces them afterwards.
        """
        self.ensure_one()
        # sudo: the place and its settings may be another company's.
        place = self.sudo()
        if place.usage not in LIMITED or not place.company_id.jxc_refuse_negative:
            return False
        if "subcontractor_ids" in place._fields and place.is_subcontract():
            return False
        while place and not place.jxc_allow_negative:
            place = place.location_id
        return not place

    def _jxc_check_may_adjust(self):
        """Keep those who only handle goods from correcting stock by moving them.

        :raise AccessError: when one of these is where losses and finds are booked
        """
        if self.env.su or self.env.user._has_group("stock.group_stock_user"):
            return
        # sudo: the location may be another company's, only its usage matters.
        if "inventory" in self.sudo().mapped("usage"):
            raise AccessError(
                self.env._("Only a warehouse supervisor may correct stock.")
            )

    def _jxc_check_keeps_goods(self, vals):
        """Refuse to make stock appear, vanish or move by what its place is declared.

        :param vals: what is to be written to these places
        :raise AccessError: names a place that holds goods, and what to do first
        """
        if self.env.su:
            return
        # sudo: the place may be put under one of another company.
        above = self.sudo().browse(vals.get("location_id") or [])
        places = self.filtered(
            lambda place: (
                ("usage" in vals and place.usage != vals["usage"])
                or ("location_id" in vals and place.warehouse_id != above.warehouse_id)
            )
        )
        # sudo: goods of other companies count, too.
        quant = self.env["stock.quant"].sudo()
        full = quant.search(
            [
                # those below go along to another warehouse, yet keep their own type
                ("location_id", "child_of" if above else "in", places.ids),
                ("quantity", "!=", 0),
            ],
            limit=1,
        )
        if full:
            raise AccessError(
                self.env._(
                    "%s holds goods: move them elsewhere by a transfer before it "
                    "becomes another type of location, or another warehouse's.",
                    full.location_id.display_name,
                )
            )

    # === HOST HOOKS ===
    def write(self, vals):
        """What a place holds does not change by changing the place."""
        if "usage" in vals or "location_id" in vals:
            self._jxc_check_keeps_goods(vals)
        return super().write(vals)
