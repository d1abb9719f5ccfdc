"""EPUB 3.3 (with an NCX for old readers), packed by ebooklib.

What ebooklib gets wrong by default is set right here: finished XHTML instead of its HTML
parser's guess, an own navigation document, the language on the package, and a zip whose
bytes depend on the edition alone.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ebooklib import epub
from lxml import etree

from horizons_convert.document import COVER, Article, Asset, Block, Edition, plain
from horizons_convert.writers import Options, epub_metadata, epub_navigation, imprint, xhtml
from horizons_convert.writers.cover import HEIGHT, MEDIA_TYPE, WIDTH, Cover, draw
from horizons_convert.writers.epub_navigation import Target
from horizons_convert.writers.pictures import ending, for_screen
from horizons_convert.writers.wording import wording

LONG = 5000
"""Words beyond which an article gets one file a section: old readers are slow in long files."""

_XHTML_TYPE = "application/xhtml+xml"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_COVER_TYPES = ("image/png", "image/jpeg")
_CONTENTS = "contents.xhtml"
_OPF = "EPUB/content.opf"
_FIRST_ZIP_YEAR = 1980
_KEPT_SPACE = "\u00a0"
"""Does not end a line, on the cover either."""


@dataclass
class Chapter:
    """One content document: its elements, and the headings that the contents list."""

    file_name: str
    title: str
    language: str
    body: xhtml.Element
    outline: list[xhtml.Entry]


class EpubWriter:
    """E-readers: Apple Books, Kobo, Thorium, Kindle (by e-mail) and their like."""

    name = "epub"
    suffix = ".epub"
    media_type = "application/epub+zip"
    description = "EPUB 3.3 for e-readers, with printed page numbers, linked notes and a cover"

    def render(self, edition: Edition, options: Options) -> bytes:
        """The book.  Same edition, same options: same bytes."""
        pictures = _Pictures(edition)
        by_article = [_chapters(article, edition, number, pictures) for number, article in enumerate(edition.articles)]
        chapters = [chapter for chapters in by_article for chapter in chapters]
        hrefs = _addresses(chapters)
        _link_across(chapters, hrefs)
        pages = list(_pages(chapters))

        book = epub.EpubBook()
        epub_metadata.describe(book, edition, options.profile)
        shown = epub_metadata.pictures_of(edition, set(pictures.used))
        epub_metadata.claim(book, edition, shown, pages=bool(pages), profile=options.profile)
        if xhtml.direction(imprint.language_of(edition)) == "rtl":
            book.set_direction("rtl")
        contents = _contents(edition, by_article, hrefs)
        _fill(book, edition, options, by_article, contents, pages)
        for name, asset in pictures.used.values():
            book.add_item(_item(name, asset.media_type, asset.data))
        return _packed(book, edition)


class _Pictures:
    """Gives pictures their names in the book, and remembers which ones are used."""

    def __init__(self, edition: Edition) -> None:
        self._assets = edition.assets
        self.used: dict[str, tuple[str, Asset]] = {}

    def url(self, name: str) -> str:
        if name not in self.used:
            asset = for_screen(self._assets[name])
            if asset is None:
                return ""
            self.used[name] = (f"images/{len(self.used) + 1}{ending(asset)}", asset)
        return self.used[name][0]


# --- content documents -----------------------------------------------------------------------


def _chapters(article: Article, edition: Edition, number: int, pictures: _Pictures) -> list[Chapter]:
    """The files of one article: one, or one a section where it is long.  Notes stand at the end of their file."""
    serialiser = xhtml.Serialiser(article, edition, image_url=pictures.url)
    title = xhtml.title_of(article, edition)
    parts = xhtml.sections(article.blocks) if _words(article.blocks) > LONG else [article.blocks]
    parts = parts or [()]
    placed: set[str] = set()
    chapters: list[Chapter] = []
    for index, part in enumerate(parts):
        known = len(serialiser.outline)
        body = [serialiser.title_block()] if index == 0 else []
        body += serialiser.blocks(part)
        notes = [note for note in xhtml.notes_called(part, article) if note.id not in placed]
        placed |= {note.id for note in notes}
        if index == len(parts) - 1:
            notes += [note for note in article.notes if note.id not in placed]
        body += serialiser.notes(notes)
        outline = serialiser.outline[known:]
        name = f"article-{number + 1}" + (f"-{index + 1}" if len(parts) > 1 else "") + ".xhtml"
        label = serialiser.title_id if index == 0 else outline[0].id
        heading = title if index == 0 else f"{outline[0].text} – {title}"
        chapters.append(Chapter(name, heading, article.language, _section(body, label), outline))
    return chapters


def _section(body: Sequence[xhtml.Element], label: str) -> xhtml.Element:
    section = xhtml.semantic("section", "chapter", "doc-chapter", aria_labelledby=label)
    section.extend(body)
    for part in section:
        part.tail = "\n"
    return section


def _words(blocks: Sequence[Block]) -> int:
    return sum(len(plain(content).split()) for content in xhtml.all_inlines(blocks))


def _addresses(chapters: Sequence[Chapter]) -> dict[str, str]:
    """The address of every id in the book."""
    return {
        node.get("id", ""): f"{chapter.file_name}#{node.get('id')}"
        for chapter in chapters
        for node in chapter.body.iter()
        if node.get("id")
    }


def _link_across(chapters: Sequence[Chapter], hrefs: dict[str, str]) -> None:
    """Let links lead to the file that their target stands in."""
    for chapter in chapters:
        for anchor in chapter.body.iter("a"):
            href = anchor.get("href", "")
            target = hrefs.get(href.removeprefix("#"), "") if href.startswith("#") else ""
            if target and not target.startswith(f"{chapter.file_name}#"):
                anchor.set("href", target)


def _pages(chapters: Sequence[Chapter]) -> Iterator[tuple[str, str]]:
    """Address and folio of each printed page, in reading order."""
    for chapter in chapters:
        for mark in chapter.body.iter("span"):
            if mark.get("role") == "doc-pagebreak":
                yield f"{chapter.file_name}#{mark.get('id')}", mark.get("data-folio", "")


def _contents(edition: Edition, by_article: Sequence[list[Chapter]], hrefs: dict[str, str]) -> list[Target]:
    """The contents: of one article its title and sections side by side, of several each with its byline."""
    contents: list[Target] = []
    for article, chapters in zip(edition.articles, by_article, strict=True):
        outline = [entry for chapter in chapters for entry in chapter.outline]
        sections = epub_navigation.nested(outline, hrefs, article.language)
        title, start = xhtml.title_of(article, edition), chapters[0].file_name
        if len(edition.articles) == 1:
            contents += [Target(title, start, article.language), *sections]
        else:
            line = " — ".join(filter(None, (title, xhtml.byline_of(article))))
            contents.append(Target(line, start, article.language, sections))
    return contents


# --- the package -----------------------------------------------------------------------------


def _fill(
    book: epub.EpubBook,
    edition: Edition,
    options: Options,
    by_article: Sequence[list[Chapter]],
    contents: Sequence[Target],
    pages: Sequence[tuple[str, str]],
) -> None:
    """Put cover, contents, style and chapters into the book, in the order of the manifest."""
    chapters = [chapter for chapters in by_article for chapter in chapters]
    starts = [chapters[0].file_name for chapters in by_article]
    words = wording(imprint.language_of(edition))
    cover = _cover_asset(edition)
    cover_name = f"images/cover{ending(cover)}"
    book.set_cover(cover_name, cover.data, create_page=False)
    opening = [book.add_item(_item("cover.xhtml", _XHTML_TYPE, _cover_page(edition, cover_name), uid="cover"))]
    landmarks = [("cover", "cover.xhtml", words.cover)]
    if len(starts) > 1:
        page = epub_navigation.contents_page(edition, starts)
        opening.append(book.add_item(_item(_CONTENTS, _XHTML_TYPE, page, uid="contents")))
        landmarks.append(("toc", _CONTENTS, words.contents))
    landmarks.append(("bodymatter", starts[0], words.start))
    documents = [book.add_item(_item(c.file_name, _XHTML_TYPE, _page(c.title, c.language, c.body))) for c in chapters]
    # Without the navigation document: every reader shows the contents in its own way, and converters that
    # do not know `hidden` would print its lists into the text.
    book.spine = [*opening, *documents]
    _add_navigation(book, edition, contents, landmarks, pages)
    profiles = [options.profile] if options.profile != "standard" else []
    book.add_item(_item("style.css", "text/css", xhtml.stylesheet("epub", *profiles).encode(), uid="style"))


def _add_navigation(
    book: epub.EpubBook,
    edition: Edition,
    contents: Sequence[Target],
    landmarks: Sequence[tuple[str, str, str]],
    pages: Sequence[tuple[str, str]],
) -> None:
    """The navigation document, and for old readers the NCX and the guide."""
    language = imprint.language_of(edition)
    nav = epub_navigation.document(imprint.title_of(edition), language, wording(language), contents, landmarks, pages)
    navigation = book.add_item(_item("nav.xhtml", _XHTML_TYPE, nav, uid="nav"))
    navigation.properties = ["nav"]
    book.add_item(epub.EpubNcx())
    book.toc = epub_navigation.for_ncx(contents)
    guide_types = {"bodymatter": "text"}  # EPUB 2's name for it
    book.guide = [{"type": guide_types.get(kind, kind), "href": href, "title": text} for kind, href, text in landmarks]


def _item(name: str, media_type: str, content: bytes, uid: str = "") -> epub.EpubItem:
    """A file of the book, its content finished: ebooklib would parse documents as HTML and rewrite them."""
    return epub.EpubItem(uid or name.replace("/", "-"), name, media_type, content)


def _page(title: str, language: str, body: xhtml.Element) -> bytes:
    style = xhtml.element("link", rel="stylesheet", type="text/css", href="style.css")
    return xhtml.as_xhtml(xhtml.document(title, language, [body], [style]))


def _cover(edition: Edition) -> Cover:
    single = edition.articles[0] if len(edition.articles) == 1 else None
    if single is None:
        title, facts = imprint.issue_of(edition)
        names = (name.replace(" ", _KEPT_SPACE) for name in imprint.authors_of(edition))
        journal = "" if edition.journal in title else xhtml.clean(edition.journal)
        return Cover(title, authors=f"{_KEPT_SPACE}· ".join(names), journal=journal, issue=facts)
    return Cover(
        title=imprint.title_of(edition),
        subtitle=xhtml.clean(single.subtitle),
        authors=xhtml.byline_of(single),
        journal=xhtml.clean(edition.journal),
        issue=xhtml.clean(edition.issue),
        rubric=xhtml.clean(single.section),
    )


def _cover_asset(edition: Edition) -> Asset:
    """The edition's own cover where it has one that every reader shows; else one made from its words."""
    given = edition.assets.get(COVER)
    shown = for_screen(given) if given else None
    if shown and shown.media_type in _COVER_TYPES:
        return shown
    return Asset(MEDIA_TYPE, draw(_cover(edition)), WIDTH, HEIGHT)


