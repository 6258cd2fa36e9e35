from odoo.tests import HttpCase, tagged


def get_suite_id(name):
    """Return the id HOOT gives a suite of tests (its own 32-bit string hash)."""
    value = 0
    for char in name:
        value = ((value << 5) - value + ord(char)) & 0xFFFFFFFF
    return f"{value:08x}"


@tagged("post_install", "-at_install")
class TestApprovalUnit(HttpCase):
    """The time line and the live screens alone, in a browser with a mocked server."""

    def test_the_components_own_tests_pass(self):
        suite = get_suite_id("@jxc_approval")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=180,
            success_signal="[HOOT] Test suite succeeded",
        )
