"""Lists: every item in its place, with its number, whatever tore them on the page."""

from __future__ import annotations

import pytest

from horizons_convert.document import Article, Heading, ListBlock, Paragraph, plain
from horizons_convert.pdf.page import Picture, Style
from horizons_convert.recover.labels import labels
from pages import (
    BOLD,
    HEADING,
    INDENT,
    LEADING,
    LEFT,
    MEASURE,
    RIGHT,
    ROMAN,
    TOP,
    Sheet,
    article_of,
    fill,
    prose,
    set_line,
    sized,
)

HANG = 16.0
SHORT = ["A harbor", "Two bridges", "No ferry at all", "The museum", "Letters home", "Winter", "An orchard"]
"""What fits in half a line."""


def body(article: Article) -> list[str]:
    return [plain(block.content) for block in article.blocks if isinstance(block, Paragraph)]


def lists(article: Article) -> list[ListBlock]:
    return [block for block in article.blocks if isinstance(block, ListBlock)]


def items(block: ListBlock) -> list[tuple[str, str]]:
    return [(item.marker, plain(item.blocks[0].content)) for item in block.items]


def item(sheet: Sheet, x: float, y: float, marker: str, text: str, style: Style = ROMAN, hang: float = HANG) -> float:
    """An item whose further lines hang; gives the next baseline."""
    leading = 1.2 * style.size
    sheet.line(x, y, marker, style)
    return sheet.block(x + hang, y, fill(text, MEASURE - hang, style), style, leading, width=MEASURE - hang)


def sheet_with_text() -> tuple[Sheet, float]:
    """Two columns, the left one with room for a list."""
    sheet = Sheet()
    sheet.column(RIGHT, TOP, [4, 5, 6])
    return sheet, sheet.column(LEFT, TOP, [1, 2])


@pytest.mark.parametrize("shift", [-2.5, 2.0])
def test_bullets_that_stand_off_the_baseline_belong_to_their_items(shift: float):
    sheet, y = sheet_with_text()
    for seed in (20, 21, 22):
        sheet.put(set_line(LEFT, y + shift, "█", sized(ROMAN, 8)))
        y = sheet.block(LEFT + HANG, y, fill(prose(seed, 16), MEASURE - HANG), width=MEASURE - HANG)
    (found,) = lists(article_of(sheet))
    assert items(found) == [("█", prose(seed, 16)) for seed in (20, 21, 22)]


def test_references_whose_second_lines_are_bold_stay_in_their_list():
    sheet, y = sheet_with_text()
    for number in (1, 2, 3, 4):
        lines = fill(prose(20 + number, 24), MEASURE - HANG)
        sheet.line(LEFT, y, f"{number}.")
        for place, line in enumerate(lines):
            sheet.line(LEFT + HANG, y, line, BOLD if number in (2, 3) and place else ROMAN)
            y += LEADING
    (found,) = lists(article_of(sheet))
    assert items(found) == [(f"{number}.", prose(20 + number, 24)) for number in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    "markers",
    [["1.", "2.", "3."], ["1)", "2)", "3)"], ["[1]", "[2]", "[3]"], ["A.", "B.", "C."], ["III.", "IV.", "V."]],
)
def test_items_of_one_line_at_the_columns_edge_are_a_list_to_the_last(markers: list[str]):
    sheet, y = sheet_with_text()
    for seed, marker in enumerate(markers):
        sheet.line(LEFT, y, marker)
        sheet.line(LEFT + HANG, y, SHORT[seed])
        y += LEADING
    y += LEADING
    sheet.column(LEFT, y, [3])
    article = article_of(sheet)
    (found,) = lists(article)
    assert items(found) == list(zip(markers, SHORT, strict=False))
    assert found.ordered
    assert found.start == labels(markers[0])[0].number
    assert prose(3) in body(article)


