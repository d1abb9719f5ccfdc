"""Which glyphs form a word?

Glyphs come in the order of the content stream.  A space in the text ends a word; so does a
gap wide enough, a change of type or of baseline, or a step backwards.  How wide is enough
depends on the tracking, which is learned from the gaps between letters: a letter-spaced
heading has gaps everywhere, a tightly justified line hardly any between words.

Pure arithmetic: nothing here knows PDF.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import insort
from itertools import repeat
from operator import add, sub
from typing import NamedTuple

from horizons_convert.pdf.page import Style, Word

WORD_GAP = 0.12
"""Smallest gap between words in em, tracking deducted: the tightest justified spaces are about 0.15."""
FIRST_GAP = 0.17
"""... where no gap between letters has been seen yet that would tell the tracking."""
SUSPECTED_GAP = 0.03
"""... where PDFium saw a space as well: an "f" that overhangs its width leaves little of one."""
TRACKED = 0.05
"""Letters that stand at least this far (em) apart are spaced."""
SPACED = 0.2
"""Where the same type is known with another tracking, a gap wider than this (em) parts words."""
TRACKING_LIMIT = 0.45
"""No letter-spacing is wider than this (em); what is wider parts words."""
SAMPLE = 16
"""So many gaps tell the tracking."""
BASELINE_SHIFT = 0.12
"""A change of baseline by more than this (em) ends a word: superscripts stand at 0.3 and more."""
GLUED_SHIFT = 0.6
"""... and up to this (em), what touches the word still belongs to it."""
BACKWARDS = 0.3
"""A glyph that starts this far (em) before its predecessor's origin begins another word."""
KERNED = 0.4
"""A glyph may overlap the one before by this much (em of the larger) and belong to it: TeX's name."""
THIN_SPACE = 0.07
"""French sets a thin space before ; : ! ? and inside guillemets; from this gap (em) on it is one."""
SHORT = 3
"""Words of up to so many glyphs may be drop caps."""

_HYPHENS = ("-", "\u2010", "\u00ad")
_SENTENCE_ENDS = frozenset(".,;:!?…)")
"""After these comes a space, not letter-spacing."""
_SPACED_BEFORE = frozenset(";:!?»")
ACCENTS = {
    "´": "\u0301",
    "`": "\u0300",
    "¨": "\u0308",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "ˇ": "\u030c",
    "˘": "\u0306",
    "¯": "\u0304",
    "˙": "\u0307",
    "˚": "\u030a",
    "¸": "\u0327",
    "˛": "\u0328",
    "˝": "\u030b",
}
"""Accents that TeX and other old engines print over their letter as glyphs of their own."""


class _Doubt(NamedTuple):
    """A wide gap after the first letter of a run: where the letter ends, where and with which glyph the next begins."""

    gap: float
    end: float
    start: float
    glyph: int


class Row(NamedTuple):
    """The glyphs of a page as they follow each other to the right.  Points; one number a glyph."""

    starts: list[float]
    """From the origin of each ..."""
    ends: list[float]
    """... to the end of its advance."""
    gaps: list[float]
    """The white between it and the one before; nothing of note for the first."""
    steps: list[float]
    """From the origin of the one before to its own."""

    @classmethod
    def of(cls, starts: list[float], ends: list[float], offset: float) -> Row:
        """The row of glyphs whose places are told from `offset` on."""
        if offset:
            starts, ends = list(map(add, starts, repeat(offset))), list(map(add, ends, repeat(offset)))
        return cls(starts, ends, [0.0, *map(sub, starts[1:], ends)], [0.0, *map(sub, starts[1:], starts)])


