"""How does the article look as a PDF that is meant to be read? The clean PDF.

One column on a book page, tagged as PDF/UA-1: WeasyPrint sets the HTML of `xhtml` with
the style sheets of `styles/`, `pdf_fonts` brings the faces, and `tagging` mends what
WeasyPrint tags poorly.  Nothing is fetched from anywhere: what the page may load are the
edition's own pictures and the packaged fonts.

Pictures without a description carry an Alt that says so (PDF/UA demands one); the
sentence comes from `wording`, and no description is ever invented.
"""

from __future__ import annotations

import logging
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import quote, unquote

from lxml import etree

from horizons_convert.document import Article, Edition
from horizons_convert.errors import MissingDependencyError
from horizons_convert.writers import Options, Profile, imprint, pdf_fonts, tagging, xhtml
from horizons_convert.writers.tag_origins import Origins
from horizons_convert.writers.wording import wording

GENERATOR = "horizons_convert"
INSTALL = (
    "the PDF writer needs the library Pango, which is not installed "
    "(Debian, Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
    "Fedora: dnf install pango; macOS: brew install pango)"
)
MISSING_FONT = (
    "no installed font has these characters, the PDF gives their names instead: %s "
    "(Debian, Ubuntu: apt install fonts-noto-core fonts-noto-cjk)"
)
RUNNING_TITLE = 64
"""Characters that a running head has room for."""

_IMAGE = "asset:"
_log = logging.getLogger(__name__)


class PdfWriter:
    """The writer behind ``--to pdf``."""

    name = "pdf"
    suffix = ".pdf"
    media_type = "application/pdf"
    description = "Clean one-column PDF, tagged for screen readers (PDF/UA-1)"
    libraries = ("weasyprint",)

    def render(self, edition: Edition, options: Options) -> bytes:
        """The PDF.  Raises `MissingDependencyError` where Pango is not installed."""
        html = _html(edition, options.profile)
        _spell_out(html, _has_no_meaning)
        pdf = _typeset(html, edition)
        if pdf.missing:
            _log.warning(MISSING_FONT, " ".join(sorted(pdf.missing)))
            _spell_out(html, pdf.missing.__contains__)
            pdf = _typeset(html, edition)
        if not pdf.origins.complete:
            _log.warning("WeasyPrint tags in an unknown order: the structure tree stays as it made it")
        return tagging.mend(pdf.data, pdf.origins.by_number if pdf.origins.complete else {}, _xmp(edition))


writer = PdfWriter()


# --- the HTML ----------------------------------------------------------------------------


def _html(edition: Edition, profile: Profile) -> xhtml.Element:
    """The whole edition as one HTML document; an issue of several articles opens with their contents."""
    articles = [_article(article, edition) for article in edition.articles]
    body = [_contents(edition, articles), *articles] if len(articles) > 1 else articles
    language = edition.language if len(articles) > 1 else edition.articles[0].language
    return xhtml.document(imprint.title_of(edition), language, body, _head(edition, profile))


def _article(article: Article, edition: Edition) -> xhtml.Element:
    several = len(edition.articles) > 1
    made = xhtml.element("article", lang=article.language)
    made.extend(
        xhtml.article_body(article, edition, image_url=_image_url, heading_shift=2 if several else 1),
    )
    _drop_page_marks(made)
    title = _title_of(made)
    title.set("data-running-title", _shortened(xhtml.title_of(article, edition)))
    if several:
        title.tag = "h2"
    for notes in made.iterfind("section[@class='footnotes']"):
        notes.insert(0, xhtml.element("h3" if several else "h2", wording(article.language).notes))
        del notes.attrib["aria-label"]
    return made


def _drop_page_marks(article: xhtml.Element) -> None:
    """This edition has pages of its own; and at an empty element WeasyPrint may end a line too early."""
    for mark in article.iter("span"):
        if mark.get("role") == "doc-pagebreak":
            mark.tag = "page-mark"
    etree.strip_elements(article, "page-mark", with_tail=False)


def _title_of(article: xhtml.Element) -> xhtml.Element:
    title = article.find(".//*[@class='title']")
    assert title is not None
    return title


def _shortened(title: str) -> str:
    """A title that fits the running head: cut between words."""
    if len(title) <= RUNNING_TITLE:
        return title
    return title[:RUNNING_TITLE].rpartition(" ")[0].rstrip(" ,;:–—-") + "…"


def _contents(edition: Edition, articles: Sequence[xhtml.Element]) -> xhtml.Element:
    nav = xhtml.element("nav", class_="contents", role="doc-toc")
    title, facts = imprint.issue_of(edition)
    nav.append(xhtml.element("h1", title))
    if facts:
        nav.append(xhtml.element("p", facts, class_="issue"))
    entries = xhtml.element("ol")
    for article, made in zip(edition.articles, articles, strict=True):
        entry = xhtml.element("li", lang=article.language)
        entry.append(xhtml.element("a", xhtml.title_of(article, edition), href="#" + _title_of(made).get("id", "")))
        if article.authors:
            entry.append(xhtml.element("p", ", ".join(author.name for author in article.authors), class_="authors"))
        entries.append(entry)
    nav.append(entries)
    return nav


