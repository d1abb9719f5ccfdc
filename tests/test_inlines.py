"""Inlines: words, spaces, emphasis, hyphens and page turns of a paragraph, as they would be typed."""

from __future__ import annotations

import pytest

from horizons_convert.document import Article, Inlines, PageBreak, Paragraph, Text, plain, walk
from horizons_convert.pdf.page import Style
from pages import (
    BOLD,
    INDENT,
    ITALIC,
    LEADING,
    LEFT,
    MEASURE,
    RIGHT,
    ROMAN,
    TOP,
    article_of,
    fill,
    prose,
    recovered,
    sized,
    two_columns,
)

AT = 400.0


def paragraph(article: Article, beginning: str) -> Inlines:
    """The content of the paragraph that begins so."""
    return next(
        block.content
        for block in walk(article.blocks)
        if isinstance(block, Paragraph) and plain(block.content).startswith(beginning)
    )


def set_words(*parts: tuple[str, Style]) -> Article:
    """A page of prose and a paragraph of one line that is set in these parts, a word space between them."""
    sheet = two_columns()
    word = None
    for text, style in parts:
        if word is None:
            word = sheet.line(LEFT + INDENT, AT, text, style)[-1]
        else:
            word = sheet.after(word, text, style, glued=text[:1] in ",.;")[-1]
    return article_of(sheet)


def set_lines(*lines: str) -> Article:
    """A page of prose and a paragraph of these lines."""
    sheet = two_columns()
    sheet.block(LEFT, AT, lines, indent=INDENT)
    return article_of(sheet)


def test_an_address_may_break_over_several_lines():
    lines = "The registers of the pilots stand at", "https://example.org/archives/tides-and-pilots/"
    article = set_lines(*lines, "registers-of-the-old-port/index.html?", "page=12 for everybody who asks.")
    address = "https://example.org/archives/tides-and-pilots/registers-of-the-old-port/index.html?page=12"
    assert (
        plain(paragraph(article, "The registers"))
        == f"The registers of the pilots stand at {address} for everybody who asks."
    )


# --- emphasis --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "marks"),
    [(ITALIC, ("italic",)), (BOLD, ("bold",)), (Style("Mono", 10.0, monospace=True), ("code",))],
)
def test_emphasis_is_marked_and_keeps_to_its_words(style: Style, marks: tuple[str, ...]):
    content = paragraph(set_words(("They said", ROMAN), ("not at all", style), (", and left.", ROMAN)), "They said")
    assert content == (Text("They said "), Text("not at all", marks), Text(", and left."))  # type: ignore[arg-type]


def test_small_capitals_of_a_font_are_marked():
    caps = Style("Serif-SmallCaps", 10.0, small_caps=True)
    content = paragraph(set_words(("The", ROMAN), ("nato", caps), ("treaty", ROMAN)), "The")
    assert Text("nato", ("small-caps",)) in content


def test_a_word_in_two_styles_stays_one_word():
    sheet = two_columns()
    word = sheet.line(LEFT + INDENT, AT, "the pre")[-1]
    word = sheet.after(word, "war", ITALIC)[-1]
    sheet.after(word, "years", ROMAN, glued=False)
    assert plain(paragraph(article_of(sheet), "the pre")) == "the prewar years"


def test_a_superscript_stays_in_its_word_and_is_marked():
    sheet = two_columns()
    word = sheet.line(LEFT + INDENT, AT, "on the 22")[-1]
    word = sheet.after(word, "nd", sized(ROMAN, 6), rise=3.5)[-1]
    sheet.after(word, "of May", ROMAN, rise=-3.5, glued=False)
    content = paragraph(article_of(sheet), "on the 22")
    assert plain(content) == "on the 22nd of May"
    assert Text("nd", ("superscript",)) in content


