from lxml.builder import E

from odoo import api, models


class JxcGateTrigger(models.AbstractModel):
    # One subject a file: what is on the screen, beside what is refused.
    _inherit = "jxc.gate.trigger"  # pylint: disable=consider-merging-classes-inherited

    # === HOST HOOKS ===
    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Show on the form of these documents what they wait for, and their course."""
        arch, view = super()._get_view(view_id=view_id, view_type=view_type, **options)
        shown = arch.find(".//widget[@name='jxc_approval_banner']") is not None
        if view_type == "form" and self._jxc_get_targets() and not shown:
            sheet = arch.find("sheet")
            banner = E.widget(name="jxc_approval_banner")
            course = E.div(
                E.separator(string=self.env._("How far it is")),
                E.field(
                    name="jxc_approval_timeline",
                    widget="jxc_timeline",
                    nolabel="1",
                ),
                name="jxc_course",
                invisible="not jxc_approval_state",
            )
            state = E.field(name="jxc_approval_state", invisible="1")
            if sheet is None:
                arch.insert(0, banner)
                arch.extend([state, course])
            else:
                sheet.addprevious(banner)
                sheet.extend([state, course])
        return arch, view
