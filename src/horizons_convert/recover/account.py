"""Has every word found its place?

The law of conservation: what was read is kept or set aside.  Words that no step claimed are
not lost in silence; they stand at the end of the article, with a warning that says where
they came from.
"""

from __future__ import annotations

from collections.abc import Sequence

from horizons_convert.document import Aside, Paragraph, Text
from horizons_convert.layout.text import Line
from horizons_convert.ledger import Ledger
from horizons_convert.pdf.page import Page
from horizons_convert.recover.draft import Draft, Role, place

FRONT: tuple[Role, ...] = ("title", "subtitle", "byline")
"""Pieces whose words are kept as metadata."""


def keep_leftovers(draft: Draft) -> None:
    """Mark the words that became metadata as kept; append what nobody claimed to the article as asides."""
    for piece in draft.of(*FRONT):
        for line in piece.lines:
            for word in line.words:
                word.fate = "kept"
    for page in draft.pages:
        for line in _unclaimed(page, draft):
            where = place(line.page, line.box)
            draft.blocks.append(Aside((Paragraph((Text(line.text),), places=(where,)),), (where,)))
            draft.record(
                "warning",
                "text without a place",
                line.text,
                [where],
                evidence="no step knew what it is; it stands at the end of the article",
                score=0.3,
            )
            for word in line.words:
                word.fate = "kept"


def settle(pages: Sequence[Page], ledger: Ledger) -> None:
    """Enter the glyphs that were kept."""
    ledger.glyphs_kept = sum(word.glyphs for page in pages for word in page.words if word.fate == "kept")


def _unclaimed(page: Page, draft: Draft) -> list[Line]:
    """Lines of words without a fate, first as the pieces have them, then whatever else there is."""
    lines = [
        Line.of(page.number, left)
        for piece in draft.on_page(page.number)
        for line in piece.lines
        if (left := [word for word in line.words if not word.fate])
    ]
    known = {id(word) for line in lines for word in line.words}
    stray = [word for word in page.words if not word.fate and id(word) not in known]
    return lines + ([Line(page.number, stray, stray[0].style, stray[0].baseline)] if stray else [])
