"""Detours: what stands in other type between two halves of a sentence is no part of it."""

from __future__ import annotations

from horizons_convert.document import Paragraph, plain
from pages import (
    HEADING,
    LEADING,
    LEFT,
    MEASURE,
    RIGHT,
    SMALL,
    TITLE,
    TOP,
    Sheet,
    article_of,
    fill,
    paragraphs_of,
    prose,
)

IMPRINT = "The Ferry Press prints this bulletin four times a year and sends it to whoever asks for it."
NOTE = "The letter is kept in the harbor museum of the delta with all its copies, though nobody reads it."


def cut_text(lines: int = 12) -> tuple[Sheet, list[str], float]:
    """A page whose first column breaks off in a sentence that the second goes on with; and where the columns end."""
    sheet = Sheet()
    sheet.line(LEFT, 40, "Of Quiet Harbors", TITLE)
    flow = fill(prose(3, 200), MEASURE)
    while flow[lines - 1].endswith(".") or not flow[lines][0].islower():
        lines += 1
    for number, text in enumerate(flow[: 2 * lines]):
        column, row = divmod(number, lines)
        sheet.line((LEFT, RIGHT)[column], TOP + row * LEADING, text, width=MEASURE)
    return sheet, flow[: 2 * lines], TOP + lines * LEADING


def test_small_print_at_the_foot_does_not_cut_the_sentence():
    sheet, flow, end = cut_text()
    sheet.block(LEFT, end + 3 * LEADING, fill(IMPRINT, MEASURE, SMALL), SMALL, 10)
    said = paragraphs_of(article_of(sheet))
    assert " ".join(said[:-1]).split() == " ".join(flow).split()
    assert said[-1] == IMPRINT


def test_a_heading_and_its_small_print_between_two_columns_come_behind_the_sentence():
    sheet, flow, end = cut_text()
    sheet.line(LEFT, end + 3 * LEADING, "About the Press", HEADING)
    sheet.block(LEFT, end + 4.5 * LEADING, fill(IMPRINT, MEASURE, SMALL), SMALL, 10)
    said = paragraphs_of(article_of(sheet))
    assert " ".join(said[:-1]).split() == " ".join(flow).split()


def test_a_full_stop_before_it_leaves_everything_where_it_stands():
    sheet = Sheet()
    sheet.line(LEFT, 40, "Of Quiet Harbors", TITLE)
    end = sheet.column(LEFT, TOP, [1, 2, 3])
    sheet.block(LEFT, end + LEADING, fill(IMPRINT, MEASURE, SMALL), SMALL, 10)
    sheet.column(RIGHT, TOP, [4, 5])
    said = paragraphs_of(article_of(sheet))
    assert said == [prose(1), prose(2), prose(3), IMPRINT, prose(4), prose(5)]


def test_small_print_below_notes_across_the_page_comes_last():
    sheet = Sheet()
    sheet.line(LEFT, 40, "Of Quiet Harbors", TITLE)
    end = sheet.column(LEFT, TOP, [1, 2, 3])
    sheet.after(sheet.words[10], "1", SMALL, rise=3)
    sheet.column(RIGHT, TOP, [4, 5])
    sheet.rule(LEFT, end + LEADING, LEFT + 60)
    sheet.line(LEFT, end + 2.2 * LEADING, f"1 {NOTE}", SMALL)
    sheet.line(LEFT, end + 6 * LEADING, "About the Press", HEADING)
    sheet.block(LEFT, end + 7.5 * LEADING, fill(IMPRINT, MEASURE, SMALL), SMALL, 10)
    article = article_of(sheet)
    assert [plain(note.blocks[0].content) for note in article.notes if isinstance(note.blocks[0], Paragraph)] == [NOTE]
    assert paragraphs_of(article)[-2:] == [prose(5), IMPRINT]
