"""A PDF that leaves the memory page by page.

reportlab keeps every page, not even compressed, until the file is saved: a thousand
slips take some 30 MB. Here each page is written when it is drawn; what is kept of it is
where it stands in the file.
"""

from reportlab.pdfbase.pdfdoc import (
    PDFCrossReferenceTable,
    PDFDocument,
    PDFFile,
    PDFIndirectObject,
    PDFObjectReference,
    PDFTrailer,
)
from reportlab.pdfgen.canvas import Canvas


def new_canvas(output, width, height):
    """Return a canvas that writes each page to `output`, a binary stream, when shown.

    :param width: of the pages in points, as is `height`
    """
    canvas = Canvas(output, pagesize=(width, height), pageCompression=1)
    canvas._doc = _StreamedDocument(output)
    # Anew, with the name that the new document gives to the font.
    canvas._make_preamble()
    return canvas


class _StreamedFile(PDFFile):
    """Counts what it hands on, and keeps nothing."""

    def __init__(self, output, version):
        super().__init__(version)
        head, self.strings = self.strings, ()
        self.write = output.write
        for part in head:
            self.write(part)


class _StreamedDocument(PDFDocument):
    """Writes objects when they are complete instead of at the end."""

    def __init__(self, output):
        super().__init__(compression=1)
        self.file = _StreamedFile(output, self._pdfVersion)

    def addPage(self, page):
        """Write a page and what is drawn on it; keep its place and its number."""
        result = super().addPage(page)
        # Makes the stream of what was drawn, and refers to it.
        page.check_format(self)
        contents = self.Reference(page.Contents)
        self._put(page.__InternalName__)
        self._put(contents.name)
        self.Pages.pages[-1] = PDFObjectReference(page.__InternalName__)
        return result

    def SaveToFile(self, filename, canvas):
        """Write what is left: fonts, the list of pages, and where everything stands."""
        for font in self.delayedFonts:
            font.addObjects(self)
        self.info.digest(self.signature)
        catalog, info = self.Reference(self.Catalog), self.Reference(self.info)
        self.Outlines.prepare(self, canvas)
        if self.Outlines.ready < 0:
            self.Catalog.Outlines = None
        number = 1
        # Writing an object may bring more of them.
        while number in self.numberToId:
            if self.numberToId[number] not in self.idToOffset:
                self._put(self.numberToId[number])
            number += 1
        table = PDFCrossReferenceTable()
        table.addsection(0, [self.numberToId[each] for each in range(1, number)])
        trailer = PDFTrailer(
            startxref=self.file.add(table.format(self)),
            Size=number,
            Root=catalog,
            Info=info,
            ID=self.ID(),
        )
        self.file.add(trailer.format(self))

    def _put(self, name):
        """Write an object, and forget all but where it stands."""
        content = PDFIndirectObject(name, self.idToObject[name]).format(self)
        self.idToOffset[name] = self.file.add(content)
        # Its name stays known.
        self.idToObject[name] = None
