from odoo import fields, models


class StockReturnPickingLine(models.TransientModel):
    """The host's wizard line, filled in by a line of a return."""

    _inherit = "stock.return.picking.line"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_return_line_id = fields.Many2one(
        "jxc.return.line", readonly=True, ondelete="cascade"
    )

    # === HOST HOOKS ===
    def _prepare_move_default_values(self, new_picking):
        """The move of a return belongs to its line, and speaks its unit."""
        vals = super()._prepare_move_default_values(new_picking)
        if line := self._jxc_get_return_line():
            vals["jxc_return_line_id"] = line.id
            if self.wizard_id.jxc_return_id:
                vals["product_uom"] = line.uom_id.id
                vals["product_uom_qty"] = self.wizard_id._jxc_get_quantity(line)
        return vals

    def _process_line(self, new_picking):
        """Goods that lie elsewhere by now are taken from there."""
        result = super()._process_line(new_picking)
        wizard, line = self.wizard_id, self._jxc_get_return_line()
        if (
            wizard.jxc_return_id
            and not wizard.jxc_is_replacement
            and line.return_type == "vendor"
        ):
            moves = line.move_ids & new_picking.move_ids
            if moves.location_id != self.move_id.location_dest_id:
                # A link to the receipt would take them from where it put them.
                moves.move_orig_ids = False
        return result

    # === POLICY ===
    def _jxc_get_return_line(self):
        """Return the line of the return, when the program named it."""
        return self.jxc_return_line_id if self.env.su else self.env["jxc.return.line"]


class StockReturnPicking(models.TransientModel):
    """The host's wizard, worked by a return."""

    # One subject a file: who may work it is another.
    _inherit = "stock.return.picking"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_return_id = fields.Many2one("jxc.return", readonly=True, ondelete="cascade")
    jxc_is_replacement = fields.Boolean(readonly=True)

    # === POLICY ===
    def _jxc_get_quantity(self, line):
        """Return what is returned, or replaced, of a return line, in its unit."""
        if self.jxc_is_replacement:
            return line.credit_qty - line.replaced_qty
        return line.quantity

    def _jxc_replace_for_customer(self):
        """Order the same goods again, as the host's exchange does."""
        self.ensure_one()
        self.jxc_is_replacement = True
        rules = self.env["stock.rule"]
        item = self.jxc_return_id
        rules.run(
            [
                rules.Procurement(
                    line.product_id,
                    line.credit_qty - line.replaced_qty,
                    line.uom_id,
                    item.partner_id.property_stock_customer,
                    line.product_id.display_name,
                    item.name,
                    item.company_id,
                    self._get_proc_values(wizard_line),
                )
                for wizard_line in self.product_return_moves
                for line in wizard_line.jxc_return_line_id
            ]
        )

    def _jxc_replace_from_vendor(self):
        """Expect the same goods again, as the host's exchange does."""
        self.ensure_one()
        self.jxc_is_replacement = True
        sent = self.product_return_moves.jxc_return_line_id.move_ids.filtered(
            lambda move: move.state == "done" and move._jxc_goes_back()
        )
        return_picking = sent.picking_id[:1]
        exchange = self._create_exchange(return_picking)
        exchange.return_id = return_picking

    # === HOST HOOKS ===
    def _prepare_picking_default_values_based_on(self, picking):
        """Returned goods wait to be inspected; loose ones come from their partner."""
        vals = super()._prepare_picking_default_values_based_on(picking)
        item = self.jxc_return_id
        if not self.env.su or not item or self.jxc_is_replacement:
            return vals
        return vals | self._jxc_prepare_return_places(item, picking)

    def _jxc_prepare_return_places(self, item, picking):
        """Return where the goods of a return move from and to."""
        warehouse, partner = item.warehouse_id, item.partner_id
        vals = {"origin": item.name}
        if not picking:
            vals |= {"partner_id": partner.id, "company_id": item.company_id.id}
        if item.return_type == "customer":
            vals["location_dest_id"] = warehouse._jxc_get_return_place("inspect").id
            if not picking:
                vals["location_id"] = partner.property_stock_customer.id
                vals["picking_type_id"] = (
                    warehouse.out_type_id.return_picking_type_id or warehouse.in_type_id
                ).id
            return vals
        vals["location_id"] = self._jxc_get_vendor_source(item, picking).id
        if not picking:
            vals["location_dest_id"] = partner.property_stock_supplier.id
            vals["picking_type_id"] = (
                warehouse.in_type_id.return_picking_type_id or warehouse.out_type_id
            ).id
        return vals

    def _jxc_get_vendor_source(self, item, picking):
        """Return where goods lie that go back to a vendor."""
        stock = item.warehouse_id.lot_stock_id
        received = picking.location_dest_id
        if item.location_id:
            return item.location_id
        return received if received and received._child_of(stock) else stock

    def _get_proc_values(self, line):
        """A replacement belongs to the line whose goods it replaces."""
        values = super()._get_proc_values(line)
        returned, item = line._jxc_get_return_line(), self.jxc_return_id
        if returned:
            values["jxc_return_line_id"] = returned.id
        if returned and item:
            values |= {
                "sale_line_id": returned.sale_line_id.id,
                "warehouse_id": item.warehouse_id,
                "partner_id": (self.picking_id.partner_id or item.partner_id).id,
                "location_final_id": item.partner_id.property_stock_customer,
            }
        return values
