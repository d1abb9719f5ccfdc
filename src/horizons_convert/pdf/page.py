"""What a printed page holds, before anybody asks what it means.

Plain data that flows from `pdf/` into `layout/`.  Points, origin at the top left of the
page as displayed (CropBox and rotation applied), y grows downwards; boxes are
``(left, top, right, bottom)``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import msgspec

Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]
Fate = Literal["", "kept", "aside"]


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of glyphs is set.  Shared by all words of a run, so it can be compared by identity or value."""

    font: str
    size: float
    """Effective size in points, the text matrix included."""
    bold: bool = False
    italic: bool = False
    small_caps: bool = False
    monospace: bool = False
    serif: bool = True
    colour: Colour = (0, 0, 0)
    invisible: bool = False
    """Text render mode 3: an OCR layer, or text that is not meant to be seen."""
    angle: int = 0
    """Writing direction in whole degrees, clockwise; 0 is left to right."""

    def __hash__(self) -> int:
        """By the two that tell most styles apart: styles are looked up for every word."""
        return hash((self.font, self.size))


class Word(msgspec.Struct, eq=False, gc=False):
    """Glyphs of one style that stand together.  A word in two styles is two words, the second `glued`.

    `text` keeps a line-end hyphen as "-" and a soft one as U+00AD.  Glyphs without a
    Unicode value stand as U+FFFD.
    """

    text: str
    x0: float
    x1: float
    baseline: float
    style: Style
    glyphs: int
    """Visible glyphs read into this word (a ligature may count once per character it spells)."""
    glued: bool = False
    """Follows the word before it in the text layer without a space."""
    order: int = 0
    """Position in the content stream: a hint, never evidence on its own."""
    ink: Box | None = None
    """Tight box of the ink, measured only for what may be a drop cap or the quotation mark before one."""
    fate: Fate = ""
    """What became of it: kept in the article, or set aside with a reason.  Given once, by the recovery."""
    target: str = ""
    """The address on the web that the file links it to."""

    @property
    def size(self) -> float:
        return self.style.size

    @property
    def top(self) -> float:
        """Ascender line, from the size: the same for every word of a style."""
        return self.baseline - 0.75 * self.style.size

    @property
    def bottom(self) -> float:
        return self.baseline + 0.25 * self.style.size

    @property
    def box(self) -> Box:
        return (self.x0, self.top, self.x1, self.bottom)


@dataclass(slots=True, eq=False)
class Rule:
    """A drawn straight line, or a filled box so thin that it looks like one."""

    box: Box
    horizontal: bool
    colour: Colour = (0, 0, 0)


@dataclass(slots=True, eq=False)
class Panel:
    """A filled or framed rectangle large enough to stand behind text."""

    box: Box
    filled: bool
    colour: Colour = (255, 255, 255)


@dataclass(slots=True, eq=False)
class Shape:
    """Any other drawing: part of a vector figure, an ornament, or a letter drawn as an outline."""

    box: Box
    filled: bool
    colour: Colour = (0, 0, 0)
    segments: int = 0


@dataclass(slots=True, eq=False)
class Picture:
    """A placed raster image."""

    box: Box
    index: int
    """Which of the page's image objects it is, in drawing order."""
    covers_page: bool = False
    alt: str = ""
    """Alternative text that a tagged PDF states."""
    repeated: bool = False
    """The same picture stands on many pages: a logo or an ornament."""


@dataclass(slots=True, eq=False)
class Page:
    """One page as read."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    drawings: list[Box] = field(default_factory=list)
    """Regions of vector drawing large enough to be figures."""
    drawings_before: int = 0
    """How many regions of the page another article has, where two share it: each is named by its number."""
    unmapped: int = 0
    """Glyphs that have a width and no text."""
