from odoo import api, fields, models
from odoo.http import request

KINDS = [
    ("submit", "Submitted"),
    ("approve", "Approved"),
    ("auto", "Counted once"),
    ("refuse", "Refused"),
    ("return", "Returned for change"),
    ("withdraw", "Withdrawn"),
    ("forward", "Forwarded"),
    ("add", "Approver added"),
    ("delegate", "Deputy named"),
    ("undelegate", "Deputy ended"),
    ("remind", "Reminded"),
    ("escalate", "Escalated"),
    ("break", "Seal broken"),
    ("seal", "Sealed"),
    ("release", "Released directly"),
    ("moot", "No longer needed"),
]


class JxcApprovalAct(models.Model):
    """One act in the life of an approval: who, when, from where, why, what was seen.

    Append-only and chained; nobody edits or deletes it through the product. What a
    request shows follows from its acts, never the other way round.
    """

    _name = "jxc.approval.act"
    _description = "Approval Trail"
    _inherit = ["jxc.chained", "jxc.document.reference"]
    _rec_name = "document_name"

    # === FIELDS ===
    request_id = fields.Many2one(
        "jxc.approval.request", readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, string="Act", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Who", required=True, readonly=True)
    on_behalf_id = fields.Many2one("res.users", string="On Behalf Of", readonly=True)
    target_id = fields.Many2one("res.users", string="To Whom", readonly=True)
    step_name = fields.Char(string="Step", readonly=True)
    reason = fields.Text(readonly=True)
    reason_id = fields.Many2one(
        "jxc.approval.reason",
        string="Kind of Reason",
        readonly=True,
        ondelete="restrict",
    )
    digest = fields.Char(
        string="Content Seen", readonly=True, help="Digest of what was decided on."
    )
    amount = fields.Float(
        string="Amount Seen",
        readonly=True,
        groups="jxc_core.group_price_reader",
        help="In the currency beside it, taxes included.",
    )
    currency_name = fields.Char(string="Currency", readonly=True)
    channel = fields.Selection(
        [("web", "Web client or RPC"), ("job", "Scheduled action")],
        string="How",
        readonly=True,
    )
    address = fields.Char(
        string="From Where", readonly=True, help="Network address of the client."
    )
    device = fields.Char(readonly=True, help="What the client says it is.")

    # === POLICY ===
    def _jxc_get_sealed_content(self):
        """Add the whole act to the sealed content."""
        names = (
            "res_model res_id document_name kind step_name reason digest amount "
            "currency_name channel address device"
        ).split()
        links = "request_id user_id on_behalf_id target_id reason_id company_id".split()
        return (
            super()._jxc_get_sealed_content()
            | {name: self[name] or "" for name in names}
            | {name: self[name].id or 0 for name in links}
        )

    @api.model
    def _jxc_get_origin(self):
        """Return from where the current act comes, as values of an act."""
        if not request:
            return {"channel": "job"}
        client = request.httprequest
        return {
            "channel": "web",
            "address": client.remote_addr or "",
            "device": (client.user_agent.string or "")[:200],
        }

    @api.model
    def _jxc_write_down(self, vals_list):
        """Add acts to the trail; return them as superuser.

        :param vals_list: values; who and from where default to the current user's
        """
        origin = self._jxc_get_origin()
        # sudo: nobody has create rights on the trail; the act was checked before.
        return self.sudo().create(
            [{"user_id": self.env.user.id, **origin, **vals} for vals in vals_list]
        )

    def _jxc_get_first_broken(self):
        """Return the number of the first of these acts that is not intact, or 0.

        Each is compared with its own digest and with the link before it; one query
        for all links before. Call it as superuser.
        """
        before = self.search([("number", "in", [act.number - 1 for act in self])])
        digests = {act.number: act.chain_digest for act in before} | {0: ""}
        for act in self.sorted("number"):
            if (
                act.previous_digest != digests.get(act.number - 1)
                or act.chain_digest != act._jxc_get_digest()
            ):
                # 0 means that nothing is broken; such a number was never given.
                return act.number or -1
        return 0
