from odoo.addons.jxc_core.tests.credit_common import CreditCommon


class BindCommon(CreditCommon):
    """Documents of every kind meet their approvers; all rules are off to begin with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["jxc.approval.rule"].search([]).active = False
        cls.requests = cls.env["jxc.approval.request"]

    @classmethod
    def _switch_on(cls, *names):
        """Switch shipped rules on; return them."""
        rules = cls.env["jxc.approval.rule"].browse(
            cls.env.ref(f"jxc_approval.{name}").id for name in names
        )
        rules.active = True
        return rules

    def _pending(self, document):
        return self.requests._jxc_get_pending(document)

    def _last(self, document):
        return (
            self.requests.sudo()
            ._jxc_get_last(document._name, document.ids)
            .get(document.id, self.requests)
        )

    def _approve(self, request, *roles):
        """Approve over RPC, one role after the other."""
        for role in roles:
            self._rpc(role, "jxc.approval.request", "action_jxc_approve", request.ids)

    def _decide(self, role, request, verdict, reason="because"):
        """Refuse or return over RPC."""
        wizard = self._rpc(
            role,
            "jxc.approval.decide",
            "create",
            [{"request_ids": request.ids, "verdict": verdict, "reason": reason}],
        )
        self._rpc(role, "jxc.approval.decide", "action_decide", wizard)
