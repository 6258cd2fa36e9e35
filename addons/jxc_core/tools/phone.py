"""Read telephone numbers the way people type them; no Odoo in here."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

# Words that introduce an extension, in the languages our users type.
EXTENSION = re.compile(
    r"^(?P<head>.*\d.*?)"
    r"[\s,;(\[-]*"
    r"(?:(?:转|轉|接|分机号?|分機號?|内线|內線|extension|extn|ext|x|#)[\s.:=]*)+"
    r"(?P<extension>\d{1,10})[\s)\]#]*$",
    re.IGNORECASE,
)
PAUSE = re.compile(r"^(?P<head>.*\d.*?)\s*,{1,2}\s*(?P<extension>\d{1,6})#?$")
DASHED = re.compile(r"^(?P<head>.*\d)\s*[-\u2010-\u2015]\s*(?P<extension>\d{1,6})$")
LABEL = re.compile(
    r"^(?:tel|telephone|phone|mobile|电话|電話|手机|手機|座机)[\s.:]*", re.IGNORECASE
)
SEVERAL = re.compile(r"[;,、|\n]|(?:\d[\s().-]*){7,}/(?:[\s().-]*\d){7,}")
PUNCTUATION = frozenset("+()[]./~")
# Codes of res.country that are no region of the numbering plans.
REGION_ALIASES = {"XI": "GB", "UK": "GB"}
PROBLEM_BY_REASON = {
    ValidationResult.INVALID_COUNTRY_CODE: "country_code",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "area_code",
    ValidationResult.TOO_SHORT: "too_short",
    ValidationResult.INVALID_LENGTH: "length",
    ValidationResult.TOO_LONG: "too_long",
}
PROBLEM_BY_ERROR = {
    NumberParseException.INVALID_COUNTRY_CODE: "country_code",
    NumberParseException.NOT_A_NUMBER: "text",
    NumberParseException.TOO_SHORT_AFTER_IDD: "too_short",
    NumberParseException.TOO_SHORT_NSN: "too_short",
    NumberParseException.TOO_LONG: "too_long",
}


@dataclass(frozen=True)
class PhoneNumber:
    """What a typed telephone number turned out to be.

    `problem` is "" when the number can be stored, else one of: text, several,
    no_region, country_code, area_code, too_short, too_long, length.
    """

    typed: str = ""
    e164: str = ""
    short_code: str = ""
    extension: str = ""
    problem: str = ""
    valid: bool = False

    @property
    def stored(self):
        """Return what is to be stored: E.164, or a short code as dialled."""
        return self.e164 or self.short_code


def clean(typed):
    """Return `typed` with full-width characters made plain and invisible ones gone.

    Numbers copied from address books bring direction marks and no-break spaces.
    """
    plain = unicodedata.normalize("NFKC", typed or "")
    visible = (char for char in plain if unicodedata.category(char) != "Cf")
    return LABEL.sub("", "".join(visible).strip())


def split_extension(text):
    """Return (number, extension) of a cleaned text; extension is "" when none."""
    for pattern in (EXTENSION, PAUSE):
        if match := pattern.match(text):
            return match["head"].strip(), match["extension"]
    return text, ""


def parse_extension(typed):
    """Return the digits of an extension typed alone, "" when it is none."""
    digits = re.sub(r"^\D{0,10}?(\d{1,10})$", r"\1", clean(str(typed)))
    return digits if digits.isdecimal() and len(digits) <= 10 else ""


def get_region(country_code):
    """Return the numbering plan's region of an ISO country code, None if none."""
    region = REGION_ALIASES.get(country_code, country_code)
    return region if region in phonenumbers.SUPPORTED_REGIONS else None


