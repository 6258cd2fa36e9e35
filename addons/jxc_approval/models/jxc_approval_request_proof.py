from odoo import models


# One subject a file; together they would fill several screens.
class JxcApprovalRequest(models.Model):
    _inherit = "jxc.approval.request"  # pylint: disable=consider-merging-classes-inherited

    # === ACTIONS ===
    def action_jxc_check_trail(self):
        """Say whether the trail of these requests' documents is intact.

        :raise AccessError: for whoever is no approval auditor, or may not read them
        """
        checks = self.env["jxc.approval.check"]
        checks._jxc_check_is_auditor()
        trail = self.env["jxc.approval.trail"]
        documents = trail._jxc_get_documents(self._name, self.ids)
        intact, text = checks._jxc_get_verdict(trail._jxc_get_acts(documents))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if intact else "danger",
                "message": text,
                "sticky": not intact,
            },
        }
