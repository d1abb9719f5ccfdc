"""Figures: pictures and charts come out where they stand, with their own captions and nobody else's words."""

from __future__ import annotations

import pytest

from horizons_convert.document import Article, Box, Figure, plain, walk
from horizons_convert.pdf.page import Picture
from pages import (
    BOLD,
    HEIGHT,
    LEADING,
    LEFT,
    MEASURE,
    RIGHT,
    SMALL,
    TITLE,
    WIDTH,
    Sheet,
    article_of,
    cut,
    fill,
    paragraphs_of,
    prose,
    recovered,
    text_width,
    texts_of,
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


# --- the text of the article is no part of a figure ------------------------------------------


def all_text(article: Article) -> str:
    return " ".join([article.title, *texts_of(walk(article.blocks))])


def test_a_title_on_a_decoration_is_still_read():
    sheet = two_columns(paragraphs=2, top=150.0)
    sheet.drawings.append((0.0, 0.0, 340.0, 120.0))
    sheet.line(LEFT, 70, "The Harbor in Winter", TITLE)
    article, ledger = recovered(sheet)
    assert article.title == "The Harbor in Winter"
    assert figures(article) == []
    assert not ledger.of("set-aside")


def test_two_lines_of_the_text_that_a_drawing_reaches_over_are_still_read():
    sheet = two_columns(paragraphs=2)
    sheet.drawings.append(PHOTO)
    sheet.block(LEFT, PHOTO[1] + 12, fill(prose(50), MEASURE)[:2], width=MEASURE)
    article, ledger = recovered(sheet)
    assert " ".join(fill(prose(50), MEASURE)[:2]) in " ".join(paragraphs_of(article))
    assert not ledger.of("set-aside")


def test_a_heading_at_the_edge_of_a_drawing_stays_with_its_text():
    sheet = two_columns(paragraphs=2)
    sheet.drawings.append(PHOTO)
    sheet.line(LEFT, PHOTO[3] + 2, "Ferries in winter", BOLD)
    sheet.paragraph(LEFT, PHOTO[3] + 14, prose(50))
    article = article_of(sheet)
    assert "Ferries in winter" in all_text(article)


def test_the_marker_of_an_item_beside_a_drawing_stays_with_the_item():
    sheet = two_columns(paragraphs=2)
    icon = (LEFT, 300.0, LEFT + 60, 360.0)
    sheet.drawings.append(icon)
    for row in range(8):
        sheet.line(icon[2] - 12, 356 + 24 * row, f"1.{row + 1}:", SMALL)
        sheet.line(icon[2] + 26, 356 + 24 * row, "Open the harbor before the winter", SMALL)
    article, ledger = recovered(sheet)
    assert "1.1:" in all_text(article)
    assert not ledger.of("set-aside")


@pytest.mark.parametrize(
    "lines",
    [
        ["which nobody in the capital had noticed"],
        ["(3) Replace the word harbor wherever", "it stands by the word port"],
        ["The harbor master answers letters from all of the island and from every town of the coast"],
    ],
    ids=["the rest of a sentence", "an item of a list", "wider than the picture"],
)
def test_small_type_below_a_picture_need_not_be_its_caption(lines: list[str]):
    sheet = with_photo()
    sheet.block(LEFT, PHOTO[3] + 10, lines, SMALL, 9.5)
    article = article_of(sheet)
    assert captions(article) == [""]
    assert lines[0] in all_text(article)


def test_a_footnote_below_a_picture_is_no_caption():
    sheet = with_photo()
    sheet.line(LEFT, PHOTO[3] + 10, "* Letters to the captain at the harbor", SMALL)
    article = article_of(sheet)
    assert captions(article) == [""]
    assert [texts_of(note.blocks) for note in article.notes] == [["Letters to the captain at the harbor"]]


def test_a_paragraph_of_a_section_in_smaller_type_is_no_caption():
    body, sheet = two_columns(1), Sheet(2)
    box = (LEFT, 80.0, LEFT + MEASURE, 200.0)
    sheet.pictures.append(Picture(box, 0))
    y = sheet.paragraph(LEFT, 212, prose(31), SMALL, 9.5, indent=10)
    for seed in (32, 33, 34):
        y = sheet.paragraph(LEFT, y, prose(seed), SMALL, 9.5, indent=10)
    y = 90.0
    for seed in (35, 36, 37, 38):
        y = sheet.paragraph(RIGHT, y, prose(seed), SMALL, 9.5, indent=10)
    article = article_of(body, sheet)
    assert captions(article) == [""]
    assert prose(31) in paragraphs_of(article)


def test_a_sentence_that_runs_on_in_the_next_column_is_no_caption():
    sheet = Sheet()
    sheet.column(LEFT, 80, [1, 2])
    sheet.column(RIGHT, 80, [3, 4])
    sheet.pictures.append(Picture((LEFT, 300.0, RIGHT + MEASURE, 420.0), 0))
    sheet.block(LEFT, 432, ["(5) In the second chapter, replace", "the word harbor by Northern"], SMALL, 9.5)
    sheet.block(RIGHT, 432, ["Island Port and all the words that", "stand beside it."], SMALL, 9.5)
    article = article_of(sheet)
    assert captions(article) == [""]
    assert "Island Port and all" in all_text(article)


# --- what is one figure, and what is two ------------------------------------------------------


def test_pictures_within_a_drawing_are_one_figure_with_it():
    sheet = with_photo((LEFT + 20, 320.0, LEFT + 90, 400.0))
    sheet.drawings.append(PHOTO)
    sheet.line(LEFT + 30, 410, "Nut case", SMALL)
    sheet.line(LEFT, PHOTO[3] + 10, "Figure 1. A nut in its case", SMALL)
    article = article_of(sheet)
    assert captions(article) == ["Figure 1. A nut in its case"]


def test_a_photograph_in_a_drawn_frame_is_shown_itself():
    sheet = with_photo()
    sheet.drawings.append((PHOTO[0] - 6, PHOTO[1] - 6, PHOTO[2] + 6, PHOTO[3] + 6))
    assert [figure.image for figure in figures(article_of(sheet))] == ["p1-i0"]


def test_a_caption_belongs_to_the_figure_it_stands_next_to():
    sheet = with_photo((LEFT, 300.0, LEFT + 80, 330.0))
    sheet.pictures.append(Picture((LEFT, 365.0, LEFT + MEASURE, 480.0), 1))
    sheet.line(LEFT, 358, "Figure 1. The harbor in winter", SMALL)
    assert [figure.image for figure in figures(article_of(sheet)) if figure.caption] == ["p1-i1"]


def test_a_small_caption_centred_under_a_narrow_picture_may_be_wider():
    sheet = two_columns(paragraphs=2)
    middle = LEFT + MEASURE / 2
    sheet.pictures.append(Picture((middle - 40, 260.0, middle + 40, 340.0), 0))
    lines = ["The shot that the boys dug out of the", "garden wall, and the one they bought"]
    for number, line in enumerate(lines):
        sheet.line(middle - text_width(line, SMALL) / 2, 352 + 9 * number, line, SMALL)
    sheet.column(LEFT, 400, [71])
    assert captions(article_of(sheet)) == [" ".join(lines)]
