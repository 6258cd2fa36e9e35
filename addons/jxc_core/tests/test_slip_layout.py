from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from unittest.mock import patch

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import PdfFileReader

from ..report import jxc_slip_font
from ..report.jxc_paper import MISSING
from ..report.jxc_slip_draw import pdf_bytes, slip_svgs, write_pdf
from ..report.jxc_slip_font import (
    _glyph,
    font_runs,
    get_chinese_font,
    has_missing,
    is_embedded,
    text_width,
)
from ..report.jxc_slip_layout import Bars, Rule, Text, barcode_bars, layout
from ..tools.slip import (
    PAPERS,
    Slip,
    SlipColumn,
    format_money,
    format_quantity,
    get_totals,
    pack_ids,
    paginate,
    unpack_ids,
    wrap,
)

NAME = "绍兴花雕酒 (五年陈) 500ml x 12, gift box with warmer "


def make_slip(rows, name=NAME, **kw):
    """A priced slip of `rows` lines: 1, 2, 3… pieces at 10.00."""
    columns = (
        SlipColumn("no", "No.", "number", 9),
        SlipColumn("code", "Code", "text", 22),
        SlipColumn("name", "Product", "text", 0),
        SlipColumn("uom", "Unit", "text", 13),
        SlipColumn("quantity", "Quantity", "quantity", 18, True),
        SlipColumn("price", "Unit Price", "money", 20),
        SlipColumn("amount", "Amount", "money", 25, True),
    )
    lines = tuple(
        (
            str(number),
            f"SP-{number:04}",
            name * (1 + number % 3),
            "箱",
            Decimal(number),
            Decimal(10),
            Decimal(10 * number),
        )
        for number in range(1, rows + 1)
    )
    values = {
        "model": "stock.picking",
        "res_id": 7,
        "heading": "杭州良品食品贸易有限公司",
        "title": "销售出库单",
        "number": "WH/OUT/00007",
        "date": "2026-11-25",
        "columns": columns,
        "rows": lines,
        "facts": (("客户", "街角便利店" * 9), ("电话", "138 1234 5678")),
        "closing": (("大写", "壹佰元整"),),
        "figures": (("上次欠款", "1.00"), ("本次", "2.00")),
        "signatures": (("制单", "李"), ("签收", "")),
        "parts": "第一联 存根",
        "texts": {
            "page": "Page %(page)s / %(pages)s",
            "subtotal": "Page Subtotal",
            "total": "Total",
        },
    }
    return Slip(**(values | kw))


def texts_of(ops):
    return [op.text for op in ops if isinstance(op, Text)]


