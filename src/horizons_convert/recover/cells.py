"""How do the printed lines of a table become its rows and cells?

A table is read band by band: what stands between two rules that cross it.  Columns come from
the rules between them, or from the white between the cells of its fullest rows.  Where each
row has its own band, all lines of a band are one row; elsewhere a row is a printed line, and
a line that only goes on with cells above it joins them.

What it can get wrong: a heading over several columns stands in the first of them.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from horizons_convert.layout.grids import Grid
from horizons_convert.layout.text import Line, overlap

Row = list[list[Line]]
"""The cells of a row: each some lines, or none."""

CELL_GAP = 0.45
"""White between two cells of one line is at least so wide (em); word spaces are narrower."""
HANGING = 0.4
"""A cell's further lines hang by so much (em)."""
HALF_STEP = 0.9
"""Em: lines of one cell stand further below each other."""
CLOSE = 0.92
"""A line that follows this much closer than one row another belongs to the cell above it."""


@dataclass(slots=True)
class Reading:
    """The rows of a table, and how many of them are its head."""

    rows: list[Row] = field(default_factory=list)
    header_rows: int = 0


def read_grid(lines: list[Line], grid: Grid) -> Reading:
    """The rows of a table whose columns are parted by rules."""
    width, bands = len(grid.xs) - 1, len(grid.ys) - 1
    placed: list[list[tuple[int, Line]]] = [[] for _ in range(bands)]
    for line in itertools.chain.from_iterable(_cut_at_rules(line, grid) for line in lines):
        row, column = grid.cell_at((line.x0 + line.x1) / 2, (line.top + line.bottom) / 2)
        placed[row].append((column, line))
    head = _depth_of_corner(grid)
    reading = Reading()
    for number, band in enumerate(placed):
        rows = _rows_of_band(band, width, whole=number < head or grid.is_ruled_throughout) if band else []
        reading.rows += rows
        reading.header_rows += len(rows) if number < head else 0
    _judge_head(reading, is_a_form=width == 2 and grid.is_ruled_throughout)
    return reading


def read_columns(lines: list[Line], rules: list[float], em: float) -> Reading:
    """The rows of a table whose columns are parted by white; `rules` are the heights of those that cross it."""
    spans = cell_spans(rows_of(lines), em)
    reading = Reading()
    bands = _bands(lines, rules)
    throughout = len(bands) > 3
    for number, band in enumerate(bands):
        placed = [
            (_column_of(part, spans), part)
            for row in rows_of(band)
            for line in row
            for part in cut_at_white(line, spans)
        ]
        whole = throughout or (number == 0 and len(rules) > 2)
        spanning = any(_covers_several(line, spans) for _, line in placed)
        rows = _rows_of_band(placed, len(spans), whole=whole and not spanning)
        reading.rows += rows
        reading.header_rows += len(rows) if number == 0 and len(rules) > 1 else 0
    _judge_head(reading)
    return reading


def read_lines(lines: list[Line]) -> Reading:
    """The rows of a table whose cells cannot be told apart: its printed lines."""
    return Reading([[row] for row in rows_of(lines)])


def rows_of(lines: list[Line]) -> list[list[Line]]:
    """Lines that share a baseline, from left to right; the rows from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.baseline, line.x0)):
        if rows and abs(rows[-1][0].baseline - line.baseline) < 0.4 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def cell_spans(rows: list[list[Line]], em: float) -> list[tuple[float, float]]:
    """The spans in x of the table's columns: overlapping cells of its fullest rows merged."""
    spans: list[tuple[float, float]] = []
    counts = Counter(len(row) for row in rows)
    # One row alone may have a wide word space.
    widest = max((cells for cells, times in counts.items() if times > 1), default=max(counts))
    for line in sorted((line for row in rows if len(row) == widest for line in row), key=lambda line: line.x0):
        if spans and line.x0 < spans[-1][1] + 0.2 * em:
            spans[-1] = (spans[-1][0], max(spans[-1][1], line.x1))
        else:
            spans.append((line.x0, line.x1))
    return spans


