from odoo import api, models
from odoo.tools import SQL

from ..tools.hold import Hold
from .jxc_picking_step import CHECK_ACTIVITY

UNCHECKED = "flow.unchecked"
# Transfers whose checkers are told when the transaction ends.
PENDING = "jxc_check"
# Whether checkers are being asked, in the cursor's memory.
ASKING = "jxc_check_asking"


# One subject a file.
class StockPicking(models.Model):
    """Picked goods are checked; whoever is to check has an activity for it."""

    _inherit = "stock.picking"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_follow_check(self):
        """Have checkers told, once for all that this transaction does.

        Called with all rights, whenever a step is taken or ends.
        """
        if checked := self.filtered("picking_type_id.jxc_check_required"):
            checked._jxc_queue_check()

    def _jxc_queue_check(self):
        """Have the checkers of these told when the transaction ends."""
        pending = self.env.cr.precommit.data
        if PENDING not in pending:
            pending[PENDING] = {}
            # sudo: whoever picks plans the check for somebody else.
            self.env.cr.precommit.add(self.env[self._name].sudo()._jxc_tell_checkers)
        pending[PENDING].update(dict.fromkeys(self.ids))

    @api.model
    def _jxc_tell_checkers(self):
        """Ask one person for the check of each picked transfer, and nobody twice."""
        ids = self.env.cr.precommit.data.pop(PENDING, {})
        # A desk is no mailbox: what is to be checked is on the list of activities.
        pickings = self.browse(ids).exists()
        pickings = pickings.with_context(mail_activity_quick_update=True)
        asked = pickings.activity_search([CHECK_ACTIVITY]).grouped("res_id")
        none = pickings.env["mail.activity"]
        waiting = self.browse()
        for picking in pickings:
            activities = asked.get(picking.id, none)
            if not picking._jxc_waits_for_check():
                # Who checked is told by the course, not by another message.
                activities.unlink()
            elif not activities or (
                picking.picking_type_id.jxc_check_other
                and activities.user_id & picking._jxc_get_pickers()
            ):
                waiting |= picking
        load = waiting._jxc_get_check_load()
        chosen = {}
        for picking in waiting:
            kind = picking.picking_type_id
            others = picking._jxc_get_pickers() if kind.jxc_check_other else None
            people = kind._jxc_get_checkers(others)
            activities = asked.get(picking.id, none)
            if not people:
                activities.unlink()
                continue
            checker = min(people, key=lambda user: (load.get(user.id, 0), user.id))
            load[checker.id] = load.get(checker.id, 0) + 1
            if activities:
                activities.user_id = checker
            else:
                chosen[picking] = checker
        pickings._jxc_ask_checkers(chosen)

    def _jxc_ask_checkers(self, chosen):
        """Make the activities of those who are asked, all at once.

        :param chosen: {transfer: who is to check it}
        """
        if not chosen:
            return
        kind = self.env.ref(CHECK_ACTIVITY)
        memory = self.env.cr.cache
        memory[ASKING] = True
        try:
            self.env["mail.activity"].create(
                [
                    {
                        "activity_type_id": kind.id,
                        "automated": True,
                        "res_model_id": self.env["ir.model"]._get_id(self._name),
                        "res_id": picking.id,
                        "summary": kind.summary,
                        "user_id": checker.id,
                    }
                    for picking, checker in chosen.items()
                ]
            )
        finally:
            memory.pop(ASKING)

    def _jxc_waits_for_check(self):
        """Tell whether somebody is to be asked to check this transfer."""
        self.ensure_one()
        return (
            self.jxc_step == "picked"
            and self.state not in ("done", "cancel")
            and self.picking_type_id.jxc_check_required
            and self.picking_type_id.jxc_check_ask
        )

    def _jxc_get_pickers(self):
        """Return who picked any of the goods, and does not check them."""
        self.ensure_one()
        return self.jxc_step_ids.user_id | self._jxc_get_picked_lines().jxc_handler_id

    def _jxc_get_check_load(self):
        """Return {user id: how many checks they were asked for}; one query."""
        if not self:
            return {}
        rows = self.env["mail.activity"]._read_group(
            [("activity_type_id", "=", self.env.ref(CHECK_ACTIVITY).id)],
            ["user_id"],
            ["__count"],
        )
        return {user.id: count for user, count in rows}

    def _jxc_get_check_holds(self):
        """Return a hold when nobody checked what is picked now."""
        if not self._jxc_get_going():
            return []
        checked = self._jxc_get_checked_digest()
        if checked and checked == self._jxc_get_goods_digest():
            return []
        sentence = (
            self.env._(
                "%s: the goods were changed after they were checked. Have them "
                "checked again before it is validated.",
                self.name,
            )
            if checked
            else self.env._(
                "%s: nobody has checked the goods. Mark them as picked, and have "
                "them checked before it is validated.",
                self.name,
            )
        )
        return [
            Hold(code=UNCHECKED, sentence=sentence, model=self._name, res_id=self.id)
        ]

    def _jxc_get_checked_digest(self):
        """Return the digest of the goods that were checked last, "" when none were."""
        self.ensure_one()
        steps = self.env["jxc.picking.step"]._fields
        rows = self.env.execute_query(
            SQL(
                """
                SELECT digest FROM jxc_picking_step
                 WHERE picking_id = %s AND kind = 'checked' AND active
                """,
                self.id,
                to_flush=[steps[name] for name in ("active", "digest", "kind")],
            )
        )
        return rows[0][0] if rows else ""

    # === HOST HOOKS ===
    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Whoever is asked to check is not sent all that happens afterwards."""
        if self.env.cr.cache.get(ASKING):
            return True
        return super().message_subscribe(
            partner_ids=partner_ids, subtype_ids=subtype_ids
        )