class WordFormer:
    """Gathers the glyphs of a page into words; `finish` must be called at the end."""

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self.short: list[tuple[Word, int, int]] = []
        """The short words, each with the index of its first glyph and how many it has."""
        self.loose: list[Word] = []
        """The words of one glyph before which no space is written."""
        self._text: list[str] = []
        self._style: Style | None = None
        self._first = 0
        self._x0 = self._x1 = self._baseline = 0.0
        self._origin = self._last_x0 = math.nan
        self._accent = ""
        self._accent_x = math.nan
        self._glued = self._spaced = self._suspected = self._loose = False
        self._gaps: list[float] = []
        self._doubt: _Doubt | None = None
        self._trackings: dict[Style, float] = {}

    @property
    def last(self) -> str:
        """The last character of the word that is being formed; empty between words."""
        return self._text[-1] if self._text else ""

    def space(self, *, generated: bool) -> None:
        """A space in the text ends the word; one that PDFium made up is only a hint (it breaks letter-spaced words)."""
        if generated:
            self._suspected = True
        else:
            self._doubt = None  # where spaces are written, a gap without one is letter-spacing
            self.finish()
            self._spaced = True

    def add(self, character: str, index: int, x0: float, x1: float, baseline: float, style: Style) -> None:
        """The next glyph: from its origin `x0` to the end of its advance `x1`, in points."""
        if self._completes(character, x0, x1, baseline):
            return
        before, self._origin = self._origin, x0
        if character in ACCENTS:
            self._hold_accent(character, (x0 + x1) / 2, baseline, style)
            return
        if self._accent:
            if x0 <= self._accent_x <= x1:
                character = unicodedata.normalize("NFC", character + self._accent)
            self._accent = ""
        if self._text:
            self._part(character, index, x0, baseline, style, before)
        else:
            self._glued = False
        if not self._text:
            self._first, self._x0, self._baseline, self._style = index, x0, baseline, style
            self._spaced = False
        self._text.append(character)
        self._last_x0, self._x1 = x0, x1
        self._suspected = False

    def add_run(self, text: str, first: int, row: Row, baseline: float, style: Style) -> None:
        """The next glyphs, from index `first` on, all on one baseline and in one style, no accents among them.

        The same as `add` for each of them.  Here the ordinary case is decided, letters right
        after the ones before them: most glyphs of a page.
        """
        index, last = first, first + len(text)
        if not self._text and not self._accent:
            index = self._begin(text, first, row, baseline, style)
        while index < last:
            if self._is_run_on(baseline, style):
                index = self._run_on(text, first, index, row, style)
            if index < last:
                self.add(text[index - first], index, row.starts[index], row.ends[index], baseline, style)
                index += 1

    def add_line(self, text: str, first: int, row: Row, baseline: float, style: Style) -> None:
        """The next glyphs, from index `first` on: runs as `add_run` takes them, a space between each and the next.

        The same as `add_run` and `space` in turn.  Here the ordinary case is decided, even words
        with even spaces: most words of a page.  A space without width was made up by PDFium.
        """
        pieces, index, place = text.split(" "), first, 0
        while place < len(pieces):
            if place:
                self.space(generated=row.ends[index - 1] <= row.starts[index - 1])
            self.add_run(pieces[place], index, row, baseline, style)
            index, place = index + len(pieces[place]) + 1, place + 1
            if style is self._style and baseline == self._baseline and not self._doubt:
                index, place = self._take_words(pieces, place, index, row)

    def _take_words(self, pieces: list[str], place: int, index: int, row: Row) -> tuple[int, int]:
        """Take the pieces from `place` on that are words beyond doubt; where it stops, at which glyph and which piece.

        They follow in the style and on the baseline of the word that is being formed.
        """
        starts, ends, gaps, steps = row
        style, baseline, x1 = self._style, self._baseline, self._x1
        assert style is not None
        words, short, widest = self.words, self.short, self._widest(style)
        text, first, last = "", 0, 0
        for piece in pieces[place:]:
            stop = index + len(piece)
            if ends[index - 1] <= starts[index - 1] and not self._is_space(starts[index] - x1, style):
                break
            inner = gaps[index + 1 : stop]
            if inner and (max(inner) > widest or min(steps[index + 1 : stop]) <= 0):
                break
            if not text:
                self.finish()
            else:
                words.append(Word(text, starts[first], x1, baseline, style, last - first, False, len(words)))
                if last - first <= SHORT:
                    short.append((words[-1], first, last - first))
            if inner and len(self._gaps) < SAMPLE:
                self._learn(inner, style)
                widest = self._widest(style)
            text, first, last, x1 = piece, index, stop, ends[stop - 1]
            index, place = stop + 1, place + 1
        if text:
            self._hold(text, first, row, baseline, style)
        return index, place

    def _widest(self, style: Style) -> float:
        """How wide a gap between letters may be that asks no question; the tracking counts once it is known."""
        em, known = style.size, self._gaps
        return THIN_SPACE * em + (_tracking(known[len(known) // 2], em) if len(known) >= SAMPLE else 0.0)

    def _is_space(self, gap: float, style: Style) -> bool:
        """Whether a gap in which PDFium sees a space is one; between spaced letters it sees spaces everywhere."""
        em, tracking = style.size, _tracking(self._typical(style), style.size)
        return bool(self._gaps) and tracking < TRACKED * em and gap > SUSPECTED_GAP * em + tracking

    def _hold(self, text: str, first: int, row: Row, baseline: float, style: Style) -> None:
        """Begin a word with the glyphs from `first` on: more may follow."""
        last = first + len(text)
        self._text, self._first, self._style, self._baseline = [*text], first, style, baseline
        self._glued = self._spaced = self._suspected = False
        self._x0, self._x1 = row.starts[first], row.ends[last - 1]
        self._origin = self._last_x0 = row.starts[last - 1]

    def _begin(self, text: str, first: int, row: Row, baseline: float, style: Style) -> int:
        """Begin a word where none is being formed, with all letters if they are even; the first that is not taken."""
        last = first + len(text)
        gaps = row.gaps[first + 1 : last]
        if gaps and not self._is_even(gaps, row.steps[first + 1 : last], style):
            text, last, gaps = text[0], first + 1, []
        self._hold(text, first, row, baseline, style)
        if gaps and len(self._gaps) < SAMPLE:
            self._learn(gaps, style)
        return last

    def _is_run_on(self, baseline: float, style: Style) -> bool:
        """Whether a glyph of that style and baseline can go on with the word without a question."""
        return (
            style is self._style
            and baseline == self._baseline
            and bool(self._text)
            and self._text[-1] != "\ufffd"  # it may become the circle of a ©
            and not (self._accent or self._suspected or self._doubt)
        )

    def _run_on(self, text: str, first: int, index: int, row: Row, style: Style) -> int:
        """Take glyphs from `index` on as long as each follows right after the one before; the first that does not."""
        last = first + len(text)
        gaps, follows = row.gaps[index:last], self._x1 == row.ends[index - 1] and self._origin == row.starts[index - 1]
        if follows and self._is_even(gaps, row.steps[index:last], style):
            self._text += text[index - first :]
            if len(self._gaps) < SAMPLE:
                self._learn(gaps, style)
        else:
            before, last = index, self._pace(text, first, index, row, style)
            if last == before:
                return last
        self._origin = self._last_x0 = row.starts[last - 1]
        self._x1 = row.ends[last - 1]
        return last

    def _is_even(self, gaps: list[float], steps: list[float], style: Style) -> bool:
        """Whether letters follow each other without a question; while the tracking is learned, whatever it is."""
        return max(gaps) <= self._widest(style) and min(steps) > 0

    def _learn(self, gaps: list[float], style: Style) -> None:
        """Learn the tracking from the gaps between letters, until it is known well enough."""
        self._gaps += gaps[: SAMPLE - len(self._gaps)]
        self._gaps.sort()
        self._trackings[style] = self._gaps[len(self._gaps) // 2]

    def _pace(self, text: str, first: int, index: int, row: Row, style: Style) -> int:
        """Take glyphs one by one from `index` on, learning the tracking; the first that does not follow."""
        take, gaps, em = self._text.append, self._gaps, style.size
        x1, origin, back = self._x1, self._origin, BACKWARDS * em
        before, learning = index, len(gaps) < SAMPLE
        thin, widest = THIN_SPACE * em, (THIN_SPACE + TRACKING_LIMIT) * em
        nearest = thin + _tracking(self._typical(style), em)
        for character in text[index - first :]:
            x0 = row.starts[index]
            gap = x0 - x1
            if gap > nearest or x0 == origin or x0 < origin - back:
                break
            if learning and len(gaps) < SAMPLE:
                insort(gaps, gap)
                nearest = min(thin + max(gaps[len(gaps) // 2], 0.0), widest)
            take(character)
            origin, x1 = x0, row.ends[index]
            index += 1
        if learning and index > before:
            self._trackings[style] = gaps[len(gaps) // 2]
        return index

    def finish(self) -> None:
        """End the word that is being formed."""
        if self._doubt is not None:
            self._settle(self._doubt)
        text, style = self._text, self._style
        self._text = []
        if not text or style is None:
            return
        if self._glued and len(text) == 1 and text[0] in _HYPHENS and abs(self.words[-1].baseline - self._baseline) < 1:
            # Some engines take the hyphen of a line end from a fallback font: it still ends the word.
            last = self.words[-1]
            last.text, last.x1, last.glyphs = last.text + text[0], self._x1, last.glyphs + 1
            return
        order, joined = len(self.words), "".join(text)
        word = Word(joined, self._x0, self._x1, self._baseline, style, len(text), self._glued, order)
        self.words.append(word)
        if len(text) <= SHORT:
            self.short.append((word, self._first, len(text)))
            if self._loose and len(text) == 1:
                self.loose.append(word)
        self._loose = False

    def _completes(self, character: str, x0: float, x1: float, baseline: float) -> bool:
        """Whether a glyph belongs to the one before it: the next letter of a ligature, or the c in TeX's ©."""
        if not self._text:
            return False
        if x0 == self._origin and baseline == self._baseline and character != "-":
            self._text.append(character)
            self._x1 = max(self._x1, x1)
            return True
        if self._text == ["\ufffd"] and character in "cC" and self._x0 < x0 and x1 < self._x1:
            self._text = ["©"]
            return True
        return False

    def _hold_accent(self, character: str, centre: float, baseline: float, style: Style) -> None:
        """Set an accent on the letter that it stands over: the one before it, or the one to come."""
        over = self._text and self._last_x0 <= centre <= self._x1
        if over and abs(baseline - self._baseline) < style.size:
            self._text[-1] = unicodedata.normalize("NFC", self._text[-1] + ACCENTS[character])
        else:
            self._accent, self._accent_x = ACCENTS[character], centre

    def _resolve(self, doubt: _Doubt, gap: float) -> None:
        """In letter-spaced words the next gap is as wide as the one in doubt; else that one was a space."""
        if gap >= 0.5 * doubt.gap:
            self._gaps, self._doubt = [min(doubt.gap, gap)], None  # the other may part two words
        else:
            self._settle(doubt)

    def _settle(self, doubt: _Doubt) -> None:
        """It was a space: the first letter is a word of its own."""
        rest, end = self._text[1:], self._x1
        self._doubt = None
        self._text, self._x1 = self._text[:1], doubt.end
        self.finish()
        self._text, self._first, self._glued, self._loose = rest, doubt.glyph, False, True
        self._x0, self._x1 = doubt.start, end

    def _part(self, character: str, index: int, x0: float, baseline: float, style: Style, before: float) -> None:
        """End the word if the next glyph does not go on with it; learn the tracking if it does."""
        assert self._style is not None
        gap, em = x0 - self._x1, style.size
        if self._doubt is not None:
            self._resolve(self._doubt, gap)
        same_line = abs(baseline - self._baseline) <= BASELINE_SHIFT * em
        same_run = style is self._style and same_line
        typical = self._typical(style)
        tracking = _tracking(typical, em)
        # Between spaced letters PDFium sees spaces everywhere.
        suspected = self._suspected and tracking < TRACKED * em
        enough = SUSPECTED_GAP if suspected else FIRST_GAP if typical is None else WORD_GAP
        alone = len(self._text) == 1 and self._text[0] not in _SENTENCE_ENDS
        # The tracking of another line in the same type is no proof: this one may be letter-spaced, though hardly wider.
        widest = TRACKING_LIMIT if typical is None else SPACED
        if same_run and alone and not self._gaps and enough * em + tracking < gap <= widest * em:
            self._doubt = _Doubt(gap, self._x1, x0, index)  # a space, or letter-spacing: the next gap will tell
            return
        if not same_run or gap > enough * em + tracking or x0 < before - BACKWARDS * em:
            self.finish()
            larger = max(em, self._style.size)
            near = -KERNED * larger < gap <= enough * larger + tracking
            self._glued = near and not self._spaced and abs(baseline - self._baseline) <= GLUED_SHIFT * larger
            self._loose = same_run
            if not same_run:
                self._gaps = []
            return
        if gap > THIN_SPACE * em + tracking and (character in _SPACED_BEFORE or self.last == "«"):
            self._text.append("\u202f")
        if len(self._gaps) < SAMPLE:
            insort(self._gaps, gap)
            self._trackings[style] = self._gaps[len(self._gaps) // 2]

    def _typical(self, style: Style) -> float | None:
        """The gap between letters that is usual here; None where none has been seen."""
        return self._gaps[len(self._gaps) // 2] if self._gaps else self._trackings.get(style)


def _tracking(typical: float | None, em: float) -> float:
    """How far the letters are spaced, in points: the usual gap, within what letter-spacing is."""
    return min(max(typical or 0.0, 0.0), TRACKING_LIMIT * em)
