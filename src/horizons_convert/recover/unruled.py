"""Which lines are a table that has neither rules nor a caption?

Evidence: several rows, one right below the other, each of three cells or more that stand under
each other with white between the columns, and numbers down at least one column that is not
the first.  Text in columns, verse and lists have cells or numbers, but not in such rows.

Limits: such a table of two columns, or one of words alone, is read as lines of text.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from horizons_convert.layout.text import Block, Line
from horizons_convert.pdf.page import Box, Page
from horizons_convert.recover.cells import Reading, is_value, read_columns, rows_of
from horizons_convert.recover.draft import Draft
from horizons_convert.recover.table_pieces import put_table
from horizons_convert.recover.tables import ROW_STEP, are_aligned, cut_at_gaps, is_large, lines_in

FEWEST_ROWS = 3
FEWEST_CELLS = 3
NUMBERS = 0.8
"""A column of numbers has them in this share of its rows, the head apart."""
LONGEST_CELL = 6
"""Words: what is longer is text."""


def find_unruled_tables(draft: Draft) -> None:
    """Replace the lines of each table that only its columns of numbers show by one `table` piece."""
    for page in draft.pages:
        if not _may_have_table(page.number, draft):
            continue
        for region in _regions(page, draft):
            for rows in _runs(lines_in(page.number, region, draft), draft):
                _read(page.number, rows, draft)


def _may_have_table(page: int, draft: Draft) -> bool:
    """Whether a page has a few lines with figures that are cells, or have white between their words."""
    lines = (line for piece in draft.on_page(page) if piece.role in ("text", "heading") for line in piece.lines)
    figures = (line for line in lines if any(map(str.isdigit, line.text)))
    cells = (line for line in figures if len(line.words) == 1 or len(cut_at_gaps(line)) > 1)
    return len(list(itertools.islice(cells, FEWEST_ROWS - 1))) == FEWEST_ROWS - 1


def _regions(page: Page, draft: Draft) -> Iterator[Box]:
    """Each column of a page, then all its width."""
    em = draft.body.size
    columns = draft.columns[page.number]
    for column in columns:
        yield (column.x0 - em, 0.0, column.x1 + em, page.height)
    if len(columns) != 1:
        yield (0.0, 0.0, page.width, page.height)


def _runs(lines: list[Line], draft: Draft) -> Iterator[list[list[Line]]]:
    """Rows of as many cells each that follow each other closely."""
    run: list[list[Line]] = []
    for row in rows_of(lines):
        cells = [part for line in row for part in cut_at_gaps(line)]
        fits = len(cells) >= FEWEST_CELLS and all(len(cell.words) <= LONGEST_CELL for cell in cells)
        follows = run and (
            len(cells) == len(run[-1])
            and cells[0].baseline - run[-1][0].baseline < ROW_STEP * draft.body.leading
            and abs(cells[0].size - run[-1][0].size) < 0.1 * cells[0].size
        )
        if not (fits and follows):
            if len(run) >= FEWEST_ROWS:
                yield run
            run = []
        if fits:
            run.append(cells)
    if len(run) >= FEWEST_ROWS:
        yield run


def _read(page: int, rows: list[list[Line]], draft: Draft) -> None:
    lines = [cell for row in rows for cell in row]
    if is_large(lines, draft) or not are_aligned(rows, draft.body.size):
        return
    reading = read_columns(lines, [], draft.body.size)
    if len(reading.rows) >= FEWEST_ROWS and _has_numbers(reading):
        put_table(page, Block(page, lines).box, lines, reading, "rows of cells, with numbers below each other", draft)


def _has_numbers(reading: Reading) -> bool:
    """Whether a column other than the first holds numbers, but perhaps for its head."""
    below = reading.rows[1:]
    columns = range(1, len(reading.rows[0]))
    return any(
        sum(is_value(" ".join(line.text for line in row[column])) for row in below if row[column])
        >= NUMBERS * len(below)
        for column in columns
    )
