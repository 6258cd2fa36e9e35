from odoo.tests import tagged

from odoo.addons.jxc_core.tests.hoot_common import HootCase


@tagged("post_install", "-at_install")
class TestApprovalUnit(HootCase):
    """The time line and the live screens."""

    def test_the_components_own_tests_pass(self):
        self._run_suite("@jxc_approval")
