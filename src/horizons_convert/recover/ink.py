"""Where on the picture of a page is ink that no recognised word accounts for?

The page is looked at in squares of half an em: those with words are left out, and those with
ink hang together to pictures, if they are large and full enough.  Frames and tables are hollow,
shadows of the binding and decorated initials are narrow.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from horizons_convert.pdf.page import Box, Page, Word

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

Squares = NDArray[np.bool_]


class Paper:
    """A page in squares, and on which of them recognised words stand."""

    def __init__(self, page: Page, words: list[Word], em: float) -> None:
        self.page, self.side = page, CELL * em
        self.written = np.zeros((int(page.height / self.side) + 1, int(page.width / self.side) + 1), dtype=np.bool_)
        around = AROUND * em
        for word in words:
            left, top, right, bottom = (
                max(int(edge / self.side), 0)
                for edge in (word.x0 - around, word.top - around, word.x1 + around, word.bottom + around)
            )
            self.written[top : bottom + 1, left : right + 1] = True

    def has_room(self) -> bool:
        """Whether words leave room for a picture somewhere between the outer margins of the page."""
        size = int(SMALLEST / CELL)
        columns = np.nonzero(self.written.any(axis=0))[0]
        inner = self.written[size:-size, columns[0] : columns[-1] + 1] if len(columns) else self.written
        if min(inner.shape) < size:
            return True
        sums = np.pad(inner.astype(np.int32).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
        inside = sums[size:, size:] - sums[:-size, size:] - sums[size:, :-size] + sums[:-size, :-size]
        return bool((inside <= MOST_WORDS * size * size).any())

    def pictures(self, look: Image.Image) -> list[Box]:
        """Boxes of the pictures, in points; `look` shows the whole page in grey."""
        inked, found = self._inked(look) & ~self.written, []
        for rows, columns in _clusters(inked):
            top, bottom, left, right = min(rows), max(rows) + 1, min(columns), max(columns) + 1
            region = np.s_[top:bottom, left:right]
            large = min(bottom - top, right - left) * CELL >= SMALLEST
            if large and inked[region].mean() >= LEAST_FILLED and self.written[region].mean() <= MOST_WORDS:
                found.append((left * self.side, top * self.side, right * self.side, bottom * self.side))
        return found

    def _inked(self, look: Image.Image) -> Squares:
        """The squares that have ink, without the shadows at the edges of the page."""
        height, width = self.written.shape
        step = self.side * look.width / self.page.width
        grey = np.asarray(look, dtype=np.uint8)
        ink = grey < DARK * np.percentile(grey[::8, ::8], 90)
        rows = (np.arange(height) * step).astype(int).clip(max=ink.shape[0] - 1)
        columns = (np.arange(width) * step).astype(int).clip(max=ink.shape[1] - 1)
        sums = np.add.reduceat(np.add.reduceat(ink, rows, axis=0, dtype=np.int32), columns, axis=1)
        squares: Squares = sums > INKED * step**2
        edge_y, edge_x = int(MARGIN * height), int(MARGIN * width)
        squares[:edge_y] = squares[height - edge_y :] = False
        squares[:, :edge_x] = squares[:, width - edge_x :] = False
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