def test_numbered_paragraphs_that_follow_each_other_are_a_list():
    sheet, y = sheet_with_text()
    for number in (1, 2, 3):
        y = sheet.paragraph(LEFT, y, f"({number}) {prose(20 + number, 20)}")
    sheet.column(LEFT, y, [3])
    article = article_of(sheet)
    (found,) = lists(article)
    assert items(found) == [(f"({number})", prose(20 + number, 20)) for number in (1, 2, 3)]
    assert body(article) == [prose(seed) for seed in (1, 2, 3, 4, 5, 6)]


def test_labels_of_books_stay_where_they_are_and_make_a_list():
    sheet, y = sheet_with_text()
    keys = ["[Adams 84]", "[Brown99]", "[Knuth and Plass 81]"]
    for seed, key in enumerate(keys, 20):
        lines = fill(f"{key} {prose(seed, 20)}", MEASURE - HANG)
        sheet.line(LEFT, y, lines[0])
        y = sheet.block(LEFT + HANG, y + LEADING, lines[1:])
    (found,) = lists(article_of(sheet))
    assert not found.ordered
    assert items(found) == [(key, f"{key} {prose(seed, 20)}") for seed, key in enumerate(keys, 20)]


def test_numbers_in_steps_stay_where_they_are_beside_a_wide_gap():
    sheet, y = sheet_with_text()
    for number in range(1, 6):
        y = item(sheet, LEFT, y, f"2.{number}:", prose(20 + number, 12), hang=26)
    (found,) = lists(article_of(sheet))
    assert items(found) == [(f"2.{number}:", f"2.{number}: {prose(20 + number, 12)}") for number in range(1, 6)]


def test_a_list_within_an_item_lies_within_it_and_the_numbers_go_on_behind_it():
    sheet, y = sheet_with_text()
    y = item(sheet, LEFT, y, "1.", prose(20, 12))
    for seed in (21, 22):
        sheet.line(LEFT + HANG, y, "•")
        y = sheet.block(LEFT + 2 * HANG, y, fill(prose(seed, 12), MEASURE - 2 * HANG))
    y = item(sheet, LEFT, y, "2.", prose(23, 12))
    y = item(sheet, LEFT, y, "3.", prose(24, 5))
    (found,) = lists(article_of(sheet))
    assert items(found) == [("1.", prose(20, 12)), ("2.", prose(23, 12)), ("3.", prose(24, 5))]
    inner = found.items[0].blocks[1]
    assert isinstance(inner, ListBlock)
    assert items(inner) == [("•", prose(21, 12)), ("•", prose(22, 12))]


def test_two_numbered_lists_behind_each_other_both_begin_with_one():
    sheet, y = sheet_with_text()
    for marker, seed in (("1.", 20), ("2.", 21), ("1.", 22), ("2.", 23)):
        y = item(sheet, LEFT, y, marker, prose(seed, 12))
    found = lists(article_of(sheet))
    assert [items(one) for one in found] == [
        [("1.", prose(20, 12)), ("2.", prose(21, 12))],
        [("1.", prose(22, 12)), ("2.", prose(23, 12))],
    ]


def test_an_asterisk_that_a_full_line_of_text_goes_on_with_is_no_bullet():
    sheet, y = sheet_with_text()
    lines = [
        "The printer of every journal sets",
        "* and † before his notes, and no",
        "reader has ever wondered at them.",
    ]
    y = sheet.block(LEFT, y, lines, indent=INDENT, width=MEASURE)
    sheet.column(LEFT, y, [3])
    article = article_of(sheet)
    assert lists(article) == []
    assert " ".join(lines) in body(article)


def test_a_bullet_below_which_its_item_runs_on_keeps_it():
    sheet, y = sheet_with_text()
    lines = fill(
        "■ 1. The minister amends the second section of our treaty by removing the number of that bridge", MEASURE
    )
    y = sheet.block(LEFT, y, lines, width=MEASURE)
    sheet.column(LEFT, y, [3])
    article = article_of(sheet)
    (found,) = lists(article)
    assert items(found) == [("■", " ".join(lines).removeprefix("■ "))]
    assert prose(3) in body(article)


