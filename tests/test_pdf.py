"""The clean PDF: what a reader sees, hears and searches, read back with pikepdf, PDFium and poppler."""

from __future__ import annotations

import builtins
import io
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import msgspec
import pikepdf
import pypdfium2
import pytest

import editions
from conftest import need_programs
from horizons_convert.document import Article, Block, Edition, Figure, Link, Paragraph, Table, TableRow, Text
from horizons_convert.errors import MissingDependencyError
from horizons_convert.writers import Options, Profile
from horizons_convert.writers.pdf import writer
from horizons_convert.writers.tag_origins import Origins

PROFILES: tuple[Profile, ...] = ("standard", "large-print", "dyslexia")

LONG = "The river runs past the mill and the old bridge, and the town has kept both for three hundred years. " * 40


def render(edition: Edition, profile: Profile = "standard") -> bytes:
    return writer.render(edition, Options(profile=profile))


def essay(*blocks: Block, **changes: object) -> Edition:
    """A one-article edition of some blocks."""
    article = Article(id="essay", title="A River", blocks=blocks)
    edition = Edition(articles=(msgspec.structs.replace(article, **changes),), date="2025")
    return msgspec.structs.replace(edition, assets=editions.single().assets)


@pytest.fixture(scope="module")
def single() -> bytes:
    return render(editions.single())


@pytest.fixture(scope="module")
def issue() -> bytes:
    return render(editions.rich())


@pytest.fixture(scope="module")
def long() -> bytes:
    """Two paragraphs over several pages."""
    blocks = (Paragraph((Text(LONG),)), Paragraph((Text(LONG),)))
    return render(essay(*blocks, title="The Miller’s Long Patience"))


# --- reading back ---------------------------------------------------------------------------


