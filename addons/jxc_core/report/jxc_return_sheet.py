from odoo import api, models

from .jxc_workbook import Column, workbook_bytes

# (field of the line, kind of the cell, summed); what the reader may not see is left
# out, heading and all.
CELLS = (
    ("return_id", "text", False),
    ("return_type", "text", False),
    ("partner_id", "text", False),
    ("origin_picking_id", "text", False),
    ("product_id", "text", False),
    ("lot_id", "text", False),
    ("reason_id", "text", False),
    ("state", "text", False),
    ("quantity", "quantity", False),
    ("uom_id", "text", False),
    ("received_qty", "quantity", False),
    ("good_qty", "quantity", False),
    ("second_qty", "quantity", False),
    ("scrap_qty", "quantity", False),
    ("credit_qty", "quantity", False),
    ("replaced_qty", "quantity", False),
    ("inspection_note", "text", False),
    ("inspected_by_id", "text", False),
    ("inspected_at", "datetime", False),
)


class JxcReturnSheet(models.AbstractModel):
    """Returns as one sheet, a row per line."""

    _name = "jxc.return.sheet"
    _description = "Return sheet"

    # === POLICY ===
    @api.model
    def _jxc_get_workbook(self, returns):
        """Return (file name without ending, content) for what the user may see."""
        lines = returns.line_ids
        cells = [
            cell
            for cell in CELLS
            if lines._has_field_access(lines._fields[cell[0]], "read")
        ]
        described = lines.fields_get([cell[0] for cell in cells], ["string"])
        columns = [
            Column(described[name]["string"], kind, total)
            for name, kind, total in cells
        ]
        title = self.env._("Returns")
        content = workbook_bytes(
            title, columns, self._jxc_get_rows(lines, cells), self.env._("Total")
        )
        name = returns.name if len(returns) == 1 else title
        return name.replace("/", "-"), content

    @api.model
    def _jxc_get_rows(self, lines, cells):
        """Yield one list of cell values per line, texts in the user's language."""
        selections = {
            name: dict(lines._fields[name]._description_selection(self.env))
            for name in ("return_type", "state")
        }
        for line in lines:
            row = []
            for name, _kind, _total in cells:
                value = line[name]
                if isinstance(value, models.BaseModel):
                    # sudo: the name of what a line is tied to is no secret here.
                    value = value.sudo().display_name
                elif name in selections:
                    value = selections[name].get(value)
                row.append(value)
            yield row