def test_a_paragraph_behind_a_short_last_item_is_not_part_of_it():
    sheet, y = sheet_with_text()
    for number, word in enumerate(["fourscore", "and seven", "years ago"], 1):
        sheet.line(LEFT, y, f"{number}.")
        sheet.line(LEFT + INDENT, y, word)
        y += LEADING
    sheet.column(LEFT, y, [3])
    article = article_of(sheet)
    (found,) = lists(article)
    assert items(found) == [("1.", "fourscore"), ("2.", "and seven"), ("3.", "years ago")]
    assert prose(3) in body(article)


def test_a_short_list_in_two_columns_within_one_is_read_by_its_numbers():
    sheet, y = sheet_with_text()
    for number in range(1, 8):
        x, row = (LEFT, number) if number < 5 else (LEFT + MEASURE / 2, number - 4)
        sheet.line(x, y + row * LEADING, f"{number}.")
        sheet.line(x + HANG, y + row * LEADING, SHORT[number - 1])
    sheet.column(LEFT, y + 5 * LEADING, [3])
    article = article_of(sheet)
    (found,) = lists(article)
    assert items(found) == [(f"{number}.", SHORT[number - 1]) for number in range(1, 8)]
    assert prose(3) in body(article)


def test_columns_that_end_above_a_wide_figure_are_read_before_what_stands_below_it():
    """Where a cut sentence goes on tells: below the figure in the next column, not above it."""
    sheet = Sheet()
    sheet.column(LEFT, TOP, [1])
    sheet.column(RIGHT, TOP, [3])
    y = TOP + 20 * LEADING
    sheet.pictures.append(Picture((LEFT, TOP + 10 * LEADING, RIGHT + MEASURE, y - 2 * LEADING), 0))
    broken = fill(prose(2, 60), MEASURE, indent=INDENT)
    half = len(broken) // 2
    sheet.block(LEFT, y, broken[:half], indent=INDENT, width=MEASURE)
    sheet.block(RIGHT, y, broken[half:], width=MEASURE)
    article = article_of(sheet)
    assert body(article) == [prose(1), prose(3), prose(2, 60)]


def test_entries_under_bibliography_are_a_list_however_far_apart():
    sheet, y = sheet_with_text()
    sheet.line(LEFT, y + LEADING, "Bibliography", HEADING)
    y += 3 * LEADING
    for number in range(1, 7):
        sheet.line(LEFT, y, f"[{number}]")
        sheet.line(LEFT + HANG, y, SHORT[number])
        y += 2 * LEADING
    (found,) = lists(article_of(sheet))
    assert items(found) == [(f"[{number}]", SHORT[number]) for number in range(1, 7)]


def test_bulleted_lines_in_a_face_of_their_own_are_no_heading():
    sheet, y = sheet_with_text()
    sans = Style("Sans", 9.0)
    for text in SHORT[:2]:
        y += 2 * LEADING
        sheet.line(LEFT, y, "■", sans)
        sheet.line(LEFT + HANG, y, f"{text} of the Museum", sans)
    y = sheet.column(LEFT, y + 2 * LEADING, [3])
    article = article_of(sheet)
    (found,) = lists(article)
    assert items(found) == [("■", f"{text} of the Museum") for text in SHORT[:2]]


def test_a_heading_may_begin_with_a_name_that_has_its_capital_further_on():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1]) + LEADING
    sheet.line(LEFT, y, "iHarbor and others", HEADING)
    sheet.column(LEFT, y + 1.5 * LEADING, [2, 3])
    sheet.column(RIGHT, TOP, [4, 5, 6])
    article = article_of(sheet)
    assert [plain(b.content) for b in article.blocks if isinstance(b, Heading)] == ["iHarbor and others"]


def test_numbers_that_reach_into_the_gutter_stay_with_their_column():
    sheet = Sheet()
    sheet.column(LEFT, TOP, [1, 2, 3, 4])
    y = sheet.column(LEFT + MEASURE + 10, TOP, [5, 6])
    for number in range(1, 5):
        sheet.line(LEFT + MEASURE + 4, y, f"1{number}.")
        y = sheet.block(LEFT + MEASURE + 24, y, fill(prose(20 + number, 14), MEASURE - 14), width=MEASURE - 14)
    article = article_of(sheet)
    (found,) = lists(article)
    assert items(found) == [(f"1{number}.", prose(20 + number, 14)) for number in range(1, 5)]
    assert body(article) == [prose(seed) for seed in range(1, 7)]


