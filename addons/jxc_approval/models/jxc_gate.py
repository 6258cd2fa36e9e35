import logging

from odoo import models
from odoo.exceptions import UserError

from .jxc_gate_approval import REQUIRED

_logger = logging.getLogger(__name__)

PENDING = "pending"


class JxcGate(models.AbstractModel):
    # One subject a file: together they would fill several screens.
    _inherit = "jxc.gate"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_submit(self, step, reason="", previous_rows=None):
        """Put this held document before its approvers; return the request.

        :param step: gate step that it waits for
        :param reason: why it should pass, in the words of the current user
        :param previous_rows: rows of the document as it was approved before
        :raise UserError: when nothing is held, the same is pending, or nobody may
            approve
        """
        self.ensure_one()
        holds = self._jxc_get_open_holds(step) if step else []
        if not holds:
            raise UserError(
                self.env._("%s is not held: you can go on.", self.display_name)
            )
        return self.env["jxc.approval.request"]._jxc_submit(
            self, step, holds, reason, previous_rows
        )

    def _jxc_submit_held(self, step, reason=""):
        """Turn refusals of `step` into requests; return the documents that wait.

        Only where rules that are on speak about every hold of a document; the others
        are left to their gate, which refuses them as it did without this add-on.

        :param step: gate step that is about to be taken
        :raise AccessError: for whoever could not take it for want of rights
        """
        self.check_access("write")
        by_document = {}
        for hold in self._jxc_get_open_holds(step):
            by_document.setdefault(hold.res_id, []).append(hold)
        rules = self.env["jxc.approval.rule"]
        requests = self.env["jxc.approval.request"]
        answered = {}
        for code in {hold.code for holds in by_document.values() for hold in holds}:
            documents = self.browse(
                res_id
                for res_id, holds in by_document.items()
                if code in {hold.code for hold in holds}
            )
            found = documents.ids
            if code != REQUIRED:
                kinds = rules._jxc_get_kinds(self._name, code)
                found = rules._jxc_find(documents, kinds)
            answered[code] = set(found)
        waiting = self.browse()
        for document in self.browse(by_document):
            holds = by_document[document.id]
            if any(document.id not in answered[hold.code] for hold in holds):
                continue
            pending = requests._jxc_get_pending(document, step)
            if pending and not pending._jxc_covers(holds):
                pending._jxc_close_as("broken", "break")
                pending = pending.browse()
            if not pending:
                plan = requests._jxc_get_plan(document, holds)
                if plan["missing"] and REQUIRED not in {hold.code for hold in holds}:
                    # Nobody could be asked: the gate says whose role is missing.
                    continue
                requests._jxc_submit(document, step, holds, reason, plan=plan)
            waiting |= document
        return waiting

    def _jxc_ask(self, releaser, holds):
        """Ask by a request, which keeps what was asked and asks all who may.

        That happens, too, when a customer signs or pays for an order that is held.
        """
        requests = self.env["jxc.approval.request"]
        step = self._jxc_get_next_step()
        if requests._jxc_get_pending(self, step):
            return None
        reason = self.env._(
            "%s tried to take the next step.", self.env.user.display_name
        )
        try:
            with self.env.cr.savepoint():
                return requests._jxc_submit(self, step, holds, reason)
        except UserError:
            # A signature or payment must not be lost because nobody may approve.
            return super()._jxc_ask(releaser, holds)

    def _jxc_may_release(self, code):
        """Let nobody release alone what a rule asks several people about.

        Whoever is the one approver of every step may: it is the same decision.
        """
        if not super()._jxc_may_release(code):
            return False
        rules = self.env["jxc.approval.rule"]
        kinds = rules._jxc_get_kinds(self._name, code)
        found = rules._jxc_find(self, kinds).get(self.id)
        if not found:
            return True
        # sudo: who approves follows from rules and people out of the user's sight.
        steps, document = self.env["jxc.approval.rule.step"].sudo(), self.sudo()
        for step in steps.browse(step.id for step in found[1]):
            users, _why = step._jxc_get_approvers(document)
            alone = step.quorum == "one" or len(users) == 1
            if self.env.user not in users or not alone:
                return False
        return True

    def _jxc_after_release(self, holds, reason):
        """End the requests that a direct release answers."""
        codes = {hold.code for hold in holds}
        requests = self.env["jxc.approval.request"]._jxc_get_pending(self)
        for request in requests:
            if codes.issuperset(request.codes.split(",")):
                request._jxc_end("approved")
                request._jxc_log("release", reason=reason)
        requests._jxc_after_change()
        return super()._jxc_after_release(holds, reason)

    def _jxc_follow_requests(self):
        """End the pending requests of these documents that a change has overtaken.

        A document that took its step or no longer can needs no answer, nor does one
        that nothing holds any more. One that grew is not what was asked about: its
        next try asks anew.
        """
        requests = self.env["jxc.approval.request"]._jxc_get_pending(self)
        for request in requests:
            # sudo: whoever changes a document may not read what holds it.
            document = self.sudo().browse(request.res_id)
            waits = document._jxc_waits_for(request.gate_step)
            holds = request._jxc_get_open_holds_now() if waits else []
            if not holds:
                request._jxc_close_as("moot", "moot")
            elif not request._jxc_covers(holds):
                request._jxc_close_as("broken", "break")

    def _jxc_is_asked_about(self):
        """Tell whether any rule that is on speaks about this model."""
        return bool(self.env["jxc.approval.rule"]._jxc_get_rules_on(self._name))

    def _jxc_try_approved(self, take):
        """Take the step that was approved; return why it cannot be taken, or "".

        The approval stays, so that whoever asked can try again.

        :param take: function without parameters that takes the step
        """
        try:
            with self.env.cr.savepoint():
                take()
        except UserError as error:
            _logger.info("%s is approved, its step not taken: %s", self, error)
            return error.args[0]
        return ""

    def _jxc_tell_requesters(self, body):
        """Say on this document, to whoever asked, what became of its approval."""
        self.message_post(
            body=body, partner_ids=self._jxc_get_requesters().partner_id.ids
        )

    def _jxc_get_asked_notification(self):
        """Return the client action that says who was asked about these documents."""
        # sudo: names of colleagues who are asked are no secret.
        return self.sudo().jxc_approval_request_id._jxc_get_asked_notification()

    def _jxc_unseal(self):
        """End requests and approvals of documents that were cancelled or reset."""
        requests = self.env["jxc.approval.request"]._jxc_get_pending(self)
        requests._jxc_close_as("moot", "moot")
        # sudo: whoever cancels a document ends its approval.
        self.env["jxc.release"].sudo()._jxc_withdraw_all(
            self._name, self.ids, self.env._("Cancelled or reset.")
        )

    def _jxc_check_may_ask(self, step):
        """Have nobody ask for a step that they could not take.

        Whoever ships an order need not be able to change it.

        :raise AccessError: for whoever may only read this document
        """
        self.check_access("read" if step == "ship" else "write")

    # === ACTIONS ===
    def action_jxc_ask_release(self):
        """Put the held document before its approvers, without words.

        :raise UserError: when nothing is held, or the same is pending
        :raise AccessError: for whoever may only read the document
        """
        self.ensure_one()
        step = self._jxc_get_next_step()
        self._jxc_check_may_ask(step)
        request = self._jxc_submit(step)
        return request._jxc_get_asked_notification()

    def action_jxc_ask_with_reason(self):
        """Open the dialog in which the reason is given and all are asked.

        :raise UserError: when nothing is held
        """
        self.ensure_one()
        self.check_access("read")
        step = self._jxc_get_next_step()
        if not step or not self._jxc_get_open_holds(step):
            raise UserError(
                self.env._("%s is not held: you can go on.", self.display_name)
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Submit for Approval"),
            "res_model": "jxc.approval.ask",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id},
        }
