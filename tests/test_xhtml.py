"""The serialiser: what a reader, a screen reader and a browser find in the elements of an article."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

import editions
from horizons_convert.document import (
    Article,
    Aside,
    Asset,
    Block,
    Edition,
    Figure,
    Heading,
    Link,
    ListBlock,
    ListItem,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Text,
)
from horizons_convert.writers import xhtml


def url(name: str) -> str:
    return f"{name}.png"


def body(article: Article, edition: Edition | None = None, **options: object) -> xhtml.Element:
    """The article in a root element, so that it can be searched."""
    root = xhtml.element("main")
    root.extend(xhtml.article_body(article, edition or Edition((article,)), image_url=url, **options))  # type: ignore[arg-type]
    return root


def article(*blocks: Block, **fields: object) -> Article:
    return Article(**{"id": "a", "title": "Salt", "blocks": blocks, **fields})  # type: ignore[arg-type]


def words(node: xhtml.Element) -> str:
    return "".join(node.itertext())


class Reader(HTMLParser):
    """The standard library's HTML parser: another program than the one that wrote."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def rich() -> xhtml.Element:
    edition = editions.rich()
    return body(edition.articles[0], edition)


# --- nothing lost, nothing broken out --------------------------------------------------------


def test_hostile_text_arrives_as_text() -> None:
    made = xhtml.document("x", "en", [body(article(Paragraph((Text(editions.HOSTILE),))))])
    read = Reader(xhtml.as_html(made))
    assert editions.HOSTILE_VISIBLE in read.text
    assert "script" not in read.tags
    parsed = etree.fromstring(xhtml.as_xhtml(made))
    assert editions.HOSTILE_VISIBLE in words(parsed)


def test_hostile_metadata_arrives_as_text() -> None:
    made = body(article(title=editions.HOSTILE, subtitle=editions.HOSTILE))
    assert words(made).count(editions.HOSTILE_VISIBLE) == 2


def test_the_rubric_belongs_to_the_page_and_not_to_the_text() -> None:
    assert "Waters" not in words(body(article(section="Waters")))


@given(st.text())
@example("\ud800")
@example("&lt;\r\n\t\x7f\u2028")
def test_any_text_survives_both_syntaxes(text: str) -> None:
    made = xhtml.document("x", "en", [xhtml.element("p", text)])
    wanted = re.sub(r"\s+", " ", xhtml.clean(text)).strip()
    in_xml = words(etree.fromstring(xhtml.as_xhtml(made)).find(".//{*}p"))
    assert re.sub(r"\s+", " ", in_xml).strip() == wanted
    in_html = Reader(xhtml.as_html(made)).text.removeprefix("\n").strip().removeprefix("x")
    assert re.sub(r"\s+", " ", in_html).strip() == wanted


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://", "http://[", ""]
)
def test_only_web_and_mail_addresses_become_links(target: str) -> None:
    made = body(article(Paragraph((Link(target, (Text("here"),)),))))
    assert made.find(".//a") is None
    assert words(made.findall("p")[-1]) == "here"


def test_odd_characters_in_an_address_are_encoded() -> None:
    assert xhtml.safe_target("https://example.org/a b?q=»&r=%20") == "https://example.org/a%20b?q=%C2%BB&r=%20"


# --- structure -------------------------------------------------------------------------------


def test_sections_stand_one_level_below_the_title(rich: xhtml.Element) -> None:
    heads = [(h.tag, words(h)) for h in rich.iter("h1", "h2", "h3")]
    assert heads == [
        ("h1", "The Rivers Between Us: Water & Trust"),
        ("h2", "A Treaty and Its Habits"),
        ("h3", "What the Book Says about Mitwirkung"),
        ("h2", "The Mill"),
        ("h3", "Who Was at the Table"),
    ]


def test_a_skipped_level_leaves_no_hole_in_the_outline() -> None:
    made = body(article(Heading(2, (Text("First"),)), Heading(4, (Text("Deep"),)), Heading(1, (Text("Top"),))))
    assert [h.tag for h in made.iter("h1", "h2", "h3", "h4", "h5")] == ["h1", "h2", "h3", "h2"]


def test_an_article_without_a_title_still_has_a_heading() -> None:
    assert words(body(article(title=""), Edition((article(title=""),), source="essay.pdf")).find(".//h1")) == "essay"


