"""What stands in this picture: which ink is a letter, which a quotation mark before it, which neither?

The ink is what differs from the colour around it.  It falls into connected parts.  The tall
ones are letters, with the accents above them; low ones before the first letter are marks;
specks, frames, and what reaches in from the neighbouring lines are neither.  A solid box is
the ground of a reversed letter, so the picture is looked at again from inside it.

Limits: a letter that is broken from top to bottom counts as two; a mark that touches its
letter is part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from horizons_convert.pdf.page import Box
from horizons_convert.recover import letters

MARK_HEIGHT = 0.6
"""A quotation mark, an accent or a comma is lower than this share of the tallest letter;"""
TWIN_HEIGHT = 0.8
"""... two alike before it, the hooks of a guillemet, are lower than this,"""
TWINS = 0.1
"""... and differ by so little of their height and width."""
SPECK = 0.012
"""Share of the largest part's ink below which a spot is dirt."""
FRAME = 0.97
"""Ink that spans this share of the picture both ways is a frame, if anything stands in it."""
SOLID_SIDE = 0.7
"""Share of ink along each side of a box with round corners."""
INSET = 0.03
"""Share of a box's height that is left out on each side when it is looked at from inside."""
HIGH, LOW = 0.4, 0.8
"""Marks hang higher, or stand lower, than these shares of the letter's height."""
DASH = 2.2
"""A dash is so many times as wide as high; two commas that touch are less."""
JOINED_COMMAS = 1.05
DOT = 0.5
"""The dot of an inverted mark is less high than this share of the rest."""
SLENDER = 0.4
"""An inverted exclamation mark is narrower than this share of its height, a question mark is wider."""

BLANK = Image.new("L", (1, 1), 255)

Ink = NDArray[np.float32]


@dataclass(slots=True, eq=False)
class Marks:
    """The marks before a letter."""

    height: Literal["high", "middle", "low"]
    count: int
    wide: bool
    """A dash."""
    stacked: bool = False
    """One above the other: an inverted question or exclamation mark,"""
    slender: bool = False
    """... of which the exclamation mark is a mere stroke."""
    points_left: bool = True
    """A guillemet whose hooks point to the left."""


@dataclass(slots=True, eq=False)
class Sight:
    """The letters that a picture shows, from left to right, each as a picture of its own."""

    letters: list[letters.Picture]
    marks: Marks | None
    span: Box
    """Left, top, right and bottom of the ink, as shares of the picture's width and height."""
    tallest: float
    """Height of the tallest letter, as a share of the picture's height."""
    elided: bool = False
    """An apostrophe stands behind the letters."""

    def within(self, box: Box) -> Box:
        """Where on the page the ink stands, if `box` was looked at."""
        width, height = box[2] - box[0], box[3] - box[1]
        left, top, right, bottom = self.span
        return box[0] + left * width, box[1] + top * height, box[0] + right * width, box[1] + bottom * height


@dataclass(slots=True, eq=False)
class _Part:
    """A connected piece of ink and its box in pixels."""

    mask: NDArray[np.bool_]
    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, mask: NDArray[np.bool_]) -> _Part:
        rows, columns = np.nonzero(mask.any(axis=1))[0], np.nonzero(mask.any(axis=0))[0]
        return cls(mask, int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def see(picture: Image.Image) -> Sight | None:
    """Take the ink in a picture apart; None where there is none."""
    ink = letters.ink(picture)
    if ink is None:
        return None
    parts = _without_dirt([_Part.of(mask) for mask in letters.parts(ink > 0.5, diagonal=True)], ink)
    if not parts:
        return None
    for part in parts:
        if _is_ground(part) and (inside := _see_inside(picture, part, ink)) is not None:
            return inside
    tallest = max(part.height for part in parts)
    opening = _opening(parts, tallest)
    first = min(
        (part for part in parts if part.height >= MARK_HEIGHT * tallest and part not in opening),
        key=lambda part: part.left,
    )
    low = [part for part in parts if part.height < MARK_HEIGHT * tallest]
    marks = opening or [part for part in low if part.middle < first.left + 0.15 * first.width]
    groups = _letters([part for part in parts if part not in marks])
    rows, columns = ink.shape
    span = (
        min(part.left for part in parts) / columns,
        min(part.top for part in parts) / rows,
        max(part.right for part in parts) / columns,
        max(part.bottom for part in parts) / rows,
    )
    pictures = [_alone(group, ink) for group in groups]
    return Sight(pictures, _marks(marks, first), span, tallest / rows, _is_elided(low, groups))


def _opening(parts: list[_Part], tallest: int) -> list[_Part]:
    """The two parts of a guillemet or an inverted mark before the letter, which may be high; or nothing."""
    if len(parts) < 3:
        return []
    pair = sorted(parts, key=lambda part: part.left)[:2]
    one, other = sorted(pair, key=lambda part: part.top)
    before = max(part.middle for part in pair) < min(part.left for part in parts if part not in pair)
    if not before or max(part.height for part in pair) >= TWIN_HEIGHT * tallest:
        return []
    alike = abs(one.height - other.height) <= TWINS * one.height and abs(one.width - other.width) <= TWINS * one.height
    level = other.top - one.top <= TWINS * one.height
    inverted = _are_stacked(one, other) and one.height < DOT * other.height
    return pair if inverted or (alike and level) else []


def _is_elided(low: list[_Part], groups: list[list[_Part]]) -> bool:
    """Whether a low part hangs behind the last letter, at its head: the apostrophe of "L’"."""
    last = groups[-1]
    top, bottom = min(part.top for part in last), max(part.bottom for part in last)
    right = max(part.right for part in last)
    hanging = [part for part in low if part.bottom < top + HIGH * 1.5 * (bottom - top) and part.middle > right]
    return len(hanging) == 1 and hanging[0].height > hanging[0].width


def paper_of(picture: Image.Image) -> int:
    """The grey that most of the edge of a grey picture has."""
    grey = np.asarray(picture.convert("L"))
    return int(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))


