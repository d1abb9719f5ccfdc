"""Tables that nothing but their columns show, and tables that a column's end has parted."""

from __future__ import annotations

from horizons_convert.document import Article, Table, plain
from pages import (
    BOLD,
    LEADING,
    LEFT,
    MEASURE,
    RIGHT,
    SMALL,
    TITLE,
    TOP,
    Sheet,
    article_of,
    paragraphs_of,
    prose,
    recovered,
    sized,
)

HEAD = ["Harbor", "Crates", "Years"]
ROWS = [["Avalon", "1,204", "1871"], ["Corvo", "940", "1874"], ["Elba", "2,310", "1868"], ["Gozo", "512", "1880"]]
MORE = [["Hven", "77", "1890"], ["Ischia", "118", "1893"], ["Jersey", "86", "1899"]]
SMALL_BOLD = sized(BOLD, 8)


def put_rows(sheet: Sheet, x: float, y: float, rows: list[list[str]], *, head: bool = True) -> float:
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            style = SMALL_BOLD if head and number == 0 else SMALL
            sheet.line(x + column * 70, y + number * 11, text, style)
    return y + len(rows) * 11


def tables(article: Article) -> list[list[list[str]]]:
    return [
        [[plain(cell) for cell in row.cells] for row in block.rows]
        for block in article.blocks
        if isinstance(block, Table)
    ]


def test_rows_with_numbers_below_each_other_are_a_table_without_rules_and_without_a_caption():
    sheet = Sheet()
    sheet.line(LEFT, 40, "Of Quiet Harbors", TITLE)
    y = put_rows(sheet, LEFT, sheet.column(LEFT, TOP, [1]) + LEADING, [HEAD, *ROWS])
    sheet.column(LEFT, y + LEADING, [2])
    sheet.column(RIGHT, TOP, [3, 4])
    assert tables(article_of(sheet)) == [[HEAD, *ROWS]]


def test_rows_of_words_alone_are_no_table():
    """Three lists side by side, or verse in columns."""
    sheet = Sheet()
    words = [["ferry", "bridge", "harbor"], ["lantern", "soldier", "winter"], ["letter", "garden", "island"]]
    y = put_rows(sheet, LEFT, sheet.column(LEFT, TOP, [1]) + LEADING, words, head=False)
    sheet.column(LEFT, y + LEADING, [2])
    assert tables(article_of(sheet)) == []


def parted(head: list[str], *, between: str = "") -> tuple[Sheet, Sheet]:
    """A table at the foot of one page that goes on at the head of the next one."""
    first, second = Sheet(1), Sheet(2)
    first.line(LEFT, 40, "Of Quiet Harbors", TITLE)
    put_rows(first, LEFT, first.column(LEFT, TOP, [1, 2, 3], width=2 * MEASURE) + LEADING, [HEAD, *ROWS])
    y = second.paragraph(LEFT, TOP, between, width=2 * MEASURE) + LEADING if between else TOP
    y = put_rows(second, LEFT, y, [head, *MORE])
    second.column(LEFT, y + LEADING, [4, 5, 6], width=2 * MEASURE)
    return first, second


def test_a_table_that_goes_on_over_the_page_is_one_and_has_its_head_once():
    article, ledger = recovered(*parted(HEAD))
    assert tables(article) == [[HEAD, *ROWS, *MORE]]
    assert [record.text for record in ledger.of("set-aside") if record.what == "repeated table head"] == [
        " ".join(HEAD)
    ]


def test_a_table_with_another_head_is_another_table():
    other = ["Island", "Barrels", "Ships"]
    assert tables(article_of(*parted(other))) == [[HEAD, *ROWS], [other, *MORE]]


def test_text_between_two_tables_keeps_them_apart_though_their_heads_are_alike():
    assert tables(article_of(*parted(HEAD, between=prose(9)))) == [[HEAD, *ROWS], [HEAD, *MORE]]


def test_a_caption_set_like_the_head_below_it_keeps_to_itself():
    """The head is one line of words that stand a little further apart."""
    sheet = Sheet()
    sheet.line(LEFT, 40, "Of Quiet Harbors", TITLE)
    y = sheet.column(LEFT, TOP, [1]) + LEADING
    sheet.line(LEFT, y, "Table 1. Crates by harbor and year", SMALL_BOLD)
    (before,) = sheet.line(LEFT + 52, y + 11, "Before", SMALL_BOLD)
    sheet.line(before.x1 + 20, y + 11, "After", SMALL_BOLD)
    y = put_rows(sheet, LEFT, y + 22, [HEAD, *ROWS])
    sheet.column(LEFT, y + LEADING, [2])
    sheet.column(RIGHT, TOP, [3, 4])
    (table,) = [block for block in article_of(sheet).blocks if isinstance(block, Table)]
    assert plain(table.caption) == "Table 1. Crates by harbor and year"
    assert [plain(cell) for row in table.rows[1:] for cell in row.cells] == [
        cell for row in [HEAD, *ROWS] for cell in row
    ]


def test_the_letter_of_a_note_below_a_table_stays_with_the_note():
    sheet = Sheet()
    sheet.line(LEFT, 40, "Of Quiet Harbors", TITLE)
    y = put_rows(sheet, LEFT, sheet.column(LEFT, TOP, [1]) + LEADING, [HEAD, *ROWS])
    note = "Including crates that came back unopened."
    sheet.line(LEFT, y + 9, "a", sized(SMALL, 5))
    sheet.line(LEFT + 6, y + 12, note, SMALL)
    sheet.column(LEFT, y + 3 * LEADING, [2])
    sheet.column(RIGHT, TOP, [3, 4])
    assert f"a {note}" in paragraphs_of(article_of(sheet))
