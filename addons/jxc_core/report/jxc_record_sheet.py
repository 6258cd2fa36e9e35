from odoo import api, fields, models

from .jxc_workbook import Column, workbook_bytes

# model of the document -> (field with its lines, None: itself; their cells: (name,
# kind, summed)); what the reader may not see is left out, heading and all.
SHEETS = {
    "jxc.write.off": (
        "line_ids",
        (
            ("write_off_id", "text", False),
            ("date_done", "datetime", False),
            ("state", "text", False),
            ("warehouse_id", "text", False),
            ("location_id", "text", False),
            ("reason_id", "text", False),
            ("product_id", "text", False),
            ("lot_id", "text", False),
            ("quantity", "quantity", False),
            ("product_uom_id", "text", False),
            ("value", "money", True),
            ("note", "text", False),
            ("user_id", "text", False),
        ),
    ),
    "jxc.transfer": (
        "line_ids",
        (
            ("transfer_id", "text", False),
            ("state", "text", False),
            ("warehouse_id", "text", False),
            ("warehouse_dest_id", "text", False),
            ("date_shipped", "datetime", False),
            ("date_expected", "date", False),
            ("overdue_days", "integer", False),
            ("owner_id", "text", False),
            ("product_id", "text", False),
            ("lot_id", "text", False),
            ("shipped_qty", "quantity", False),
            ("received_qty", "quantity", False),
            ("missing_qty", "quantity", False),
            ("product_uom_id", "text", False),
            ("missing_value", "money", True),
        ),
    ),
    "jxc.picking.work": (
        None,
        (
            ("moment", "datetime", False),
            ("user_id", "text", False),
            ("kind", "text", False),
            ("picking_id", "text", False),
            ("picking_type_id", "text", False),
            ("partner_id", "text", False),
            ("line_count", "integer", True),
        ),
    ),
}


class JxcRecordSheet(models.AbstractModel):
    """Documents of the warehouse as one sheet, a row per line."""

    _name = "jxc.record.sheet"
    _description = "Sheet of warehouse documents"

    # === POLICY ===
    @api.model
    def _jxc_get_workbook(self, documents):
        """Return (file name without ending, content) for what the user may see."""
        name, cells = SHEETS[documents._name]
        lines = documents[name] if name else documents
        cells = [
            cell
            for cell in cells
            if lines._has_field_access(lines._fields[cell[0]], "read")
        ]
        described = lines.fields_get([cell[0] for cell in cells], ["string"])
        columns = [
            Column(described[name]["string"], kind, total)
            for name, kind, total in cells
        ]
        # sudo: how the document is called in the reader's language is no secret.
        title = self.env["ir.model"].sudo()._get(documents._name).name
        content = workbook_bytes(
            title, columns, self._jxc_get_rows(lines, cells), self.env._("Total")
        )
        name = documents.display_name if len(documents) == 1 else title
        return name.replace("/", "-"), content

    @api.model
    def _jxc_get_rows(self, lines, cells):
        """Yield one list of cell values per line, in the user's language and zone."""
        labels = {
            name: dict(lines._fields[name]._description_selection(self.env))
            for name, _kind, _total in cells
            if lines._fields[name].type == "selection"
        }
        for line in lines:
            yield [
                self._jxc_get_cell(line, name, kind, labels)
                for name, kind, _total in cells
            ]

    @api.model
    def _jxc_get_cell(self, line, name, kind, labels):
        """Return the value of one cell."""
        value = line[name]
        if isinstance(value, models.BaseModel):
            return value.display_name
        if name in labels:
            return labels[name].get(value, "")
        if kind == "datetime" and value:
            local = fields.Datetime.context_timestamp(line, value)
            return local.replace(tzinfo=None)
        return value
