"""JATS: the structure that an archive relies on, and the words as other readers of JATS find them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pypandoc
import pytest
from lxml import etree

import editions
from conftest import ROOT, lacking
from horizons_convert.document import Edition
from horizons_convert.reading import read
from horizons_convert.writers import Options
from horizons_convert.writers.jats import writer

XLINK = "{http://www.w3.org/1999/xlink}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

DTD = Path(sys.prefix) / "npm/node_modules/@jats4r/dtds/schema/1.3/JATS-archivearticle1-3.dtd"
"""Where `make` puts it, with what else the environment holds."""

META_ORDER = [
    "article-id", "article-categories", "title-group", "contrib-group", "pub-date", "issue", "fpage", "lpage",
    "permissions", "abstract",
]  # fmt: skip
"""The order that the content model of `article-meta` and `front-stub` prescribes."""

CHILDREN = {
    "body": {"p", "sec", "disp-quote", "list", "fig", "table-wrap", "boxed-text", "code", "verse-group"},
    "sec": {"title", "p", "sec", "disp-quote", "list", "fig", "table-wrap", "boxed-text", "code", "verse-group"},
    "boxed-text": {"p", "sec", "disp-quote", "list", "fig", "table-wrap", "code", "verse-group"},
    "back": {"ack", "bio", "ref-list", "fn-group"},
    "fn-group": {"title", "fn"},
    "fn": {"label", "p"},
    "list": {"list-item"},
    "list-item": {"label", "p", "list"},
    "fig": {"caption", "graphic"},
    "table-wrap": {"caption", "table"},
    "caption": {"p"},
    "verse-group": {"verse-line"},
    "ref-list": {"ref"},
    "ref": {"mixed-citation"},
    "contrib": {"string-name", "aff"},
}
"""What may stand in what, from the JATS 1.3 Archiving tag library, as far as the writer uses it."""


def root_of(edition: Edition) -> etree._Element:
    data = writer.render(edition, Options())
    return etree.fromstring(data, etree.XMLParser(load_dtd=False, no_network=True))


@pytest.fixture(scope="module")
def article() -> etree._Element:
    return root_of(editions.single())


def said(element: etree._Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def test_it_names_its_tag_set() -> None:
    data = writer.render(editions.single(), Options()).decode()
    assert data.startswith("<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE article PUBLIC ")
    assert "Journal Archiving and Interchange DTD v1.3 20210610//EN" in data
    assert root_of(editions.single()).get("dtd-version") == "1.3"


@pytest.fixture(scope="module")
def dtd() -> etree.DTD:
    if not DTD.exists():
        lacking("the DTD of JATS is not installed")
    return etree.DTD(file=str(DTD))


def complaints(dtd: etree.DTD, root: etree._Element) -> list[str]:
    dtd.validate(root)
    return [error.message for error in dtd.error_log.filter_from_errors()]


@pytest.mark.parametrize("edition", [editions.single(), editions.rich()], ids=["single", "issue"])
def test_it_is_valid(edition: Edition, dtd: etree.DTD) -> None:
    assert complaints(dtd, root_of(edition)) == []


@pytest.mark.parametrize("specimen", sorted((ROOT / "source").glob("*.pdf")), ids=lambda path: path.stem)
def test_the_specimens_are_valid(specimen: Path, dtd: etree.DTD) -> None:
    assert complaints(dtd, root_of(read(specimen))) == []


def test_the_dtd_would_complain(dtd: etree.DTD) -> None:
    root = root_of(editions.single())
    etree.SubElement(root, "pull-quote")
    assert any("pull-quote" in complaint for complaint in complaints(dtd, root))


def test_front_matter(article: etree._Element) -> None:
    meta = article.find("front/article-meta")
    assert meta is not None
    assert [child.tag for child in meta] == META_ORDER
    assert said(article.find("front/journal-meta/journal-title-group/journal-title")) == "Horizons"
    assert said(meta.find("article-id[@pub-id-type='doi']")) == "10.1234/horizons.2025.31.70"
    assert said(meta.find("title-group/article-title")) == "The Rivers Between Us: Water & Trust"
    assert said(meta.find("title-group/subtitle")) == "How three neighbours learned to share a basin"
    assert [said(name) for name in meta.iterfind("contrib-group/contrib/string-name")] == [
        "Ana Perišić-Łuczak",
        "John O’Hara",
    ]
    assert [child.tag for child in meta.find("pub-date")] == ["month", "year"]
    assert (said(meta.find("fpage")), said(meta.find("lpage"))) == ("70", "73")
    assert said(meta.find("abstract")).startswith("Rivers do not stop at borders.")


def test_sections_nest_as_the_headings_do(article: etree._Element) -> None:
    titles = [said(title) for title in article.iterfind("body/sec/title")]
    assert titles == ["A Treaty and Its Habits", "The Mill"]
    assert [said(title) for title in article.iterfind("body/sec/sec/title")] == ["What the Book Says about Mitwirkung"]
    assert said(article.find("body/sec/boxed-text/sec/title")) == "Who Was at the Table"


@pytest.mark.parametrize("edition", [editions.single(), editions.rich()], ids=["article", "issue"])
def test_elements_stand_where_the_tag_library_allows(edition: Edition) -> None:
    root = root_of(edition)
    for element in root.iter(*CHILDREN):
        assert {child.tag for child in element} <= CHILDREN[str(element.tag)], element.tag
    for element in root.iter("sec"):
        assert element[0].tag == "title"
    for element in root.iter("p", "title", "verse-line", "td", "th", "mixed-citation"):
        assert not element.findall(".//break")


def test_ids_are_unique_and_references_resolve() -> None:
    root = root_of(editions.rich())
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {xref.get("rid") for xref in root.iter("xref")} <= set(ids)
    assert [target.get("id") for target in root.iter("target")] == ["page-71", "page-72", "page-73", "page-74"]


def test_notes_and_back_matter(article: etree._Element) -> None:
    back = article.find("back")
    assert back is not None
    assert [child.tag for child in back] == ["ref-list", "ack", "bio", "fn-group"]
    labels = [said(label) for label in back.iterfind("fn-group/fn/label")]
    assert labels == ["1", "2", "*", "4"]
    xref = article.find("body/p/xref")
    assert xref is not None
    assert said(article.find(f".//fn[@id='{xref.get('rid')}']/p")) == "Minutes of the Commission, 12 May 1998."


def test_pictures_travel_inside_and_alt_is_never_invented(article: etree._Element) -> None:
    described, other = article.iter("graphic")
    assert said(described.find("alt-text")) == editions.MAP_ALT
    assert other.find("alt-text") is None
    assert described.get(XLINK + "href", "").startswith("data:image/png;base64,iVBOR")
    assert (described.get("mimetype"), described.get("mime-subtype")) == ("image", "png")


def test_languages_and_marks(article: etree._Element) -> None:
    foreign = [(element.get(LANG), said(element)) for element in article.iter("styled-content")]
    assert foreign == [("fr", "entente"), ("de", "Mitwirkung"), ("fr", "L’eau partagée")]
    assert [said(sub) for sub in article.iter("sub")] == ["2"]
    assert said(article.find(".//monospace")) == "flow = rain - use"


def test_an_issue_is_a_collection_of_sub_articles() -> None:
    root = root_of(editions.rich())
    assert root.get("article-type") == "collection"
    parts = root.findall("sub-article")
    assert [said(part.find("front-stub/title-group/article-title")) for part in parts] == [
        "The Rivers Between Us: Water & Trust",
        "Мостови и њихови људи",
    ]
    assert [part.get(LANG) for part in parts] == ["en-GB", "sr-Cyrl"]


def test_hostile_text_arrives_as_text(article: etree._Element) -> None:
    assert editions.HOSTILE_VISIBLE in "".join(article.itertext())
    assert not list(article.iter("script"))


def test_pandoc_reads_the_words_in_their_order() -> None:
    data = writer.render(editions.single(), Options())
    command = [pypandoc.get_pandoc_path(), "-f", "jats", "-t", "plain", "--wrap=none"]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    text = " ".join(done.stdout.decode().split())
    passages = ["nothing but the river in common", "A Treaty and Its Habits", "To keep the book.", "ring('<all>')"]
    places = [re.search(re.escape(passage), text) for passage in passages]
    assert all(places)
    assert [place.start() for place in places if place] == sorted(place.start() for place in places if place)


def test_same_bytes_twice() -> None:
    assert writer.render(editions.rich(), Options()) == writer.render(editions.rich(), Options())
