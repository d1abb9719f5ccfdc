"""What stands on a page?  The typeset result: runs, rules, tints and pictures, all placed.

This is all that a back end sees.  Points, origin top left, y of text is its baseline.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .design import BLACK, Colour
from .lines import Run


@dataclass(frozen=True)
class Line:
    """One line of type.  `kind` says what it belongs to: body, drop, heading, pull, foot ..."""

    kind: str
    x: float
    y: float
    runs: tuple[Run, ...]
    colour: Colour = BLACK
    block: int = -1

    @property
    def text(self) -> str:
        """The characters as they are set."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Rule:
    """A ruled line."""

    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float
    colour: Colour = BLACK


@dataclass(frozen=True)
class Tint:
    """A filled rectangle."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: Colour


@dataclass(frozen=True)
class Picture:
    """A photograph: JPEG bytes and the box that it fills."""

    x0: float
    y0: float
    x1: float
    y1: float
    data: bytes


@dataclass
class Page:
    """A page in its logical order of reading; back ends may write it in another."""

    folio: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    tints: list[Tint] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


@dataclass(frozen=True)
class Publication:
    """Typeset pages and what a producer writes into the document information."""

    pages: tuple[Page, ...]
    title: str
    authors: tuple[str, ...]
    subject: str
    language: str
    outline: tuple[tuple[str, int], ...] = ()
    """Bookmarks: a title and its page, counted from 0."""
