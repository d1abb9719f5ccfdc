"""How heavy are the strokes of a font, and do they slant?

A font's name mostly says so, but some producers give names that say nothing ("AdvOTce3d9a73"),
and the weight that a descriptor states is left out or made up as often.  The outline of a letter
with an upright stem tells: how wide its first stroke is, and whether it leans.  Measured are
"l" and its like, and capitals where a font has no others; in faces for reading the stems of
lower-case letters are 0.06 to 0.10 em wide, in bold ones from 0.113.

Limits: a letter that a subset has not is drawn as the font's sign for it, mostly a box of thin
lines, which is passed over; nothing is known of fonts without outlines (Type 3).
"""

from __future__ import annotations

import ctypes
from itertools import pairwise

import pypdfium2.raw as raw

_Point = tuple[float, float]

BOLD_STEM = 0.112
"""From this width (em) on the stem of a lower-case letter is bold,"""
BOLD_CAPITAL = 0.125
"""... and that of a capital."""
PLAUSIBLE = (0.056, 0.26)
"""Stems outside of these widths (em) are hairlines, boxes or ornaments."""
SLANT = 0.12
"""An italic leans to the right by this much of its height, at least (7 degrees)."""
_HEIGHTS = (0.3, 0.45)
"""Where (share of the letter's height) its stem is cut, below the bow of an "r" and above the bar of an "H"."""
_CURVE_STEPS = 6


def measure(font: raw.FPDF_FONT) -> tuple[bool, bool] | None:
    """Whether a font is bold, and whether it is italic, by its letters; None where it has none that tell."""
    for letter in "lirIH":
        cuts = _cut(_outline(font, letter))
        if cuts is None:
            continue
        stem, lean = cuts
        if PLAUSIBLE[0] <= stem <= PLAUSIBLE[1]:
            return stem >= (BOLD_STEM if letter.islower() else BOLD_CAPITAL), lean >= SLANT
    return None


def _cut(edges: list[tuple[_Point, _Point]]) -> tuple[float, float] | None:
    """Width of the first stroke of an outline (in its unit), and how far it leans to the right in its height."""
    ys = [y for edge in edges for _, y in edge]
    if not ys or max(ys) <= min(ys):
        return None
    low, high = (min(ys) + share * (max(ys) - min(ys)) for share in _HEIGHTS)
    lower, upper = _crossings(edges, low), _crossings(edges, high)
    if len(lower) < 2 or len(upper) < 2:
        return None
    return lower[1] - lower[0], (upper[0] - lower[0]) / (high - low)


def _crossings(edges: list[tuple[_Point, _Point]], y: float) -> list[float]:
    """Where an outline crosses a height, from left to right."""
    return sorted(x0 + (y - y0) * (x1 - x0) / (y1 - y0) for (x0, y0), (x1, y1) in edges if (y0 <= y) != (y1 <= y))


def _outline(font: raw.FPDF_FONT, letter: str) -> list[tuple[_Point, _Point]]:
    """The edges of a letter, in em; curves as chords.  Empty where the font has no outline of it."""
    path = raw.FPDFFont_GetGlyphPath(font, ord(letter), ctypes.c_float(1000.0))
    edges: list[tuple[_Point, _Point]] = []
    start = here = (0.0, 0.0)
    controls: list[_Point] = []
    for index in range(raw.FPDFGlyphPath_CountGlyphSegments(path) if path else 0):
        segment = raw.FPDFGlyphPath_GetGlyphPathSegment(path, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind, point = raw.FPDFPathSegment_GetType(segment), (x.value, y.value)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            controls.append(point)
            if len(controls) == 3:
                edges += pairwise(_chords(here, *controls))
                here, controls = point, []
        else:
            if kind == raw.FPDF_SEGMENT_LINETO:
                edges.append((here, point))
            else:
                start = point
            here, controls = point, []
        if raw.FPDFPathSegment_GetClose(segment):
            edges.append((here, start))
            here = start
    return edges


def _chords(a: _Point, b: _Point, c: _Point, d: _Point) -> list[_Point]:
    """Points along a Bézier curve, its ends included."""
    points = []
    for step in range(_CURVE_STEPS + 1):
        t = step / _CURVE_STEPS
        u = 1 - t
        weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
        points.append((_mix(weights, a[0], b[0], c[0], d[0]), _mix(weights, a[1], b[1], c[1], d[1])))
    return points


def _mix(weights: tuple[float, ...], *values: float) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))
