from odoo import api, models

from .jxc_workbook import Column, workbook_bytes

# (field of the line, kind of the cell, summed); what the reader may not see is left
# out, heading and all.
CELLS = (
    ("suggestion_id", "text", False),
    ("vendor_id", "text", False),
    ("buyer_id", "text", False),
    ("product_id", "text", False),
    ("state", "text", False),
    ("product_qty", "quantity", False),
    ("product_uom_id", "text", False),
    ("price_unit", "money", False),
    ("discount", "quantity", False),
    ("price_subtotal", "money", False),
    ("currency_id", "text", False),
    ("delay", "integer", False),
    ("minimum_qty", "quantity", False),
    ("maximum_qty", "quantity", False),
    ("on_hand_qty", "quantity", False),
    ("reserved_qty", "quantity", False),
    ("on_order_qty", "quantity", False),
    ("demand_qty", "quantity", False),
    ("forecast_qty", "quantity", False),
    ("daily_demand", "quantity", False),
    ("base_uom_id", "text", False),
    ("sources", "text", False),
)


class JxcPurchaseSuggestionSheet(models.AbstractModel):
    """Purchase suggestions as one sheet, for the phone call with the vendor."""

    _name = "jxc.purchase.suggestion.sheet"
    _description = "Purchase suggestion sheet"

    # === POLICY ===
    @api.model
    def _jxc_get_workbook(self, suggestions):
        """Return (file name without ending, content) for what the user may see.

        Amounts of one currency are summed; of several they are only listed.
        """
        lines = suggestions.line_ids
        cells = self._jxc_get_cells(suggestions)
        described = lines.fields_get([cell[0] for cell in cells], ["string"])
        columns = [
            Column(described[name]["string"], kind, total)
            for name, kind, total in cells
        ]
        title = self.env._("Purchase suggestions")
        content = workbook_bytes(
            title, columns, self._jxc_get_rows(lines, cells), self.env._("Total")
        )
        name = suggestions.name if len(suggestions) == 1 else title
        return name.replace("/", "-"), content

    @api.model
    def _jxc_get_cells(self, suggestions):
        """Return the CELLS the user may read, with what is worth summing marked."""
        lines = self.env["jxc.purchase.suggestion.line"]
        one_currency = len(suggestions.currency_id) == 1
        return [
            (name, kind, total or (one_currency and name == "price_subtotal"))
            for name, kind, total in CELLS
            if lines._has_field_access(lines._fields[name], "read")
        ]

    @api.model
    def _jxc_get_rows(self, lines, cells):
        """Yield one list of cell values per line, texts in the user's language."""
        states = dict(lines._fields["state"]._description_selection(self.env))
        for line in lines:
            row = []
            for name, _kind, _total in cells:
                value = line[name]
                if isinstance(value, models.BaseModel):
                    value = value.display_name
                elif name == "state":
                    value = states[value]
                row.append(value)
            yield row
