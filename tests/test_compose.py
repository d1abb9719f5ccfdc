"""Composition: the blocks of the article in their order, each once, and nothing torn by what stands between."""

from __future__ import annotations

from horizons_convert.document import BlockQuote, Figure, Heading, Paragraph, inlines, plain, walk
from horizons_convert.pdf.page import Picture
from pages import (
    HEADING,
    INDENT,
    ITALIC,
    LEADING,
    LEFT,
    MEASURE,
    RIGHT,
    SMALL,
    TOP,
    Sheet,
    article_of,
    cut,
    paragraphs_of,
    prose,
    sized,
    two_columns,
)


def test_a_heading_over_two_lines_is_one():
    sheet = two_columns(paragraphs=2)
    sheet.block(LEFT, 300, ["Why the Keepers of the Doors", "Never Trusted Anybody"], HEADING, 15)
    sheet.paragraph(LEFT, 336, prose(31), indent=0)
    headings = [block for block in article_of(sheet).blocks if isinstance(block, Heading)]
    assert [plain(heading.content) for heading in headings] == ["Why the Keepers of the Doors Never Trusted Anybody"]


def test_two_headings_of_different_level_below_each_other_are_two():
    sheet = two_columns(paragraphs=2)
    sheet.line(LEFT, 300, "THE SOURCE", HEADING)
    sheet.line(LEFT, 316, "Upstream", sized(ITALIC, 12))
    sheet.paragraph(LEFT, 336, prose(31), indent=0)
    headings = [block for block in article_of(sheet).blocks if isinstance(block, Heading)]
    assert [(plain(heading.content), heading.level) for heading in headings] == [("THE SOURCE", 1), ("Upstream", 2)]


def test_a_picture_waits_for_the_end_of_the_paragraph_that_goes_on_over_the_page():
    first, second = two_columns(1, paragraphs=2), two_columns(2, paragraphs=2)
    first.pictures.append(Picture((RIGHT, 420.0, RIGHT + MEASURE, 540.0), 0))
    first.line(RIGHT, 550, "The harbor in winter", SMALL)
    text = prose(40, 60)
    head, rest = cut(text, 6)
    first.paragraph(RIGHT, 300, head, full=True)
    second.words = [word for word in second.words if word.x0 >= RIGHT]
    y = second.paragraph(LEFT, TOP, rest, indent=0)
    second.column(LEFT, y, [60, 61])
    blocks = article_of(first, second).blocks
    at = next(index for index, block in enumerate(blocks) if isinstance(block, Figure))
    assert plain(inlines(blocks[at - 1])) == text


def test_paragraphs_of_one_quotation_stand_in_one_block():
    sheet = Sheet()
    y = sheet.column(LEFT, TOP, [1, 2]) + 6
    width = MEASURE - 2 * INDENT
    y = sheet.paragraph(LEFT + INDENT, y, prose(30, 20), width=width, indent=0)
    y = sheet.paragraph(LEFT + INDENT, y, prose(31, 20), width=width) + 6
    sheet.column(LEFT, y, [3])
    sheet.column(RIGHT, TOP, [4, 5, 6])
    quotes = [block for block in article_of(sheet).blocks if isinstance(block, BlockQuote)]
    assert [[plain(inlines(inner)) for inner in quote.blocks] for quote in quotes] == [[prose(30, 20), prose(31, 20)]]


def test_every_paragraph_stands_once_and_knows_where_it_came_from():
    article = article_of(two_columns(1), two_columns(2))
    texts = paragraphs_of(article)
    assert len(texts) == len(set(texts)) == 12
    for block in walk(article.blocks):
        assert isinstance(block, Paragraph)
        assert block.places
        for place in block.places:
            column = LEFT if place.box[0] < RIGHT - 1 else RIGHT
            assert column - 1 <= place.box[0] < place.box[2] <= column + MEASURE + 1
            assert place.box[3] - place.box[1] >= LEADING


def test_a_paragraph_over_two_columns_has_a_place_in_each():
    sheet = Sheet()
    text = prose(5, 60)
    head, rest = cut(text, 6)
    y = sheet.column(LEFT, TOP, [1, 2])
    sheet.paragraph(LEFT, y, head, full=True)
    y = sheet.paragraph(RIGHT, TOP, rest, indent=0)
    sheet.column(RIGHT, y, [3, 4])
    block = next(b for b in article_of(sheet).blocks if isinstance(b, Paragraph) and plain(b.content) == text)
    assert [place.box[0] for place in block.places] == [LEFT, RIGHT]
