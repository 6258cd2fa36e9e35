from odoo import api, fields, models

from odoo.addons.jxc_core.report.jxc_workbook import Column, workbook_bytes

# (field of the act, kind of the cell); what the reader may not see is left out,
# heading and all.
CELLS = (
    ("number", "integer"),
    ("moment", "datetime"),
    ("res_model", "text"),
    ("document_name", "text"),
    ("kind", "text"),
    ("step_name", "text"),
    ("user_id", "text"),
    ("on_behalf_id", "text"),
    ("target_id", "text"),
    ("amount", "money"),
    ("currency_name", "text"),
    ("reason_id", "text"),
    ("reason", "text"),
    ("channel", "text"),
    ("address", "text"),
    ("device", "text"),
    ("digest", "text"),
    ("previous_digest", "text"),
    ("chain_digest", "text"),
    ("company_id", "text"),
)
# Acts that are in memory at once.
BATCH = 1000


class JxcApprovalTrailSheet(models.AbstractModel):
    """Acts of the trail as one sheet, for whoever checks them elsewhere."""

    _name = "jxc.approval.trail.sheet"
    _description = "Approval trail sheet"

    # === POLICY ===
    @api.model
    def _jxc_get_workbook(self, acts):
        """Return (file name without ending, content) for acts the user may read.

        Moments are in the reader's time zone; amounts are not summed, they may be of
        several currencies and the same money several times.

        :param acts: in any order; they are written as they followed each other
        """
        cells = [
            cell
            for cell in CELLS
            if acts._has_field_access(acts._fields[cell[0]], "read")
        ]
        described = acts.fields_get([name for name, _kind in cells], ["string"])
        columns = [Column(described[name]["string"], kind) for name, kind in cells]
        title = self.env._("Approval Trail")
        names = set(acts.mapped("document_name"))
        content = workbook_bytes(title, columns, self._jxc_get_rows(acts, cells))
        name = f"{title} {names.pop()}" if len(names) == 1 else title
        return name.replace("/", "-"), content

    @api.model
    def _jxc_get_rows(self, acts, cells):
        """Yield one list of cell values per act, a batch read at a time."""
        choices = {
            name: dict(acts._fields[name]._description_selection(self.env))
            for name in ("kind", "channel")
        }
        # sudo: how kinds of documents are called in the reader's language.
        models_ = self.env["ir.model"].sudo()
        kinds = {
            name: models_._get(name).name for name in set(acts.mapped("res_model"))
        }
        choices["res_model"] = kinds
        ids = acts.sorted("number").ids
        acts.invalidate_recordset(flush=False)
        for start in range(0, len(ids), BATCH):
            batch = acts.browse(ids[start : start + BATCH])
            # sudo: names of people in acts that were checked to be the reader's.
            for act, named in zip(batch, batch.sudo(), strict=True):
                yield [
                    self._jxc_get_cell(act, named, name, choices) for name, _k in cells
                ]
            batch.invalidate_recordset(flush=False)

    @api.model
    def _jxc_get_cell(self, act, named, name, choices):
        """Return one value as the writer of the sheet takes it; None: empty.

        :param named: the act as superuser, for the names in it
        :param choices: {field: {value: text}}
        """
        field = act._fields[name]
        if field.type == "many2one":
            return named[name].display_name or None
        value = act[name]
        if name in choices:
            return choices[name].get(value) or value or None
        if field.type == "datetime" and value:
            # A sheet knows no time zones.
            return fields.Datetime.context_timestamp(self, value).replace(tzinfo=None)
        return value
