"""Where does a scanned page show a picture?

A scan is one picture as large as its page, with the recognised words invisible over it.  Where
it has ink and nobody recognised words, in a region as large as a figure, it shows an engraving
or a photograph.  Such a region is treated like a drawing from here on: it is cut out of the
page, and its caption is looked for.

Looked at before the words are straightened, because the picture is not.

Limits: text in a large hand or in a script that the OCR engine does not know is a picture too;
one that touches another, or whose lines were taken for words all over, is not seen.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from horizons_convert.layout.text import intersects
from horizons_convert.pdf.page import Box, Page, Word
from horizons_convert.recover.draft import Draft

CELL = 0.5
"""The page is looked at in squares of so many em of the body."""
DARK = 0.6
"""Ink is darker than this share of the paper."""
INKED = 0.06
"""A square with at least this share of ink is part of a picture."""
AROUND = 0.35
"""So many em around a recognised word belong to it: accents, and what it lies askew."""
MARGIN = 0.03
"""Share of each side of the page at whose edge a scan has shadows."""
GAP = 1
"""Parts of a picture with at most so many white squares between them are one picture."""
SMALLEST = 5.0
"""The short side of a picture (em); less is a decorated initial or an ornament."""
LEAST_FILLED = 0.3
"""A picture fills at least this share of its box with ink, ..."""
MOST_WORDS = 0.15
"""... and recognised words at most this share: a frame or a table is no picture."""
EDGE = 0.25
"""Words in this share of a picture's height from its upper or lower edge are its caption, drawn too close."""
CLEAR = 0.5
"""A picture ends so many em before its caption."""
CAPTION_LETTERS = 5
"""The shortest caption has so many letters."""
SCANNED = 0.8
"""At least this share of the words of a scan is invisible."""

Squares = NDArray[np.bool_]


def find_engravings(draft: Draft) -> None:
    """Add the pictures that scanned pages show to the drawings of their pages."""
    if draft.look is None:
        return
    for page in draft.pages:
        words = draft.words[page.number]
        if _is_scan(page, words):
            page.drawings += _pictures(page, words, draft)


def _is_scan(page: Page, words: list[Word]) -> bool:
    invisible = sum(word.style.invisible for word in words)
    return any(picture.covers_page for picture in page.pictures) and invisible > SCANNED * len(words) > 0


def _pictures(page: Page, words: list[Word], draft: Draft) -> list[Box]:
    side = CELL * draft.body.size
    written = _written(page, words, side, draft.body.size)
    if not _has_room(written):
        return []
    inked = _inked(page, written.shape, side, draft) & ~written
    found = []
    for rows, columns in _clusters(inked):
        top, bottom, left, right = min(rows), max(rows) + 1, min(columns), max(columns) + 1
        region = np.s_[top:bottom, left:right]
        large = min(bottom - top, right - left) * CELL >= SMALLEST
        if large and inked[region].mean() >= LEAST_FILLED and written[region].mean() <= MOST_WORDS:
            box = left * side, top * side, right * side, bottom * side
            found.append(_without_caption(box, words, draft.body.size))
    return found


def _without_caption(box: Box, words: list[Word], em: float) -> Box:
    """A picture's box, clear of the caption at its upper or lower edge; a letter or two there are ink misread."""
    left, top, right, bottom = box
    edge, clear = EDGE * (bottom - top), CLEAR * em
    over = [word for word in words if left < (word.x0 + word.x1) / 2 < right and intersects(word.box, box, clear)]
    lower = [word for word in over if word.baseline > bottom - edge]
    upper = [word for word in over if word.baseline < top + edge]
    if sum(map(_letters, lower)) >= CAPTION_LETTERS:
        bottom = min(bottom, min(word.top for word in lower) - clear)
    if sum(map(_letters, upper)) >= CAPTION_LETTERS:
        top = max(top, max(word.bottom for word in upper) + clear)
    return left, top, right, bottom


def _letters(word: Word) -> int:
    return sum(c.isalpha() for c in word.text)


def _written(page: Page, words: list[Word], side: float, em: float) -> Squares:
    """The squares on which recognised words stand."""
    squares = np.zeros((int(page.height / side) + 1, int(page.width / side) + 1), dtype=np.bool_)
    for word in words:
        left, top, right, bottom = word.box
        first, last = max(int((top - AROUND * em) / side), 0), int((bottom + AROUND * em) / side) + 1
        squares[first:last, max(int((left - AROUND * em) / side), 0) : int((right + AROUND * em) / side) + 1] = True
    return squares


def _has_room(written: Squares) -> bool:
    """Whether words leave room for a picture somewhere between the margins of their columns."""
    size = int(SMALLEST / CELL)
    columns = np.nonzero(written.any(axis=0))[0]
    inner = written[size:-size, columns[0] : columns[-1] + 1] if len(columns) else written
    if inner.shape[0] < size or inner.shape[1] < size:
        return True
    sums = np.pad(inner.astype(np.int32).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    inside = sums[size:, size:] - sums[:-size, size:] - sums[size:, :-size] + sums[:-size, :-size]
    return bool((inside <= MOST_WORDS * size * size).any())


def _inked(page: Page, shape: tuple[int, ...], side: float, draft: Draft) -> Squares:
    """The squares of the page's picture that have ink, without the shadows at its edges."""
    assert draft.look is not None
    picture = draft.look(page.number, (0.0, 0.0, page.width, page.height))
    scale = picture.width / page.width
    grey = np.asarray(picture, dtype=np.uint8)
    ink = grey < DARK * np.percentile(grey[::8, ::8], 90)
    rows = (np.arange(shape[0]) * side * scale).astype(int).clip(max=ink.shape[0] - 1)
    columns = (np.arange(shape[1]) * side * scale).astype(int).clip(max=ink.shape[1] - 1)
    sums = np.add.reduceat(np.add.reduceat(ink, rows, axis=0, dtype=np.int32), columns, axis=1)
    squares: Squares = sums > INKED * (side * scale) ** 2
    edge_y, edge_x = int(MARGIN * shape[0]), int(MARGIN * shape[1])
    squares[:edge_y] = squares[len(squares) - edge_y :] = False
    squares[:, :edge_x] = squares[:, shape[1] - edge_x :] = False
    return squares


def _clusters(squares: Squares) -> list[tuple[list[int], list[int]]]:
    """Rows and columns of the squares that hang together."""
    left = {(int(row), int(column)) for row, column in zip(*np.nonzero(squares), strict=True)}
    reach = range(-GAP - 1, GAP + 2)
    found = []
    while left:
        waiting = deque([left.pop()])
        rows, columns = [], []
        while waiting:
            row, column = waiting.popleft()
            rows.append(row)
            columns.append(column)
            for near in ((row + dy, column + dx) for dy in reach for dx in reach):
                if near in left:
                    left.remove(near)
                    waiting.append(near)
        found.append((rows, columns))
    return sorted(found, key=lambda cluster: (min(cluster[0]), min(cluster[1])))