def _without_dirt(parts: list[_Part], ink: Ink) -> list[_Part]:
    """The parts less specks, frames, and what reaches in from outside."""
    rows, columns = ink.shape
    inner = [part for part in parts if part.width < FRAME * columns or part.height < FRAME * rows]
    parts = inner or parts
    largest = max((int(part.mask.sum()) for part in parts), default=0)
    tallest = max((part.height for part in parts), default=0)
    kept = []
    for part in parts:
        touches = part.left == 0 or part.top == 0 or part.right == columns or part.bottom == rows
        if part.mask.sum() >= SPECK * largest and not (touches and part.height < MARK_HEIGHT * tallest):
            kept.append(part)
    return kept


def _is_ground(part: _Part) -> bool:
    """Whether a part is a solid box, perhaps with round corners."""
    solid = part.mask[part.top : part.bottom, part.left : part.right]
    inset = max(1, round(INSET * part.height))
    if min(solid.shape) <= 4 * inset:
        return False
    sides = (solid[inset], solid[-1 - inset], solid[:, inset], solid[:, -1 - inset])
    return all(side.mean() >= SOLID_SIDE for side in sides)


def _see_inside(picture: Image.Image, ground: _Part, ink: Ink) -> Sight | None:
    """What stands out from a box when it is looked at from inside; its span is that of the box."""
    scale = picture.height / ink.shape[0]
    inset = max(1.0, INSET * ground.height)
    box = (ground.left + inset, ground.top + inset, ground.right - inset, ground.bottom - inset)
    sight = see(picture.crop(tuple(round(edge * scale) for edge in box)))
    if sight is None:
        return None
    rows, columns = ink.shape
    span = (ground.left / columns, ground.top / rows, ground.right / columns, ground.bottom / rows)
    return Sight(sight.letters, sight.marks, span, ground.height / rows, sight.elided)


def _letters(parts: list[_Part]) -> list[list[_Part]]:
    """Parts that stand above each other are one letter; what is too low to be one is left out."""
    groups: list[list[_Part]] = []
    for part in sorted(parts, key=lambda part: part.left):
        for group in groups:
            right = max(other.right for other in group)
            if right - part.left > 0.4 * min(part.width, right - group[0].left):
                group.append(part)
                break
        else:
            groups.append([part])
    heights = [max(part.height for part in group) for group in groups]
    return [group for group, height in zip(groups, heights, strict=True) if height >= MARK_HEIGHT * max(heights)]


def _marks(parts: Sequence[_Part], letter: _Part) -> Marks | None:
    if not parts:
        return None
    middle = sum((part.top + part.bottom) / 2 for part in parts) / len(parts)
    share = (middle - letter.top) / letter.height
    height: Literal["high", "middle", "low"] = "high" if share < HIGH else "low" if share > LOW else "middle"
    widest = max(part.width / part.height for part in parts)
    joined = len(parts) == 1 and JOINED_COMMAS < widest < DASH and height != "middle"
    stacked = len(parts) == 2 and _are_stacked(*parts)
    return Marks(
        height,
        2 if joined else len(parts),
        wide=widest >= DASH,
        stacked=stacked,
        slender=stacked and max(part.width for part in parts) < SLENDER * sum(part.height for part in parts),
        points_left=_points_left(parts[0]),
    )


def _are_stacked(one: _Part, other: _Part) -> bool:
    """Whether of two parts one stands above the other."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared > 0.5 * min(one.width, other.width) and (one.bottom <= other.top or other.bottom <= one.top)


def _points_left(part: _Part) -> bool:
    """Whether a hook is farther left in the middle than above and below."""
    rows = part.mask[part.top : part.bottom, part.left : part.right]
    lefts = rows.argmax(axis=1)
    third = max(1, len(lefts) // 3)
    ends = np.concatenate([lefts[:third], lefts[-third:]])
    return bool(lefts[third:-third].mean() < ends.mean()) if len(lefts) > 2 * third else True


def _alone(parts: list[_Part], ink: Ink) -> letters.Picture:
    """One letter by itself, dark on white, with the soft edge of its ink."""
    mask = np.logical_or.reduce([part.mask for part in parts])
    near = mask.copy()
    near[1:] |= mask[:-1]
    near[:-1] |= mask[1:]
    near[:, 1:] |= mask[:, :-1]
    near[:, :-1] |= mask[:, 1:]
    alone = np.where(near, ink, np.float32(0))
    left, top = min(part.left for part in parts), min(part.top for part in parts)
    right, bottom = max(part.right for part in parts), max(part.bottom for part in parts)
    return (255 - 255 * np.pad(alone[top:bottom, left:right], 3)).astype(np.uint8)
