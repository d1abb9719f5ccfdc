"""The law of conservation, on every PDF at hand: what was read is kept or set aside, once, and nothing is made up."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT
from horizons_convert.document import Article, Edition, ListBlock, Note, NoteReference, Table, inlines, plain, walk
from horizons_convert.errors import ConvertError
from horizons_convert.ledger import Ledger
from horizons_convert.pdf.page import Page
from horizons_convert.pdf.source import open_source
from horizons_convert.recover.editions import recover_edition

SHARED = ROOT.parent / "shared"
OWN = sorted((ROOT / "source").glob("*.pdf"))
OTHERS = [pdf for folder in ("corpus", "real", "hostile") for pdf in sorted((SHARED / folder).glob("*.pdf"))]


def passwords() -> dict[str, str]:
    """The passwords of the files of ../shared/hostile that have one."""
    manifest = SHARED / "hostile" / "manifest.json"
    if not manifest.exists():
        return {}
    return {
        entry["file"]: entry["password"] for entry in json.loads(manifest.read_text("utf-8")) if entry.get("password")
    }


def recover(path: Path) -> tuple[list[Page], Ledger, Edition]:
    """The pages of a document, with the fate of each word, and what was recovered from them."""
    with open_source(path, passwords().get(path.name)) as source:
        pages = [source.page(number) for number in range(1, source.page_count + 1)]
        ledger = Ledger(pages=len(pages))
        return pages, ledger, recover_edition(pages, source, ledger, lambda stage, done, total: None)


@pytest.mark.parametrize("path", [*OWN, *OTHERS], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_kept_and_set_aside_make_what_was_read(path: Path):
    try:
        pages, ledger, edition = recover(path)
    except ConvertError:
        assert path.parent.name == "hostile", "only a bad file may be refused"
        return
    words = [word for page in pages for word in page.words]
    assert ledger.glyphs_read == sum(word.glyphs for word in words)
    assert ledger.glyphs_kept + ledger.glyphs_set_aside == ledger.glyphs_read
    assert Counter(word.fate for word in words if word.fate not in ("kept", "aside")) == {}
    assert ledger.glyphs_set_aside == sum(word.glyphs for word in words if word.fate == "aside")
    assert all(record.evidence for record in ledger.of("set-aside")), "whatever goes, goes with a reason"
    assert_no_letter_twice(pages, ledger, edition)


def assert_no_letter_twice(pages: list[Page], ledger: Ledger, edition: Edition) -> None:
    """Of no letter are there more in the edition than were kept on the pages and inferred from pictures."""
    kept = Counter(letters(" ".join(w.text for page in pages for w in page.words if w.fate == "kept")))
    inferred = Counter(letters(" ".join(record.text for record in ledger.of("repair"))))
    written = Counter(letters(" ".join(said(edition))))
    surplus = written - kept
    assert surplus - inferred == Counter(), f"written twice, or made up: {surplus}"
    assert surplus.total() <= sum(record.what == "letter inferred" for record in ledger.records) + len(edition.articles)


def letters(text: str) -> Iterator[str]:
    return (c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalpha())


def said(edition: Edition) -> Iterator[str]:
    """All words of an edition that came from a page: blocks, notes, their labels, list markers."""
    for article in edition.articles:
        yield from _said_by_article(article)


def _said_by_article(article: Article) -> Iterator[str]:
    blocks = (*article.blocks, *(block for note in article.notes for block in note.blocks))
    for block in walk(blocks):
        content = inlines(block)
        yield plain(content)
        yield from (inline.label for inline in content if isinstance(inline, NoteReference))
        if isinstance(block, Table):
            yield from (plain(cell) for row in block.rows for cell in row.cells)
        if isinstance(block, ListBlock):
            yield from (item.marker for item in block.items)
        yield getattr(block, "text", "")
    yield from map(_label, article.notes)


def _label(note: Note) -> str:
    return note.label
