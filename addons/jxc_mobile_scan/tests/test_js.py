from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.jxc_core.tests.hoot_common import HootCase


@tagged("post_install", "-at_install")
class TestScanUnit(HootCase):
    """The screen that looks codes up."""

    def test_the_components_own_tests_pass(self):
        self._run_suite("@jxc_mobile_scan")


class ScanTourCase(HttpCase):
    """An operator opens the screen from the Inventory menu and looks codes up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = new_test_user(
            cls.env, "scan_operator", groups="jxc_core.group_warehouse_operator"
        )
        unit = cls.env.ref("uom.product_uom_unit")
        cls.env["product.product"].create(
            {
                "name": "Kettle",
                "is_storable": True,
                "barcode": "4006381333931",
                "product_uom_ids": [
                    Command.create(
                        {
                            "uom_id": cls.env.ref("uom.product_uom_dozen").id,
                            "barcode": "BOX-KETTLE",
                        }
                    )
                ],
                "uom_id": unit.id,
            }
        )


@tagged("post_install", "-at_install")
class TestScanTourDesktop(ScanTourCase):
    def test_codes_are_looked_up_and_opened(self):
        self.start_tour("/odoo", "jxc_scan_lookup_desktop", login="scan_operator")


@tagged("post_install", "-at_install")
class TestScanTourPhone(ScanTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_codes_are_looked_up_and_opened_on_a_phone(self):
        self.start_tour("/odoo", "jxc_scan_lookup_mobile", login="scan_operator")
