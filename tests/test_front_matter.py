"""Front matter: title, subtitle, authors, standfirst, bio, journal and issue, each in its field and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from horizons_convert.document import Article, Heading, Paragraph, plain
from horizons_convert.ledger import Ledger
from horizons_convert.pdf.page import Panel, Style
from horizons_convert.recover.draft import FrontMatter
from horizons_convert.recover.pipeline import recover_articles
from pages import (
    BOLD,
    ITALIC,
    LEFT,
    MEASURE,
    RIGHT,
    ROMAN,
    SMALL,
    TITLE,
    TOP,
    Sheet,
    article_of,
    fill,
    paragraphs_of,
    prose,
    sized,
    two_columns,
)

AUTHOR = "Zoë Lindström-Achebe"


def opening(title: list[str] | None = None, between: list[tuple[str, Style]] | None = None, above: str = "") -> Sheet:
    """An opening page: a title across both columns, what stands below it, then text."""
    sheet = two_columns(top=240)
    if above:
        sheet.line(LEFT, 50, above, SMALL)
    y = sheet.block(LEFT, 100, title or ["A Loan of Seeds"], TITLE, 30)
    for text, style in between or []:
        sheet.line(LEFT, y, text, style)
        y += 24
    return sheet


def front(*sheets: Sheet) -> FrontMatter:
    draft = recover_articles([sheet.page for sheet in sheets], Ledger(), {})[0]
    return draft.front


def roles(article: Article) -> dict[str, str]:
    return {
        block.role: plain(block.content)
        for block in article.blocks
        if isinstance(block, Paragraph) and block.role != "body"
    }


def test_a_title_over_two_lines_is_one_and_no_block_repeats_it():
    article = article_of(opening(["The Quiet Diplomacy of Gene", "Banks and of Their Keepers"]))
    assert article.title == "The Quiet Diplomacy of Gene Banks and of Their Keepers"
    assert paragraphs_of(article) == [prose(seed) for seed in range(100, 106)]


def test_subtitle_and_author_below_the_title():
    subtitle = "Storage, Return, and the Diplomacy of Banks"
    article = article_of(opening(between=[(subtitle, sized(ITALIC, 14)), (f"By {AUTHOR}", sized(ROMAN, 12))]))
    assert article.subtitle == subtitle
    assert [author.name for author in article.authors] == [AUTHOR]


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ana Perišić-Łuczak and John O’Hara", ["Ana Perišić-Łuczak", "John O’Hara"]),
        ("Maria van der Berg, Hélène d’Arcourt, and Ng Wei", ["Maria van der Berg", "Hélène d’Arcourt", "Ng Wei"]),
        ("Von Karl Müller und Ida Groß", ["Karl Müller", "Ida Groß"]),
        ("Ivo Andrić & P. R. Merriweather", ["Ivo Andrić", "P. R. Merriweather"]),
    ],
)
def test_bylines_are_taken_apart_into_names(byline: str, names: list[str]):
    article = article_of(opening(between=[(byline, sized(ROMAN, 12))]))
    assert [author.name for author in article.authors] == names


def test_a_head_that_bears_the_title_goes_though_it_stands_once():
    second = two_columns(2)
    second.line(LEFT, 40, "Horizons")
    second.line(RIGHT, 40, "A Loan of Seeds")
    article = article_of(opening(between=[(f"By {AUTHOR}", sized(ROMAN, 12))]), second)
    assert article.title == "A Loan of Seeds"
    assert not [text for text in paragraphs_of(article) if "Loan" in text or "Horizons" in text]


def test_a_subtitle_in_capitalised_words_is_no_author():
    sheet = opening(between=[("Quiet Harbors", sized(ROMAN, 14)), (AUTHOR, sized(ROMAN, 12))])
    sheet.paragraph(LEFT, 560, f"It is about quiet harbors, and {AUTHOR} wrote it.")
    article = article_of(sheet)
    assert [author.name for author in article.authors] == [AUTHOR]
    assert article.subtitle == "Quiet Harbors"


def test_authors_beside_each_other_are_all_authors():
    sheet = opening(between=[(AUTHOR, sized(ROMAN, 12))])
    name = next(word for word in sheet.words if word.text == AUTHOR.split()[0])
    sheet.line(RIGHT, name.baseline, "Ilse Marchetti", sized(ROMAN, 12))
    assert [author.name for author in article_of(sheet).authors] == [AUTHOR, "Ilse Marchetti"]


def test_authors_below_each_other_are_all_authors():
    article = article_of(opening(between=[(AUTHOR, sized(ROMAN, 12)), ("Ilse Marchetti", sized(ROMAN, 12))]))
    assert [author.name for author in article.authors] == [AUTHOR, "Ilse Marchetti"]


def test_an_institution_below_the_author_is_no_author():
    sheet = opening(between=[(AUTHOR, sized(ROMAN, 12)), ("Northern Institute", sized(ROMAN, 12))])
    article = article_of(sheet)
    assert [author.name for author in article.authors] == [AUTHOR]
    assert roles(article)["byline"] == "Northern Institute"


def test_a_standfirst_is_kept_as_such():
    text = "Rivers do not stop at borders, and treaties sometimes help, but habits help more."
    article = article_of(opening(between=[(f"By {AUTHOR}", sized(ROMAN, 12)), (text, sized(ITALIC, 9.2))]))
    assert roles(article)["standfirst"] == text


def test_the_bio_at_the_foot_of_the_first_page_comes_last():
    sheet = opening(between=[(f"By {AUTHOR}", sized(ROMAN, 12))])
    sheet.rule(LEFT, 555, LEFT + MEASURE)
    first = sheet.line(LEFT, 568, AUTHOR, sized(BOLD, 8))[-1]
    sheet.after(first, "is Professor of", SMALL, glued=False)
    sheet.block(LEFT, 577.5, ["Agrarian History at the Northern Institute", "and keeps bees."], SMALL, 9.5)
    article = article_of(sheet)
    assert roles(article)["author-bio"] == (
        f"{AUTHOR} is Professor of Agrarian History at the Northern Institute and keeps bees."
    )
    last = article.blocks[-1]
    assert isinstance(last, Paragraph)
    assert last.role == "author-bio"


@pytest.mark.parametrize(
    "bio",
    [
        f"{AUTHOR} keeps bees on the coast and writes.",
        f"{AUTHOR.split()[0]} keeps bees on the coast and writes about them.",
    ],
)
def test_a_box_that_opens_with_the_author_is_a_bio(bio: str):
    sheet = opening(between=[(f"By {AUTHOR}", sized(ROMAN, 12))])
    sheet.panels.append(Panel((LEFT, 540, LEFT + MEASURE, 590), True, (225, 230, 235)))
    sheet.block(LEFT + 8, 560, fill(bio, MEASURE - 16))
    article = article_of(sheet)
    assert roles(article)["author-bio"] == bio


def test_journal_and_issue_come_from_the_running_matter():
    sheets = [opening(between=[(f"By {AUTHOR}", sized(ROMAN, 12))]), two_columns(2), two_columns(3), two_columns(4)]
    for number, sheet in enumerate(sheets):
        text = f"Spring 2025, No.31 | {118 + number}" if number % 2 == 0 else f"Meridians | {118 + number}"
        sheet.line(LEFT if number % 2 else RIGHT, 635, text, SMALL)
    found = front(*sheets)
    assert (found.journal, found.issue, found.date) == ("Meridians", "Spring 2025, No.31", "2025")


def test_a_running_title_is_not_taken_for_the_journal():
    sheets = [opening(), two_columns(2), two_columns(3), two_columns(4)]
    for number, sheet in enumerate(sheets):
        sheet.line(LEFT, 635, f"{'A LOAN OF SEEDS' if number % 2 else 'Meridians'} | {118 + number}", SMALL)
    assert front(*sheets).journal == "Meridians"


def test_the_masthead_above_the_title_is_set_aside_not_read():
    article = article_of(opening(above="THE CONFLUENCE REVIEW"))
    assert not any("CONFLUENCE" in text.upper() for text in paragraphs_of(article))


def test_a_doi_in_the_small_print_is_found():
    sheet = opening()
    sheet.line(LEFT, 590, "https://doi.org/10.1234/horizons.2025.31.70.", SMALL)
    assert front(sheet).doi == "10.1234/horizons.2025.31.70"


def test_a_page_without_a_title_has_none():
    sheet = two_columns()
    article = article_of(sheet)
    assert article.title == ""
    assert paragraphs_of(article) == [prose(seed) for seed in range(100, 106)]


def test_a_line_as_large_as_the_title_in_another_face_is_the_subtitle():
    sheet = opening(["A Loan of Seeds"])
    sheet.line(LEFT, 130, "Harbor Edition Three", sized(ITALIC, 26))
    sheet.line(LEFT, 154, f"By {AUTHOR}", sized(ROMAN, 12))
    article = article_of(sheet)
    assert (article.title, article.subtitle) == ("A Loan of Seeds", "Harbor Edition Three")
    assert [author.name for author in article.authors] == [AUTHOR]


def test_a_word_in_italics_on_a_line_of_its_own_is_still_the_titles():
    sheet = opening(["A Loan"])
    sheet.line(LEFT, 130, "of Quiet Seeds", sized(ITALIC, 26))
    assert article_of(sheet).title == "A Loan of Quiet Seeds"


def signed(title: str, style: Style, names: str = "Ana Perišić and John O’Hara") -> Sheet:
    """A page whose title is no larger than its text."""
    sheet = Sheet()
    sheet.line(LEFT, 80, title, style)
    sheet.line(LEFT + 12, 98, names)
    sheet.column(LEFT, 120, range(1, 4))
    sheet.column(RIGHT, 80, range(4, 8))
    return sheet


@pytest.mark.parametrize(("title", "style"), [("A harbor guide", BOLD), ("THE LONG WINTER", ROMAN)])
def test_a_title_as_small_as_the_text_is_known_by_the_names_below_it(title: str, style: Style):
    article = article_of(signed(title, style))
    assert article.title == title
    assert [author.name for author in article.authors] == ["Ana Perišić", "John O’Hara"]
    assert paragraphs_of(article) == [prose(seed) for seed in range(1, 8)]


def test_a_bold_line_that_nobody_signed_is_no_title():
    article = article_of(signed("Harbor news", BOLD, names="the valley in spring"))
    assert article.title == ""
    assert not article.authors


def test_a_title_partly_in_slanted_bold_is_parted_from_the_names_below_it():
    sheet = signed("guide to harbors", BOLD)
    del sheet.words[:3]
    first = sheet.line(LEFT, 80, "Meridian", replace(BOLD, font="Serif-BoldItalic", italic=True))[-1]
    sheet.after(first, "guide to harbors", BOLD, glued=False)
    for word in sheet.words:
        if word.baseline == 98:
            word.baseline = 92.0
    assert article_of(sheet).title == "Meridian guide to harbors"


def test_a_byline_above_the_title_names_the_author():
    article = article_of(opening(above=f"By {AUTHOR}"))
    assert [author.name for author in article.authors] == [AUTHOR]
    assert article.section == ""


def test_names_above_the_title_are_the_authors_if_a_bio_tells_of_them():
    sheet = opening(above=AUTHOR)
    sheet.block(LEFT, 590, [f"{AUTHOR} is a gardener", "in the delta province."], SMALL, 9.5)
    assert [author.name for author in article_of(sheet).authors] == [AUTHOR]


def test_the_name_of_a_society_above_the_title_is_nobody():
    sheet = opening(above="Meridian Garden Society")
    sheet.paragraph(LEFT, 560, "Write to the Meridian Garden Society for a leaflet about the harbor and its ferry.")
    assert not article_of(sheet).authors


def test_a_credit_of_pictures_below_the_title_is_kept_and_names_no_author():
    article = article_of(opening(between=[("Photographs by Max Roe", sized(ROMAN, 12))]))
    assert not article.authors
    assert article.subtitle == ""
    assert roles(article)["byline"] == "Photographs by Max Roe"


def test_standfirst_and_byline_in_the_titles_column_stand_beside_the_text():
    text = "Rivers do not stop at borders, and treaties sometimes help, but habits help more."
    sheet = Sheet()
    sheet.line(LEFT, 110, "A Long Winter", TITLE)
    y = sheet.block(LEFT, 146, fill(text, MEASURE, sized(ITALIC, 13)), sized(ITALIC, 13), 16)
    sheet.line(LEFT, y + 8, AUTHOR, sized(ROMAN, 12))
    sheet.column(LEFT, y + 60, range(1, 4))
    sheet.column(RIGHT, 110, range(4, 8))
    article = article_of(sheet)
    assert [author.name for author in article.authors] == [AUTHOR]
    assert roles(article) == {"standfirst": text}


def test_sentences_above_the_title_are_a_standfirst():
    text = "Rivers do not stop at borders, and treaties sometimes help."
    article = article_of(opening(above=text))
    assert roles(article)["standfirst"] == text


def test_section_and_date_below_the_title_are_no_subtitle():
    sheet = opening(between=[("Politics", SMALL), ("12 May 2024", SMALL), (f"By {AUTHOR}", sized(ROMAN, 12))])
    article = article_of(sheet)
    assert (article.section, article.subtitle) == ("Politics", "")
    assert [author.name for author in article.authors] == [AUTHOR]


@pytest.mark.parametrize(("text", "style"), [(f"— {AUTHOR}", ROMAN), (f"By {AUTHOR}", ROMAN), (AUTHOR, ITALIC)])
def test_a_name_under_the_article_signs_it(text: str, style: Style):
    sheet = opening()
    foot = max(word.baseline for word in sheet.words if word.x0 >= RIGHT)
    sheet.line(RIGHT + 40, foot + 18, text, style)
    article = article_of(sheet)
    assert [author.name for author in article.authors] == [AUTHOR]
    assert roles(article)["author-bio"] == text
    assert paragraphs_of(article)[-1] == text


@pytest.mark.parametrize("text", ["PLACE STAMP HERE", "Meridian Garden Society"])
def test_what_only_looks_like_a_name_under_the_article_does_not(text: str):
    sheet = opening()
    foot = max(word.baseline for word in sheet.words if word.x0 >= RIGHT)
    sheet.line(RIGHT + 40, foot + 18, text, ITALIC)
    article = article_of(sheet)
    assert not article.authors
    assert not [block for block in article.blocks if isinstance(block, Heading)]


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["The Patience of Fer-", "ries"], "The Patience of Ferries"),
        (["A Well-", "Known Harbour"], "A Well-Known Harbour"),
        (["The Long", "Way Home"], "The Long Way Home"),
    ],
)
def test_a_hyphen_at_the_end_of_a_titles_line_is_weighed_like_any_other(lines: list[str], title: str):
    sheet = Sheet()
    sheet.block(LEFT, TOP, lines, TITLE, 28)
    sheet.column(LEFT, TOP + 90, [1, 2])
    sheet.column(RIGHT, TOP + 90, [3, 4])
    assert article_of(sheet).title == title


@pytest.mark.parametrize("rubric", ["REVIEW", "Letters to the Editor", "C O M M E N T A R Y", "Rezension"])
def test_the_name_of_a_section_is_no_title_however_large_it_is(rubric: str):
    sheet = Sheet()
    sheet.line(LEFT, TOP, rubric, sized(BOLD, 32.0))
    sheet.line(LEFT, TOP + 40, "The Patience of Ferries", TITLE)
    sheet.line(LEFT, TOP + 64, "By Ottilie Brandvold", ITALIC)
    sheet.column(LEFT, TOP + 100, [1, 2])
    sheet.column(RIGHT, TOP + 100, [3, 4])
    article = article_of(sheet)
    assert (article.title, [author.name for author in article.authors]) == (
        "The Patience of Ferries",
        ["Ottilie Brandvold"],
    )
    assert article.section == rubric.replace("C O M M E N T A R Y", "COMMENTARY")


def test_a_title_whose_letters_are_set_apart_is_read_in_words():
    sheet = Sheet()
    x = LEFT
    for letter in "ON RIVERS":
        x = x + 24 if letter == " " else sheet.line(x, TOP, letter, TITLE)[0].x1 + 8
    sheet.column(LEFT, TOP + 40, [1, 2])
    sheet.column(RIGHT, TOP + 40, [3, 4])
    assert article_of(sheet).title == "ON RIVERS"


def test_an_editorial_without_another_title_is_called_editorial():
    sheet = Sheet()
    sheet.line(LEFT, TOP, "Editorial", TITLE)
    sheet.line(LEFT, TOP + 24, "By Ottilie Brandvold", ITALIC)
    sheet.column(LEFT, TOP + 60, [1, 2])
    sheet.column(RIGHT, TOP + 60, [3, 4])
    assert article_of(sheet).title == "Editorial"
