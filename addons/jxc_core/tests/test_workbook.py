import tracemalloc
from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook

from odoo.tests import BaseCase, tagged

from ..report.jxc_workbook import Column, display_width, workbook_bytes


@tagged("post_install", "-at_install")
class TestWorkbook(BaseCase):
    """Three columns, read back with another library than the one that wrote them."""

    columns = [
        Column("品名"),
        Column("Quantity", "quantity", True),
        Column("On", "date"),
    ]

    def _sheet(self, rows, columns=None, name="Stock"):
        content = workbook_bytes(name, columns or self.columns, rows)
        return load_workbook(BytesIO(content)).active

    def test_cells_keep_their_type(self):
        sheet = self._sheet(
            [["水壶", 2.5, date(2026, 2, 28), datetime(2026, 2, 28, 9, 30)]],
            [*self.columns, Column("At", "datetime")],
        )
        self.assertEqual(sheet["A2"].value, "水壶")
        self.assertEqual(sheet["B2"].value, 2.5)
        self.assertEqual(sheet["B2"].number_format, "#,##0.###")
        self.assertEqual(sheet["C2"].value.date(), date(2026, 2, 28))
        self.assertEqual(sheet["D2"].value, datetime(2026, 2, 28, 9, 30))

    def test_text_is_never_a_formula(self):
        texts = ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "https://example.com", "0012"]
        sheet = self._sheet([[text, 1.0, None] for text in texts])
        for row, text in enumerate(texts, 2):
            with self.subTest(text=text):
                self.assertEqual(sheet.cell(row, 1).value, text)
                self.assertEqual(sheet.cell(row, 1).data_type, "s")
                self.assertIsNone(sheet.cell(row, 1).hyperlink)

    def test_heading_is_frozen_and_filterable(self):
        sheet = self._sheet([["a", 1.0, None], ["b", 2.0, None]])
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertEqual(sheet.auto_filter.ref, "A1:C3")

    def test_numbers_are_summed_under_the_last_row(self):
        sheet = self._sheet([["a", 1.5, None], ["b", 2.0, None], ["c", None, None]])
        self.assertEqual(sheet["A5"].value, "Total")
        self.assertEqual(sheet["B5"].value, "=SUBTOTAL(109,B2:B4)")
        content = workbook_bytes("x", self.columns, [["a", 1.5, None], ["b", 2, None]])
        computed = load_workbook(BytesIO(content), data_only=True).active
        self.assertEqual(computed["B4"].value, 3.5)

    def test_empty_sheet_is_readable_and_has_no_total(self):
        sheet = self._sheet([])
        self.assertEqual(sheet.max_row, 1)
        self.assertEqual(sheet["A1"].value, "品名")

    def test_chinese_columns_are_wide_enough(self):
        self.assertEqual(display_width("水壶 A"), 6)
        sheet = self._sheet([["不锈钢电热水壶", 1.0, None]])
        self.assertGreaterEqual(sheet.column_dimensions["A"].width, 15)

    def test_a_long_name_does_not_make_an_endless_column(self):
        sheet = self._sheet([["长" * 500, 1.0, None]])
        self.assertLessEqual(sheet.column_dimensions["A"].width, 61)

    def test_sheet_names_the_format_refuses_are_mended(self):
        for name in ("a/b:c*?[d]", "x" * 40, "''", ""):
            with self.subTest(name=name):
                self.assertTrue(self._sheet([["a", 1.0, None]], name=name).title)

    def test_memory_does_not_grow_with_the_rows(self):
        peaks = []
        for count in (2_000, 20_000):
            tracemalloc.start()
            workbook_bytes("x", self.columns, (["a", 1.0, None] for _ in range(count)))
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        self.assertLess(peaks[1], peaks[0] + 2_000_000)
