"""What does the package say about the book? Bibliographic data, and accessibility claims that are true of it.

Everything is derived from the edition: identifier, dates and order are the same in every
run.  A claim is made only where it holds: pictures that nobody has described are counted
and said, and then the book does not claim that its text alone is enough.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from ebooklib import epub

from horizons_convert.document import Edition, Figure, walk
from horizons_convert.writers import Profile, imprint, xhtml

CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Pictures:
    """How many pictures a book shows, and what stands for them where they cannot be seen."""

    described: int = 0
    captioned: int = 0
    """With a caption, but no description."""
    silent: int = 0
    """With neither."""


def identifier_of(edition: Edition, profile: Profile) -> str:
    """A URN that stays the same for the same source and profile."""
    source = edition.source_sha256 or "\n".join(
        [imprint.title_of(edition), *imprint.authors_of(edition), edition.issue, edition.date]
    )
    return uuid.uuid5(uuid.NAMESPACE_URL, f"horizons_convert:{profile}:{source}").urn


def pictures_of(edition: Edition, shown: set[str]) -> Pictures:
    """Count the figures whose image is among the assets that are `shown`."""
    figures = [figure for figure in _figures(edition) if figure.image in shown]
    described = sum(figure.alt is not None for figure in figures)
    captioned = sum(figure.alt is None and bool(figure.caption) for figure in figures)
    return Pictures(described, captioned, len(figures) - described - captioned)


def _figures(edition: Edition) -> Iterator[Figure]:
    for article in edition.articles:
        for blocks in (article.blocks, *(note.blocks for note in article.notes)):
            yield from (block for block in walk(blocks) if isinstance(block, Figure))


def describe(book: epub.EpubBook, edition: Edition, profile: Profile) -> None:
    """Give the book its bibliographic metadata."""
    book.set_identifier(identifier_of(edition, profile))
    book.set_title(imprint.title_of(edition))
    main = imprint.language_of(edition)
    book.set_language(main)
    for language in dict.fromkeys(article.language for article in edition.articles if article.language != main):
        book.add_metadata("DC", "language", language)
    for number, name in enumerate(imprint.authors_of(edition), 1):
        book.add_author(name, role="aut", uid=f"creator-{number}")
    for name, value in (
        ("publisher", edition.publisher),
        ("rights", edition.rights),
        ("source", imprint.print_source(edition)),
    ):
        if xhtml.clean(value).strip():
            book.add_metadata("DC", name, xhtml.clean(value).strip())
    for rubric in imprint.rubrics_of(edition):
        book.add_metadata("DC", "subject", rubric)
    if imprint.published(edition):
        book.add_metadata("DC", "date", edition.date)
    if len(edition.articles) == 1 and edition.articles[0].doi:
        book.add_metadata("DC", "identifier", f"https://doi.org/{xhtml.clean(edition.articles[0].doi)}")
    if edition.journal:
        _property(book, "belongs-to-collection", edition.journal, id="journal")
        _property(book, "collection-type", "series", refines="#journal")


def claim(book: epub.EpubBook, edition: Edition, pictures: Pictures, *, pages: bool, profile: Profile) -> None:
    """Say how accessible the book is: what is true, no more.

    `pages` tells whether it has a list of printed pages.
    """
    features = ["displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents"]
    if pages:
        features += ["pageBreakMarkers", "pageNavigation"]
        _property(book, "pageBreakSource", imprint.print_source(edition) or imprint.title_of(edition))
    if not pictures.captioned and not pictures.silent:
        features.append("alternativeText")  # the cover has its words, if nothing else is a picture
    if profile == "large-print":
        features.append("largePrint")
    for mode in ("textual", "visual"):
        _property(book, "schema:accessMode", mode)
    _property(book, "schema:accessModeSufficient", "textual,visual")
    if not pictures.silent:
        _property(book, "schema:accessModeSufficient", "textual")
        _property(book, "dcterms:conformsTo", CONFORMANCE)
        _property(book, "a11y:certifiedBy", "horizons_convert (checked by program)")
    for feature in sorted(features):
        _property(book, "schema:accessibilityFeature", feature)
    _property(book, "schema:accessibilityHazard", "none")
    _property(book, "schema:accessibilitySummary", summary(pictures, pages=pages), **{_XML_LANG: "en"})


def summary(pictures: Pictures, *, pages: bool) -> str:
    """The claims in plain English."""
    parts = ["The text is in reading order, with headings and a table of contents"]
    parts.append(" and the page numbers of the print edition." if pages else ".")
    total = pictures.described + pictures.captioned + pictures.silent
    if total and pictures.described == total:
        parts.append(" All pictures are described.")
    if pictures.captioned:
        parts.append(f" Pictures described by their caption only: {pictures.captioned} of {total}.")
    if pictures.silent:
        parts.append(f" Pictures without any description: {pictures.silent} of {total}.")
    parts.append(" Recovered from a printed layout by a program and checked by program, not by a person.")
    return "".join(parts)


def _property(book: epub.EpubBook, name: str, value: str, **attributes: str) -> None:
    book.add_metadata(None, "meta", xhtml.clean(value).strip(), {"property": name, **attributes})
