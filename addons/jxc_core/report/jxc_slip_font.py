"""The fonts of a slip: how wide a text is, and which font draws which character.

Widths are those of Helvetica and of square 汉字, whatever font draws in the end: the
page in the browser and the PDF break their lines at the same places.
"""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from .jxc_paper import CHINESE, LATIN, MISSING, register_fonts

LATIN_BOLD = "Helvetica-Bold"
EMBEDDED = "JxcChinese"
# As wide as a 汉字; Python counts no space but one as printable.
WIDE_SPACE = "\u3000"
# Where systems keep their fonts, and those that reportlab can embed (with TrueType
# outlines), the most complete and readable in small sizes first.
FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
FILES = (
    "NotoSansSC-Regular.ttf",
    "wqy-zenhei.ttc",
    "wqy-microhei.ttc",
    "simsun.ttc",
    "simhei.ttf",
    "msyh.ttc",
    "DroidSansFallbackFull.ttf",
    "uming.ttc",
)


@lru_cache(maxsize=1)
def get_chinese_font():
    """Return (name, font) of the Chinese font: embedded if the server has one.

    Looked for once per process. Without a font file it is the one that readers of
    Chinese PDF bring along; characters outside GBK have no glyph then.
    """
    found = {}
    for folder in FOLDERS:
        for path in sorted(Path(folder).expanduser().rglob("*.tt[cf]")):
            found.setdefault(path.name, path)
    for name in FILES:
        if name in found:
            try:
                font = TTFont(EMBEDDED, str(found[name]), subfontIndex=0)
            except (OSError, TTFError):
                continue
            pdfmetrics.registerFont(font)
            return EMBEDDED, font
    register_fonts()
    return CHINESE, None


def is_embedded():
    """Tell whether Chinese is drawn with a font inside the file."""
    return get_chinese_font()[1] is not None


@lru_cache(maxsize=20000)
def _char_width(char, bold):
    """Return the width of a character in em."""
    try:
        code = char.encode("cp1252")[0]
    except UnicodeEncodeError:
        return 1.0
    font = pdfmetrics.getFont(LATIN_BOLD if bold else LATIN)
    return font.widths[code] / 1000


def text_width(text, size, bold=False):
    """Return how wide `text` is in the unit of `size`, the height of the font."""
    return size * sum(_char_width(char, bold) for char in text)


@lru_cache(maxsize=20000)
def _glyph(char, bold):
    """Return (font, character to draw); a mark where no font has the character."""
    if char.isspace() and char != WIDE_SPACE:
        # Blank in any font; not all fonts have each of them.
        char = " "
    is_printable = char.isprintable() or char == WIDE_SPACE
    if is_printable:
        with suppress(UnicodeEncodeError):
            char.encode("cp1252")
            return LATIN_BOLD if bold else LATIN, char
    name, font = get_chinese_font()
    if font is not None:
        has_glyph = is_printable and ord(char) in font.face.charToGlyph
    else:
        has_glyph = is_printable and _in_gbk(char)
    if char == WIDE_SPACE and not has_glyph:
        return LATIN, " "
    return name, char if has_glyph else MISSING


def _in_gbk(char):
    """Tell whether the readers' own Chinese font has this character."""
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def has_missing(texts):
    """Tell whether a character of these texts has no glyph in any font here."""
    return any(
        _glyph(char, False)[1] == MISSING != char for text in texts for char in text
    )


@lru_cache(maxsize=5000)
def font_runs(text, bold=False):
    """Return ((font, text), …): what is drawn in one go."""
    runs = []
    for char in text:
        font, drawn = _glyph(char, bold)
        if runs and runs[-1][0] == font:
            runs[-1][1].append(drawn)
        else:
            runs.append((font, [drawn]))
    return tuple((font, "".join(chars)) for font, chars in runs)
