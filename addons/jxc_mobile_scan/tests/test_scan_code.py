from odoo.tests import BaseCase, tagged

from ..tools.scan_code import (
    GS,
    get_check_digit,
    get_gtin_forms,
    is_right_gtin,
    parse_gs1,
    read_code,
)


@tagged("post_install", "-at_install")
class TestScanCode(BaseCase):
    """Codes as scanners deliver them, told apart without a database."""

    def test_trade_item_numbers_are_known_by_their_check_digit(self):
        for right in ("96385074", "036000291452", "4006381333931", "14006381333938"):
            self.assertTrue(is_right_gtin(right), right)
        for wrong in (
            "4006381333932",
            "400638133393",
            "400638133393X",
            "４００６３８１３",
        ):
            self.assertFalse(is_right_gtin(wrong), wrong)
        self.assertEqual(get_check_digit("400638133393"), "1")

    def test_all_spellings_of_one_number_are_given(self):
        self.assertEqual(
            get_gtin_forms("036000291452"),
            ("00036000291452", "0036000291452", "036000291452"),
        )
        self.assertEqual(
            get_gtin_forms("4006381333931"), ("04006381333931", "4006381333931")
        )
        self.assertEqual(get_gtin_forms("14006381333938"), ("14006381333938",))
        self.assertIn("96385074", get_gtin_forms("96385074"))

    def test_gs1_codes_name_article_lot_and_dates(self):
        expected = {"01": "04006381333931", "11": "260101", "10": "L-1", "37": "5"}
        plain = f"0104006381333931112601011{'0'}L-1{GS}375"
        for text in (plain, f"{GS}{plain}", "(01)04006381333931(11)260101(10)L-1(37)5"):
            with self.subTest(text):
                self.assertEqual(parse_gs1(text), expected)
        code = read_code(f"]d2{plain}")
        self.assertEqual((code.kind, code.lot), ("gs1", "L-1"))
        self.assertIn("4006381333931", code.gtins)

    def test_what_is_no_gs1_code_gives_nothing(self):
        for text in (
            "0104006381333932",
            "010400638133393",
            "(01)04006381333931x(10)L",
            "10",
            "WH/IN/00001",
            "0104006381333931" * 2,
        ):
            with self.subTest(text):
                self.assertEqual(parse_gs1(text), {})

    def test_a_shipping_code_is_a_gs1_code(self):
        code = read_code("00340123450000000000")
        self.assertEqual(code.kind, "gs1")
        self.assertEqual(code.elements["00"], "340123450000000000")

    def test_other_texts_stay_as_they_are(self):
        for raw, text in (("WH/IN/00001\r\n", "WH/IN/00001"), ("]C0ABC", "ABC")):
            code = read_code(raw)
            self.assertEqual((code.text, code.kind, code.gtins), (text, "text", ()))

    def test_what_is_no_code_is_refused(self):
        for raw in ("", "  ", None, 12, ["x"], "x" * 501):
            with self.assertRaises(ValueError):
                read_code(raw)
