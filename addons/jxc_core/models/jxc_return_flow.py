from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .jxc_return import CUSTOMER, SEQUENCES, VENDOR

ASKERS = {
    CUSTOMER: "sales_team.group_sale_salesman,stock.group_stock_manager",
    VENDOR: "purchase.group_purchase_user,stock.group_stock_manager",
}
SUPERVISOR = "stock.group_stock_manager"
KEEPER = "jxc_core.group_warehouse_operator"
ACCOUNTANT = "account.group_account_invoice"
ACTIVITY = "jxc_core.mail_activity_type_return"
# What may be said about a return that is under way.
OPEN_FIELDS = frozenset({"line_ids", "note"})
# What the chatter keeps on its documents.
THREAD_FIELDS = frozenset({"message_main_attachment_id"})


class JxcReturn(models.Model):
    """Who may do what, and the steps until the goods are sorted."""

    # One subject a file: what a return is, is another.
    _inherit = "jxc.return"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_check_may_ask(self):
        """Refuse whoever does not ask for this kind of return.

        :raise AccessError: says which role does
        """
        if self.env.su:
            return
        for kind in set(self.mapped("return_type")):
            if self.env.user.has_groups(ASKERS[kind]):
                continue
            raise AccessError(
                self.env._("Salespeople ask for returns of their customers.")
                if kind == CUSTOMER
                else self.env._("Buyers ask for returns to their vendors.")
            )

    def _jxc_check_may_change(self):
        """Refuse changes of what was asked for, and changes by others.

        :raise AccessError: for a role that asks for no returns
        :raise UserError: names the return that is under way
        """
        self._jxc_check_may_ask()
        for item in self:
            if item.state not in (False, "draft"):
                raise UserError(
                    self.env._(
                        "%s is under way: what was asked for is not changed any more. "
                        "Cancel it and ask anew.",
                        item.name,
                    )
                )

    def _jxc_check_handles_goods(self):
        """Refuse whoever handles no goods, and drivers.

        :raise AccessError: says who does
        """
        user = self.env.user
        if self.env.su:
            return
        if not user._jxc_handles_stock() or user._jxc_is_only_driver():
            raise AccessError(
                self.env._("Only warehouse staff receive and inspect returns.")
            )
        self.check_access("read")

    def _jxc_check_request(self):
        """Refuse a request that says too little, or is for others to make.

        :raise UserError: names the return and what is missing
        :raise AccessError: for goods without an original, and for others' orders
        """
        for item in self:
            if not item.line_ids:
                raise UserError(
                    self.env._("%s: add the goods that are returned.", item.name)
                )
            if not item.reason_id:
                raise UserError(
                    self.env._("%s: choose why the goods are returned.", item.name)
                )
            if item.is_without_original and not self.env.user.has_group(SUPERVISOR):
                raise AccessError(
                    self.env._(
                        "%s: not all goods name the transfer they are from. Choose it, "
                        "or have a warehouse supervisor make the request.",
                        item.name,
                    )
                )
            item._jxc_check_origins()

    def _jxc_check_origins(self):
        """Refuse originals of another partner, company, direction or salesperson.

        :raise UserError: names the product
        :raise AccessError: when the order is not the asker's to see
        """
        self.ensure_one()
        target = "customer" if self.return_type == CUSTOMER else "supplier"
        # sudo: transfers of others are named in the refusal only.
        for line in self.sudo().line_ids:
            move = line.origin_move_id
            if not move:
                continue
            place = move.location_dest_id if target == "customer" else move.location_id
            partner = move.picking_id.partner_id.commercial_partner_id
            wrong = (
                move.state != "done"
                or place.usage != target
                or move.company_id != self.company_id
                or move.product_id != line.product_id
                or (partner and partner != self.partner_id.commercial_partner_id)
                or line.uom_id._has_common_reference(move.product_uom) is False
            )
            if wrong:
                raise UserError(
                    self.env._(
                        "%(product)s is not of a delivery to, or a receipt from, "
                        "%(partner)s that is done. Choose the transfer it is from.",
                        product=line.product_id.display_name,
                        partner=self.partner_id.display_name,
                    )
                )
        if not self.env.user.has_group(SUPERVISOR):
            link = "sale_line_id" if target == "customer" else "purchase_line_id"
            # sudo: the links are read in any case, the orders with the asker's rights.
            orders = self.sudo().line_ids[link].order_id
            if orders:
                orders.with_env(self.env).check_access("read")

    def _jxc_get_return_lines(self):
        """Return {original transfer: its lines}; without original: an empty one."""
        self.ensure_one()
        return self.line_ids.grouped("origin_picking_id")

    def _jxc_create_transfers(self):
        """Make the host's return transfers, one per original, in open state."""
        wizards = self.env["stock.return.picking"]
        for item in self:
            for picking, lines in item._jxc_get_return_lines().items():
                wizard = wizards.create(item._jxc_prepare_wizard_vals(picking, lines))
                wizard._create_return()
            item.line_ids._jxc_assign_lots()

    def _jxc_prepare_wizard_vals(self, picking, lines):
        """Return the values of the host's wizard for lines of one transfer."""
        self.ensure_one()
        return {
            "picking_id": picking.id,
            "jxc_return_id": self.id,
            "product_return_moves": [
                fields.Command.create(
                    {
                        "product_id": line.product_id.id,
                        "quantity": line._jxc_get_move_quantity(),
                        "move_id": line.origin_move_id.id,
                        "jxc_return_line_id": line.id,
                        "to_refund": True,
                    }
                )
                for line in lines
            ],
        }

    def _jxc_follow(self):
        """Have whoever it waits for told, once for all that this transaction does."""
        if not self:
            return
        pending = self.env.cr.precommit.data
        if "jxc_return" not in pending:
            pending["jxc_return"] = {}
            # sudo: whoever takes a step plans the next one for somebody else.
            self.env.cr.precommit.add(self.env[self._name].sudo()._jxc_tell_next)
        pending["jxc_return"].update(dict.fromkeys(self.ids))

    @api.model
    def _jxc_tell_next(self):
        """Tell whoever returns wait for now, and nobody whom they waited for before."""
        ids = self.env.cr.precommit.data.pop("jxc_return", {})
        for item in self.browse(ids).exists():
            waits_for, summary = item._jxc_get_next()
            # A desk is no mailbox: what waits is on the list of whoever it waits for.
            item = item.with_context(mail_activity_quick_update=True)
            asked = item.activity_search([ACTIVITY])
            if not waits_for:
                # What was done is told by the state, not by another message.
                asked.unlink()
            elif asked:
                asked.write({"user_id": waits_for.id, "summary": summary})
            else:
                item.activity_schedule(ACTIVITY, user_id=waits_for.id, summary=summary)

    def _jxc_get_next(self):
        """Return (whom this return waits for, to do what)."""
        self.ensure_one()
        keeper = self.warehouse_id.jxc_return_keeper_id
        steps = {
            "requested": (
                keeper or self._jxc_get_somebody(KEEPER),
                self.env._("Receive the returned goods")
                if self.return_type == CUSTOMER
                else self.env._("Send the goods back"),
            ),
            "received": (
                keeper or self._jxc_get_somebody(KEEPER),
                self.env._("Inspect the returned goods"),
            ),
        }
        nobody = self.env["res.users"]
        if self.state in ("inspected", "shipped"):
            if self.settlement == "replacement":
                return self.user_id, self.env._("Replace the returned goods")
            return (
                self._jxc_get_somebody(ACCOUNTANT) or self.user_id,
                self.env._("Credit the returned goods"),
            )
        return steps.get(self.state, (nobody, False))

    def _jxc_get_somebody(self, group):
        """Return who has this role in the company, rather no administrator."""
        self.ensure_one()
        users = self.env.ref(group).all_user_ids.filtered(
            lambda user: (
                user.active and not user.share and self.company_id in user.company_ids
            )
        )
        users = users.sorted(lambda user: (user._is_admin(), user.id))
        return users[:1]

    # === ACTIONS ===
    def action_jxc_request(self):
        """Ask for these returns: their transfers are made, open for the warehouse.

        :raise AccessError: for a role that does not ask for them
        :raise UserError: when a return says too little, or asks for too much
        """
        self.check_access("write")
        self._jxc_check_may_ask()
        drafts = self.filtered(lambda item: item.state == "draft")
        drafts._jxc_check_request()
        # sudo: whoever asks makes no transfers; the checks above decided.
        documents = drafts.sudo()
        documents.write(
            {"requested_at": fields.Datetime.now(), "requested_by_id": self.env.uid}
        )
        documents._jxc_create_transfers()
        documents._jxc_follow()
        return True

    def action_jxc_receive(self):
        """Validate the open return transfers as they are; the host may ask back.

        :raise AccessError: for whoever handles no goods
        """
        self._jxc_check_handles_goods()
        # sudo: which transfers belong to a return is no secret; the host checks the
        # rights on them.
        pickings = (
            self.sudo()
            .picking_ids.with_env(self.env)
            .filtered(
                lambda picking: (
                    picking.state not in ("done", "cancel")
                    and any(move._jxc_goes_back() for move in picking.sudo().move_ids)
                )
            )
        )
        if not pickings:
            raise UserError(self.env._("There is nothing to receive or send back."))
        return pickings.button_validate()

    def action_jxc_all_sellable(self):
        """Fill in that everything not inspected yet can be sold again."""
        self._jxc_check_handles_goods()
        for line in self.line_ids:
            if line.received_qty and not line.is_moving and not line.inspected_at:
                line.write(
                    {"good_qty": line.received_qty, "second_qty": 0, "scrap_qty": 0}
                )
        return True

    def action_jxc_inspect(self):
        """Close the inspection of what is here, and sort the goods to their places.

        :raise AccessError: for whoever handles no goods
        :raise UserError: when a line does not speak of every piece
        """
        self._jxc_check_handles_goods()
        lines = self.filtered(lambda item: item.return_type == CUSTOMER).line_ids
        lines = lines.filtered(
            lambda line: (
                line.received_qty and not line.is_moving and not line.inspected_at
            )
        )
        if not lines:
            raise UserError(self.env._("There is nothing to inspect here."))
        lines._jxc_check_verdicts()
        # sudo: nobody types who inspected when; the check above decided.
        done = lines.sudo()
        done.write(
            {"inspected_at": fields.Datetime.now(), "inspected_by_id": self.env.uid}
        )
        done.return_id._jxc_sort_goods(done)
        done.return_id._jxc_follow()
        return True

    def action_jxc_cancel(self):
        """Cancel returns of which nothing has moved yet, with their transfers.

        :raise AccessError: for a role that does not ask for them
        :raise UserError: when goods have moved
        """
        self.check_access("write")
        self._jxc_check_may_ask()
        for item in self:
            if any(item.line_ids.mapped("received_qty")):
                raise UserError(
                    self.env._(
                        "%s: goods have moved, so it is finished, not cancelled.",
                        item.name,
                    )
                )
        # sudo: whoever asks cancels no other transfers than those of the return.
        documents = self.sudo().filtered(lambda item: item.state != "cancelled")
        documents.picking_ids.filtered(lambda p: p.state != "done").action_cancel()
        documents.cancelled_at = fields.Datetime.now()
        documents._jxc_follow()
        return True

    # === CRUD ===
    @api.model_create_multi
    def create(self, vals_list):
        """Returns start as numbered drafts, by whoever asks for that kind."""
        self._jxc_check_not_forged(vals_list)
        returns = super(JxcReturn, self._jxc_without_forged_defaults()).create(
            vals_list
        )
        returns = returns.with_env(self.env)
        returns._jxc_check_may_ask()
        for item in returns:
            # sudo: the number is the program's to give.
            item.sudo().name = self.env["ir.sequence"].next_by_code(
                SEQUENCES[item.return_type]
            )
        return returns

    def write(self, vals):
        """What was asked for is changed in drafts only."""
        self._jxc_check_not_forged([vals])
        if not self.env.su and not (OPEN_FIELDS | THREAD_FIELDS).issuperset(vals):
            self._jxc_check_may_change()
        result = super().write(vals)
        if "return_type" in vals and not self.env.su:
            self._jxc_check_may_ask()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        """A return that was asked for stays."""
        for item in self:
            if item.state not in ("draft", "cancelled") or item.picking_ids:
                raise UserError(
                    self.env._("%s was asked for: cancel it instead.", item.name)
                )

    # === SCREEN ===
    def action_jxc_view_pickings(self):
        """Show the transfers of this return."""
        self.ensure_one()
        return self.picking_ids._get_records_action()

    def action_jxc_view_orders(self):
        """Show the orders that the goods are from."""
        self.ensure_one()
        link = "sale_line_id" if self.return_type == CUSTOMER else "purchase_line_id"
        return self.line_ids[link].order_id._get_records_action()

    def action_jxc_view_refunds(self):
        """Show the credit notes of this return."""
        self.ensure_one()
        return self.refund_ids._get_records_action()

    def action_jxc_export(self):
        """Download the selected returns as one sheet."""
        return {
            "type": "ir.actions.act_url",
            "url": "/jxc/workbook/return?ids=" + ",".join(map(str, self.ids)),
            "target": "download",
        }
