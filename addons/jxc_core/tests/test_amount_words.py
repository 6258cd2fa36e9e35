from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools.amount_words import amount_in_words

# From the rules for filling in bills, and one for each place a zero can stand.
CASES = {
    "0": "零元整",
    "0.01": "壹分",
    "0.05": "伍分",
    "0.50": "伍角整",
    "0.55": "伍角伍分",
    "1": "壹元整",
    "10": "壹拾元整",
    "10.05": "壹拾元零伍分",
    "10.50": "壹拾元伍角整",
    "15": "壹拾伍元整",
    "100": "壹佰元整",
    "101": "壹佰零壹元整",
    "110": "壹佰壹拾元整",
    "1001": "壹仟零壹元整",
    "1010.10": "壹仟零壹拾元壹角整",
    "1100": "壹仟壹佰元整",
    "1234.56": "壹仟贰佰叁拾肆元伍角陆分",
    "1409.50": "壹仟肆佰零玖元伍角整",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "6007.14": "陆仟零柒元壹角肆分",
    "325.04": "叁佰贰拾伍元零肆分",
    "10000": "壹万元整",
    "10001": "壹万零壹元整",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "100000": "壹拾万元整",
    "100100": "壹拾万零壹佰元整",
    "107000.53": "壹拾万柒仟元伍角叁分",
    "1000000.00": "壹佰万元整",
    "1001001": "壹佰万壹仟零壹元整",
    "10050000.01": "壹仟零伍万元零壹分",
    "20000010": "贰仟万零壹拾元整",
    "100000000": "壹亿元整",
    "100000001": "壹亿零壹元整",
    "100050000": "壹亿零伍万元整",
    "110000000": "壹亿壹仟万元整",
    "1000000000000": "壹万亿元整",
    "1234500000000": "壹万贰仟叁佰肆拾伍亿元整",
    "-12.30": "负壹拾贰元叁角整",
    "-0.01": "负壹分",
}


@tagged("post_install", "-at_install")
class TestAmountWords(BaseCase):
    def test_amounts_are_written_as_bills_want_them(self):
        for amount, words in CASES.items():
            with self.subTest(amount=amount):
                self.assertEqual(amount_in_words(Decimal(amount)), words)

    def test_half_a_fen_is_rounded_up_in_decimal(self):
        self.assertEqual(amount_in_words("1.005"), "壹元零壹分")
        self.assertEqual(amount_in_words(1.005), "壹元零壹分")
        self.assertEqual(amount_in_words("-1.005"), "负壹元零壹分")
        self.assertEqual(amount_in_words("99999999.995"), "壹亿元整")

    def test_what_rounds_to_nothing_is_not_negative(self):
        self.assertEqual(amount_in_words("-0.004"), "零元整")

    def test_other_currencies_have_their_own_unit(self):
        self.assertEqual(amount_in_words(20, "美元"), "贰拾美元整")
        self.assertEqual(amount_in_words("0.2", "美元"), "贰角整")

    def test_what_is_no_amount_is_refused(self):
        for value in ("", "one", "NaN", "Infinity", None):
            with self.subTest(value=value), self.assertRaises(ValueError):
                amount_in_words(value)
