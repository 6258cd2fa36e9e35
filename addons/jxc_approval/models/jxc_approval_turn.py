from odoo import api, fields, models
from odoo.tools import SQL


class JxcApprovalTurn(models.Model):
    """One row per vendor or requester: who holds it counts their orders together."""

    _name = "jxc.approval.turn"
    _description = "Turn to Count Orders Together"
    _inherit = ["jxc.internal"]
    _log_access = False

    # === FIELDS ===
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    name = fields.Char(required=True, readonly=True)
    turns = fields.Integer(readonly=True)

    _pair_unique = models.UniqueIndex("(company_id, name)")

    # === POLICY ===
    @api.model
    def _jxc_take(self, pairs):
        """Update the rows of `pairs`, always in the same order; one query.

        :param pairs: {(company id, name)}
        """
        self.env.execute_query(self._jxc_prepare_take(pairs))

    @api.model
    def _jxc_prepare_take(self, pairs):
        """Return the SQL that updates the rows of `pairs`, and adds those missing.

        :param pairs: {(company id, name)}
        """
        return SQL(
            """
            INSERT INTO jxc_approval_turn AS turn (company_id, name, turns)
                 VALUES %s
            ON CONFLICT (company_id, name) DO UPDATE SET turns = turn.turns + 1
              RETURNING id
            """,
            SQL(", ").join(SQL("(%s, %s, 1)", *pair) for pair in sorted(pairs)),
        )
