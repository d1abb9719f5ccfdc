"""Articles that begin in the middle of a page, or beside each other, and headings that must not be taken for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from horizons_convert.document import Article, Heading, plain
from horizons_convert.ledger import Ledger
from horizons_convert.pdf.page import Box, Panel, Picture
from horizons_convert.recover.openings import OutlineEntry
from horizons_convert.recover.pipeline import recover_articles, to_article
from pages import (
    BOLD,
    HEADING,
    ITALIC,
    LEADING,
    LEFT,
    MEASURE,
    RIGHT,
    SMALL,
    TOP,
    Sheet,
    paragraphs_of,
    prose,
    sized,
)

TITLE = sized(BOLD, 16.0)
NAMES = ("Ottilie Brandvold", "Rosa Almqvist", "Henri Duclos", "Maud Quist")
TITLES = ("The Patience of Ferries", "A Clerk among Pilots", "Who Owns the Tide?", "Letters Unopened")


@dataclass
class Bookmark:
    title: str
    page: int | None


def articles_of(*sheets: Sheet, outline: Sequence[OutlineEntry] = ()) -> tuple[list[Article], Ledger]:
    ledger = Ledger(pages=len(sheets))
    ledger.glyphs_read = sum(word.glyphs for sheet in sheets for word in sheet.words)
    pages = [sheet.page for sheet in sheets]
    drafts = recover_articles(pages, ledger, {}, outline)
    ledger.glyphs_kept = sum(word.glyphs for page in pages for word in page.words if word.fate == "kept")
    return [to_article(draft, f"article-{n}") for n, draft in enumerate(drafts, 1)], ledger


def head(sheet: Sheet, x: float, y: float, number: int, by: str = "By ") -> float:
    """A title and its byline; gives the baseline of the text below."""
    sheet.line(x, y, TITLES[number], TITLE)
    sheet.line(x, y + 16, by + NAMES[number], ITALIC)
    return y + 36


def newsletter(by: str = "By ") -> tuple[Sheet, Sheet]:
    """Four pieces in two columns: the second begins below the first, the third on the next page, above the fourth."""
    first, second = Sheet(1), Sheet(2)
    y = first.column(LEFT, head(first, LEFT, TOP, 0, by), [1, 2, 3, 4])
    y = first.column(RIGHT, TOP, [5, 6])
    first.column(RIGHT, head(first, RIGHT, y + 30, 1, by), [7, 8, 9])
    y = second.column(LEFT, TOP, [10, 11])
    second.column(LEFT, head(second, LEFT, y + 30, 2, by), [12, 13, 14])
    second.column(RIGHT, head(second, RIGHT, TOP, 3, by), [15, 16, 17])
    return first, second


def spans(articles: list[Article]) -> list[tuple[str, list[str], int, int]]:
    return [(a.title, [author.name for author in a.authors], a.first_page, a.last_page) for a in articles]


EXPECTED = [
    (TITLES[0], [NAMES[0]], 1, 1),
    (TITLES[1], [NAMES[1]], 1, 2),
    (TITLES[2], [NAMES[2]], 2, 2),
    (TITLES[3], [NAMES[3]], 2, 2),
]


@pytest.mark.parametrize("by", ["By ", ""])
def test_every_article_has_its_part_of_each_page(by: str):
    articles, ledger = articles_of(*newsletter(by))
    assert spans(articles) == EXPECTED
    seeds = ([1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11], [12, 13, 14], [15, 16, 17])
    assert [paragraphs_of(article) for article in articles] == [[prose(seed) for seed in own] for own in seeds]
    assert ledger.balanced


def test_neither_a_rubric_above_the_title_nor_a_subtitle_below_it_is_the_title():
    first, second = newsletter()
    third = Sheet(3)
    y = third.column(LEFT, TOP, [41, 42])
    third.line(LEFT, y + 30, "BRIDGES", BOLD)
    y += 20
    third.line(LEFT, y + 30, "The Toll of the Bridge", TITLE)
    third.line(LEFT, y + 46, "What it Costs to Cross a River in Winter", BOLD)
    third.line(LEFT, y + 60, "By Ada Lund", ITALIC)
    third.column(LEFT, y + 80, [43, 44])
    articles, _ = articles_of(first, second, third)
    last = articles[-1]
    assert last.section == "BRIDGES"
    assert (last.title, last.subtitle) == ("The Toll of the Bridge", "What it Costs to Cross a River in Winter")
    assert [author.name for author in last.authors] == ["Ada Lund"]
    assert paragraphs_of(last) == [prose(43), prose(44)]


def test_two_articles_side_by_side_are_two():
    sheets = [Sheet(1), Sheet(2)]
    for page, sheet in enumerate(sheets):
        for column, x in enumerate((LEFT, RIGHT)):
            number = 2 * page + column
            sheet.column(x, head(sheet, x, TOP, number), range(10 * number, 10 * number + 4))
    articles, _ = articles_of(*sheets)
    assert [article.title for article in articles] == list(TITLES)
    assert [paragraphs_of(a) for a in articles] == [[prose(10 * n + k) for k in range(4)] for n in range(4)]


def test_a_head_over_the_first_column_stands_over_both_where_both_begin_below_it():
    sheet = Sheet(1)
    y = head(sheet, LEFT, TOP, 0)
    cut = prose(3, 60).split()
    left = sheet.paragraph(LEFT, y, prose(1))
    sheet.paragraph(LEFT, left, " ".join(cut[:30]), full=True)
    sheet.column(RIGHT, sheet.paragraph(RIGHT, y, " ".join(cut[30:]), indent=0), [4])
    y = head(sheet, LEFT, y + 20 * LEADING, 1)
    sheet.column(LEFT, y, [5, 6])
    sheet.column(RIGHT, y, [7, 8])
    articles, _ = articles_of(sheet, newsletter()[1])
    first, second = articles[:2]
    assert paragraphs_of(first) == [prose(1), " ".join(cut), prose(4)]
    assert paragraphs_of(second)[:4] == [prose(5), prose(6), prose(7), prose(8)]


def test_pictures_go_with_the_article_that_they_stand_in():
    first, second = newsletter()
    boxes: list[Box] = [(LEFT, 480, LEFT + MEASURE, 560), (RIGHT, 480, RIGHT + MEASURE, 560)]
    first.drawings += boxes
    first.pictures.append(Picture((RIGHT, 570, RIGHT + MEASURE, 630), 7))
    articles, _ = articles_of(first, second)
    assert spans(articles) == EXPECTED
    images = [[block.image for block in a.blocks if type(block).__name__ == "Figure"] for a in articles]
    assert images == [["p1-d1"], ["p1-d2", "p1-i7"], [], []]


def test_a_note_goes_with_the_article_that_calls_it():
    first, second = newsletter()
    sheet = first
    called = sheet.words[40]
    sheet.after(called, "1", SMALL, rise=3.0)
    sheet.line(RIGHT, 640, "1 Letter of the ferryman to the clerk, kept in the town.", sized(SMALL, 7.0))
    articles, _ = articles_of(first, second)
    assert [len(article.notes) for article in articles] == [1, 0, 0, 0]


# --- what is no article ------------------------------------------------------------------


def essay(*rows: tuple[str, object], size: float = 16.0) -> tuple[Sheet, Sheet]:
    """An essay with a title of its own and sections whose headings have `rows` below them."""
    first, second = Sheet(1), Sheet(2)
    first.line(LEFT, 70, TITLES[0], sized(BOLD, 24.0))
    first.line(LEFT, 92, f"By {NAMES[0]}", ITALIC)
    for number, (sheet, x, y) in enumerate([(first, LEFT, 130.0), (first, RIGHT, 130.0), (second, LEFT, TOP)]):
        y = sheet.column(x, y, [20 + 10 * number, 21 + 10 * number])
        sheet.line(x, y + 24, ("How It Was Built", "The Other Shore", "What Remains")[number], sized(BOLD, size))
        y += 42
        for text, style in rows:
            sheet.line(x, y, text, style)  # type: ignore[arg-type]
            y += LEADING
        sheet.column(x, y + 6, [22 + 10 * number, 23 + 10 * number])
    second.column(RIGHT, TOP, [90, 91])
    return first, second


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("Among the Pilots", ITALIC)],
        [("Jonas Feld", ITALIC)],
        [("“Nobody owns the tide.”", ITALIC), ("Jonas Feld", ITALIC)],
        [("Spring of the Ferry", HEADING)],
    ],
)
def test_sections_of_an_essay_stay_its_sections(rows: list[tuple[str, object]]):
    articles, _ = articles_of(*essay(*rows))
    assert spans(articles) == [(TITLES[0], [NAMES[0]], 1, 2)]
    headings = [plain(block.content) for block in articles[0].blocks if isinstance(block, Heading)]
    assert {"How It Was Built", "The Other Shore", "What Remains"} <= set(headings)


def test_sections_that_the_outline_names_stay_sections():
    sheets = essay(size=24.0)
    outline = [Bookmark("How It Was Built", 1), Bookmark("The Other Shore", 1), Bookmark("What Remains", 2)]
    assert len(articles_of(*sheets, outline=outline)[0]) == 1


def test_headings_set_like_the_title_stay_headings_where_nobody_signs_them():
    articles, _ = articles_of(*essay(size=24.0))
    assert len(articles) == 1


def test_a_single_signed_box_does_not_tear_an_essay():
    first, second = essay()
    y = second.column(RIGHT, TOP + 30 * LEADING, [])
    second.line(RIGHT, y, "A Word from the Harbour", TITLE)
    second.line(RIGHT, y + 14, "By Maud Quist", ITALIC)
    second.column(RIGHT, y + 34, [70, 71])
    articles, _ = articles_of(first, second)
    assert len(articles) == 1


def boxed_piece(sheet: Sheet, x: float, y: float, number: int) -> float:
    """A sidebar in a tinted box, with a head of its own."""
    end = sheet.column(
        x + 8, head(sheet, x + 8, y + 22, number), [60 + number, 70 + number], words=20, width=MEASURE - 16
    )
    sheet.panels.append(Panel((x, y, x + MEASURE, end), filled=True))
    return end + 20


def test_signed_boxes_stay_in_the_article_around_them():
    sheets = [Sheet(number) for number in (1, 2, 3)]
    for number, sheet in enumerate(sheets):
        y = TOP if number else head(sheet, LEFT, TOP, 0)
        sheet.column(LEFT, y, range(10 * number, 10 * number + 5))
        y = boxed_piece(sheet, RIGHT, sheet.column(RIGHT, TOP, [200 + number]), number + 1)
        sheet.column(RIGHT, y + 10, [210 + number, 220 + number])
    articles, _ = articles_of(*sheets)
    assert len(articles) == 1


def test_a_pull_quote_with_a_name_below_it_is_no_title():
    first, second = newsletter()
    sheets = [first, second]
    for number in (3, 4, 5):
        sheet = Sheet(number)
        y = sheet.column(LEFT, TOP, [100 * number, 100 * number + 1])
        quote = " ".join(prose(100 * number).split()[3:9])
        sheet.rule(LEFT, y + 8, LEFT + MEASURE)
        sheet.line(LEFT, y + 26, quote, TITLE)
        sheet.line(LEFT, y + 42, ("Jonas Feld", "Ada Lund", "Niko Petrov")[number - 3], ITALIC)
        sheet.rule(LEFT, y + 50, LEFT + MEASURE)
        sheet.column(LEFT, y + 70, [100 * number + 2, 100 * number + 3])
        sheets.append(sheet)
    articles, _ = articles_of(*sheets)
    assert [article.title for article in articles] == list(TITLES)


def test_a_heading_where_the_sentence_goes_on_begins_no_article():
    first, second = newsletter()
    last = [word for word in first.words if word.x0 < RIGHT][-1]
    last.text = last.text.rstrip(".")
    broken = [word for word in first.words if word.text.endswith(".") and word.x0 > RIGHT and word.baseline < 300]
    broken[-1].text = "and"
    articles, _ = articles_of(first, second)
    assert TITLES[1] not in [article.title for article in articles]
