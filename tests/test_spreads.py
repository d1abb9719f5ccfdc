"""Spreads: two pages of a magazine on one sheet are read one after the other, and only those."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import RectangleObject

from conftest import ROOT
from horizons_convert.document import Article, Edition, Figure, PageBreak, inlines, plain, walk
from horizons_convert.layout.spreads import find_folds
from horizons_convert.ledger import Ledger
from horizons_convert.pdf.page import Picture
from horizons_convert.reading import Recovery, read, recover
from horizons_convert.recover.pipeline import recover_articles, to_article
from horizons_convert.recover.sheets import Sheets
from horizons_convert.review.contents import contents
from pages import (
    HEIGHT,
    LEFT,
    MEASURE,
    RIGHT,
    SMALL,
    TITLE,
    TOP,
    WIDTH,
    Sheet,
    paragraphs_of,
    prose,
    text_width,
)

ESSAY = ROOT / "source" / "the-pilots-ladder.pdf"


def pair(source: Path, target: Path, *, cover: bool, turned: bool = False, cropped: bool = False) -> Path:
    """The pages of a document two and two on a sheet, the first one alone if it is a cover."""
    pages = list(PdfReader(source).pages)
    width, height = float(pages[0].mediabox.width), float(pages[0].mediabox.height)
    first = 1 if cover else 0
    groups = [pages[:first]] * first + [pages[at : at + 2] for at in range(first, len(pages), 2)]
    writer = PdfWriter()
    for group in groups:
        wide = width if cover and group is groups[0] else 2 * width
        sheet = PageObject.create_blank_page(width=wide, height=height)
        for place, page in enumerate(group):
            sheet.merge_transformed_page(page, Transformation().translate(place * width, 0))
        if turned:
            upright, sheet = sheet, PageObject.create_blank_page(width=height, height=wide)
            sheet.merge_transformed_page(upright, Transformation((0, 1, -1, 0, height, 0)))
            sheet.rotate(90)
        if cropped:
            sheet.cropbox = RectangleObject((14, 10, wide - 22, height - 12))
        writer.add_page(sheet)
    writer.write(target)
    return target


@pytest.fixture(scope="module")
def essay() -> Edition:
    return read(ESSAY)


def said(edition: Edition) -> list[str]:
    """Everything that the article says, block by block, and its notes."""
    article = edition.articles[0]
    blocks = [*walk(article.blocks), *(block for note in article.notes for block in note.blocks)]
    return [article.title, *(author.name for author in article.authors), *(plain(inlines(block)) for block in blocks)]


def page_breaks(article: Article) -> list[tuple[str, int]]:
    return [
        (inline.folio, inline.page)
        for block in walk(article.blocks)
        for inline in inlines(block)
        if isinstance(inline, PageBreak)
    ]


@pytest.mark.parametrize(
    "how",
    [
        {"cover": True},
        {"cover": False},
        {"cover": True, "turned": True},
        {"cover": True, "cropped": True},
    ],
)
def test_an_essay_reads_the_same_in_spreads(how: dict[str, bool], essay: Edition, tmp_path: Path):
    recovery = recover(pair(ESSAY, tmp_path / "essay.pdf", **how))
    assert said(recovery.edition) == said(essay)
    assert recovery.ledger.balanced
    assert not any("spread" in warning.what for warning in recovery.ledger.of("warning"))


@pytest.fixture(scope="module")
def in_spreads(tmp_path_factory: pytest.TempPathFactory) -> Recovery:
    return recover(pair(ESSAY, tmp_path_factory.mktemp("spreads") / "essay.pdf", cover=True))


def test_the_printed_folios_are_those_of_the_pages(in_spreads: Recovery, essay: Edition):
    folios = [folio for folio, _ in page_breaks(essay.articles[0])]
    found = page_breaks(in_spreads.edition.articles[0])
    assert [folio for folio, _ in found] == folios
    first = int(essay.articles[0].first_folio)
    assert [page for _, page in found] == [(int(folio) - first + 1) // 2 + 1 for folio in folios]


def test_what_was_decided_is_told_in_sheets_of_the_file(in_spreads: Recovery, essay: Edition):
    count = len(PdfReader(ESSAY).pages)
    sheets, width = count // 2 + 1, float(PdfReader(ESSAY).pages[0].mediabox.width)
    places = [place for record in in_spreads.ledger.records for place in record.places]
    assert {place.page for place in places} == set(range(1, sheets + 1))
    assert any(place.box[0] > width for place in places), "nothing was told of the right pages"
    assert in_spreads.edition.articles[0].last_page == sheets
    parted = [record for record in in_spreads.ledger.of("repair") if record.what == "spread parted"]
    assert [record.places[0].page for record in parted] == list(range(2, sheets + 1))


def test_a_sheet_is_shown_for_review_with_the_folios_of_both_pages(in_spreads: Recovery):
    article = in_spreads.edition.articles[0]
    sizes = dict.fromkeys(range(1, article.last_page + 1), (900.0, 600.0))
    shown = contents(in_spreads.edition, in_spreads.ledger, sizes, "essay.corrections", "")["pages"]
    first = int(article.first_folio)
    assert [page["folio"] for page in shown[:3]] == [str(first), f"{first + 1}–{first + 2}", f"{first + 3}–{first + 4}"]


# --- pages made by hand -------------------------------------------------------------------


def spread(number: int, *, folio: int = 0, top: float = TOP) -> Sheet:
    """Two pages of two columns beside each other."""
    sheet = Sheet(number, width=2 * WIDTH)
    for side in (0, 1):
        for place, x in enumerate((LEFT, RIGHT)):
            first = 100 * number + 20 * side + 10 * place
            sheet.column(side * WIDTH + x, top, range(first, first + 3))
    if folio:
        sheet.line(LEFT, HEIGHT - 30, str(folio), SMALL)
        sheet.line(WIDTH + RIGHT + MEASURE - 10, HEIGHT - 30, str(folio + 1), SMALL)
    return sheet


def article_in(*made: Sheet) -> Article:
    sheets = Sheets.of([sheet.page for sheet in made])
    draft = recover_articles(sheets.pages, Ledger(pages=len(made)), {})[0]
    return to_article(draft, "article-1")


def texts(number: int) -> list[str]:
    return [prose(100 * number + side + column + seed) for side in (0, 20) for column in (0, 10) for seed in range(3)]


def test_folios_show_the_fold():
    article = article_in(spread(1, folio=12), spread(2, folio=14))
    assert paragraphs_of(article) == [*texts(1), *texts(2)]
    assert page_breaks(article)[-1][0] == "15"


def test_a_title_across_the_fold_heads_the_left_page():
    sheet = spread(1, folio=12, top=TOP + 80)
    title = ["The Harbor That Nobody Could", "Find at Night"]
    for line, text in enumerate(title):
        sheet.line(WIDTH - text_width(text, TITLE) / 2, 70 + 28 * line, text, TITLE)
    article = article_in(sheet, spread(2, folio=14))
    assert article.title == " ".join(title)
    assert paragraphs_of(article) == [*texts(1), *texts(2)]


def test_titles_on_both_sides_of_the_fold_stay_apart():
    sheet = spread(1, folio=12, top=TOP + 60)
    sheet.line(LEFT, 70, "A Letter Home", TITLE)
    sheet.line(WIDTH + LEFT, 70, "The Last Ferry", TITLE)
    pages = Sheets.of([sheet.page, spread(2, folio=14).page]).pages
    heads = [" ".join(word.text for word in page.words if word.style == TITLE) for page in pages]
    assert heads[:2] == ["A Letter Home", "The Last Ferry"]


def test_a_picture_across_the_fold_stands_on_one_page_only():
    sheet = spread(1, folio=12, top=TOP + 200)
    sheet.pictures.append(Picture((WIDTH - 300, 40.0, WIDTH + 180, 240.0), 0))
    left, right = Sheets.of([sheet.page, spread(2, folio=14).page]).pages[:2]
    assert [len(left.pictures), len(right.pictures)] == [1, 0]


def test_a_picture_as_large_as_a_page_that_crosses_the_fold_is_a_figure():
    sheet = Sheet(1, width=2 * WIDTH)
    sheet.column(WIDTH + RIGHT, TOP, range(10, 13))
    sheet.pictures.append(Picture((0.0, 0.0, WIDTH + RIGHT - 20, HEIGHT), 0))
    figures = [block for block in article_in(sheet, spread(2, folio=14)).blocks if isinstance(block, Figure)]
    assert [figure.image for figure in figures] == ["p1-i0"]


def test_folios_that_mirror_each_other_show_the_fold_of_a_single_sheet():
    """One page is full of text, the other shows little: no two type areas could be compared."""
    sheet = Sheet(width=2 * WIDTH)
    sheet.column(LEFT, TOP, range(3))
    sheet.column(RIGHT, TOP, range(10, 13))
    sheet.column(WIDTH + LEFT, 500, [20])
    sheet.line(LEFT, HEIGHT - 30, "12", SMALL)
    sheet.line(2 * WIDTH - LEFT - text_width("13", SMALL), HEIGHT - 30, "13", SMALL)
    assert [fold.x for fold in find_folds([sheet.page]).values()] == [WIDTH]


def test_a_landscape_page_in_two_columns_is_one_page():
    """No folio and no single page beside it shows a fold."""
    sheets = [Sheet(number, width=1.3 * HEIGHT) for number in (1, 2)]
    for sheet in sheets:
        for side in (0, 1):
            sheet.column(
                40 + 400 * side, TOP, range(sheet.number * 10 + 3 * side, sheet.number * 10 + 3 * side + 3), width=360
            )
        sheet.line(740, HEIGHT - 30, str(sheet.number), SMALL)
    assert find_folds([sheet.page for sheet in sheets]) == {}


def test_four_columns_with_even_gutters_are_one_page():
    sheet = Sheet(width=2 * WIDTH)
    for column in range(4):
        sheet.column(LEFT + 225 * column, TOP, range(10 * column, 10 * column + 3), width=205)
    assert find_folds([sheet.page]) == {}


def test_years_over_a_table_are_no_folios():
    sheet = Sheet(width=2 * WIDTH)
    for column, year in enumerate(("2018", "2019", "2020", "2021")):
        x = LEFT + 230 * column
        sheet.line(x, 40, year)
        for row in range(20):
            sheet.line(x, TOP + 20 * row, f"{17 * row + column} tons")
    assert find_folds([sheet.page]) == {}


def test_labels_of_sheets_name_their_pages():
    sheets = Sheets.of([spread(1, folio=12).page, spread(2, folio=14).page])
    assert sheets.folios(["12-13", "14–15"]) == {1: "12", 2: "13", 3: "14", 4: "15"}
    assert sheets.folios(["1", "2"]) == {}, "numbers of sheets are no folios"
