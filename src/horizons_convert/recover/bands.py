"""Does a box across several columns part the page into two bands, or does the text run on beneath it?

A pull quote, a picture or a rule that lies across the columns in the middle of a page looks the
same in two layouts: in one every column goes on below it, in the other the text above it is read
through all columns first.  White space does not tell them apart, the words do: a sentence or a
word that breaks off at the foot of one piece goes on at the head of the next.  Both orders are
tried, and the box is a wall where that gives the better one; where they are as good, it is one
if the other boxes of the article are.

Limit: where every piece begins and ends with a sentence, the columns are taken to go on.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from horizons_convert.layout.order import reading_order
from horizons_convert.layout.text import overlap
from horizons_convert.pdf.page import Box
from horizons_convert.recover.draft import Column, Draft, Piece
from horizons_convert.recover.grammar import Grammar
from horizons_convert.recover.lexicon import Lexicon
from horizons_convert.recover.paragraphs import BULLETS, INDENT, ends_sentence, ends_with_hyphen

MARGIN = 0.7
"""The order with a wall must be better by so much: it is the rarer one."""
GOES_ON, MIGHT_GO_ON, BREAKS = 2.0, 0.5, -2.0
"""How well a piece follows another: a broken sentence goes on; nothing speaks against it; it does not go on."""
UNKNOWN_WORD = -1.0
"""... or a hyphen joins what is no word."""
HABIT = 1.5
"""What the other boxes of the article speak for counts so much at most."""
FEWEST_PIECES = 3
"""A page with fewer pieces has nothing to be parted."""
AS_WIDE = 0.7
"""The white of a strip is in every column at least this share as high as in the columns of its box."""

_ITEM = re.compile(rf"^(?:[{re.escape(''.join(sorted(BULLETS)))}]|\(?[\da-z]{{1,2}}[.)])\s")


@dataclass(slots=True)
class Sheet:
    """The running text of a page, and where it may be parted."""

    flowing: list[Piece]
    box_of: Callable[[Piece], Box]
    fixed: list[Box] = field(default_factory=list)
    """What parts the page whatever the words say: notes across the columns."""
    strips: list[Box] = field(default_factory=list)
    gains: list[float] = field(default_factory=list)
    """How much better the text reads if each strip is a wall."""

    def ordered(self, walls: Sequence[Box] = ()) -> list[Piece]:
        """The text in reading order; walls are read past like headlines."""
        items: list[Piece | Box] = [*self.flowing, *self.fixed, *walls]
        ordered = reading_order(items, lambda item: self.box_of(item) if isinstance(item, Piece) else item)
        return [item for item in ordered if isinstance(item, Piece)]


def order_in_bands(sheets: Sequence[Sheet], draft: Draft) -> list[list[Piece]]:
    """The text of each page in reading order, in bands where its words say so."""
    fluency = _Fluency(draft)
    for sheet in sheets:
        _find_gains(sheet, fluency, draft)
    total = sum(gain for sheet in sheets for gain in sheet.gains)
    return [sheet.ordered(_walls(sheet, total)) for sheet in sheets]


def _walls(sheet: Sheet, total: float) -> list[Box]:
    """The strips of a page that part it, by their own evidence and that of the others."""
    walls = []
    for strip, gain in zip(sheet.strips, sheet.gains, strict=True):
        habit = max(-HABIT, min(HABIT, (total - gain) / 2))
        if gain + habit >= MARGIN:
            walls.append(strip)
    return walls


def _find_gains(sheet: Sheet, fluency: _Fluency, draft: Draft) -> None:
    if len(sheet.flowing) < FEWEST_PIECES:
        return
    sheet.fixed = _notes_across(sheet.flowing[0].page, draft)
    sheet.strips = _strips(sheet.flowing, draft)
    if not sheet.strips:
        return
    walls: list[Box] = []
    best = fluency.of(sheet.ordered())
    for strip in sheet.strips:
        parted = fluency.of(sheet.ordered([*walls, strip]))
        sheet.gains.append(parted - best)
        if parted >= best:
            walls.append(strip)
            best = parted


def _notes_across(page: int, draft: Draft) -> list[Box]:
    """The notes of a page that lie across its columns: no column goes on below them."""
    return [
        piece.box
        for piece in draft.on_page(page)
        if piece.role == "note"
        and sum(overlap(piece.box[0], piece.box[2], c.x0, c.x1) > draft.body.touch for c in draft.columns[page]) > 1
    ]


def _strips(flowing: list[Piece], draft: Draft) -> list[Box]:
    """The strips without text across two columns or more in which something else stands, from top to bottom."""
    page = flowing[0].page
    columns = draft.columns[page]
    if len(columns) < 2:
        return []
    boxes = draft.set_aside_boxes(page, "pull quote")
    boxes += [piece.box for piece in draft.on_page(page) if piece.role in ("figure", "table", "aside", "bio")]
    boxes += [rule.box for rule in draft.page(page).rules if rule.horizontal]
    found: dict[frozenset[int], Box] = {}
    for box in sorted(boxes, key=lambda box: box[1]):
        above, strip = _parted(box, flowing, columns, draft.body.touch)
        if strip is not None:
            found.setdefault(frozenset(map(id, above)), strip)
    return list(found.values())


def _parted(box: Box, flowing: list[Piece], columns: Sequence[Column], touch: float) -> tuple[list[Piece], Box | None]:
    """What stands above a box in the columns that are white at its height, and the strip that they make.

    None where fewer than two such columns have text above it, or none has text below it.
    """
    gaps = [_gap(box, [piece for piece in flowing if _stands_in(piece, column)], touch) for column in columns]
    own = [n for n, column in enumerate(columns) if overlap(box[0], box[2], column.x0, column.x1) > touch]
    if not own or any(gaps[n] == 0 for n in own):
        return [], None
    least = AS_WIDE * min(gaps[n] for n in own)
    first, last = own[0], own[-1]
    while first > 0 and gaps[first - 1] > least:
        first -= 1
    while last < len(columns) - 1 and gaps[last + 1] > least:
        last += 1
    covered = columns[first : last + 1]
    within = [piece for piece in flowing if sum(_stands_in(piece, column) for column in covered) == 1]
    above = [piece for piece in within if piece.box[3] <= box[1] + touch]
    below = [piece for piece in within if piece.box[1] >= box[3] - touch]
    if sum(_has_any(above, column) for column in covered) < 2 or not below:
        return above, None
    return above, (min(box[0], covered[0].x0), box[1], max(box[2], covered[-1].x1), box[3])


def _gap(box: Box, pieces: list[Piece], touch: float) -> float:
    """How high the white around a box is in a column; 0 where text stands beside it."""
    if any(overlap(piece.box[1], piece.box[3], box[1], box[3]) > min(touch, box[3] - box[1]) for piece in pieces):
        return 0.0
    middle = (box[1] + box[3]) / 2
    top = max((piece.box[3] for piece in pieces if piece.box[1] < middle), default=-math.inf)
    bottom = min((piece.box[1] for piece in pieces if piece.box[1] >= middle), default=math.inf)
    return max(bottom - top, 0.0)


def _stands_in(piece: Piece, column: Column) -> bool:
    return overlap(piece.box[0], piece.box[2], column.x0, column.x1) > 0


def _has_any(pieces: list[Piece], column: Column) -> bool:
    return any(_stands_in(piece, column) for piece in pieces)


class _Fluency:
    """How well the pieces of a page follow each other in an order."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._known: dict[tuple[int, int], float] = {}

    def of(self, order: list[Piece]) -> float:
        return sum(self._leads_on(one, other) for one, other in itertools.pairwise(order))

    @functools.cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(self._draft.language, self._draft.counted[1] if self._draft.counted else {})

    @functools.cached_property
    def _grammar(self) -> Grammar:
        return Grammar(piece.text for piece in self._draft.of("text"))

    def _leads_on(self, piece: Piece, follower: Piece) -> float:
        pair = (id(piece), id(follower))
        if pair not in self._known:
            self._known[pair] = self._judged(piece, follower)
        return self._known[pair]

    def _judged(self, piece: Piece, follower: Piece) -> float:
        last, first = piece.lines[-1].text, follower.lines[0].text
        if piece.role != "text":
            return 0.0
        if follower.role != "text":
            return 0.0 if ends_sentence(last) else BREAKS
        begins = first.lstrip("“‘«„»(\"'")[:1]
        if ends_with_hyphen(last):
            return self._joined(last, first) if begins.islower() else BREAKS
        if _ITEM.match(first):
            return MIGHT_GO_ON if ends_sentence(last, ";,") else BREAKS
        indented = _is_indented(follower, self._draft)
        if not ends_sentence(last):
            if begins.islower():
                return GOES_ON + self._grammar.fit(last, first)
            return BREAKS if indented else self._grammar.fit(last, first)
        if begins.islower():
            return BREAKS
        return MIGHT_GO_ON if indented else 0.0

    def _joined(self, last: str, first: str) -> float:
        """Whether the halves around a hyphen are one word."""
        head, tail = last.split()[-1], first.split()[0]
        word = "".join(c for c in head + tail if c.isalpha())
        return GOES_ON if self._lexicon.knows(word) else UNKNOWN_WORD


def _is_indented(piece: Piece, draft: Draft) -> bool:
    column = draft.column_of(piece.page, piece.box)
    shift = piece.lines[0].x0 - column.x0 if column else 0.0
    return INDENT[0] * draft.body.size <= shift <= INDENT[1] * draft.body.size
