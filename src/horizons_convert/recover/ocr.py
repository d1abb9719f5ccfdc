"""What does an OCR layer get wrong about the type, and how is it put right?

An OCR engine measures every line anew: one body type comes out in many sizes, and a page that
lay a little askew has baselines that climb.  Where a page's text is invisible (an OCR layer
over its picture), sizes near the body's are made the body's, and the page is turned back by
the slope that most of its lines share.

Limit: what the engine misread stays misread.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from statistics import median

from horizons_convert.pdf.page import Box, Style, Word
from horizons_convert.recover.draft import Draft

SAME_TYPE = 0.12
"""Measured sizes within this share of the body size are the body size."""
STEEPEST = 0.09
"""Slopes beyond this (5 degrees) are no skew but a mistake."""
FEWEST_STEPS = 20
"""Pairs of neighbouring words that it takes to tell the slope of a page."""


def tidy_ocr(draft: Draft) -> None:
    """Straighten the OCR layers among the pages, and give their body text one size."""
    for page in draft.pages:
        words = [word for word in draft.words[page.number] if word.style.invisible]
        if words:
            _turn_back(words, _slope(words))
            _even_sizes(words, draft.body.size)


def _slope(words: list[Word]) -> float:
    """Fall of the baselines over their length, as most neighbours in a line have it."""
    slopes = [
        (after.baseline - word.baseline) / (after.x0 - word.x0)
        for word, after in itertools.pairwise(words)
        if word.size < after.x0 - word.x0 < 20 * word.size and abs(after.baseline - word.baseline) < 0.5 * word.size
    ]
    slope = median(slopes) if len(slopes) >= FEWEST_STEPS else 0.0
    return slope if abs(slope) < STEEPEST else 0.0


def _turn_back(words: list[Word], slope: float) -> None:
    """Turn the words about the page's origin until lines of that slope are level."""
    if not slope:
        return
    cos, sin = math.cos(math.atan(slope)), math.sin(math.atan(slope))
    for word in words:
        y = word.baseline
        word.baseline = y * cos - word.x0 * sin
        length = word.x1 - word.x0
        word.x0 = word.x0 * cos + y * sin
        word.x1 = word.x0 + length
        if word.ink is not None:
            word.ink = _moved(word.ink, word.x0 - word.ink[0], word.baseline - y)


def _moved(box: Box, dx: float, dy: float) -> Box:
    return box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy


def _even_sizes(words: list[Word], size: float) -> None:
    evened: dict[Style, Style] = {}
    for word in words:
        if word.size != size and abs(word.size - size) <= SAME_TYPE * size:
            word.style = evened.setdefault(word.style, dataclasses.replace(word.style, size=size))
