from lxml.builder import E

from odoo import api, models


class JxcGateTrigger(models.AbstractModel):
    # One subject a file: what is on the screen, beside what is refused.
    _inherit = "jxc.gate.trigger"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    @api.model
    def _jxc_get_banner(self):
        """Return the banner that tells what a document waits for, and its buttons."""

        def button(name, label, invisible, look="secondary"):
            return E.button(
                name=name,
                type="object",
                string=label,
                invisible=invisible,
                **{"class": f"btn-{look}"},
            )

        return [
            *(
                E.field(name=name, invisible="1")
                for name in ("jxc_my_turn", "jxc_can_submit", "jxc_can_withdraw")
            ),
            E.div(
                E.i(
                    **{"class": "fa fa-gavel", "role": "img"},
                    title=self.env._("Approval"),
                ),
                E.field(name="jxc_approval_state", widget="badge", readonly="1"),
                E.field(**{"class": "flex-grow-1"}, name="jxc_hold_text", readonly="1"),
                button(
                    "action_jxc_approve",
                    self.env._("Approve"),
                    "not jxc_my_turn",
                    "primary",
                ),
                button("action_jxc_decide", self.env._("Decide…"), "not jxc_my_turn"),
                button(
                    "action_jxc_submit",
                    self.env._("Submit for Approval"),
                    "not jxc_can_submit",
                    "primary",
                ),
                button(
                    "action_jxc_withdraw_request",
                    self.env._("Withdraw"),
                    "not jxc_can_withdraw",
                ),
                **{
                    "name": "jxc_approval",
                    "class": "alert alert-warning mb-0 d-flex flex-wrap "
                    "align-items-center gap-2",
                    "role": "alert",
                    "invisible": "not jxc_hold_text",
                },
            ),
        ]

    # === HOST HOOKS ===
    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Show on the form of these documents what they wait for."""
        arch, view = super()._get_view(view_id=view_id, view_type=view_type, **options)
        if (
            view_type == "form"
            and self._jxc_get_targets()
            and arch.find(".//field[@name='jxc_hold_text']") is None
        ):
            sheet = arch.find("sheet")
            place = arch.index(sheet) if sheet is not None else 0
            for number, node in enumerate(self._jxc_get_banner()):
                arch.insert(place + number, node)
        return arch, view
