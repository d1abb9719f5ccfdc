"""What stands on each page, and in which columns does its text run?

`form_pieces` turns the lines that are left after the running matter into blocks, each a
`Piece` that is taken for text until a later step knows better.  `find_columns` learns where
the columns of body text stand: the commonest left edge of body lines and the right edge that
its lines reach, again and again until no lines are left.
"""

from __future__ import annotations

from collections import Counter

from horizons_convert.layout.blocks import form_blocks
from horizons_convert.layout.text import Block, Line, overlap
from horizons_convert.recover.body import is_body_size
from horizons_convert.recover.draft import Column, Draft, Piece

FEWEST_LINES = 4
"""A column needs this many lines that start at its edge; pages with less borrow from their neighbours."""
SHORT_LINE = 0.75
"""A heading fills less than this share of its column."""
LIST_INSET = 1.3
"""A column is at most this much wider than the text of the lists and quotations in it."""
QUOTE_INSET = 1.6
"""... and than that of a block quote which fills most of it, where other pages show the whole column."""
INSET = 3.0
"""Quotations and lists are set in by at most so many em."""
EDGE = 0.15
"""Left edges within this many em are one edge."""


def form_pieces(draft: Draft) -> None:
    """One piece a block, in page order; a line with a drop cap always opens a piece."""
    openings = {id(cap.first) for cap in draft.drop_caps}
    for page in draft.pages:
        for block in form_blocks(draft.lines[page.number], page.rules):
            for lines in _parted(block.lines, openings):
                if _opens_with_heading(lines):
                    draft.pieces.append(Piece(page.number, "heading", Block(page.number, lines[:1])))
                    lines = lines[1:]
                draft.pieces.append(Piece(page.number, "text", Block(page.number, lines)))


def _parted(lines: list[Line], openings: set[int]) -> list[list[Line]]:
    """Part a block before drop caps, and a heading in capitals at the body's size from the text below it."""
    for index, line in enumerate(lines):
        if index and id(line) in openings:
            return [*_parted(lines[:index], openings), *_parted(lines[index:], openings)]
    head = 0
    while head < min(3, len(lines) - 1) and _is_capitals(lines[head]) and id(lines[head]) not in openings:
        head += 1
    if not head or _is_capitals(lines[head]):
        return [lines]
    widest = max(line.width for line in lines[head:])
    short = all(line.width < 0.9 * widest for line in lines[:head])
    return [lines[:head], lines[head:]] if short else [lines]


def _opens_with_heading(lines: list[Line]) -> bool:
    """Whether the first line of a block is a heading that an OCR layer gives no type of its own.

    It is much shorter than the full lines below it, and no sentence ends or runs on in it.
    """
    if len(lines) < 2 or not lines[0].style.invisible:
        return False
    first, text = lines[0], lines[0].text
    full = max(line.width for line in lines[1:])
    plain = text[:1].isupper() and text[-1:].isalpha() and lines[1].text[:1].isupper()
    return (
        plain and len(first.words) > 1 and first.width < SHORT_LINE * full and abs(first.x0 - lines[1].x0) < first.size
    )


def _is_capitals(line: Line) -> bool:
    letters = [c for word in line.words for c in word.text if c.isalpha()]
    small = all(word.style.small_caps for word in line.words)
    return len(letters) > 3 and (small or all(c.isupper() for c in letters))


def find_columns(draft: Draft) -> None:
    """Set `draft.columns`; a page without enough text has the columns of the nearest page of its parity."""
    for page in draft.pages:
        draft.columns[page.number] = _columns(draft.lines[page.number], draft)
    for page in draft.pages:
        _equalise(draft.columns[page.number], draft.lines[page.number], draft.body.size)
    usual = Counter(_rounded(column) for columns in draft.columns.values() for column in columns)
    for columns in draft.columns.values():
        columns[:] = [_widened(column, usual) for column in columns]
    for page in draft.pages:
        draft.columns[page.number] = _completed(page.number, draft)


def _equalise(columns: list[Column], lines: list[Line], em: float) -> None:
    """The columns of a page are equally wide: one that is narrower and has lines at its left was full of lists."""
    widest = max((column.width for column in columns), default=0.0)
    for column in columns:
        if widest / LIST_INSET < column.width < widest - 0.5 * em:
            x0 = column.x1 - widest
            outside = [line for line in lines if x0 - 1 <= line.x0 < column.x0 - 0.5 * em and line.x1 > column.x0]
            if outside and not any(overlap(x0, column.x1, c.x0, c.x1) > 0 for c in columns if c is not column):
                column.x0 = x0


def _rounded(column: Column) -> tuple[int, int]:
    return round(column.x0), round(column.x1)


def _widened(column: Column, usual: Counter[tuple[int, int]]) -> Column:
    """The commoner column that holds this one: a page of lists shows only the indented edge."""
    own = usual[_rounded(column)]
    wider = [
        (count, x0, x1)
        for (x0, x1), count in usual.items()
        if count > own and x0 <= column.x0 + 1 and x1 >= column.x1 - 1 and x1 - x0 <= QUOTE_INSET * column.width
    ]
    if not wider:
        return column
    _, x0, x1 = max(wider)
    return Column(min(float(x0), column.x0), max(float(x1), column.x1))


def _completed(number: int, draft: Draft) -> list[Column]:
    """A page's own columns, and those of its fullest near neighbour of the same parity where it has none."""
    own = draft.columns[number]
    near = [n for n in draft.columns if len(draft.columns[n]) > len(own)]
    if not near:
        return own
    model = draft.columns[min(near, key=lambda n: ((n - number) % 2, abs(n - number)))]
    missing = [column for column in model if all(overlap(column.x0, column.x1, c.x0, c.x1) <= 0 for c in own)]
    return sorted([*own, *missing], key=lambda column: column.x0)


def _columns(lines: list[Line], draft: Draft) -> list[Column]:
    em = draft.body.size
    left = [line for line in lines if is_body_size(line.size, draft)]
    columns: list[Column] = []
    while left:
        own = _largest_edge(left, em)
        if len(own) < FEWEST_LINES:
            break
        column = _column_of(own)
        # A block quote or a list may have more lines than the text around it: the outermost edge is the column's.
        outer = [line for line in left if 0.3 * em < column.x0 - line.x0 < INSET * em and _shares(line, column)]
        further = _largest_edge(outer, em) if outer else []
        if len(further) >= FEWEST_LINES - 1:
            wider = _column_of(further)
            column = Column(wider.x0, max(wider.x1, column.x1))
        if not any(overlap(column.x0, column.x1, known.x0, known.x1) > 0.2 * column.width for known in columns):
            columns.append(column)
        left = [line for line in left if line not in own and line not in further and not _shares(line, column)]
    return sorted(columns, key=lambda column: column.x0)


def _largest_edge(lines: list[Line], em: float) -> list[Line]:
    """The lines that begin at the commonest left edge."""
    edges = Counter(round(line.x0 / (EDGE * em)) for line in lines)
    edge, _ = max(edges.items(), key=lambda item: (item[1] + edges[item[0] + 1] + edges[item[0] - 1], item[1]))
    return [line for line in lines if abs(line.x0 - edge * EDGE * em) <= 1.5 * EDGE * em]


def _column_of(lines: list[Line]) -> Column:
    starts, ends = sorted(line.x0 for line in lines), sorted(line.x1 for line in lines)
    return Column(starts[len(starts) // 2], ends[int(0.8 * (len(ends) - 1))])


def _shares(line: Line, column: Column) -> bool:
    return overlap(line.x0, line.x1, column.x0, column.x1) >= 0.5 * line.width
