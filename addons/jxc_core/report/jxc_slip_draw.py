"""Draw laid out slips: as pictures in a page of the browser, and as a PDF."""

import html
from io import BytesIO

from reportlab.lib.units import mm

from ..tools.slip import PAPERS
from .jxc_slip_font import font_runs, text_width
from .jxc_slip_layout import Bars, Rule, Text, layout
from .jxc_slip_stream import new_canvas

RULE_WIDTH = 0.2


# === PAGE ===
def slip_svgs(slip, paper):
    """Yield one SVG picture per page of a slip, to scale.

    :param paper: key of PAPERS
    """
    size = PAPERS[paper]
    for ops in layout(slip, size):
        body = "".join(_svg_of(op, slip) for op in ops)
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="jxc_slip" '
            'xml:space="preserve" '
            f'width="{size.width}mm" height="{size.height}mm" '
            f'viewBox="0 0 {size.width} {size.height}">{body}</svg>'
        )


def _svg_of(op, slip):
    """Return one element of a picture."""
    if isinstance(op, Rule):
        return (
            f'<path d="M{op.x1:.2f} {op.y1:.2f}L{op.x2:.2f} {op.y2:.2f}" '
            f'stroke="#000" stroke-width="{RULE_WIDTH}"/>'
        )
    if isinstance(op, Bars):
        path = "".join(
            f"M{x:.3f} {op.y:.2f}h{width:.3f}v{op.height:.2f}h-{width:.3f}z"
            for x, width in op.bars
        )
        return f'<path d="{path}"/>'
    attributes = f'x="{op.x:.2f}" y="{op.y:.2f}" font-size="{op.size:.2f}"'
    if op.align != "start":
        attributes += f' text-anchor="{op.align}"'
    if op.bold:
        attributes += ' font-weight="bold"'
    if op.role:
        attributes += f' data-{op.role}="{html.escape(slip.key)}"'
    elif op.text:
        # Whatever font the reader has: the text keeps its place and its width.
        width = text_width(op.text, op.size, op.bold)
        attributes += f' textLength="{width:.2f}" lengthAdjust="spacingAndGlyphs"'
    return f"<text {attributes}>{html.escape(op.text)}</text>"


# === PDF ===
def write_pdf(output, slips, paper, title, author=""):
    """Write slips one after the other to `output`, a binary stream.

    Slips may come from a generator: nothing of them is kept, each page is written
    when it is drawn.

    :param paper: key of PAPERS
    :return: number of pages
    """
    size = PAPERS[paper]
    canvas = new_canvas(output, size.width * mm, size.height * mm)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    # Printed as large as it is: the paper's lines and holes fit.
    canvas.setViewerPreference("PrintScaling", "None")
    count = 0
    for slip in slips:
        for ops in layout(slip, size):
            _draw_page(canvas, ops, size)
            canvas.showPage()
            count += 1
    if not count:
        canvas.showPage()
    canvas.save()
    return count


def pdf_bytes(slips, paper, title, author=""):
    """Return what `write_pdf` writes, as bytes."""
    output = BytesIO()
    write_pdf(output, slips, paper, title, author)
    return output.getvalue()


def _draw_page(canvas, ops, size):
    """Draw one page: rules, bars, then texts."""
    canvas.setLineWidth(RULE_WIDTH * mm)
    top = size.height
    canvas.lines(
        [
            (op.x1 * mm, (top - op.y1) * mm, op.x2 * mm, (top - op.y2) * mm)
            for op in ops
            if isinstance(op, Rule)
        ]
    )
    for op in ops:
        if isinstance(op, Bars):
            path = canvas.beginPath()
            for x, width in op.bars:
                path.rect(
                    x * mm, (top - op.y - op.height) * mm, width * mm, op.height * mm
                )
            canvas.drawPath(path, stroke=0, fill=1)
    text = canvas.beginText()
    for op in ops:
        if isinstance(op, Text) and op.text:
            _draw_text(text, op, top)
    canvas.drawText(text)


def _draw_text(text, op, top):
    """Draw one line of text, each run in its font."""
    width = text_width(op.text, op.size, op.bold)
    x = op.x - {"start": 0, "middle": width / 2, "end": width}[op.align]
    text.setTextOrigin(x * mm, (top - op.y) * mm)
    for font, run in font_runs(op.text, op.bold):
        text.setFont(font, op.size * mm)
        text.textOut(run)
