from odoo import api, fields, models

from ..models.stock_move_paper import OTHER

# What the program notes on the host's wizard while it works.
LINE_FIELDS = frozenset({"jxc_return_line_id"})
WIZARD_FIELDS = frozenset({"jxc_is_replacement", "jxc_return_id"})


class StockReturnPickingLine(models.TransientModel):
    """A line of the wizard is tied to a return by the program only."""

    _name = "stock.return.picking.line"
    # One subject a file: what it copies a move with is another.
    _inherit = ["stock.return.picking.line", "jxc.derived"]  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Add what ties the line to a return."""
        return super()._jxc_get_derived_fields() | LINE_FIELDS

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Nobody ties goods to somebody else's return."""
        self._jxc_check_not_forged(vals_list)
        honest = self._jxc_without_forged_defaults()
        lines = super(StockReturnPickingLine, honest).create(vals_list)
        return lines.with_env(self.env)

    def write(self, vals):
        """Nobody ties goods to somebody else's return."""
        self._jxc_check_not_forged([vals])
        return super().write(vals)


class StockReturnPicking(models.TransientModel):
    """The host's Return button, and whatever else works its wizard, makes a return.

    The transfer it makes is the host's, and so is the action it opens: other modules,
    remote clients and the host's own tests go on from there. That transfer belongs to
    a return (`stock.move._jxc_make_returns`), one press away from it, asked for by
    whoever pressed: a keeper at the dock as well, for the goods name what they are
    from. What is asked here beyond the host's questions is why. Once a warehouse has a
    place for returns to inspect, goods wait there that would go to its stock.
    """

    _name = "stock.return.picking"
    # One subject a file: how a return works this wizard is another.
    _inherit = ["stock.return.picking", "jxc.derived"]  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_reason_id = fields.Many2one(
        "jxc.return.reason",
        string="Reason",
        default=lambda self: self.env.ref(OTHER, raise_if_not_found=False),
    )
    jxc_return_type = fields.Char(
        compute="_compute_jxc_return_type",
        help="Which kind of return document is made, if any.",
    )

    # === COMPUTE ===
    @api.depends("picking_id")
    def _compute_jxc_return_type(self):
        """Tell whether goods come from a customer, or go to a vendor."""
        for wizard in self:
            # sudo: of the moves, only where they went is told.
            moves = wizard.picking_id.sudo().move_ids
            wizard.jxc_return_type = next(
                filter(None, (move._jxc_get_type_to_return() for move in moves)), False
            )

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Add what a return notes here while it works the wizard."""
        return super()._jxc_get_derived_fields() | WIZARD_FIELDS

    def _jxc_note_return(self, picking):
        """Tell the return of this transfer why, and which line returns which goods."""
        # sudo: who works the wizard need not be who asks for returns.
        wizard, item = self.sudo(), picking.sudo().jxc_return_id
        if wizard.jxc_reason_id:
            item.reason_id = item.line_ids.reason_id = wizard.jxc_reason_id
        lines = item.line_ids.grouped("origin_move_id")
        for line in wizard.product_return_moves:
            line.jxc_return_line_id = lines.get(line.move_id, item.line_ids)[:1]

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Nobody works somebody else's return by the wizard."""
        self._jxc_check_not_forged(vals_list)
        honest = self._jxc_without_forged_defaults()
        wizards = super(StockReturnPicking, honest).create(vals_list)
        return wizards.with_env(self.env)

    def write(self, vals):
        """Nobody works somebody else's return by the wizard."""
        self._jxc_check_not_forged([vals])
        return super().write(vals)

    def _prepare_picking_default_values_based_on(self, picking):
        """Goods of a customer wait where returns are inspected, if there is a place."""
        vals = super()._prepare_picking_default_values_based_on(picking)
        if self.jxc_return_id or self.jxc_return_type != "customer":
            return vals
        # sudo: whoever takes goods back does not set up warehouses.
        warehouse = picking.sudo().picking_type_id.warehouse_id
        usual = warehouse.lot_stock_id | warehouse.in_type_id.default_location_dest_id
        place = warehouse.jxc_return_location_id
        if place and vals["location_dest_id"] in usual.ids:
            vals["location_dest_id"] = place.id
        return vals

    def _create_return(self):
        """A return that starts from a transfer knows why it was made."""
        picking = super()._create_return()
        if not self.jxc_return_id:
            self._jxc_note_return(picking)
        return picking

    def action_create_exchanges(self):
        """Goods that are exchanged for the same ones are settled by these."""
        handler = self._jxc_as_handler()
        action = super(StockReturnPicking, handler).action_create_exchanges()
        picking = handler.env["stock.picking"].browse(action["res_id"])
        picking.jxc_return_id.settlement = "replacement"
        return action
