"""Which rows on a page of an article are a list of contents, whose page numbers no edition can keep?

A contents list on the cover of a newsletter, or below the title of a report, is neither text nor
front matter.  Evidence: folios of this document that stand below each other, end at one edge and
never descend, far from the words before them or behind leaders; and either a heading over them
that says what they are, or most of their words on the pages that they lead to.  What stands
between two of them at their left is part of an entry.  The whole list is set aside, with the
heading over it: each format makes a list of contents of its own, with pages that it has.

Limits: a list with its numbers in front looks like any numbered list, and stays one; a list that
leads to pages which the document does not have stays, too.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from horizons_convert.layout.text import Line, overlap, union
from horizons_convert.pdf.page import Word
from horizons_convert.recover.contents import FEWEST_ENTRIES, LEADER, SAME_TITLE
from horizons_convert.recover.draft import Draft, Piece

ALIGNED = 0.5
"""The folios of a list end within so many em."""
APART = 2.0
"""Between an entry and its folio are at least so many em, in half of the entries: long ones reach to the folio."""
LEVEL = 0.35
"""Baselines within so many em are one."""
NEXT_LINE = 1.4
"""An entry goes on at most so many em below,"""
INDENT = 3.0
"""... and begins within so many em of the same edge."""
LONGEST_ENTRY = 4
"""An entry has at most so many lines without a folio."""
HEADING_WORDS = 5
"""The heading of a list has no more words,"""
HEADING_SPACE = 2.5
"""... and stands so many leadings above it at most."""

_HEADING = re.compile(
    r"\W*(?:table of contents|contents|inside|in th(?:is|e) \w+|what[’']s inside|inhalt\w*|in diesem heft|sommaire|"
    r"table des matières|dans ce numéro|índice|indice|contenido|en este número|sumário|sommario|inhoud|"
    r"содержание|оглавление|у овом броју|садржај)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Entry:
    """A folio, and the lines of the entry that it ends."""

    folio: Word
    page: int
    line: Line
    """The line that the folio stands in."""
    title: Line
    """The line of words at its left, which may be the same."""
    others: list[Line] = field(default_factory=list)

    @property
    def is_apart(self) -> bool:
        before = [word.x1 for word in self.title.words if word is not self.folio]
        return bool(before) and self.folio.x0 - max(before) >= APART * self.line.size


def set_contents_aside(draft: Draft) -> None:
    """Set the lists of contents aside that stand on the pages of an article."""
    folios = {draft.folios.get(page.number, str(page.number)).casefold(): page.number for page in draft.pages}
    for page in draft.pages:
        pieces = [piece for piece in draft.on_page(page.number) if piece.role in ("text", "heading")]
        lines = _Lines([line for piece in pieces for line in piece.lines])
        for entries in _lists(lines, folios):
            heading = _heading(entries, pieces, draft)
            if heading is not None or _are_named(entries, draft):
                _set_list_aside(entries, heading, pieces, draft)


class _Lines:
    """The lines of a page, asked for by height."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = sorted(lines, key=lambda line: line.baseline)
        self.baselines = [line.baseline for line in self.lines]

    def between(self, top: float, bottom: float) -> list[Line]:
        return self.lines[bisect_right(self.baselines, top) : bisect_left(self.baselines, bottom)]


def _lists(lines: _Lines, folios: dict[str, int]) -> Iterator[list[_Entry]]:
    """The lists of contents among the lines of a page."""
    found = [entry for line in lines.lines if (entry := _entry(line, lines, folios))]
    if len(found) < FEWEST_ENTRIES:
        return
    edges: list[list[_Entry]] = []
    for entry in sorted(found, key=lambda entry: entry.folio.x1):
        if edges and entry.folio.x1 - edges[-1][0].folio.x1 <= ALIGNED * entry.line.size:
            edges[-1].append(entry)
        else:
            edges.append([entry])
    for entries in edges:
        for run in _runs(sorted(entries, key=lambda entry: entry.line.baseline), lines):
            apart = sum(entry.is_apart for entry in run)
            if len(run) >= FEWEST_ENTRIES and 2 * apart >= len(run) and len({entry.page for entry in run}) > 1:
                yield run


