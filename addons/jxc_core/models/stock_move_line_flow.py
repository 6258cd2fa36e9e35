from odoo import api, fields, models
from odoo.exceptions import AccessError

HANDLER = "jxc_handler_id"
# What the host moves; it follows from the quantity and its unit.
MOVED = "quantity_product_uom"
# What a check is about: whatever of it changes is checked again.
GOODS_FIELDS = frozenset(
    {
        "location_dest_id",
        "location_id",
        "lot_id",
        "lot_name",
        "move_id",
        "owner_id",
        "package_id",
        "picked",
        "picking_id",
        "product_id",
        "product_uom_id",
        "quantity",
        "result_package_id",
    }
)


# One subject a file.
class StockMoveLine(models.Model):
    """An operation remembers who picked its goods; steps follow from it."""

    _inherit = "stock.move.line"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_handler_id = fields.Many2one(
        "res.users",
        string="Picked By",
        readonly=True,
        copy=False,
        help="Who marked these goods as picked, or changed them afterwards.",
    )

    # === POLICY ===
    @api.model
    def _jxc_check_handler_not_typed(self, vals_list):
        """Refuse to say for others who picked, or that more moves than is said.

        :raise AccessError: for a caller who tries
        """
        if not self.env.su and any(HANDLER in vals for vals in vals_list):
            raise AccessError(
                self.env._("Who picked goods follows from who marks them as picked.")
            )
        if not self.env.su and any(MOVED in vals for vals in vals_list):
            raise AccessError(
                self.env._("How much is moved follows from the quantity and its unit.")
            )

    def _jxc_get_goods(self):
        """Return what these operations move, as JSON-able content of a digest."""
        return sorted(
            [
                line.product_id.id,
                line.lot_id.name or line.lot_name or "",
                line.owner_id.id or 0,
                line.package_id.id or 0,
                line.result_package_id.id or 0,
                f"{line.quantity_product_uom:.6f}",
            ]
            for line in self
        )

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Goods that are picked as they are entered are picked by who enters them."""
        self._jxc_check_handler_not_typed(vals_list)
        lines = self
        forged = {f"default_{HANDLER}", f"default_{MOVED}"}.intersection(
            self.env.context
        )
        if forged:
            honest = {
                key: value
                for key, value in self.env.context.items()
                if key not in forged
            }
            # Keywords could only add keys, and these have to go.
            lines = self.with_context(honest)  # pylint: disable=context-overridden
        lines = super(StockMoveLine, lines).create(vals_list).with_env(self.env)
        picked = lines.filtered("picked")
        lines.picking_id._jxc_follow_goods(picked)
        return lines

    def write(self, vals):
        """Whoever marks goods as picked, or changes picked ones, picked them."""
        self._jxc_check_handler_not_typed([vals])
        if GOODS_FIELDS.isdisjoint(vals):
            return super().write(vals)
        # sudo: a driver's or trader's write is judged where it is written.
        before = self.sudo().picking_id
        result = super().write(vals)
        # sudo: steps follow whoever acts, and whatever they may read.
        lines = self.sudo()
        picked = lines.filtered(
            lambda line: line.picked and line.state not in ("done", "cancel")
        )
        (before | lines.picking_id).with_env(self.env)._jxc_follow_goods(picked)
        return result

    def unlink(self):
        """Goods that are taken off a transfer are picked and checked no more."""
        # sudo: see `write`.
        pickings = self.sudo().picking_id
        result = super().unlink()
        pickings.exists().with_env(self.env)._jxc_follow_goods(self.browse())
        return result
