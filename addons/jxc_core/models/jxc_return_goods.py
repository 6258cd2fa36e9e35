from odoo import fields, models
from odoo.exceptions import UserError

# What an inspection finds, and where such goods belong.
PLACES = {"good_qty": "good", "second_qty": "second", "scrap_qty": "scrap"}


class JxcReturn(models.Model):
    """Sorting what came back, and sending the same goods again."""

    # One subject a file: the steps of a return are another.
    _inherit = "jxc.return"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_sort_goods(self, lines):
        """Bring inspected goods to their places: one transfer, and write-offs.

        :param lines: inspected lines of these returns
        :raise UserError: when the goods are not where they were received any more
        """
        for item in self:
            own = lines.filtered(lambda line, item=item: line.return_id == item)
            moves, scraps = [], []
            for line in own:
                for verdict, part in line._jxc_get_sorted_parts():
                    if verdict == "scrap_qty":
                        scraps.append(line._jxc_prepare_scrap_vals(part))
                    elif vals := line._jxc_prepare_sort_vals(verdict, part):
                        moves.append(vals)
            item._jxc_move_sorted(moves)
            item._jxc_scrap(scraps)

    def _jxc_move_sorted(self, moves):
        """Make and validate the transfer of sorted goods.

        :param moves: values of its moves, operations and all
        """
        self.ensure_one()
        if not moves:
            return
        # The return tells its story; a second one on the transfer says nothing new.
        quiet = self.env["stock.picking"].with_context(
            mail_create_nolog=True, mail_notrack=True
        )
        picking = quiet.create(
            {
                "picking_type_id": self.warehouse_id.int_type_id.id,
                "location_id": moves[0]["location_id"],
                "location_dest_id": moves[0]["location_dest_id"],
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "origin": self.name,
                "jxc_return_id": self.id,
                "move_ids": [fields.Command.create(vals) for vals in moves],
            }
        )
        picking._action_done()

    def _jxc_scrap(self, vals_list):
        """Write off what cannot be sold; where a rule asks, it waits for approval.

        :raise UserError: when the goods are not there any more
        """
        for scrap in self.env["stock.scrap"].create(vals_list):
            # The inspector writes off, and is who approvers see.
            result = scrap.with_user(self.env.user).action_validate()
            if scrap.state != "done" and (
                isinstance(result, dict)
                and result.get("res_model") == "stock.warn.insufficient.qty.scrap"
            ):
                raise UserError(
                    self.env._(
                        "%(product)s is not at %(place)s any more. Bring it back there "
                        "first.",
                        product=scrap.product_id.display_name,
                        place=scrap.location_id.display_name,
                    )
                )

    def _jxc_run_replacement(self):
        """Send the inspected goods again, by the host's own exchange."""
        for item in self:
            lines = item.line_ids.filtered(
                lambda line: line.credit_qty > line.replaced_qty
            )
            for picking, own in lines.grouped("origin_picking_id").items():
                wizard = self.env["stock.return.picking"].create(
                    item._jxc_prepare_wizard_vals(picking, own)
                )
                if item.return_type == "vendor":
                    wizard._jxc_replace_from_vendor()
                else:
                    wizard._jxc_replace_for_customer()

    # === ACTIONS ===
    def action_jxc_receive_sellable(self):
        """Receive at the dock what is sellable at a glance, straight to its shelf.

        One step for the keeper and one transfer for the goods; what needs a closer look
        is received first and inspected then.

        :raise AccessError: for whoever handles no goods
        :raise UserError: when there is nothing, or only a part, to receive
        """
        self._jxc_check_handles_goods()
        returns = self.filtered(
            lambda item: item.return_type == "customer" and item.state == "requested"
        )
        # sudo: the transfers are the keeper's to validate, checked by the host below.
        for item in returns.sudo():
            good = item.warehouse_id._jxc_get_return_place("good")
            moves = item.line_ids.move_ids.filtered(
                lambda move: move.state not in ("done", "cancel")
            )
            moves.move_line_ids.location_dest_id = good
        if returns.action_jxc_receive() is not True:
            raise UserError(
                self.env._("Not everything is here: receive what is, then inspect it.")
            )
        returns.action_jxc_all_sellable()
        return returns.action_jxc_inspect()


class JxcReturnLine(models.Model):
    """Where the pieces of one line are, and where they go."""

    # One subject a file: what a line is, is another.
    _inherit = "jxc.return.line"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_get_move_quantity(self):
        """Return the quantity in the unit of the original move, for the wizard."""
        self.ensure_one()
        uom = self.origin_move_id.product_uom or self.product_id.uom_id
        return self.uom_id._compute_quantity(self.quantity, uom, round=False)

    def _jxc_assign_lots(self):
        """Put the lots that were asked for on the open transfers."""
        for line in self.filtered("lot_id"):
            for move in line.move_ids:
                if move.state in ("done", "cancel"):
                    continue
                quantity = move.product_qty
                move._do_unreserve()
                if move._should_bypass_reservation():
                    vals = move._prepare_move_line_vals(quantity=quantity)
                    vals["lot_id"] = line.lot_id.id
                    self.env["stock.move.line"].create(vals)
                else:
                    move._update_reserved_quantity(
                        quantity, move.location_id, lot_id=line.lot_id, strict=False
                    )
                move._recompute_state()

    def _jxc_get_sorted_parts(self):
        """Return [(verdict, (place, lot, quantity))] of what came back.

        In the product's unit; pieces are taken in the order they were received.
        """
        self.ensure_one()
        uom = self.product_id.uom_id
        received = [
            [operation.location_dest_id, operation.lot_id]
            + [operation.quantity_product_uom]
            for operation in self.move_ids.filtered(
                lambda move: move.state == "done" and move._jxc_goes_back()
            ).move_line_ids
        ]
        parts = []
        for verdict in PLACES:
            wanted = self.uom_id._compute_quantity(
                self[verdict], uom, rounding_method="HALF-UP"
            )
            for part in received:
                taken = min(wanted, part[2])
                if uom.compare(taken, 0) <= 0:
                    continue
                part[2] -= taken
                wanted -= taken
                parts.append((verdict, (part[0], part[1], taken)))
        return parts

    def _jxc_prepare_sort_vals(self, verdict, part):
        """Return the values of a move to the place of this verdict, or None.

        :param part: (place, lot, quantity in the product's unit)
        """
        self.ensure_one()
        source, lot, quantity = part
        warehouse = self.return_id.warehouse_id
        target = warehouse._jxc_get_return_place(PLACES[verdict])
        if source._child_of(target):
            return None
        operation = {
            "product_id": self.product_id.id,
            "product_uom_id": self.product_id.uom_id.id,
            "lot_id": lot.id,
            "quantity": quantity,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
            "picked": True,
        }
        return {
            "product_id": self.product_id.id,
            "product_uom": self.product_id.uom_id.id,
            "product_uom_qty": quantity,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
            "jxc_return_line_id": self.id,
            "picked": True,
            "move_line_ids": [fields.Command.create(operation)],
        }

    def _jxc_prepare_scrap_vals(self, part):
        """Return the values of a write-off of what cannot be sold.

        :param part: (place, lot, quantity in the product's unit)
        """
        self.ensure_one()
        source, lot, quantity = part
        warehouse = self.return_id.warehouse_id
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.product_id.uom_id.id,
            "scrap_qty": quantity,
            "lot_id": lot.id,
            "location_id": source.id,
            "scrap_location_id": warehouse._jxc_get_return_place("scrap").id,
            "company_id": self.company_id.id,
            "origin": self.return_id.name,
            "jxc_return_id": self.return_id.id,
        }
