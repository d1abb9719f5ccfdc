"""Where do lines break?  Total-fit justification of a paragraph into lines of given widths.

The method is that of Knuth and Plass, "Breaking Paragraphs into Lines" (1981), with the
line's number in the state, because beside a pull quote every line may have a width of its
own.  Hyphenation points come from pyphen; a word that has a hyphen of its own breaks there
and nowhere else, as an editor would have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pyphen

from .essay import Spans, Style
from .fonts import BOLD, ITALIC, ROMAN, Face

STRETCH = 0.16
"""How far a space may grow before a line counts as loose, in em."""
SHRINK = 0.045
"""How far a space may shrink, in em; never more."""
TOLERANCES = (2.5, 8.0, float("inf"))
"""How loose a line may be, in stretches: the first that gives a result is taken."""
HYPHEN_COST = 60.0
OWN_HYPHEN_COST = 25.0
DOUBLE_HYPHEN_COST = 6000.0
RUNT_COST = 4000.0
"""A last line shorter than two indents looks like an accident."""

_FACES: dict[Style, Face] = {"italic": ITALIC, "bold": BOLD}
_RAISED = ("sup", "note")
_SIZES: dict[Style, float] = {"sup": 0.62, "note": 0.62, "small": 0.79}
"""Sizes of raised figures and of faked small capitals, relative to their text."""
RAISED_BY = 0.34


@dataclass(frozen=True)
class Run:
    """Characters in one face on one baseline.  Points, x from the left edge of its line."""

    x: float
    text: str
    face: Face
    size: float
    rise: float = 0.0
    word_space: float = 0.0
    """Added to every space."""
    width: float = 0.0


@dataclass(frozen=True)
class Setting:
    """How a paragraph is to be set."""

    size: float
    language: str = "en"
    hyphen: str = "-"
    ligatures: bool = False
    justified: bool = True
    face: Face = ROMAN
    """The face of its plain text."""


@dataclass(frozen=True)
class _Break:
    end: int
    start: int
    hyphen: bool
    cost: float
    ends_with_hyphen: bool


@dataclass
class _State:
    cost: float
    previous: tuple[int, int] | None
    hyphenated: bool


class Paragraph:
    """Text that is ready to be broken: characters, their advances, and where it may break."""

    def __init__(self, spans: Spans, setting: Setting) -> None:
        self.setting = setting
        self.text = "".join(span.text for span in spans)
        self.styles: list[Style] = [span.style for span in spans for _ in span.text]
        self._cumulative = [0.0]
        for span in spans:
            face, size = self._face(span.style), self._size(span.style)
            for advance in face.advances(span.text, setting.ligatures):
                self._cumulative.append(self._cumulative[-1] + advance * size)
        self._spaces = [0]
        for char in self.text:
            self._spaces.append(self._spaces[-1] + (char == " "))
        self._hyphen_width = self._face("roman").width(setting.hyphen, setting.size)
        self._breaks = self._find_breaks()

    @property
    def natural_width(self) -> float:
        """Width of all of the text on one line, in points."""
        return self._cumulative[-1]

    def _face(self, style: Style) -> Face:
        return _FACES.get(style, self.setting.face)

    def _size(self, style: Style) -> float:
        return self.setting.size * _SIZES.get(style, 1.0)

    def _find_breaks(self) -> list[_Break]:
        breaks = [_Break(0, 0, False, 0.0, False)]
        dictionary = pyphen.Pyphen(lang={"en": "en_US"}.get(self.setting.language, self.setting.language))
        for word in re.finditer(r"\S+", self.text):
            for offset, own in _points(word[0], dictionary) if self.setting.justified else _own_points(word[0]):
                at = word.start() + offset
                cost = OWN_HYPHEN_COST if own else HYPHEN_COST
                breaks.append(_Break(at, at, not own, cost, not own or self.text[at - 1] == "-"))
            if word.end() < len(self.text):
                breaks.append(_Break(word.end(), word.end() + 1, False, 0.0, False))
        breaks.append(_Break(len(self.text), len(self.text), False, 0.0, False))
        return breaks

    def _natural(self, first: _Break, last: _Break) -> float:
        width = self._cumulative[last.end] - self._cumulative[first.start]
        return width + (self._hyphen_width if last.hyphen else 0.0)

    def _line_cost(self, first: _Break, last: _Break, width: float, final: bool, tolerance: float) -> float | None:
        """What a line costs; None when it doesn't fit, or its spaces open beyond `tolerance` times their stretch."""
        size = self.setting.size
        spaces = self._spaces[last.end] - self._spaces[first.start]
        slack = width - self._natural(first, last)
        shrink = spaces * SHRINK * size if self.setting.justified else 0.0
        if slack < -shrink - 0.01:
            return None
        if final:
            return RUNT_COST if width - slack < 2.5 * size and first.start > 0 else 0.0
        if not self.setting.justified:
            return (slack / size) ** 2 + last.cost
        room = max(spaces * STRETCH * size, 0.4 * size) if slack >= 0 else max(shrink, 0.01)
        if slack > tolerance * room:
            return None
        badness = 100 * abs(slack / room) ** 3
        return (10 + min(badness, 1e5) + last.cost) ** 2 / 100

    def break_lines(self, width_of: Callable[[int], float]) -> list[tuple[int, int, bool]]:
        """Lines as (start, end, hyphen added).  `width_of(n)` is the width of line n in points.

        Raises `ValueError` where a word is wider than the line.
        """
        for tolerance in TOLERANCES:
            states = self._search(width_of, tolerance)
            if states[-1]:
                return self._trace(states)
        raise ValueError(f"no line is wide enough for {self.text[:40]!r}")

    def _search(self, width_of: Callable[[int], float], tolerance: float) -> list[dict[int, _State]]:
        """For every break, the cheapest way to it for each number of lines."""
        breaks = self._breaks
        states: list[dict[int, _State]] = [{} for _ in breaks]
        states[0][0] = _State(0.0, None, False)
        active = [0]
        for at in range(1, len(breaks)):
            last = breaks[at]
            final = at == len(breaks) - 1
            for before in active:
                first = breaks[before]
                for line, state in states[before].items():
                    cost = self._line_cost(first, last, width_of(line), final, tolerance)
                    if cost is None:
                        continue
                    if last.ends_with_hyphen and state.hyphenated:
                        cost += DOUBLE_HYPHEN_COST
                    if final and state.hyphenated:
                        cost += DOUBLE_HYPHEN_COST / 4
                    total = state.cost + cost
                    known = states[at].get(line + 1)
                    if known is None or total < known.cost:
                        states[at][line + 1] = _State(total, (before, line), last.ends_with_hyphen)
            active = [before for before in active if self._reaches(breaks[before], last, states[before], width_of)]
            if states[at]:
                active.append(at)
        return states

    def _reaches(
        self, first: _Break, last: _Break, states: dict[int, _State], width_of: Callable[[int], float]
    ) -> bool:
        """Whether a line from `first` might still end beyond `last`."""
        width = self._cumulative[last.end] - self._cumulative[first.start]
        shrink = (self._spaces[last.end] - self._spaces[first.start]) * SHRINK * self.setting.size
        return width - shrink <= max(map(width_of, states))

    def _trace(self, states: list[dict[int, _State]]) -> list[tuple[int, int, bool]]:
        at = len(states) - 1
        line = min(states[at], key=lambda number: states[at][number].cost)
        result: list[tuple[int, int, bool]] = []
        previous = states[at][line].previous
        while previous is not None:
            first, last = self._breaks[previous[0]], self._breaks[at]
            result.append((first.start, last.end, last.hyphen))
            at, line = previous
            previous = states[at][line].previous
        return result[::-1]

    def set_line(self, start: int, end: int, hyphen: bool, width: float, fill: bool) -> tuple[Run, ...]:
        """The runs of one line, its spaces opened to `width` points when `fill` is asked for.

        A last line that only fits with narrower spaces gets them.
        """
        pieces: list[tuple[str, Style]] = []
        for at in range(start, end):
            if pieces and pieces[-1][1] == self.styles[at]:
                pieces[-1] = (pieces[-1][0] + self.text[at], self.styles[at])
            else:
                pieces.append((self.text[at], self.styles[at]))
        if hyphen:
            pieces[-1] = (pieces[-1][0] + self.setting.hyphen, pieces[-1][1])
        widths = [self._face(style).width(text, self._size(style), self.setting.ligatures) for text, style in pieces]
        spaces = sum(text.count(" ") for text, _ in pieces)
        too_wide = sum(widths) > width
        extra = (width - sum(widths)) / spaces if spaces and (fill or too_wide) else 0.0
        runs: list[Run] = []
        x = 0.0
        for (text, style), natural in zip(pieces, widths, strict=True):
            advance = natural + extra * text.count(" ")
            rise = RAISED_BY * self.setting.size if style in _RAISED else 0.0
            runs.append(Run(x, text, self._face(style), self._size(style), rise, extra, advance))
            x += advance
        return tuple(runs)

    def looseness(self, start: int, end: int, hyphen: bool, width: float) -> float:
        """How far the spaces of a justified line are opened, in multiples of what is still fine."""
        spaces = max(1, self._spaces[end] - self._spaces[start])
        natural = self._cumulative[end] - self._cumulative[start] + (self._hyphen_width if hyphen else 0.0)
        return max(0.0, width - natural) / (spaces * STRETCH * self.setting.size)


def _own_points(word: str) -> list[tuple[int, bool]]:
    """Break points that the word has itself: after its hyphens and around dashes."""
    found = {match.end() for match in re.finditer(r"(?<=\w)[-–—](?=[\w“‘(])", word)}
    return [(at, True) for at in sorted(found)]


def _points(word: str, dictionary: pyphen.Pyphen) -> list[tuple[int, bool]]:
    """Break points as (offset, is the word's own): a compound never gets a second hyphen."""
    own = _own_points(word)
    if own and "-" in word and not re.search("[–—]", word):
        return own
    points = list(own)
    for letters in re.finditer(r"[^\W\d_]{6,}", word):
        if letters[0][0].isupper() and letters.start() == 0 and not letters[0].isupper() and len(letters[0]) < 9:
            continue
        points += [
            (letters.start() + at, False) for at in dictionary.positions(letters[0]) if 2 < at < len(letters[0]) - 2
        ]
    return sorted(points)
