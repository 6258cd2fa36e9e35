from io import BytesIO

from openpyxl import load_workbook

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .return_common import JxcReturnCommon


@tagged("post_install", "-at_install")
class TestReturnPapers(JxcReturnCommon, HttpCase):
    """Returns as a sheet, with what their reader may see."""

    def _sheet(self, role, item):
        """The downloaded workbook's rows, or the response that refused it."""
        self.users[role].password = "return-sheet-1"
        self.env.flush_all()
        self.authenticate(self.users[role].login, "return-sheet-1")
        response = self.url_open(f"/jxc/workbook/return?ids={item.id}")
        if response.status_code != 200:
            return response
        sheet = load_workbook(BytesIO(response.content)).active
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def test_a_salesperson_gets_what_the_inspection_found(self):
        item = self._ask(2)
        self._receive(item)
        self._inspect(item, good=1, scrap=1)
        heading, row = self._sheet("salesperson", item)[:2]
        found = dict(zip(heading, row, strict=True))
        self.assertEqual(found["Moved Back"], 2)
        self.assertEqual((found["Sellable"], found["Scrapped"]), (1, 1))
        self.assertEqual(found["To Credit"], 2)

    def test_warehouse_staff_get_no_column_of_money(self):
        item = self._ask(2)
        heading = self._sheet("operator", item)[0]
        self.assertIn("Moved Back", heading)
        self.assertNotIn("To Credit", heading)

    def test_a_driver_gets_nothing(self):
        item = self._ask(2)
        with mute_logger("odoo.http"):
            response = self._sheet("driver", item)
        self.assertEqual(response.status_code, 403)
