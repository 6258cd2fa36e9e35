from odoo import Command, fields, models
from odoo.exceptions import ConcurrencyError, LockError, UserError

STEP = "apply"


# One subject a file: what a write-off says is in another.
class JxcWriteOff(models.Model):
    """How a write-off is booked, reversed and cancelled."""

    _inherit = "jxc.write.off"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_lock(self):
        """Hold these documents until the transaction ends.

        :raise ConcurrencyError: when somebody else is at it; the host repeats the
            request, which then sees what became of them
        """
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise ConcurrencyError(str(error)) from error

    def _jxc_check_works_there(self):
        """Refuse whoever does not work where the goods are.

        :raise AccessError: names the document and the warehouse
        """
        if self.env.su:
            return
        for document in self:
            # sudo: a place may be out of sight, which warehouse it is in is no secret.
            for warehouse in document.sudo().line_ids.location_id.warehouse_id:
                self.env.user._jxc_check_works_in(warehouse, document.name)

    def _jxc_check_ready(self):
        """Refuse to book what is incomplete or not there; all documents at once.

        :raise UserError: names the document, the line and what is missing
        """
        self._jxc_check_works_there()
        for document in self:
            if not document.line_ids:
                raise UserError(
                    self.env._("%s has no lines: say which goods.", document.name)
                )
        self.line_ids._jxc_check_complete()
        losses = self.filtered(lambda document: not document.reversed_id)
        losses.line_ids._jxc_check_in_stock()
        (self - losses).line_ids._jxc_check_reversible()

    def _jxc_confirm(self):
        """Book these drafts. Extension point: an add-on may have to ask first.

        :return: True, or an action that says who was asked
        """
        self._jxc_book()
        return True

    def _jxc_book(self):
        """Move the goods of these documents; the lowest method on every path.

        A document that was booked in the meantime is left as it is.

        :raise HoldError: when a gate holds one of them
        :raise UserError: when one is incomplete, or its goods are not there
        """
        self.check_access("write")
        self._jxc_lock()
        drafts = self.filtered(lambda document: document.state == "draft")
        if drafts.reversed_id:
            drafts._jxc_check_may_reverse()
        drafts._jxc_check_ready()
        drafts._jxc_pass_gate(STEP)
        # sudo: goods are valued and leave for a loss location, which whoever writes
        # off does by this document only; the checks above decided.
        booked = drafts.sudo()
        for document in booked:
            if document.reversed_id:
                document._jxc_bring_back()
            else:
                document._jxc_scrap()
        booked.write({"state": "done", "date_done": fields.Datetime.now()})
        booked.activity_unlink(["jxc_core.mail_activity_type_write_off"])

    def _jxc_scrap(self):
        """Scrap the goods of this document, line by line, as the host does."""
        self.ensure_one()
        scraps = self.env["stock.scrap"].create(
            [line._jxc_prepare_scrap_vals() for line in self.line_ids]
        )
        scraps.do_scrap()
        for line, scrap in zip(self.line_ids, scraps, strict=True):
            line.scrap_id = scrap
            line.move_id = scrap.move_ids[:1]

    def _jxc_bring_back(self):
        """Move goods from the loss location to where they were, at their old value."""
        self.ensure_one()
        moves = self.env["stock.move"].create(
            [line._jxc_prepare_return_vals() for line in self.line_ids]
        )
        # A reversal passed its own gate: its moves are no loose correction.
        with moves._jxc_correcting():
            moves._action_done()
        for line, move in zip(self.line_ids, moves, strict=True):
            line.move_id = move

    def _jxc_prepare_reversal_vals(self):
        """Return the values of the document that brings this one's goods back.

        :raise UserError: when all of it was brought back
        """
        self.ensure_one()
        lines = [
            Command.create(line._jxc_prepare_reversal_vals())
            for line in self.line_ids
            if line._jxc_get_reversible_qty()
        ]
        if not lines:
            raise UserError(
                self.env._("All of %s was brought back already.", self.name)
            )
        return {
            "reversed_id": self.id,
            "company_id": self.company_id.id,
            "warehouse_id": self.warehouse_id.id,
            "location_id": self.location_id.id,
            "reason_id": self.reason_id.id,
            "user_id": self.env.uid,
            "origin": self.name,
            "line_ids": lines,
        }

    # === ACTIONS ===
    def action_jxc_confirm(self):
        """Book the selected drafts; pressed again, it books nothing twice.

        :return: True, or an action
        :raise UserError: says what is missing
        """
        self.check_access("write")
        drafts = self.filtered(lambda document: document.state == "draft")
        # The host's button offers every product of a transfer: most are whole.
        drafts.line_ids.filtered(lambda line: not line.quantity).unlink()
        drafts._jxc_check_ready()
        return drafts._jxc_confirm()

    def action_jxc_cancel(self):
        """Set drafts aside.

        :raise UserError: when one is booked
        """
        self.check_access("write")
        self._jxc_lock()
        self._jxc_check_open()
        # sudo: the state is written by buttons only.
        self.sudo().state = "cancelled"
        self.activity_unlink(["jxc_core.mail_activity_type_write_off"])

    def action_jxc_reverse(self):
        """Make the draft that brings the goods of this document back, and open it.

        :raise UserError: when it is not booked, is a reversal itself, or is reversed
        :raise AccessError: for whoever is no supervisor
        """
        self.ensure_one()
        self.check_access("write")
        self._jxc_check_may_reverse()
        if self.state != "done" or self.reversed_id:
            raise UserError(
                self.env._(
                    "%s is no booked loss: only what was written off can be brought "
                    "back.",
                    self.name,
                )
            )
        vals = self._jxc_prepare_reversal_vals()
        # sudo: what it reverses is written by this button only; see the check above.
        reversal = self.sudo().create(vals).with_env(self.env)
        return reversal._jxc_get_form_action()

    def action_jxc_view_reversals(self):
        """Show the documents that bring goods of this one back."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_core.jxc_write_off_action"
        )
        return action | {"domain": [("reversed_id", "=", self.id)], "context": {}}

    def action_jxc_export(self):
        """Download the selected documents, one row per line."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": "/jxc/workbook/write_off?ids=" + ",".join(map(str, self.ids)),
            "target": "download",
        }

    def _jxc_get_form_action(self):
        """Return the action that opens this document."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
