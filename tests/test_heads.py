"""The head of an opening page: its lines are the head's, and the headings of the text beside and below it are not."""

from __future__ import annotations

import pytest

from horizons_convert.document import Article, Heading, Paragraph, plain
from horizons_convert.pdf.page import Style
from pages import (
    BOLD,
    HEADING,
    HEIGHT,
    LEADING,
    LEFT,
    MEASURE,
    RIGHT,
    ROMAN,
    SMALL,
    TITLE,
    Sheet,
    article_of,
    paragraphs_of,
    prose,
    recovered,
    sized,
    two_columns,
)

AUTHOR = "Zoë Lindström-Achebe"
BYLINE = sized(ROMAN, 12)


def headings_of(article: Article) -> list[str]:
    return [plain(block.content) for block in article.blocks if isinstance(block, Heading)]


def bylines_of(article: Article) -> list[str]:
    return [plain(block.content) for block in article.blocks if isinstance(block, Paragraph) and block.role == "byline"]


def section(sheet: Sheet, x: float, y: float, heading: str, seed: int, style: Style = HEADING) -> float:
    """A heading close over a paragraph; gives the next baseline."""
    sheet.line(x, y, heading, style)
    return sheet.paragraph(x, y + 15, prose(seed))


def test_headings_that_stand_higher_than_the_title_in_other_panels_are_kept():
    sheet = Sheet(width=720)
    section(sheet, LEFT, 50, "Making Way", section_seed := 11)
    below = section(sheet, RIGHT, 50, "The Harbor Circle", 12)
    section(sheet, RIGHT, below + 20, "Join the Harbor Circle!", 13)
    sheet.line(480, 100, "Harbors", sized(TITLE, 30))
    sheet.block(480, 130, ["A guide for those", "who keep them"], sized(BOLD, 15), 18)
    sheet.column(480, 300, range(20, 24))
    article, ledger = recovered(sheet)
    assert article.title == "Harbors"
    assert headings_of(article) == ["Making Way", "The Harbor Circle", "Join the Harbor Circle!"]
    assert prose(section_seed) in paragraphs_of(article)
    assert not ledger.of("set-aside")


def test_the_text_above_a_title_is_no_masthead():
    sheet = Sheet()
    sheet.paragraph(LEFT, 50, prose(1))
    sheet.paragraph(RIGHT, 50, prose(2))
    sheet.line(LEFT, 250, "A Loan of Seeds", TITLE)
    sheet.column(LEFT, 290, range(3, 6))
    sheet.column(RIGHT, 290, range(6, 9))
    article = article_of(sheet)
    assert article.title == "A Loan of Seeds"
    assert {prose(1), prose(2)} <= set(paragraphs_of(article))


def test_a_kicker_above_the_title_is_the_section_whatever_column_it_stands_over():
    sheet = two_columns(top=240)
    sheet.line(LEFT, 100, "A Loan of Seeds", TITLE)
    sheet.line(RIGHT + 120, 60, "Essay", SMALL)
    article, ledger = recovered(sheet)
    assert article.section == "Essay"
    assert [record.what for record in ledger.of("set-aside")] == ["masthead"]


def head(title: str = "A Loan of Seeds") -> Sheet:
    sheet = Sheet()
    sheet.line(LEFT, 100, title, TITLE)
    sheet.line(LEFT, 124, f"By {AUTHOR}", BYLINE)
    return sheet


@pytest.mark.parametrize("heading", ["Abstract", "1. Introduction", "Zusammenfassung"])
def test_what_only_a_heading_says_is_one_right_below_the_byline(heading: str):
    sheet = head()
    section(sheet, LEFT, 180, heading, 1)
    sheet.column(RIGHT, 195, range(2, 5))
    article = article_of(sheet)
    assert headings_of(article) == [heading]
    assert [author.name for author in article.authors] == [AUTHOR]
    assert not bylines_of(article)


def test_a_heading_set_like_the_others_is_one_right_below_the_byline():
    sheet = head()
    y = section(sheet, LEFT, 180, "What the banks lend", 1)
    section(sheet, LEFT, y + 18, "What the fields return", 2)
    sheet.column(RIGHT, 195, range(3, 6))
    article = article_of(sheet)
    assert headings_of(article) == ["What the banks lend", "What the fields return"]
    assert not bylines_of(article)


def test_a_heading_over_the_second_column_is_no_affiliation():
    sheet = Sheet()
    sheet.line(150, 100, "A Loan of Seeds", TITLE)
    sheet.line(200, 124, AUTHOR, BYLINE)
    sheet.line(215, 140, "Northern Institute", SMALL)
    sheet.column(LEFT, 195, range(1, 4))
    section(sheet, RIGHT, 180, "Finer Aims", 4)
    article = article_of(sheet)
    assert headings_of(article) == ["Finer Aims"]
    assert [author.name for author in article.authors] == [AUTHOR]
    assert bylines_of(article) == ["Northern Institute"]


def test_a_bold_place_below_the_byline_is_still_the_heads():
    sheet = head()
    sheet.line(LEFT, 138, "Lisbon, in spring", BOLD)
    sheet.column(LEFT, 240, range(1, 4))
    sheet.column(RIGHT, 240, range(4, 7))
    article = article_of(sheet)
    assert not headings_of(article)
    assert bylines_of(article) == ["Lisbon, in spring"]


def test_an_abstract_in_smaller_type_follows_its_heading():
    sheet = head()
    sheet.line(LEFT, 170, "Abstract", BOLD)
    y = sheet.paragraph(LEFT, 170 + LEADING, prose(7), sized(ROMAN, 9), 11, width=RIGHT + MEASURE - LEFT, indent=0)
    sheet.column(LEFT, y + 30, range(1, 4))
    sheet.column(RIGHT, y + 30, range(4, 7))
    article = article_of(sheet)
    assert y < 0.5 * HEIGHT
    first, second = article.blocks[:2]
    assert isinstance(first, Heading)
    assert plain(first.content) == "Abstract"
    assert isinstance(second, Paragraph)
    assert (second.role, plain(second.content)) == ("standfirst", prose(7))