def _cover_page(edition: Edition, image_name: str) -> bytes:
    words = wording(imprint.language_of(edition))
    text = f"{words.cover}: " + ", ".join([imprint.title_of(edition), *imprint.authors_of(edition)])
    image = xhtml.semantic("img", "cover", "doc-cover", src=image_name, alt=text)
    body = xhtml.element("div", class_="cover")
    body.append(image)
    return _page(words.cover, imprint.language_of(edition), body)


def _packed(book: epub.EpubBook, edition: Edition) -> bytes:
    """The zip: as ebooklib writes it, then again with the package's language and without the clock."""
    moment = imprint.moment_of(edition)
    written = io.BytesIO()
    epub.write_epub(written, book, {"mtime": moment, "raise_exceptions": True})
    out = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == _OPF:
                data = _mended(data, imprint.language_of(edition))
            target.writestr(_entry(name, moment), data, compresslevel=9)
    return out.getvalue()


def _entry(name: str, moment: datetime) -> zipfile.ZipInfo:
    # A zip cannot say an earlier year, and rounds seconds to even ones.
    stamp = moment.timetuple()[:6] if moment.year >= _FIRST_ZIP_YEAR else (_FIRST_ZIP_YEAR, 1, 1, 0, 0, 0)
    entry = zipfile.ZipInfo(name, stamp)
    entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, wherever it was written
    entry.external_attr = 0o644 << 16
    return entry


def _mended(opf: bytes, language: str) -> bytes:
    """The package document with the language that ebooklib cannot give it."""
    package = etree.fromstring(opf)
    package.set(_XML_LANG, language)
    return etree.tostring(package, encoding="utf-8", xml_declaration=True, pretty_print=True)


writer = EpubWriter()
