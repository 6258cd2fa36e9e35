from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from odoo import api, models

from odoo.addons.jxc_core.report.jxc_paper import (
    CHINESE,
    LATIN,
    paper_markup,
    register_fonts,
)

GREY = colors.HexColor("#6c757d")
LINE = colors.HexColor("#ced4da")
HEAD = colors.HexColor("#f1f3f5")
CHANGED = colors.HexColor("#fff3cd")
# In points; longer texts are cut, so that a row always fits a page.
STYLES = {
    "title": {"fontSize": 15, "leading": 20},
    "heading": {"fontSize": 11, "leading": 15, "spaceBefore": 8, "spaceAfter": 3},
    "text": {"fontSize": 8.5, "leading": 11.5},
    "cell": {"fontSize": 7.5, "leading": 10},
    "small": {"fontSize": 7, "leading": 9, "textColor": GREY},
}
# Without the margins and what the frame keeps free inside them.
WIDTH = A4[0] - 30 * mm - 12


class JxcApprovalTrail(models.AbstractModel):
    """The paper itself.

    Made with reportlab and not with the host's report engine: see jxc_core's
    `report/jxc_paper.py`. There is no QWeb template of it, so nothing that renders
    reports by name (portal, mails, `/report/...`) can reach it.
    """

    _inherit = "jxc.approval.trail"

    # === POLICY ===
    @api.model
    def _jxc_get_pdf(self, documents):
        """Return (file name without ending, PDF) of the trail of these documents.

        :param documents: {model: [ids]}
        :raise UserError: when there is nothing to print, or too much
        :raise AccessError: for whoever is not from the house
        """
        register_fonts()
        paper = self._jxc_get_paper(documents)
        flow = []
        for document in paper["documents"]:
            if flow:
                flow.append(PageBreak())
            flow += self._jxc_get_document_flow(paper, document)
        output = BytesIO()
        SimpleDocTemplate(
            output,
            pagesize=A4,
            leftMargin=15 * mm,
            rightMargin=15 * mm,
            topMargin=14 * mm,
            bottomMargin=18 * mm,
            title=paper["title"],
            author="",
        ).build(flow, canvasmaker=_numbered(paper["by"], self._jxc_get_page_text))
        names = [document["name"] for document in paper["documents"]]
        name = f"{paper['title']} {names[0]}" if len(names) == 1 else paper["title"]
        return name.replace("/", "-"), output.getvalue()

    @api.model
    def _jxc_get_page_text(self, page, pages):
        """Return the text under each page."""
        return self.env._("Page %(page)s of %(pages)s", page=page, pages=pages)

    @api.model
    def _jxc_get_document_flow(self, paper, document):
        """Return the flowables of one document."""
        intact, verdict = paper["verdict"]
        seal = Table([[_text(verdict)]], colWidths=[WIDTH], spaceAfter=2 * mm)
        colour = colors.HexColor("#d1e7dd" if intact else "#f8d7da")
        seal.setStyle(TableStyle([("BACKGROUND", (0, 0), (-1, -1), colour)]))
        flow = [
            _text(document["company"], "small"),
            _text(f"{paper['title']} · {document['kind']} {document['name']}", "title"),
            Spacer(0, 2 * mm),
            seal,
        ]
        if document["hidden"]:
            flow.append(_text(document["hidden"], "small"))
        for part in document["parts"]:
            flow.append(_text(part["heading"], "heading"))
            flow += [_fact(label, text) for label, text in part["facts"]]
            if part["rows"]:
                flow += [Spacer(0, 2 * mm), self._jxc_get_content_table(part)]
            flow += [Spacer(0, 2 * mm), self._jxc_get_acts_table(part["acts"])]
        return flow

    @api.model
    def _jxc_get_content_table(self, part):
        """Return what was asked for, beside what was approved before if there is."""
        compare = part["compare"]
        names = ("label", "old", "new") if compare else ("label", "new")
        heads = ["", self.env._("Before"), self.env._("After")]
        if not compare:
            heads = ["", self.env._("Asked for")]
        rows = [[_text(head, "small") for head in heads]]
        style = []
        for number, row in enumerate(part["rows"], start=1):
            rows.append([_text(row[name], "cell", 400) for name in names])
            if compare and row["changed"]:
                style.append(("BACKGROUND", (0, number), (-1, number), CHANGED))
        share = WIDTH * 0.4
        rest = (WIDTH - share) / (len(names) - 1)
        return _table(rows, [share] + [rest] * (len(names) - 1), style)

    @api.model
    def _jxc_get_acts_table(self, acts):
        """Return the acts, two rows each: what happened, and why and from where."""
        heads = [
            self.env._("No."),
            self.env._("When"),
            self.env._("Act"),
            self.env._("Who"),
            self.env._("Amount seen"),
            self.env._("Content seen"),
            self.env._("Link"),
        ]
        rows, style = [[_text(head, "small") for head in heads]], []
        for act in acts:
            what = " · ".join(text for text in (act["act"], act["step"]) if text)
            cells = [act["number"], act["moment"], what, act["who"], act["amount"]]
            cells += [act["digest"], act["chain"]]
            rows.append([_text(cell, "cell", 300) for cell in cells])
            notes = []
            if act["reason"]:
                notes.append(_text(act["reason"], "cell"))
            if act["origin"]:
                notes.append(_text(act["origin"], "small", 300))
            if notes:
                last = len(rows)
                rows.append(["", notes, "", "", "", "", ""])
                style += [
                    ("SPAN", (1, last), (-1, last)),
                    ("LINEABOVE", (0, last), (-1, last), 0, colors.white),
                    ("NOSPLIT", (0, last - 1), (-1, last)),
                ]
        widths = [11, 29, 33, 36, 24.5, 21, 21]
        return _table(rows, [width * mm for width in widths], style)


