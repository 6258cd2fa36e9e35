from odoo.tests import HttpCase, tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowTours(FlowCommon, HttpCase):
    """Picked, checked and validated in a real browser, wide and narrow."""

    browser_size = "1366x768"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.out_type.write({"jxc_check_required": True, "jxc_demand_strict": True})
        cls.delivery = cls._delivery(5)

    def _walk(self, tour, login):
        url = f"/odoo/action-stock.action_picking_tree_all/{self.delivery.id}"
        self.start_tour(url, tour, login=login)
        self.env.invalidate_all()

    def test_two_people_pick_check_and_ship(self):
        self._walk("jxc_flow_pick", "jxc_operator")
        self._walk("jxc_flow_own_check", "jxc_operator")
        self.assertEqual(self.delivery.jxc_step, "picked")
        self._walk("jxc_flow_check", "colleague")
        self.assertEqual(self.delivery.state, "done")

    def test_more_than_was_asked_for_is_refused(self):
        self._fill("operator", self.delivery, 6)
        self._do("colleague", self.delivery, "action_jxc_check")
        self._walk("jxc_flow_over", "jxc_operator")
        self.assertNotEqual(self.delivery.state, "done")


@tagged("post_install", "-at_install")
class TestFlowToursPhone(TestFlowTours):
    """The same paths on a phone of 390 pixels."""

    # Or the host runs none of the tests that are defined above.
    allow_inherited_tests_method = True

    browser_size = "390x844"
    touch_enabled = True