def test_the_byline_names_everybody_and_nothing_else() -> None:
    edition = editions.rich()
    assert words(body(edition.articles[1], edition).find(".//p[@class='byline']")) == "Јован Ђорђевић"
    assert xhtml.byline_of(edition.articles[0]) == "Ana Perišić-Łuczak & John O’Hara"


def test_block_quotes_and_lists_keep_their_kind(rich: xhtml.Element) -> None:
    quotes = [words(quote) for quote in rich.iter("blockquote") if quote.get("role") != "doc-epigraph"]
    assert quotes == [
        "The parties shall inform each other of every change in the level that either of them has observed."
        "So far as practicable, within one day."
    ]
    numbered = rich.find(".//ol")
    assert numbered.get("start") == "3"
    assert [words(item) for item in numbered[1].find("ul")] == ["by telephone,", "by letter,", "or on foot."]


@pytest.mark.parametrize(
    ("marker", "start", "kind"),
    [("1.", 1, None), ("a)", 1, "a"), ("(i)", 1, "i"), ("i.", 9, "a"), ("C.", 3, "A"), ("IV", 4, "I"), ("", 1, None)],
)
def test_a_list_is_numbered_as_it_was_printed(marker: str, start: int, kind: str | None) -> None:
    block = ListBlock((ListItem((Paragraph((Text("one"),)),), marker),), ordered=True, start=start)
    assert body(article(block)).find("ol").get("type") == kind


def test_each_sidebar_is_a_landmark_with_a_name_of_its_own() -> None:
    paragraph = editions.paragraph("On the ferry nobody paid, and nobody was asked to.")
    made = body(article(*[Aside((paragraph,))] * 2, Aside((editions.paragraph("Tides"),)), Aside(())))
    names = [aside.get("aria-label") for aside in made.iter("aside")]
    assert names[:3] == [
        "On the ferry nobody paid, and nobody was…",
        "On the ferry nobody paid, and nobody was… (2)",
        "Tides",
    ]
    assert "" not in names


def test_tables_name_their_rows_and_columns(rich: xhtml.Element) -> None:
    table = rich.find(".//table")
    assert [(cell.get("scope"), words(cell)) for cell in table.iter("th")] == [
        ("col", "1998"),
        ("col", "2008"),
        ("row", "Level (m)"),
        ("row", "Complaints"),
    ]
    (caption,) = rich.xpath("//figure/figcaption[@id=$name]", name=table.get("aria-labelledby"))
    assert words(caption) == "Table 1. Water and temper, by year"


@pytest.mark.parametrize(
    "role", ["doc-abstract", "doc-epigraph", "doc-bibliography", "doc-acknowledgments", "doc-subtitle"]
)
def test_special_paragraphs_are_named_for_assistive_technology(rich: xhtml.Element, role: str) -> None:
    assert rich.find(f".//*[@role='{role}']") is not None


def test_a_drop_cap_is_a_matter_of_style_only(rich: xhtml.Element) -> None:
    opening = rich.find(".//p[@class='drop-cap']")
    assert words(opening).startswith("In the spring of 1998")


# --- pages -----------------------------------------------------------------------------------


def test_a_page_that_turns_inside_a_word_does_not_cut_it(rich: xhtml.Element) -> None:
    assert "long and careful work" in words(rich)
    turn = rich.find(".//*[@id='page-71']")
    assert turn.get("aria-label") == "Page 71"
    assert turn.getprevious().tail.endswith("care")


def test_every_printed_page_is_marked_once_even_where_two_articles_share_it() -> None:
    edition = editions.rich()
    waters, bridges = edition.articles
    waters = msgspec.structs.replace(waters, blocks=(*waters.blocks, Paragraph((PageBreak("73", 4), Text("End.")))))
    edition = msgspec.structs.replace(edition, articles=(waters, bridges))
    marks = [
        (one.title[0], mark.get("data-folio"))
        for one in edition.articles
        for mark in body(one, edition).iter("span")
        if mark.get("role") == "doc-pagebreak"
    ]
    assert marks == [("T", "70"), ("T", "71"), ("T", "72"), ("T", "73"), ("М", "74")]


def test_the_first_page_is_marked_at_the_title(rich: xhtml.Element) -> None:
    assert rich[0].find("span").get("id") == "page-70"