def parse_phone(typed, country_code=None, short_codes=False):
    """Read one typed number.

    Only what cannot be a number is a problem: one that is merely not in use
    today (numbering plans change faster than libraries) is stored, and told by
    `valid`.

    :param country_code: ISO code whose national form is assumed without "+"
    :param short_codes: whether 95588, 110 and their like may be stored
    :return: PhoneNumber, never raises
    """
    text = clean(typed)
    if not text:
        return PhoneNumber(typed or "")
    head, extension = split_extension(text)
    if problem := _find_text_problem(head):
        return PhoneNumber(typed, problem=problem)
    region = get_region(country_code)
    if short_codes and _is_short_code(head, region):
        code = phonenumbers.normalize_digits_only(head)
        return PhoneNumber(typed, "", code, extension, valid=True)
    number, problem = _parse_number(head, region)
    if problem and not extension and (match := DASHED.match(head)):
        shorter, still = _parse_number(match["head"], region)
        if not still and phonenumbers.is_valid_number(shorter):
            number, problem, extension = shorter, "", match["extension"]
    if problem:
        return PhoneNumber(typed, extension=extension, problem=problem)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    valid = phonenumbers.is_valid_number(number)
    return PhoneNumber(typed, e164, "", extension, valid=valid)


def format_phone(stored, home_country_code=None):
    """Return a stored number as people write it.

    :param stored: E.164; anything else (a short code) comes back as it is
    :param home_country_code: ISO code; its numbers are written nationally, all
        others with "+" and their country code
    """
    if not stored or not stored.startswith("+"):
        return stored or ""
    try:
        number = phonenumbers.parse(stored, None)
    except NumberParseException:
        return stored
    home = get_region(home_country_code)
    at_home = home and number.country_code == phonenumbers.country_code_for_region(home)
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def get_search_digits(typed, minimum=6):
    """Return the digits of a search text without trunk zeros, "" if too few.

    E.164 ends with the number's national digits, so these are found in it
    whatever country the number belongs to.
    """
    head, _extension = split_extension(clean(typed))
    if _find_text_problem(head):
        return ""
    digits = phonenumbers.normalize_digits_only(head).lstrip("0")
    return digits if len(digits) >= minimum else ""


def _find_text_problem(head):
    """Return "text" or "several" when `head` is not one plain number, else ""."""
    if SEVERAL.search(head):
        return "several"
    known = all(
        char.isdecimal()
        or char in PUNCTUATION
        or unicodedata.category(char) in ("Pd", "Zs")
        for char in head
    )
    return "" if known and any(char.isdecimal() for char in head) else "text"


def _is_short_code(head, region):
    """Return whether `head` is a short code (a hotline) of `region`."""
    digits = phonenumbers.normalize_digits_only(head)
    if not region or "+" in head or not 3 <= len(digits) <= 6:
        return False
    number = phonenumbers.PhoneNumber(
        country_code=phonenumbers.country_code_for_region(region),
        national_number=int(digits),
    )
    return not digits.startswith("0") and phonenumbers.is_valid_short_number_for_region(
        number, region
    )


def _parse_number(head, region):
    """Return (library number, problem); number is None when there is a problem."""
    number, problem = _try_number(head, region)
    if problem in ("too_long", "length", "no_region", "country_code"):
        # people type 0033... or 33... for +33..., from any country
        for prefix in ("00", ""):
            if head.startswith(prefix) and "+" not in head:
                guess, failed = _try_number("+" + head.removeprefix(prefix), None)
                if not failed and phonenumbers.is_valid_number(guess):
                    return guess, ""
    return number, problem


def _try_number(head, region):
    """Return (library number, problem) of `head` read in `region` (or None)."""
    if region is None and not head.startswith("+"):
        return None, "no_region"
    try:
        number = phonenumbers.parse(head, region)
    except NumberParseException as error:
        return None, PROBLEM_BY_ERROR.get(error.error_type, "text")
    reason = phonenumbers.is_possible_number_with_reason(number)
    problem = PROBLEM_BY_REASON.get(reason, "")
    return (None if problem else number), problem
