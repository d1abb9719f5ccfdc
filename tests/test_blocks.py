"""Blocks: lines of one style and even leading stand together; everything else is parted."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from horizons_convert.layout.blocks import form_blocks
from horizons_convert.layout.text import Block
from horizons_convert.pdf.page import Style
from pages import (
    BOLD,
    INDENT,
    ITALIC,
    LEADING,
    LEFT,
    MEASURE,
    RIGHT,
    ROMAN,
    SMALL,
    TOP,
    Sheet,
    fill,
    lines_of,
    prose,
    sized,
    two_columns,
)

FIVE = fill(prose(1, 60), MEASURE)[:5]


def blocks_of(sheet: Sheet) -> list[Block]:
    return form_blocks(lines_of(sheet), sheet.rules)


def texts(sheet: Sheet) -> list[str]:
    return [block.text for block in blocks_of(sheet)]


def test_a_column_of_indented_paragraphs_is_one_block():
    sheet = Sheet()
    sheet.column(LEFT, TOP, [1, 2, 3])
    assert texts(sheet) == [" ".join(prose(seed) for seed in (1, 2, 3))]


def test_a_line_in_another_family_of_type_stands_apart_from_the_text_below():
    sheet = Sheet()
    sheet.line(LEFT, TOP, "A night in November", Style("Grotesk", 10.0))
    sheet.block(LEFT, TOP + LEADING, FIVE, width=MEASURE)
    assert texts(sheet) == ["A night in November", " ".join(FIVE)]


def test_a_line_that_its_superscript_has_pushed_down_stays_in_its_paragraph():
    """Browsers leave room for raised and lowered figures, so that one leading is larger than the others."""
    sheet = Sheet()
    y = sheet.block(LEFT, TOP, FIVE, width=MEASURE) + 4
    word = sheet.line(LEFT, y, "a room of nine m")[-1]
    sheet.after(word, "2", sized(ROMAN, 8.3), rise=4.1)
    sheet.line(LEFT, y + LEADING, "and a garden behind it")
    assert len(texts(sheet)) == 1


def test_a_last_word_that_ends_where_the_first_line_begins_belongs_to_it():
    sheet = Sheet()
    sheet.line(LEFT + INDENT, TOP, FIVE[0])
    sheet.line(LEFT, TOP + LEADING, "so.")
    assert texts(sheet) == [f"{FIVE[0]} so."]


@pytest.mark.parametrize("gap", [0.5 * LEADING, LEADING])
def test_a_space_between_lines_parts_them(gap: float):
    sheet = Sheet()
    y = sheet.block(LEFT, TOP, FIVE)
    sheet.block(LEFT, y + gap, FIVE)
    assert texts(sheet) == [" ".join(FIVE)] * 2


def test_a_little_vertical_justification_does_not():
    sheet = Sheet()
    y = sheet.block(LEFT, TOP, FIVE)
    sheet.block(LEFT, y + 0.15 * LEADING, FIVE)
    assert len(texts(sheet)) == 1


@pytest.mark.parametrize("style", [BOLD, ITALIC, sized(ROMAN, 9), sized(ROMAN, 11.5)])
def test_a_line_in_other_type_is_a_block_of_its_own(style):
    sheet = Sheet()
    y = sheet.block(LEFT, TOP, FIVE)
    sheet.line(LEFT, y, "The Price of Salt", style)
    sheet.block(LEFT, y + LEADING, FIVE)
    assert texts(sheet) == [" ".join(FIVE), "The Price of Salt", " ".join(FIVE)]


def test_a_book_title_that_fills_most_of_a_line_does_not_tear_the_paragraph():
    sheet = Sheet()
    y = sheet.block(LEFT, TOP, FIVE[:2], width=MEASURE)
    word = sheet.line(LEFT, y, "in")[0]
    sheet.after(word, "The Discovery of a Distant Harbor", ITALIC, glued=False)
    sheet.block(LEFT, y + LEADING, FIVE[2:])
    assert len(texts(sheet)) == 1


TERM = sized(BOLD, 8.2)


def test_a_term_in_other_type_that_breaks_at_a_line_end_does_not_tear_its_sentence():
    sheet = Sheet()
    y = sheet.block(LEFT, TOP, FIVE)
    word = sheet.line(LEFT, y, "named in")[-1]
    sheet.after(word, "FOR FURTHER INFORMATION", TERM, glued=False)
    word = sheet.line(LEFT, y + LEADING, "CONTACT", TERM)[-1]
    sheet.after(word, "section below", ROMAN, glued=False)
    sheet.block(LEFT, y + 2 * LEADING, FIVE)
    assert texts(sheet) == [" ".join([*FIVE, "named in FOR FURTHER INFORMATION CONTACT section below", *FIVE])]


def test_a_paragraph_that_begins_with_a_term_in_other_type_is_one_block():
    sheet = Sheet()
    word = sheet.line(LEFT, TOP, "FURTHER INFORMATION:", TERM)[-1]
    sheet.after(word, "Ilse", ROMAN, glued=False)
    sheet.block(LEFT, TOP + LEADING, FIVE)
    assert texts(sheet) == [" ".join(["FURTHER INFORMATION: Ilse", *FIVE])]


def test_a_heading_with_a_mark_of_the_smaller_type_below_it_stays_apart():
    sheet = Sheet()
    word = sheet.line(LEFT, TOP, "A Loan of Seeds", sized(BOLD, 12))[-1]
    sheet.after(word, "*", SMALL, rise=4)
    sheet.block(LEFT, TOP + 14, ["* Read in Lisbon in spring", "and again in autumn"], SMALL, 10)
    assert texts(sheet)[0] == "A Loan of Seeds*"


def test_a_rule_parts_a_note_from_the_text_above_it():
    sheet = Sheet()
    y = sheet.block(LEFT, TOP, FIVE)
    sheet.rule(LEFT, y - 0.8 * LEADING, LEFT + 150)
    sheet.block(LEFT, y, FIVE)
    assert len(texts(sheet)) == 2


def test_a_caption_in_smaller_type_right_below_the_text_is_parted():
    sheet = Sheet()
    y = sheet.block(LEFT, TOP, FIVE)
    sheet.line(LEFT, y, "The harbor in winter.", SMALL)
    assert texts(sheet)[-1] == "The harbor in winter."


def test_columns_are_blocks_of_their_own_also_below_a_common_line():
    sheet = two_columns(top=TOP + LEADING)
    sheet.line(LEFT, TOP, prose(99, 11), width=RIGHT + MEASURE - LEFT)
    found = blocks_of(sheet)
    assert len(found) == 3
    assert all(block.box[2] <= LEFT + MEASURE + 1 or block.box[0] >= RIGHT - 1 for block in found[1:])


def test_an_indented_quotation_at_the_same_leading_stays_apart_by_its_space_only():
    sheet = Sheet()
    y = sheet.block(LEFT, TOP, FIVE)
    y = sheet.block(LEFT + INDENT, y + 6, fill(prose(5, 30), MEASURE - 2 * INDENT))
    sheet.block(LEFT, y + 6, FIVE)
    assert len(texts(sheet)) == 3


@given(
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.integers(30, 600),
            st.integers(1, 9),
            st.sampled_from([ROMAN, ITALIC, SMALL]),
        ),
        max_size=30,
    )
)
@settings(max_examples=60, deadline=None)
def test_every_line_stands_in_exactly_one_block(places):
    sheet = Sheet()
    for x, y, words, style in places:
        sheet.line(float(x), float(y), " ".join(["treaty"] * words), style)
    lines = lines_of(sheet)
    found = form_blocks(lines, [])
    assert Counter(id(line) for block in found for line in block.lines) == Counter(map(id, lines))
    for block in found:
        assert [line.baseline for line in block.lines] == sorted(line.baseline for line in block.lines)
        for upper, lower in pairwise(block.lines):
            assert {word.size for word in upper.words} & {word.size for word in lower.words}


@given(st.floats(-30, 30), st.floats(-50, 100))
@settings(max_examples=10, deadline=None)
def test_moving_the_page_changes_no_block(dx: float, dy: float):
    expected = texts(two_columns())
    moved = two_columns()
    for word in moved.words:
        word.x0, word.x1, word.baseline = word.x0 + dx, word.x1 + dx, word.baseline + dy
    assert texts(moved) == expected
