"""Texts of any language on a page made by reportlab, without a font file.

Why reportlab: the host prints with wkhtmltopdf, which is not installed everywhere,
leaves characters out where no Chinese font is, and in its unpatched form refuses
several documents at once. reportlab comes with the host and knows the font that every
reader of Chinese PDF brings along (STSong-Light).
"""

import re
import unicodedata
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

LATIN = "Helvetica"
CHINESE = "STSong-Light"
# The printers' mark for a character that no font has: nothing vanishes silently.
MISSING = "\u3013"


def register_fonts():
    """Make the Chinese font known to reportlab; a second time does nothing."""
    if CHINESE not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


def paper_markup(text, limit=2000):
    """Return `text` as markup of a reportlab paragraph: plain, each run in its font.

    White space is one space: a text of a thousand lines would fit no page.

    :param limit: characters that are printed; what is longer ends with "…"
    """
    text = re.sub(r"\s+", " ", str(text or "")).strip()
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return "".join(
        escape(run) if font == LATIN else f'<font name="{font}">{escape(run)}</font>'
        for font, run in _runs(map(_printable, text))
    )


def _runs(chars):
    """Yield (font, text) of each run of characters that share a font."""
    run, font = "", None
    for char in chars:
        if run and _font_of(char) != font:
            yield font, run
            run = ""
        font = _font_of(char)
        run += char
    if run:
        yield font, run


def _font_of(char):
    """Return the font that has this character."""
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return CHINESE
    return LATIN


def _printable(char):
    """Return the character, or a mark in place of one that no font has."""
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return MISSING
    if _font_of(char) == CHINESE:
        try:
            char.encode("gbk")
        except UnicodeEncodeError:
            return MISSING
    return char
