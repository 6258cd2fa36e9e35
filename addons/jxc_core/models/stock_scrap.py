from odoo import api, fields, models
from odoo.exceptions import UserError

LINK = "jxc_write_off_line_id"
# Places whose content is ours to lose.
STOCKED = frozenset({"internal", "transit"})


class StockScrap(models.Model):
    """One line of a write-off is booked by one scrap.

    Scraps that other documents of the host make (a production order of its parts, a
    repair) stay tied to those and make no write-off of their own. They are capped by
    what is there, valued, frozen with the day, approved by the same rules and printed
    on the same slip; returns scrap what their inspection found.
    """

    _name = "stock.scrap"
    _inherit = ["stock.scrap", "jxc.derived"]

    # === FIELDS ===
    # the host asks the vendors for their units, whom operators do not read
    allowed_uom_ids = fields.Many2many(compute_sudo=True)
    jxc_write_off_line_id = fields.Many2one(
        "jxc.write.off.line",
        string="Write-off Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The line of the write-off that this scrap books.",
    )

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Only a write-off makes scraps of its own: its approval covers them."""
        return super()._jxc_get_derived_fields() | {LINK}

    def _jxc_get_place_key(self):
        """Return what tells goods apart: product, place, lot, package, owner."""
        self.ensure_one()
        goods = (self.product_id, self.location_id, self.lot_id, self.package_id)
        return tuple(record.id for record in (*goods, self.owner_id))

    def _jxc_check_in_stock(self):
        """Refuse to scrap more than is there, by any button or none; all together.

        :raise UserError: names the goods, the place, what is there and what is asked
        """
        needs = {}
        for scrap in self:
            # Of a kit, which mrp knows, the parts are scrapped.
            is_kit = "is_kits" in scrap.product_id and scrap.product_id.is_kits
            if scrap.product_id.is_storable and not is_kit:
                key = scrap._jxc_get_place_key()
                quantity = scrap.product_uom_id._compute_quantity(
                    scrap.scrap_qty, scrap.product_id.uom_id
                )
                needs[key] = needs.get(key, 0.0) + quantity
        self.env["stock.quant"]._jxc_check_on_hand(needs)

    def _jxc_check_places(self):
        """Refuse to scrap what is no stock, or to where no losses are booked.

        A scrap to a customer would ship, and one from a customer take back, without
        a paper. What is lost between warehouses is a line of a write-off.

        :raise UserError: names the goods and what to do instead
        """
        # sudo: places may be out of sight, only their usage matters.
        for scrap in self.sudo():
            usage, product = scrap.location_id.usage, scrap.product_id.display_name
            if usage == "transit" and not scrap.jxc_write_off_line_id:
                raise UserError(
                    self.env._(
                        "%s is on the way between warehouses: settle it on its "
                        "transfer.",
                        product,
                    )
                )
            if usage not in STOCKED or scrap.scrap_location_id.usage != "inventory":
                raise UserError(
                    self.env._(
                        "%(product)s is not written off from %(place)s to %(target)s: "
                        "a write-off takes goods out of stock to where losses are "
                        "booked. Make a delivery, a return or a transfer.",
                        product=product,
                        place=scrap.location_id.display_name,
                        target=scrap.scrap_location_id.display_name,
                    )
                )

    def _jxc_check_open(self):
        """Refuse to write off goods twice on one paper.

        :raise UserError: names the scrap that is done
        """
        for scrap in self:
            if scrap.state == "done":
                raise UserError(
                    self.env._(
                        "%s is done: its goods were written off. Make another one for "
                        "more.",
                        scrap.name,
                    )
                )

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Nobody passes a scrap off as a write-off's."""
        self._jxc_check_not_forged(vals_list)
        scraps = super(StockScrap, self._jxc_without_forged_defaults()).create(
            vals_list
        )
        return scraps.with_env(self.env)

    def write(self, vals):
        """Nobody passes a scrap off as a write-off's."""
        self._jxc_check_not_forged([vals])
        return super().write(vals)

    def do_scrap(self):
        """Whoever may write off goods moves them to the loss location by it.

        Never more than is there: the host asks in its button only, and lets pass.
        """
        self.check_access("write")
        self._jxc_check_open()
        self._jxc_check_places()
        self._jxc_check_in_stock()
        # sudo: an operator corrects stock by a write-off only, never by a move.
        with self.env["stock.move"]._jxc_correcting():
            return super(StockScrap, self.sudo()).do_scrap()

    def _prepare_move_values(self):
        """What is lost between warehouses belongs to the line of its transfer."""
        values = super()._prepare_move_values()
        line = self.jxc_write_off_line_id.transfer_line_id
        return {**values, "jxc_transfer_line_id": line.id} if line else values
