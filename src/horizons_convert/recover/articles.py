"""Where does each article of a document begin and end?

An article begins on a page that opens with title type.  Large type alone says little (a
section heading may open a page, a pull quote may head a column), so each such page is
weighed on evidence that does not depend on it: a byline below the title, the contents page,
the outline, running heads that change to the new title, notes that begin again at 1, a page
before it that had ended.  A document is taken apart only where at least two pages are found
to open an article and most of them are signed: the sections of a report or the chapters of a
book open pages with large type as well, but nobody signs them.

An article ends where the next begins, less the advertisements between them.  Pages before
the first article are the cover, the masthead and the contents, which are set aside, unless
they hold prose: then they are an article of their own.

Limits: an article that begins in the middle of a page belongs to the one before it; an
issue whose articles are not signed stays whole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Protocol

from rapidfuzz import fuzz

from horizons_convert.layout.text import Line
from horizons_convert.recover.body import is_body_size
from horizons_convert.recover.contents import Entry, read_contents
from horizons_convert.recover.draft import Draft, FrontMatter, Piece, place
from horizons_convert.recover.front_matter import _names, _title
from horizons_convert.recover.imprint import read_imprint
from horizons_convert.recover.notes import SMALLER, label_of

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
FEWEST_SIGNED = 0.5
"""Of the articles of an issue at least this share bears a byline."""
PROSE_LINES = 12
"""A page with this many lines of running text has something to read."""

_IMPRINT_WORDS = re.compile(
    r"\b(issn|isbn|copyright|publish\w*|subscri\w*|editors?|editorial board|advertis\w*|impressum|herausgeber\w*|"
    r"redaktion|verlag|abonnement\w*|rédact\w*|directeur|éditeur|издавач|уредни\w*)\b|©",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:[^\W\d_]|[,;\-\u00ad\u2010])$")
"""How a line ends whose sentence has not; a number may be a note's call after the stop."""


class OutlineEntry(Protocol):
    """A bookmark of the PDF."""

    @property
    def title(self) -> str: ...

    @property
    def page(self) -> int | None: ...


@dataclass(slots=True)
class _Opening:
    """A page that opens with title type, and what speaks for and against its being the first of an article."""

    page: int
    title: str
    size: float
    font: str
    names: list[str]
    """Who signed it."""
    points: int = 0
    evidence: list[str] = field(default_factory=list)

    def add(self, points: int, evidence: str) -> None:
        self.points += points
        self.evidence.append(evidence)

    def is_set_like(self, other: _Opening) -> bool:
        return self.font == other.font and abs(self.size - other.size) <= SAME_SIZE * self.size


def split(draft: Draft, outline: Sequence[OutlineEntry] = ()) -> list[Draft]:
    """The articles of a document, one draft each, in page order; where there is one, all pages are its own.

    Needs pieces and columns.  Pages that belong to no article are set aside with the reason.
    """
    contents = read_contents(draft)
    openings = _openings(draft, contents, outline)
    found = _found(openings)
    if found:
        for opening in openings:
            _record(opening, draft)
        front = [page.number for page in draft.pages if page.number < found[0].page]
        spans = _prose_in_front(draft, front, contents)
        ends = [*(opening.page for opening in found[1:]), draft.pages[-1].number + 1]
        for opening, end in zip(found, ends, strict=True):
            spans.append(_without_back_matter(draft, opening, range(opening.page, end), contents))
    else:
        front = _cover(draft, openings)
        spans = [[page.number for page in draft.pages if page.number not in front]]
    known = [text for opening in openings if opening.names for text in (opening.title, *opening.names)]
    imprint = read_imprint(draft, front, known)
    return [_part(draft, span, imprint) for span in spans]


def _found(openings: list[_Opening]) -> list[_Opening]:
    """The openings that are believed; none where the document is a single article."""
    found = [opening for opening in openings if opening.points >= ENOUGH]
    signed = sum(bool(opening.names) for opening in found)
    return found if len(found) > 1 and signed >= FEWEST_SIGNED * len(found) else []


# --- what speaks for an opening ----------------------------------------------------------


