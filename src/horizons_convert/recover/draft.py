"""The working state of a recovery: pages on their way to becoming an article.

Every step of the pipeline is given the `Draft`, looks at everything in it, and changes one
thing.  What a step takes out of the text it sets aside through `Draft.set_aside`, so that
the account of glyphs always balances.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from PIL import Image

from horizons_convert.document import Author, Note, Place
from horizons_convert.document import Block as DocumentBlock
from horizons_convert.layout.text import Block, Line, join_words, union
from horizons_convert.ledger import Kind, Ledger, Record
from horizons_convert.pdf.page import Box, Page, Style, Word
from horizons_convert.recover.lexicon import Lexicon

Look = Callable[[int, Box], Image.Image]
"""The picture of a box (points) of a page (from 1)."""

Role = Literal[
    "text",
    "heading",
    "display",
    "aside",
    "caption",
    "note",
    "title",
    "subtitle",
    "byline",
    "affiliation",
    "standfirst",
    "bio",
    "epigraph",
    "reference",
    "table",
    "figure",
    "code",
    "rubric",
    "contents",
    "break",
    "jump",
]


@dataclass(slots=True, eq=False)
class DropCap:
    """A large initial, found but not yet joined to its word."""

    page: int
    words: list[Word]
    """The cap's glyphs, an opening quotation mark first; empty where the letter is a drawing or a picture."""
    text: str
    box: Box
    lines: int
    """How many lines stand beside it."""
    first: Line | None = None
    """The line whose first word it begins."""
    beside: list[Line] = field(default_factory=list)
    score: float = 1.0
    evidence: str = ""


@dataclass(slots=True, eq=False)
class Piece:
    """A block of a page and what it is taken for.  The recover stage's own kind of block."""

    page: int
    role: Role
    block: Block | None = None
    level: int = 0
    image: str = ""
    alt: str | None = None
    box_: Box | None = None
    caption: Piece | None = None
    rows: list[list[list[Line]]] = field(default_factory=list)
    """Cells of a table: rows of cells of lines."""
    header_rows: int = 0
    score: float = 1.0
    evidence: str = ""
    boxed: Box | None = None
    """The panel or pair of rules that it stands in."""
    quoted: bool = False
    """A quotation, whatever its indents say."""
    parts: list[Piece] = field(default_factory=list)
    """The pieces that a sidebar consists of."""

    @property
    def lines(self) -> list[Line]:
        if self.parts:
            return [line for part in self.parts for line in part.lines]
        return self.block.lines if self.block else []

    @property
    def box(self) -> Box:
        if self.box_ is not None:
            return self.box_
        assert self.block is not None
        return self.block.box

    @property
    def style(self) -> Style:
        assert self.block is not None
        return self.block.style

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def place(self) -> Place:
        return place(self.page, self.box)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a line begins with that is known to begin a list's item."""

    marker: str
    words: int
    """How many of its words the list's own numbering makes superfluous."""
    counts: bool
    """Whether the marker is a number."""
    flat: bool
    """The item's further lines do not hang, but run on like a paragraph's."""


TOUCH = 0.25
"""Boxes that only touch may overlap, and edges that are level may differ, by this much (em of the body)."""


@dataclass(slots=True)
class Body:
    """The style that most of the text is set in; everything else is judged against it."""

    style: Style
    size: float
    leading: float
    indent: float
    """First-line indent in points; 0 where paragraphs are not indented."""

    @property
    def touch(self) -> float:
        """`TOUCH` in points."""
        return TOUCH * self.size


@dataclass(slots=True)
class Column:
    """A column of body text on one page: its usual left and right edge."""

    x0: float
    x1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0


@dataclass(slots=True)
class FrontMatter:
    """What the first page of an article says about it."""

    title: str = ""
    subtitle: str = ""
    authors: list[Author] = field(default_factory=list)
    journal: str = ""
    issue: str = ""
    date: str = ""
    doi: str = ""
    section: str = ""


