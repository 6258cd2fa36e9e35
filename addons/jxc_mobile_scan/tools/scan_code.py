"""Tell what kind of code a scanner read; no Odoo in here."""

import re
from dataclasses import dataclass, field

GS = "\x1d"
LONGEST = 500
# Symbology identifiers that scanners put before GS1 data (ISO/IEC 15424).
GS1_PREFIXES = ("]C1", "]e0", "]d2", "]Q3", "]J1")
# Total digits of an application identifier by its first two (GS1 GenSpecs 3.2).
AI_LENGTHS = (
    dict.fromkeys("00 01 02 10 11 12 13 15 16 17 20 21 22 30 37".split(), 2)
    | {str(prefix): 2 for prefix in range(90, 100)}
    | dict.fromkeys("23 24 25 40 41 42 71".split(), 3)
    | dict.fromkeys("31 32 33 34 35 36 39 43 70 72 80 81 82".split(), 4)
)
# Data lengths that need no separator after them (GS1 GenSpecs figure 7.8.5-2).
DATA_LENGTHS = (
    {"00": 18, "01": 14, "02": 14, "20": 2, "41": 13}
    | dict.fromkeys("11 12 13 15 16 17".split(), 6)
    | dict.fromkeys("31 32 33 34 35 36".split(), 6)
)
BRACKETS = re.compile(r"\((\d{2,4})\)([^()]+)")


@dataclass(frozen=True)
class ScanCode:
    """A cleaned code and what it says about itself.

    `gtins` holds every way the same trade item number is written (8 to 14
    digits), empty when it is none. `lot` is a lot or serial number that the code
    names beside the article.
    """

    text: str
    kind: str = "text"
    gtins: tuple = ()
    lot: str = ""
    elements: dict = field(default_factory=dict)


def read_code(raw):
    """Return the ScanCode of what a scanner, a camera or a person typed.

    :raise ValueError: when it is no text, empty, or longer than LONGEST
    """
    if not isinstance(raw, str) or not raw.strip() or len(raw) > LONGEST:
        raise ValueError("no code")
    text, is_gs1 = _strip_prefix(raw)
    if is_right_gtin(text):
        return ScanCode(text, "gtin", get_gtin_forms(text))
    elements = parse_gs1(text)
    article = elements.get("01") or elements.get("02") or ""
    if article or is_gs1 or elements.get("00"):
        lot = elements.get("10") or elements.get("21") or ""
        forms = get_gtin_forms(article) if article else ()
        return ScanCode(text, "gs1", forms, lot, elements)
    return ScanCode(text)


def get_check_digit(digits):
    """Return the GS1 check digit of `digits`, which come without it."""
    weighted = (
        int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(digits))
    )
    return str(-sum(weighted) % 10)


def is_right_gtin(text):
    """Return whether `text` has a length and check digit of a trade item number."""
    return (
        len(text) in (8, 12, 13, 14)
        and text.isascii()
        and text.isdecimal()
        and get_check_digit(text[:-1]) == text[-1]
    )


def get_gtin_forms(gtin):
    """Return all written forms of a right GTIN, the shortest last.

    A UPC-A code is the EAN-13 code with a leading zero; an outer case may print
    the same number with 14 digits.
    """
    whole = gtin.zfill(14)
    forms = [whole[14 - size :] for size in (14, 13, 12, 8)]
    return tuple(form for form in forms if form.zfill(14) == whole)


def parse_gs1(text):
    """Return {application identifier: value} of a GS1 element string.

    Element strings with separators and typed ones with brackets are read.

    :return: empty dict when any part is no element, or a GTIN has a wrong digit
    """
    if BRACKETS.match(text):
        pairs = BRACKETS.findall(text)
        complete = "".join(f"({ai}){value}" for ai, value in pairs) == text
        elements = dict(pairs) if complete else {}
    else:
        elements = _parse_element_string(text.strip(GS))
    wrong = any(
        ai in elements and not _is_right_key(elements[ai]) for ai in ("01", "02")
    )
    return {} if wrong else elements


def _strip_prefix(raw):
    """Return (text without symbology identifier, whether it announced GS1)."""
    text = raw.strip(" \t\r\n")
    if text.startswith(GS1_PREFIXES):
        return text[3:], True
    return re.sub(r"^\][A-Za-z]\w", "", text), text.startswith(GS)


def _is_right_key(value):
    """Return whether the value of AI 01 or 02 is a right 14-digit number."""
    return len(value) == 14 and is_right_gtin(value)


def _parse_element_string(text):
    """Return {AI: value} of an element string, empty when it is none."""
    elements = {}
    while text:
        ai = text[: AI_LENGTHS.get(text[:2], 0)]
        size = DATA_LENGTHS.get(ai[:2])
        rest = text[len(ai) :]
        value, rest = (rest[:size], rest[size:]) if size else _cut(rest)
        broken = size and (len(value) < size or not value.isdecimal())
        if not ai.isdecimal() or not value or broken or ai in elements:
            return {}
        elements[ai] = value
        text = rest.removeprefix(GS)
    return elements


def _cut(rest):
    """Return (value, what follows) of a value that ends at a separator."""
    value, _separator, following = rest.partition(GS)
    return value, following
