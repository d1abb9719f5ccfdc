"""What does the quarterly look like?  Its page, its grid and its type, all in points.

The measures are those of a book-size quarterly with two columns: the body stands on a
baseline grid shared by both columns, everything else takes whole rows of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Colour = tuple[float, float, float]

BLACK: Colour = (0.0, 0.0, 0.0)
INK_BLUE: Colour = (0.08, 0.20, 0.36)
TINT: Colour = (0.91, 0.93, 0.95)


@dataclass(frozen=True)
class Design:
    """Geometry and sizes.  The origin is the top left corner of the page."""

    page_width: float = 482.0
    page_height: float = 680.0
    inner: float = 48.0
    outer: float = 62.0
    top: float = 46.0
    bottom: float = 56.0
    gutter: float = 16.0
    body_size: float = 11.5
    leading: float = 14.8
    indent: float = 12.0
    quote_indent: float = 12.0
    heading_size: float = 14.0
    heading_capitals: Literal["faked", "font"] = "faked"
    """Small capitals as smaller capitals, or from the small-caps font."""
    pull_size: float = 13.6
    pull_leading: float = 16.4
    pull_width: float = 100.0
    gutter_pull_width: float = 130.0
    margin_edge: float = 22.0
    """Distance of a margin quote from the edge of the page."""
    note_size: float = 8.6
    note_leading: float = 10.4
    bio_size: float = 9.0
    bio_leading: float = 11.2
    caption_size: float = 9.4
    foot_size: float = 9.6
    clearance: float = 10.0
    """White between a floating box and the text that runs around it."""
    least_width: float = 84.0
    """A row narrower than this stays empty."""

    @property
    def column_width(self) -> float:
        """Measure of a column."""
        return (self.page_width - self.inner - self.outer - self.gutter) / 2

    @property
    def rows(self) -> int:
        """Rows of the grid on a page."""
        return int((self.page_height - self.top - self.bottom) / self.leading)

    def left_edge(self, folio: int) -> float:
        """Where the type area begins: even folios are left-hand pages, their outer margin is left."""
        return self.outer if folio % 2 == 0 else self.inner

    def column_left(self, folio: int, column: int) -> float:
        """Left edge of a column (0 or 1)."""
        return self.left_edge(folio) + column * (self.column_width + self.gutter)

    def baseline(self, row: int) -> float:
        """Distance of a row's baseline from the head of the page."""
        return self.top + 0.75 * self.leading + row * self.leading

    def row_top(self, row: int) -> float:
        """Top of a row's band, roughly the ascenders' line."""
        return self.baseline(row) - 0.75 * self.leading
