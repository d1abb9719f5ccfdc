"""From the pages of a file to an edition: articles, their pictures, and what the file says of itself.

The page outranks the file's metadata wherever both speak, because metadata is often that of
a template; the metadata fills the gaps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
from rapidfuzz import fuzz

from horizons_convert.document import Article, Asset, Author, Edition, Figure, Note, NoteReference, rebuilt, walk
from horizons_convert.errors import NoTextError
from horizons_convert.ledger import Ledger, Record
from horizons_convert.pdf.container import Container
from horizons_convert.pdf.page import Page
from horizons_convert.recover import account
from horizons_convert.recover.draft import Draft
from horizons_convert.recover.pipeline import recover_articles, to_article
from horizons_convert.recover.sheets import Sheets
from horizons_convert.recover.source import PageSource

SAME_ISSUE = 80
"""Similarity (0 to 100) of two ways to write an issue's number and season."""
Progress = Callable[[str, int, int], None]


def recover_edition(pages: Sequence[Page], source: PageSource, ledger: Ledger, progress: Progress) -> Edition:
    """Recover the edition that `pages` hold.  Raises `NoTextError` where there is no text at all."""
    ledger.glyphs_read = sum(word.glyphs for page in pages for word in page.words)
    if ledger.glyphs_read == 0:
        raise NoTextError(
            "no text on its pages (a scan?); recognise it first, for instance with: ocrmypdf in.pdf out.pdf"
        )
    ledger.records += [Record("warning", text, "", step="container") for text in source.container.warnings]
    repeated = source.repeated_pictures()
    for page in pages:
        for picture in page.pictures:
            picture.repeated = (page.number, picture.index) in repeated
    sheets = Sheets.of(pages)
    source = sheets.source(source)
    folios = sheets.folios(source.container.page_labels or ())
    outline = sheets.outline(source.container.outline or ())
    drafts = recover_articles(sheets.pages, ledger, folios, outline, lambda step: progress(step, 0, 0), source.look)
    account.settle(sheets.pages, ledger)
    sheets.restore_records(ledger)
    articles = [_with_own_ids(to_article(draft, f"article-{n}"), f"a{n}") for n, draft in enumerate(drafts, 1)]
    if len(articles) == 1:
        articles = [_with_metadata(articles[0], source.container)]
    return sheets.restore(_edition(tuple(articles), drafts, source))


def _with_metadata(article: Article, container: Container) -> Article:
    metadata = container.metadata
    authors = article.authors or tuple(Author(name) for name in metadata.authors)
    title = article.title or metadata.title
    return msgspec.structs.replace(article, title=title, authors=authors, doi=article.doi or metadata.doi)


def _with_own_ids(article: Article, prefix: str) -> Article:
    """The article with ids of notes that no other article has: notes begin at 1 in each."""

    def change(node: Any) -> Any:
        if isinstance(node, NoteReference):
            return msgspec.structs.replace(node, note=f"{prefix}-{node.note}")
        return msgspec.structs.replace(node, id=f"{prefix}-{node.id}") if isinstance(node, Note) else node

    blocks, notes = rebuilt(article.blocks, change), rebuilt(article.notes, change)
    return msgspec.structs.replace(article, blocks=blocks, notes=notes)


def _edition(articles: tuple[Article, ...], drafts: list[Draft], source: PageSource) -> Edition:
    metadata = source.container.metadata
    fronts = [draft.front for draft in drafts]
    issue = _commonest(front.issue for front in fronts)
    journal = _commonest(front.journal for front in fronts) or _journal_stated(metadata.subject, issue)
    return Edition(
        articles=articles,
        title=_title(articles, journal, issue, metadata.title),
        journal=journal,
        issue=issue,
        date=metadata.date or _commonest(front.date for front in fronts),
        language=_language(articles),
        publisher=metadata.publisher,
        rights=metadata.rights,
        assets=_assets(articles, drafts, source),
        source=source.path.name,
        source_sha256=source.container.sha256,
    )


def _journal_stated(subject: str, issue: str) -> str:
    """The journal, where the file's subject names it before the issue: "Meridians, Spring 2025, No. 31"."""
    name, comma, rest = subject.partition(", ")
    return name if comma and issue and fuzz.ratio(rest, issue) > SAME_ISSUE else ""


def _title(articles: tuple[Article, ...], journal: str, issue: str, metadata: str) -> str:
    """An article's edition bears its title; an issue's that of the journal with its number."""
    if len(articles) == 1:
        return articles[0].title
    return ", ".join(part for part in (journal, issue) if part) if journal else metadata or articles[0].title


def _commonest(values: Iterable[str]) -> str:
    """What most articles say, or the first of them where several draw."""
    counted = Counter(value for value in values if value)
    return max(counted, key=lambda value: counted[value], default="")


def _language(articles: tuple[Article, ...]) -> str:
    """The language of most pages."""
    pages: Counter[str] = Counter()
    for article in articles:
        pages[article.language] += article.last_page - article.first_page + 1
    return max(pages, key=lambda language: pages[language])


def _assets(articles: tuple[Article, ...], drafts: list[Draft], source: PageSource) -> dict[str, Asset]:
    wanted = {block.image for article in articles for block in walk(article.blocks) if isinstance(block, Figure)}
    pieces = {piece.image: piece for draft in drafts for piece in draft.of("figure")}
    assets: dict[str, Asset] = {}
    for name in sorted(name for name in wanted if name):
        piece = pieces[name]
        kind, number = name.split("-", 1)[1][0], name.rsplit("-", 1)[1][1:]
        asset = source.picture(piece.page, int(number)) if kind == "i" else source.region(piece.page, piece.box)
        if asset is not None:
            assets[name] = asset
    return assets
