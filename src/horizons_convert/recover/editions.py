"""From the pages of a file to an edition: articles, their pictures, and what the file says of itself.

The page outranks the file's metadata wherever both speak, because metadata is often that of
a template; the metadata fills the gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from horizons_convert.document import Article, Asset, Author, Box, Edition, Figure, walk
from horizons_convert.errors import NoTextError
from horizons_convert.ledger import Ledger
from horizons_convert.pdf.container import Container
from horizons_convert.pdf.page import Page
from horizons_convert.recover.draft import Draft
from horizons_convert.recover.pipeline import recover_article, to_article

Progress = Callable[[str, int, int], None]


class PageSource(Protocol):
    """What the recovery may ask of an open file besides its pages."""

    path: Path
    container: Container

    def picture(self, page: int, index: int) -> Asset | None: ...

    def region(self, page: int, box: Box) -> Asset: ...

    def repeated_pictures(self) -> set[tuple[int, int]]: ...


def recover_edition(pages: Sequence[Page], source: PageSource, ledger: Ledger, progress: Progress) -> Edition:
    """Recover the edition that `pages` hold.  Raises `NoTextError` where there is no text at all."""
    ledger.glyphs_read = sum(word.glyphs for page in pages for word in page.words)
    if ledger.glyphs_read == 0:
        raise NoTextError("no text on its pages (a scan?); recognise it first, for instance with: ocrmypdf in.pdf out.pdf")
    repeated = source.repeated_pictures()
    for page in pages:
        for picture in page.pictures:
            picture.repeated = (page.number, picture.index) in repeated
    labels = source.container.page_labels or ()
    folios = {number: label for number, label in enumerate(labels, 1) if label}
    draft = recover_article(pages, ledger, folios, lambda step: progress(step, 0, 0))
    ledger.glyphs_kept = ledger.glyphs_read - ledger.glyphs_set_aside
    article = _with_metadata(to_article(draft, "article-1"), source.container)
    return _edition((article,), draft, source)


def _with_metadata(article: Article, container: Container) -> Article:
    import msgspec

    metadata = container.metadata
    authors = article.authors or tuple(Author(name) for name in metadata.authors)
    title = article.title or metadata.title
    return msgspec.structs.replace(article, title=title, authors=authors, doi=article.doi or metadata.doi)


def _edition(articles: tuple[Article, ...], draft: Draft, source: PageSource) -> Edition:
    metadata = source.container.metadata
    front = draft.front
    return Edition(
        articles=articles,
        title=articles[0].title if len(articles) == 1 else (metadata.title or front.journal),
        journal=front.journal,
        issue=front.issue,
        date=metadata.date or front.date,
        language=articles[0].language,
        publisher=metadata.publisher,
        rights=metadata.rights,
        assets=_assets(articles, draft, source),
        source=source.path.name,
        source_sha256=source.container.sha256,
    )


def _assets(articles: tuple[Article, ...], draft: Draft, source: PageSource) -> dict[str, Asset]:
    wanted = {block.image for article in articles for block in walk(article.blocks) if isinstance(block, Figure)}
    pieces = {piece.image: piece for piece in draft.pieces if piece.role == "figure"}
    assets: dict[str, Asset] = {}
    for name in sorted(name for name in wanted if name):
        piece = pieces[name]
        kind, number = name.split("-", 1)[1][0], name.rsplit("-", 1)[1][1:]
        asset = source.picture(piece.page, int(number)) if kind == "i" else source.region(piece.page, piece.box)
        if asset is not None:
            assets[name] = asset
    return assets
