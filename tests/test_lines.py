"""Lines: what stands on one baseline is read together, and nothing is read across a gutter."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from horizons_convert.layout.lines import chain_words, find_gutters, form_lines
from horizons_convert.layout.text import Line
from horizons_convert.pdf.page import Rule, Word
from pages import (
    BOLD,
    INDENT,
    ITALIC,
    LEADING,
    LEFT,
    MEASURE,
    PULL,
    RIGHT,
    ROMAN,
    SIZE,
    SMALL,
    TOP,
    Sheet,
    advance,
    draft_of,
    fill,
    lines_of,
    prose,
    set_line,
    sized,
    text_block,
    text_width,
    two_columns,
)


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


def columns(gap: float, rows: int = 10, shift: float = 0.0) -> tuple[list[str], list[str], Sheet]:
    """Two justified columns with `gap` points between; the right one `shift` points lower."""
    left, right = fill(prose(1, 120), MEASURE)[: rows + 1], fill(prose(2, 120), MEASURE)[: rows + 1]
    sheet = Sheet()
    sheet.put(text_block(LEFT, TOP, left, width=MEASURE)[: sum(len(line.split()) for line in left[:-1])])
    at = LEFT + MEASURE + gap
    sheet.put(text_block(at, TOP + shift, right, width=MEASURE)[: sum(len(line.split()) for line in right[:-1])])
    return left[:-1], right[:-1], sheet


# --- gutters ---------------------------------------------------------------------------


@pytest.mark.parametrize("gap", [SIZE, 1.5 * SIZE, 2.4 * SIZE])
@pytest.mark.parametrize("shift", [0.0, LEADING / 2, 1.3])
def test_two_columns_are_not_read_across_however_narrow_the_gutter(gap: float, shift: float):
    left, right, sheet = columns(gap, shift=shift)
    assert Counter(texts(lines_of(sheet))) == Counter(left + right)


def test_four_rows_flush_on_both_sides_are_columns_however_narrow_the_gutter():
    """The last column of an article often holds no more; spaces of justified text never agree on both edges."""
    left, right, sheet = columns(1.2 * SIZE, rows=4)
    assert sorted(texts(lines_of(sheet))) == sorted(left + right)


def test_beside_ragged_text_the_narrower_gutter_of_another_page_counts():
    """On the second page only short lines stand level; a full one beside an indent must not be read across."""
    other = Sheet(2)
    left, right = fill(prose(20, 160), MEASURE - 20)[:9], fill(prose(21, 160), MEASURE - 20)[:9]
    for row, (one, two) in enumerate(zip(left, right, strict=True)):
        full = row == 8
        y = TOP + (22 if full else row) * LEADING
        other.line(LEFT, y, one, width=MEASURE if full else 178.0 + row % 3)
        other.line(RIGHT + (INDENT if full else 0), y, two)
    assert sorted(texts(draft_of(two_columns(1), other).lines[2])) == sorted(left + right)


def test_columns_that_share_few_baselines_are_parted_where_they_do():
    """A pull quote shifts the right column: only three of its rows stand level with the left one."""
    left, right = fill(prose(1, 400), MEASURE)[:36], fill(prose(2, 300), MEASURE)[:20]
    sheet = Sheet()
    for number, line in enumerate(left):
        sheet.line(LEFT, TOP + number * LEADING, line, width=MEASURE)
    for number, line in enumerate(right):
        y = TOP + number * LEADING + (12 * LEADING + 5 if number > 2 else 0)
        sheet.line(LEFT + MEASURE + 0.8 * SIZE, y, line, width=MEASURE)
    assert Counter(texts(lines_of(sheet))) == Counter(left + right)


def test_the_gutter_of_the_contents_does_not_tear_the_lines_of_the_text():
    """The page numbers of a list stand in a column of their own; a text page has a wide word space just there."""
    contents, page = Sheet(1), two_columns(2)
    for row in range(10):
        contents.line(LEFT, TOP + 16 * row, str(10 + row))
        contents.line(LEFT + 24, TOP + 16 * row, " ".join(prose(row).split()[:4]))
    page.line(LEFT, 480, "is")
    page.line(LEFT + 26, 480, "the ferry of the harbor", width=MEASURE - 26)
    lines = draft_of(contents, page, two_columns(3)).lines[2]
    assert "is the ferry of the harbor" in texts(lines)


def test_wide_word_spaces_of_a_justified_line_do_not_tear_it():
    lines = fill(prose(3, 90), MEASURE)
    loose = "the harbors of our republic"
    sheet = Sheet(words=text_block(LEFT, TOP, [*lines[:4], loose, *lines[4:]], width=MEASURE))
    row = [word for word in sheet.words if word.baseline == TOP + 4 * LEADING]
    assert min(b.x0 - a.x1 for a, b in pairwise(row)) > 1.5 * SIZE, "as wide as the gutters above"
    assert loose in texts(lines_of(sheet))


def test_a_gutter_seen_on_one_page_parts_the_few_rows_of_another():
    gutters = find_gutters(chain_words(two_columns().words))
    left, right = (fill(prose(seed), MEASURE)[0] for seed in (5, 6))
    words = set_line(LEFT, TOP, left, width=MEASURE) + set_line(RIGHT, TOP, right, width=MEASURE)
    assert len(gutters) == 1
    assert len(form_lines(2, chain_words(words), [], [])) == 1, "nothing on this page tells"
    assert len(form_lines(2, chain_words(words), [], [], gutters)) == 2


def test_a_word_space_where_another_page_has_its_gutter_does_not_tear_a_line():
    (gutter,) = find_gutters(chain_words(two_columns().words))
    wide = RIGHT + MEASURE - LEFT
    block = fill(prose(7, 60), wide)[:-1]
    before, after = fill(prose(9), gutter[0] - LEFT)[0], fill(prose(10), LEFT + wide - gutter[1])[0]
    row = TOP + len(block) * LEADING
    words = text_block(LEFT, TOP, [*block, "", *block], width=wide)
    words += set_line(LEFT, row, before, width=gutter[0] - LEFT)
    words += set_line(gutter[1], row, after, width=LEFT + wide - gutter[1])
    lines = form_lines(2, chain_words(words), [], [], [gutter])
    assert f"{before} {after}" in texts(lines)


@pytest.mark.parametrize("row", ["Honor Guards. No", "railway minister"])
def test_a_justified_line_of_few_words_is_one_line_however_far_they_stand_apart(row: str):
    """Between full lines of a narrow column."""
    sheet = Sheet()
    narrow = 13 * SIZE
    full = fill(prose(5), narrow)
    for number, text in enumerate([*full[:3], row, *full[3:5]]):
        sheet.line(LEFT, TOP + number * LEADING, text, width=narrow)
    assert texts(lines_of(sheet))[3] == row


@pytest.mark.parametrize("row", ["Barley 41", "Barley Kept"])
def test_two_cells_below_a_full_line_are_no_stretched_line(row: str):
    """The head of a table as wide as the line above it, and its first row."""
    sheet = Sheet()
    sheet.line(LEFT, TOP, "Pledges made by cities at summits", width=170)
    for number, cells in enumerate([row, "Oats 12", "Rye 9"], start=1):
        for x, text in zip((LEFT, LEFT + 170 - 24), cells.split(), strict=True):
            sheet.line(x, TOP + number * LEADING, text, width=24 if x > LEFT else None)
    assert len(lines_of(sheet)) == 7


def test_a_vertical_rule_parts_even_a_single_row():
    sheet = Sheet()
    sheet.line(LEFT, TOP, "the end of one")
    sheet.line(LEFT + text_width("the end of one") + 8, TOP, "and another’s begin")
    assert len(lines_of(sheet)) == 1
    x = LEFT + text_width("the end of one") + 4
    sheet.rules.append(Rule((x, TOP - 20, x + 0.5, TOP + 20), horizontal=False))
    assert texts(lines_of(sheet)) == ["the end of one", "and another’s begin"]


def test_a_pull_quote_beside_the_text_is_not_read_into_its_lines():
    lines = fill(prose(7, 60), 120)
    sheet = Sheet(words=text_block(LEFT, TOP, lines, width=120))
    sheet.line(LEFT + 120 + 9, TOP + 2 * LEADING, "Nobody asked", PULL)
    assert texts(lines_of(sheet)).count("Nobody asked") == 1
    assert [text for text in texts(lines_of(sheet)) if text != "Nobody asked"] == lines


def test_a_heading_across_two_columns_is_one_line():
    sheet = two_columns(top=TOP + 40)
    sheet.line(LEFT + 60, TOP, "A Long Heading That Stands Across Both Columns", sized(ROMAN, 16))
    assert "A Long Heading That Stands Across Both Columns" in texts(lines_of(sheet))


def test_a_wide_gap_in_a_white_strip_is_a_gutter_though_neither_of_its_edges_is_aligned():
    """The last word of a ragged line faces the first line of an indented paragraph; no other rows share baselines."""
    sheet = Sheet()
    for row, short in enumerate([6, 17, 3, 11, 0, 14, 8.5, 20]):
        y = TOP + row * LEADING
        sheet.line(LEFT, y, fill(prose(row + 1), MEASURE - 12)[0], width=MEASURE - short)
        sheet.line(RIGHT + (8 if row == 0 else 0), y + (0 if row == 0 else 3), prose(row + 30, 4))
    found = texts(lines_of(sheet))
    assert fill(prose(1), MEASURE - 12)[0] in found
    assert prose(30, 4) in found


# --- small type on the line ------------------------------------------------------------


@pytest.mark.parametrize("rise", [3.0, 4.5, -1.5])
def test_a_raised_or_lowered_figure_stays_with_its_word(rise: float):
    sheet = Sheet()
    word = sheet.line(LEFT, TOP, "as the treaty says")[-1]
    mark = sheet.after(word, "12", sized(ROMAN, 6), rise=rise)[0]
    sheet.after(mark, "and nobody denies", ROMAN, glued=False)
    for word in sheet.words[-3:]:
        word.baseline = TOP
    assert texts(lines_of(sheet)) == ["as the treaty says12 and nobody denies"]


@pytest.mark.parametrize("rise", [4.5, -4.5])
def test_a_figure_that_a_browser_made_hardly_smaller_stays_with_its_word(rise: float):
    """WeasyPrint sets superscripts and subscripts in nine tenths of the size."""
    sheet = Sheet()
    word = sheet.line(LEFT, TOP, "as far as the H")[-1]
    mark = sheet.after(word, "2", sized(ROMAN, 9), rise=rise)[0]
    (rest,) = set_line(mark.x1, TOP, "O", glued=True)
    sheet.put([rest])
    sheet.after(rest, "of the bay goes", ROMAN, glued=False)
    assert texts(lines_of(sheet)) == ["as far as the H2O of the bay goes"]


def test_two_words_that_had_to_fill_a_narrow_line_are_one_line():
    """The next word was long and could not be broken, so a single space took all the room that was left."""
    lines = ["the notes of the older", "sur quarante-deux", "which nobody in the", "port has ever asked for"]
    sheet = Sheet()
    sheet.block(LEFT, TOP, [*lines, ""], width=115)
    space = sheet.words[6].x0 - sheet.words[5].x1
    assert space > 3.6 * SIZE
    assert texts(lines_of(sheet)) == lines


def test_the_folio_at_the_other_side_of_a_running_head_is_no_word_of_it():
    sheet = Sheet()
    title = sheet.line(LEFT, TOP, "Estuary Review")[-1]
    sheet.line(title.x1 + 5 * SIZE, TOP, "112")
    sheet.column(LEFT, TOP + 3 * LEADING, [1, 2])
    assert texts(lines_of(sheet))[:2] == ["Estuary Review", "112"]


def test_a_note_mark_at_a_line_end_does_not_reach_across_the_gutter():
    left, right, sheet = columns(1.2 * SIZE)
    end = next(word for word in sheet.words if word.baseline == TOP + 3 * LEADING and word.x1 > LEFT + MEASURE - 1)
    sheet.after(end, "4", sized(ROMAN, 6), rise=3.5)
    found = texts(lines_of(sheet))
    assert f"{left[3]}4" in found
    assert right[3] in found


def test_the_space_behind_list_markers_is_no_gutter():
    items = [f"{number}. {prose(number, 5)}" for number in range(1, 9)]
    sheet = Sheet()
    for row, item in enumerate(items):
        marker, rest = item.split(" ", 1)
        sheet.line(LEFT, TOP + row * LEADING, marker)
        sheet.line(LEFT + 18, TOP + row * LEADING, rest)
    assert texts(lines_of(sheet)) == items


@pytest.mark.parametrize(("size", "rise"), [(9.5, 2.0), (6.5, 2.4), (12.0, -1.8)])
def test_a_bullet_of_another_font_stays_with_its_item_though_it_stands_higher_or_lower(size: float, rise: float):
    sheet = Sheet()
    bullet = replace(sized(ROMAN, size), font="Symbols", colour=(220, 40, 40))
    for row, text in enumerate(fill(prose(4), MEASURE - 16)[:4]):
        sheet.line(LEFT, TOP + row * LEADING - rise, "█", bullet)
        sheet.line(LEFT + 16, TOP + row * LEADING, text)
    assert texts(lines_of(sheet)) == [f"█ {text}" for text in fill(prose(4), MEASURE - 16)[:4]]


def test_italics_and_small_type_within_a_line_do_not_part_it():
    sheet = Sheet()
    word = sheet.line(LEFT, TOP, "in the review")[-1]
    word = sheet.after(word, "Foreign Affairs", ITALIC, glued=False)[-1]
    sheet.after(word, "and elsewhere", SMALL, glued=False)
    assert texts(lines_of(sheet)) == ["in the review Foreign Affairs and elsewhere"]


def test_small_capitals_made_by_size_stay_in_their_line_though_the_text_has_small_letters():
    sheet = Sheet()
    sheet.line(LEFT, TOP, "every morning", sized(ROMAN, 8))
    for word in set_line(sheet.words[-1].x1 + 8, TOP, "at six at the bridge"):
        sheet.put([word])
    assert texts(lines_of(sheet)) == ["every morning at six at the bridge"]


def test_the_notes_in_the_next_column_are_not_read_into_the_text():
    sheet = Sheet()
    sheet.column(LEFT, TOP, [1, 2])
    for row, note in enumerate(["1. See the same volume.", "2. Ibid., page 40.", "3. Letter to the author."]):
        sheet.line(RIGHT, TOP + row * LEADING, note, SMALL)
    assert "1. See the same volume." in texts(lines_of(sheet))


# --- what holds for any page -----------------------------------------------------------

STYLES = [ROMAN, ITALIC, SMALL, PULL]
WORDS = st.lists(
    st.tuples(
        st.integers(0, 440),
        st.integers(20, 600),
        st.sampled_from(["of", "treaty", "1", "—", "a", "responsibility", "•"]),
        st.sampled_from(STYLES),
    ),
    max_size=40,
    unique_by=lambda word: word[:2],
)


def scattered(places: list[tuple[int, int, str, object]]) -> list[Word]:
    return [set_line(float(x), float(y), text, style)[0] for x, y, text, style in places]  # type: ignore[arg-type]


def test_letters_drawn_over_each_other_are_all_kept():
    sheet = Sheet()
    sheet.line(LEFT, TOP, "1")
    sheet.line(LEFT, TOP + 1, "1")
    assert sorted(texts(lines_of(sheet))) == ["1", "1"]


@given(WORDS)
@settings(max_examples=60, deadline=None)
def test_every_word_ends_in_exactly_one_line(places: list[tuple[int, int, str, object]]):
    words = scattered(places)
    chains = chain_words(words)
    lines = form_lines(1, chains, [], find_gutters(chains))
    assert Counter(id(word) for line in lines for word in line.words) == Counter(id(word) for word in words)
    assert [line.baseline for line in lines] == sorted(line.baseline for line in lines)
    assert all(line.words == sorted(line.words, key=lambda word: word.x0) for line in lines)


@given(st.integers(0, 2**32), st.sampled_from([1, 2, 3]))
@settings(max_examples=15, deadline=None)
def test_the_order_of_the_content_stream_changes_nothing(seed: int, number: int):
    expected = texts(lines_of(two_columns(number)))
    sheet = two_columns(number)
    random.Random(seed).shuffle(sheet.words)
    for order, word in enumerate(sheet.words):
        word.order = order
    assert texts(lines_of(sheet)) == expected


@given(st.floats(-30, 30), st.floats(-60, 60), st.sampled_from([0.5, 0.8, 1.0, 1.7, 3.0]))
@settings(max_examples=15, deadline=None)
def test_neither_place_nor_scale_of_a_page_changes_its_lines(dx: float, dy: float, scale: float):
    sheet = two_columns()
    expected = texts(lines_of(sheet))
    styles = {word.style: sized(word.style, scale * word.style.size) for word in sheet.words}
    sheet.words = [
        Word(
            word.text,
            scale * (word.x0 + dx),
            scale * (word.x1 + dx),
            scale * (word.baseline + dy),
            styles[word.style],
            word.glyphs,
            word.glued,
            word.order,
        )
        for word in sheet.words
    ]
    assert texts(lines_of(sheet)) == expected


def test_names_set_tight_below_a_large_title_are_a_line_of_their_own():
    sheet = Sheet()
    first, second, *_ = sheet.line(LEFT, 80, "The Patience of Ferries", sized(BOLD, 20.0))
    names = sized(ITALIC, 10.0)
    by = sheet.line(LEFT, 91, "By", names)[0]
    sheet.line(second.x0 - 2 - advance("Ottilie", names), 91, "Ottilie Brandvold", names)
    assert first.x0 == by.x0
    assert [line.text for line in lines_of(sheet)] == ["The Patience of Ferries", "By Ottilie Brandvold"]
