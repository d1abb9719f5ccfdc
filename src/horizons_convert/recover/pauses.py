"""Where does the text pause, with asterisks or an ornament between two paragraphs?

Evidence: a row of nothing but such marks, three of a kind or one that is used for nothing else
("⁂", "❦"), with nothing beside it and lines of text above or below it that it stands under or
over.  Its marks are set aside; a piece remains in their place, which says that there is a pause.

Limits: a single asterisk counts only in the middle of its column, where it calls no note; a single
bullet or dash never does.  An ornament that is a picture is a picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from horizons_convert.layout.text import Block, Line, overlap
from horizons_convert.recover.draft import Draft, Piece

ALONE = frozenset("⁂❦❧☙§◆◇❖★☆✦✧✵✻❋⁕⸻")
"""Marks that say by themselves that the text pauses."""
CENTRED = frozenset("*∗＊✱✲✳")
"""Marks that say so alone only in the middle of a column,"""
REPEATED = CENTRED | ALONE | frozenset("•·∙■□●○~∼#—–―")
"""... and those that say so three times."""
FEWEST = 3
MOST = 7
"""A longer row stands for a rule."""
REACH = 4.0
"""The text that a pause parts begins and ends within so many leadings of it."""
UNEVEN = 1.5
"""A space so many times as wide as another between the marks of a row parts two rows: those of two columns."""
MIDDLE = 1.5
"""What is no further from the middle of the column than so many em is centred."""
TEXT_WIDTH = 6.0
"""A line so many em wide is text, and no cell of a table of stars."""


def find_pauses(draft: Draft) -> None:
    """Set the marks of pauses aside; a piece of the role `break` stands for each."""
    for page in draft.pages:
        lines = draft.lines[page.number]
        marks = [line for line in lines if _is_of_marks(line)]
        for row in _rows(marks, draft.body.size):
            if _parts_text(row, lines, draft):
                _set_aside(row, lines, draft)


def _is_of_marks(line: Line) -> bool:
    return line.words[0].text[:1] in REPEATED and all(c in REPEATED for word in line.words for c in word.text)


def _rows(marks: list[Line], em: float) -> Iterator[list[Line]]:
    """Lines of marks that stand on one baseline, evenly spaced: wide spaces part them like gutters."""
    level: list[Line] = []
    for line in [*sorted(marks, key=_baseline), None]:
        if level and (line is None or line.baseline - level[0].baseline > 0.3 * em):
            yield from _evenly_spaced(sorted(level, key=_left))
            level = []
        if line is not None:
            level.append(line)


def _evenly_spaced(level: list[Line]) -> Iterator[list[Line]]:
    words = [word for line in level for word in line.words]
    even = UNEVEN * min((b.x0 - a.x1 for a, b in pairwise(words)), default=0.0)
    row = level[:1]
    for line in level[1:]:
        if line.x0 - row[-1].x1 > even:
            yield row
            row = []
        row.append(line)
    yield row


def _parts_text(row: list[Line], lines: list[Line], draft: Draft) -> bool:
    """Whether a row says that the text pauses, by its marks and by what stands around it."""
    marks = "".join(word.text for line in row for word in line.words)
    x0, x1, y = row[0].x0, row[-1].x1, row[0].baseline
    reach = REACH * draft.body.leading
    others = [line for line in lines if line not in row]
    near = [line for line in others if abs(line.baseline - y) < reach and overlap(line.x0, line.x1, x0, x1) > 0]
    above = max((line for line in near if line.baseline < y), key=_baseline, default=None)
    below = min((line for line in near if line.baseline > y), key=_baseline, default=None)
    around = [line for line in (above, below) if line is not None]
    texts = [line for line in around if len(line.words) > 1 and line.width >= TEXT_WIDTH * draft.body.size]
    if not around or texts != around or not _says_pause(marks, _is_centred(x0, x1, near, draft.body.size)):
        return False
    if above is not None and below is not None and below.size < 0.95 * above.size and marks[0] in "—–―":
        return False  # a rule over the notes
    left, right = min(line.x0 for line in around), max(line.x1 for line in around)
    level = [line for line in others if abs(line.baseline - y) < 0.5 * draft.body.size]
    return not any(overlap(line.x0, line.x1, left, right) > 0 for line in level)


def _says_pause(marks: str, centred: bool) -> bool:
    if len(marks) == 1:
        return marks in ALONE or (centred and marks in CENTRED)
    return len(set(marks)) == 1 and FEWEST <= len(marks) <= MOST


def _is_centred(x0: float, x1: float, near: list[Line], em: float) -> bool:
    """Whether a row stands in the middle of the lines around it, and not at their left edge."""
    left, right = min((line.x0 for line in near), default=x0), max((line.x1 for line in near), default=x1)
    return abs((x0 + x1) - (left + right)) / 2 < MIDDLE * em and x0 - left > 3 * MIDDLE * em


def _set_aside(row: list[Line], lines: list[Line], draft: Draft) -> None:
    page = row[0].page
    words = [word for line in row for word in line.words]
    draft.set_aside("ornament", page, words, evidence="marks alone between paragraphs: the text pauses", score=0.9)
    draft.pieces.append(Piece(page, "break", Block(page, [Line.of(page, words)])))
    for line in row:
        lines.remove(line)


def _baseline(line: Line) -> float:
    return line.baseline


def _left(line: Line) -> float:
    return line.x0
