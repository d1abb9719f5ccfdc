"""Which lines are a table?

Four kinds of evidence, the surest first: rules that cross to a grid; horizontal rules of one
width, one above the other, with rows of several cells between them; a caption that says
"Table 1" above rows of aligned, short cells; and such a caption above a pair of rules.  What
stands between those is a table even if its cells cannot be told apart: it is kept together,
one row a printed line, so that it neither breaks the text nor gives it headings.

`cells` reads the rows, `table_pieces` puts them in the place of the lines.  Limits: a table
without rules and without a caption is read as lines of text; so is one whose columns hold
sentences, unless rules close all of its cells.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from statistics import median
from typing import Literal

from horizons_convert.layout.grids import Grid, bridged, extended, find_grids, joined
from horizons_convert.layout.text import Block, Line, overlap
from horizons_convert.pdf.page import Box, Page, Rule
from horizons_convert.recover.body import is_body_size
from horizons_convert.recover.cells import (
    Reading,
    cell_spans,
    cut_at_white,
    read_columns,
    read_grid,
    read_lines,
    rows_of,
)
from horizons_convert.recover.draft import TOUCH, Draft, Piece
from horizons_convert.recover.table_pieces import CAPTION_REACH, announces_table, put_table

FEWEST_ROWS = 2
LARGEST_TYPE = 1.35
"""No table is set in larger type (times the body size)."""
PROSE_WORDS = 5
"""Cells with this many words a line (the median) are prose."""
SENTENCE_WORDS = 4
"""... and so are the columns of a grid whose lines all have so many words of letters,"""
LONGEST_CELL = 12
"""... unless each cell is closed by rules, and has at most so many lines."""
FILLED = 0.3
"""At least this share of a grid's cells has words in it; the grid of a chart has few."""
SEVERAL = 0.6
"""At least this share of the rows has more than one cell."""
ROW_STEP = 2.2
"""The next row begins within so many leadings."""
COLUMN_GAP = 1.2
"""White between two words of a table without rules that parts its columns (em)."""
FULL_LINE = 0.7
"""A line that fills so much of the width below a caption, and stands alone, is text again."""
HIGHEST_ROW = 4
"""Printed lines of a row whose cells have several."""
DOUBLE_RULE = 0.5
"""The rules of a double rule stand within so many em."""
TALLEST = 0.6
"""Share of the page's height that a pair of rules around an unreadable table encloses."""


def find_tables(draft: Draft) -> None:
    """Replace the lines of each table by one `table` piece."""
    em = draft.body.size
    for page in draft.pages:
        for grid in _completed(page, find_grids(page, em), draft):
            _read_grid(page, grid, draft)
        ladders = _rule_ladders(page.rules, em)
        for x0, x1, heights in ladders:
            for rules in _tabular_runs(page.number, x0, x1, heights, draft):
                _read_ladder(page, (x0, rules[0], x1, rules[-1]), rules, draft)
        for caption in [piece for piece in draft.on_page(page.number) if announces_table(piece)]:
            _read_below(page, caption, ladders, draft)


# --- grids -------------------------------------------------------------------------------


def _completed(page: Page, grids: list[Grid], draft: Draft) -> list[Grid]:
    """Grids with the rows that have no rules of their own: those between tinted rows, and those at an open foot."""
    result: list[Grid] = []
    for grid in grids:
        whole = bridged(result[-1], grid) if result else None
        if whole is not None and _is_row(_between(page, result[-1], grid.ys[0], draft), whole, draft):
            result[-1] = whole
        else:
            result.append(grid)
    return [_with_foot(page, grid, draft) for grid in result]


def _with_foot(page: Page, grid: Grid, draft: Draft) -> Grid:
    """The grid with the lines that go on below its last rule, in its columns."""
    bottom = grid.ys[-1]
    for row in rows_of(_between(page, grid, page.height, draft)):
        far = row[0].top - bottom > draft.body.leading
        if far or not _is_row(row, grid, draft) or (len(row) < 2 and bottom == grid.ys[-1]):
            break
        bottom = row[0].bottom
    return extended(grid, bottom) if bottom > grid.ys[-1] else grid


def _between(page: Page, grid: Grid, bottom: float, draft: Draft) -> list[Line]:
    return lines_in(page.number, (grid.xs[0], grid.ys[-1], grid.xs[-1], bottom), draft)


def _is_row(lines: list[Line], grid: Grid, draft: Draft) -> bool:
    """Whether some lines keep to the columns of a grid, are few, and are not all as long as those of running text."""
    touch = draft.body.touch
    if lines and all(len(line.words) >= PROSE_WORDS for line in lines):
        return False
    within = all(
        any(left - touch < line.x0 and line.x1 < right + touch for left, right in itertools.pairwise(grid.xs))
        for line in lines
    )
    return within and len(rows_of(lines)) <= HIGHEST_ROW


