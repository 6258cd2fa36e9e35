import json

from markupsafe import Markup, escape

from odoo import api, fields, models

from .mail_followers import ASKING

ACTIVITY = "jxc_approval.mail_activity_type_approval"
MAILER = "jxc_approval.ir_cron_mail"
EVERYBODY = "base.group_user"


class JxcApprovalRequest(models.Model):
    # One subject a file: together they would fill several screens.
    _inherit = "jxc.approval.request"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY: TELLING PEOPLE ===
    def _jxc_after_change(self):
        """Tell whoever has to know, after any act on these requests.

        What screens show changes at once; mails are written by the scheduled action,
        so that whoever decides does not wait for them.
        """
        if not self:
            return
        for document in self._jxc_get_documents().values():
            document._jxc_forget_request()
        self._jxc_read_people()
        self._jxc_sync_activities()
        # sudo: whoever decides cannot read scheduled actions, yet others are told.
        self.env["ir.cron"].sudo()._jxc_trigger_soon(MAILER)
        self._jxc_broadcast()

    def _jxc_read_people(self):
        """Read whoever has to do with these requests at once; two queries."""
        pending = self.filtered(lambda request: request.state == "pending")
        people = pending.task_ids.user_id | pending.requester_id
        self._jxc_read_contacts(people, pending.company_id)

    @api.model
    def _jxc_read_contacts(self, users, companies):
        """Read the languages and time zones of users and companies at once."""
        (users.partner_id | companies.partner_id).mapped("lang")

    def _jxc_get_asked(self):
        """Return {request: whom it waits for today: approvers and their deputies}."""
        asked = {}
        delegations = self.env["jxc.approval.delegation"]
        for request in self:
            users = request.turn_user_ids
            deputies = delegations._jxc_get_deputies(users, request.company_id)
            users |= deputies.filtered(request._jxc_may_decide)
            asked[request] = users.filtered("active")
        return asked

    def _jxc_sync_activities(self):
        """Leave one activity per person whose turn it is, and none to others.

        It is on the document where the person may read it, else on the request.
        """
        asked = self._jxc_get_asked()
        documents = self._jxc_get_documents()
        present = self._jxc_get_activities(documents)
        beside = self._jxc_get_asked_beside() if any(present.values()) else {}
        for request, wanted in asked.items():
            others = beside.get((request.res_model, request.res_id), wanted)
            kept = present[request].filtered_domain(
                [("user_id", "in", (wanted | others).ids)]
            )
            request._jxc_end_activities(present[request] - kept)
            if deputies := wanted - request.turn_user_ids:
                request.involved_ids |= deputies
            if missing := wanted - kept.user_id:
                request._jxc_ask_users(missing, documents[request])

    def _jxc_end_activities(self, activities):
        """Take back what asked people about this request who are asked no more.

        The activity of whoever decided is done, and kept as the host keeps it; the
        others never were.
        """
        decided = self.task_ids.decided_by_id
        done = activities.filtered(lambda activity: activity.user_id in decided)
        if done:
            today = fields.Date.today()
            done.write({"active": False, "date_done": today, "jxc_to_mail": False})
        if moot := activities - done:
            moot.unlink()

    def _jxc_get_activities(self, documents):
        """Return {request: the activities in which people are asked}, wherever.

        :param documents: {request: its document}
        """
        places = {}
        for request, document in documents.items():
            for place in (request, document):
                if place and "activity_ids" in place._fields:
                    places.setdefault(place._name, set()).add(place.id)
        Domain = fields.Domain
        found = self.env["mail.activity"].search_fetch(
            Domain("activity_type_id", "=", self._jxc_get_id(ACTIVITY))
            & Domain.OR(
                Domain("res_model", "=", name) & Domain("res_id", "in", list(ids))
                for name, ids in places.items()
            ),
            ["user_id", "active", "date_deadline", "res_model", "res_id"],
        )
        by_place = found.grouped(lambda one: (one.res_model, one.res_id))
        return {
            request: found.browse().union(
                by_place.get((self._name, request.id), found.browse()),
                by_place.get((document._name, document.id), found.browse()),
            )
            for request, document in documents.items()
        }

    def _jxc_get_asked_beside(self):
        """Return {(model, id): whom other pending requests about it wait for}."""
        beside = self.search(
            [
                ("res_model", "in", list(set(self.mapped("res_model")))),
                ("res_id", "in", self.mapped("res_id")),
                ("state", "=", "pending"),
                ("id", "not in", self.ids),
            ]
        )
        asked = {}
        for request, users in beside._jxc_get_asked().items():
            key = (request.res_model, request.res_id)
            asked[key] = asked.get(key, users) | users
        return asked

    @api.model
    def _jxc_get_id(self, xml_id):
        """Return the id of a record that an add-on ships; from memory."""
        data = self.env["ir.model.data"]
        return data._xmlid_to_res_id(xml_id, raise_if_not_found=True)

    def _jxc_ask_users(self, users, document):
        """Schedule one activity for each of `users`, in their language.

        :param document: superuser record that the request is about
        """
        today = self.company_id._jxc_get_today()
        vals_list = [
            {
                "activity_type_id": self._jxc_get_id(ACTIVITY),
                "res_model_id": self.env["ir.model"]._get_id(place._name),
                "res_id": place.id,
                "res_name": place.display_name,
                "user_id": user.id,
                "date_deadline": today,
                "automated": True,
                "jxc_to_mail": True,
                **self._jxc_prepare_activity_vals(user.lang),
            }
            for place, people in self._jxc_get_places(users, document).items()
            for user in people
        ]
        # The mail leaves with the scheduled action.
        quietly = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        memory = self.env.cr.cache
        memory[ASKING] = True
        try:
            quietly.create(vals_list)
        finally:
            del memory[ASKING]

    def _jxc_get_places(self, users, document):
        """Return {record: those of `users` who read it}: the document, or the request.

        :param document: superuser record that the request is about
        """
        readers = users.browse()
        if document and "activity_ids" in document._fields:
            readers = users.filtered(
                lambda user: document.with_user(user).has_access("read")
            )
        places = {document: readers, self: users - readers}
        return {place: people for place, people in places.items() if people}

    def _jxc_prepare_activity_vals(self, lang, reminder=False):
        """Return summary and note of an activity in the language `lang`."""
        request = self.with_context(lang=lang)
        summary = request.env._("Approve %s", request.document_name)
        if reminder:
            summary = request.env._("Reminder: approve %s", request.document_name)
        lines = (
            request.env._("Asked by %s", request.requester_id.name),
            request.reason,
        )
        return {
            "summary": summary,
            "note": Markup("<br/>").join(escape(line) for line in lines if line),
        }

    @api.model
    def _cron_jxc_mail(self):
        """Mail whoever was asked, and whoever was answered, since the last run.

        Each mail is a step of its own, committed by itself. Who is not asked any more
        gets none.
        """
        cron = self.env["ir.cron"]
        asked = self.env["mail.activity"].search([("jxc_to_mail", "=", True)])
        answered = self.search([("to_answer", "=", True)])
        cron._commit_progress(remaining=len(asked) + len(answered))
        for activity in asked:
            if activity.try_lock_for_update():
                activity.jxc_to_mail = False
                # sudo: a mail from whoever asked, about what the program scheduled.
                activity.with_user(activity.create_uid).sudo().action_notify()
            if not cron._commit_progress(1):
                return
        for request in answered:
            if request.try_lock_for_update():
                request.to_answer = False
                # sudo: a mail from whoever decided, about what the program keeps.
                request.with_user(request.decided_by_id).sudo()._jxc_tell_requesters()
            if not cron._commit_progress(1):
                return

    def _jxc_tell_requesters(self):
        """Tell the requesters how the request ended, each in their language."""
        reason = self.act_ids.sorted("number")[-1:].reason
        others = self.requester_ids.filtered(
            lambda user: user.active and not user.share
        )
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
        # sudo: the group is only the address to which the news is sent.
        everybody = self.env["res.groups"].sudo().browse(self._jxc_get_id(EVERYBODY))
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
