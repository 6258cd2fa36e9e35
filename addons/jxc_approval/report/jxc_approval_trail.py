from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_repr

# Documents on one print: a stack of paper, not a data export.
MAX_DOCUMENTS = 100


class JxcApprovalTrail(models.AbstractModel):
    """The trail of documents, as its reader may see it, to be printed and exported.

    Everything is read with the reader's own rights; what they may not read is counted
    and said to be left out, never shown. For people inside only: no page of the
    portal and no mail to a vendor or customer calls this.
    """

    _name = "jxc.approval.trail"
    _description = "Trail of Documents"

    # === POLICY ===
    @api.model
    def _jxc_get_acts(self, documents):
        """Return the acts about these documents that the reader may read, in order.

        :param documents: {model: [ids]}
        :raise AccessError: for whoever is not from the house
        """
        domain = fields.Domain.OR(
            fields.Domain("res_model", "=", name) & fields.Domain("res_id", "in", ids)
            for name, ids in documents.items()
        )
        return self.env["jxc.approval.act"].search(domain, order="number")

    @api.model
    def _jxc_check_printable(self, documents):
        """Refuse what would be an empty paper, or a stack of it.

        :param documents: {model: [ids]}
        :return: the acts
        :raise UserError: says what to do
        :raise AccessError: for whoever is not from the house
        """
        acts = self._jxc_get_acts(documents)
        if not acts:
            raise UserError(
                self.env._(
                    "There is no trail that you may read: nothing was submitted yet, "
                    "or you were not asked. Ask an approval auditor."
                )
            )
        if len(set(acts.mapped(lambda act: (act.res_model, act.res_id)))) > (
            MAX_DOCUMENTS
        ):
            raise UserError(
                self.env._(
                    "Choose %(most)s documents at most, or export the trail instead.",
                    most=MAX_DOCUMENTS,
                )
            )
        return acts

    @api.model
    def _jxc_get_paper(self, documents):
        """Return what is printed about these documents: plain values, no records.

        Moments are texts in the reader's time zone, texts in their language.

        :param documents: {model: [ids]}
        :return: {"title", "by", "verdict": (intact, sentence), "documents": list}
        """
        acts = self._jxc_check_printable(documents)
        hidden = self._jxc_count_hidden(acts)
        papers = [
            self._jxc_get_document_paper(own, hidden.get(key, 0))
            for key, own in acts.grouped(
                lambda act: (act.res_model, act.res_id)
            ).items()
        ]
        zone = self.env.context.get("tz") or self.env.user.tz or "UTC"
        return {
            "title": self.env._("Approval Trail"),
            "by": self.env._(
                "Printed by %(user)s, %(moment)s. Times: %(zone)s. Internal, not for "
                "vendors or customers.",
                user=self.env.user.name,
                moment=self._jxc_get_moment(fields.Datetime.now()),
                zone=zone,
            ),
            "verdict": self.env["jxc.approval.check"]._jxc_get_verdict(acts),
            "documents": papers,
        }

    @api.model
    def _jxc_count_hidden(self, acts):
        """Return {(model, id): acts about it that the reader may not read}."""
        acts.flush_model(["res_model", "res_id"])
        keys = tuple({(act.res_model, act.res_id) for act in acts})
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_model, res_id, COUNT(*)
                  FROM jxc_approval_act
                 WHERE (res_model, res_id) IN %s AND NOT id = ANY(%s)
              GROUP BY res_model, res_id
                """,
                keys,
                acts.ids,
            )
        )
        return {(model, res_id): count for model, res_id, count in rows}

    @api.model
    def _jxc_get_document_paper(self, acts, hidden):
        """Return what is printed about one document.

        :param acts: its acts
        :param hidden: how many the reader may not read
        """
        # sudo: how a kind of document is called, and whose company it is of.
        kind = self.env["ir.model"].sudo()._get(acts[0].res_model).name
        company = acts.sudo().company_id[:1].name
        parts = [
            self._jxc_get_request_paper(request, own)
            if request
            else {
                "heading": self.env._("Outside any request"),
                "facts": [],
                "rows": [],
                "compare": False,
                "acts": self._jxc_get_act_rows(own),
            }
            for request, own in acts.grouped("request_id").items()
        ]
        left_out = self.env._(
            "%(count)s acts are left out: you may not read them.", count=hidden
        )
        return {
            "name": acts[-1].document_name or "",
            "kind": kind or acts[0].res_model,
            "company": company or "",
            "parts": parts,
            "hidden": left_out if hidden else "",
        }

    @api.model
    def _jxc_get_request_paper(self, request, acts):
        """Return what is printed about one request and its `acts`."""
        states = dict(request._fields["state"]._description_selection(self.env))
        rules = self.env["jxc.approval.rule"]
        kinds = dict(rules._fields["kind"]._description_selection(self.env))
        # sudo: names of colleagues, of the rule and its steps, of a readable request.
        asked = request.sudo()
        facts = [
            (self.env._("Kind"), kinds.get(request.kind, "")),
            (self.env._("Rule"), asked.rule_id.name),
            (self.env._("Asked by"), ", ".join(asked.requester_ids.mapped("name"))),
            (self.env._("Reason"), request.reason),
            *[
                (
                    self.env._("Step: %s", tasks[0].name or ""),
                    self._jxc_get_people(tasks),
                )
                for tasks in asked.task_ids.sorted(lambda t: (t.stage, t.slot, t.id))
                .grouped("slot")
                .values()
            ],
        ]
        table = {"rows": [], "compare": False}
        if self._jxc_is_readable(request, "rows"):
            table = request._jxc_get_table_values()
        return {
            "heading": self.env._(
                "Request %(number)s: %(state)s",
                number=request.id,
                state=states[request.state],
            ),
            "facts": [(label, text) for label, text in facts if text],
            **table,
            "acts": self._jxc_get_act_rows(acts),
        }

    @api.model
    def _jxc_get_people(self, tasks):
        """Return in a line who was asked in one step, and what became of it.

        :param tasks: tasks of one slot, as superuser
        """
        states = dict(tasks._fields["state"]._description_selection(self.env))
        return "; ".join(
            f"{task.user_id.name}: {states[task.state]}"
            + (
                f" ({task.decided_by_id.name})"
                if task.decided_by_id not in (task.user_id, task.decided_by_id.browse())
                else ""
            )
            for task in tasks
        )

    @api.model
    def _jxc_get_act_rows(self, acts):
        """Return the acts as the paper lists them, one dict of texts each."""
        kinds = dict(acts._fields["kind"]._description_selection(self.env))
        channels = dict(acts._fields["channel"]._description_selection(self.env))
        priced = self._jxc_is_readable(acts, "amount")
        digits = self._jxc_get_currency_digits()
        rows = []
        # sudo: names of colleagues and kinds of reasons of acts that were read.
        for act, named in zip(acts, acts.sudo(), strict=True):
            who = [named.user_id.name]
            if named.on_behalf_id:
                who.append(self.env._("for %s", named.on_behalf_id.name))
            if named.target_id:
                who.append(self.env._("to %s", named.target_id.name))
            currency = act.currency_name or ""
            amount = float_repr(act.amount, digits.get(currency, 2)) if priced else ""
            origin = (channels.get(act.channel), act.address, act.device)
            rows.append(
                {
                    "number": str(act.number),
                    "moment": self._jxc_get_moment(act.moment),
                    "act": kinds[act.kind],
                    "step": act.step_name or "",
                    "who": ", ".join(name for name in who if name),
                    "origin": " · ".join(text for text in origin if text),
                    "amount": f"{amount} {currency}" if priced and currency else "",
                    "digest": (act.digest or "")[:12],
                    "chain": (act.chain_digest or "")[:12],
                    "reason": ": ".join(
                        text for text in (named.reason_id.name, act.reason) if text
                    ),
                }
            )
        return rows

    @api.model
    def _jxc_get_currency_digits(self):
        """Return {name of a currency: its decimals}."""
        currencies = self.env["res.currency"].with_context(active_test=False)
        return {one.name: one.decimal_places for one in currencies.search([])}

    @api.model
    def _jxc_get_moment(self, moment):
        """Return a UTC moment as text in the reader's time zone, to the second."""
        local = fields.Datetime.context_timestamp(self, moment)
        return local.strftime("%Y-%m-%d %H:%M:%S")

    @api.model
    def _jxc_is_readable(self, records, name):
        """Tell whether the reader's roles let them read this field."""
        return records._has_field_access(records._fields[name], "read")

    # === ACTIONS ===
    @api.model
    def action_jxc_print(self, res_model, res_ids):
        """Download the trail of these documents as PDF.

        :param res_model: their model; "jxc.approval.request": the requests' documents
        :raise UserError: when there is nothing to print, or too much
        :raise AccessError: for whoever may not read the documents
        """
        documents = self._jxc_get_documents(res_model, res_ids)
        acts = self._jxc_check_printable(documents)
        ids = set(acts.mapped("res_id"))
        if res_model == "jxc.approval.request":
            # One of the requests stands for its document.
            requests = self.env[res_model].browse(res_ids)
            found = requests.grouped(lambda one: (one.res_model, one.res_id))
            ids = {one[0].id for one in found.values()}
        ids = ",".join(map(str, sorted(ids)))
        return {
            "type": "ir.actions.act_url",
            "url": f"/jxc/approval/trail.pdf?model={res_model}&ids={ids}",
            "target": "download",
        }

    @api.model
    def action_jxc_export(self, res_model, res_ids):
        """Download the trail of these documents, or these acts, as XLSX.

        :param res_model: "jxc.approval.act": the acts themselves; otherwise as above
        :raise UserError: when there is nothing to export
        :raise AccessError: for whoever may not read the documents or acts
        """
        acts = self.env["jxc.approval.act"]
        if res_model == acts._name:
            acts = acts.browse(res_ids).exists()
            acts.check_access("read")
        else:
            acts = self._jxc_get_acts(self._jxc_get_documents(res_model, res_ids))
        return self.env["jxc.approval.export"]._jxc_get_download(acts)

    @api.model
    def _jxc_get_documents(self, res_model, res_ids):
        """Return {model: [ids]} of the documents that are meant.

        Whoever may not read a document gets its trail from the request about it, if
        they are involved in that.

        :raise AccessError: when one of the records is not the reader's to read
        """
        model = self.env.get(res_model)
        if model is None or model._abstract or model._transient:
            raise UserError(
                self.env._("There are no documents of the kind %s.", res_model)
            )
        records = model.browse(res_ids).exists()
        records.check_access("read")
        if res_model != "jxc.approval.request":
            return {res_model: records.ids}
        return {
            name: sorted(set(requests.mapped("res_id")))
            for name, requests in records.grouped("res_model").items()
        }
