"""Which lines are a table?

Horizontal rules of one width, one above the other, with rows of several cells between them;
or a caption that says "Table" above rows of at least two cells.  Rows are baselines; the
rows above the second rule are the head.

Limits: tables without any rule and without a caption are read as lines of text; a cell that
runs over several lines is joined to the row above if the row's first cell is empty.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from horizons_convert.layout.text import Block, Line, overlap
from horizons_convert.pdf.page import Box, Rule
from horizons_convert.recover.draft import TOUCH, Draft, Piece

CAPTION = re.compile(r"^(table|tableau|tabelle|tab\.|табела|таблица|tabla|tabella|tabela)\b", re.IGNORECASE)
FEWEST_ROWS = 2
LARGEST_TYPE = 1.35
"""No table is set in larger type (times the body size)."""
PROSE_WORDS = 5
"""Cells with this many words a line (the median) are prose."""


def find_tables(draft: Draft) -> None:
    """Replace the pieces inside ruled regions of several cells by one `table` piece each."""
    for page in draft.pages:
        for x0, x1, heights in _rule_ladders(page.rules, draft.body.size):
            for rules in _tabular_runs(page.number, x0, x1, heights, draft):
                region = _extended(page.number, (x0, rules[0], x1, rules[-1]), draft)
                _make_table(page.number, region, rules, draft)


def _rule_ladders(rules: list[Rule], em: float) -> list[tuple[float, float, list[float]]]:
    """Rules of one width above each other: their left and right end, and their heights from the top."""
    left = _joined([rule.box for rule in rules if rule.horizontal], em)
    ladders = []
    while left:
        first = left[0]
        same = [box for box in left if abs(box[0] - first[0]) < em and abs(box[2] - first[2]) < em]
        left = [box for box in left if box not in same]
        ladders.append((first[0] - TOUCH * em, first[2] + TOUCH * em, sorted({round(box[1], 1) for box in same})))
    return ladders


def _tabular_runs(page: int, x0: float, x1: float, heights: list[float], draft: Draft) -> Iterator[list[float]]:
    """The parts of a ladder between whose rules there are rows of cells, and not text or a pull quote."""
    touch = draft.body.touch
    run: list[float] = []
    head: list[float] = []
    for upper, lower in itertools.pairwise(heights):
        lines = [
            line
            for piece in draft.on_page(page)
            if piece.role == "text"
            for line in piece.lines
            if line.x0 > x0 - touch and line.x1 < x1 + touch and upper < line.baseline < lower
        ]
        rows = _rows(sorted(lines, key=lambda line: line.baseline))
        if rows and sum(len(row) > 1 for row in rows) >= 0.6 * len(rows):
            run = run or ([*head, upper] if len(head) == 1 else [upper])
            run.append(lower)
        elif run:
            yield run
            run = []
        # One row above the cells is their head, even if its words stand too close to tell the cells apart.
        head = [upper] if len(rows) == 1 and not run else []
    if run:
        yield run


def _joined(boxes: list[Box], em: float) -> list[Box]:
    """Rules drawn cell by cell made one rule, from top to bottom."""
    result: list[Box] = []
    for box in sorted(boxes, key=lambda box: (round(box[1]), box[0])):
        last = result[-1] if result else None
        if last is not None and abs(last[1] - box[1]) < 0.1 * em and box[0] - last[2] < 0.3 * em:
            result[-1] = (last[0], min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            result.append(box)
    return result


def _extended(page: int, region: Box, draft: Draft) -> Box:
    """The region with the rows of cells that go on below its last rule."""
    touch = draft.body.touch
    lines = [
        line
        for piece in draft.on_page(page)
        if piece.role == "text"
        for line in piece.lines
        if line.x0 > region[0] - touch and line.x1 < region[2] + touch and line.baseline > region[3]
    ]
    bottom = region[3]
    for row in _rows(sorted(lines, key=lambda line: line.baseline)):
        if len(row) < 2 or row[0].top - bottom > 1.5 * draft.body.leading:
            break
        bottom = row[0].bottom
    return (region[0], region[1], region[2], bottom)


def _make_table(page: int, region: Box, rules: list[float], draft: Draft) -> None:
    touch = draft.body.touch
    inside = [
        piece
        for piece in draft.on_page(page)
        if piece.role == "text"
        and piece.box[1] >= region[1] - touch
        and piece.box[3] <= region[3] + touch
        and overlap(piece.box[0], piece.box[2], region[0], region[2]) > 0.8 * (piece.box[2] - piece.box[0])
    ]
    lines = sorted((line for piece in inside for line in piece.lines), key=lambda line: line.baseline)
    rows = _rows(lines)
    several = [row for row in rows if len(row) > 1]
    if len(several) < FEWEST_ROWS or len(several) < 0.6 * (len(rows) - 1) or _looks_like_text(rows):
        return
    if any(line.size > LARGEST_TYPE * draft.body.size for line in lines):
        return  # a title page between rules
    cells = _cells(rows, _cell_edges(rows, draft.body.size))
    head = sum(1 for row in rows if row[0].baseline < rules[1] + 1) if len(rules) > 1 else 0
    table = Piece(page, "table", Block(page, lines), rows=cells, header_rows=head if head < len(rows) else 0)
    table.evidence = "rows of cells between rules"
    caption = _caption(region, draft, page, inside)
    if caption is not None:
        caption.role = "caption"
        table.caption = caption
    draft.pieces.insert(draft.pieces.index(inside[0]), table)
    for piece in inside:
        draft.pieces.remove(piece)


def _rows(lines: list[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in lines:
        if rows and abs(rows[-1][0].baseline - line.baseline) < 0.4 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def _looks_like_text(rows: list[list[Line]]) -> bool:
    """Rows that are columns of prose side by side, between the rules at the head and the foot of a page."""
    lengths = sorted(len(line.words) for row in rows for line in row)
    return lengths[len(lengths) // 2] >= PROSE_WORDS


def _cell_edges(rows: list[list[Line]], em: float) -> list[tuple[float, float]]:
    """The spans in x of the table's columns: overlapping cells of all rows merged."""
    spans: list[tuple[float, float]] = []
    widest = max(len(row) for row in rows)
    for line in sorted((line for row in rows if len(row) == widest for line in row), key=lambda line: line.x0):
        if spans and line.x0 < spans[-1][1] + 0.2 * em:
            spans[-1] = (spans[-1][0], max(spans[-1][1], line.x1))
        else:
            spans.append((line.x0, line.x1))
    return spans