def is_value(text: str) -> bool:
    """Whether a cell holds a number, an amount, a date in figures, or the dash for none of them."""
    digits, letters = sum(c.isdigit() for c in text), sum(c.isalpha() for c in text)
    return digits >= max(letters, 1) or text.strip() in {"-", "–", "—", "−", "n/a", "N/A"}


# --- from lines to cells -----------------------------------------------------------------


def _cut_at_rules(line: Line, grid: Grid) -> list[Line]:
    """A line parted where a rule stands between two of its words."""
    y = (line.top + line.bottom) / 2
    walls = (
        [x for column, x in enumerate(grid.xs) if column and grid.has_side(column, y)] if len(line.words) > 1 else []
    )
    cuts = [
        place
        for place, (left, right) in enumerate(itertools.pairwise(line.words), start=1)
        if any((left.x0 + left.x1) / 2 < x < (right.x0 + right.x1) / 2 for x in walls)
    ]
    return _cut(line, cuts)


def cut_at_white(line: Line, spans: list[tuple[float, float]]) -> list[Line]:
    """A line over several columns parted at its widest gaps: the close-set words of a table's head."""
    covered = [span for span in spans if overlap(line.x0, line.x1, *span) > 0]
    if len(covered) < 2 or len(line.words) < len(covered):
        return [line]
    gaps = {i: line.words[i].x0 - line.words[i - 1].x1 for i in range(1, len(line.words))}
    widest = sorted(gaps, key=lambda i: -gaps[i])[: len(covered) - 1]
    if min(gaps[i] for i in widest) < CELL_GAP * line.size:
        return [line]
    return _cut(line, sorted(widest))


def _cut(line: Line, cuts: list[int]) -> list[Line]:
    edges = [0, *cuts, len(line.words)]
    return [Line.of(line.page, line.words[a:b]) for a, b in itertools.pairwise(edges)] if cuts else [line]


def _column_of(line: Line, spans: list[tuple[float, float]]) -> int:
    """The column that a line shares most with; the first of several that it covers."""
    shared = [min(overlap(line.x0, line.x1, *span), span[1] - span[0]) for span in spans]
    full = [index for index, span in enumerate(spans) if shared[index] > 0.9 * (span[1] - span[0])]
    return full[0] if len(full) > 1 else max(range(len(spans)), key=lambda index: shared[index])


def _covers_several(line: Line, spans: list[tuple[float, float]]) -> bool:
    return sum(overlap(line.x0, line.x1, *span) > 0 for span in spans) > 1


def _bands(lines: list[Line], rules: list[float]) -> list[list[Line]]:
    """The lines between two rules each, from top to bottom; empty bands left out."""
    bands: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        bands[max(1, sum(line.baseline > rule - 1 for rule in rules))].append(line)
    return [bands[number] for number in sorted(bands)]


# --- from cells to rows ------------------------------------------------------------------


def _rows_of_band(placed: list[tuple[int, Line]], width: int, *, whole: bool) -> list[Row]:
    """The rows between two rules: one, if each row has rules of its own and no column says otherwise."""
    rows: list[Row] = []
    baselines: list[float] = []
    for column, line in sorted(placed, key=lambda item: (item[1].baseline, item[0])):
        if not rows or line.baseline - baselines[-1] >= 0.4 * line.size:
            rows.append([[] for _ in range(width)])
            baselines.append(line.baseline)
        rows[-1][column].append(line)
    for row in rows:
        for cell in row:
            cell.sort(key=lambda line: line.x0)
    rows = _levelled(rows)
    if whole and len(rows) > 1 and not _is_stacked_anywhere(rows) and not _are_all_full(rows):
        return [[[line for row in rows for line in row[column]] for column in range(width)]]
    return _continued(rows)


