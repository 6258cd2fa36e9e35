from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import float_compare


class JxcRelease(models.Model):
    """Somebody let one hold of one document pass, and answers for it.

    A release covers the content that was seen (`digest`) up to the amount that was
    seen (`ceiling`, in `currency_name`) until `valid_until`. It is never edited: the
    newest record of a document and code speaks, and a withdrawal is a record too.
    """

    _name = "jxc.release"
    _description = "Release"
    _inherit = ["jxc.chained"]
    _rec_name = "document_name"

    # === FIELDS ===
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    document_name = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    code = fields.Char(string="Hold Code", required=True, readonly=True)
    kind = fields.Selection(
        [("release", "Released"), ("withdraw", "Withdrawn")],
        required=True,
        readonly=True,
        default="release",
    )
    sentence = fields.Text(string="Rule", readonly=True)
    digest = fields.Char(string="Content Digest", readonly=True)
    ceiling = fields.Float(
        readonly=True, help="The amount that was seen, in the currency beside it."
    )
    currency_name = fields.Char(string="Currency", readonly=True)
    valid_until = fields.Date(
        readonly=True, help="Last day on which the release counts; empty: no end."
    )
    user_id = fields.Many2one(
        "res.users", string="Released By", required=True, readonly=True
    )
    on_behalf_id = fields.Many2one("res.users", string="On Behalf Of", readonly=True)
    requester_id = fields.Many2one("res.users", string="Asked By", readonly=True)
    reason = fields.Text(required=True, readonly=True)

    _document_idx = models.Index("(res_model, res_id, code, number DESC)")

    # === POLICY ===
    def _jxc_get_sealed_content(self):
        """Add everything that was decided to the sealed content."""
        names = (
            "res_model res_id code kind sentence digest ceiling currency_name reason"
        ).split()
        return super()._jxc_get_sealed_content() | {
            **{name: self[name] or "" for name in names},
            "valid_until": fields.Date.to_string(self.valid_until) or "",
            "users": [self.user_id.id, self.on_behalf_id.id, self.requester_id.id],
            "company": self.company_id.id,
        }

    @api.model
    def _jxc_get_current(self, res_model, res_ids, codes):
        """Return {(res_id, code): newest release} of these documents; one query."""
        # sudo: whoever passes a gate need not read the trail, the gate must.
        releases = self.sudo().search(
            Domain("res_model", "=", res_model)
            & Domain("res_id", "in", res_ids)
            & Domain("code", "in", codes),
            order="number",
        )
        return {(release.res_id, release.code): release for release in releases}

    def _jxc_covers(self, hold, today):
        """Tell whether this release lets `hold` pass on the date `today`.

        The content must be the one that was seen, and the amount not above the one
        that was seen. Amounts of documents are rounded already; six digits only keep
        binary noise out of the comparison.
        """
        if not self or self.kind != "release" or self.digest != hold.digest:
            return False
        if self.valid_until and self.valid_until < today:
            return False
        return self.currency_name == (hold.currency or False) and (
            float_compare(hold.amount, self.ceiling, precision_digits=6) <= 0
        )

    @api.model
    def _jxc_release_holds(self, document, holds, reason, valid_until=False):
        """Write a release for each of `holds` of one `document`; return them.

        :param document: record of a gated model
        :param holds: holds of this document that the current user lets pass
        :param reason: why, in the releaser's words
        :param valid_until: date, last day on which it counts
        :raise AccessError: when the user's role may not release one of the holds, or
            released it for themself although the company forbids that
        """
        document._jxc_check_may_release(holds)
        requester = document._jxc_get_requesters()[:1]
        vals_list = [
            {
                "res_model": document._name,
                "res_id": document.id,
                "document_name": document.display_name,
                "company_id": document.company_id.id,
                "code": hold.code,
                "sentence": hold.text,
                "digest": hold.digest,
                "ceiling": hold.amount,
                "currency_name": hold.currency,
                "valid_until": valid_until,
                "user_id": self.env.user.id,
                "requester_id": requester.id,
                "reason": reason,
            }
            for hold in holds
        ]
        # sudo: nobody has create rights on the trail; the check above is the right.
        return self.sudo().create(vals_list)

    # === ACTIONS ===
    def action_jxc_withdraw(self, reason=None):
        """End this release: a record of kind "withdrawn" is added.

        :raise AccessError: for anybody who could not have given it
        """
        self.check_access("read")
        for release in self:
            document = self.env[release.res_model].browse(release.res_id)
            group = document._jxc_get_release_group(release.code)
            if not group or not self.env.user.has_group(group):
                raise AccessError(
                    self.env._(
                        "Only those who may release %(document)s can withdraw it.",
                        document=release.document_name,
                    )
                )
            (vals,) = release.copy_data()
            vals.update(
                kind="withdraw",
                user_id=self.env.user.id,
                reason=reason or self.env._("Withdrawn"),
            )
            # sudo: nobody has create rights on the trail; checked above.
            self.sudo().create(vals)
        return True

    def action_jxc_open_document(self):
        """Open the document that was released."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
