from odoo import models
from odoo.exceptions import UserError


class JxcGate(models.AbstractModel):
    _inherit = "jxc.gate"

    # === POLICY ===
    def _jxc_request_release(self, holds, reason):
        """Keep who asks for the release of `holds` and why, and tell all who may.

        :param holds: open holds of this one document
        :return: the request, as superuser
        :raise UserError: when nobody may release, or the same was asked before
        """
        self.ensure_one()
        releasers = self.env["res.users"]
        for code in {hold.code for hold in holds}:
            releasers |= self._jxc_get_releasers(code)
        if not releasers:
            raise UserError(
                self.env._(
                    "Nobody may release %(document)s. Ask your JXC administrator to "
                    "give somebody the role.",
                    document=self.display_name,
                )
            )
        request = self._jxc_keep_request(holds, releasers, reason)
        for releaser in releasers:
            self._jxc_ask(releaser, holds)
        return request

    def _jxc_keep_request(self, holds, asked, reason):
        """Write down a request and note it on this document; tells nobody.

        :param asked: users in front of whom the document was put
        :return: the request, as superuser
        """
        requests = self.env["jxc.approval.request"]
        vals = requests._jxc_prepare_request_vals(self, holds, asked, reason)
        # sudo: nobody has create rights on the trail; asking is open to whoever can
        # read the document.
        request = requests.sudo().create(vals)
        # sudo: a question is noted on the document even by those who only read it.
        self.sudo().message_post(
            body=self.env._(
                "%(user)s asks for a release: %(reason)s",
                user=self.env.user.name,
                reason=reason,
            ),
            author_id=self.env.user.partner_id.id,
        )
        return request

    def _jxc_get_own_request(self, holds):
        """Return the current user's unanswered request about the same `holds`."""
        requests = self.env["jxc.approval.request"]
        digest = requests._jxc_prepare_request_vals(
            self, holds, self.env["res.users"], ""
        )["digest"]
        return requests._jxc_get_open(self).filtered(
            lambda request: (
                request.requester_id == self.env.user and request.digest == digest
            )
        )[:1]

    def _jxc_ask(self, releaser, holds):
        """Keep what is asked without words, too.

        That happens when a customer signs or pays for an order that is held.
        """
        if not self._jxc_get_own_request(holds):
            reason = self.env._(
                "%s tried to take the next step.", self.env.user.display_name
            )
            self._jxc_keep_request(holds, releaser, reason)
        return super()._jxc_ask(releaser, holds)

    def _jxc_after_release(self, holds, reason):
        """Answer every request about these holds."""
        requests = self.env["jxc.approval.request"]._jxc_get_open(self)
        codes = {hold.code for hold in holds}
        self.env["jxc.approval.step"]._jxc_answer(requests, codes, reason)
        return super()._jxc_after_release(holds, reason)

    # === ACTIONS ===
    def action_jxc_ask_with_reason(self):
        """Open the dialog in which the reason is given and all are asked.

        :raise UserError: when nothing is held
        """
        self.ensure_one()
        self.check_access("read")
        if not self._jxc_get_open_holds(self._jxc_get_next_step()):
            raise UserError(
                self.env._("%s is not held: you can go on.", self.display_name)
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for Release"),
            "res_model": "jxc.approval.ask",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id},
        }
