"""Which words of a page does the file itself link to an address on the web?

Evidence: link annotations with a URI (http, https or mailto), by the boxes of their lines
(QuadPoints) where they state them, else by their rectangle.  Links within the document lead
to places that an edition no longer has; they are left out.

Limit: an annotation whose rectangle spans several lines and states no boxes also covers what
stands beside its words on these lines.
"""

from __future__ import annotations

import ctypes
import math
from collections import defaultdict
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from horizons_convert.pdf.geometry import Matrix, bounds, page_transform
from horizons_convert.pdf.page import Box, Page, Word

_SCHEMES = ("http://", "https://", "mailto:")
_LONGEST = 4096
"""Bytes of an address; a longer one is none that a reader follows."""


def mark_links(document: pdfium.PdfDocument, page: pdfium.PdfPage, result: Page) -> None:
    """Give the words under the page's links the addresses that these lead to."""
    links = [(_boxes(link, page_transform(page)), target) for link, target in _links(document, page)]
    if not links:
        return
    rows: dict[int, list[Word]] = defaultdict(list)
    for word in result.words:
        rows[_row(_height(word), result)].append(word)
    for boxes, target in links:
        for box in boxes:
            for row in range(_row(box[1], result), _row(box[3], result) + 1):
                for word in rows.get(row, ()):
                    if _covers(box, word):
                        word.target = target


def _row(y: float, page: Page) -> int:
    """Height on the page in whole points; what lies off the page, or nowhere, counts as its edge."""
    return int(min(max(y, 0.0), page.height)) if math.isfinite(y) else 0


def _links(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[tuple[raw.FPDF_LINK, str]]:
    """Each link in its turn, good until the next is asked for, with its address."""
    position, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, position, link):
        target = _address(document, link)
        if target.lower().startswith(_SCHEMES):
            yield link, target


def _address(document: pdfium.PdfDocument, link: raw.FPDF_LINK) -> str:
    action = raw.FPDFLink_GetAction(link)
    length = raw.FPDFAction_GetURIPath(document, action, None, 0) if action else 0
    if not 0 < length <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAction_GetURIPath(document, action, buffer, length)
    return buffer.value.decode("utf-8", "replace").strip()


def _boxes(link: raw.FPDF_LINK, transform: Matrix) -> list[Box]:
    """The boxes of a link's lines, on the page as displayed."""
    stated: list[Box] = []
    quad = raw.FS_QUADPOINTSF()
    for index in range(raw.FPDFLink_CountQuadPoints(link)):
        if raw.FPDFLink_GetQuadPoints(link, index, quad):
            xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            stated.append(bounds(transform, (min(xs), min(ys), max(xs), max(ys))))
    rect = raw.FS_RECTF()
    if stated or not raw.FPDFLink_GetAnnotRect(link, rect):
        return stated
    return [bounds(transform, (rect.left, rect.bottom, rect.right, rect.top))]


def _covers(box: Box, word: Word) -> bool:
    """Most of a word lies in the box."""
    shared = min(box[2], word.x1) - max(box[0], word.x0)
    return box[1] < _height(word) < box[3] and shared > 0.5 * (word.x1 - word.x0)


def _height(word: Word) -> float:
    """Where the middle of its small letters stands."""
    return word.baseline - 0.25 * word.size
