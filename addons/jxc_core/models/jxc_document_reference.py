from odoo import fields, models


class JxcDocumentReference(models.AbstractModel):
    """A record that speaks about one document of any model."""

    _name = "jxc.document.reference"
    _description = "Reference to a Document"

    # === FIELDS ===
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    document_name = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)

    # === ACTIONS ===
    def action_jxc_open_document(self):
        """Open the document that this record speaks about.

        :raise AccessError: for whoever may not read this record
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
