"""Where does a point of PDF user space stand on the page as a reader sees it?

PDF measures from the bottom left of an unrotated sheet; everybody else here measures in
points from the top left of the page as displayed: cut to its CropBox, turned by /Rotate.

/UserUnit (a scale for sheets over 200 inches) is left out on purpose: PDFium ignores it
in text and rendering alike, and everything downstream is relative to the body type.
"""

from __future__ import annotations

from collections.abc import Iterable
from ctypes import byref

import pypdfium2
import pypdfium2.raw as pdfium_c

from horizons_convert.document import Box

Matrix = tuple[float, float, float, float, float, float]
"""``(a, b, c, d, e, f)`` as in PDF: x' = a·x + c·y + e, y' = b·x + d·y + f."""

MAX_PAGE_SIDE = 14400.0
"""Points: the longest side that a PDF page may have (ISO 32000-1, Annex C); a longer one is a damaged box."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def page_transform(page: pypdfium2.PdfPage) -> Matrix:
    """The matrix from user space to points from the top left of the displayed page."""
    left, bottom, right, top = visible_box(page)
    rotation = page.get_rotation()
    if rotation == 90:
        return (0.0, 1.0, 1.0, 0.0, -bottom, -left)
    if rotation == 180:
        return (-1.0, 0.0, 0.0, 1.0, right, -bottom)
    if rotation == 270:
        return (0.0, -1.0, -1.0, 0.0, top, right)
    return (1.0, 0.0, 0.0, -1.0, -left, top)


def page_size(page: pypdfium2.PdfPage) -> tuple[float, float]:
    """Width and height in points of the page as displayed, at most `MAX_PAGE_SIDE` each."""
    left, bottom, right, top = visible_box(page)
    width, height = min(right - left, MAX_PAGE_SIDE), min(top - bottom, MAX_PAGE_SIDE)
    return (height, width) if page.get_rotation() in (90, 270) else (width, height)


def visible_box(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """(left, bottom, right, top) in user space of what is shown: CropBox within MediaBox, mended by PDFium."""
    rect = pdfium_c.FS_RECTF()
    pdfium_c.FPDF_GetPageBoundingBox(page, byref(rect))
    return (rect.left, rect.bottom, rect.right, rect.top)


def compose(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first` and `then` after it (in PDF's row notation, ``first × then``)."""
    a, b, c, d, e, f = first
    k, m, n, p, q, r = then
    return (
        a * k + b * n,
        a * m + b * p,
        c * k + d * n,
        c * m + d * p,
        e * k + f * n + q,
        e * m + f * p + r,
    )


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """The point (x, y) under a matrix."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def bounds(matrix: Matrix, box: Box) -> Box:
    """The upright box around the image of a box (any two opposite corners) under a matrix."""
    left, first, right, second = box
    a, b, c, d, e, f = matrix
    xs = (a * left + c * first + e, a * left + c * second + e, a * right + c * first + e, a * right + c * second + e)
    ys = (b * left + d * first + f, b * left + d * second + f, b * right + d * first + f, b * right + d * second + f)
    return (min(xs), min(ys), max(xs), max(ys))


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around some boxes (at least one)."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def intersection(one: Box, other: Box) -> Box | None:
    """What two boxes share, or None where they do not overlap."""
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[2], other[2]), min(one[3], other[3])
    return (left, top, right, bottom) if left < right and top < bottom else None


def area(box: Box) -> float:
    """Square points; 0 for an empty or inverted box."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
