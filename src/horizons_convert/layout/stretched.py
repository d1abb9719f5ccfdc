"""Which lines has justification stretched so far that their words no longer look like neighbours?

In a narrow column, beside a picture or a quote, a justified line may hold two or three words
with more white between them than any gutter has.  Evidence: on one baseline they fill exactly
what the line right above or below fills in one piece, and the white is the same between all.

Limit: a line with a number in it may be an entry of a list, or a row of a table, and one with
spaces no wider than elsewhere the first row of two columns: both the line above and the one
below must be whole then.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from horizons_convert.layout.text import Line

NEXT_LINE = 1.6
"""The line above or below stands at most so many em away."""
FLUSH = 0.3
"""Edges within so many em are one edge: a hanging hyphen or an italic overhangs."""
LEVEL = 0.05
"""Baselines within so many em are one."""
UNEVEN = 2.2
"""The widest space of a line has at most so many times the narrowest: after a full stop some set two."""
MOST_WORDS = 6
"""A line of more words is never stretched so far."""


def mend_stretched(lines: list[Line], widest: float) -> list[Line]:
    """The lines with those joined that are pieces of one; `widest` is the widest usual space (em).

    They come, and go, from top to bottom and then left to right.
    """
    mended: dict[int, Line] = {}
    gone: set[int] = set()
    baselines: list[float] | None = None
    for index, (line, other) in enumerate(itertools.pairwise(lines)):
        em = line.size
        if index in gone or other.baseline - line.baseline > LEVEL * em or len(line.words) >= MOST_WORDS:
            continue
        baselines = baselines or [one.baseline for one in lines]
        last = _end_of_row(lines, index, baselines, widest * em)
        if last > index:
            row = lines[index : last + 1]
            mended[index] = Line.of(line.page, [word for one in row for word in one.words])
            gone.update(range(index + 1, last + 1))
    return [mended.get(index, line) for index, line in enumerate(lines) if index not in gone] if mended else lines


def _end_of_row(lines: list[Line], index: int, baselines: list[float], widest: float) -> int:
    """The index of the last piece of the line that begins with the piece at `index`; `index` itself if it is whole."""
    first = lines[index]
    whole = list(_beside(lines, index, baselines))
    for full in whole:
        last = index
        while last + 1 < len(lines) and _goes_on(first, lines[last + 1], full):
            last += 1
        row = lines[index : last + 1]
        filled = [one for one in whole if _fills(row, one)] if last > index else []
        if len(filled) > 1 or (filled and _is_wide(row, widest) and not any(map(_has_figure, row))):
            return last
    return index


def _is_wide(row: list[Line], widest: float) -> bool:
    return all(b.words[0].x0 - a.words[-1].x1 > widest for a, b in itertools.pairwise(row))


def _has_figure(line: Line) -> bool:
    return any(character.isdigit() for word in line.words for character in word.text)


def _beside(lines: list[Line], index: int, baselines: list[float]) -> Iterator[Line]:
    """The lines right above and below that begin where a piece begins and are longer."""
    first = lines[index]
    em, y = first.size, first.baseline
    low, high = bisect_left(baselines, y - NEXT_LINE * em), bisect_right(baselines, y + NEXT_LINE * em)
    for other in lines[low:high]:
        level = abs(other.baseline - y) <= LEVEL * em
        if not level and abs(other.x0 - first.x0) < FLUSH * em and other.x1 > first.x1 + em:
            yield other


def _goes_on(first: Line, piece: Line, full: Line) -> bool:
    level = piece.baseline - first.baseline <= LEVEL * first.size
    return level and piece.size == first.size and piece.x1 < full.x1 + FLUSH * first.size


def _fills(row: list[Line], full: Line) -> bool:
    """Whether pieces fill a line from edge to edge, with the same white between all words."""
    words = [word for piece in row for word in piece.words]
    gaps = [b.x0 - a.x1 for a, b in itertools.pairwise(words) if not b.glued]
    if len(words) > MOST_WORDS or abs(words[-1].x1 - full.x1) > FLUSH * row[0].size:
        return False
    return min(gaps) > 0 and max(gaps) <= UNEVEN * min(gaps)
