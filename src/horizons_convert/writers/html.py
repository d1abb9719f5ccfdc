"""One self-contained page: style and pictures inside, no script, nothing fetched from anywhere."""

from __future__ import annotations

import base64

from horizons_convert.document import Article, Edition
from horizons_convert.writers import Options, imprint, xhtml
from horizons_convert.writers.pictures import for_screen

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""Content Security Policy: even if text broke out of its element, a browser would run and load nothing."""


class HtmlWriter:
    """Browsers, and every program that reads HTML."""

    name = "html"
    suffix = ".html"
    media_type = "text/html"
    description = "one self-contained web page, light or dark, pictures inside"

    def render(self, edition: Edition, options: Options) -> bytes:
        """The page in UTF-8.  Same edition, same options: same bytes."""
        # An attribute that the style sheet shows: the running head of this page, not words of the article.
        main = xhtml.element("main", data_journal=_journal(edition))
        main.extend(_article(article, edition) for article in edition.articles)
        page = xhtml.document(imprint.title_of(edition), imprint.language_of(edition), [main], _head(edition, options))
        return xhtml.as_html(page).encode()


def _journal(edition: Edition) -> str:
    """The line above everything: of an issue its title, else where the article was printed."""
    if len(edition.articles) > 1:
        return imprint.title_of(edition)
    return ", ".join(filter(None, (edition.journal, edition.issue)))


def _article(article: Article, edition: Edition) -> xhtml.Element:
    made = xhtml.element("article", lang=article.language)
    if xhtml.direction(article.language) != xhtml.direction(imprint.language_of(edition)):
        made.set("dir", xhtml.direction(article.language))

    def data_uri(name: str) -> str:
        asset = for_screen(edition.assets[name])
        return f"data:{asset.media_type};base64,{base64.b64encode(asset.data).decode()}" if asset else ""

    made.extend(xhtml.article_body(article, edition, image_url=data_uri))
    for notes in made.findall("section[@class='footnotes']"):
        _make_endnotes(made, notes)
    for part in made:
        part.tail = "\n"
    return made


def _make_endnotes(article: xhtml.Element, notes: xhtml.Element) -> None:
    """The notes as a list of endnotes: a web page has no pop-ups, and programs that read HTML know notes by this."""
    called = notes.findall("aside")
    if not called:
        return
    made = xhtml.element("section", role="doc-endnotes", class_="footnotes", aria_label=notes.get("aria-label", ""))
    entries = xhtml.element("ol")
    for note in called:
        note.tag = "li"
        del note.attrib["role"]
        entries.append(note)
    made.append(entries)
    notes.addprevious(made)
    # What no mark calls is no endnote: it stays behind, after the list.
    if len(notes):
        del notes.attrib["aria-label"]
    else:
        article.remove(notes)


def _head(edition: Edition, options: Options) -> list[xhtml.Element]:
    profiles = [options.profile] if options.profile != "standard" else []
    source = imprint.print_source(edition)
    metas = [
        ("viewport", "width=device-width, initial-scale=1"),
        ("generator", "horizons_convert"),
        *(("author", name) for name in imprint.authors_of(edition)),
        ("dcterms.source", source),
        ("dcterms.issued", edition.date),
        *(("dcterms.subject", rubric) for rubric in imprint.rubrics_of(edition)),
        ("dcterms.publisher", edition.publisher),
        ("dcterms.rights", edition.rights),
    ]
    policy = xhtml.element("meta", content=_POLICY)
    policy.set("http-equiv", "Content-Security-Policy")
    made = [policy, *(xhtml.element("meta", name=name, content=content) for name, content in metas if content)]
    return [*made, xhtml.element("style", xhtml.stylesheet("epub", "html", *profiles))]


writer = HtmlWriter()