@dataclass(slots=True)
class Draft:
    """Everything known so far about one article (or about a document not yet split into articles)."""

    pages: list[Page]
    ledger: Ledger
    folios: dict[int, str] = field(default_factory=dict)
    """Printed page number of each page, where known."""
    body: Body = field(default_factory=lambda: Body(Style("", 10.0), 10.0, 12.0, 0.0))
    words: dict[int, list[Word]] = field(default_factory=dict)
    """Words still in play, by page."""
    lines: dict[int, list[Line]] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    columns: dict[int, list[Column]] = field(default_factory=dict)
    bullets: dict[int, list[Box]] = field(default_factory=dict)
    """Small drawings that stand where a list has its bullets, by page."""
    listed: dict[int, Listed] = field(default_factory=dict)
    """The lines that begin items of lists for certain, by their identity."""
    item_lines: set[int] = field(default_factory=set)
    """The lines that certainly belong to an item begun above them, by their identity."""
    drop_caps: list[DropCap] = field(default_factory=list)
    opens_with: list[Piece] = field(default_factory=list)
    """The title, where `articles` had to find it in the middle of a page."""
    front: FrontMatter = field(default_factory=FrontMatter)
    furniture_texts: list[str] = field(default_factory=list)
    """Distinct running heads and feet, without page numbers."""
    language: str = "en"
    blocks: list[DocumentBlock] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    step: str = ""
    counted: tuple[dict[int, int], Counter[str]] | None = None
    """The article's words with their counts, and which words beside drop caps were left out."""
    issue_words: Lexicon | None = None
    """The words of all articles, where the document is an issue."""
    look: Look | None = None
    """What a box of a page looks like; None where nobody can tell (a page without its file)."""

    def record(
        self,
        kind: Kind,
        what: str,
        text: str,
        places: Iterable[Place] = (),
        *,
        evidence: str = "",
        score: float = 1.0,
        alternative: str = "",
        glyphs: int = 0,
    ) -> None:
        """Enter a decision into the ledger."""
        self.ledger.records.append(
            Record(kind, what, text, evidence, round(score, 3), alternative, tuple(places), glyphs, self.step)
        )

    def set_aside(
        self, what: str, page: int, words: list[Word], *, evidence: str, score: float = 1.0, alternative: str = ""
    ) -> None:
        """Take words out of the article for good, with the reason.  The caller removes them from where they stood."""
        words = [word for word in words if not word.fate]
        if not words:
            return
        for word in words:
            word.fate = "aside"
        self.record(
            "set-aside",
            what,
            join_words(words),
            [place(page, word_box(words))],
            evidence=evidence,
            score=score,
            alternative=alternative,
            glyphs=sum(word.glyphs for word in words),
        )

    def set_aside_piece(self, what: str, piece: Piece, *, evidence: str, score: float = 1.0) -> None:
        """Set aside a whole piece and drop it from the draft."""
        words = [word for line in piece.lines for word in line.words]
        self.set_aside(what, piece.page, words, evidence=evidence, score=score)
        self.pieces.remove(piece)

    def set_aside_boxes(self, page: int, what: str) -> list[Box]:
        """Where matter of a kind stood on a page before it was set aside."""
        records = (record for record in self.ledger.of("set-aside") if record.what == what)
        return [where.box for record in records for where in record.places if where.page == page]

    def of(self, *roles: Role) -> list[Piece]:
        return [piece for piece in self.pieces if piece.role in roles]

    def page(self, number: int) -> Page:
        """The page of that number."""
        return next(page for page in self.pages if page.number == number)

    def on_page(self, number: int) -> list[Piece]:
        return [piece for piece in self.pieces if piece.page == number]

    def column_of(self, page: int, box: Box) -> Column | None:
        """The column of the page that shares most of the box's width."""
        columns = self.columns.get(page, [])
        shared = [(min(box[2], c.x1) - max(box[0], c.x0), c) for c in columns]
        best = max(shared, key=lambda pair: pair[0], default=None)
        return best[1] if best and best[0] > 0 else None


Step = Callable[[Draft], None]


def place(page: int, box: Box) -> Place:
    """A `Place`, rounded to a tenth of a point."""
    return Place(page, (round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1)))


def word_box(words: list[Word]) -> Box:
    """The smallest box around some words (at least one), in points."""
    return union([word.box for word in words])
