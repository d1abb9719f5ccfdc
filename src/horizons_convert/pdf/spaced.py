"""Which single letters are the letters of one word that is spaced for emphasis?

German, Russian and Serbian printers space a word amid running text where others use italics.
There the usual gap between letters is none, so each spaced letter comes as a word of its own.
Evidence: letters in a row, no space written between them, evenly apart, and a space written
before them; or, where no spaces are written at all, nearer to each other than to the words around.

Pure arithmetic: nothing here knows PDF.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable

from horizons_convert.pdf.page import Word
from horizons_convert.pdf.words import TRACKED, TRACKING_LIMIT

FEWEST = 3
"""So many even gaps make a spaced word; fewer do beside one."""
EVEN = 0.06
"""Gaps between spaced letters differ by at most this (em),"""
WIDER = 1.35
"""... and those around the word are at least so many times as wide."""
ALONE = 0.3
"""Where no word stands around it, its gaps are no wider than this (em)."""
HYPHENS = "-\u2010\u00ad"


def join_spaced(words: list[Word], loose: Iterable[Word]) -> set[Word]:
    """Make one word of the letters of each spaced word; gives all letters that were joined.

    `loose` are words of one glyph before which no space is written, in the order of `words`.
    """
    loose = dict.fromkeys(loose)
    rows = [row for row in _rows(words, loose) if _is_spaced(row, words, loose)]
    usual = [(gaps, row) for row in rows if len(gaps := _gaps(row)) >= FEWEST]
    if not usual:
        return set()
    joined: set[Word] = set()
    gone: set[Word] = set()
    for letters in rows:
        gaps, em, style = _gaps(letters), letters[0].size, letters[0].style
        alike = any(abs(gaps[0] - known[0]) < EVEN * em and style == other[0].style for known, other in usual)
        if alike:
            _join(letters)
            joined.update(letters)
            gone.update(letters[1:])
    words[:] = [word for word in words if word not in gone]
    for order, word in enumerate(words):
        word.order = order
    return joined


def _rows(words: list[Word], loose: Iterable[Word]) -> list[list[Word]]:
    """Letters that follow each other without a written space, each row with the letter that opens it."""
    rows: list[list[Word]] = []
    for word in loose:
        before = words[word.order - 1] if word.order else None
        if before is None or before.style is not word.style or before.baseline != word.baseline or len(before.text) > 1:
            continue
        if rows and rows[-1][-1] is before:
            rows[-1].append(word)
        else:
            rows.append([before, word])
    return [part for row in rows for part in _parted(row)]


def _parted(row: list[Word]) -> list[list[Word]]:
    """The words of a row in which no space at all is written: a wider gap parts them."""
    narrowest = min(_gaps(row))
    parts = [row[:1]]
    for before, word in itertools.pairwise(row):
        if word.x0 - before.x1 > WIDER * narrowest:
            parts.append([word])
        else:
            parts[-1].append(word)
    return [part for part in parts if len(part) > 1]


def _gaps(letters: list[Word]) -> list[float]:
    return [after.x0 - before.x1 for before, after in itertools.pairwise(letters)]


def _is_spaced(letters: list[Word], words: list[Word], loose: Collection[Word]) -> bool:
    """Whether letters are evenly apart, and nearer to each other than to what stands around them."""
    gaps, em = _gaps(letters), letters[0].size
    lettered = all(word.text.isalpha() for word in letters[:-1])
    ends = letters[-1].text.isalpha() or letters[-1].text in HYPHENS
    if not (lettered and ends) or max(gaps) - min(gaps) > EVEN * em:
        return False
    if not TRACKED * em < min(gaps) <= TRACKING_LIMIT * em:
        return False
    first, last = letters[0], letters[-1]
    before = words[first.order - 1] if first.order else None
    after = words[last.order + 1] if last.order + 1 < len(words) else None
    if before is not None and before.style is first.style and before.baseline == first.baseline and first not in loose:
        return True  # a space is written before them, and none between them
    around = [first.x0 - before.x1] if before is not None and before.baseline == first.baseline else []
    around += [after.x0 - last.x1] if after is not None and after.baseline == last.baseline else []
    if not around:
        return max(gaps) <= ALONE * em
    return all(gap >= WIDER * max(gaps) for gap in around)


def _join(letters: list[Word]) -> None:
    """Give the first letter the text of all."""
    first = letters[0]
    first.text = "".join(word.text for word in letters)
    first.x1, first.glyphs = letters[-1].x1, sum(word.glyphs for word in letters)
