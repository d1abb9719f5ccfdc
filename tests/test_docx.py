"""The DOCX writer: what Word's style pane, a screen reader, pandoc and python-docx find in its files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

import editions
from horizons_convert.document import (
    Article,
    Asset,
    Author,
    Block,
    Edition,
    Figure,
    Heading,
    ListBlock,
    ListItem,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Table,
    TableRow,
    Text,
)
from horizons_convert.writers import Options, Profile, Writer
from horizons_convert.writers.docx import writer
from pandoc_tree import Node, every, headings, tree, words

PROFILES: list[Profile] = ["standard", "large-print", "dyslexia"]


@cache
def rich(profile: Profile = "standard") -> bytes:
    return writer.render(editions.rich(), Options(profile=profile))


@cache
def single() -> bytes:
    return writer.render(editions.single(), Options())


def render(*blocks: Block, language: str = "en", notes: tuple[Note, ...] = (), **more: Any) -> bytes:
    article = Article("a", "Title", blocks, language=language, notes=notes)
    return writer.render(Edition((article,), language=language, **more), Options())


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def part(data: bytes, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def pandoc(data: bytes) -> Node:
    return tree(data, "docx")


def paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def values(root: etree._Element, name: str, attribute: str = "w:val") -> list[str]:
    return [element.get(qn(attribute), "") for element in root.iter(qn(name))]


def test_it_is_a_writer() -> None:
    assert isinstance(writer, Writer)


# --- what pandoc reads


def test_title_and_authors_are_known_to_pandoc() -> None:
    article = Article("a", "T", (paragraph("x"),), subtitle="S", authors=(Author("A", "U"), Author("B")))
    meta = pandoc(writer.render(Edition((article,)), Options()))["meta"]
    assert (words(meta["title"]["c"]), words(meta["subtitle"]["c"])) == ("T", "S")
    assert [words(author["c"]) for author in meta["author"]["c"]] == ["A, U", "B"]


def test_pandoc_reads_the_structure_back() -> None:
    found = pandoc(single())
    assert headings(found) == [
        (1, "A Treaty and Its Habits"),
        (2, "What the Book Says about Mitwirkung"),
        (1, "The Mill"),
        (2, "Who Was at the Table"),
    ]
    epigraph, quote = every(found["blocks"], "BlockQuote")
    assert words(epigraph) == "We never know the worth of water till the well is dry."
    assert [words(block["c"]) for block in quote] == [
        "The parties shall inform each other of every change in the level that either of them has observed.",
        "So far as practicable, within one day.",
    ]
    numbered = every(found["blocks"], "OrderedList")[0]
    assert numbered[0][0] == 3
    assert [words(bullet) for bullet in every(numbered, "BulletList")[0]] == [
        "by telephone,",
        "by letter,",
        "or on foot.",
    ]
    assert every(found["blocks"], "CodeBlock")[0][1].startswith("for day in year:\n\tif level(day) > 4.5")
    assert len(every(found["blocks"], "Table")) == 2


def test_hostile_text_arrives_as_text() -> None:
    paragraphs = [words(content) for content in every(pandoc(single())["blocks"], "Para")]
    assert " ".join(f"Not every letter was polite: {editions.HOSTILE_VISIBLE}".split()) in paragraphs


def test_a_page_break_inside_a_word_does_not_cut_it() -> None:
    assert any("long and careful work" in words(content) for content in every(pandoc(single())["blocks"], "Para"))


def test_notes_are_footnotes_at_their_calls() -> None:
    notes = [words([block["c"] for block in note]) for note in every(pandoc(single())["blocks"], "Note")]
    assert [" ".join(note.split()) for note in notes] == [
        "Minutes of the Commission, 12 May 1998.",
        "A note of two paragraphs, the first.And the second of them.",
        "* Called only from a caption.",
    ]
    assert "A note whose mark was not found on the page." in opened(single()).paragraphs[-1].text


def test_in_an_issue_articles_are_sections() -> None:
    found = headings(pandoc(rich()))
    assert found[:2] == [(1, "The Rivers Between Us: Water & Trust"), (2, "A Treaty and Its Habits")]
    assert found[-2:] == [(1, "Мостови и њихови људи"), (2, "Људи на мосту")]
    assert len(opened(rich()).sections) == 2


def test_every_list_counts_from_its_own_start() -> None:
    one = ListBlock((ListItem((paragraph("a"),)), ListItem((paragraph("b"),))), ordered=True)
    roman = ListBlock((ListItem((paragraph("c"),), "(iv)"),), ordered=True, start=4)
    lists = every(pandoc(render(one, paragraph("between"), one, paragraph("then"), roman))["blocks"], "OrderedList")
    assert [(head[0], head[1]["t"], len(items)) for head, items in lists] == [
        (1, "Decimal", 2),
        (1, "Decimal", 2),
        (4, "LowerRoman", 1),
    ]


# --- styles


@pytest.mark.parametrize("profile", PROFILES)
def test_looks_come_from_styles_alone(profile: Profile) -> None:
    data = rich(profile)
    for name in ("word/document.xml", "word/footnotes.xml"):
        root = part(data, name)
        used = {etree.QName(child).localname for each in root.iter(qn("w:pPr"), qn("w:rPr")) for child in each}
        assert used <= {"pStyle", "numPr", "sectPr", "rStyle", "lang"}
    defined = set(values(part(data, "word/styles.xml"), "w:style", "w:styleId"))
    assert set(values(part(data), "w:pStyle") + values(part(data), "w:rStyle")) <= defined


def test_paragraphs_carry_words_own_styles() -> None:
    styles = {paragraph.text[:24]: paragraph.style.name for paragraph in opened(single()).paragraphs if paragraph.style}
    expected = {
        "The Rivers Between Us: W": "Title",
        "How three neighbours lea": "Subtitle",
        "Rivers do not stop at bo": "Standfirst",
        "In the spring of 1998 th": "First Paragraph",
        "The word they used was e": "Body Text",
        "A Treaty and Its Habits": "Heading 1",
        "The parties shall inform": "Quote",
        "To measure the water, ev": "List Number",
        "by telephone,": "List Bullet 2",
        "(It is kept to this day.": "List Continue",
        "The three basins. Map: t": "Caption",
        "Who Was at the Table": "Aside heading 2",
        "Mira, who measures": "Aside List Bullet",
        "J. Marsh, A History of S": "Bibliography",
        "Ana Perišić-Łuczak teach": "Author Bio",
    }
    assert {start: styles.get(start) for start in expected} == expected


def test_no_paragraph_is_empty() -> None:
    holders = [p for p in part(rich()).iter(qn("w:p")) if not p.xpath("ancestor::w:tc", namespaces=p.nsmap)]
    empty = [p for p in holders if not "".join(p.itertext()).strip() and p.find(f".//{qn('w:drawing')}") is None]
    assert empty == []


def test_a_gap_in_the_headings_is_closed() -> None:
    data = render(Heading(2, (Text("a"),)), paragraph("x"), Heading(3, (Text("b"),)), Heading(1, (Text("c"),)))
    assert headings(pandoc(data)) == [(1, "a"), (2, "b"), (1, "c")]


def _sizes(root: etree._Element) -> list[float]:
    return [int(size) / 2 for size in values(root, "w:sz")]


def test_large_print_is_large_everywhere() -> None:
    styles = part(rich("large-print"), "word/styles.xml")
    assert min(_sizes(styles)) >= 18
    (default,) = styles.findall(f"{qn('w:docDefaults')}//{qn('w:spacing')}")
    assert int(default.get(qn("w:line"), "0")) >= 360


@pytest.mark.parametrize("profile", ["large-print", "dyslexia"])
def test_accessible_profiles_have_no_italics_and_ragged_lines(profile: Profile) -> None:
    styles = part(rich(profile), "word/styles.xml")
    assert values(styles, "w:i") == []
    assert "both" not in values(styles, "w:jc")
    emphasis = styles.find(f"{qn('w:style')}[@{qn('w:styleId')}='Emphasis']")
    assert emphasis is not None
    assert emphasis.find(f".//{qn('w:b')}") is not None
    assert values(part(rich(profile), "word/settings.xml"), "w:autoHyphenation") == []


def test_figures_stand_flush_right() -> None:
    rows = (TableRow(((Text("Basin"),), (Text("Rivers"),))), TableRow(((Text("North"),), (Text("14"),))))
    data = render(Table(rows, header_rows=1))
    (table,) = part(data).iter(qn("w:tbl"))
    assert values(table, "w:pStyle") == ["TableHeading", "TableHeadingFigure", "TableText", "TableTextFigure"]
    styles = part(data, "word/styles.xml")
    for name in ("TableHeadingFigure", "TableTextFigure"):
        assert values(styles.find(f"{qn('w:style')}[@{qn('w:styleId')}='{name}']"), "w:jc") == ["right"]


def test_pictures_grow_with_the_type() -> None:
    widths = {}
    for profile in ("standard", "large-print"):
        (extent, *_) = part(rich(profile)).iter(qn("wp:extent"))
        widths[profile] = int(extent.get("cx", "0"))
    assert widths["large-print"] > widths["standard"] * 1.3


def test_dyslexia_profile_is_wide_and_sans() -> None:
    defaults = part(rich("dyslexia"), "word/styles.xml").find(f"{qn('w:docDefaults')}//{qn('w:rPr')}")
    assert defaults is not None
    assert int(values(defaults, "w:spacing")[0]) >= 15
    assert values(defaults, "w:rFonts", "w:ascii") == ["Verdana"]


# --- accessibility


def test_pictures_say_what_is_known_and_nothing_else() -> None:
    bare = Figure("p")
    ornament = Figure("p", alt="")
    data = render(bare, ornament, assets={"p": Asset("image/png", editions.png(), 640, 360)})
    described = [element.get("descr") for element in part(single()).iter(qn("wp:docPr"))]
    assert described == [editions.MAP_ALT, "Picture, see caption"]
    first, second = part(data).iter(qn("wp:docPr"))
    assert first.get("descr") == "A picture that nobody has described yet"
    assert second.get("descr") == ""
    assert [element.get("val") for element in second.iter("{*}decorative")] == ["1"]
    assert not list(first.iter("{*}decorative"))


def test_pictures_that_word_does_not_know_become_png() -> None:
    webp = io.BytesIO()
    Image.open(io.BytesIO(editions.png())).save(webp, "WEBP")
    data = render(Figure("p"), assets={"p": Asset("image/webp", webp.getvalue(), 640, 360)})
    assert any(name.endswith(".png") for name in zipfile.ZipFile(io.BytesIO(data)).namelist())


def test_a_broken_picture_leaves_its_caption() -> None:
    data = render(Figure("p", caption=(Text("The mill."),)), assets={"p": Asset("image/png", b"no picture", 9, 9)})
    assert opened(data).paragraphs[-1].text == "The mill."


def test_tables_have_header_rows_and_are_not_said_twice() -> None:
    first, second = part(single()).iter(qn("w:tbl"))
    assert [len(list(row.iter(qn("w:tblHeader")))) for row in first.iter(qn("w:tr"))] == [1, 0, 0]
    assert values(first, "w:tblDescription") == [""], "its caption stands above it, and is not said twice"
    assert values(first, "w:tblLook", "w:firstRow") == ["1"]
    assert values(second, "w:tblLook", "w:firstRow") == ["0"]


def test_tables_that_touch_stay_two() -> None:
    table = Table((TableRow(((Text("a"),), (Text("b"),))),))
    assert len(opened(render(table, table)).tables) == 2


def test_languages_are_named_the_way_word_knows_them() -> None:
    def language(text: str) -> str | None:
        (run,) = [run for run in part(rich()).iter(qn("w:r")) if "".join(run.itertext()) == text]
        found = run.find(f"{qn('w:rPr')}/{qn('w:lang')}")
        return None if found is None else found.get(qn("w:val"))

    assert values(part(rich(), "word/styles.xml"), "w:lang") == ["en-GB"]
    assert language("entente") == "fr-FR"
    assert language("Mitwirkung") == "de-DE"
    assert language("Људи на мосту") == "sr-Cyrl-RS"
    assert language("A Treaty and Its Habits") is None


# --- places


def test_printed_pages_are_bookmarks() -> None:
    names = [name for name in values(part(rich()), "w:bookmarkStart", "w:name") if name.startswith("page_")]
    assert names == ["page_70", "page_71", "page_72", "page_73", "page_74"]
    (start,) = part(rich()).xpath("//w:bookmarkStart[@w:name='page_71']", namespaces={"w": qn("w:p")[1:-2]})
    before, after = start.xpath("preceding-sibling::*[1]"), start.xpath("following-sibling::*[2]")
    assert "".join(before[0].itertext()).endswith("care")
    assert "".join(after[0].itertext()).startswith("ful work")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=5))
def test_bookmark_names_are_legal_and_differ(folios: list[str]) -> None:
    names = values(part(render(Paragraph(tuple(PageBreak(folio, 1) for folio in folios)))), "w:bookmarkStart", "w:name")
    assert len({name.casefold() for name in names}) == len(folios)
    assert all(re.fullmatch(r"[^\W\d_]\w{0,39}", name) for name in names)


def test_word_counts_notes_itself_unless_they_were_printed_otherwise() -> None:
    notes = tuple(Note(name, label, (paragraph(name),)) for name, label in (("x", "1"), ("y", "*"), ("z", "2")))
    calls = tuple(NoteReference(note.id, note.label) for note in notes)
    data = render(Paragraph((Text("t"), *calls)), notes=notes)
    custom = values(part(data), "w:footnoteReference", "w:customMarkFollows")
    assert custom == ["", "1", ""]
    assert values(part(data, "word/footnotes.xml"), "w:footnote", "w:type")[:2] == [
        "separator",
        "continuationSeparator",
    ]
    assert values(part(data, "word/settings.xml"), "w:footnote", "w:id") == ["-1", "0"]


def test_links_are_links() -> None:
    targets = [content[2][0] for content in every(pandoc(single())["blocks"], "Link")]
    assert "https://example.org/treaty?year=1998&part=2" in targets


def test_the_foot_shows_the_page_number() -> None:
    foot = opened(single()).sections[0].footer.paragraphs[0]
    assert foot.style is not None
    assert foot.style.name == "Footer"
    assert [element.text for element in foot._p.iter(qn("w:instrText"))] == ["PAGE"]


def test_the_journal_stands_above_the_first_page_and_not_in_the_text() -> None:
    section = opened(single()).sections[0]
    assert section.different_first_page_header_footer
    assert [p.text for p in section.first_page_header.paragraphs] == ["Horizons, No. 31, Spring 2025"]
    assert [p.text for p in section.header.paragraphs] == ["The Rivers Between Us: Water & Trust"]
    assert [e.text for e in section.first_page_footer.paragraphs[0]._p.iter(qn("w:instrText"))] == ["PAGE"]
    assert "Spring 2025" not in "".join(part(single()).itertext())


# --- the file


def test_properties_are_the_articles() -> None:
    properties = opened(single()).core_properties
    assert properties.title == "The Rivers Between Us: Water & Trust"
    assert properties.author == "Ana Perišić-Łuczak; John O’Hara"
    assert properties.language == "en-GB"
    assert properties.subject == "Horizons, No. 31, Spring 2025"
    assert properties.created is not None
    assert properties.created.date().isoformat() == "2025-04-01"
    assert opened(rich()).core_properties.title == "Horizons No. 31"


def test_an_unknown_date_is_not_invented(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert b"created" not in etree.tostring(part(render(paragraph("x")), "docProps/core.xml"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    created = opened(render(paragraph("x"), date="2025")).core_properties.created
    assert created is not None
    assert created.date().isoformat() == "1970-01-02"


def test_nothing_of_the_template_is_left() -> None:
    with zipfile.ZipFile(io.BytesIO(single())) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
        assert not [name for name in package.namelist() if re.search("thumbnail|customXml|WithEffects", name)]
    assert b"python-docx" not in everything
    assert b"2013-12-23" not in everything
    settings_part = part(single(), "word/settings.xml")
    modes = [e.get(qn("w:val")) for e in settings_part.iter(qn("w:compatSetting")) if "Mode" in e.get(qn("w:name"), "")]
    assert modes == ["15"]


def test_two_runs_give_the_same_bytes() -> None:
    assert writer.render(editions.rich(), Options()) == rich()
    with zipfile.ZipFile(io.BytesIO(rich())) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_gives_a_file_that_opens(text: str) -> None:
    data = render(paragraph(text), title=text, journal=text, date=text, publisher=text)
    wanted = "".join(sign for sign in text if sign.isalnum())
    assert "".join(sign for sign in opened(data).paragraphs[-1].text if sign.isalnum()) == wanted


def test_the_checker_agrees(tmp_path: Path, validate: Callable[..., None]) -> None:
    file = tmp_path / "rich.docx"
    file.write_bytes(rich())
    validate("check_docx", "--strict", "--no-office", file)
