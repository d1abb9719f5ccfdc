"""Tables: rows of cells between rules come out as rows and cells; prose between rules stays prose."""

from __future__ import annotations

import pytest

from horizons_convert.document import Article, Table, plain
from horizons_convert.pdf.page import Style
from pages import (
    BOLD,
    LEADING,
    LEFT,
    MEASURE,
    RIGHT,
    ROMAN,
    SMALL,
    TOP,
    Sheet,
    article_of,
    cut,
    paragraphs_of,
    prose,
    text_width,
    two_columns,
)

ROWS = [["Year", "Ships", "Grain"], ["1911", "37", "4,100"], ["1912", "41", "3,900"], ["1913", "12", "n/a"]]
AT = 400.0


def table(sheet: Sheet, rows: list[list[str]], x: float = LEFT, y: float = AT, *, head_rule: bool = True) -> float:
    """A table of three columns between hairlines, its figures flush right."""
    sheet.rule(x, y - LEADING, x + MEASURE)
    for number, cells in enumerate(rows):
        style = BOLD if number == 0 else ROMAN
        sheet.line(x, y, cells[0], style)
        for column, cell in enumerate(cells[1:], 1):
            if cell:
                sheet.line(x + 65 * column + 60 - text_width(cell, style), y, cell, style)
        if number == 0 and head_rule:
            sheet.rule(x, y + 4, x + MEASURE)
        y += LEADING + 2
    sheet.rule(x, y - LEADING + 2, x + MEASURE)
    return y


def tables(article: Article) -> list[list[list[str]]]:
    found = [block for block in article.blocks if isinstance(block, Table)]
    return [[[plain(cell) for cell in row.cells] for row in block.rows] for block in found]


def test_rows_cells_and_head():
    sheet = two_columns()
    table(sheet, ROWS)
    article = article_of(sheet)
    assert tables(article) == [ROWS]
    assert next(block for block in article.blocks if isinstance(block, Table)).header_rows == 1


def test_the_caption_above_goes_with_the_table():
    sheet = two_columns()
    sheet.line(LEFT, AT - 2 * LEADING, "Table 1. Ships and grain, by year", SMALL)
    table(sheet, ROWS)
    block = next(block for block in article_of(sheet).blocks if isinstance(block, Table))
    assert plain(block.caption) == "Table 1. Ships and grain, by year"


def test_an_empty_cell_stays_empty_and_moves_no_other():
    sheet = two_columns()
    rows = [ROWS[0], ROWS[1], ["1912", "", "3,900"], ROWS[3]]
    table(sheet, rows)
    assert tables(article_of(sheet)) == [rows]


def test_a_table_that_cuts_a_paragraph_does_not_end_it():
    sheet = two_columns(paragraphs=2)
    sheet.words = [word for word in sheet.words if word.x0 < RIGHT - 5]
    first, second = cut(prose(30), 5)[0], "and so it went on until the winter came again."
    y = sheet.paragraph(LEFT, 250, first, full=True)
    y = table(sheet, ROWS, y=y + LEADING)
    sheet.paragraph(LEFT, y + LEADING, second, indent=0)
    assert f"{first} {second}" in paragraphs_of(article_of(sheet))


def test_two_columns_of_prose_between_rules_are_no_table():
    sheet = two_columns(paragraphs=3)
    bottom = max(word.baseline for word in sheet.words)
    sheet.rule(LEFT, TOP - 14, RIGHT + MEASURE)
    sheet.rule(LEFT, bottom + 8, RIGHT + MEASURE)
    article = article_of(sheet)
    assert tables(article) == []
    assert paragraphs_of(article) == [prose(seed) for seed in range(100, 106)]


@pytest.mark.parametrize("lines", [1, 3])
def test_a_pull_quote_between_rules_is_no_table(lines: int):
    sheet = two_columns()
    sheet.rule(LEFT, 420, LEFT + MEASURE)
    sheet.block(LEFT, 440, ["Nobody asked the ferryman"] * lines, Style("Serif-Italic", 14.0, italic=True), 17)
    sheet.rule(LEFT, 430 + 17 * lines, LEFT + MEASURE)
    assert tables(article_of(sheet)) == []
