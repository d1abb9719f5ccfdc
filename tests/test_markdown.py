"""The Markdown writer: pandoc and markdown-it, which did not write it, read back what was meant."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import editions
from horizons_convert.document import (
    Article,
    Block,
    Edition,
    Heading,
    Inlines,
    Link,
    ListBlock,
    ListItem,
    Paragraph,
    Table,
    TableRow,
    Text,
)
from horizons_convert.writers import Options, Writer
from horizons_convert.writers.markdown import writer
from pandoc_tree import Node, every, headings, tree, words

PANDOC = "markdown-smart"
DIALECTS = [PANDOC, "commonmark", "gfm", "commonmark_x-smart"]

SIGNS = "\\`*_{}[]()<>#+-=.!|~^$@&:;\"'%/?,"
PROSE = st.text(st.sampled_from(SIGNS + "aA1iv é“”— "), min_size=1, max_size=14)
WORDS = st.one_of(
    PROSE,
    st.sampled_from(
        ["1. a", "a) b", "(iv) c", "# d", "> e", "- f", "+ g", "Table: h", "&amp; i", "www.a_b.org j", "%k"]
    ),
    st.sampled_from(["https://example.org/a_b*c?d=1&e=2#f", "mail a_b@c.org", ":smile:", "==x==", "[^1]: n", "---"]),
)
MARKS = st.sets(st.sampled_from(["italic", "bold"])).map(tuple)


def render(*blocks: Block, **more: Any) -> str:
    article = Article("a", "Title", blocks, **more)
    return writer.render(Edition((article,)), Options()).decode()


def pandoc(source: str, dialect: str = PANDOC) -> Node:
    return tree(source.encode(), dialect)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_it_is_a_writer() -> None:
    assert isinstance(writer, Writer)


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(paragraphs=st.lists(WORDS, min_size=20, max_size=40))
@example(paragraphs=[editions.HOSTILE_VISIBLE])
def test_text_is_never_read_as_markup(dialect: str, paragraphs: list[str]) -> None:
    wanted = [squeezed(text) for text in paragraphs if text.strip()]
    source = _body(render(*(Paragraph((Text(text),)) for text in wanted)))
    blocks = pandoc(source, dialect)["blocks"]
    assert [block["t"] for block in blocks] == ["Para"] * len(wanted)
    assert [squeezed(words(block["c"])) for block in blocks] == wanted


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(PROSE, MARKS), min_size=1, max_size=5))
@example([("word", ()), ("“so”", ("italic",)), ("word", ())])
@example([("a", ("italic",)), ("b", ("bold",)), ("c", ("italic", "bold"))])
def test_emphasis_covers_what_it_should(runs: list[tuple[str, tuple[Any, ...]]]) -> None:
    content: Inlines = tuple(Text(text, marks) for text, marks in runs)
    source = _body(render(Paragraph((Text("x "), *content, Text(" x")))))
    children = MarkdownIt("commonmark").parse(source)[1].children
    shown: list[tuple[str, frozenset[str]]] = [("x", frozenset())]
    marks: list[str] = []
    for token in children or []:
        if token.type.endswith("_open"):
            marks.append({"em": "italic", "strong": "bold"}.get(token.tag, ""))
        elif token.type.endswith("_close"):
            marks.pop()
        elif token.type in ("text", "text_special"):
            shown += [(sign, frozenset(marks) - {""}) for sign in token.content]
    wanted = [(sign, frozenset(text_marks)) for text, text_marks in runs for sign in text]
    assert _letters(shown[2:]) == _letters([*wanted, ("x", frozenset())])


def _letters(signs: list[tuple[str, frozenset[str]]]) -> list[tuple[str, frozenset[str]]]:
    return [(sign, marks) for sign, marks in signs if not sign.isspace()]


def test_front_matter_is_metadata_that_says_just_what_it_says() -> None:
    title = '1914. The "Year" of *Four* [Crises]'
    edition = Edition((Article("a", title, (Paragraph((Text("x"),)),)),), journal="J #1")
    meta = pandoc(writer.render(edition, Options()).decode())["meta"]
    assert words(meta["title"]["c"]) == title
    assert words(meta["journal"]["c"]) == "J #1"


def test_front_matter_is_no_heading_to_a_reader_that_knows_none() -> None:
    found = pandoc(writer.render(editions.single(), Options()).decode(), "commonmark")
    heads = [words(block["c"][2]) for block in found["blocks"] if block["t"] == "Header"]
    assert heads[0] == "A Treaty and Its Habits"


def test_pandoc_reads_the_structure_back() -> None:
    found = pandoc(writer.render(editions.single(), Options()).decode())
    blocks = found["blocks"]
    heads = [(block["c"][0], words(block["c"][2])) for block in blocks if block["t"] == "Header"]
    assert heads == [
        (1, "A Treaty and Its Habits"),
        (2, "What the Book Says about Mitwirkung"),
        (1, "The Mill"),
        (2, "Who Was at the Table"),
    ]
    quotes = [block["c"] for block in blocks if block["t"] == "BlockQuote"]
    assert words(quotes[0]) == "We never know the worth of water till the well is dry.", "the epigraph"
    assert [words(paragraph["c"]) for paragraph in quotes[1]] == [
        "The parties shall inform each other of every change in the level that either of them has observed.",
        "So far as practicable, within one day.",
    ]
    numbered = next(block["c"] for block in blocks if block["t"] == "OrderedList")
    assert numbered[0][0] == 3
    assert [item[1]["t"] if len(item) > 1 else "" for item in numbered[1]] == ["", "BulletList", "Para"]
    tables = [block for block in blocks if block["t"] == "Table"]
    assert len(tables) == 2
    assert [block["c"][1] for block in blocks if block["t"] == "CodeBlock"] == [
        "for day in year:\n    if level(day) > 4.5 and not told(day):\n        ring('<all>')"
    ]


def test_notes_stand_where_they_are_called() -> None:
    found = pandoc(writer.render(editions.single(), Options()).decode())
    notes = [words(block["c"]) for note in every(found["blocks"], "Note") for block in note]
    assert notes == [
        "Minutes of the Commission, 12 May 1998.",
        "A note of two paragraphs, the first.",
        "And the second of them.",
        "A note of two paragraphs, the first.",
        "And the second of them.",
        "Called only from a caption.",
    ]
    assert "A note whose mark was not found on the page." in writer.render(editions.single(), Options()).decode()


def test_one_file_holds_the_pictures() -> None:
    found = pandoc(writer.render(editions.single(), Options()).decode())
    images = every(found["blocks"], "Image")
    assert [words(image[1]) for image in images] == [editions.MAP_ALT, ""]
    data = base64.b64decode(images[0][2][0].removeprefix("data:image/png;base64,"))
    assert data == editions.single().assets["map"].data


def test_an_issue_has_its_articles_as_sections() -> None:
    found = pandoc(writer.render(editions.rich(), Options()).decode())
    heads = headings(found)
    assert heads[0] == (1, "The Rivers Between Us: Water & Trust")
    assert heads[-2:] == [(1, "Мостови и њихови људи"), (2, "Људи на мосту")]


def test_lists_that_touch_stay_two() -> None:
    one = ListBlock((ListItem((Paragraph((Text("a"),)),)),))
    blocks = pandoc(_body(render(one, one)))["blocks"]
    assert [block["t"] for block in blocks] == ["BulletList", "RawBlock", "BulletList"]


def test_a_hundredth_item_keeps_its_paragraphs() -> None:
    two = ListItem((Paragraph((Text("a"),)), Paragraph((Text("b"),))))
    (block,) = pandoc(_body(render(ListBlock((two,), ordered=True, start=100))), "commonmark")["blocks"]
    assert [part["t"] for part in block["c"][1][0]] == ["Para", "Para"]


def test_a_bar_does_not_end_a_cell() -> None:
    cells: tuple[Inlines, ...] = ((Text("a|b"),), (Text("c | d", ("code",)),))
    for dialect in (PANDOC, "gfm"):
        (table,) = pandoc(_body(render(Table((TableRow(cells),)))), dialect)["blocks"]
        texts = [words(cell) for cell in every(table["c"], "Plain")]
        assert texts == ["a|b", "c | d"]


def test_a_number_sign_closes_no_heading() -> None:
    (head,) = pandoc(_body(render(Heading(1, (Text("In C #"),)))))["blocks"]
    assert words(head["c"][2]) == "In C #"


def test_an_exclamation_makes_no_picture_of_a_link() -> None:
    linked = Paragraph((Text("Look!"), Link("https://example.org/(a)_b", (Text("here"),))))
    (paragraph,) = pandoc(_body(render(linked)))["blocks"]
    (link,) = every(paragraph["c"], "Link")
    assert (words(link[1]), link[2][0]) == ("here", "https://example.org/(a)_b")


def _body(source: str) -> str:
    """What follows the front matter."""
    return source.split("\n---\n", 1)[1].strip()