def _are_all_full(rows: list[Row]) -> bool:
    """Whether several printed lines fill every column, and none goes on in the middle of a sentence.

    The cells of one row seldom have as many lines each.
    """
    return len(rows) > 2 and all(all(row) for row in rows) and not any(row[0][0].text[:1].islower() for row in rows)


def _levelled(rows: list[Row]) -> list[Row]:
    """Rows made one that stand closer than two lines of text can, in different columns: cells centred in height."""
    result: list[Row] = []
    for row in rows:
        last = result[-1] if result else None
        if last is not None and _is_half_a_step(last, row) and not any(a and b for a, b in zip(last, row, strict=True)):
            result[-1] = [a or b for a, b in zip(last, row, strict=True)]
        else:
            result.append(row)
    return result


def _is_half_a_step(upper: Row, lower: Row) -> bool:
    last, line = _filled(upper)[-1][-1], _filled(lower)[0][0]
    return line.baseline - last.baseline < HALF_STEP * line.size


def _is_stacked(rows: list[Row], column: int) -> bool:
    """Whether numbers stand above each other in a column: each is a row's."""
    cells = [_text(row[column]) for row in rows if row[column]]
    return len(cells) > 1 and all(is_value(cell) for cell in cells)


def _continued(rows: list[Row]) -> list[Row]:
    """Rows with the lines joined to them that go on with their cells."""
    left = min((cell[0].x0 for row in rows for cell in row[:1] if cell), default=0.0)
    baselines = [max(line.baseline for cell in row for line in cell) for row in rows]
    steps = [lower - upper for upper, lower in itertools.pairwise(baselines)]
    row_step = max((step for step, row in zip(steps, rows[1:], strict=True) if row[0] and _is_full(row)), default=0.0)
    result: list[Row] = []
    for row, step in zip(rows, [row_step, *steps], strict=True):
        if result and (_goes_on(row, left) or (len(_filled(row)) == 1 and step < CLOSE * row_step)):
            for cell, more in zip(result[-1], row, strict=True):
                cell.extend(more)
        else:
            result.append(row)
    return result


def _filled(row: Row) -> list[list[Line]]:
    return [cell for cell in row if cell]


def _is_full(row: Row) -> bool:
    return len(_filled(row)) > len(row) / 2


def _goes_on(row: Row, left: float) -> bool:
    """Whether a printed line only goes on with the cells above it; `left` is the edge of the first column."""
    filled = _filled(row)
    if row[0]:
        line = row[0][0]
        return len(filled) == 1 and (line.x0 > left + HANGING * line.size or line.text[:1].islower())
    return len(filled) == 1 or (len(filled) < len(row) and not any(is_value(_text(cell)) for cell in filled))


# --- the head ----------------------------------------------------------------------------


def _depth_of_corner(grid: Grid) -> int:
    """Over how many rows the first cell of a grid reaches: so deep is its head."""
    x = (grid.xs[0] + grid.xs[1]) / 2
    rows = [grid.cell_at(x, (upper + lower) / 2)[0] for upper, lower in itertools.pairwise(grid.ys)]
    return rows.count(0)


def _judge_head(reading: Reading, *, is_a_form: bool = False) -> None:
    """No head where nothing stands below it, or where it holds the numbers of a table's first rows."""
    rows, head = reading.rows, reading.header_rows
    bold = next((number for number, row in enumerate(rows) if not _is_bold(row)), len(rows))
    if head >= len(rows) or is_a_form or (head > 1 and _is_stacked_anywhere(rows[:head])):
        head = 0
    reading.header_rows = bold if 0 < bold < len(rows) and not head else head


def _is_stacked_anywhere(rows: list[Row]) -> bool:
    return any(_is_stacked(rows, column) for column in range(len(rows[0])))


def _is_bold(row: Row) -> bool:
    return all(line.style.bold for cell in row for line in cell)


def _text(cell: list[Line]) -> str:
    return " ".join(line.text for line in cell)
