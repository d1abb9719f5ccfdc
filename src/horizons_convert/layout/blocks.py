"""Which lines stand together as a block?

A block is a run of lines in one column that share size and face and follow each other at
an even leading.  A line is linked to the next line below that it overlaps, if each is the
other's nearest; the link breaks where the type or the leading changes, or where one line
forks into two columns.

Limits: a paragraph of which one whole line is italic stays in one piece only if the change
of face does not fall exactly on a line end.
"""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass
from typing import NamedTuple

from horizons_convert.layout.text import Block, Line, overlap
from horizons_convert.pdf.page import Rule, Style, Word

SIZE_TOLERANCE = 0.035
"""Sizes of one block differ by less than this share (rounding; a quotation may be set a point smaller)."""
OCR_TOLERANCE = 0.16
"""... and by less than this in an OCR layer, where every line is measured anew."""
SHARED_WIDTH = 0.3
"""Consecutive lines overlap by at least this share of the narrower one."""
WIDEST_INDENT, NEAR_INDENT = 3.2, 0.5
"""... or the lower one is a word or two within the indent (em) of the upper one, and ends about where that begins."""
WIDE_LEADING = 1.22
"""A step this much larger than the block's leading is a break (a half-line space is 1.5)."""
_SUFFIX = re.compile(r"[-,].*$|[\d.]+$")
LARGEST_LEADING = 2.1
"""No leading is larger than this (em)."""


def form_blocks(lines: list[Line], rules: list[Rule]) -> list[Block]:
    """The blocks of a page, each line in exactly one of them, in order of their first lines."""
    spans = [_Span(line.baseline, line.size, line.x0, line.x1) for line in lines]
    below = _rows_below(spans)
    above: dict[int, int] = {}
    for index, followers in enumerate(below):
        for follower in followers:
            known = above.get(follower)
            if known is None or spans[index].baseline > spans[known].baseline:
                above[follower] = index
    runs: list[_Run] = []
    home: dict[int, _Run] = {}
    horizontal = [rule for rule in rules if rule.horizontal]
    for index, line in enumerate(lines):
        upper = above.get(index)
        run = home.get(upper) if upper is not None else None
        if (
            upper is None
            or run is None
            or not _continues(run, lines[upper], line, lines, below[upper], horizontal)
            or (len(run.block.lines) == 1 and _is_nearer_below(lines[upper], line, [lines[i] for i in below[index]]))
        ):
            run = _Run(Block(line.page))
            runs.append(run)
        run.add(line)
        home[index] = run
    return [run.block for run in runs]


class _Span(NamedTuple):
    """Where a line stands, asked once: it is compared with many others."""

    baseline: float
    size: float
    x0: float
    x1: float


@dataclass(slots=True)
class _Run:
    """A block that grows line by line."""

    block: Block
    leading: float = math.inf
    """The smallest step between its lines so far."""
    style: Style | None = None
    """The type of its text, once two lines that follow each other share it."""

    def add(self, line: Line) -> None:
        lines = self.block.lines
        if lines:
            self.leading = min(self.leading, line.baseline - lines[-1].baseline)
            if lines[-1].style == line.style:
                self.style = line.style
        lines.append(line)


def _rows_below(spans: list[_Span]) -> list[list[int]]:
    """For each line those of the next row below that overlap it (two where it forks into columns)."""
    found = []
    lowest = -math.inf
    for index, span in enumerate(spans):
        # Lines come sorted by baseline, but for some that a step has given back: what follows those is looked for
        # from the top.
        lowest = max(lowest, span.baseline)
        found.append(_nearest_below(span, spans, index + 1 if span.baseline == lowest else 0))
    return found


def _nearest_below(span: _Span, spans: list[_Span], first: int) -> list[int]:
    baseline, size, x0, x1 = span
    found: list[int] = []
    for index in range(first, len(spans)):
        below, other_size, left, right = spans[index]
        if below <= baseline + 0.3 * size:
            continue
        if found and below > spans[found[0]].baseline + 0.4 * size:
            break
        if below > baseline + (LARGEST_LEADING + 0.5) * max(size, other_size):
            if below > baseline + 6 * size:
                break
            continue
        in_indent = 0 < x0 - left < WIDEST_INDENT * size and x0 - right < NEAR_INDENT * size
        if in_indent or overlap(x0, x1, left, right) > SHARED_WIDTH * min(x1 - x0, right - left):
            found.append(index)
    return found