@lru_cache(maxsize=64)  # an object lives as long as its file is open
def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def kids(element: pikepdf.Dictionary) -> list[pikepdf.Object]:
    found = element.get("/K", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def elements(data: bytes, kind: str = "") -> list[pikepdf.Dictionary]:
    """The structure elements of a kind (default: all), in reading order."""

    def walk(element: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
        yield element
        for kid in kids(element):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from walk(kid)

    top = opened(data).Root.StructTreeRoot.K[0]
    return [element for element in walk(top) if kind in ("", str(element.S)[1:])]


def kinds(element: pikepdf.Dictionary) -> list[str]:
    return [str(kid.S)[1:] for kid in kids(element) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def words(data: bytes) -> str:
    """The text of all pages as PDFium reads it, white space folded."""
    document = pypdfium2.PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def spoken(data: bytes) -> str:
    """The text in the order of the structure tree, as poppler reads it: what a screen reader gets."""
    need_programs("pdfinfo")
    done = subprocess.run(["pdfinfo", "-struct-text", "-"], input=data, capture_output=True, check=True)
    return "".join(re.findall(r'^ *"(.*)"$', done.stdout.decode(), re.M))


# --- the document -----------------------------------------------------------------------------


def test_metadata_speak_of_the_article(single: bytes) -> None:
    pdf = opened(single)
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "The Rivers Between Us: Water & Trust"
        assert metadata["dc:creator"] == ["Ana Perišić-Łuczak", "John O’Hara"]
        assert metadata["dc:language"] == {"en-GB"}
        assert metadata["dc:publisher"] == {"CIRSD"}
        assert metadata["pdfuaid:part"] == "1"
    assert str(pdf.docinfo.Title) == "The Rivers Between Us: Water & Trust"
    assert str(pdf.docinfo.CreationDate).startswith("D:202504")
    assert str(pdf.Root.Lang) == "en-GB"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_bookmarks_are_the_headings(single: bytes) -> None:
    document = pypdfium2.PdfDocument(single)
    outline = [(mark.level, mark.get_title()) for mark in document.get_toc()]
    assert outline == [
        (0, "The Rivers Between Us: Water & Trust"),
        (1, "A Treaty and Its Habits"),
        (2, "What the Book Says about Mitwirkung"),
        (1, "The Mill"),
        (1, "Notes"),
    ]


def test_page_labels_are_the_folios_shown(long: bytes) -> None:
    document = pypdfium2.PdfDocument(long)
    assert len(document) > 2
    for number, page in enumerate(document, start=1):
        assert document.get_page_label(number - 1) == str(number)
        assert page.get_textpage().get_text_range().split()[-1] == str(number)


def test_running_head_names_the_article_and_is_no_content(long: bytes) -> None:
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(long)]
    assert [page.count("The Miller’s Long Patience") for page in pages] == [1] * len(pages)
    assert spoken(long).count("The Miller’s Long Patience") == 1
    for page in opened(long).pages[1:]:
        stream = page.Contents.read_bytes()
        assert stream.count(b"/Artifact <</Type /Pagination /Subtype /Header>> BDC") == 1
        assert stream.count(b"/Artifact <</Type /Pagination /Subtype /Footer>> BDC") == 1


def test_all_content_is_tagged_or_artifact(issue: bytes) -> None:
    pdf = opened(issue)
    for number, page in enumerate(pdf.pages):
        stream = page.Contents.read_bytes()
        marked = {int(mcid) for mcid in re.findall(rb"/MCID (\d+)", stream)}
        owners = pdf.Root.StructTreeRoot.ParentTree.Nums[2 * number + 1]
        assert marked == {mcid for mcid, owner in enumerate(owners) if owner is not None}


def test_fonts_are_embedded_and_all_glyphs_there(issue: bytes) -> None:
    document = opened(issue)
    fonts = {str(font.BaseFont): font for page in document.pages for font in page.Resources.Font.values()}
    assert any("Literata" in name for name in fonts)
    for font in fonts.values():
        assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
    text = words(issue)
    assert "Мост није само камен." in text
    assert "« Bonjour, messieurs : rien à signaler ? »" in text.replace("\u00a0", " ")


def test_words_come_back_whole_and_in_order(single: bytes) -> None:
    text = spoken(single)
    passages = [
        "In the spring of 1998 three ministers met on a bridge. They had, as one of them said, “nothing but the river",
        "long and careful work",
        "promise between people who will meet again on Monday.",
        "every change in the level that either of them has observed.",
        "Three duties followed from it:",
        "ring('<all>')",
        "<script>alert('x')</script>",
        "Minutes of the Commission, 12 May 1998.",
    ]
    compact = re.sub(r"\s", "", text)
    places = [compact.find(re.sub(r"\s", "", passage)) for passage in passages]
    assert -1 not in places
    assert places == sorted(places)


# --- the structure ------------------------------------------------------------------------------


def test_a_paragraph_over_two_pages_is_one(long: bytes) -> None:
    assert len(opened(long).pages) > 2
    paragraphs = elements(long, "P")
    assert len(paragraphs) == 2
    pages = {kid.Pg.objgen for kid in kids(paragraphs[1]) if isinstance(kid, pikepdf.Dictionary)}
    assert pages, "content on a second page is referred to with its page"


def test_notes_are_notes_with_ids_and_links_both_ways(single: bytes) -> None:
    notes = elements(single, "Note")
    assert [str(note.ID) for note in notes] == ["note-n1", "note-n2", "note-n3", "note-n4"]
    assert [kinds(note) for note in notes] == [["Lbl", "P"], ["Lbl", "P", "P"], ["Lbl", "P"], ["Lbl", "P"]]
    ids = opened(single).Root.StructTreeRoot.IDTree.Names
    assert "note-n1" in [str(name) for name in ids[::2]]
    references = [element for element in elements(single, "Reference") if kinds(element) == ["Link"]]
    assert len(references) == 4
    links = {
        str(a.Dest): str(a.Contents) for page in opened(single).pages for a in page.get("/Annots", []) if "/Dest" in a
    }
    assert links["note-n1"] == "Note 1"
    assert links["ref-n1"] == "Back to the text, note 1"


def test_a_link_is_one_annotation_with_its_address(single: bytes) -> None:
    annotations = [a for page in opened(single).pages for a in page.get("/Annots", [])]
    addresses = [str(a.A.URI) for a in annotations if "/A" in a]
    assert addresses == ["https://example.org/treaty?year=1998&part=2"]
    owners = {element.objgen for element in elements(single, "Link")}
    tree = opened(single).Root.StructTreeRoot.ParentTree.Nums
    parents = dict(zip(tree[::2], tree[1::2], strict=True))
    assert {parents[a.StructParent].objgen for a in annotations} <= owners


def test_foreign_words_and_emphasis_are_named(single: bytes) -> None:
    foreign = [(str(e.S), str(e.Lang)) for e in elements(single) if "/Lang" in e]
    assert foreign == [("/Art", "en-GB"), ("/Em", "fr"), ("/Em", "de"), ("/Em", "fr")]
    assert elements(single, "Strong")
    roles = opened(single).Root.StructTreeRoot.RoleMap
    assert dict(roles) == {"/Em": "/Span", "/Strong": "/Span", "/Sub": "/Span", "/Aside": "/Sect"}


def test_asides_quotes_and_figures_are_named(single: bytes) -> None:
    (aside,) = elements(single, "Aside")
    assert kinds(aside) == ["H3", "P", "L"]
    assert len(elements(single, "BlockQuote")) == 2
    figures = elements(single, "Figure")
    assert [str(figure.Alt) for figure in figures] == [editions.MAP_ALT, "Picture, see caption"]
    assert [kinds(figure.P) for figure in figures] == [["Figure", "Caption"]] * 2


def test_a_decorative_picture_is_an_artifact() -> None:
    data = render(essay(Figure("photo", alt=""), Paragraph((Text("Words."),))))
    assert not elements(data, "Figure")
    assert b"/Artifact <</Type /Layout>> BDC" in opened(data).pages[0].Contents.read_bytes()


def test_table_heads_have_a_scope_and_are_said_once() -> None:
    rows = tuple(TableRow(((Text(f"Day {n}"),), (Text("4.2"),))) for n in range(60))
    table = Table((TableRow(((Text("Morning"),), (Text("Level"),))), *rows), header_rows=1)
    data = render(essay(table))
    assert len(opened(data).pages) > 1
    heads = elements(data, "TH")
    assert [str(head.A.Scope) for head in heads] == ["/Column", "/Column"]
    assert len(elements(data, "Table")) == 1
    assert len(elements(data, "TR")) == 61
    assert words(data).count("Morning") > 1, "shown again on every page"
    assert spoken(data).count("Morning") == 1, "but heard once"


def test_lists_nest_inside_their_items(single: bytes) -> None:
    outer, inner = elements(single, "L")[:2]
    assert [str(found.A.ListNumbering) for found in (outer, inner)] == ["/Decimal", "/Disc"]
    assert kinds(outer) == ["LI", "LI", "LI"]
    assert [kinds(item) for item in kids(outer)] == [["Lbl", "LBody"]] * 3
    assert "L" in kinds(kids(kids(outer)[1])[1])
    assert "3. To measure the water" in spoken(single)


def test_small_caps_are_searched_as_they_were_typed() -> None:
    """A small capital that stands for W here and for w there would come back as one of them in both places."""
    data = render(
        essay(Paragraph((Text("WHO WENT", ("small-caps",)), Text(" Who went", ("small-caps",)))), section="Waters")
    )
    assert "WHO WENT Who went" in words(data)


def test_an_issue_opens_with_its_contents(issue: bytes) -> None:
    document = pypdfium2.PdfDocument(issue)
    first = document[0].get_textpage().get_text_range()
    assert first.startswith("Horizons No. 31")
    page = int(re.search(r"Мостови и њихови људи[.\s]*(\d+)", first)[1])  # type: ignore[index]
    assert "Мостови и њихови људи" in document[page - 1].get_textpage().get_text_range()
    (contents,) = elements(issue, "TOC")
    assert kinds(contents) == ["TOCI", "TOCI"]
    assert [str(e.Lang) for e in elements(issue, "Art")] == ["en-GB", "sr-Cyrl"]


# --- profiles --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("profile", "least"), [("large-print", 18.0), ("dyslexia", 9.0), ("standard", 7.0)])
def test_type_sizes(profile: Profile, least: float) -> None:
    sizes = set()
    for page in opened(render(editions.single(), profile)).pages:
        stream = page.Contents.read_bytes()
        sizes |= {round(float(size) * 0.75, 1) for size in re.findall(rb"/[A-Z]{6} ([\d.]+) Tf", stream)}
    assert min(sizes) >= least


@pytest.mark.parametrize("profile", ["large-print", "dyslexia"])
def test_no_italics_for_readers_who_cannot_use_them(profile: Profile) -> None:
    pdf = opened(render(editions.single(), profile))
    names = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
    assert any("Atkinson-Hyperlegible-Bold" in name for name in names)
    assert not [name for name in names if "Italic" in name or "Oblique" in name]


# --- safety ------------------------------------------------------------------------------------------


def test_characters_without_a_font_are_spelled_out(caplog: pytest.LogCaptureFixture) -> None:
    text = "An unassigned plane: \U000e01f0\ue042, and \ufffd, and no mark\ufeffs."
    with caplog.at_level(logging.WARNING):
        data = render(essay(Paragraph((Text(text),))))
    assert "[U+E042], and [replacement character], and no marks." in words(data)
    assert b"/Custom" not in data


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []
    monkeypatch.setattr("socket.socket.connect", lambda self, address: asked.append(str(address)))
    secret = tmp_path / "secret.png"
    secret.write_bytes(editions.png())
    hostile = Text(f'<img src="file://{secret}"><link rel="stylesheet" href="http://127.0.0.1:9/x.css">')
    data = render(essay(Paragraph((hostile, Link("https://example.org/", (Text("link"),)))), Figure("missing")))
    assert "file://" in words(data)
    assert not elements(data, "Figure")
    assert not asked


def test_an_address_that_was_printed_is_printed_again() -> None:
    named = Link("https://mill.example/seeds", (Text("the mill"),), printed=True)
    unnamed = Link("https://weir.example/seeds", (Text("the weir"),))
    said = words(render(essay(Paragraph((Text("Ask "), named, Text(" and "), unnamed, Text("."))))))
    assert "Ask the mill (https://mill.example/seeds) and the weir." in said


def test_without_pango_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., object] = builtins.__import__

    def broken(name: str, *rest: object, **more: object) -> object:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", broken)
    with pytest.raises(MissingDependencyError, match=r"apt install libpango-1\.0-0.*brew install pango"):
        render(editions.single())


def test_an_unknown_order_of_tags_leaves_the_tree_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Origins, "_take", lambda self, found, origin: "/P")
    with caplog.at_level(logging.WARNING):
        data = render(essay(Paragraph((Text("Words."),))))
    assert "structure tree" in caplog.text
    assert len(elements(data, "P")) == 1
    assert "Words." in words(data)


def test_same_bytes_in_another_process(single: bytes) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import editions; from horizons_convert.writers import Options; "
        "from horizons_convert.writers.pdf import writer; "
        "sys.stdout.buffer.write(writer.render(editions.single(), Options()))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(Path(__file__).parent)], capture_output=True, check=True)
    assert done.stdout == single


@pytest.mark.parametrize("profile", PROFILES)
def test_the_validators_agree(profile: Profile, tmp_path: Path, validate: Callable[..., None]) -> None:
    path = tmp_path / "issue.pdf"
    path.write_bytes(render(editions.rich(), profile))
    validate("check_pdf", path, "--profile", "ua1", "--strict")
