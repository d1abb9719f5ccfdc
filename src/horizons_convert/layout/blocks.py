"""Which lines stand together as a block?

A block is a run of lines in one column that share size and face and follow each other at
an even leading.  A line is linked to the next line below that it overlaps, if each is the
other's nearest; the link breaks where the type or the leading changes, or where one line
forks into two columns.

Limits: a paragraph of which one whole line is italic stays in one piece only if the change
of face does not fall exactly on a line end.
"""

from __future__ import annotations

import itertools
import math

from horizons_convert.layout.text import Block, Line, overlap
from horizons_convert.pdf.page import Rule, Style, Word

SIZE_TOLERANCE = 0.035
"""Sizes of one block differ by less than this share (rounding; a quotation may be set a point smaller)."""
OCR_TOLERANCE = 0.16
"""... and by less than this in an OCR layer, where every line is measured anew."""
SHARED_WIDTH = 0.3
"""Consecutive lines overlap by at least this share of the narrower one."""
WIDE_LEADING = 1.22
"""A step this much larger than the block's leading is a break (a half-line space is 1.5)."""
LARGEST_LEADING = 2.1
"""No leading is larger than this (em)."""


def form_blocks(lines: list[Line], rules: list[Rule]) -> list[Block]:
    """The blocks of a page, each line in exactly one of them, in order of their first lines."""
    below = {}
    lowest = -math.inf
    for index, line in enumerate(lines):
        # Lines come sorted by baseline, but for some that a step has given back: those are looked for from the top.
        lowest = max(lowest, line.baseline)
        below[id(line)] = _nearest_below(line, lines, index + 1 if line.baseline == lowest else 0)
    above: dict[int, Line] = {}
    for line in lines:
        for follower in below[id(line)]:
            known = above.get(id(follower))
            if known is None or line.baseline > known.baseline:
                above[id(follower)] = line
    blocks: list[Block] = []
    home: dict[int, Block] = {}
    horizontal = [rule for rule in rules if rule.horizontal]
    for line in lines:
        upper = above.get(id(line))
        block = home.get(id(upper)) if upper is not None else None
        if upper is None or block is None or not _continues(block, upper, line, below[id(upper)], horizontal):
            block = Block(line.page)
            blocks.append(block)
        block.lines.append(line)
        home[id(line)] = block
    return blocks


def _nearest_below(line: Line, lines: list[Line], first: int) -> list[Line]:
    """The lines of the next row below that overlap `line` (two where it forks into columns), from index `first` on."""
    found: list[Line] = []
    for other in itertools.islice(lines, first, None):
        if other.baseline <= line.baseline + 0.3 * line.size:
            continue
        if found and other.baseline > found[0].baseline + 0.4 * line.size:
            break
        if other.baseline > line.baseline + (LARGEST_LEADING + 0.5) * max(line.size, other.size):
            if other.baseline > line.baseline + 6 * line.size:
                break
            continue
        shared = overlap(line.x0, line.x1, other.x0, other.x1)
        if shared > SHARED_WIDTH * min(line.width, other.width):
            found.append(other)
    return found


def _continues(block: Block, upper: Line, line: Line, row: list[Line], rules: list[Rule]) -> bool:
    step = line.baseline - upper.baseline
    if step > LARGEST_LEADING * max(upper.size, line.size):
        return False
    if not _same_size(upper, line):
        return False
    if _changes_face(upper, line):
        return False
    if block.lines[-1] is not upper:
        return False  # another line has already taken this place: a fork
    if len([other for other in row if _same_size(other, upper)]) > 1:
        return False
    if len(block.lines) > 1:
        leading = min(b.baseline - a.baseline for a, b in zip(block.lines, block.lines[1:], strict=False))
        if not leading / WIDE_LEADING <= step <= leading * WIDE_LEADING:
            return False
    return not any(
        upper.baseline < rule.box[1] < line.baseline - 0.4 * line.size
        and overlap(rule.box[0], rule.box[2], line.x0, line.x1) > 0.5 * min(line.width, rule.box[2] - rule.box[0])
        for rule in rules
    )


def _same_size(one: Line, other: Line) -> bool:
    tolerance = OCR_TOLERANCE if one.style.invisible else SIZE_TOLERANCE
    return abs(one.size - other.size) <= tolerance * max(one.size, other.size)


def _changes_face(upper: Line, line: Line) -> bool:
    """Whether a line in bold or italics stands against a line that is not: a heading, a caption, a name.

    The emphasised line must be so from end to end; a title that fills most of a line of text is not enough.
    """
    if _face(upper.words[-1]) == _face(line.words[0]) or _face_of(upper.style) == _face_of(line.style):
        return False
    emphasised = [one for one in (upper, line) if any(_face_of(one.style))]
    return any(all(_face(word) == _face_of(one.style) for word in one.words) for one in emphasised)


def _face(word: Word) -> tuple[bool, bool, bool]:
    return _face_of(word.style)


def _face_of(style: Style) -> tuple[bool, bool, bool]:
    return style.bold, style.italic, style.monospace
