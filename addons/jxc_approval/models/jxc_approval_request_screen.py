from odoo import api, fields, models
from odoo.tools.misc import format_amount

PENDING = "pending"
# So many people are named in a sentence.
NAMED = 4


# One subject a file; together they would fill several screens.
class JxcApprovalRequest(models.Model):
    _inherit = "jxc.approval.request"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    turn_text = fields.Char(
        compute="_compute_turn_text", help="What the reader is asked, and for whom."
    )
    waiting_text = fields.Char(
        string="Waits For", compute="_compute_waiting_text", help="Whose turn it is."
    )
    can_open = fields.Boolean(compute="_compute_can_open")
    split_note = fields.Text(
        string="Orders Counted Together",
        compute="_compute_split_note",
        groups="jxc_core.group_price_reader",
        help="Orders of the last days without which fewer people would be asked.",
    )

    # === COMPUTE ===
    @api.depends("task_ids.state", "state")
    @api.depends_context("uid", "lang")
    def _compute_turn_text(self):
        """Tell the reader which step is theirs, and in whose place."""
        for request in self:
            tasks = request._jxc_get_tasks_of(self.env.user) if request.my_turn else []
            absent = [t.user_id.name for t in tasks if t.user_id != self.env.user]
            steps = ", ".join(dict.fromkeys(task.name or "" for task in tasks))
            if not tasks:
                request.turn_text = ""
            elif len(absent) == len(tasks):
                request.turn_text = self.env._(
                    "Your decision is asked in place of %(people)s: %(steps)s",
                    people=", ".join(dict.fromkeys(absent)),
                    steps=steps,
                )
            else:
                request.turn_text = self.env._("Your decision is asked: %s", steps)

    @api.depends("turn_user_ids", "state")
    @api.depends_context("lang")
    def _compute_waiting_text(self):
        """Name the people whose turn it is."""
        for request in self:
            # sudo: names of colleagues who are asked are no secret.
            asked = request.sudo()._jxc_get_asked()[request]
            names = asked.mapped("name") if request.state == PENDING else []
            request.waiting_text = ", ".join(names)

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_can_open(self):
        """Whether the reader may read the document itself."""
        for request in self:
            document = request._jxc_get_document().sudo(False)
            request.can_open = bool(document) and document.has_access("read")

    @api.depends("counted_ids")
    @api.depends_context("lang")
    def _compute_split_note(self):
        """Name the orders that count with the document, one a line."""
        for request in self:
            # sudo: what an approver decides on is shown to them.
            orders = request.sudo().counted_ids
            request.split_note = "\n".join(
                f"{order.name} · {order.partner_id.display_name} · "
                + format_amount(self.env, order.amount_total, order.currency_id)
                for order in orders
            )

    # === POLICY ===
    def _jxc_get_state_text(self):
        """Return in a sentence whom this request waits for, or why it was turned down.

        Call it as superuser; empty when there is nothing to say.
        """
        if self.state == PENDING:
            steps = self.task_ids.filtered(lambda task: task.state == "open")
            text = self.env._(
                "Waits for %(people)s (%(steps)s).",
                people=self._jxc_get_short_names(self._jxc_get_asked()[self]),
                steps=", ".join(dict.fromkeys(step.name or "" for step in steps)),
            )
            if self.previous_rows:
                text = self.env._("Changed after its approval. %s", text)
            return text
        if self.state in ("refused", "returned"):
            said = self.act_ids.filtered(lambda act: act.kind in ("refuse", "return"))
            states = dict(self._fields["state"]._description_selection(self.env))
            return self.env._(
                "%(state)s by %(user)s: %(reason)s",
                state=states[self.state],
                user=self.decided_by_id.name,
                reason=said.sorted("number")[-1:].reason or "",
            )
        return ""

    @api.model
    def _jxc_get_short_names(self, users):
        """Return the names of `users`; of many, the first and how many more."""
        names = users.mapped("name")
        if len(names) <= NAMED:
            return ", ".join(names)
        return self.env._(
            "%(names)s and %(count)s more",
            names=", ".join(names[: NAMED - 1]),
            count=len(names) - NAMED + 1,
        )
