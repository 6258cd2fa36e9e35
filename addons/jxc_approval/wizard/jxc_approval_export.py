from odoo import api, fields, models
from odoo.exceptions import UserError


class JxcApprovalExport(models.TransientModel):
    """Which acts one person is about to download: too many for an address line.

    It only remembers a choice. Rights are asked when the file is made.
    """

    _name = "jxc.approval.export"
    _description = "Export of the Approval Trail"

    # === FIELDS ===
    act_numbers = fields.Json(readonly=True, help="Ids of the acts that were chosen.")

    # === POLICY ===
    @api.model
    def _jxc_get_download(self, acts):
        """Return the action that downloads these acts.

        :raise UserError: when there are none
        """
        if not acts:
            raise UserError(
                self.env._(
                    "There is no trail that you may read: nothing was submitted yet, "
                    "or you were not asked. Ask an approval auditor."
                )
            )
        export = self.create([{"act_numbers": acts.ids}])
        return {
            "type": "ir.actions.act_url",
            "url": f"/jxc/workbook/approval_trail?export={export.id}",
            "target": "download",
        }

    def _jxc_get_acts(self):
        """Return the chosen acts.

        :raise AccessError: when one of them is not the reader's to read
        """
        chosen = [one for one in self.act_numbers or [] if isinstance(one, int)]
        acts = self.env["jxc.approval.act"].browse(chosen).exists()
        acts.check_access("read")
        return acts
