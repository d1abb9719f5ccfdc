"""Figures: pictures and charts come out where they stand, with their own captions and nobody else's words."""

from __future__ import annotations

import pytest

from horizons_convert.document import Article, Box, Figure, plain
from horizons_convert.pdf.page import Picture
from pages import (
    HEIGHT,
    LEADING,
    LEFT,
    MEASURE,
    SMALL,
    WIDTH,
    Sheet,
    article_of,
    cut,
    paragraphs_of,
    prose,
    recovered,
    two_columns,
)

PHOTO: Box = (LEFT, 300.0, LEFT + MEASURE, 420.0)


def with_photo(box: Box = PHOTO, **how: bool) -> Sheet:
    sheet = two_columns(paragraphs=2)
    sheet.pictures.append(Picture(box, 0, **how))
    return sheet


def figures(article: Article) -> list[Figure]:
    return [block for block in article.blocks if isinstance(block, Figure)]


def captions(article: Article) -> list[str]:
    return [plain(figure.caption) for figure in figures(article)]


def test_a_photograph_and_the_small_type_below_it():
    sheet = with_photo()
    sheet.block(LEFT, PHOTO[3] + 10, ["The harbor at Upper Karst, seen from", "the terraces in winter"], SMALL, 9.5)
    article = article_of(sheet)
    assert captions(article) == ["The harbor at Upper Karst, seen from the terraces in winter"]
    assert paragraphs_of(article) == [prose(seed) for seed in range(100, 104)]


def test_a_caption_above_its_picture():
    sheet = with_photo()
    sheet.line(LEFT, PHOTO[1] - 6, "Photo: the harbor in winter", SMALL)
    assert captions(article_of(sheet)) == ["Photo: the harbor in winter"]


def test_a_caption_in_the_type_of_the_text_says_that_it_is_one():
    sheet = with_photo()
    sheet.line(LEFT, PHOTO[3] + 16, "Figure 1. The harbor in winter.")
    assert captions(article_of(sheet)) == ["Figure 1. The harbor in winter."]


def test_the_text_below_a_picture_is_not_its_caption():
    sheet = with_photo()
    sheet.paragraph(LEFT, PHOTO[3] + 16, prose(50))
    article = article_of(sheet)
    assert captions(article) == [""]
    assert prose(50) in paragraphs_of(article)


def test_words_on_a_chart_belong_to_the_chart():
    sheet = two_columns(paragraphs=2)
    sheet.drawings.append(PHOTO)
    sheet.line(LEFT + 20, PHOTO[1] + 40, "0 50 100", SMALL)
    sheet.line(LEFT + 20, PHOTO[1] + 90, "km", SMALL)
    sheet.line(LEFT, PHOTO[3] + 10, "Figure 1. Distance from the coast", SMALL)
    article, ledger = recovered(sheet)
    assert captions(article) == ["Figure 1. Distance from the coast"]
    assert "50" not in " ".join(paragraphs_of(article))
    assert {record.what for record in ledger.of("set-aside")} == {"figure label"}


@pytest.mark.parametrize(
    ("box", "how"),
    [
        ((LEFT, 300.0, LEFT + 12, 312.0), {}),
        ((0.0, 0.0, WIDTH, HEIGHT), {"covers_page": True}),
        (PHOTO, {"repeated": True}),
    ],
    ids=["an icon", "the ground of the page", "a logo"],
)
def test_pictures_that_show_nothing_are_no_figures(box: Box, how: dict[str, bool]):
    assert figures(article_of(with_photo(box, **how))) == []


def test_a_picture_behind_the_text_takes_no_words_away():
    sheet = with_photo((LEFT - 5, 70.0, LEFT + MEASURE + 5, 260.0))
    assert paragraphs_of(article_of(sheet)) == [prose(seed) for seed in range(100, 104)]


def test_a_picture_between_two_halves_of_a_sentence_waits_for_its_end():
    sheet = Sheet()
    sheet.column(LEFT, 80, [1])
    head, rest = cut(prose(3), 5)[0], "which nobody in the capital had ever noticed before."
    y = sheet.paragraph(LEFT, 200, head, full=True)
    sheet.pictures.append(Picture((LEFT, y, LEFT + MEASURE, y + 100), 0))
    sheet.line(LEFT, y + 110, "The harbor in winter", SMALL)
    sheet.paragraph(LEFT, y + 120 + LEADING, rest, indent=0)
    sheet.column(LEFT, y + 200, [4, 5], words=30)
    article = article_of(sheet)
    assert f"{head} {rest}" in paragraphs_of(article)
    assert captions(article) == ["The harbor in winter"]