def _entry(line: Line, lines: _Lines, folios: dict[str, int]) -> _Entry | None:
    """The entry that ends with a folio at the end of a line."""
    folio = line.words[-1]
    page = folios.get(folio.text.casefold())
    if page is None:
        return None
    if len(line.words) > 1:
        return _Entry(folio, page, line, line)
    near = lines.between(line.baseline - LEVEL * line.size, line.baseline + LEVEL * line.size)
    level = [other for other in near if other is not line and other.x1 <= line.x0]
    title = max(level, key=lambda other: other.x1, default=None)
    if title is None or not any(c.isalpha() for c in title.text):
        return None
    return _Entry(folio, page, line, title)


def _runs(entries: list[_Entry], lines: _Lines) -> Iterator[list[_Entry]]:
    """Entries below each other whose folios do not descend, with nothing between them but lines of entries."""
    run: list[_Entry] = []
    for entry in entries:
        if run:
            between = _between(run, entry, lines)
            if len(between) > LONGEST_ENTRY or entry.page < run[-1].page:
                yield run
                run, between = [], []
            entry.others = between
        if not run:
            entry.others = _begun_above(entry, lines)
        run.append(entry)
    if run:
        yield run


def _begun_above(first: _Entry, lines: _Lines) -> list[Line]:
    """The lines above the one with its folio in which the first entry of a list begins."""
    found: list[Line] = []
    line = first.title
    while len(found) < LONGEST_ENTRY:
        above = [
            other
            for other in lines.between(line.baseline - NEXT_LINE * line.size, line.baseline - LEVEL * line.size)
            if other.style == line.style and abs(other.x0 - line.x0) < INDENT * line.size
        ]
        if not above:
            break
        line = above[-1]
        found.append(line)
    return found


def _between(run: list[_Entry], entry: _Entry, lines: _Lines) -> list[Line]:
    """The lines of an entry above the one with its folio, below the entry before."""
    left = min(one.title.x0 for one in [*run, entry])
    level = LEVEL * entry.line.size
    between = lines.between(run[-1].line.baseline + level, entry.line.baseline - level)
    return [line for line in between if overlap(line.x0, line.x1, left, entry.folio.x1) > 0]


def _are_named(entries: list[_Entry], draft: Draft) -> bool:
    """Whether most of the pages that a list leads to have the words of their entries."""
    named = sum(_is_named(entry, draft) for entry in entries)
    return 2 * named > len(entries)


def _is_named(entry: _Entry, draft: Draft) -> bool:
    words = [word for line in (*entry.others, entry.title) for word in line.words if word is not entry.folio]
    title = LEADER.sub(" ", " ".join(word.text for word in words)).casefold().strip()
    page = " ".join(line.text for line in draft.lines.get(entry.page, ()) if line is not entry.title).casefold()
    return len(title) > 3 and fuzz.partial_ratio(title, page) >= SAME_TITLE


def _set_list_aside(entries: list[_Entry], heading: Piece | None, pieces: list[Piece], draft: Draft) -> None:
    ids = _ids(entries) | {id(line) for line in (heading.lines if heading else ())}
    own = [line for piece in pieces for line in piece.lines if id(line) in ids]
    words = [word for line in sorted(own, key=lambda line: (line.baseline, line.x0)) for word in line.words]
    evidence = "rows that end with pages of this document, in their order"
    draft.set_aside("contents", entries[0].line.page, words, evidence=evidence, score=0.9)
    for piece in pieces:
        if piece.block is not None and any(id(line) in ids for line in piece.lines):
            piece.block.lines = [line for line in piece.lines if id(line) not in ids]
            if not piece.block.lines:
                draft.pieces.remove(piece)


def _heading(entries: list[_Entry], pieces: list[Piece], draft: Draft) -> Piece | None:
    """What stands over a list and says that it is the contents."""
    ids = _ids(entries)
    box = union([line.box for entry in entries for line in (entry.line, entry.title)])
    above = [
        piece
        for piece in pieces
        if 0 <= box[1] - piece.box[3] < HEADING_SPACE * draft.body.leading
        and overlap(piece.box[0], piece.box[2], box[0], box[2]) > 0
        and not any(id(line) in ids for line in piece.lines)
    ]
    nearest = max(above, key=lambda piece: piece.box[3], default=None)
    if nearest is None or len(nearest.text.split()) > HEADING_WORDS or not _HEADING.match(nearest.text):
        return None
    return nearest


def _ids(entries: list[_Entry]) -> set[int]:
    return {id(line) for entry in entries for line in (entry.line, entry.title, *entry.others)}