def _text(text, style="text", limit=2000):
    """Return a paragraph that shows `text` and interprets nothing in it."""
    look = ParagraphStyle(
        style, fontName=LATIN, wordWrap="CJK", splitLongWords=1, **STYLES[style]
    )
    return Paragraph(paper_markup(text, limit), look)


def _fact(label, text):
    """Return one line "label: text" about a request."""
    table = Table([[_text(label, "small"), _text(text)]], colWidths=[WIDTH * 0.2, None])
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
            ]
        )
    )
    return table


def _table(rows, widths, style):
    """Return a table with a heading that comes again on each page."""
    table = Table(rows, colWidths=widths, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("BACKGROUND", (0, 0), (-1, 0), HEAD),
                ("LINEABOVE", (0, 0), (-1, -1), 0.4, LINE),
                ("LINEBELOW", (0, -1), (-1, -1), 0.4, LINE),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
                *style,
            ]
        )
    )
    return table


def _numbered(left, page_text):
    """Return a canvas that writes `left` and "page n of m" under each page.

    How many pages there are is known at the end: each page is kept until then.
    """

    class NumberedCanvas(Canvas):
        """Keeps its pages, and finishes them when it is saved."""

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self._kept = []

        def showPage(self):
            """Keep the page and begin another."""
            self._kept.append(dict(self.__dict__))
            self._startPage()

        def save(self):
            """Write the foot of each page, then the file."""
            for number, page in enumerate(self._kept, start=1):
                self.__dict__.update(page)
                foot = _text(left, "small")
                foot.wrapOn(self, WIDTH * 0.8, 12 * mm)
                foot.drawOn(self, 15 * mm + 6, 8 * mm)
                self.setFont(CHINESE, 7)
                self.setFillColor(GREY)
                right = page_text(number, len(self._kept))
                self.drawRightString(A4[0] - 15 * mm - 6, 9 * mm, right)
                Canvas.showPage(self)
            return super().save()

    return NumberedCanvas