def _continues(run: _Run, upper: Line, line: Line, lines: list[Line], row: list[int], rules: list[Rule]) -> bool:
    """Whether a line goes on with a block; `row` are the lines (by index) that stand with it below `upper`."""
    step = line.baseline - upper.baseline
    if step > LARGEST_LEADING * max(upper.size, line.size):
        return False
    if not _shares_style(run, line) and (not _same_size(upper, line) or _changes_face(upper, line)):
        return False
    if run.block.lines[-1] is not upper:
        return False  # another line has already taken this place: a fork
    if len(row) > 1 and sum(_same_size(lines[other], upper) for other in row) > 1:
        return False
    if len(run.block.lines) > 1 and not run.leading / WIDE_LEADING <= step <= run.leading * WIDE_LEADING:
        pushed = step > run.leading and _pushed(upper, line)
        if not pushed or step - pushed > run.leading * WIDE_LEADING:
            return False
    return not any(
        upper.baseline < rule.box[1] < line.baseline - 0.4 * line.size
        and overlap(rule.box[0], rule.box[2], line.x0, line.x1) > 0.5 * min(line.width, rule.box[2] - rule.box[0])
        for rule in rules
    )


def _pushed(upper: Line, line: Line) -> float:
    """How far a subscript in one line and a superscript in the next push them apart: browsers leave room for both."""
    lowered = max(word.baseline - upper.baseline for word in upper.words)
    raised = max(line.baseline - word.baseline for word in line.words)
    return max(lowered, 0.0) + max(raised, 0.0)


def _is_nearer_below(upper: Line, line: Line, below: list[Line]) -> bool:
    """Whether the second line of a block stands nearer to the third than to the first: that is a heading, then."""
    step = line.baseline - upper.baseline
    return any(
        _same_size(line, other)
        and not line.style.invisible
        and 0 < WIDE_LEADING * (other.baseline - line.baseline) < step
        for other in below
    )


def _same_size(one: Line, other: Line) -> bool:
    tolerance = OCR_TOLERANCE if one.style.invisible else SIZE_TOLERANCE
    return abs(one.size - other.size) <= tolerance * max(one.size, other.size)


def _shares_style(run: _Run, line: Line) -> bool:
    """Whether a line of which most is a link or a term in other type begins or ends in the type of its block.

    So does the line behind one that began with a term in other type ("SUMMARY: The agency proposes to").
    """
    style, last = run.style, run.block.lines[-1]
    ends = (line.words[0].style, line.words[-1].style)
    if style is not None:
        return line.style != last.style and style in ends
    text = last.words[-1]
    return len(last.words) > 1 and text.style == ends[0] and any(map(str.isalpha, text.text))


def _changes_face(upper: Line, line: Line) -> bool:
    """Whether a line in bold or italics stands against a line that is not: a heading, a caption, a name.

    The emphasised line must be so from end to end; a title that fills most of a line of text is not enough.
    """
    if upper.style is line.style:
        return False  # as in most paragraphs
    if _changes_family(upper, line):
        return True
    if _face_of(upper.style) == _face_of(line.style):
        return False
    above, below = _lettered(upper), _lettered(line)
    if _face(above[-1]) == _face(below[0]):
        return False
    if _is_bold(above) != _is_bold(below) and not (_has_bold(above) and _has_bold(below)):
        return True  # whatever is slanted in it, or typewritten
    emphasised = [(one, words) for one, words in ((upper, above), (line, below)) if any(_face_of(one.style))]
    return any(all(_face(word) == _face_of(one.style) for word in words) for one, words in emphasised)


def _lettered(line: Line) -> list[Word]:
    """The words of a line but for marks at its end: a question mark is often set in other type than its question."""
    words = line.words
    last = next((index for index in range(len(words), 0, -1) if any(map(str.isalnum, words[index - 1].text))), 0)
    return words[:last] or words


def _changes_family(upper: Line, line: Line) -> bool:
    """Whether each of two lines is set in one family of type from end to end, and not in the same."""
    one, other = _family(upper.style.font), _family(line.style.font)
    return (
        one != other
        and all(_family(word.style.font) == one for word in upper.words)
        and all(_family(word.style.font) == other for word in line.words)
    )


@functools.lru_cache(maxsize=512)
def _family(font: str) -> str:
    """The family that a font belongs to; TeX's fonts end with their sizes."""
    return _SUFFIX.sub("", font)


def _is_bold(words: list[Word]) -> bool:
    return all(word.style.bold for word in words)


def _has_bold(words: list[Word]) -> bool:
    return any(word.style.bold for word in words)


def _face(word: Word) -> tuple[bool, bool, bool]:
    return _face_of(word.style)


def _face_of(style: Style) -> tuple[bool, bool, bool]:
    return style.bold, style.italic, style.monospace
