from odoo import api, fields, models

# From the one that needs attention to the one that does not.
RANKS = ("requested", "received", "shipped", "inspected", "draft", "closed")


class JxcReturned(models.AbstractModel):
    """Something whose returns are counted and shown."""

    _name = "jxc.returned"
    _description = "Document with Returns"

    # === FIELDS ===
    jxc_return_count = fields.Integer(
        string="Return Papers", compute="_compute_jxc_returns"
    )
    jxc_return_state = fields.Selection(
        selection="_selection_jxc_return_state",
        string="Return State",
        compute="_compute_jxc_returns",
        help="Of several returns, the one that waits for somebody.",
    )

    # === COMPUTE ===
    @api.model
    def _selection_jxc_return_state(self):
        """Return the states of a return."""
        return self.env["jxc.return"]._fields["state"]._description_selection(self.env)

    @api.depends_context("uid")
    def _compute_jxc_returns(self):
        """Count the returns that are not cancelled, and tell the first open one."""
        found = {}
        if self.env["jxc.return.line"].has_access("read"):
            found = self._jxc_get_return_lines_of()
        for record in self:
            lines = found.get(record._origin.id, self.env["jxc.return.line"])
            states = set(lines.mapped("state")) - {"cancelled"}
            record.jxc_return_count = len(
                lines.filtered(lambda line: line.state != "cancelled").return_id
            )
            record.jxc_return_state = next(
                (state for state in RANKS if state in states), False
            )

    # === POLICY ===
    def _jxc_get_return_path(self):
        """Return the path from a return line to this kind of record."""
        raise NotImplementedError

    def _jxc_get_return_lines_of(self):
        """Return {id: return lines that belong to that record}."""
        path = self._jxc_get_return_path()
        # sudo: orders and invoices are followed for those who may not read them; the
        # lines themselves are searched with the reader's rights.
        lines = self.env["jxc.return.line"].search([(path, "in", self.ids)])
        found = {}
        for line in lines.sudo():
            for record_id in line.mapped(path).ids:
                own = found.get(record_id, self.env["jxc.return.line"])
                found[record_id] = own | line.with_env(self.env)
        return found

    # === ACTIONS ===
    def action_jxc_view_returns(self):
        """Show the returns of these records.

        :raise AccessError: for whoever may not read returns
        """
        self.check_access("read")
        lines = self.env["jxc.return.line"].search(
            [(self._jxc_get_return_path(), "in", self.ids)]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_core.jxc_return_action"
        )
        action["domain"] = [("id", "in", lines.return_id.ids)]
        action["context"] = {}
        if len(lines.return_id) == 1:
            action |= {"res_id": lines.return_id.id, "views": [(False, "form")]}
        return action
