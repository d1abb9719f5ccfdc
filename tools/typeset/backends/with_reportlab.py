"""ReportLab: every run placed by itself, kerned with TJ, and written in an order that is not that of reading.

Page layout programs write frame after frame and, where frames lie side by side, line after
line in the order in which they happen to be stacked.  A reader that trusts the content
stream mixes pull quotes into sentences.  This back end writes such files.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby

from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.pdfgen.textobject import PDFTextObject  # type: ignore[import-untyped]
from tools.typeset.fonts import FACES, ROMAN, Face
from tools.typeset.lines import Run
from tools.typeset.pages import Line, Page, Publication

HYPHEN = "-"
LIGATURES = False


def render(publication: Publication) -> bytes:
    """The publication as PDF."""
    stream = io.BytesIO()
    first = publication.pages[0]
    for face in FACES:
        pdfmetrics.registerFont(TTFont(face.file, str(face.path)))
    canvas = Canvas(
        stream,
        pagesize=(first.width, first.height),
        pageCompression=1,
        invariant=1,
        initialFontName=ROMAN.file,
    )
    canvas.setTitle(publication.title)
    canvas.setAuthor(", ".join(publication.authors))
    canvas.setSubject(publication.subject)
    canvas.setCreator("typeset")
    bookmarks = {index: title for title, index in publication.outline}
    for index, page in enumerate(publication.pages):
        if index in bookmarks:
            canvas.bookmarkPage(str(index))
            canvas.addOutlineEntry(bookmarks[index], str(index))
        _draw_page(canvas, page)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _draw_page(canvas: Canvas, page: Page) -> None:
    for tint in page.tints:
        canvas.setFillColorRGB(*tint.colour)
        canvas.rect(tint.x0, page.height - tint.y1, tint.x1 - tint.x0, tint.y1 - tint.y0, stroke=0, fill=1)
    for rule in page.rules:
        canvas.setStrokeColorRGB(*rule.colour)
        canvas.setLineWidth(rule.thickness)
        canvas.line(rule.x0, page.height - rule.y0, rule.x1, page.height - rule.y1)
    for picture in page.pictures:
        image = ImageReader(io.BytesIO(picture.data))
        canvas.drawImage(image, picture.x0, page.height - picture.y1, picture.x1 - picture.x0, picture.y1 - picture.y0)
    for line in _stacking_order(page):
        _draw_line(canvas, page, line)


def _stacking_order(page: Page) -> Iterator[Line]:
    """Feet first; pull quotes strewn line by line among the text; every third page the right column first."""
    feet = [line for line in page.lines if line.kind == "foot"]
    floats = [line for line in page.lines if line.kind in ("pull", "box", "box-title")]
    text = [line for line in page.lines if line not in feet and line not in floats]
    if page.folio % 3 == 0:
        middle = page.width / 2
        text.sort(key=lambda line: line.x < middle - 20)
    yield from feet
    every = max(1, len(text) // (len(floats) + 1))
    for number, line in enumerate(text):
        yield line
        if number % every == every - 1 and floats:
            yield floats.pop(0)
    yield from floats


def _draw_line(canvas: Canvas, page: Page, line: Line) -> None:
    for run in line.runs:
        text = canvas.beginText(line.x + run.x, page.height - line.y + run.rise)
        text.setFont(run.face.file, run.size)
        text.setFillColorRGB(*line.colour)
        text.setWordSpace(run.word_space)
        _show_kerned(canvas, text, run)
        text.setWordSpace(0)
        canvas.drawText(text)


def _show_kerned(canvas: Canvas, text: PDFTextObject, run: Run) -> None:
    """Show a run with TJ, so that it gets the kerning with which it was measured.

    ReportLab has no call for this; its text object keeps its operators in `_code`.
    """
    font = pdfmetrics.getFont(run.face.file)
    moves = _kerning(run.face, run.text)
    coded = []
    for char, move in zip(run.text, moves, strict=True):
        ((subset, code),) = font.splitString(char, canvas._doc)
        coded.append((subset, code, move))
    for subset, glyphs in groupby(coded, key=lambda item: item[0]):
        parts = []
        for _, code, move in glyphs:
            parts.append(f"({canvas._escape(code)})")
            if abs(move) > 0.5:
                parts.append(f"{move:.0f}")
        name = font.getSubsetInternalName(subset, canvas._doc)
        text._code.append(f"{name} {run.size:.3f} Tf [{_merge(parts)}] TJ")


def _merge(parts: list[str]) -> str:
    return "".join(parts).replace(")(", "")


def _kerning(face: Face, text: str) -> list[float]:
    """What TJ takes back after each character, in thousandths of an em."""
    shaped = face.advances(text)
    return [(face.width(char, 1.0) - advance) * 1000 for char, advance in zip(text, shaped, strict=True)]
