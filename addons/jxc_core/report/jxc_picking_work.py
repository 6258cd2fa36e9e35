from odoo import fields, models
from odoo.tools import SQL

from ..models.jxc_picking_step import KINDS


class JxcPickingWork(models.Model):
    """Who picked, checked and shipped how many lines of which transfers, and when.

    Read from the steps that count: what was picked by several people counts for each
    of them with their own lines; a transfer that was checked or shipped counts with
    all of them.
    """

    _name = "jxc.picking.work"
    _description = "Work in the Warehouse"
    _auto = False
    _order = "moment desc, id desc"
    _rec_name = "picking_id"

    # === FIELDS ===
    picking_id = fields.Many2one("stock.picking", string="Transfer", readonly=True)
    picking_type_id = fields.Many2one(
        "stock.picking.type", string="Operation Type", readonly=True
    )
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(KINDS, string="Step", readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    moment = fields.Datetime(string="At", readonly=True)
    line_count = fields.Integer(string="Lines", readonly=True)
    picking_count = fields.Integer(string="Transfers", readonly=True)

    # === POLICY ===
    @property
    def _table_query(self):
        """Return a row per step, and per person who picked.

        Numbers stay as long as the operations do: a sheet is asked for by them.
        """
        return SQL(
            """
            WITH done AS (
                SELECT COALESCE(
                           CASE WHEN step.kind = 'picked' THEN 2 * MIN(line.id) END,
                           2 * step.id + 1
                       ) AS id,
                       step.kind, step.moment, step.picking_id,
                       CASE WHEN step.kind = 'picked'
                            THEN COALESCE(line.jxc_handler_id, step.user_id)
                            ELSE step.user_id
                       END AS user_id,
                       COUNT(line.id) AS line_count
                  FROM jxc_picking_step step
             LEFT JOIN stock_move_line line
                    ON line.picking_id = step.picking_id
                   AND NOT COALESCE(line.quantity = 0, TRUE)
                   AND (line.picked OR step.kind != 'picked')
                 WHERE step.active
              GROUP BY step.id, 5
            )
            SELECT done.id, done.kind, done.moment, done.user_id, done.line_count,
                   done.picking_id, 1 AS picking_count,
                   picking.picking_type_id, picking.partner_id,
                   picking.company_id, kind.warehouse_id
              FROM done
              JOIN stock_picking picking ON picking.id = done.picking_id
         LEFT JOIN stock_picking_type kind ON kind.id = picking.picking_type_id
            """
        )

    # === ACTIONS ===
    def action_jxc_export(self):
        """Download these rows as a workbook.

        :raise AccessError: for whoever may not read them
        """
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": "/jxc/workbook/work?ids=" + ",".join(map(str, self.ids)),
            "target": "download",
        }