def _read_grid(page: Page, grid: Grid, draft: Draft) -> None:
    lines = lines_in(page.number, grid.box, draft)
    if not lines or is_large(lines, draft) or not _is_filled(grid, lines) or _holds_prose(grid, lines):
        return
    reading = read_grid(lines, grid)
    if len(reading.rows) >= FEWEST_ROWS and not _is_list(reading) and not _is_contents(reading):
        put_table(page.number, grid.box, lines, reading, "words in the cells of a grid of rules", draft)


def _is_filled(grid: Grid, lines: list[Line]) -> bool:
    """Whether enough of the grid's cells have words, in several rows and columns."""
    cells = {
        grid.cell_at((left + right) / 2, (upper + lower) / 2)
        for left, right in itertools.pairwise(grid.xs)
        for upper, lower in itertools.pairwise(grid.ys)
    }
    filled = {grid.cell_at((line.x0 + line.x1) / 2, (line.top + line.bottom) / 2) for line in lines}
    rows, columns = {row for row, _ in filled}, {column for _, column in filled}
    return min(len(rows), len(columns)) > 1 and len(filled) >= max(3, FILLED * len(cells))


def _holds_prose(grid: Grid, lines: list[Line]) -> bool:
    """Whether every column is running text: the columns of a newspaper, parted by rules."""
    columns: dict[int, list[int]] = {}
    cells: dict[tuple[int, int], int] = {}
    for line in lines:
        cell = grid.cell_at((line.x0 + line.x1) / 2, (line.top + line.bottom) / 2)
        words = sum(sum(c.isalpha() for c in word.text) > 1 for word in line.words)
        columns.setdefault(cell[1], []).append(words)
        cells[cell] = cells.get(cell, 0) + 1
    if any(median(words) < SENTENCE_WORDS for words in columns.values()):
        return False
    y = (grid.ys[0] + grid.ys[1]) / 2
    closed = grid.is_ruled_throughout and grid.has_side(0, y) and grid.has_side(len(grid.xs) - 1, y)
    return not closed or median(cells.values()) > LONGEST_CELL


# --- rules above each other --------------------------------------------------------------


def _rule_ladders(rules: list[Rule], em: float) -> list[tuple[float, float, list[float]]]:
    """Rules of one width above each other: their left and right end, and their heights from the top."""
    left = joined([rule.box for rule in rules if rule.horizontal], em)
    ladders = []
    while left:
        first = left[0]
        same = [box for box in left if abs(box[0] - first[0]) < em and abs(box[2] - first[2]) < em]
        left = [box for box in left if box not in same]
        ladders.append((first[0] - TOUCH * em, first[2] + TOUCH * em, sorted({round(box[1], 1) for box in same})))
    return ladders


def _tabular_runs(page: int, x0: float, x1: float, heights: list[float], draft: Draft) -> Iterator[list[float]]:
    """The parts of a ladder between whose rules there are rows of cells, and not text or a pull quote."""
    run: list[float] = []
    kinds: list[_Kind] = []

    def finished() -> Iterator[list[float]]:
        while kinds and kinds[-1] == "one":
            kinds.pop()
            run.pop()
        if "cells" in kinds:
            yield list(run)

    for upper, lower in itertools.pairwise(heights):
        rows = rows_of(lines_in(page, (x0, upper, x1, lower), draft))
        kind = _kind_of(rows)
        if not rows and lower - upper < DOUBLE_RULE * draft.body.size:
            continue  # a double rule
        if kind == "text" or (kind == "one" and kinds == ["one"]):
            yield from finished()
            run, kinds = ([upper], []) if kind == "one" else ([], [])
        if kind != "text":
            run = run or [upper]
            run.append(lower)
            kinds.append(kind)
    yield from finished()


_Kind = Literal["cells", "some", "one", "text"]


def _kind_of(rows: list[list[Line]]) -> _Kind:
    """What stands between two rules: rows of cells; a row of several lines; one row without cells; or text."""
    if rows and _have_several_cells(rows):
        return "cells"
    if len(rows) == 1:
        return "one"  # a head whose words stand too close to tell its cells apart, or a heading between rows
    return "some" if 0 < len(rows) <= HIGHEST_ROW and any(len(row) > 1 for row in rows) else "text"


