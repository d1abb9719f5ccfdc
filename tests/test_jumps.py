"""Lines that send the reader to another page are no text, and what they part is joined again."""

from __future__ import annotations

import pytest

from horizons_convert.recover.jumps import read_jump
from pages import BOLD, ITALIC, LEADING, LEFT, RIGHT, SMALL, TOP, Sheet, paragraphs_of, prose, recovered, sized
from test_inner_openings import NAMES, TITLES, articles_of, head


@pytest.mark.parametrize(
    ("text", "page", "onward", "title"),
    [
        ("(Continued on page 7)", "7", True, ""),
        ("Continued on Page 7", "7", True, ""),
        ("Continued from page 1", "1", False, ""),
        ("Continued from Page 1……CADETS", "1", False, "CADETS"),
        ("FERRIES, continued from page 3", "3", False, "FERRIES"),
        ("Cont’d on p. 12", "12", True, ""),
        ("Fortsetzung auf Seite 9", "9", True, ""),
        ("Suite de la page 4", "4", False, ""),
    ],
)
def test_jump_lines_are_read(text: str, page: str, onward: bool, title: str):
    jump = read_jump(text)
    assert jump is not None
    assert (jump.page, jump.onward, jump.title) == (page, onward, title)


@pytest.mark.parametrize(
    "text",
    [
        "The story is continued on page 7 of the second volume, which nobody has read",
        "see page 7",
        "Table 2, continued from page 3",
        "continued the work on Page Street 7",
        "The ferry continued on",
    ],
)
def test_other_lines_are_not(text: str):
    assert read_jump(text) is None


def test_a_jump_line_is_set_aside_and_its_paragraph_joined():
    first, second = Sheet(1), Sheet(2)
    cut = prose(5, 60).split()
    y = first.column(LEFT, TOP, [1, 2])
    y = first.paragraph(LEFT, y, " ".join(cut[:36]), full=True)
    first.line(LEFT + 80, y, "(Continued on page 2)", ITALIC)
    second.line(LEFT, TOP, "Continued from page 1", ITALIC)
    y = second.paragraph(LEFT, TOP + LEADING, " ".join(cut[36:]), indent=0)
    second.column(LEFT, y, [3, 4])
    article, ledger = recovered(first, second)
    assert " ".join(cut) in paragraphs_of(article)
    assert [r.text for r in ledger.of("set-aside")] == ["(Continued on page 2)", "Continued from page 1"]


def newsletter(later: str = "Continued from page 1") -> list[Sheet]:
    """Two articles on the first page that both go on on the third, and one on the second."""
    sheets = [Sheet(1), Sheet(2), Sheet(3)]
    first, second, third = sheets
    for number, x in enumerate((LEFT, RIGHT)):
        y = first.column(x, head(first, x, TOP, number), [10 * number + 1, 10 * number + 2])
        first.line(x, y + 4, "(Continued on page 3)", ITALIC)
    y = second.column(LEFT, head(second, LEFT, TOP, 2), [31, 32, 33])
    second.column(RIGHT, TOP, [34, 35, 36])
    y = TOP
    for number, word in enumerate(("Ferries", "Pilots")):
        third.line(LEFT, y, f"{later}: {word}", sized(BOLD, 11.0))
        y = third.column(LEFT, y + 16, [10 * number + 3, 10 * number + 4]) + 2 * LEADING
    for number, sheet in enumerate(sheets, 1):
        sheet.line(LEFT, 630, f"The Littoral Review {number}", SMALL)
    return sheets


def test_articles_that_go_on_further_back_are_joined():
    articles, ledger = articles_of(*newsletter())
    assert [(a.title, [author.name for author in a.authors]) for a in articles] == [
        (title, [name]) for title, name in zip(TITLES[:3], NAMES[:3], strict=True)
    ]
    seeds = ([1, 2, 3, 4], [11, 12, 13, 14], [31, 32, 33, 34, 35, 36])
    assert [paragraphs_of(article) for article in articles] == [[prose(seed) for seed in own] for own in seeds]
    assert [(a.first_page, a.last_page) for a in articles] == [(1, 3), (1, 3), (2, 2)]
    assert len([r for r in ledger.of("repair") if r.what == "article joined"]) == 2
    assert ledger.balanced


def test_what_nobody_sends_to_is_no_part_of_the_article_before_it():
    sheets = newsletter()
    for sheet in sheets[:1]:
        sheet.words = [word for word in sheet.words if not (word.style is ITALIC and word.baseline > TOP + 40)]
    third = sheets[2]
    for word in third.words:
        word.text = word.text.replace("Ferries", "Cadets").replace("Pilots", "Weather")
    articles, _ = articles_of(*sheets)
    assert [article.title for article in articles] == [*TITLES[:3], "Cadets", "Weather"]
