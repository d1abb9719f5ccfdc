"""Body style: the type that most of the text is set in, whatever else shouts on the page."""

from __future__ import annotations

import pytest

from horizons_convert.recover.body import is_body_size
from pages import (
    BOLD,
    ITALIC,
    LEADING,
    LEFT,
    MEASURE,
    ROMAN,
    SMALL,
    TITLE,
    TOP,
    Sheet,
    draft_of,
    prose,
    sized,
    two_columns,
)


def test_most_of_the_text_decides_not_the_largest_type():
    sheet = two_columns(top=200)
    sheet.block(LEFT, 60, ["A Title in Very", "Large Letters"], TITLE, 30)
    body = draft_of(sheet).body
    assert (body.style, body.size, body.leading) == (ROMAN, ROMAN.size, LEADING)


def test_pages_of_notes_do_not_outweigh_the_text_before_them():
    text, notes = two_columns(1), Sheet(2)
    y = TOP
    for seed in range(3):
        y = notes.paragraph(LEFT, y, prose(900 + seed), SMALL, 9.5, width=MEASURE)
    assert draft_of(text, notes).body.size == ROMAN.size


def test_emphasis_within_the_text_is_not_its_style():
    sheet = two_columns()
    sheet.paragraph(LEFT, 520, prose(77, 30), ITALIC)
    sheet.paragraph(LEFT, 600, prose(78, 20), BOLD)
    assert draft_of(sheet).body.style == ROMAN


def test_sizes_that_a_scan_measures_line_by_line_are_one_size():
    sheet = Sheet()
    y = TOP
    for number in range(24):
        size = 10 + 0.07 * (number % 5 - 2)
        sheet.line(LEFT, y, prose(number, 3)[:34], sized(ROMAN, round(size, 2)))
        y += LEADING
    sheet.block(LEFT, y + 40, [prose(40, 3)[:20]] * 3, sized(ROMAN, 16), 20)
    draft = draft_of(sheet)
    assert draft.body.size == pytest.approx(10, abs=0.2)
    assert is_body_size(9.86, draft)
    assert is_body_size(10.14, draft)
    assert not is_body_size(8, draft)
    assert not is_body_size(12, draft)


@pytest.mark.parametrize("leading", [11.0, 12.5, 15.0])
def test_the_leading_is_that_of_the_lines(leading: float):
    sheet = Sheet()
    y = TOP
    for seed in range(4):
        y = sheet.paragraph(LEFT, y, prose(seed), leading=leading) + 4
    assert draft_of(sheet).body.leading == pytest.approx(leading)


def test_a_page_without_words_is_no_error():
    assert draft_of(Sheet()).pieces == []
