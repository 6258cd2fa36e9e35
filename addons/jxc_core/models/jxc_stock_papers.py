from odoo import api, fields, models


class JxcStockPapers(models.AbstractModel):
    """Smart buttons to the write-offs and transfers of a product, lot or transfer.

    A model that mixes this in says where it stands on their lines.
    """

    _name = "jxc.stock.papers"
    _description = "Document with write-offs and transfers"

    # model of lines -> path from a line to this model; a missing model has no button
    _jxc_paper_paths = {}

    # === FIELDS ===
    jxc_write_off_count = fields.Integer(
        string="Write-offs", compute="_compute_jxc_paper_counts"
    )
    jxc_transfer_count = fields.Integer(
        string="Shipments Between Shops", compute="_compute_jxc_paper_counts"
    )

    # === COMPUTE ===
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_jxc_paper_counts(self):
        """Count the documents, one query each for all records."""
        off = self._jxc_count_papers("jxc.write.off.line", "write_off_id")
        sent = self._jxc_count_papers("jxc.transfer.line", "transfer_id")
        for record in self:
            record.jxc_write_off_count = off.get(record.id, 0)
            record.jxc_transfer_count = sent.get(record.id, 0)

    # === POLICY ===
    def _jxc_count_papers(self, model, parent):
        """Return {id: number of documents} that the user may see of these records."""
        lines, path = self.env.get(model), self._jxc_paper_paths.get(model)
        if lines is None or not path or not self.ids or not lines.has_access("read"):
            return {}
        rows = lines._read_group(
            [(path, "in", self.ids)], [path], [f"{parent}:count_distinct"]
        )
        return {record.id: count for record, count in rows}

    def _jxc_view_papers(self, model, action):
        """Return the action that shows the documents of this record."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(action)
        path = self._jxc_paper_paths[model]
        return action | {
            "domain": [(f"line_ids.{path}", "in", self.ids)],
            "context": {"create": False},
        }

    # === ACTIONS ===
    def action_jxc_view_write_offs(self):
        """Show the write-offs of this record.

        :raise AccessError: for whoever may not read it
        """
        return self._jxc_view_papers(
            "jxc.write.off.line", "jxc_core.jxc_write_off_action"
        )

    def action_jxc_view_transfers(self):
        """Show the transfers between warehouses of this record.

        :raise AccessError: for whoever may not read it
        """
        return self._jxc_view_papers(
            "jxc.transfer.line", "jxc_core.jxc_transfer_action"
        )
