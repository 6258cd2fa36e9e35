from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SETTLE_GROUP = "stock.group_stock_manager"


# One subject a file: what becomes of the goods is in another.
class JxcTransfer(models.Model):
    """The buttons of a transfer, and who may press them."""

    _inherit = "jxc.transfer"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_check_may_settle(self):
        """Refuse whoever may not decide what becomes of missing goods.

        :raise AccessError: says whose role it is
        """
        if not self.env.su and not self.env.user.has_group(SETTLE_GROUP):
            raise AccessError(
                self.env._(
                    "Only a warehouse supervisor decides what becomes of goods that "
                    "are missing, and who answers for them."
                )
            )

    def _jxc_check_may_send(self):
        """Refuse whoever does not work in the sending warehouse.

        :raise AccessError: names the transfer and the warehouse
        """
        if self.env.su:
            return
        for transfer in self:
            self.env.user._jxc_check_works_in(transfer.warehouse_id, transfer.name)

    def _jxc_check_may_receive(self):
        """Refuse whoever does not work where the goods arrive, and who shipped them.

        :raise AccessError: names the transfer, and who can receive it
        """
        if self.env.su:
            return
        for transfer in self:
            self.env.user._jxc_check_works_in(transfer.warehouse_dest_id, transfer.name)
            # sudo: a setting of the company, asked on its receiver's behalf.
            alone = transfer.company_id.sudo().jxc_allow_self_receive
            if transfer.shipped_by_id == self.env.user and not alone:
                raise AccessError(
                    self.env._(
                        "%(user)s shipped %(transfer)s: somebody else at %(warehouse)s "
                        "counts what arrives.",
                        user=self.env.user.name,
                        transfer=transfer.name,
                        warehouse=transfer.warehouse_dest_id.display_name,
                    )
                )

    def _jxc_check_counts(self):
        """Refuse counts above what is on the way.

        :raise UserError: names the transfer, the goods and what to do with the surplus
        """
        for line in self.line_ids:
            if line.product_uom_id.compare(line.counted_qty, line.missing_qty) > 0:
                raise UserError(
                    self.env._(
                        "%(transfer)s, %(product)s: %(sent)s are on the way. Receive "
                        "those, put the surplus aside, and have %(warehouse)s send it "
                        "by a transfer of its own.",
                        transfer=self.name,
                        product=line.product_id.display_name,
                        sent=f"{line.missing_qty:g}",
                        warehouse=self.warehouse_id.display_name,
                    )
                )

    def _jxc_receive(self):
        """Book what was counted; what did not arrive stays on the way, in sight."""
        self.ensure_one()
        receipts = self._jxc_get_pickings("in")
        left = {line: line.counted_qty for line in self.line_ids}
        for move in receipts.move_ids.filtered(lambda item: item.state != "cancel"):
            line = move.jxc_transfer_line_id
            wanted = line.product_uom_id._compute_quantity(
                left.get(line, 0.0), move.product_uom
            )
            taken = min(wanted, move.product_uom_qty)
            move.quantity = taken
            move.picked = True
            if line in left:
                left[line] -= move.product_uom._compute_quantity(
                    taken, line.product_uom_id
                )
        # sudo: who received when is noted by the program.
        self.sudo().write(
            {"received_by_id": self.env.uid, "date_received": fields.Datetime.now()}
        )
        arrived = receipts.filtered(lambda item: any(item.move_ids.mapped("quantity")))
        (receipts - arrived).action_cancel()
        # The host's own key: what was not counted gets no second receipt.
        arrived.with_context(cancel_backorder=True)._action_done()

    # === ACTIONS ===
    def action_jxc_prepare(self):
        """Hand drafts to the warehouse, which reserves their goods.

        :raise UserError: when one has no lines or is no draft
        :raise AccessError: for whoever does not work in the sending warehouse
        """
        self.check_access("write")
        self._jxc_lock()
        self._jxc_check_state("draft")
        self._jxc_check_may_send()
        self._jxc_prepare_shipment()

    def action_jxc_ship(self):
        """Ship drafts and what is reserved, in full, into transit.

        :raise UserError: when goods are not there
        :raise AccessError: for whoever does not work in the sending warehouse
        """
        self.check_access("write")
        self._jxc_lock()
        self._jxc_check_state("draft", "ready")
        self._jxc_check_may_send()
        self.filtered(
            lambda transfer: transfer.state == "draft"
        )._jxc_prepare_shipment()
        for transfer in self:
            picking = transfer._jxc_get_pickings("out")
            transfer._jxc_reserve(picking)
            transfer._jxc_check_reserved(picking)
            picking.move_ids.picked = True
            picking._action_done()

    def action_jxc_receive(self):
        """Confirm what arrived, as counted on the lines; the rest is missing.

        :raise UserError: when it is not on its way, or more was counted than sent
        :raise AccessError: for whoever does not work there, or shipped it themself
        """
        self.check_access("write")
        self._jxc_lock()
        self._jxc_check_state("transit")
        self._jxc_check_may_receive()
        for transfer in self:
            transfer._jxc_check_counts()
            transfer._jxc_receive()

    def action_jxc_settle(self):
        """Open the dialog in which a supervisor says what became of missing goods.

        :raise UserError: when nothing is missing
        :raise AccessError: for whoever is no supervisor
        """
        self.ensure_one()
        self.check_access("write")
        self._jxc_check_may_settle()
        self._jxc_check_state("discrepancy")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settle Missing Goods"),
            "res_model": "jxc.transfer.settle",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_transfer_id": self.id},
        }

    def action_jxc_cancel(self):
        """Cancel transfers of which nothing was shipped.

        :raise UserError: when goods are on their way
        """
        self.check_access("write")
        self._jxc_lock()
        self._jxc_check_state("draft", "ready")
        self._jxc_check_may_send()
        self._jxc_get_pickings("out").action_cancel()
        # sudo: the state is written by buttons only.
        self.sudo().state = "cancelled"

    def action_jxc_view_pickings(self):
        """Show the host's transfers of this one."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.action_picking_tree_all"
        )
        return action | {
            "domain": [("jxc_transfer_id", "=", self.id)],
            "context": {"create": False},
        }

    def action_jxc_view_write_offs(self):
        """Show what of this transfer was written off."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_core.jxc_write_off_action"
        )
        return action | {"domain": [("transfer_id", "=", self.id)], "context": {}}

    def action_jxc_export(self):
        """Download the selected transfers, one row per line."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": "/jxc/workbook/transfer?ids=" + ",".join(map(str, self.ids)),
            "target": "download",
        }

    # === TELLING ===
    @api.model
    def _cron_jxc_tell_overdue(self):
        """Remind those who answer for goods that are on the way too long, once each.

        Whoever did not act on it yet is not reminded again.
        """
        kind = "jxc_core.mail_activity_type_overdue_transfer"
        companies = self.env["res.company"].search([("active", "=", True)])
        for company in companies:
            late = self.with_company(company).search(
                [("company_id", "=", company.id), ("overdue_days", ">", 0)]
            )
            told = self.env["mail.activity"].search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", late.ids),
                    ("activity_type_id", "=", self.env.ref(kind).id),
                ]
            )
            for transfer in late - self.browse(told.mapped("res_id")):
                transfer.activity_schedule(
                    kind, user_id=transfer._jxc_get_answering().id
                )

    def _jxc_get_answering(self):
        """Return who answers for what is on the way: receiver first, then sender."""
        self.ensure_one()
        if self.state == "discrepancy":
            return self.owner_id or self.shipped_by_id or self.user_id
        return self.receiver_id or self._jxc_get_receivers()[:1] or self.user_id
