"""Which tables go on at the head of the next column or page?

Evidence: a table stands last in its column and another one first in the next, both have as
many columns, and the second repeats the head of the first or says that it is continued.  Its
rows join those of the first; the repeated head and the second caption are set aside.

Limit: a table that goes on without its head stays two tables.
"""

from __future__ import annotations

import itertools
import re

from horizons_convert.layout.text import overlap
from horizons_convert.recover.cells import Row
from horizons_convert.recover.draft import Draft, Piece

_CONTINUED = re.compile(
    r"\b(?:continued|contd?\.|cont['’]d|suite|fortsetzung|forts\.|continuación|continuazione|segue|продолжение)",
    re.IGNORECASE,
)


def join_continued_tables(draft: Draft) -> None:
    """Join the tables that a column's or a page's end has parted."""
    tables = sorted(draft.of("table"), key=lambda table: (table.page, _column(table, draft), table.box[1]))
    first: Piece | None = None
    last: Piece | None = None
    for upper, lower in itertools.pairwise(tables):
        if upper is not last:
            first = upper
        if first is not None and _goes_on(first, upper, lower, draft):
            _join(first, lower, draft)
            last = lower
        else:
            last = None


def _column(table: Piece, draft: Draft) -> float:
    column = draft.column_of(table.page, table.box)
    return column.x0 if column else table.box[0]


def _goes_on(first: Piece, upper: Piece, lower: Piece, draft: Draft) -> bool:
    """Whether a table goes on with `lower`; `upper` is the part of it that came before."""
    if not first.rows or not lower.rows or len(first.rows[0]) != len(lower.rows[0]):
        return False
    elsewhere = lower.page == upper.page + 1 or (lower.page == upper.page and lower.box[0] >= upper.box[2])
    continued = lower.caption is not None and bool(_CONTINUED.search(lower.caption.text))
    if not elsewhere or (lower.caption is not None and not continued):
        return False
    if not continued and not _repeated_rows(first, lower):
        return False
    return not _any_beyond(upper, draft, below=True) and not _any_beyond(lower, draft, below=False)


def _any_beyond(table: Piece, draft: Draft, *, below: bool) -> bool:
    """Whether text stands below a table, or above it, in its column."""
    box = table.box
    return any(
        piece.role in ("text", "heading", "table")
        and piece is not table
        and overlap(piece.box[0], piece.box[2], box[0], box[2]) > 0
        and (piece.box[1] > box[3] if below else piece.box[3] < box[1])
        for piece in draft.on_page(table.page)
    )


def _repeated_rows(first: Piece, lower: Piece) -> int:
    """How many rows of the first table's head its continuation begins with; one at least is looked at."""
    deep = max(first.header_rows, 1)
    head = [_texts(row) for row in first.rows[:deep]]
    return deep if head == [_texts(row) for row in lower.rows[:deep]] else 0


def _texts(row: Row) -> list[str]:
    return [" ".join(line.text for line in cell) for cell in row]


def _join(first: Piece, lower: Piece, draft: Draft) -> None:
    repeated = _repeated_rows(first, lower)
    again = [word for row in lower.rows[:repeated] for cell in row for line in cell for word in line.words]
    draft.set_aside("repeated table head", lower.page, again, evidence="the table goes on from the column before")
    if lower.caption is not None:
        draft.set_aside_piece("repeated table head", lower.caption, evidence="says that the table is continued")
    first.rows = [*first.rows, *lower.rows[repeated:]]
    draft.pieces.remove(lower)
