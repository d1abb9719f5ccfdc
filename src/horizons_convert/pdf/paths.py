"""Which straight lines, rectangles and other drawings are on a page?

PDFium lists path objects with their bounds; those inside forms are found through the forms'
matrices.  A path is a rule if it is thin and long, a panel if it is an upright rectangle, and
a shape otherwise.  White and wholly transparent drawings are nothing that a reader sees.

Limit: a clipping path is not applied; a drawing may be larger here than what shows of it.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Callable
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from horizons_convert.pdf.geometry import Matrix
from horizons_convert.pdf.geometry import bounds as bounds_of
from horizons_convert.pdf.page import Box, Page, Panel, Rule, Shape

RULE_THICKNESS = 2.5
"""Thickest rule in points: rules up to it exist in print whatever the type size; thicker is a bar or a panel."""
LARGE_RULE = 0.25
"""Beside large type (a poster, an enlarged page) the thickest rule is this many em of it."""
RULE_RATIO = 8
"""A rule is at least this many times as long as it is thick."""

_PATH, _FORM = 2, 5


def read_paths(page: pdfium.PdfPage, transform: Matrix, result: Page) -> None:
    """Sort the page's path objects into rules, panels and shapes, forms included."""
    bounds = [ctypes.c_float() for _ in range(4)]
    sizes = [word.size for word in result.words]
    thickest = max(RULE_THICKNESS, LARGE_RULE * median(sizes)) if sizes else RULE_THICKNESS

    def visit(handle: raw.FPDF_PAGEOBJECT, matrices: tuple[Matrix, ...]) -> None:
        kind = raw.FPDFPageObj_GetType(handle)
        if kind == _FORM:
            inner = (_matrix(handle), *matrices)
            for index in range(raw.FPDFFormObj_CountObjects(handle)):
                visit(raw.FPDFFormObj_GetObject(handle, index), inner)
            return
        if kind != _PATH:
            return
        if not raw.FPDFPageObj_GetBounds(handle, *bounds):
            return
        left, bottom, right, top = (bound.value for bound in bounds)
        box: Box = (left, bottom, right, top)
        for matrix in (*matrices, transform):
            box = bounds_of(matrix, box)
        if box[2] <= 0 or box[3] <= 0 or box[0] >= result.width or box[1] >= result.height:
            return
        _sort_path(handle, box, thickest, result)

    for index in range(raw.FPDFPage_CountObjects(page.raw)):
        visit(raw.FPDFPage_GetObject(page.raw, index), ())


def _sort_path(handle: raw.FPDF_PAGEOBJECT, box: Box, thickest: float, result: Page) -> None:
    fill_mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(handle, fill_mode, stroked)
    filled = fill_mode.value != 0
    if not filled and not stroked.value:
        return  # a clipping path: nothing is drawn
    colour = _colour(handle, raw.FPDFPageObj_GetFillColor if filled else raw.FPDFPageObj_GetStrokeColor)
    width, height = box[2] - box[0], box[3] - box[1]
    thick, long = min(width, height), max(width, height)
    segments = raw.FPDFPath_CountSegments(handle)
    if colour is None:
        return  # wholly transparent
    if thick <= thickest and long >= RULE_RATIO * max(thick, 0.4):
        if colour != (255, 255, 255):
            result.rules.append(Rule(box, width >= height, colour))
    elif segments <= 6 and (not filled or colour != (255, 255, 255)) and _is_rectangle(handle, segments):
        result.panels.append(Panel(box, filled, colour))
    elif not (filled and colour == (255, 255, 255)):
        result.shapes.append(Shape(box, filled, colour, segments))


def _is_rectangle(handle: raw.FPDF_PAGEOBJECT, segments: int) -> bool:
    """Only straight segments, each along an axis."""
    points = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(segments):
        segment = raw.FPDFPath_GetPathSegment(handle, index)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_BEZIERTO:
            return False
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((x.value, y.value))
    return len(points) >= 4 and all(
        abs(p[0] - q[0]) < 0.01 or abs(p[1] - q[1]) < 0.01 for p, q in itertools.pairwise(points)
    )


def _colour(handle: raw.FPDF_PAGEOBJECT, ask: Callable[..., int]) -> tuple[int, int, int] | None:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not ask(handle, red, green, blue, alpha):
        return (0, 0, 0)
    return (red.value, green.value, blue.value) if alpha.value else None


def _matrix(handle: raw.FPDF_PAGEOBJECT) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, matrix):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
