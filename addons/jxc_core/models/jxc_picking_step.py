from odoo import api, fields, models

# What whoever is to check a picked transfer is asked by.
CHECK_ACTIVITY = "jxc_core.mail_activity_type_check"
KINDS = [("picked", "Picked"), ("checked", "Checked"), ("shipped", "Shipped")]


class JxcPickingStep(models.Model):
    """Who picked, checked or shipped a transfer, and when.

    Written by the program when people act, never by hand. A step that was taken is
    not rewritten: it ends, with who ended it and why, and another one is taken.
    """

    _name = "jxc.picking.step"
    _description = "Step of a Transfer"
    _inherit = ["jxc.internal"]
    _order = "moment, id"
    _rec_name = "kind"

    # === FIELDS ===
    picking_id = fields.Many2one(
        "stock.picking",
        string="Transfer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(KINDS, string="Step", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True)
    moment = fields.Datetime(string="At", required=True, readonly=True)
    digest = fields.Char(
        string="Goods Digest",
        readonly=True,
        help="Which goods it was about; others are picked and checked again.",
    )
    active = fields.Boolean(default=True, readonly=True)
    ended_by_id = fields.Many2one("res.users", readonly=True)
    ended_at = fields.Datetime(readonly=True)
    ended_why = fields.Selection(
        [
            ("changed", "The goods were changed"),
            ("unpicked", "The goods were put back"),
            ("cancelled", "The transfer was cancelled"),
        ],
        string="Why Ended",
        readonly=True,
    )

    _taken_unique = models.UniqueIndex("(picking_id, kind) WHERE active")

    # === POLICY ===
    @api.model
    def _jxc_take(self, pickings, kinds, digests=None):
        """Record that the current user takes steps now; return them.

        Whoever calls checked that they may, and that nobody took them before.

        :param pickings: transfers
        :param kinds: {picking id: kinds of steps, in their order}
        :param digests: {picking id: digest of the goods}
        """
        now = fields.Datetime.now()
        # sudo: nobody writes steps; that the user may take them was checked.
        return self.sudo().create(
            [
                {
                    "picking_id": picking.id,
                    "company_id": picking.company_id.id,
                    "kind": kind,
                    "user_id": self.env.uid,
                    "moment": now,
                    "digest": (digests or {}).get(picking.id, False),
                }
                for picking in pickings
                for kind in kinds[picking.id]
            ]
        )

    def _jxc_end(self, why):
        """End these steps: they count no more, and stay to be read.

        :param why: key of `ended_why`
        """
        if self:
            # sudo: nobody writes steps; they end by what people do with the goods.
            self.sudo().write(
                {
                    "active": False,
                    "ended_by_id": self.env.uid,
                    "ended_at": fields.Datetime.now(),
                    "ended_why": why,
                }
            )
            # The index lets the next step in when it sees that this one ended.
            self.flush_recordset()

    def _jxc_get_moment(self):
        """Return when this step was taken, as its reader's clock shows it."""
        self.ensure_one()
        return fields.Datetime.context_timestamp(self, self.moment).strftime(
            "%Y-%m-%d %H:%M"
        )

    def _jxc_get_entry(self, names):
        """Return this step for the widget of time lines.

        :param names: {kind: translated name}
        """
        self.ensure_one()
        notes = []
        if not self.active:
            why = dict(self._fields["ended_why"]._description_selection(self.env))
            notes.append(
                {
                    "kind": "end",
                    "label": why.get(self.ended_why, ""),
                    "to": "",
                    "by": self.ended_by_id.name or "",
                    "when": fields.Datetime.to_string(self.ended_at) or "",
                    "reason": "",
                }
            )
        return {
            "key": self.id,
            "kind": self.kind,
            "name": names[self.kind],
            "state": "approved" if self.active else "withdrawn",
            "label": "" if self.active else self.env._("Ended"),
            "stage": 0,
            "people": [],
            "quorum": "",
            "since": False,
            "why": "",
            "decisions": [
                {
                    "by": self.user_id.name,
                    "on_behalf": "",
                    "when": fields.Datetime.to_string(self.moment),
                    "hours": 0,
                    "reason": "",
                }
            ],
            "notes": notes,
        }
