from odoo.tests import tagged

from odoo.addons.jxc_core.tests.flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowRelease(FlowCommon):
    """A transfer that is held is asked for, and released by its request."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.out_type.jxc_order_required = True
        cls.picking = cls._loose()

    def _ask(self):
        self._do("operator", self.picking, "action_jxc_ask_release")
        return self.env["jxc.approval.request"]._jxc_get_pending(self.picking)

    def test_whoever_ships_asks_the_supervisor(self):
        request = self._ask()
        self.assertEqual(request.state, "pending")
        self._rpc("supervisor", request._name, "action_jxc_approve", request.ids)
        self.assertEqual(request.state, "approved")
        self._validate(self.picking)

    def test_a_supervisor_who_releases_directly_answers_the_request(self):
        request = self._ask()
        self._release(self.picking)
        self.assertEqual(request.state, "approved")

    def test_a_supervisor_who_ships_leaves_nothing_open(self):
        request = self._ask()
        self._validate(self.picking, user="supervisor")
        self.assertEqual(request.state, "moot")

    def test_a_cancelled_transfer_takes_its_request_along(self):
        request = self._ask()
        self._do("supervisor", self.picking, "action_cancel")
        self.assertEqual(request.state, "moot")
