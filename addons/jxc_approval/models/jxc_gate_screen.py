from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

PENDING = "pending"


# One subject a file; together they would fill several screens.
class JxcGate(models.AbstractModel):
    """What a document's screen says about its last request."""

    _inherit = "jxc.gate"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_approval_text = fields.Char(
        string="How Far the Approval Is", compute="_compute_jxc_approval_text"
    )
    jxc_can_open_request = fields.Boolean(compute="_compute_jxc_approval_text")
    jxc_approval_change = fields.Html(
        string="Changed Since It Was Approved",
        compute="_compute_jxc_approval_change",
        groups="jxc_core.group_price_reader",
    )
    jxc_my_turn = fields.Boolean(search="_search_jxc_my_turn")

    # === COMPUTE ===
    @api.depends_context("uid", "lang")
    def _compute_jxc_approval_text(self):
        """Whom the document waits for, or who turned it down and why."""
        for document in self:
            request = document.jxc_approval_request_id
            # sudo: whoever reads the document sees how far its approval is.
            document.jxc_approval_text = request.sudo()._jxc_get_state_text()
            document.jxc_can_open_request = bool(request) and request.sudo(
                False
            ).has_access("read")

    @api.depends_context("lang")
    def _compute_jxc_approval_change(self):
        """What was approved beside what it became, while that waits for an answer."""
        for document in self:
            # sudo: whoever reads the document and its prices sees what changed in it.
            request = document.jxc_approval_request_id.sudo()
            asked = request.state == PENDING and request.previous_rows
            document.jxc_approval_change = asked and request.content_table

    def _search_jxc_my_turn(self, operator, value):
        """Find the documents that wait for the reader's decision."""
        if operator != "in":
            return NotImplemented
        requests = self.env["jxc.approval.request"]
        query = requests._search(
            [("res_model", "=", self._name), ("my_turn", "=", True)]
        )
        # A question within the question: whoever is asked ten thousand times need not
        # have them all read for the first page.
        documents = query.subselect(SQL.identifier(query.table, "res_id"))
        domain = Domain("id", "in", documents)
        return domain if True in value else ~domain
