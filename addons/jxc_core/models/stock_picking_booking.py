from odoo import api, fields, models
from odoo.exceptions import AccessError

PROGRAM_FIELDS = frozenset({"jxc_backdate_reason", "jxc_effective_date"})


class StockPicking(models.Model):
    """A transfer that is typed in later keeps the day on which goods were moved."""

    _inherit = "stock.picking"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_effective_date = fields.Datetime(
        string="Backdated To",
        readonly=True,
        copy=False,
        help="When the goods were moved, where that was not when the transfer was "
        "validated. Stock and accounting are booked on that day.",
    )
    jxc_backdate_reason = fields.Char(
        string="Why Backdated",
        readonly=True,
        copy=False,
        help="Why the transfer is booked on a day that is past.",
    )

    # === POLICY ===
    def _jxc_get_program_fields(self):
        """Return the names of the fields that only wizards with a reason set.

        Extension point: other documents made from transfers add theirs.
        """
        return PROGRAM_FIELDS

    def _jxc_check_not_typed(self, vals_list):
        """Refuse values for what follows from a wizard's answer.

        :raise AccessError: names the field
        """
        if self.env.su:
            return
        defaults = {
            key.removeprefix("default_")
            for key in self.env.context
            if key.startswith("default_")
        }
        typed = self._jxc_get_program_fields() & set().union(defaults, *vals_list)
        if typed:
            raise AccessError(
                self.env._(
                    "%s is set by its button, with a reason, and never written.",
                    self._fields[min(typed)]._description_string(self.env),
                )
            )

    def _jxc_backdate(self, moment, reason):
        """Have these open transfers booked at `moment`, a past one, when validated.

        :param moment: datetime (UTC), or False to book when they are validated
        :raise AccessError: when the user's role may not
        :raise UserError: see `_jxc_check_may_backdate`
        """
        self.check_access("write")
        for picking in self:
            if picking.state in ("done", "cancel"):
                picking._jxc_raise_booked("date_done")
            if moment:
                company = picking.company_id
                company._jxc_check_may_backdate(company._jxc_get_day(moment), reason)
                picking.move_ids._jxc_check_past(moment)
        # sudo: what no one writes by hand is written by the program; checked above.
        self.sudo().write(
            {
                "jxc_effective_date": moment,
                "jxc_backdate_reason": reason if moment else False,
            }
        )
        for picking in self:
            picking.message_post(
                body=self.env._(
                    "To be booked at %(moment)s, which is past: %(reason)s",
                    moment=fields.Datetime.context_timestamp(self, moment).strftime(
                        "%Y-%m-%d %H:%M"
                    ),
                    reason=reason,
                )
                if moment
                else self.env._("To be booked when it is validated, after all.")
            )

    # === ACTIONS ===
    def action_jxc_backdate(self):
        """Ask for the past moment at which these transfers were made, and why."""
        self.check_access("write")
        return {
            "name": self.env._("Backdate"),
            "type": "ir.actions.act_window",
            "res_model": "jxc.backdate.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_picking_ids": self.ids},
        }

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Nobody makes a transfer with what its buttons set."""
        self._jxc_check_not_typed(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Nobody writes what a transfer's buttons set."""
        self._jxc_check_not_typed([vals])
        return super().write(vals)

    def _action_done(self):
        """The host dates the transfer now; one that was backdated keeps its day."""
        with self._jxc_booking():
            result = super()._action_done()
            # sudo: the day was decided when it was set on the transfer.
            for picking in self.sudo():
                if picking.jxc_effective_date and picking.state == "done":
                    picking.date_done = picking.jxc_effective_date
        return result
