"""Which pages open an article, and on which evidence?

An article begins on a page that opens with title type.  Large type alone says little (a
section heading may open a page, a pull quote may head a column), so each such page is
weighed on evidence that does not depend on it: a byline below the title, the contents page,
the outline, running heads that change to the new title, notes that begin again at 1, a page
before it that had ended.

Limits: a title set at body size is not seen; those in the middle of a page are asked in `inner_openings`.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rapidfuzz import fuzz

from horizons_convert.layout.text import Line, overlap
from horizons_convert.recover.body import is_body_size
from horizons_convert.recover.contents import Entry, read_contents
from horizons_convert.recover.draft import Draft, Piece
from horizons_convert.recover.front_matter import TITLE_SIZE, find_title
from horizons_convert.recover.furniture import BAND
from horizons_convert.recover.names import names_in
from horizons_convert.recover.notes import SMALLER, label_of
from horizons_convert.recover.shares import in_order

ENOUGH = 80
"""Points of evidence at which a page opens an article; no two kinds of evidence reach it alone."""
SAME_TITLE = 85
"""Similarity (0 to 100) at which two titles are one."""
SAME_SIZE = 0.06
"""Titles within this share of each other's size are set alike."""
ABOVE_TITLE = 8
"""A rubric above the title has at most this many words."""
BELOW_TITLE = 4
"""The byline is among this many pieces below the title."""
RUNNING_SIZE = 0.8
"""Running heads are set at most at this share of the title's size."""
EARLY = 5
"""A page whose text ends this many lines above the usual foot has ended before its time."""
PROSE_LINES = 12
"""A page with this many lines of running text has something to read."""

IN_CONTENTS = "named with its page in the contents"
GOES_ON = re.compile(r"(?:[^\W\d_]|[,;\-\u00ad\u2010])$")
"""How a line ends whose sentence has not; a number may be a note's call after the stop."""


class OutlineEntry(Protocol):
    """A bookmark of the PDF."""

    @property
    def title(self) -> str: ...

    @property
    def page(self) -> int | None: ...


@dataclass(slots=True)
class Opening:
    """A page that opens with title type, and what speaks for and against its being the first of an article."""

    page: int
    title: str
    size: float
    font: str
    names: list[str]
    """Who signed it."""
    points: int = 0
    evidence: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    """Its title."""
    place: int = -1
    """Where its title stands among the pieces of its page as they are read; -1 where it opens the page."""

    share: int = 0
    """Which share of its page it has, where articles begin after others: 0 is what stands before them."""

    @property
    def within(self) -> bool:
        """Whether something else may stand before it on its page."""
        return self.place >= 0

    def add(self, points: int, evidence: str) -> None:
        self.points += points
        self.evidence.append(evidence)

    def is_named(self, text: str) -> bool:
        """Whether a running head or an outline entry bears its title or its authors."""
        return _alike(text, self.title) or bool(self.names and _alike(text, " and ".join(self.names)))

    def is_set_like(self, other: Opening) -> bool:
        return self.font == other.font and abs(self.size - other.size) <= SAME_SIZE * self.size