@tagged("post_install", "-at_install")
class TestSlipLayout(BaseCase):
    def test_nothing_stands_outside_the_margins_of_any_paper(self):
        for name, paper in PAPERS.items():
            for rows in (0, 1, 5, 40):
                for ops in layout(make_slip(rows), paper):
                    for op in ops:
                        with self.subTest(paper=name, rows=rows, op=op):
                            self._assert_inside(op, paper)

    def _assert_inside(self, op, paper):
        left, right = paper.margin_x - 0.01, paper.width - paper.margin_x + 0.3
        lowest = paper.height - paper.margin_y / 2
        if isinstance(op, Rule):
            self.assertTrue(left <= op.x1 <= op.x2 <= right)
            self.assertTrue(0 < op.y1 <= op.y2 < lowest)
        elif isinstance(op, Bars):
            self.assertLess(op.bars[-1][0] + op.bars[-1][1], right)
        else:
            width = text_width(op.text, op.size, op.bold)
            start = {"start": 0, "middle": width / 2, "end": width}[op.align]
            self.assertGreaterEqual(op.x - start, left)
            self.assertLessEqual(op.x - start + width, right)
            self.assertLess(op.y, lowest)

    def test_forty_lines_take_several_pages_with_subtotals(self):
        pages = layout(make_slip(40), PAPERS["half"])
        self.assertGreater(len(pages), 2)
        subtotals = Decimal()
        for number, ops in enumerate(pages, 1):
            texts = texts_of(ops)
            self.assertIn(f"Page {number} / {len(pages)}", texts)
            self.assertIn("WH/OUT/00007", texts)
            figure = texts[texts.index("Page Subtotal") + 2]
            subtotals += Decimal(figure.replace(",", ""))
            self.assertEqual("Total" in texts, number == len(pages))
        last = texts_of(pages[-1])
        self.assertEqual(last[last.index("Total") + 2], "8,200.00")
        self.assertEqual(subtotals, Decimal("8200"))

    def test_every_line_is_on_one_page_only(self):
        pages = layout(make_slip(40), PAPERS["third"])
        codes = [
            text for ops in pages for text in texts_of(ops) if text.startswith("SP-")
        ]
        self.assertEqual(codes, [f"SP-{number:04}" for number in range(1, 41)])

    def test_one_page_needs_no_subtotal(self):
        (ops,) = layout(make_slip(2), PAPERS["half"])
        self.assertNotIn("Page Subtotal", texts_of(ops))
        self.assertIn("Total", texts_of(ops))

    def test_rows_do_not_run_into_the_signatures(self):
        for name, paper in PAPERS.items():
            for ops in layout(make_slip(40), paper):
                y = next(
                    op.y
                    for op in ops
                    if isinstance(op, Text) and op.text.startswith("制单")
                )
                above = [op.y for op in ops if isinstance(op, Text) and op.text == "箱"]
                with self.subTest(paper=name):
                    self.assertLess(max(above), y - 4)

    def test_a_name_that_fits_no_page_ends_with_dots(self):
        pages = layout(make_slip(1, name="很长的名称" * 400), PAPERS["third"])
        self.assertTrue(any(text.endswith("…") for text in texts_of(pages[-1])))

    def test_the_total_never_stands_alone(self):
        heights = [5.0] * 4
        self.assertEqual(paginate(heights, 25, 5, 5), [(0, 4)])
        self.assertEqual(paginate(heights, 24, 5, 4), [(0, 3), (3, 4)])
        self.assertEqual(paginate([], 20, 5, 5), [(0, 0)])

    def test_words_break_at_spaces_and_chinese_anywhere(self):
        def measure(text):
            return len(text)

        self.assertEqual(wrap("one two three", 8, measure, 9), ["one two", "three"])
        self.assertEqual(wrap("一二三四五", 2, measure, 9), ["一二", "三四", "五"])
        self.assertEqual(wrap("abcdefgh", 3, measure, 9), ["abc", "def", "gh"])
        self.assertEqual(wrap("abcdefgh", 3, measure, 2), ["abc", "de…"])
        self.assertEqual(wrap("", 3, measure, 2), [""])

    def test_page_and_file_say_the_same(self):
        slip = make_slip(40, mark="补打第1次")
        for paper in PAPERS:
            pages = layout(slip, PAPERS[paper])
            svgs = list(slip_svgs(slip, paper))
            pdf = PdfFileReader(BytesIO(pdf_bytes([slip], paper, "Slip")))
            self.assertEqual(len(svgs), len(pages))
            self.assertEqual(len(pdf.pages), len(pages))
            for ops, svg in zip(pages, svgs, strict=True):
                for text in texts_of(ops):
                    self.assertIn(f">{text}</text>", svg)

    def test_a_page_leaves_the_memory_before_the_next_slip_is_made(self):
        output, sizes = BytesIO(), []

        def slips():
            for number in range(3):
                sizes.append(output.tell())
                yield make_slip(40, number=f"WH/OUT/{number}")

        write_pdf(output, slips(), "half", "Slips")
        self.assertGreater(sizes[1] - sizes[0], 2000)
        self.assertGreater(sizes[2] - sizes[1], 2000)
        pdf = PdfFileReader(BytesIO(output.getvalue()), strict=True)
        texts = [page.extract_text() for page in pdf.pages]
        pages = len(texts) // 3
        for number in range(3):
            self.assertIn(f"WH/OUT/{number}", texts[number * pages])
        self.assertEqual(pdf.metadata.title, "Slips")

    def test_a_page_is_as_large_as_its_paper(self):
        pdf = PdfFileReader(BytesIO(pdf_bytes([make_slip(1)], "third", "Slip")))
        box = pdf.pages[0].mediabox
        self.assertAlmostEqual(float(box.width) * 25.4 / 72, 241, 1)
        self.assertAlmostEqual(float(box.height) * 25.4 / 72, 93, 1)

    def test_what_people_type_stays_text(self):
        slip = replace(make_slip(1), heading='<script>"&', model="a<b")
        (svg,) = slip_svgs(slip, "half")
        self.assertNotIn("<script>", svg)
        self.assertNotIn("a<b", svg)
        self.assertIn("&lt;script&gt;&quot;&amp;", svg)

    def test_a_number_that_no_barcode_can_say_has_none(self):
        self.assertEqual(barcode_bars("出库1"), ((), 0))
        bars, modules = barcode_bars("WH/OUT/00007")
        # start, 12 characters in the sets B and C, check and stop
        self.assertEqual(bars[-1][0] + bars[-1][1], modules)
        self.assertFalse(any(width > 4 for _start, width in bars))

    def test_spaces_of_any_kind_are_blank(self):
        for text in ("第一联\u3000存根", "1\u00a0200", "a\u2003b"):
            self.assertNotIn(MISSING, "".join(run for _font, run in font_runs(text)))
            self.assertFalse(has_missing([text]))

    def test_room_that_is_left_for_writing_has_no_sum(self):
        columns = (SlipColumn("counted", "Counted", "quantity", 19, True),)
        self.assertEqual(get_totals(columns, [(None,), (None,)]), {"counted": None})
        self.assertEqual(get_totals(columns, [(None,), (Decimal(2),)]), {"counted": 2})

    def test_characters_without_a_glyph_are_found(self):
        self.assertFalse(has_missing(["壶 A"]))
        self.assertTrue(has_missing(["\U0001f600"]))

    def test_without_a_font_file_the_readers_own_font_is_named(self):
        get_chinese_font.cache_clear()
        _glyph.cache_clear()
        font_runs.cache_clear()
        self.addCleanup(get_chinese_font.cache_clear)
        self.addCleanup(_glyph.cache_clear)
        self.addCleanup(font_runs.cache_clear)
        with patch.object(jxc_slip_font, "FOLDERS", ()):
            self.assertFalse(is_embedded())
            self.assertEqual(
                font_runs("壶 A"), (("STSong-Light", "壶"), ("Helvetica", " A"))
            )
            # A rare character outside GBK is marked, never left out.
            self.assertEqual(font_runs("\U00020000"), (("STSong-Light", MISSING),))
            content = pdf_bytes([make_slip(3)], "half", "Slip")
        self.assertIn(b"STSong-Light", content)

    def test_figures_are_written_without_noise(self):
        self.assertEqual(format_quantity(0.1 + 0.2), "0.3")
        self.assertEqual(format_quantity(1200), "1,200")
        self.assertEqual(format_quantity(Decimal("-0.0000001")), "0")
        self.assertEqual(format_money(Decimal("1234.5")), "1,234.50")

    def test_numbers_are_packed_and_found_again(self):
        ids = [5, 6, 7, 3, 9, 10]
        self.assertEqual(pack_ids(ids), "5-7,3,9-10")
        self.assertEqual(unpack_ids(pack_ids(ids)), ids)
        self.assertEqual(unpack_ids("x,,4,-1,99999999999"), [4])
        self.assertEqual(len(unpack_ids("1-999999999", limit=10)), 11)
