from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..exceptions import HoldError


class JxcGate(models.AbstractModel):
    """A document that passes a gate before each step, or is held.

    A model that mixes this in calls `_jxc_pass_gate` from its host hooks. Rules are
    added by extending `_jxc_get_holds` through super(). No context key, superuser
    environment or import opens a gate: only a valid release does.
    """

    _name = "jxc.gate"
    _description = "Document with Gates"

    # === FIELDS ===
    jxc_held = fields.Boolean(
        string="Held",
        compute="_compute_jxc_held",
        search="_search_jxc_held",
        help="A step of this document was refused and has not been released since.",
    )
    jxc_hold_text = fields.Text(
        string="Hold",
        compute="_compute_jxc_hold_text",
        help="Why the next step of this document would be refused now.",
    )
    jxc_can_release = fields.Boolean(compute="_compute_jxc_hold_text")

    # === COMPUTE ===
    def _compute_jxc_held(self):
        """Held documents are those with a remembered refusal; one query."""
        held_ids = set(self._jxc_get_noticed_ids([("res_id", "in", self.ids)]))
        for document in self:
            document.jxc_held = document.id in held_ids

    def _search_jxc_held(self, operator, value):
        """Find documents with (or without) a remembered refusal."""
        if operator != "in":
            return NotImplemented
        if {bool(item) for item in value} == {True, False}:
            return []
        wanted = "in" if True in value else "not in"
        return [("id", wanted, self._jxc_get_noticed_ids([]))]

    @api.depends_context("uid", "lang", "company")
    def _compute_jxc_hold_text(self):
        """What the next step of each document would run into, judged alone.

        A document is judged without its neighbours in the list, because the banner
        speaks about one document; the fields belong on forms, not in lists.
        """
        for document in self:
            step = document._origin._jxc_get_next_step() if document._origin else ""
            holds = document._origin._jxc_get_open_holds(step) if step else []
            document.jxc_hold_text = "\n".join(hold.text for hold in holds)
            document.jxc_can_release = any(
                document._origin._jxc_may_release(hold.code) for hold in holds
            )

    # === POLICY ===
    def _jxc_get_holds(self, step):
        """Return every hold of these documents for `step`, released or not.

        Extension point of all add-ons: call super() and add to its lists. Judge the
        whole recordset at once with grouped reads.

        :param step: "confirm", "grow", "change", "ship", "approve", "receive",
            "apply" or "bill"
        :return: list of :class:`~odoo.addons.jxc_core.tools.hold.Hold`
        """
        return []

    def _jxc_get_next_step(self):
        """Return the step that the banner of this document speaks about, or ""."""
        return ""

    def _jxc_waits_for(self, step):
        """Tell whether this document could still take `step`. Extension point."""
        return True

    def _jxc_get_release_group(self, code):
        """Return the XML id of the group that may release `code`; "": nobody."""
        return ""

    def _jxc_get_requesters(self):
        """Return the users who want this document to pass."""
        self.ensure_one()
        return self.create_uid

    def _jxc_prepare_gate(self, step):
        """Take the locks under which `step` is decided. Extension point."""

    def _jxc_proceed(self, step):
        """Take `step` now that it was released. Extension point.

        :return: an action, or True
        """
        return True

    def _jxc_get_open_holds(self, step):
        """Return the holds for `step` that no valid release answers."""
        return self.env["jxc.release"]._jxc_filter_open(
            self._name, self._jxc_get_holds(step)
        )

    @api.model
    def _jxc_get_document_holds(self, res_model, res_id):
        """Return (document, its open holds for its next step).

        :raise UserError: when documents of this kind are never held
        :raise AccessError: when the user may not read the document
        """
        model = self.env.get(res_model)
        if model is None or not hasattr(model, "_jxc_get_open_holds"):
            raise UserError(self.env._("Documents of this kind are never held."))
        document = model.browse(res_id)
        document.check_access("read")
        return document, document._jxc_get_open_holds(document._jxc_get_next_step())

    def _jxc_pass_gate(self, step):
        """Let these documents take `step`, or refuse the whole batch.

        :raise HoldError: carries every unreleased hold of the batch
        """
        if self:
            self._jxc_pass_gates({step: self.ids})

    @api.model
    def _jxc_pass_gates(self, steps):
        """Let documents take several steps at once, or refuse them all together.

        All locks are taken before anything is judged. Notices close once.

        :param steps: {step: ids of documents of this model}
        :raise HoldError: carries every unreleased hold, each (document, code) once
        """
        batches = {step: self.browse(ids) for step, ids in steps.items() if ids}
        for step, documents in batches.items():
            documents._jxc_prepare_gate(step)
        held = {
            step: documents._jxc_get_open_holds(step)
            for step, documents in batches.items()
        }
        if any(held.values()):
            self._jxc_refuse(held)
        passed = {id_ for documents in batches.values() for id_ in documents.ids}
        if passed:
            self.env["jxc.hold.notice"]._jxc_close(self._name, list(passed))

    @api.model
    def _jxc_refuse(self, held):
        """Refuse steps, and have the refusal remembered.

        :param held: {step: unreleased holds}
        :raise HoldError: always; a hold met at two steps is told once
        """
        for step, holds in held.items():
            if holds:
                self.env["jxc.hold.notice"]._jxc_remember_later(self._name, step, holds)
        holds = {
            (hold.res_id, hold.code): hold for batch in held.values() for hold in batch
        }
        releasable = {
            code for res_id, code in holds if self.browse(res_id)._jxc_may_release(code)
        }
        raise HoldError(holds.values(), releasable)

    def _jxc_may_release(self, code):
        """Tell whether the current user may release `code` of this document.

        The general manager may release whatever anybody may; whoever asked for the
        document to pass may not, unless the company allows it.
        """
        self.ensure_one()
        group = self._jxc_get_release_group(code)
        user = self.env.user
        if not group or not user.has_groups(f"{group},jxc_core.group_general_manager"):
            return False
        # sudo: the document may be out of sight of whoever is refused on its behalf.
        document = self.sudo()
        return (
            document.company_id.jxc_allow_self_release
            or user not in document._jxc_get_requesters()
        )

    def _jxc_check_may_release(self, holds):
        """Refuse a releaser without the right.

        :raise AccessError: names the document, the rule and who may
        """
        self.ensure_one()
        self.check_access("read")
        for hold in holds:
            if self._jxc_may_release(hold.code):
                continue
            group = self._jxc_get_release_group(hold.code)
            # sudo: the name of a group is no secret, its record may be.
            role = self.env.ref(group).sudo().name if group else self.env._("nobody")
            raise AccessError(
                self.env._(
                    "%(document)s: %(rule)s\nThis may be released by: %(role)s, and "
                    "not by the person who asked for it.",
                    document=self.display_name,
                    rule=hold.sentence,
                    role=role,
                )
            )

    def _jxc_get_noticed_ids(self, domain):
        """Return ids of documents of this model with an open notice in `domain`."""
        # sudo: the notices are for controllers, the mark on one's own list is not.
        notices = self.env["jxc.hold.notice"].sudo()
        return notices.search(
            [("res_model", "=", self._name), ("state", "=", "open"), *domain]
        ).mapped("res_id")

    def _jxc_get_releasers(self, code):
        """Return the users who could release `code` of this document."""
        self.ensure_one()
        group = self._jxc_get_release_group(code)
        if not group:
            return self.env["res.users"]
        # sudo: whoever asks need not be able to read groups and users.
        document = self.sudo()
        users = document.env.ref(group).all_user_ids.filtered(
            lambda user: (
                user.active
                and not user.share
                and document.company_id in user.company_ids
            )
        )
        if not document.company_id.jxc_allow_self_release:
            users -= document._jxc_get_requesters()
        return users

    # === ACTIONS ===
    def action_jxc_release(self):
        """Open the dialog in which a releaser answers the holds of one document."""
        self.ensure_one()
        holds = self._jxc_get_open_holds(self._jxc_get_next_step())
        if not any(self._jxc_may_release(hold.code) for hold in holds):
            self._jxc_check_may_release(holds)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release %s", self.display_name),
            "res_model": "jxc.release.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id},
        }

    def action_jxc_ask_release(self):
        """Put the held document in front of whoever may release it, once.

        :raise UserError: when nothing is held, or nobody may release it
        """
        self.ensure_one()
        self.check_access("read")
        holds = self._jxc_get_open_holds(self._jxc_get_next_step())
        if not holds:
            raise UserError(
                self.env._("%s is not held: you can go on.", self.display_name)
            )
        releaser = self._jxc_get_releasers(holds[0].code)[:1]
        if not releaser:
            raise UserError(
                self.env._(
                    "Nobody may release %(document)s. Ask your JXC administrator to "
                    "give somebody the role.",
                    document=self.display_name,
                )
            )
        self._jxc_ask(releaser, holds)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s was asked.", releaser.name),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _jxc_ask(self, releaser, holds):
        """Schedule one activity for `releaser`; asking twice asks once.

        :param releaser: who may release; nobody: nobody is asked
        """
        kind = "jxc_core.mail_activity_type_release"
        # sudo: whoever asks may not plan work for others, a question is no order.
        document = self.sudo()
        if not releaser or document.activity_search([kind], user_id=releaser.id):
            return
        document.activity_schedule(
            kind,
            user_id=releaser.id,
            note=Markup("<br/>").join(hold.sentence for hold in holds),
        )

    def _jxc_after_release(self, holds, reason):
        """Say on the document that it was released and answer whoever asked."""
        self.ensure_one()
        # sudo: a releaser need not own the document to leave a note on it.
        document = self.sudo()
        document.activity_feedback(["jxc_core.mail_activity_type_release"])
        document.message_post(
            body=self.env._(
                "Released by %(user)s: %(reason)s",
                user=self.env.user.name,
                reason=reason,
            )
            + Markup("<br/>")
            + Markup("<br/>").join(hold.sentence for hold in holds),
            author_id=self.env.user.partner_id.id,
        )