class Survey:
    """What a document shows from afar: pieces, running matter, notes and contents, page by page."""

    def __init__(self, draft: Draft, outline: Sequence[OutlineEntry]) -> None:
        self.draft = draft
        self.outline = outline
        self.contents: dict[int, list[Entry]] = read_contents(draft)
        self.heights = {page.number: page.height for page in draft.pages}
        self.pieces: dict[int, list[Piece]] = defaultdict(list)
        for piece in sorted(draft.of("text", "heading"), key=lambda piece: piece.box[1]):
            self.pieces[piece.page].append(piece)
        self.outermost = {number: self.edges(number) for number in self.pieces}
        """The rows at the edges of each page, as they were before any was set aside."""
        self.running = _running_texts(draft)
        feet = [line.baseline for page in draft.pages if (line := _last_body_line(draft, page.number))]
        self.foot = sorted(feet)[int(0.8 * len(feet))] if feet else 0.0
        """Where the text of a full page ends (points from the top)."""
        self.note_labels = sorted(_note_labels(draft))

    def has_prose(self, number: int) -> bool:
        """Whether a good deal of a page is running text: small or body type, three lines or more a piece."""
        return self.is_prose(self.pieces[number])

    def is_prose(self, pieces: Iterable[Piece]) -> bool:
        largest = 1.2 * self.draft.body.size
        lines = [len(p.lines) for p in pieces if len(p.lines) >= 3 and p.style.size <= largest]
        return sum(lines) >= PROSE_LINES

    def has_display_type(self, number: int) -> bool:
        return any(piece.style.size >= TITLE_SIZE * self.draft.body.size for piece in self.pieces[number])

    def edges(self, number: int) -> list[list[Piece]]:
        """The first and last row of a page where they are lines in its margin: running matter that stands once."""
        pieces, height = self.pieces[number], self.heights[number]
        rows = {id(row[0]): row for piece in [*pieces[:1], *pieces[-1:]] if (row := self._level(piece, pieces))}
        return [
            row
            for row in rows.values()
            if all(len(piece.lines) == 1 for piece in row)
            and (row[0].box[3] < BAND * height or row[0].box[1] > (1 - BAND) * height)
        ]

    @staticmethod
    def _level(piece: Piece, pieces: list[Piece]) -> list[Piece]:
        """The pieces that begin on the same line of a page."""
        baseline, size = piece.lines[0].baseline, piece.style.size
        return [other for other in pieces if other.lines and abs(other.lines[0].baseline - baseline) < 0.3 * size]

    def bears(self, row: list[Piece], opening: Opening) -> bool:
        """Whether a row has the opening's title or signature once more, in the type of running matter."""
        return any(p.style.size <= RUNNING_SIZE * opening.size and opening.is_named(p.text) for p in row)

    def text(self, number: int) -> str:
        return " ".join(line.text for line in self.draft.lines[number])


def find_openings(survey: Survey) -> list[Opening]:
    """Every page that opens with title type, weighed; in page order."""
    pages = [page for page in survey.draft.pages if page.number not in survey.contents]
    openings = [opening for page in pages if (opening := _opening(survey, page.number, page.height))]
    for opening in openings:
        _weigh_type(opening, openings)
        weigh_contents(opening, survey)
        weigh_outline(opening, survey)
        _weigh_running_heads(opening, openings, survey)
        _weigh_neighbours(opening, survey)
    return openings


def _opening(survey: Survey, number: int, height: float) -> Opening | None:
    """What a page opens with, if that is title type with nothing but a rubric above it."""
    pieces = survey.pieces[number]
    title = find_title(pieces, survey.draft, height)
    if not title:
        return None
    whole, title = title, _of_one_column(title, pieces)
    above = [piece for piece in pieces if piece.box[3] <= title[0].box[1] + survey.draft.body.touch]
    text = re.sub(r"\s+", " ", " ".join(piece.text for piece in title)).strip()
    if any(len(piece.text.split()) > ABOVE_TITLE for piece in above) or text.endswith((".", ",", "”")):
        return None
    lower = [piece for piece in pieces if piece.box[1] > title[-1].box[1] and piece not in title]
    if len(title) < len(whole):
        lower = [piece for piece in lower if _shares_width(piece, title[-1])]
    below = lower[:BELOW_TITLE]
    names = next((names for piece in below if (names := _signature(piece))), [])
    style = title[0].style
    return Opening(number, text, style.size, style.font, names, pieces=title)


def _of_one_column(title: list[Piece], pieces: list[Piece]) -> list[Piece]:
    """The first of two titles that stand side by side; all of a title unless each column has names of its own."""
    left = [piece for piece in title if _shares_width(piece, title[0])]
    right = [piece for piece in title if piece not in left]
    parts = sorted((part for part in (left, right) if part), key=lambda part: part[0].box[0])
    if len(parts) < 2 or any(_shares_width(a, b) for a in left for b in right):
        return title
    return parts[0] if all(_is_signed(part[-1], title, pieces) for part in parts) else title


def _is_signed(last: Piece, title: list[Piece], pieces: list[Piece]) -> bool:
    """Whether the first piece below the last line of a title is names."""
    below = [p for p in pieces if p not in title and p.box[1] > last.box[1] and _shares_width(p, last)]
    return bool(below and _signature(below[0]))


def _shares_width(one: Piece, other: Piece) -> bool:
    return overlap(one.box[0], one.box[2], other.box[0], other.box[2]) > 0


def _signature(piece: Piece) -> list[str]:
    """The names in a piece that is a byline or begins with one."""
    return names_in(piece.text) or names_in(piece.lines[0].text)


# --- evidence ------------------------------------------------------------------------------


