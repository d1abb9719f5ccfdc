"""Pauses: marks alone between two paragraphs part them, and are no list, no note and no text."""

from __future__ import annotations

import pytest

from horizons_convert.document import Paragraph, ThematicBreak
from pages import LEADING, LEFT, MEASURE, RIGHT, SMALL, TOP, Sheet, paragraphs_of, prose, recovered, text_width

MIDDLE = LEFT + MEASURE / 2


def around(row: str, x: float | None = None) -> Sheet:
    """Two paragraphs with a row of marks between them, in the middle unless told where."""
    sheet = Sheet()
    y = sheet.paragraph(LEFT, TOP, prose(1))
    sheet.line(MIDDLE - text_width(row) / 2 if x is None else x, y, row)
    sheet.column(LEFT, y + LEADING, [2, 3])
    sheet.column(RIGHT, TOP, [4, 5, 6])
    return sheet


@pytest.mark.parametrize("row", ["* * *", "***", "⁂", "❦", "§", "• • •", "— — —", "*", "~ ~ ~"])
def test_marks_between_paragraphs_are_a_pause(row: str):
    article, ledger = recovered(around(row))
    assert [type(block) for block in article.blocks[:4]] == [Paragraph, ThematicBreak, Paragraph, Paragraph]
    assert not any(row in text for text in paragraphs_of(article))
    assert [(r.what, r.text) for r in ledger.of("set-aside")] == [("ornament", row)]


def test_asterisks_far_apart_are_one_pause_though_the_spaces_are_as_wide_as_gutters():
    sheet = Sheet()
    y = sheet.paragraph(LEFT, TOP, prose(1), width=400)
    for x in (LEFT + 90, LEFT + 200, LEFT + 310):
        sheet.line(x, y + LEADING, "*")
    sheet.paragraph(LEFT, y + 3 * LEADING, prose(2), width=400)
    article, _ = recovered(sheet)
    assert [type(block) for block in article.blocks] == [Paragraph, ThematicBreak, Paragraph]


def test_pauses_of_two_columns_on_one_line_are_two():
    sheet = Sheet()
    for column, left in enumerate((LEFT, RIGHT)):
        y = sheet.paragraph(left, TOP, prose(1 + 10 * column, 40))
        sheet.line(left + MEASURE / 2 - 10, TOP + 9 * LEADING, "* * *")
        assert y < TOP + 9 * LEADING
        sheet.paragraph(left, TOP + 10 * LEADING, prose(2 + 10 * column))
    article, _ = recovered(sheet)
    assert [type(block) for block in article.blocks] == [Paragraph, ThematicBreak, Paragraph] * 2


@pytest.mark.parametrize("mark", ["*", "•", "—"])
def test_a_mark_at_the_edge_is_no_pause(mark: str):
    article, _ = recovered(around(mark, x=LEFT))
    assert not any(isinstance(block, ThematicBreak) for block in article.blocks)


def test_a_note_called_by_an_asterisk_stays_a_note():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    sheet.line(LEFT, y + 2 * LEADING, "* The ferryman told it to the clerk himself.", SMALL)
    article, ledger = recovered(sheet)
    assert "ornament" not in [record.what for record in ledger.of("set-aside")]
    assert not any(isinstance(block, ThematicBreak) for block in article.blocks)


def test_stars_in_a_table_are_no_pauses():
    sheet = Sheet()
    y = sheet.paragraph(LEFT, TOP, prose(1), width=400)
    rows = [("Ferries and barges", "Value"), ("Harbour dues", "0.31"), ("Dues of the pilots", "0.72")]
    for row, (name, value) in enumerate(rows):
        sheet.line(LEFT, y + (row + 1) * LEADING, name)
        sheet.line(LEFT + 150, y + (row + 1) * LEADING, value)
        sheet.line(LEFT + 250, y + (row + 1) * LEADING, "***" if row else "What the reader thinks")
    _, ledger = recovered(sheet)
    assert "ornament" not in [record.what for record in ledger.of("set-aside")]


def test_a_pause_at_the_end_parts_nothing():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    sheet.line(MIDDLE - 10, y + LEADING, "* * *")
    article, _ = recovered(sheet)
    assert [type(block) for block in article.blocks] == [Paragraph, Paragraph]
