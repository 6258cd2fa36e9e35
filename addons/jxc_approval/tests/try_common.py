from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from .common import ApprovalCommon

# What a trial must leave as it is: every row keeps its place in its table.
TABLES = (
    "purchase_order",
    "purchase_order_line",
    "jxc_approval_request",
    "jxc_approval_task",
    "jxc_approval_act",
    "jxc_approval_rule",
    "jxc_approval_rule_step",
    "jxc_approval_turn",
    "jxc_release",
    "jxc_hold_notice",
    "mail_message",
    "mail_activity",
)


class TryCommon(ApprovalCommon):
    """The ladder is off; an approval administrator who also buys tries it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ladder.active = False
        cls.consultant = cls._new_role_user("buyer", login="jxc_consultant")
        cls.consultant.group_ids |= cls.env.ref("jxc_approval.group_approval_admin")
        cls.users["consultant"] = cls.consultant
        # Whatever the database holds already is none of it.
        cls.env.cr.execute("UPDATE purchase_order SET state = 'cancel'")
        cls.env.invalidate_all()
        cls.step, cls.boss_step = cls.ladder.step_ids
        people = cls.users["purchase_manager"]
        cls.step.write({"who": "user", "user_ids": people.ids, "group_id": False})
        people = cls.users["general_manager"]
        cls.boss_step.write({"who": "user", "user_ids": people.ids, "group_id": False})

    def _confirm_on(self, order, days_ago):
        """Have the order been confirmed `days_ago`, before this add-on was there."""
        self.env.flush_all()
        moment = fields.Datetime.now() - timedelta(days=days_ago)
        self.env.cr.execute(
            "UPDATE purchase_order SET jxc_confirmed_at = NULL, date_approve = %s "
            "WHERE id = %s",
            (moment, order.id),
        )
        self.env.invalidate_all()
        return order

    def _explain(self, document, rule=None):
        """What the dialog says about one document, as the consultant."""
        self.env.flush_all()
        self.env.invalidate_all()
        rule = (rule or self.ladder).with_user(self.consultant)
        return rule._jxc_explain(document.with_user(self.consultant).sudo(False))

    def _asked(self, trial):
        """The names of the steps that would ask."""
        return [step["name"] for step in trial["steps"] if step["asked"]]

    def _failed(self, trial):
        """The conditions that the document does not meet."""
        return [row["label"] for row in trial["conditions"] if not row["ok"]]

    def _try(self, number=100, rule=None, user="consultant", **kw):
        """Try the rule on the last documents over RPC; the dialog."""
        vals = {
            "rule_id": (rule or self.ladder).id,
            "what": "last",
            "number": number,
            **kw,
        }
        ids = self._rpc(user, "jxc.approval.try", "create", [vals])
        self._rpc(user, "jxc.approval.try", "action_try", ids)
        return self.env["jxc.approval.try"].browse(ids)

    def _line(self, trial, document):
        """What the list says about one document."""
        return trial.line_ids.filtered(lambda line: line.res_id == document.id)

    def _places(self):
        """Where each row lies; a row that was written lies elsewhere."""
        self.env.flush_all()
        places = {}
        for table in TABLES:
            rows = SQL("SELECT id, ctid::text FROM %s", SQL.identifier(table))
            places[table] = set(self.env.execute_query(rows))
        return places
