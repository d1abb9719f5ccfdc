"""Levels of headings: set alike is one level, louder is higher, numbers outrank looks."""

from __future__ import annotations

import pytest

from horizons_convert.document import Heading, plain
from horizons_convert.pdf.page import Style
from pages import BOLD, HEADING, ITALIC, LEADING, LEFT, ROMAN, Sheet, article_of, prose, sized, two_columns


def levels(*headings: tuple[str, Style]) -> list[tuple[str, int]]:
    """The headings of an article in which these stand, each above a paragraph, and their levels."""
    sheets = [two_columns(1)]
    sheet, y = Sheet(2), 80.0
    for number, (text, style) in enumerate(headings):
        sheet.line(LEFT, y, text, style)
        y = sheet.paragraph(LEFT, y + 1.6 * LEADING, prose(500 + number), indent=0) + 1.6 * LEADING
    sheets.append(sheet)
    return [(plain(b.content), b.level) for b in article_of(*sheets).blocks if isinstance(b, Heading)]


@pytest.mark.parametrize(
    ("higher", "lower"),
    [
        (sized(BOLD, 14), sized(BOLD, 11)),
        (sized(ROMAN, 14), BOLD),
        (BOLD, ITALIC),
        (HEADING, sized(ITALIC, 12)),
    ],
)
def test_the_louder_is_the_higher(higher: Style, lower: Style):
    found = levels(("The Source", higher), ("Upstream", lower), ("Downstream", lower), ("The Mouth", higher))
    assert found == [("The Source", 1), ("Upstream", 2), ("Downstream", 2), ("The Mouth", 1)]


def test_what_opens_the_article_in_larger_italics_stands_above_smaller_bold_type():
    found = levels(("The Source", sized(ITALIC, 12)), ("Upstream", BOLD), ("The Mouth", sized(ITALIC, 12)))
    assert found == [("The Source", 1), ("Upstream", 2), ("The Mouth", 1)]


def test_capitals_are_louder_than_small_letters_of_the_same_size():
    assert levels(("THE SOURCE", BOLD), ("Upstream", BOLD), ("THE MOUTH", BOLD)) == [
        ("THE SOURCE", 1),
        ("Upstream", 2),
        ("THE MOUTH", 1),
    ]


def test_decimal_numbers_say_the_level_whatever_the_type():
    found = levels(("1 Rivers", HEADING), ("1.1 Upstream", HEADING), ("1.2 Downstream", HEADING), ("2 Seas", HEADING))
    assert [level for _, level in found] == [1, 2, 2, 1]


def test_the_sections_of_a_chapter_are_of_the_first_level_and_nothing_less_loud_stands_beside_them():
    found = levels(
        ("3.1 Rivers", HEADING), ("3.1.1 Upstream", HEADING), ("Mills", ITALIC), ("3.1.2 Downstream", HEADING),
        ("3.2 Seas", HEADING),
    )  # fmt: skip
    assert [level for _, level in found] == [1, 2, 3, 2, 1]


def test_roman_numbers_stand_above_letters():
    found = levels(("I. Rivers", HEADING), ("A. Upstream", HEADING), ("B. Downstream", HEADING), ("II. Seas", HEADING))
    assert [level for _, level in found] == [1, 2, 2, 1]


def test_a_single_kind_of_heading_is_of_the_first_level():
    assert levels(("The Source", ITALIC), ("The Mouth", ITALIC)) == [("The Source", 1), ("The Mouth", 1)]