def _cells(rows: list[list[Line]], spans: list[tuple[float, float]]) -> list[list[list[Line]]]:
    result: list[list[list[Line]]] = []
    for row in rows:
        cells: list[list[Line]] = [[] for _ in spans]
        for line in _split_cells(row, spans):
            best = max(range(len(spans)), key=lambda i: overlap(line.x0, line.x1, *spans[i]))
            cells[best].append(line)
        if result and not cells[0] and len(row) < len(spans):
            for cell, more in zip(result[-1], cells, strict=True):
                cell.extend(more)
        else:
            result.append(cells)
    return result


def _split_cells(row: list[Line], spans: list[tuple[float, float]]) -> list[Line]:
    """Lines that reach over several columns parted at their widest gaps: the close-set words of a table's head."""
    result: list[Line] = []
    for line in row:
        covered = [span for span in spans if overlap(line.x0, line.x1, *span) > 0]
        if len(covered) < 2 or len(line.words) < len(covered):
            result.append(line)
            continue
        gaps = sorted(range(1, len(line.words)), key=lambda i: line.words[i - 1].x1 - line.words[i].x0)
        cuts = [0, *sorted(gaps[: len(covered) - 1]), len(line.words)]
        result += [Line.of(line.page, line.words[a:b]) for a, b in itertools.pairwise(cuts)]
    return result


def _caption(region: Box, draft: Draft, page: int, inside: list[Piece]) -> Piece | None:
    """The nearest piece above (else below) that says it is a table's caption."""
    near = [
        piece
        for piece in draft.on_page(page)
        if piece not in inside
        and piece.role == "text"
        and CAPTION.match(piece.text)
        and overlap(piece.box[0], piece.box[2], region[0], region[2]) > 0
        and (
            abs(region[1] - piece.box[3]) < 2.5 * draft.body.leading
            or abs(piece.box[1] - region[3]) < 2.5 * draft.body.leading
        )
    ]
    return min(near, key=lambda piece: abs(region[1] - piece.box[3]), default=None)