def _read_ladder(page: Page, region: Box, rules: list[float], draft: Draft) -> None:
    head = _head_above(page.number, region, draft)
    if head < region[1]:
        rules = [head, *rules]
    region = _extended(page.number, (region[0], head, region[2], region[3]), draft)
    lines = lines_in(page.number, region, draft)
    rows = rows_of(lines)
    several = [row for row in rows if len(row) > 1]
    if len(several) < FEWEST_ROWS or len(several) < SEVERAL * (len(rows) - 1) or _looks_like_text(rows):
        return
    if is_large(lines, draft):
        return  # a title page between rules
    cells = [part for line in lines for part in cut_at_gaps(line)]
    reading = read_columns(cells, rules, draft.body.size)
    if not _is_list(reading) and not _is_contents(reading):
        put_table(page.number, region, lines, reading, "rows of cells between rules", draft)


def _head_above(page: int, region: Box, draft: Draft) -> float:
    """Where a table begins that has its head above its first rule: a few rows of cells, with white above them."""
    spans = cell_spans(rows_of(lines_in(page, region, draft)), draft.body.size)
    top, reach = region[1], draft.body.leading
    above = rows_of(lines_in(page, (region[0], 0.0, region[2], region[1]), draft))
    for number, lines in enumerate(reversed(above)):
        row = [part for line in lines for part in cut_at_white(line, spans)]
        if top - row[0].bottom > reach:
            return top
        if number == HIGHEST_ROW or len(row) < 2 or any(len(line.words) >= PROSE_WORDS for line in row):
            break  # the rows go on as text
        top, reach = min(line.top for line in row), 0.5 * draft.body.leading
    return region[1]


def _extended(page: int, region: Box, draft: Draft) -> Box:
    """The region with the rows of cells that go on below its last rule."""
    lines = lines_in(page, (region[0], region[3], region[2], draft.page(page).height), draft)
    bottom = region[3]
    for row in rows_of(lines):
        if len(row) < 2 or row[0].top - bottom > 1.5 * draft.body.leading:
            break
        bottom = row[0].bottom
    return (region[0], region[1], region[2], bottom)


# --- below a caption ---------------------------------------------------------------------


def _read_below(page: Page, caption: Piece, ladders: list[tuple[float, float, list[float]]], draft: Draft) -> None:
    """The table that a caption announces: between rules, or else rows of aligned cells."""
    if caption.role != "text":
        return  # it has its table
    _part_from_head(caption, draft)
    region = _ruled_below(page, caption, ladders, draft)
    if region is not None:
        _keep_together(page, region, draft)
        return
    column = draft.column_of(page.number, caption.box)
    holds = column is not None and caption.box[2] <= column.x1 + draft.body.size
    left, right = (column.x0, column.x1) if column is not None and holds else (0.0, page.width)
    lines = _rows_below(page, (left, caption.box[3], right, page.height), draft)
    rows = rows_of(lines)
    if sum(len(row) > 1 for row in rows) < FEWEST_ROWS + 1 or not _have_several_cells(rows) or _looks_like_text(rows):
        return
    if not are_aligned(rows, draft.body.size):
        return
    reading = read_columns(lines, [], draft.body.size)
    box = Block(page.number, lines).box
    if not _is_list(reading):
        put_table(page.number, box, lines, reading, "aligned cells below a table's caption", draft)


def _part_from_head(caption: Piece, draft: Draft) -> None:
    """Leave a caption its own lines where the head of its table, set in the same type, has run into it."""
    beside = {
        round(line.baseline, 1)
        for piece in draft.on_page(caption.page)
        if piece is not caption and piece.role in ("text", "heading")
        for line in piece.lines
        if piece.style.size == caption.style.size and piece.style.font == caption.style.font
    }
    lines = caption.lines
    for number, line in enumerate(lines[1:], start=1):
        if len(cut_at_gaps(line)) > 1 or round(line.baseline, 1) in beside:
            draft.pieces.insert(
                draft.pieces.index(caption) + 1, Piece(caption.page, "text", Block(line.page, lines[number:]))
            )
            caption.block = Block(line.page, lines[:number])
            return


def _rows_below(page: Page, region: Box, draft: Draft) -> list[Line]:
    """The rows right below a caption, each line in its cells, up to where text begins again."""
    found: list[Line] = []
    bottom, reach = region[1], CAPTION_REACH * draft.body.leading
    for row in rows_of(lines_in(page.number, region, draft)):
        cells = [part for line in row for part in cut_at_gaps(line)]
        alone = len(cells) == 1 and cells[0].width > FULL_LINE * (region[2] - region[0])
        if alone or cells[0].top - bottom > reach or is_large(cells, draft):
            break
        found += cells
        bottom, reach = cells[0].bottom, (ROW_STEP - 1) * draft.body.leading
    while found and len(rows_of(found)[-1]) == 1:
        found.remove(rows_of(found)[-1][0])  # what stands alone below the last row of cells is none
    return found


