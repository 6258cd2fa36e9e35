from odoo.tests import HttpCase


def get_suite_id(name):
    """Return the id HOOT gives a suite of tests (its own 32-bit string hash)."""
    value = 0
    for char in name:
        value = ((value << 5) - value + ord(char)) & 0xFFFFFFFF
    return f"{value:08x}"


class HootCase(HttpCase):
    """The components of one add-on alone, in a real browser with a mocked server."""

    def _run_suite(self, name):
        """Run the unit tests of an add-on.

        :param name: name of its suite, as HOOT shows it
        """
        suite = get_suite_id(name)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=180,
            success_signal="[HOOT] Test suite succeeded",
        )