# --- line ends -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("the patient develop-", "ment of the harbor", "patient development of"),
        ("an exchange of people-to-", "people visits", "people-to-people visits"),
        ("a self-", "reliant people", "self-reliant people"),
        ("the post-", "war years of the harbor", "post-war years"),
        ("between 1911-", "1913 nothing came", "1911-1913 nothing"),
        ("nobody knew—", "or said that he knew", "knew—or said"),
        ("the sea was empty —", "as ever in the winter", "empty — as ever"),
        ("on the pages 737–", "739 nothing stands", "pages 737–739 nothing"),
        ("the sea – as", "ever – was empty", "sea – as ever – was"),
        ("the ferry and/", "or the bridge", "and/or the bridge"),
        ("see https://example.org/treaties/", "1998 for the text", "https://example.org/treaties/1998 for"),
        ("see https://example.org/treaties", "/1998 for the text", "https://example.org/treaties/1998 for"),
        ("an inn\u00ad", "keeper on the coast", "innkeeper on"),
    ],
)
def test_what_a_line_end_cuts_is_joined_as_it_would_be_written(before: str, after: str, wanted: str):
    assert wanted in plain(paragraph(set_lines(f"We saw {before}", f"{after}, again."), "We saw"))


def test_a_soft_hyphen_within_a_line_says_nothing():
    assert "the harbor master" in plain(paragraph(set_lines("We saw the har\u00adbor master, and left."), "We saw"))


def test_the_article_is_its_own_dictionary():
    """A compound that stands whole elsewhere keeps its hyphen, whatever a word list would say."""
    sheet = two_columns()
    sheet.block(LEFT, AT, ["We know the news-letter of the island,", "and we read it."], indent=INDENT)
    sheet.block(RIGHT, AT, ["We saw that the old news-", "letter had come back again."], indent=INDENT)
    article, ledger = recovered(sheet)
    assert "old news-letter had" in plain(paragraph(article, "We saw"))
    assert ledger.counts("repair")["hyphen kept"] == 1


def test_every_hyphen_that_went_is_recorded():
    sheet = two_columns()
    sheet.block(LEFT, AT, ["We saw the patient develop-", "ment of the harbor."], indent=INDENT)
    _, ledger = recovered(sheet)
    (record,) = [record for record in ledger.of("repair") if record.what == "hyphen dropped"]
    assert "development" in record.text
    assert record.places[0].page == 1


# --- page turns ------------------------------------------------------------------------


def turned(last: str, first: str) -> Inlines:
    one, two = two_columns(1, paragraphs=1), two_columns(2, paragraphs=1)
    two.words = [word for word in two.words if word.x0 >= RIGHT]
    lines = [*fill("We saw " + prose(5, 24), MEASURE, indent=INDENT)[:-1], last]
    one.block(RIGHT, 300, lines, indent=INDENT, width=MEASURE)
    extent = sum(word.x1 - word.x0 for word in one.words[-len(last.split()) :])
    tokens = one.words[-len(last.split()) :]
    gap = (MEASURE - extent) / max(1, len(tokens) - 1)
    x = RIGHT
    for word in tokens:
        word.x0, word.x1 = x, x + word.x1 - word.x0
        x = word.x1 + gap
    y = two.paragraph(LEFT, TOP, f"{first} {prose(6, 20)}", indent=0)
    two.column(LEFT, y, [7, 8])
    return paragraph(article_of(one, two, folios={1: "70", 2: "71"}), "We saw")


def test_the_page_turns_between_two_words():
    content = turned("and nobody in the harbor", "answered him.")
    at = content.index(PageBreak("71", 2))
    assert plain(content[:at]).rstrip().endswith("harbor")
    assert plain(content[at:]).lstrip().startswith("answered him.")
    assert "harbor answered him." in plain(content)


def test_a_word_that_the_page_turn_cuts_is_whole_and_the_page_begins_after_it():
    content = turned("and the patient develop-", "ment was over.")
    at = content.index(PageBreak("71", 2))
    assert plain(content[:at]).endswith("development")
    assert "the patient development was over." in plain(content)


def test_leading_is_no_space():
    """A line begins with no space of its own, and two lines are parted by exactly one."""
    text = prose(9, 30)
    sheet = two_columns()
    sheet.paragraph(LEFT, AT, text, leading=LEADING)
    assert plain(paragraph(article_of(sheet), text[:20])) == text
