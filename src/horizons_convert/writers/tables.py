"""Which columns of a table hold figures? They stand flush right, so that units stand below units.

A figure has a digit and no letter: "1,204", "−3.5 %", "2019–21".  The first column names the
rows and stays flush left, years and ranks too.  What it gets wrong: a figure with its unit
("4.2 m") is taken for words.
"""

from __future__ import annotations

import re

from horizons_convert.document import Inlines, Table, plain

_LETTER = re.compile(r"[^\W\d_]")
_NOTHING = re.compile(r"[-–—−….\s]*")
"""What stands in a cell for "no figure"."""
_ROOM = 20
"""Characters of figures that fit beside words on the narrowest screen, 320 pixels."""


def figure_columns(table: Table) -> frozenset[int]:
    """The numbers, from 0, of the columns in which all cells below the heads are figures."""
    body = enumerate(zip(*(row.cells for row in table.rows[table.header_rows :]), strict=False))
    return frozenset(number for number, cells in body if number and _all_figures(cells))


def is_figure(cell: Inlines) -> bool:
    """Whether a cell holds a figure, and nothing else."""
    text = plain(cell)
    return any(sign.isdigit() for sign in text) and not _LETTER.search(text)


def figures_fit(table: Table) -> bool:
    """Whether the figures of a row, unbroken, leave room for words on the narrowest screen."""
    columns = zip(*(row.cells for row in table.rows), strict=False)
    return sum(max((len(plain(cell)) for cell in cells if is_figure(cell)), default=0) for cells in columns) <= _ROOM


def _all_figures(cells: tuple[Inlines, ...]) -> bool:
    said = [cell for cell in cells if not _NOTHING.fullmatch(plain(cell))]
    return bool(said) and all(map(is_figure, said))