@pytest.mark.parametrize(("indent", "space"), [(INDENT, 0.0), (0.0, 4.0)])
def test_a_further_paragraph_of_an_item_belongs_to_it(indent: float, space: float):
    sheet, y = sheet_with_text()
    for number in (1, 2, 3):
        y = item(sheet, LEFT, y, f"{number}.", prose(20 + number, 16)) + space
        if number < 3:
            text = prose(30 + number, 16)
            y = sheet.paragraph(LEFT + HANG, y, text, width=MEASURE - HANG, indent=indent) + space
    article = article_of(sheet)
    (found,) = lists(article)
    said = [[plain(block.content) for block in one.blocks if isinstance(block, Paragraph)] for one in found.items]
    assert said == [[prose(21, 16), prose(31, 16)], [prose(22, 16), prose(32, 16)], [prose(23, 16)]]


def entry(sheet: Sheet, x: float, y: float, lines: list[str], hang: float = HANG) -> float:
    """Lines of which all but the first hang; gives the next baseline."""
    sheet.line(x, y, lines[0], width=MEASURE if lines[1:] else None)
    return sheet.block(x + hang, y + LEADING, lines[1:], width=MEASURE - hang)


def hung(text: str, hang: float = HANG) -> list[str]:
    """A text broken into the lines of an entry."""
    first = fill(text, MEASURE)[0]
    return [first, *fill(text.removeprefix(first).strip(), MEASURE - hang)]


def test_an_entry_that_hangs_goes_on_in_the_next_column():
    texts, hang = [f"Harbor {prose(20 + number, 16)}" for number in range(6)], 24.0
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    for text in texts[:2]:
        y = entry(sheet, LEFT, y, hung(text, hang), hang) + 5
    first, *rest = hung(texts[2], hang)
    sheet.line(LEFT, y, first, width=MEASURE)
    y = sheet.block(RIGHT + hang, TOP, rest, width=MEASURE - hang) + 5
    for text in texts[3:]:
        y = entry(sheet, RIGHT, y, hung(text, hang), hang) + 5
    sheet.column(RIGHT, y, [3, 4])
    assert body(article_of(sheet)) == [prose(1), prose(2), *texts, prose(3), prose(4)]


def test_an_entry_behind_one_that_hangs_and_fills_its_last_line_is_another():
    sheet, y = sheet_with_text()
    y += LEADING
    texts = []
    for seed, short in ((20, "Adams, J. The Harbor."), (21, "Brown, K. The River."), (22, "Clark, L. The Museum.")):
        lines = [line.rstrip(".") for line in hung(prose(seed, 60))[:3]]
        lines[-1] += "."
        y = entry(sheet, LEFT, y, lines)
        sheet.line(LEFT, y, short)
        y += LEADING
        texts += [" ".join(lines), short]
    assert body(article_of(sheet))[2 : 2 + len(texts)] == texts


def test_numbers_without_a_mark_are_markers_where_all_behind_and_below_them_has_one_edge():
    sheet, y = sheet_with_text()
    for number in (1, 2, 3):
        y = item(sheet, LEFT, y, f"{number}", prose(20 + number, 16), hang=9)
    article = article_of(sheet)
    (found,) = lists(article)
    assert items(found) == [(f"{number}", prose(20 + number, 16)) for number in (1, 2, 3)]


def test_lines_that_happen_to_begin_with_numbers_are_no_list():
    sheet, y = sheet_with_text()
    lines = [
        "The commission met on May 1",
        "2 and 3 in the border town, and",
        "3 of its members wrote to all",
        "4 ministers.",
    ]
    y = sheet.block(LEFT, y, lines, indent=INDENT)
    sheet.column(LEFT, y, [3])
    article = article_of(sheet)
    assert lists(article) == []
    assert " ".join(lines) in body(article)
