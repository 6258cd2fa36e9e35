"""An amount of money in Chinese capitals, as a bill wants it beside the figures."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

DIGITS = "零壹贰叁肆伍陆柒捌玖"
SMALL_UNITS = ((1000, "仟"), (100, "佰"), (10, "拾"))
# What a currency is called in capitals; others are not written out.
CURRENCY_UNITS = {
    "CNY": "元",
    "CNH": "元",
    "USD": "美元",
    "EUR": "欧元",
    "HKD": "港元",
    "MOP": "澳门元",
    "TWD": "新台币元",
    "JPY": "日元",
    "GBP": "英镑",
    "SGD": "新加坡元",
    "AUD": "澳元",
    "CAD": "加元",
}


def amount_in_words(amount, unit="元"):
    """Return `amount` in capitals: 1234.56 is 壹仟贰佰叁拾肆元伍角陆分.

    Rounded half up to the 分, in decimal. 整 follows unless there are 分. One 零
    stands for zeros between digits; a 零 that the rules for bills leave to the
    writer (after 万 and 元 that end with 0, with the next place filled) is left out.

    :param amount: Decimal, int or text; a float is taken as it is printed
    :param unit: what the currency is called
    :raise ValueError: when it is no finite number
    """
    fen = _to_fen(amount)
    sign, fen = ("负", -fen) if fen < 0 else ("", fen)
    whole, rest = divmod(fen, 100)
    jiao, fen = divmod(rest, 10)
    words = _whole_in_words(whole) + unit if whole or not rest else ""
    if jiao:
        words += DIGITS[jiao] + "角"
    elif whole and fen:
        words += DIGITS[0]
    return sign + words + (DIGITS[fen] + "分" if fen else "整")


def _to_fen(amount):
    """Return the amount as a whole number of 分."""
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise ValueError(f"{amount!r} is no amount")
    return int((value * 100).to_integral_value(ROUND_HALF_UP))


def _whole_in_words(number):
    """Return a whole number in capitals, 零 for nothing."""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            high, low = divmod(number, size)
            gap = DIGITS[0] if 0 < low < size // 10 else ""
            return (
                _whole_in_words(high)
                + name
                + (gap + _whole_in_words(low) if low else "")
            )
    if not number:
        return DIGITS[0]
    words, gap = "", False
    for size, name in SMALL_UNITS:
        digit, number = divmod(number, size)
        if digit:
            words += (DIGITS[0] if gap else "") + DIGITS[digit] + name
            gap = False
        elif words:
            gap = True
    if number:
        words += (DIGITS[0] if gap else "") + DIGITS[number]
    return words