def _head(edition: Edition, profile: Profile) -> list[xhtml.Element]:
    authors = dict.fromkeys(author.name for article in edition.articles for author in article.authors)
    creators = [*authors] or [edition.journal or edition.publisher]  # whoever signs for an unsigned piece
    meta = [("author", name) for name in creators]
    meta += [("generator", GENERATOR), ("dcterms.created", _created(edition))]
    meta.append(("keywords", ", ".join(imprint.rubrics_of(edition))))
    if len(edition.articles) == 1:
        meta.append(("description", edition.articles[0].subtitle))
    sheets = [pdf_fonts.rules(profile), _sheet("pdf.css")]
    if profile != "standard":
        sheets.append(_sheet(f"pdf-{profile}.css"))
    return [
        *(xhtml.element("meta", name=name, content=content) for name, content in meta if content),
        *(xhtml.element("style", sheet) for sheet in sheets),
    ]


def _created(edition: Edition) -> str:
    moment = imprint.created(edition)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def _sheet(name: str) -> str:
    return (files(__package__) / "styles" / name).read_text(encoding="utf-8")


def _image_url(name: str) -> str:
    return _IMAGE + quote(name, safe="")


# --- characters that no font can show --------------------------------------------------------


def _has_no_meaning(character: str) -> bool:
    """Private-use characters and U+FFFD: no reader could speak them, whatever a font draws."""
    return character == "\ufffd" or unicodedata.category(character) == "Co"


def _spelled(character: str) -> str:
    """A character that cannot be set, said in words: "[snowman]"; "[U+6F22]" where its name says no more."""
    name = unicodedata.name(character, "").lower()
    return f"[{name}]" if name and not name.startswith("cjk ") else f"[U+{ord(character):04X}]"


def _spell_out(html: xhtml.Element, concerned: Callable[[str], bool]) -> None:
    """Replace the characters concerned, in all text of the body (the last child), by their names."""

    def spell(text: str | None) -> str | None:
        if text is None or text.isascii():
            return text
        return "".join(_spelled(c) if concerned(c) else c for c in text.replace("\ufeff", ""))

    for node in html[-1].iter():
        node.text, node.tail = spell(node.text), spell(node.tail)


# --- typesetting -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Typeset:
    """What WeasyPrint made: the PDF, where its tags come from, and the characters that no font had."""

    data: bytes
    origins: Origins
    missing: set[str]


def _typeset(html: xhtml.Element, edition: Edition) -> Typeset:
    weasyprint = _weasyprint()
    origins, missing = Origins(), MissingGlyphs()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(missing)
    try:
        page = weasyprint.HTML(string=xhtml.as_html(html), url_fetcher=_fetcher(edition))
        # The hints are `start` and `type` of ordered lists.
        with _clock_stopped():
            data = page.write_pdf(finisher=origins, pdf_variant="pdf/ua-1", presentational_hints=True)
    finally:
        logger.removeHandler(missing)
    return Typeset(data, origins, missing.characters)


@contextmanager
def _clock_stopped() -> Iterator[None]:
    """Same edition, same bytes: fontTools stamps the fonts it cuts with the time, unless this variable says which."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = before or "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]


class MissingGlyphs(logging.Handler):
    """Collects the characters for which WeasyPrint reports that no font has a glyph."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.characters: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if ".notdef" in record.msg and isinstance(record.args, tuple):
            self.characters.add(str(record.args[0]))


def _weasyprint() -> Any:
    # Imported late: it loads Pango, which only this writer needs and which may be missing.
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise MissingDependencyError(INSTALL) from error
    return weasyprint


def _fetcher(edition: Edition) -> Any:
    """A WeasyPrint URL fetcher that knows the edition's pictures and the packaged fonts, and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
            if url.startswith(pdf_fonts.SCHEME):
                return URLFetcherResponse(url, pdf_fonts.read(url))
            if url.startswith(_IMAGE):
                asset = edition.assets[unquote(url.removeprefix(_IMAGE))]
                return URLFetcherResponse(url, asset.data, {"Content-Type": asset.media_type})
            raise ValueError(f"not part of the edition: {url}")

    return Fetcher()


# --- metadata --------------------------------------------------------------------------------


def _xmp(edition: Edition) -> dict[str, str | set[str]]:
    """What WeasyPrint's metadata leaves out."""
    languages = dict.fromkeys([edition.language, *(article.language for article in edition.articles)])
    if len(edition.articles) == 1:
        languages = dict.fromkeys([edition.articles[0].language])
    entries: dict[str, str | set[str]] = {"dc:language": set(languages), "dc:format": "application/pdf"}
    if edition.publisher:
        entries["dc:publisher"] = {edition.publisher}
    if edition.rights:
        entries["dc:rights"] = edition.rights
    if len(edition.articles) == 1 and edition.articles[0].doi:
        entries["dc:identifier"] = f"doi:{edition.articles[0].doi}"
    return entries