def _openings(draft: Draft, contents: dict[int, list[Entry]], outline: Sequence[OutlineEntry]) -> list[_Opening]:
    """Every page that opens with title type, weighed."""
    openings = [
        opening for page in draft.pages if page.number not in contents and (opening := _opening(draft, page.number))
    ]
    running = _running_texts(draft)
    labels = _note_labels(draft)
    entries = [entry for page in contents.values() for entry in page]
    for opening in openings:
        _weigh_type(opening, openings)
        _weigh_names(opening, entries, outline)
        _weigh_running_heads(opening, openings, running)
        _weigh_neighbours(opening, draft, labels)
    return openings


def _opening(draft: Draft, number: int) -> _Opening | None:
    """What a page opens with, if that is title type with nothing but a rubric above it and text below it."""
    page = next(page for page in draft.pages if page.number == number)
    pieces = sorted(draft.on_page(number), key=lambda piece: piece.box[1])
    title = _title(pieces, draft, page.height)
    if not title:
        return None
    above = [piece for piece in pieces if piece.box[3] <= title[0].box[1] + 2]
    text = re.sub(r"\s+", " ", " ".join(piece.text for piece in title)).strip()
    if any(len(piece.text.split()) > ABOVE_TITLE for piece in above) or text.endswith((".", ",", "”")):
        return None
    below = [piece for piece in pieces if piece.box[1] > title[-1].box[1] and piece not in title][:BELOW_TITLE]
    names = next((names for piece in below if (names := _signature(piece))), [])
    style = title[0].style
    return _Opening(number, text, style.size, style.font, names)


def _signature(piece: Piece) -> list[str]:
    """The names in a piece that is a byline or begins with one."""
    return _names(piece.text) or _names(piece.lines[0].text)


def _weigh_type(opening: _Opening, openings: list[_Opening]) -> None:
    """The type of titles occurs again, and nothing larger is signed: a heading is smaller than its article's title."""
    larger = any(other.names and other.size > (1 + SAME_SIZE) * opening.size for other in openings)
    if not larger and any(other is not opening and opening.is_set_like(other) for other in openings):
        opening.add(25, "in the type of the other titles")
    if opening.names:
        opening.add(35, f"signed {' and '.join(opening.names)}")


def _weigh_names(opening: _Opening, entries: list[Entry], outline: Sequence[OutlineEntry]) -> None:
    """The contents page and the outline name the title with its page."""
    if any(entry.page == opening.page and entry.names(opening.title) for entry in entries):
        opening.add(40, "named with its page in the contents")
    if any(entry.page == opening.page and _alike(entry.title, opening.title) for entry in outline):
        opening.add(30, "named in the outline")


def _weigh_running_heads(opening: _Opening, openings: list[_Opening], running: dict[int, list[str]]) -> None:
    """Running heads bear the title or the authors from here to the next signed title, and nowhere else.

    The journal's own name, which the cover bears, runs through the whole document.
    """
    names = [opening.title, " and ".join(opening.names) or opening.title]
    bearing = [page for page, texts in running.items() if any(_alike(text, name) for text in texts for name in names)]
    after = min((other.page for other in openings if other.names and other.page > opening.page), default=math.inf)
    if bearing and opening.page <= min(bearing) and max(bearing) < after:
        opening.add(30, "the running heads change to it")


def _weigh_neighbours(opening: _Opening, draft: Draft, labels: list[tuple[int, int]]) -> None:
    """What stood on the pages before, and how the text begins."""
    if any(cap.page == opening.page for cap in draft.drop_caps):
        opening.add(10, "a drop cap on the page")
    if opening.page == draft.pages[0].number:
        opening.add(20, "first page of the document")
        return
    last = _last_body_line(draft, opening.page - 1) if _prose(draft, opening.page - 1) else None
    if last is not None and _GOES_ON.search(last.text):
        opening.add(-40, "the text of the page before goes on")
    elif last is not None:
        opening.add(10, "the page before has ended")
    before = [label for page, label in labels if page < opening.page]
    after = [label for page, label in labels if page >= opening.page]
    if before and after[:1] == [1]:
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


def _prose(draft: Draft, number: int) -> bool:
    """Whether a good deal of a page belongs to running text: small or body type, three lines or more a piece."""
    pieces = [p for p in draft.on_page(number) if len(p.lines) >= 3 and p.style.size <= 1.2 * draft.body.size]
    return sum(len(piece.lines) for piece in pieces) >= PROSE_LINES


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one.casefold(), other.casefold()) >= SAME_TITLE


