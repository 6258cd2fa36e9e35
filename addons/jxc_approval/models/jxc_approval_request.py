from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.jxc_core.tools.hold import digest_of


class JxcApprovalRequest(models.Model):
    """Somebody asked that a held document may pass, and said why.

    Written once and chained like the releases it asks for; the answers are records
    of their own, so what was asked stays what was asked.
    """

    _name = "jxc.approval.request"
    _description = "Release Request"
    _inherit = ["jxc.chained"]
    _rec_name = "document_name"

    # === FIELDS ===
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    document_name = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    gate_step = fields.Char(
        string="Step", required=True, readonly=True, help="What the document waits for."
    )
    codes = fields.Char(
        string="Hold Codes", required=True, readonly=True, help="Separated by commas."
    )
    sentence = fields.Text(string="Rules", readonly=True)
    digest = fields.Char(
        string="Content Digest",
        readonly=True,
        help="What was held when the release was asked for.",
    )
    requester_id = fields.Many2one(
        "res.users", string="Asked By", required=True, readonly=True, index=True
    )
    asked_ids = fields.Many2many(
        "res.users", string="Asked Of", readonly=True, help="Any of them may answer."
    )
    reason = fields.Text(required=True, readonly=True)
    step_ids = fields.One2many(
        "jxc.approval.step", "request_id", string="Answers", readonly=True
    )
    state = fields.Selection(
        [("open", "Open"), ("released", "Released"), ("moot", "No longer needed")],
        compute="_compute_state",
        search="_search_state",
        help="Follows from the answers and from where the document stands now.",
    )

    _document_idx = models.Index("(res_model, res_id, number DESC)")

    # === COMPUTE ===
    @api.depends("step_ids.complete")
    def _compute_state(self):
        """A request ends with an answer to all its holds, or with its reason."""
        # sudo: whoever asked sees whether the document still waits, not the document.
        requests = self.sudo()
        waiting = requests._jxc_get_waiting()
        for request in requests:
            if any(request.step_ids.mapped("complete")):
                request.state = "released"
            else:
                request.state = "open" if request in waiting else "moot"

    def _search_state(self, operator, value):
        """Find requests by their state; the unanswered ones are looked at."""
        if operator != "in":
            return NotImplemented
        answered = Domain("step_ids.complete", "=", True)
        domain = answered if "released" in value else Domain.FALSE
        if {"open", "moot"} & set(value):
            # sudo: only ids leave, and the search itself applies the reader's rules.
            unanswered = self.sudo().search(~answered)
            waiting = unanswered._jxc_get_waiting()
            if "open" in value:
                domain |= Domain("id", "in", waiting.ids)
            if "moot" in value:
                domain |= Domain("id", "in", (unanswered - waiting).ids)
        return domain

    # === POLICY ===
    def _jxc_get_sealed_content(self):
        """Add everything that was asked to the sealed content."""
        names = "res_model res_id gate_step codes sentence digest reason".split()
        return super()._jxc_get_sealed_content() | {
            **{name: self[name] or "" for name in names},
            "requester": self.requester_id.id,
            "asked": sorted(self.asked_ids.ids),
            "company": self.company_id.id,
        }

    def _jxc_get_waiting(self):
        """Return the requests whose document still waits for the same step."""
        waiting = self.browse()
        for model, requests in self.grouped("res_model").items():
            if self.env.get(model) is None:
                continue
            documents = self.env[model].browse(requests.mapped("res_id")).exists()
            steps = {
                document.id: document._jxc_get_next_step() for document in documents
            }
            waiting |= requests.filtered(
                lambda request, steps=steps: (
                    steps.get(request.res_id) == request.gate_step
                )
            )
        return waiting

    @api.model
    def _jxc_get_open(self, document):
        """Return the unanswered requests about one document, as superuser."""
        # sudo: who answers need not be among those who were asked.
        return self.sudo().search(
            Domain("res_model", "=", document._name)
            & Domain("res_id", "=", document.id)
            & ~Domain("step_ids.complete", "=", True)
        )

    @api.model
    def _jxc_prepare_request_vals(self, document, holds, asked, reason):
        """Return the values of a request about the open `holds` of `document`.

        :param asked: users who may release them
        :param reason: why, in the words of the current user
        """
        return {
            "res_model": document._name,
            "res_id": document.id,
            "document_name": document.display_name,
            "company_id": document.company_id.id,
            "gate_step": document._jxc_get_next_step(),
            "codes": ",".join(sorted({hold.code for hold in holds})),
            "sentence": "\n".join(hold.sentence for hold in holds),
            "digest": digest_of(sorted([hold.code, hold.digest] for hold in holds)),
            "requester_id": self.env.user.id,
            "asked_ids": [fields.Command.set(asked.ids)],
            "reason": reason,
        }

    # === ACTIONS ===
    def action_jxc_open_document(self):
        """Open the document that waits."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
