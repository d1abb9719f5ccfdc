"""In which order are blocks read?

Breuel's rules for reading order (T. M. Breuel, "High performance document layout analysis",
SDIUT 2003): one block comes before another if it stands above it and they overlap in x, or
if it stands wholly to its left and no third block lies between them in y and overlaps both
in x (a headline across two columns parts what is above it from what is below).  The partial
order is then sorted topologically.

Boxes that interrupt the text (pull quotes, figures, notes) are taken out before; where they
are left in, they cut columns like headlines do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from horizons_convert.layout.text import overlap
from horizons_convert.pdf.page import Box

T = TypeVar("T")

TOUCH = 1.0
"""Boxes that share less than this (points) in x do not overlap: OCR and italics overhang."""


def reading_order(items: Sequence[T], box_of: Callable[[T], Box], right_to_left: bool = False) -> list[T]:
    """`items` of one page in reading order."""
    boxes = [box_of(item) for item in items]
    if right_to_left:
        boxes = [(-b[2], b[1], -b[0], b[3]) for b in boxes]
    before = [[i != j and _precedes(boxes[i], boxes[j], boxes) for j in range(len(items))] for i in range(len(items))]
    remaining = sorted(range(len(items)), key=lambda i: (boxes[i][1], boxes[i][0]))
    result: list[T] = []
    while remaining:
        chosen = next(
            (
                j
                for j in sorted(remaining, key=lambda i: (boxes[i][0], boxes[i][1]))
                if not any(before[i][j] for i in remaining)
            ),
            remaining[0],  # a cycle: fall back to the topmost
        )
        remaining.remove(chosen)
        result.append(items[chosen])
    return result


def _precedes(a: Box, b: Box, boxes: list[Box]) -> bool:
    if overlap(a[0], a[2], b[0], b[2]) > TOUCH:
        return (a[1] + a[3]) < (b[1] + b[3])
    if a[0] >= b[0]:
        return False
    # a stands to the left of b: it comes first, unless a headline across both has b above it and a below.
    for c in boxes:
        middle = (c[1] + c[3]) / 2
        if (
            b[3] <= middle <= a[1]
            and overlap(c[0], c[2], a[0], a[2]) > TOUCH
            and overlap(c[0], c[2], b[0], b[2]) > TOUCH
        ):
            return False
    return True