def _record(opening: _Opening, draft: Draft) -> None:
    """Enter an opening into the ledger, or the doubt about a page that is nearly one."""
    if opening.points < ENOUGH // 2:
        return
    draft.record(
        *(("repair", "article found") if opening.points >= ENOUGH else ("warning", "perhaps an article")),
        opening.title,
        [place(opening.page, piece.box) for piece in draft.on_page(opening.page) if piece.style.size == opening.size],
        evidence="; ".join(opening.evidence),
        score=min(1.0, opening.points / 100),
        alternative="a heading",
    )


# --- pages that belong to no article -------------------------------------------------------


def _prose_in_front(draft: Draft, front: list[int], contents: dict[int, list[Entry]]) -> list[list[int]]:
    """Set cover, masthead and contents aside; pages of prose that follow each other are an article."""
    spans: list[list[int]] = []
    for number in front:
        what = _front_kind(draft, number, contents)
        if what:
            _set_page_aside(draft, number, what, "a page before the first article")
        elif spans and spans[-1][-1] == number - 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return spans


def _front_kind(draft: Draft, number: int, contents: dict[int, list[Entry]]) -> str:
    """Cover, contents, masthead or advertisement; empty for a page of prose."""
    text = " ".join(line.text for line in draft.lines[number])
    imprint = {match.casefold() for match in _IMPRINT_WORDS.findall(text)}
    if number in contents:
        return "contents"
    if len(imprint) >= 3 or (len(imprint) == 2 and not _prose(draft, number)):
        return "masthead"
    if _prose(draft, number):
        return ""
    return "cover" if number == draft.pages[0].number else "advertisement"


def _cover(draft: Draft, openings: list[_Opening]) -> list[int]:
    """Set aside the sheets (a cover, a notice) in front of the signed title page of a single article."""
    signed = next((opening for opening in openings if opening.names and opening.points > 0), None)
    front = [page.number for page in draft.pages if signed and page.number < signed.page]
    if any(_prose(draft, number) for number in front):
        return []
    for number in front:
        _set_page_aside(draft, number, "cover", "a page without running text before the signed title page")
    return front


def _without_back_matter(draft: Draft, opening: _Opening, pages: range, contents: dict[int, list[Entry]]) -> list[int]:
    """The pages of an article; what follows its end is set aside.

    An advertisement is told by what it lacks: running matter, though the other pages have it,
    running text, notes, and the authors' names.
    """
    running = _running_texts(draft)
    noted = {page for page, _ in _note_labels(draft)}
    usual = sum(page in running for page in pages) > len(pages) / 2

    def is_foreign(number: int) -> bool:
        text = " ".join(line.text for line in draft.lines[number])
        signed = any(name.casefold() in text.casefold() for name in opening.names)
        bare = usual and number not in running and number not in noted and not signed and not _prose(draft, number)
        return number != opening.page and (bare or number in contents)

    foreign = list(takewhile(is_foreign, reversed(pages)))
    for number in foreign:
        what = "contents" if number in contents else "advertisement"
        _set_page_aside(draft, number, what, "a page between articles, without their running heads or text")
    return [number for number in pages if number not in foreign]


def _set_page_aside(draft: Draft, number: int, what: str, evidence: str) -> None:
    words = [word for line in draft.lines[number] for word in line.words]
    draft.set_aside(what, number, words, evidence=evidence, score=0.9)


# --- the parts -------------------------------------------------------------------------------


def _part(draft: Draft, span: list[int], imprint: FrontMatter) -> Draft:
    """What the draft of the whole document knows of some of its pages.

    Body style and running matter stay those of the whole, which learned them from more pages.
    """
    numbers = set(span)
    running = [text for page, texts in _running_texts(draft).items() if page in numbers for text in texts]
    return replace(
        draft,
        pages=[page for page in draft.pages if page.number in numbers],
        folios={number: folio for number, folio in draft.folios.items() if number in numbers},
        body=replace(draft.body),
        words={number: draft.words[number] for number in span},
        lines={number: draft.lines[number] for number in span},
        pieces=[piece for piece in draft.pieces if piece.page in numbers],
        columns={number: draft.columns[number] for number in span},
        bullets={},
        drop_caps=[cap for cap in draft.drop_caps if cap.page in numbers],
        front=replace(imprint, authors=[]),
        furniture_texts=[text for text in draft.furniture_texts if any(text in other for other in running)],
        blocks=[],
        notes=[],
    )
