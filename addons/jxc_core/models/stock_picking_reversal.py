from odoo import fields, models
from odoo.exceptions import AccessError, UserError

PROGRAM_FIELDS = frozenset(
    {"jxc_reversal_count", "jxc_reversal_reason", "jxc_reversed_id"}
)


class StockPicking(models.Model):
    """A transfer booked by mistake is taken back by its exact opposite."""

    _inherit = "stock.picking"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_reversed_id = fields.Many2one(
        "stock.picking",
        string="Reversal Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The transfer that this one takes back.",
    )
    jxc_reversal_ids = fields.One2many(
        "stock.picking",
        "jxc_reversed_id",
        string="Reversals",
        readonly=True,
        help="The transfers that take this one back.",
    )
    # Written with each reversal, so that of two at once the second starts anew.
    jxc_reversal_count = fields.Integer(
        string="Times Reversed", readonly=True, copy=False
    )
    jxc_reversal_reason = fields.Char(
        string="Why Reversed",
        readonly=True,
        copy=False,
        help="Why the original transfer was taken back.",
    )

    # === POLICY ===
    def _jxc_get_program_fields(self):
        """A reversal is made by its button."""
        return super()._jxc_get_program_fields() | PROGRAM_FIELDS

    def _jxc_check_may_reverse(self, reason):
        """Let supervisors reverse what is done, with a reason.

        :raise AccessError: for everybody else
        :raise UserError: when there is no reason, or nothing that could be reversed
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.su and not self.env.user._has_group(
            "jxc_core.group_warehouse_supervisor"
        ):
            raise AccessError(
                self.env._("Only a warehouse supervisor may reverse a transfer.")
            )
        if self.state != "done":
            raise UserError(
                self.env._(
                    "%s is not done: change or cancel it instead of reversing it.",
                    self.name,
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say why %s is reversed.", self.name))

    def _jxc_reverse(self, reason):
        """Make and validate the exact opposite of this transfer.

        Same goods, lots, packages and owners, from where they went to where they came
        from, as far as they were not returned or reversed yet.

        :param reason: why; kept on the reversal
        :return: the reversal
        :raise AccessError, UserError: see `_jxc_check_may_reverse`; also when nothing
            is left, or when the goods are not there any more
        """
        self._jxc_check_may_reverse(reason)
        # sudo: a copy carries orders and prices that a supervisor does not write;
        # checked above.
        origin = self.sudo()
        origin.jxc_reversal_count += 1
        origin.flush_recordset(["jxc_reversal_count"])
        rest = origin.move_ids._jxc_get_unreturned()
        if not rest:
            raise UserError(
                self.env._(
                    "Nothing of %s is left to reverse: all of it was returned or "
                    "reversed.",
                    self.name,
                )
            )
        wizard = origin.env["stock.return.picking"].create({"picking_id": origin.id})
        reversal = origin.copy(
            {
                **wizard._prepare_picking_default_values(),
                "location_id": origin.location_dest_id.id,
                "location_dest_id": origin.location_id.id,
                "origin": self.env._("Reversal of %s", origin.name),
                "user_id": self.env.uid,
                "jxc_reversed_id": origin.id,
                "jxc_reversal_reason": reason.strip(),
            }
        )
        for line in wizard.product_return_moves:
            if parts := rest.get(line.move_id):
                line.move_id.copy(line._jxc_prepare_reversal_vals(reversal, parts))
        reversal.move_ids._action_confirm(merge=False)
        reversal.with_env(self.env)._action_done()
        self._jxc_tell_reversed(reversal)
        return reversal.with_env(self.env)

    def _jxc_tell_reversed(self, reversal):
        """Note on both transfers what became of them, and why."""
        self.message_post(
            body=self.env._(
                "Reversed by %(reversal)s: %(reason)s",
                reversal=reversal.name,
                reason=reversal.jxc_reversal_reason,
            )
        )
        reversal.with_env(self.env).message_post(
            body=self.env._(
                "Reversal of %(origin)s: %(reason)s",
                origin=self.name,
                reason=reversal.jxc_reversal_reason,
            )
        )

    # === ACTIONS ===
    def action_jxc_reverse(self):
        """Ask why this transfer is to be taken back."""
        self.ensure_one()
        self.check_access("write")
        return {
            "name": self.env._("Reverse %s", self.name),
            "type": "ir.actions.act_window",
            "res_model": "jxc.reversal.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_picking_id": self.id},
        }

    def action_jxc_see_reversals(self):
        """Open what takes this transfer back, or what it takes back."""
        self.ensure_one()
        self.check_access("read")
        others = self.jxc_reversal_ids | self.jxc_reversed_id
        action = {
            "name": self.env._("Reversals"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [("id", "in", others.ids)],
        }
        if len(others) == 1:
            action |= {"view_mode": "form", "res_id": others.id}
        return action
