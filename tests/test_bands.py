"""Bands: a box across the columns parts the text where the text says so, and only there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from horizons_convert.recover.grammar import Grammar
from pages import (
    LEADING,
    LEFT,
    MEASURE,
    PULL,
    RIGHT,
    TITLE,
    TOP,
    Sheet,
    article_of,
    fill,
    paragraphs_of,
    prose,
)

QUOTED = prose(1).split(". ")[0] + "."
DEEP = 5 * LEADING
"""A pull quote and the white around it."""


def text_of(columns: int, lines: int) -> list[str]:
    """Two or three paragraphs that fill so many lines of so many columns twice, in lines."""
    flow: list[str] = []
    seed = 1
    while len(flow) < 2 * columns * lines:
        flow += fill(prose(seed, 70), MEASURE)
        seed += 1
    return flow[: 2 * columns * lines]


def slots(columns: int, lines: int, band: bool) -> list[tuple[int, int]]:
    """Column and row of each line in reading order; a row from `lines` on stands below the box."""
    if band:
        return [(c, r + half * lines) for half in (0, 1) for c in range(columns) for r in range(lines)]
    return [(c, r) for c in range(columns) for r in range(2 * lines)]


def page_with(flow: Sequence[str], columns: int, lines: int, band: bool, quote: str = QUOTED, number: int = 1) -> Sheet:
    sheet = Sheet(number, width=max(480.0, LEFT + 210 * columns))
    if number == 1:
        sheet.line(LEFT, 40, "Of Quiet Harbors", TITLE)
    for text, (column, row) in zip(flow, slots(columns, lines, band), strict=True):
        y = TOP + row * LEADING + (DEEP if row >= lines else 0)
        full = None if text.endswith(".") else MEASURE
        sheet.line(LEFT + 210 * column, y, text, width=full)
    if quote:
        put_quote(sheet, TOP + lines * LEADING, quote)
    return sheet


def put_quote(sheet: Sheet, y: float, quote: str = QUOTED) -> None:
    """A pull quote of three lines across two columns, below the line above `y`."""
    sheet.block(LEFT + 30, y + 0.3 * DEEP, fill(quote, 340, PULL), PULL, 16)


def words_of(sheet: Sheet) -> list[str]:
    return " ".join(paragraphs_of(article_of(sheet))).split()


@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize("band", [True, False], ids=["in two bands", "column by column"])
def test_a_quote_across_the_columns_parts_the_page_only_where_sentences_say_so(columns: int, band: bool):
    flow = text_of(columns, 9)
    assert words_of(page_with(flow, columns, 9, band)) == " ".join(flow).split()


def test_what_the_other_pages_do_decides_where_a_page_does_not_tell():
    """Every piece of the second page begins and ends with a sentence; the first and the third are in bands."""
    told = text_of(2, 9)
    mute = [line for seed in (31, 32, 33, 34) for line in fill(prose(seed, 40), MEASURE)[:4]]
    mute = [line if n % 4 < 3 else line.rstrip(",.") + "." for n, line in enumerate(mute)]
    mute = [line[0].upper() + line[1:] if n % 4 == 0 else line for n, line in enumerate(mute)]
    quote = prose(31).split(". ")[0] + "."
    sheets = [
        page_with(told, 2, 9, True),
        page_with(mute, 2, 4, True, quote=quote, number=2),
        page_with([line.replace("the", "our") for line in told], 2, 9, True, number=3),
    ]
    said = " ".join(paragraphs_of(article_of(*sheets)))
    places = [said.find(" ".join(mute[4 * n : 4 * n + 2])[:40]) for n in range(4)]
    assert places == sorted(places)
    assert places[0] >= 0


def test_a_rule_in_one_column_parts_nothing():
    """Its neighbour is white at that height by chance, between two paragraphs."""
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    sheet.rule(LEFT, y + LEADING, LEFT + MEASURE)
    sheet.column(LEFT, y + 3 * LEADING, [3])
    z = sheet.column(RIGHT, TOP, [4, 5])
    sheet.column(RIGHT, z + 1.5 * LEADING, [6])
    assert paragraphs_of(article_of(sheet)) == [prose(seed) for seed in range(1, 7)]


def test_two_lines_of_text_in_each_column_over_a_box_are_no_standfirst():
    sheet = Sheet()
    sheet.line(LEFT, 40, "Of Quiet Harbors", TITLE)
    flow = text_of(2, 9)
    order = [(column, row) for column in range(2) for row in range(9)]
    for text, (column, row) in zip(flow, order, strict=False):
        y = TOP + 30 + row * LEADING + (DEEP if row >= 2 else 0)
        sheet.line(LEFT + 210 * column, y, text, width=None if text.endswith(".") else MEASURE)
    put_quote(sheet, TOP + 30 + 2 * LEADING)
    assert words_of(sheet) == " ".join(flow[:18]).split()


def test_grammar_leans_towards_what_the_text_itself_does():
    grammar = Grammar(prose(seed, 80) for seed in range(20))
    assert grammar.fit("carried the", "quiet harbor") > grammar.fit("carried the", "the harbor")
    assert grammar.fit("", "harbor") == 0.0
    assert Grammar([]).fit("the", "harbor") == 0.0
