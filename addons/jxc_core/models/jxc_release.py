import json

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import float_compare

from ..tools.hold import is_within


class JxcRelease(models.Model):
    """Somebody let one hold of one document pass, and answers for it.

    A release covers the content that was seen (`digest`) up to the amount that was
    seen (`ceiling`, in `currency_name`) until `valid_until`. It is never edited: the
    newest record of a document and code speaks, and a withdrawal is a record too.
    """

    _name = "jxc.release"
    _description = "Release"
    _inherit = ["jxc.chained", "jxc.document.reference"]
    _rec_name = "document_name"

    # === FIELDS ===
    code = fields.Char(string="Hold Code", required=True, readonly=True)
    kind = fields.Selection(
        [("release", "Released"), ("withdraw", "Withdrawn")],
        required=True,
        readonly=True,
        default="release",
    )
    sentence = fields.Text(string="Rule", readonly=True)
    digest = fields.Char(string="Content Digest", readonly=True)
    content = fields.Text(
        readonly=True,
        help="What was seen, as JSON, where a part of it may shrink afterwards.",
    )
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
        """Add everything that was decided to the sealed content.

        The content that was seen is sealed where there is any, so that the links
        written before it was kept stay intact.
        """
        names = (
            "res_model res_id code kind sentence digest ceiling currency_name reason"
        ).split()
        if self.content:
            names.append("content")
        return super()._jxc_get_sealed_content() | {
            **{name: self[name] or "" for name in names},
            "valid_until": fields.Date.to_string(self.valid_until) or "",
            "users": [self.user_id.id, self.on_behalf_id.id, self.requester_id.id],
            "company": self.company_id.id,
        }

    @api.model
    def _jxc_get_current(self, res_model, res_ids, codes=None):
        """Return {(res_id, code): newest release} of these documents; one query.

        :param codes: hold codes; None: all
        """
        domain = Domain("res_model", "=", res_model) & Domain("res_id", "in", res_ids)
        if codes is not None:
            domain &= Domain("code", "in", codes)
        # sudo: whoever passes a gate need not read the trail, the gate must.
        releases = self.sudo().search(domain, order="number")
        return {(release.res_id, release.code): release for release in releases}

    @api.model
    def _jxc_filter_open(self, res_model, holds):
        """Return those of `holds` that no valid release answers; one query.

        :param res_model: the model of their documents, gated or not
        """
        if not holds:
            return []
        releases = self._jxc_get_current(
            res_model, [hold.res_id for hold in holds], [hold.code for hold in holds]
        )
        return [
            hold
            for hold in holds
            if not releases.get((hold.res_id, hold.code), self.browse())._jxc_covers(
                hold
            )
        ]

    def _jxc_covers(self, hold):
        """Tell whether this release lets `hold` pass today, in its company's time zone.

        The content must be the one that was seen or within it, and the amount not
        above the one that was seen. Amounts of documents are rounded already; six
        digits only keep binary noise out of the comparison.
        """
        if not self or self.kind != "release":
            return False
        # Not the reader's day: the time zone of a context is the caller's to choose.
        company = self.company_id or self.env.company
        if self.valid_until and company._jxc_is_past(self.valid_until):
            return False
        if (self.currency_name or "") != (hold.currency or "") or (
            float_compare(hold.amount, self.ceiling, precision_digits=6) > 0
        ):
            return False
        return (self.digest or "") == (hold.digest or "") or bool(
            self.content
            and hold.content
            and is_within(json.loads(self.content), hold.content)
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
        return self._jxc_write_releases(
            document,
            holds,
            reason,
            valid_until,
            requester=document._jxc_get_requesters()[:1],
        )

    @api.model
    def _jxc_write_releases(
        self,
        document,
        holds,
        reason,
        valid_until=False,
        *,
        user=None,
        on_behalf=None,
        requester=None,
    ):
        """Write a release for each of `holds` of one `document`; return them.

        The right to release was checked by whoever calls.

        :param document: record of any model
        :param user: who releases; the current user when not given
        :param on_behalf: in whose place, when a deputy does
        :param requester: who asked
        """
        company = document.company_id if "company_id" in document._fields else None
        vals_list = [
            {
                "res_model": document._name,
                "res_id": document.id,
                "document_name": document.display_name,
                "company_id": company.id if company else False,
                "code": hold.code,
                "sentence": hold.text,
                "digest": hold.digest,
                "content": (
                    json.dumps(hold.content, default=str) if hold.content else False
                ),
                "ceiling": hold.amount,
                "currency_name": hold.currency,
                "valid_until": valid_until,
                "user_id": (user or self.env.user).id,
                "on_behalf_id": on_behalf.id if on_behalf else False,
                "requester_id": requester.id if requester else False,
                "reason": reason,
            }
            for hold in holds
        ]
        # sudo: nobody has create rights on the trail; the right was checked before.
        return self.sudo().create(vals_list)

    def _jxc_write_withdrawals(self, reason):
        """Add a record of kind "withdrawn" to each of these; return them.

        The right to withdraw was checked by whoever calls.
        """
        # sudo: nobody has create rights on the trail; the right was checked before.
        trail = self.sudo()
        return trail.create(
            [
                vals
                | {
                    "kind": "withdraw",
                    "user_id": self.env.user.id,
                    "on_behalf_id": False,
                    "reason": reason,
                }
                for vals in trail.copy_data()
            ]
        )

    @api.model
    def _jxc_withdraw_all(self, res_model, res_ids, reason, codes=None):
        """End every release of these documents that counts; return the withdrawals.

        For documents that were cancelled: one that comes back is judged anew. The
        right to cancel was checked by whoever calls.

        :param res_model: model of the documents
        :param codes: hold codes to end; all of them when not given
        """
        current = self._jxc_get_current(res_model, res_ids, codes).values()
        return self.browse(
            release.id for release in current if release.kind == "release"
        )._jxc_write_withdrawals(reason)

    # === ACTIONS ===
    def action_jxc_withdraw(self, reason=None):
        """End this release: a record of kind "withdrawn" is added.

        :raise AccessError: for anybody who could not have given it
        """
        self.check_access("read")
        for release in self:
            document, group = self.env.get(release.res_model), ""
            if hasattr(document, "_jxc_get_release_group"):
                document = document.browse(release.res_id)
                group = document._jxc_get_release_group(release.code)
            if not group or not self.env.user.has_group(group):
                raise AccessError(
                    self.env._(
                        "Only those who may release %(document)s can withdraw it.",
                        document=release.document_name,
                    )
                )
        self._jxc_write_withdrawals(reason or self.env._("Withdrawn"))
        return True
