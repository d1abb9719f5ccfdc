"""How does a reader find a place? The navigation document: contents, landmarks, pages of the print edition.

ebooklib's own takes every typed element with an id for a printed page, and has no roles;
so this one is made here, from the same contents that ebooklib writes into the NCX.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ebooklib import epub

from horizons_convert.document import Edition
from horizons_convert.writers import imprint, xhtml
from horizons_convert.writers.wording import Words


@dataclass(frozen=True)
class Target:
    """A line of the contents: where it leads, and the lines below it."""

    title: str
    href: str
    language: str
    below: tuple[Target, ...] = ()


def nested(entries: Sequence[xhtml.Entry], hrefs: dict[str, str], language: str) -> tuple[Target, ...]:
    """A flat outline as a tree.  `hrefs` gives the address of each entry's id."""
    targets: list[Target] = []
    position = 0
    while position < len(entries):
        entry = entries[position]
        end = position + 1
        while end < len(entries) and entries[end].level > entry.level:
            end += 1
        if entry.text:
            below = nested(entries[position + 1 : end], hrefs, language)
            targets.append(Target(entry.text, hrefs[entry.id], language, below))
        position = end
    return tuple(targets)


def for_ncx(targets: Sequence[Target], prefix: str = "entry") -> list[object]:
    """The contents as ebooklib wants them."""
    made: list[object] = []
    for number, target in enumerate(targets, 1):
        if target.below:
            made.append((epub.Section(target.title, target.href), for_ncx(target.below, f"{prefix}-{number}")))
        else:
            made.append(epub.Link(target.href, target.title, f"{prefix}-{number}"))
    return made


def document(
    title: str,
    language: str,
    words: Words,
    contents: Sequence[Target],
    landmarks: Sequence[tuple[str, str, str]],
    pages: Sequence[tuple[str, str]],
) -> bytes:
    """The navigation document.

    `landmarks` are (epub:type, address, words); `pages` are (address, folio), in reading order.
    """
    toc = _nav("toc", "doc-toc", words.contents, "h1")
    toc.append(_list(contents, language))
    body = [toc]
    if pages:
        page_list = _nav("page-list", "doc-pagelist", words.pages, "h2")
        page_list.append(_links((href, folio, "") for href, folio in pages))
        page_list.set("hidden", "hidden")
        body.append(page_list)
    marks = _nav("landmarks", "", words.landmarks, "h2")
    marks.append(_links((href, text, kind) for kind, href, text in landmarks))
    marks.set("hidden", "hidden")
    body.append(marks)
    return xhtml.as_xhtml(xhtml.document(title, language, body, [_style()]))


def contents_page(edition: Edition, hrefs: Sequence[str]) -> bytes:
    """The page that an issue opens with: its articles with rubric and byline.  `hrefs` are their addresses.

    It is read like any other page; the navigation document is for the reader's own menu.
    """
    (title, facts), language = imprint.issue_of(edition), imprint.language_of(edition)
    nav = xhtml.semantic("nav", "toc", "doc-toc", class_="contents", aria_labelledby="contents-title")
    nav.append(xhtml.element("h1", title, id="contents-title"))
    if facts:
        nav.append(xhtml.element("p", facts, class_="issue"))
    articles = xhtml.element("ol")
    for article, href in zip(edition.articles, hrefs, strict=True):
        item = xhtml.element("li", lang=article.language if article.language != language else "")
        item.append(xhtml.element("a", xhtml.title_of(article, edition), href=href))
        if article.section:
            item.insert(0, xhtml.element("p", article.section, class_="rubric"))
        if article.authors:
            item.append(xhtml.element("p", xhtml.byline_of(article)))
        articles.append(item)
    nav.append(articles)
    return xhtml.as_xhtml(xhtml.document(title, language, [nav], [_style()]))


def _style() -> xhtml.Element:
    return xhtml.element("link", rel="stylesheet", type="text/css", href="style.css")


def _nav(kind: str, role: str, heading: str, level: str) -> xhtml.Element:
    nav = xhtml.semantic("nav", kind, role, id=kind, aria_labelledby=f"{kind}-heading")
    nav.append(xhtml.element(level, heading, id=f"{kind}-heading"))
    return nav


def _list(targets: Sequence[Target], language: str) -> xhtml.Element:
    made = xhtml.element("ol")
    for target in targets:
        item = xhtml.element("li", lang=target.language if target.language != language else "")
        item.append(xhtml.element("a", target.title, href=target.href))
        if target.below:
            item.append(_list(target.below, target.language))
        made.append(item)
    return made


def _links(links: Iterable[tuple[str, str, str]]) -> xhtml.Element:
    made = xhtml.element("ol")
    for href, text, kind in links:
        item = xhtml.element("li")
        anchor = xhtml.semantic("a", kind, href=href)
        xhtml.append_text(anchor, text)
        item.append(anchor)
        made.append(item)
    return made
