"""Pieces and columns: what stands on a page, and where its text runs."""

from __future__ import annotations

import pytest

from horizons_convert.pdf.page import Style
from pages import INDENT, LEADING, LEFT, MEASURE, RIGHT, TOP, Sheet, draft_of, fill, prose, two_columns


def columns(*sheets: Sheet, page: int = 1) -> list[tuple[int, int]]:
    return [(round(column.x0), round(column.x1)) for column in draft_of(*sheets).columns[page]]


BOTH = [(round(LEFT), round(LEFT + MEASURE)), (round(RIGHT), round(RIGHT + MEASURE))]


def test_columns_of_a_page_of_prose():
    assert columns(two_columns()) == BOTH


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_one_to_six_columns(number: int):
    sheet = Sheet(width=1000)
    width = (900 - 20 * (number - 1)) / number
    for column in range(number):
        sheet.column(40 + column * (width + 20), TOP, range(10 * column, 10 * column + 5), words=60, width=width)
    assert len(columns(sheet)) == number


def test_a_last_page_with_three_lines_has_the_columns_of_the_pages_before():
    last = Sheet(3)
    last.block(LEFT, TOP, fill(prose(300), MEASURE)[:3])
    assert columns(two_columns(1), two_columns(2), last, page=3) == BOTH


def test_a_page_full_of_quotations_does_not_narrow_its_column():
    sheet = two_columns(paragraphs=2)
    y = sheet.paragraph(LEFT + 18, 250, prose(60, 120), width=MEASURE - 36, indent=0)
    sheet.paragraph(LEFT, y + 6, prose(61, 30))
    assert columns(sheet) == BOTH


def test_a_list_that_fills_a_column_does_not_narrow_it():
    sheet = Sheet(2)
    sheet.column(LEFT, TOP, range(5, 8))
    y = TOP
    for seed in range(10, 20):
        lines = fill(prose(seed, 18), MEASURE - 18)
        sheet.line(RIGHT, y, "•")
        y = sheet.block(RIGHT + 18, y, lines, width=MEASURE - 18)
    assert columns(two_columns(1), sheet, page=2) == BOTH


def test_a_heading_in_capitals_at_the_size_of_the_text_is_a_piece_of_its_own():
    sheet = two_columns(paragraphs=1)
    y = sheet.block(LEFT, 300, ["THE PRICE OF SALT"])
    sheet.paragraph(LEFT, y, prose(70), indent=0)
    assert "THE PRICE OF SALT" in [piece.text for piece in draft_of(sheet).pieces]


def test_a_paragraph_that_begins_in_capitals_is_not_parted():
    sheet = two_columns(paragraphs=1)
    lines = fill("THE TREATY OF THE HARBOR WAS " + prose(71), MEASURE)
    sheet.block(LEFT, 300, lines, width=MEASURE)
    assert " ".join(lines) in [piece.text for piece in draft_of(sheet).pieces]


def test_a_line_beside_a_drop_cap_opens_a_piece():
    sheet = two_columns(paragraphs=1)
    y = sheet.paragraph(LEFT, 300, prose(72))
    lines = fill("he " + prose(73), MEASURE - 26)
    sheet.line(LEFT, y + 2 * LEADING, "T", Style("Serif", 42.0))
    sheet.block(LEFT + 26, y, lines[:3], width=MEASURE - 26)
    sheet.block(LEFT, y + 3 * LEADING, fill(" ".join(lines[3:]), MEASURE), width=MEASURE)
    draft = draft_of(sheet)
    assert [cap.text for cap in draft.drop_caps] == ["T"]
    assert draft.drop_caps[0].lines == 3
    assert any(piece.lines[0] is draft.drop_caps[0].first for piece in draft.pieces)


def test_every_word_that_is_left_stands_in_one_piece():
    sheet = two_columns(top=TOP + 40)
    sheet.line(LEFT, TOP, "Across Everything", Style("Serif", 20.0))
    sheet.block(LEFT + INDENT, 560, ["one", "two"])
    draft = draft_of(sheet)
    words = [word for piece in draft.pieces for line in piece.lines for word in line.words]
    assert len(words) == len(set(map(id, words))) == len(sheet.words)
