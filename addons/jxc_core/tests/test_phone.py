import csv
import os
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..tools.phone import (
    format_phone,
    get_search_digits,
    parse_extension,
    parse_phone,
)


def find_vectors():
    """Return the path of the phone vectors, None when they are not here.

    They lie beside the repository, or where JXC_DATA points.
    """
    root = Path(__file__).resolve().parents[3]
    folder = Path(os.environ.get("JXC_DATA") or root / ".." / "shared" / "data")
    path = folder / "phones" / "phones.csv"
    return path if path.is_file() else None


@tagged("post_install", "-at_install")
class TestPhone(BaseCase):
    """Numbers as a Chinese trader's customers write them, read without database."""

    def test_every_common_chinese_form_gives_one_number(self):
        for typed in (
            "13812345678",
            "138-1234-5678",
            "+86 138 1234 5678",
            "(86)13812345678",
            "0086 138 1234 5678",
            "8613812345678",
            "１３８１２３４５６７８",
            "\u202d138\u00a01234\u00a05678\u202c",
            "电话：138 1234 5678",
            "tel:13812345678",
        ):
            with self.subTest(typed):
                number = parse_phone(typed, "CN")
                self.assertEqual(number.e164, "+8613812345678")
                self.assertFalse(number.problem)
                self.assertTrue(number.valid)

    def test_fixed_lines_and_service_numbers(self):
        self.assertEqual(parse_phone("010-62345678", "CN").e164, "+861062345678")
        self.assertEqual(parse_phone("400-820-1234", "CN").e164, "+864008201234")

    def test_an_extension_is_cut_off_and_kept(self):
        for typed in (
            "021-12345678 转 801",
            "021-12345678转801",
            "(021)12345678 分机号：801",
            "021-12345678-801",
            "021-12345678,801",
            "021-12345678#801",
            "021-12345678 ext. 801",
            "+86 21 1234 5678;ext=801",
        ):
            with self.subTest(typed):
                number = parse_phone(typed, "CN")
                self.assertEqual(number.e164, "+862112345678")
                self.assertEqual(number.extension, "801")

    def test_a_dash_inside_a_number_is_no_extension(self):
        number = parse_phone("0311-8123-4567", "CN")
        self.assertEqual((number.e164, number.extension), ("+8631181234567", ""))

    def test_the_national_form_is_read_in_the_given_country(self):
        self.assertEqual(parse_phone("06 12 34 56 78", "FR").e164, "+33612345678")
        self.assertEqual(parse_phone("020 7946 0018", "XI").e164, "+442079460018")

    def test_an_international_prefix_is_understood_from_every_country(self):
        self.assertEqual(parse_phone("0086 138 1234 5678", "US").e164, "+8613812345678")
        self.assertEqual(parse_phone("0033 6 12 34 56 78").e164, "+33612345678")

    def test_what_no_telephone_can_dial_is_a_problem(self):
        for typed, problem in (
            ("无", "text"),
            ("-", "text"),
            ("13812345678 王经理", "text"),
            ("13812345678/13912345678", "several"),
            ("021-12345678；13812345678", "several"),
            ("138", "too_short"),
            ("138123456789012", "too_long"),
            ("95588", "area_code"),
            ("+999 1234567", "country_code"),
        ):
            with self.subTest(typed):
                number = parse_phone(typed, "CN")
                self.assertEqual((number.stored, number.problem), ("", problem))

    def test_a_possible_number_that_is_not_in_use_is_kept_and_told(self):
        number = parse_phone("1381234567", "CN")
        self.assertEqual((number.problem, number.valid), ("", False))

    def test_without_any_country_a_national_number_cannot_be_judged(self):
        self.assertEqual(parse_phone("13812345678x").problem, "text")
        self.assertEqual(parse_phone("62345678").problem, "no_region")

    def test_short_codes_pass_only_when_allowed(self):
        self.assertEqual(parse_phone("95588", "CN", True).stored, "95588")
        self.assertEqual(parse_phone("95588", "CN", True).e164, "")
        self.assertTrue(parse_phone("95588", "JP", True).problem)
        self.assertTrue(parse_phone("00001", "CN", True).problem)

    def test_nothing_typed_is_no_problem(self):
        for typed in ("", "  ", None, False):
            self.assertEqual(parse_phone(typed, "CN").problem, "")

    def test_numbers_are_shown_nationally_at_home_only(self):
        self.assertEqual(format_phone("+8613812345678", "CN"), "138 1234 5678")
        self.assertEqual(format_phone("+8613812345678", "DE"), "+86 138 1234 5678")
        self.assertEqual(format_phone("+8613812345678"), "+86 138 1234 5678")
        self.assertEqual(format_phone("95588", "CN"), "95588")
        self.assertEqual(format_phone("+0", "CN"), "+0")
        self.assertEqual(format_phone("", "CN"), "")

    def test_an_extension_typed_alone(self):
        for typed, digits in (("801", "801"), ("转８０１", "801"), ("8a1", "")):
            self.assertEqual(parse_extension(typed), digits)

    def test_search_digits_leave_out_trunk_zeros_and_short_texts(self):
        self.assertEqual(get_search_digits("021-1234 5678"), "2112345678")
        self.assertEqual(get_search_digits("12345"), "")
        self.assertEqual(get_search_digits("Shop 2112345678"), "")

    def test_all_vectors_of_the_phone_library_and_its_peers(self):
        path = find_vectors()
        if path is None and not os.environ.get("CI"):
            self.skipTest("phones.csv is not here; set JXC_DATA to its parent folder")
        with path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertGreater(len(rows), 1000)
        for row in rows:
            with self.subTest(row["input"], region=row["default_region"]):
                self._check_vector(
                    row, parse_phone(row["input"], row["default_region"])
                )

    def _check_vector(self, row, number):
        """Assert what one row of the vectors demands of its parsed number."""
        if row["valid"] == "1":
            self.assertEqual((number.e164, number.problem), (row["e164"], ""))
            self.assertTrue(number.valid)
        else:
            self.assertFalse(number.valid)
        if row["parses"] == "0" and row["input"]:
            self.assertTrue(number.problem)
        if number.e164:
            again = parse_phone(number.e164, "CN")
            self.assertEqual(again.e164, number.e164)
            shown = format_phone(number.e164, row["default_region"])
            self.assertEqual(
                parse_phone(shown, row["default_region"]).e164, number.e164
            )