def weigh_inner_titles(openings: list[Opening], inner: list[Opening], survey: Survey) -> None:
    """Titles within pages are of the type of titles, too, and the first page opens what they follow."""
    alike = [opening for opening in inner if opening.names and opening.points >= ENOUGH]
    for opening in openings:
        known = "in the type of the other titles" in opening.evidence
        if any(opening.is_set_like(other) for other in alike):
            opening.add(10 if known else 25, "in the type of titles within pages")
        if not any(other.page == opening.page for other in alike) or opening.points < ENOUGH:
            continue
        ordered = in_order(opening.page, survey.draft)
        place = ordered.index(opening.pieces[0])
        if any(other.page == opening.page and other.place < place for other in alike):
            opening.place = place
            opening.add(-20, "another article begins before it on its page")


def _weigh_type(opening: Opening, openings: list[Opening]) -> None:
    """The type of titles occurs again, and nothing larger is signed: a heading is smaller than its article's title."""
    larger = any(other.names and other.size > (1 + SAME_SIZE) * opening.size for other in openings)
    if not larger and any(other is not opening and opening.is_set_like(other) for other in openings):
        opening.add(25, "in the type of the other titles")
    if opening.names:
        opening.add(35, f"signed {' and '.join(opening.names)}")


def weigh_contents(opening: Opening, survey: Survey) -> None:
    """The contents page names the title with its page."""
    entries = [entry for page in survey.contents.values() for entry in page]
    if any(entry.page == opening.page and entry.names(opening.title) for entry in entries):
        opening.add(40, IN_CONTENTS)


def weigh_outline(opening: Opening, survey: Survey) -> None:
    """The outline names the title with its page."""
    if any(entry.page == opening.page and _alike(entry.title, opening.title) for entry in survey.outline):
        opening.add(30, "named in the outline")


def _weigh_running_heads(opening: Opening, openings: list[Opening], survey: Survey) -> None:
    """Running heads bear the title or the authors from here to the next signed title, and nowhere else.

    The journal's own name, which the cover bears, runs through the whole document.
    """
    bearing = {page for page, texts in survey.running.items() if any(map(opening.is_named, texts))}
    bearing |= {page for page, rows in survey.outermost.items() if any(survey.bears(row, opening) for row in rows)}
    after = min((other.page for other in openings if other.names and other.page > opening.page), default=math.inf)
    if bearing and opening.page <= min(bearing) and max(bearing) < after:
        opening.add(30, "the running heads change to it")


def _weigh_neighbours(opening: Opening, survey: Survey) -> None:
    """What stood on the pages before, and how the text begins."""
    draft, before = survey.draft, opening.page - 1
    if any(cap.page == opening.page for cap in draft.drop_caps):
        opening.add(10, "a drop cap on the page")
    if opening.page == draft.pages[0].number:
        opening.add(20, "first page of the document")
        return
    last = _last_body_line(draft, before) if survey.has_prose(before) else None
    if last is not None and GOES_ON.search(last.text):
        opening.add(-40, "the text of the page before goes on")
    elif last is not None and last.baseline < survey.foot - EARLY * draft.body.leading:
        opening.add(20, "the page before has ended early")
    elif last is not None:
        opening.add(10, "the page before has ended")
    labels = [label for page, label in survey.note_labels if page >= opening.page]
    if labels[:1] == [1] and len(labels) < len(survey.note_labels):
        opening.add(20, "notes begin again at 1")


def _running_texts(draft: Draft) -> dict[int, list[str]]:
    """Running heads and feet of each page as they were set aside, without the folio."""
    texts: dict[int, list[str]] = {}
    for record in draft.ledger.of("set-aside"):
        if record.what in ("running head", "running foot"):
            page = record.places[0].page
            folio = draft.folios.get(page, "")
            texts.setdefault(page, []).append(" ".join(word for word in record.text.split() if word != folio))
    return texts


def _note_labels(draft: Draft) -> list[tuple[int, int]]:
    """Page and number of what looks like the beginning of a note: small type that begins with a number."""
    return [
        (piece.page, int(label[0]))
        for piece in draft.pieces
        if piece.style.size <= SMALLER * draft.body.size
        for line in piece.lines
        if (label := label_of(line)) and label[0].isdigit()
    ]


def _last_body_line(draft: Draft, number: int) -> Line | None:
    """The lowest line of body type in the last column that has any."""
    lines = [line for line in draft.lines.get(number, []) if is_body_size(line.size, draft)]
    for column in reversed(draft.columns.get(number, [])):
        own = [line for line in lines if column.x0 - draft.body.size <= line.x0 < column.x1]
        if own:
            return max(own, key=lambda line: line.baseline)
    return None


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one.casefold(), other.casefold()) >= SAME_TITLE
