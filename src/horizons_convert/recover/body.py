"""What is the body type? Everything else is judged against it.

Evidence: the size and face of most glyphs of the document; the leading is the usual step
between its lines.  Sizes are pooled within a few per cent, because an OCR layer gives
every line a size of its own.
"""

from __future__ import annotations

import itertools
from collections import Counter
from operator import attrgetter
from statistics import median

from horizons_convert.layout.text import Line
from horizons_convert.pdf.page import Style
from horizons_convert.recover.draft import Body, Draft

POOL = 0.06
"""Sizes within this share of each other are one size."""
FULL_PAGE = 1000
"""A page with this many glyphs has a whole vote; less, and its vote counts less: a cover says nothing of the body."""
DEFAULT_LEADING = 1.2
"""Leading over size where a document has too few lines to tell."""


def find_body(draft: Draft) -> None:
    """Set `draft.body` (size and style) from the words still in play.

    Every page has one vote, for the size of most of its glyphs: long lists of references in
    small type at the end must not outweigh the text.
    """
    sizes: Counter[float] = Counter()
    styles: Counter[Style] = Counter()
    votes: Counter[float] = Counter()
    for words in draft.words.values():
        on_page: Counter[float] = Counter()
        for style, run in itertools.groupby(words, key=attrgetter("style")):
            glyphs = sum(word.glyphs for word in run)
            on_page[style.size] += glyphs
            styles[style] += glyphs
        if on_page:
            sizes += on_page
            votes[_pooled(on_page)] += min(sum(on_page.values()), FULL_PAGE)
    if not sizes:
        return
    size = _pooled(votes)
    size = max((other for other in sizes if abs(other - size) <= POOL * size), key=lambda other: sizes[other])
    pooled = {style: n for style, n in styles.items() if abs(style.size - size) <= POOL * size}
    style = max(pooled, key=lambda s: pooled[s])
    draft.body = Body(style, size, DEFAULT_LEADING * size, 0.0)


def _pooled(sizes: Counter[float]) -> float:
    """The size that has most of the weight, those near it included."""
    return max(sizes, key=lambda s: (sum(n for t, n in sizes.items() if abs(t - s) <= POOL * s), sizes[s]))


def measure_leading(draft: Draft) -> None:
    """Set the leading of the body from its lines: the commonest step down to a line that stands below another."""
    steps = [step for lines in draft.lines.values() for step in _steps(lines, draft.body.size)]
    if steps:
        draft.body.leading = median(steps)


def is_body_size(size: float, draft: Draft) -> bool:
    """Whether a type size is the body's, give or take what optical corrections and rounding make of it."""
    return abs(size - draft.body.size) <= 1.2 * POOL * draft.body.size


def _steps(lines: list[Line], size: float) -> list[float]:
    """Steps between body lines that start at the same x and follow each other closely."""
    body = [line for line in lines if abs(line.size - size) <= POOL * size]
    steps = []
    for index, line in enumerate(body):
        for other in body[index + 1 :]:
            step = other.baseline - line.baseline
            if step > 2 * size:
                break
            if step > 0.8 * size and abs(other.x0 - line.x0) < 0.2 * size:
                steps.append(step)
                break
    return steps
