"""Lines and blocks: what words become when they stand together on a page.

Geometry only.  A `Line` is one line of one column (never across a gutter); a `Block` is a
run of lines of one style and even leading.  Points, origin top left, y downwards.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from operator import attrgetter, is_

from horizons_convert.pdf.page import Box, Style, Word

# Called for every word again and again, where a generator would cost three times as much.
_STYLE, _GLYPHS, _X0, _X1 = attrgetter("style"), attrgetter("glyphs"), attrgetter("x0"), attrgetter("x1")
_TEXT, _GLUED, _WORDS = attrgetter("text"), attrgetter("glued"), attrgetter("words")


SMALL_CAPITALS = (0.68, 0.88)
"""Small capitals that are made by size have so many times that of their capitals,"""
MOST_INITIALS = 2
"""... of which hardly more stand side by side."""


@dataclass(slots=True, eq=False)
class Line:
    """Words on one baseline within one column, from left to right."""

    page: int
    words: list[Word]
    style: Style
    """The style of most of its glyphs."""
    baseline: float
    _x1: tuple[int, float] | None = field(default=None, repr=False)
    """Its right edge, and of how many words: like its text it is asked for again and again, and words come and go."""
    _text: tuple[int, str] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, page: int, words: list[Word]) -> Line:
        ordered = sorted(words, key=_X0)
        style = dominant_style(ordered)
        return cls(page, ordered, style, next(word.baseline for word in ordered if word.style is style))

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        if self._x1 is None or self._x1[0] != len(self.words):
            self._x1 = len(self.words), max(map(_X1, self.words))
        return self._x1[1]

    @property
    def size(self) -> float:
        return self.style.size

    @property
    def top(self) -> float:
        return self.baseline - 0.75 * self.style.size

    @property
    def bottom(self) -> float:
        return self.baseline + 0.25 * self.style.size

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def box(self) -> Box:
        baseline, size = self.baseline, self.style.size
        return (self.words[0].x0, baseline - 0.75 * size, self.x1, baseline + 0.25 * size)

    @property
    def glyphs(self) -> int:
        return sum(map(_GLYPHS, self.words))

    @property
    def text(self) -> str:
        if self._text is None or self._text[0] != len(self.words):
            self._text = len(self.words), join_words(self.words)
        return self._text[1]

    def reword(self) -> None:
        """Tell the line that the text of one of its words, or how it is joined to the one before, has changed."""
        self._text = None


@dataclass(slots=True, eq=False)
class Block:
    """Lines that belong together by style and leading, from top to bottom."""

    page: int
    lines: list[Line] = field(default_factory=list)
    _style: tuple[int, Style] | None = field(default=None, repr=False)
    """The style, and of how many lines: it is asked for again and again, and lines come and go."""
    _box: tuple[int, Box] | None = field(default=None, repr=False)
    """The box, and of how many words."""

    @property
    def box(self) -> Box:
        lines = self.lines
        count = sum([len(line.words) for line in lines])
        if self._box is None or self._box[0] != count:
            box = (
                min([line.words[0].x0 for line in lines]),
                min([line.baseline - 0.75 * line.style.size for line in lines]),
                max([line.x1 for line in lines]),
                max([line.baseline + 0.25 * line.style.size for line in lines]),
            )
            self._box = count, box
        return self._box[1]

    @property
    def style(self) -> Style:
        if self._style is None or self._style[0] != len(self.lines):
            words = list(itertools.chain.from_iterable(map(_WORDS, self.lines)))
            style = dominant_style(words)
            style = style if style is words[0].style else _capitals_of(style, words) or style
            self._style = len(self.lines), style
        return self._style[1]

    @property
    def size(self) -> float:
        return self.style.size

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def glyphs(self) -> int:
        return sum(line.glyphs for line in self.lines)


def dominant_style(words: list[Word]) -> Style:
    """The style of most glyphs; the first of them in reading order where several draw."""
    first = words[0].style
    if all(map(is_, map(_STYLE, words), itertools.repeat(first))):
        return first
    counts: dict[Style, int] = {}
    for style, run in itertools.groupby(words, key=_STYLE):
        counts[style] = counts.get(style, 0) + sum(map(_GLYPHS, run))
    return max(counts, key=counts.__getitem__)


def _capitals_of(style: Style, words: list[Word]) -> Style | None:
    """The type whose small capitals are made by size: larger initials, to which most letters are glued; else None."""
    for word, follower in itertools.pairwise(words):
        if (
            follower.style is style
            and follower.glued
            and word.glyphs <= MOST_INITIALS
            and word.style.font == style.font
            and SMALL_CAPITALS[0] <= style.size / word.style.size <= SMALL_CAPITALS[1]
            and word.baseline == follower.baseline
            and word.text.isalpha()
        ):
            return word.style
    return None


def join_words(words: list[Word]) -> str:
    """The words' text; a space between two of them unless the second is glued to the first."""
    if not any(map(_GLUED, words)):
        return " ".join(map(_TEXT, words))
    text = "".join([word.text if word.glued else f" {word.text}" for word in words])
    return text if words[0].glued else text[1:]


def union(boxes: list[Box]) -> Box:
    """The smallest box around some boxes (at least one)."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """Length that two intervals share; negative: the gap between them."""
    return min(a1, b1) - max(a0, b0)


def intersects(a: Box, b: Box, margin: float = 0.0) -> bool:
    """Whether two boxes overlap, or come nearer than `margin` points."""
    return overlap(a[0], a[2], b[0], b[2]) > -margin and overlap(a[1], a[3], b[1], b[3]) > -margin


def inside(inner: Box, outer: Box, margin: float = 1.0) -> bool:
    """Whether `inner` lies within `outer`, give or take `margin` points."""
    return (
        inner[0] >= outer[0] - margin
        and inner[1] >= outer[1] - margin
        and inner[2] <= outer[2] + margin
        and inner[3] <= outer[3] + margin
    )