def test_the_same_folio_twice_gets_two_ids() -> None:
    turns = (PageBreak("1", 3), Text("a"), PageBreak("1", 9), PageBreak("1", 9), PageBreak(" ", 10))
    ids = [mark.get("id") for mark in body(article(Paragraph(turns))).iter("span")]
    assert len(ids) == len(set(ids)) == 2


# --- notes -----------------------------------------------------------------------------------


def test_notes_are_linked_both_ways(rich: xhtml.Element) -> None:
    by_id = {node.get("id"): node for node in rich.iter() if node.get("id")}
    calls = [a for a in rich.iter("a") if a.get("role") == "doc-noteref"]
    assert [words(call) for call in calls] == ["1", "2", "2", "*"]
    for call in calls:
        assert by_id[call.get("href")[1:]].get("role") == "doc-footnote"
    for back in (a for a in rich.iter("a") if a.get("role") == "doc-backlink"):
        assert by_id[back.get("href")[1:]].get("role") == "doc-noteref"


def test_a_note_that_nothing_calls_stays_visible(rich: xhtml.Element) -> None:
    note = rich.find(".//div[@class='footnote']")
    assert "whose mark was not found" in words(note)
    assert note.get(xhtml.EPUB_TYPE) is None  # reading systems hide what they take for a pop-up


def test_a_call_without_its_note_keeps_its_mark() -> None:
    made = body(article(Paragraph((Text("so"), NoteReference("lost", "7")))))
    assert words(made.find(".//sup")) == "7"
    assert made.find(".//a") is None


def test_notes_by_section_stand_before_the_next_heading() -> None:
    edition = editions.single()
    made = body(edition.articles[0], edition, notes="section")
    first = made.find("section")
    assert len(first) == 2
    assert first.getnext().tag == "h2"


def test_notes_whose_ids_look_alike_stay_apart() -> None:
    notes = tuple(Note(name, "1", (Paragraph((Text(name),)),)) for name in ("a 1", "a-1", "ж"))
    made = body(article(Paragraph(tuple(NoteReference(note.id, "1") for note in notes)), notes=notes))
    ids = [node.get("id") for node in made.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert all(name.isascii() for name in ids)


# --- languages and pictures ------------------------------------------------------------------


def test_foreign_words_bear_their_language(rich: xhtml.Element) -> None:
    assert [(node.tag, node.get("lang"), words(node)) for node in rich.iter() if node.get("lang")] == [
        ("i", "fr", "entente"),
        ("i", "de", "Mitwirkung"),
        ("i", "fr", "L’eau partagée"),
    ]


def test_the_books_own_words_are_in_the_language_of_the_article() -> None:
    edition = editions.rich()
    made = body(edition.articles[1], edition)
    assert made.find(".//*[@role='doc-noteref']").get("aria-label") == "Напомена 1"


def test_xhtml_says_the_language_twice() -> None:
    edition = editions.rich()
    made = xhtml.document("x", "en", [body(edition.articles[0], edition)])
    for node in etree.fromstring(xhtml.as_xhtml(made)).iter():
        assert node.get("lang") == node.get("{http://www.w3.org/XML/1998/namespace}lang")


def test_right_to_left_languages_set_the_direction() -> None:
    assert xhtml.document("x", "ar", []).get("dir") == "rtl"
    assert xhtml.document("x", "sr-Latn", []).get("dir") is None


@pytest.mark.parametrize(
    ("figure", "alt"),
    [
        (Figure("p", alt="Two boats."), "Two boats."),
        (Figure("p", alt="Two boats.", caption=(Text("Boats"),)), "Two boats."),
        (Figure("p", caption=(Text("Boats"),)), "Picture, see caption"),
        (Figure("p"), "A picture that nobody has described yet"),
        (Figure("p", alt=""), ""),
    ],
)
def test_a_description_is_never_invented(figure: Figure, alt: str) -> None:
    edition = Edition((article(figure),), assets={"p": Asset("image/png", b"", 2, 1)})
    assert body(edition.articles[0], edition).find(".//img").get("alt") == alt


def test_a_caption_survives_its_picture() -> None:
    made = body(article(Figure("gone", caption=(Text("Boats"),))))
    assert made.find(".//img") is None
    assert words(made.find("figure")) == "Boats"
