from odoo.tests import HttpCase, tagged

from .credit_common import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditTours(CreditCommon, HttpCase):
    """The click paths of a held order, in a real browser, wide and narrow."""

    browser_size = "1366x768"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._quote(101)

    def _walk(self, tour, login):
        self.start_tour(f"/odoo/sales/{self.order.id}", tour, login=login)

    def test_the_salesperson_is_refused_and_asks(self):
        self._walk("jxc_credit_ask", "jxc_salesperson")

    def test_the_sales_manager_releases_and_goes_on(self):
        self._walk("jxc_credit_release", "jxc_sales_manager")
        self.assertEqual(self.order.state, "sale")


@tagged("post_install", "-at_install")
class TestCreditToursPhone(TestCreditTours):
    """The same paths on a phone of 390 pixels."""

    # Or the host runs none of the tests that are defined above.
    allow_inherited_tests_method = True

    browser_size = "390x844"
    touch_enabled = True
