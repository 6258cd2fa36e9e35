from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

LOOK_AHEAD = timedelta(seconds=30)


class IrCron(models.Model):
    _inherit = "ir.cron"

    # === POLICY ===
    def _jxc_trigger_soon(self, xml_id):
        """Have a scheduled action run soon after this transaction is committed.

        One run half a minute ahead serves everybody who asks until shortly before it:
        waking the scheduler each time costs a connection each time.

        :param xml_id: of the scheduled action; nothing happens when it was removed
        """
        cron = self.browse(self.env["ir.model.data"]._xmlid_to_res_id(xml_id))
        if not cron:
            return
        now = fields.Datetime.now()
        planned = self.env.execute_query(
            SQL(
                "SELECT FROM ir_cron_trigger "
                "WHERE cron_id = %s AND call_at >= %s LIMIT 1",
                cron.id,
                now + LOOK_AHEAD / 2,
                to_flush=self.env["ir.cron.trigger"]._fields["call_at"],
            )
        )
        if not planned and cron.active:
            cron._trigger(now + LOOK_AHEAD)