def cut_at_gaps(line: Line) -> list[Line]:
    """A line parted where the white between two of its words is that between two columns."""
    cuts = [
        place
        for place, (one, other) in enumerate(itertools.pairwise(line.words), start=1)
        if other.x0 - one.x1 > COLUMN_GAP * line.size
    ]
    edges = [0, *cuts, len(line.words)]
    return [Line.of(line.page, line.words[a:b]) for a, b in itertools.pairwise(edges)] if cuts else [line]


def are_aligned(rows: list[list[Line]], em: float) -> bool:
    """Whether the cells of the fullest rows stand below each other, with white between the columns."""
    spans = cell_spans(rows, em)
    widest = max(len(row) for row in rows)
    full = sum(len(row) == widest for row in rows)
    return len(spans) == widest > 1 and full >= FEWEST_ROWS


def _ruled_below(
    page: Page, caption: Piece, ladders: list[tuple[float, float, list[float]]], draft: Draft
) -> Box | None:
    """What the rules right below a caption enclose."""
    touch = draft.body.touch
    for x0, x1, heights in ladders:
        below = [height for height in heights if height > caption.box[3] - touch]
        level = overlap(x0, x1, caption.box[0], caption.box[2]) > 0.8 * (caption.box[2] - caption.box[0])
        if len(below) < 2 or not level or below[0] - caption.box[3] > CAPTION_REACH * draft.body.leading:
            continue
        last = below[0]
        for upper, lower in itertools.pairwise(below):
            if _is_running_text(lines_in(page.number, (x0, upper, x1, lower), draft), x1 - x0, draft):
                break
            last = lower
        if below[0] < last < below[0] + TALLEST * page.height:
            return (x0, below[0], x1, last)
    return None


def _is_running_text(lines: list[Line], width: float, draft: Draft) -> bool:
    """Whether lines of the body's size fill the whole width, one below the other."""
    full = [line for line in lines if line.width > FULL_LINE * width and is_body_size(line.size, draft)]
    return len(full) >= HIGHEST_ROW


def _keep_together(page: Page, region: Box, draft: Draft) -> None:
    """A table whose cells cannot be told apart: one row a printed line."""
    lines = lines_in(page.number, region, draft)
    if lines and not is_large(lines, draft):
        put_table(page.number, region, lines, read_lines(lines), "lines between rules, below a table's caption", draft)


# --- what all of them share --------------------------------------------------------------


def lines_in(page: int, region: Box, draft: Draft) -> list[Line]:
    """The lines of the text that stand in a region, from top to bottom."""
    touch = draft.body.touch
    lines = [
        line
        for piece in draft.on_page(page)
        if piece.role in ("text", "heading")
        for line in piece.lines
        if line.x0 > region[0] - touch and line.x1 < region[2] + touch and region[1] < line.baseline < region[3] + touch
    ]
    return sorted(lines, key=lambda line: (line.baseline, line.x0))


def is_large(lines: list[Line], draft: Draft) -> bool:
    """Whether some lines are set larger than any table is."""
    return any(line.size > LARGEST_TYPE * draft.body.size for line in lines)


def _have_several_cells(rows: list[list[Line]]) -> bool:
    return sum(len(row) > 1 for row in rows) >= SEVERAL * len(rows)


def _looks_like_text(rows: list[list[Line]]) -> bool:
    """Rows that are columns of prose side by side, between the rules at the head and the foot of a page."""
    lengths = sorted(len(line.words) for row in rows for line in row)
    return lengths[len(lengths) // 2] >= PROSE_WORDS


def _is_list(reading: Reading) -> bool:
    """Whether the first of two columns holds nothing but bullets: a list between rules."""
    firsts = [line.text for row in reading.rows for line in row[0]]
    return all(len(row) == 2 for row in reading.rows) and not any(c.isalnum() for text in firsts for c in text)


def _is_contents(reading: Reading) -> bool:
    """Whether each row is a title and a folio, and the folios ascend: a list of contents between rules."""
    lasts = [" ".join(line.text for line in row[-1]) for row in reading.rows]
    firsts = [line for row in reading.rows for line in row[0]]
    if len(lasts) < 3 or not all(text.isdigit() for text in lasts) or not firsts:
        return False
    folios = [int(text) for text in lasts]
    titles = median(len(line.words) for line in firsts) >= 3
    return titles and all(one <= other for one, other in itertools.pairwise(folios))
