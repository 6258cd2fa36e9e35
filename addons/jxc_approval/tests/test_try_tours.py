from odoo.tests import HttpCase, tagged

from .try_common import TryCommon


@tagged("post_install", "-at_install")
class TestTryTours(TryCommon, HttpCase):
    """A consultant tries the ladder in a real browser before switching it on."""

    browser_size = "1366x768"

    def test_a_consultant_tries_the_ladder_and_switches_it_on(self):
        self._buy(900)
        order = self._buy(26000)
        order.name = "TRY-LARGE"
        url = f"/odoo/action-jxc_approval.action_jxc_approval_rule/{self.ladder.id}"
        self.start_tour(url, "jxc_approval_try", login=self.consultant.login)
        self.assertTrue(self.ladder.active)
        self.assertEqual(order.state, "purchase")


@tagged("post_install", "-at_install")
class TestTryToursPhone(TestTryTours):
    """The same on a phone of 390 pixels."""

    browser_size = "390x844"
    touch_enabled = True
