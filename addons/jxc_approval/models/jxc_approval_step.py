from odoo import api, fields, models


class JxcApprovalStep(models.Model):
    """One person's answer to a request; never edited."""

    _name = "jxc.approval.step"
    _description = "Answer to a Release Request"
    _inherit = ["jxc.chained"]
    _rec_name = "reason"

    # === FIELDS ===
    request_id = fields.Many2one(
        "jxc.approval.request",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [("release", "Released")], required=True, readonly=True, default="release"
    )
    codes = fields.Char(
        string="Hold Codes",
        required=True,
        readonly=True,
        help="The holds that were answered, separated by commas.",
    )
    complete = fields.Boolean(
        readonly=True, help="With this answer every hold of the request is answered."
    )
    user_id = fields.Many2one(
        "res.users", string="Answered By", required=True, readonly=True
    )
    reason = fields.Text(required=True, readonly=True)

    # === POLICY ===
    def _jxc_get_sealed_content(self):
        """Add the whole answer to the sealed content."""
        return super()._jxc_get_sealed_content() | {
            "request": self.request_id.id,
            "kind": self.kind,
            "codes": self.codes,
            "complete": self.complete,
            "user": self.user_id.id,
            "reason": self.reason,
        }

    @api.model
    def _jxc_answer(self, requests, codes, reason):
        """Write down that the current user released `codes` of `requests`.

        :param codes: set of hold codes; those a request did not ask about are left out
        :param reason: why, in the words of the current user
        :return: the answers, as superuser
        """
        vals_list = []
        for request in requests:
            asked = set(request.codes.split(","))
            earlier = ",".join(request.step_ids.mapped("codes")).split(",")
            if asked & codes:
                vals_list.append(
                    {
                        "request_id": request.id,
                        "codes": ",".join(sorted(asked & codes)),
                        "complete": asked <= codes | set(earlier),
                        "user_id": self.env.user.id,
                        "reason": reason,
                    }
                )
        # sudo: nobody has create rights on the trail; releasing was checked before.
        return self.sudo().create(vals_list)
