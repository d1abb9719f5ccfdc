"""Flow: the text is read column by column, and what floats never stands in the middle of a sentence."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from horizons_convert.document import CodeBlock, Figure, Heading, Paragraph, plain
from horizons_convert.pdf.page import Picture
from pages import (
    HEADING,
    INDENT,
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
    two_columns,
)

TYPEWRITER = replace(ROMAN, font="Mono", monospace=True)


def test_columns_are_read_one_after_the_other_page_by_page():
    article = article_of(two_columns(1), two_columns(2))
    assert paragraphs_of(article) == [prose(seed) for seed in (*range(100, 106), *range(200, 206))]


@pytest.mark.parametrize("seed", range(3))
def test_a_content_stream_in_any_order_gives_the_same_article(seed: int):
    sheet = two_columns(1)
    random.Random(seed).shuffle(sheet.words)
    for order, word in enumerate(sheet.words):
        word.order = order
    assert paragraphs_of(article_of(sheet)) == [prose(seed) for seed in range(100, 106)]


def test_headings_part_their_columns_where_they_stand():
    sheet = Sheet()
    for x, seeds, heading in ((LEFT, (1, 2), "The Source"), (RIGHT, (3, 4), "The Mouth")):
        y = sheet.column(x, TOP, seeds[:1])
        sheet.line(x, y + LEADING, heading, HEADING)
        sheet.column(x, y + 3 * LEADING, [*seeds[1:], 10 + seeds[1]])
    blocks = article_of(sheet).blocks
    said = [plain(block.content) for block in blocks if isinstance(block, Heading | Paragraph)]
    assert said == [prose(1), "The Source", prose(2), prose(12), prose(3), "The Mouth", prose(4), prose(14)]


def test_one_two_and_three_columns_on_one_page():
    sheet = Sheet(width=640)
    y = sheet.column(LEFT, TOP, [1, 2], width=560)
    for column in range(3):
        sheet.column(LEFT + 190 * column, y + 2 * LEADING, [10 + column, 20 + column], width=180)
    found = paragraphs_of(article_of(sheet))
    assert found == [prose(seed) for seed in (1, 2, 10, 20, 11, 21, 12, 22)]


def test_a_figure_follows_the_paragraph_above_it():
    sheet = two_columns(paragraphs=2)
    sheet.pictures.append(Picture((LEFT, 230.0, LEFT + MEASURE, 330.0), 0))
    sheet.line(LEFT, 340, "The harbor in winter", SMALL)
    sheet.paragraph(LEFT, 370, prose(7))
    blocks = article_of(sheet).blocks
    at = next(index for index, block in enumerate(blocks) if isinstance(block, Figure))
    before, after = blocks[at - 1], blocks[at + 1]
    assert isinstance(before, Paragraph)
    assert plain(before.content) == prose(101)
    assert isinstance(after, Paragraph)
    assert plain(after.content) == prose(7)


def test_a_column_that_begins_in_the_middle_of_a_sentence_goes_on_with_it():
    sheet = Sheet()
    text = prose(5, 60)
    head, rest = cut(text, 7)
    y = sheet.column(LEFT, TOP, [1, 2])
    sheet.paragraph(LEFT, y, head, full=True)
    y = sheet.paragraph(RIGHT, TOP, rest, indent=0)
    sheet.column(RIGHT, y, [3, 4])
    assert paragraphs_of(article_of(sheet)) == [prose(1), prose(2), text, prose(3), prose(4)]


def test_a_short_line_comes_before_what_is_set_in_below_it():
    """However far right that begins: "either", a line of program text, "or", another one."""
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2])
    for word, code in (("either", "head * a star ends it *"), ("or", "head a name ends it")):
        sheet.line(LEFT, y, word)
        sheet.line(LEFT + 4 * INDENT, y + 1.8 * LEADING, code, TYPEWRITER)
        y += 3.6 * LEADING
    sheet.column(LEFT, y, [3])
    sheet.column(RIGHT, TOP, [11, 12, 13])
    blocks = [b for b in article_of(sheet).blocks if isinstance(b, CodeBlock | Paragraph)]
    said = [block.text if isinstance(block, CodeBlock) else plain(block.content).split()[-1] for block in blocks]
    at = said.index("either")
    assert said[at : at + 4] == ["either", "head * a star ends it *", "or", "head a name ends it"]


def test_short_columns_in_a_wide_one_are_still_read_one_after_the_other():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2], width=400)
    for place in range(2):
        sheet.column(LEFT + 210 * place, y + 2 * LEADING, [10 + place, 20 + place])
    sheet.line(LEFT, y + 16 * LEADING, "The end of the left one.")
    found = " ".join(paragraphs_of(article_of(sheet)))
    assert found.index("The end of the left one.") < found.index(prose(11))


def test_figures_below_each_other_keep_their_order():
    sheet = two_columns(paragraphs=2)
    for place in range(3):
        sheet.pictures.append(Picture((LEFT, 220.0 + 100 * place, LEFT + MEASURE, 290.0 + 100 * place), place))
    figures = [block for block in article_of(sheet).blocks if isinstance(block, Figure)]
    assert [figure.image for figure in figures] == ["p1-i0", "p1-i1", "p1-i2"]
