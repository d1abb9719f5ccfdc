"""Which sheets of the file do the pages stand on that the recovery reads?

Mostly each sheet is a page.  Where a document shows two pages side by side (`layout.spreads`),
the recovery reads those one after the other, numbered anew, and need not know of the sheets;
what it decides is told in sheets again at the end, because a person who checks it, and the
file itself, know nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import msgspec
from PIL import Image

from horizons_convert.document import Article, Asset, Box, Edition, PageBreak, Place, rebuilt
from horizons_convert.layout.spreads import Fold, find_folds, part
from horizons_convert.ledger import Ledger, Record
from horizons_convert.pdf.page import Page
from horizons_convert.recover.openings import OutlineEntry
from horizons_convert.recover.source import PageSource

_TWO_LABELS = re.compile(r"^\s*(\w+)\s*[-–—/|]\s*(\w+)\s*$")
"""How a sheet of two pages is labelled: "2-3"."""


class _Origin(NamedTuple):
    """Where a page stands: its sheet, and how far from the left of that (points)."""

    sheet: int
    x: float


@dataclass(frozen=True, slots=True)
class _Entry:
    """A bookmark that leads to a page."""

    title: str
    page: int | None


@dataclass(frozen=True)
class Sheets:
    """The pages of a document, and the sheets on which they stand."""

    pages: list[Page]
    folds: Mapping[int, Fold]
    """By sheet; empty where each sheet is a page."""
    _origins: Mapping[int, _Origin]

    @classmethod
    def of(cls, sheets: Sequence[Page]) -> Sheets:
        """The pages that some sheets hold, numbered as they follow each other."""
        folds = find_folds(sheets)
        if not folds:
            return cls(list(sheets), {}, {})
        pages: list[Page] = []
        origins: dict[int, _Origin] = {}
        for sheet in sheets:
            fold = folds.get(sheet.number)
            halves = zip(part(sheet, fold), (0.0, fold.x), strict=True) if fold else [(sheet, 0.0)]
            for page, x in halves:
                pages.append(replace(page, number=len(pages) + 1))
                origins[len(pages)] = _Origin(sheet.number, x)
        return cls(pages, folds, origins)

    # --- from sheets to pages ----------------------------------------------------------

    def folios(self, labels: Sequence[str]) -> dict[int, str]:
        """The labels that the file gives the pages; where none names both pages of a sheet, they count sheets only."""
        if not self.folds:
            return {number: label for number, label in enumerate(labels, 1) if label}
        both = {sheet: label for sheet, label in enumerate(labels, 1) if _TWO_LABELS.match(label)}
        if not both.keys() & self.folds.keys():
            return {}
        found = {number: self._label(labels, origin) for number, origin in self._origins.items()}
        return {number: label for number, label in found.items() if label}

    def _label(self, labels: Sequence[str], origin: _Origin) -> str:
        label = labels[origin.sheet - 1] if origin.sheet <= len(labels) else ""
        if origin.sheet not in self.folds:
            return label
        two = _TWO_LABELS.match(label)
        return two.group(2 if origin.x else 1) if two else ""

    def outline(self, entries: Sequence[OutlineEntry]) -> Sequence[OutlineEntry]:
        """The bookmarks; one that leads to a sheet leads to both of its pages."""
        if not self.folds:
            return entries
        return [
            _Entry(entry.title, number)
            for entry in entries
            for number, origin in self._origins.items()
            if origin.sheet == entry.page
        ]

    def source(self, source: PageSource) -> PageSource:
        """The open file, to be asked for pages instead of sheets."""
        if not self.folds:
            return source
        return _PagedSource(source, self._origins)

    # --- from pages to sheets ----------------------------------------------------------

    def restore(self, edition: Edition) -> Edition:
        """The edition with its places on the sheets."""
        if not self.folds:
            return edition
        return msgspec.structs.replace(edition, articles=rebuilt(edition.articles, self._restored))

    def restore_records(self, ledger: Ledger) -> None:
        """Tell where the ledger's records stand on the sheets, and which sheets were parted."""
        if not self.folds:
            return
        ledger.records[:] = [rebuilt(record, self._restored) for record in ledger.records]
        ledger.records += [
            Record("repair", "spread parted", "", fold.evidence, 0.95, "one wide page", (at,), step="sheets")
            for sheet, fold in self.folds.items()
            for at in (Place(sheet, (round(fold.x, 1), 0.0, round(fold.x, 1), 0.0)),)
        ]

    def _restored(self, node: Any) -> Any:
        if isinstance(node, Place):
            sheet, x = self._origins[node.page]
            left, top, right, bottom = node.box
            return Place(sheet, (round(left + x, 1), top, round(right + x, 1), bottom))
        if isinstance(node, PageBreak):
            return msgspec.structs.replace(node, page=self._origins[node.page].sheet)
        if isinstance(node, Article):
            first, last = self._origins[node.first_page], self._origins[node.last_page]
            return msgspec.structs.replace(node, first_page=first.sheet, last_page=last.sheet)
        return node


class _PagedSource:
    """A file of sheets, asked for pages."""

    def __init__(self, source: PageSource, origins: Mapping[int, _Origin]) -> None:
        self._source, self._origins = source, origins
        self.path, self.container = source.path, source.container

    def picture(self, page: int, index: int) -> Asset | None:
        return self._source.picture(self._origins[page].sheet, index)

    def region(self, page: int, box: Box) -> Asset:
        return self._source.region(*self._on_sheet(page, box))

    def look(self, page: int, box: Box) -> Image.Image:
        return self._source.look(*self._on_sheet(page, box))

    def repeated_pictures(self) -> set[tuple[int, int]]:
        return self._source.repeated_pictures()

    def _on_sheet(self, page: int, box: Box) -> tuple[int, Box]:
        sheet, x = self._origins[page]
        return sheet, (box[0] + x, box[1], box[2] + x, box[3])
