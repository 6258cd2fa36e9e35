import json

from markupsafe import Markup, escape

from odoo import models

ACTIVITY = "jxc_approval.mail_activity_type_approval"


# One subject a file; together they would fill several screens.
class JxcApprovalRequest(models.Model):  # pylint: disable=consider-merging-classes-inherited
    _inherit = "jxc.approval.request"

    # === POLICY: TELLING PEOPLE ===
    def _jxc_after_change(self, reason=""):
        """Tell whoever has to know, after any act on these requests."""
        for request in self:
            tasks = request.task_ids.filtered(lambda task: task.state == "open")
            pending = request.state == "pending"
            request.turn_user_ids = tasks.user_id if pending else False
            request._jxc_get_document()._jxc_forget_request()
        self._jxc_sync_activities()
        for request in self:
            if request.state != "pending":
                request._jxc_tell_requesters(reason)
        self._jxc_broadcast()

    def _jxc_get_asked(self):
        """Return whom these requests wait for today: approvers and their deputies."""
        self.ensure_one()
        users = self.turn_user_ids
        deputies = self.env["jxc.approval.delegation"]._jxc_get_deputies(users)
        for others in deputies.values():
            users |= others.filtered(self._jxc_may_decide)
        return users

    def _jxc_sync_activities(self):
        """Leave one activity per person whose turn it is, and none to others.

        It is on the document where the person may read it, else on the request.
        """
        kind = self.env.ref(ACTIVITY)
        for request in self:
            wanted = request._jxc_get_asked()
            document = request._jxc_get_document()
            present = request.activity_ids
            if "activity_ids" in document._fields:
                present |= document.activity_ids
            present = present.filtered_domain([("activity_type_id", "=", kind.id)])
            moot = present.filtered_domain([("user_id", "not in", wanted.ids)])
            moot.unlink()
            request.involved_ids |= wanted
            for user in wanted - (present - moot).user_id:
                request._jxc_ask_user(user, document)

    def _jxc_ask_user(self, user, document):
        """Schedule the one activity of `user`, in their language.

        :param document: superuser record that the request is about
        """
        place = self
        if "activity_ids" in document._fields and document.with_user(user).has_access(
            "read"
        ):
            place = document
        place = place.with_context(lang=user.lang)
        lines = (place.env._("Asked by %s", self.requester_id.name), self.reason)
        place.activity_schedule(
            ACTIVITY,
            user_id=user.id,
            summary=place.env._("Approve %s", self.document_name),
            note=Markup("<br/>").join(escape(line) for line in lines if line),
        )

    def _jxc_tell_requesters(self, reason=""):
        """Tell the requesters how the request ended, each in their language."""
        others = self.requester_ids.filtered(lambda user: not user.share)
        others -= self.env.user
        for lang, users in others.grouped("lang").items():
            request = self.with_context(lang=lang)
            states = dict(request._fields["state"]._description_selection(request.env))
            request.message_notify(
                partner_ids=users.partner_id.ids,
                subject=self.document_name,
                body=request.env._(
                    "%(document)s: %(state)s by %(user)s. %(reason)s",
                    document=self.document_name,
                    state=states[self.state],
                    user=self.env.user.name,
                    reason=reason or "",
                ),
            )

    def _jxc_broadcast(self):
        """Have open screens show these requests and documents anew.

        Only names of models and ids are sent; each screen reads what its user may.
        """
        if not self:
            return
        # sudo: the group is only the address to which the news is sent.
        everybody = self.env.ref("base.group_user").sudo()
        everybody._bus_send(
            "jxc_approval/changed",
            {
                "requests": self.ids,
                "documents": [[r.res_model, r.res_id] for r in self],
            },
        )

    # === POLICY: SHOWING ===
    def _jxc_get_table_values(self):
        """Return the rows of the document before and after, for the template."""
        self.ensure_one()
        document = self.env.get(self.res_model)
        fields_of = {} if document is None else document._fields
        after = json.loads(self.rows or "[]")
        before = {row["key"]: row for row in json.loads(self.previous_rows or "[]")}
        keys = list(dict.fromkeys([*before, *(row["key"] for row in after)]))
        now = {row["key"]: row for row in after}
        rows = []
        for key in keys:
            row = now.get(key) or before[key]
            field = fields_of.get(row.get("field"))
            label = field._description_string(self.env) if field else row.get("label")
            old = before.get(key, {}).get("value", "")
            new = now.get(key, {}).get("value", "")
            if old or new:
                rows.append(
                    {"label": label, "old": old, "new": new, "changed": old != new}
                )
        return {"rows": rows, "compare": bool(before)}

    def _jxc_get_asked_notification(self):
        """Return the client action that says who was asked."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Asked: %s", ", ".join(self.turn_user_ids.mapped("name"))
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
