"""Which part of a page belongs to which of the articles that stand on it?

The page is read in its order; with the title of an article, or the rubric right above it,
begins all that follows, up to the next title.  A note goes to the article that calls it, and
what has no place in that order (a picture, a drop cap, a stray word) to the nearest piece.

Limits: a sidebar beside two articles goes to that whose column is read before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from horizons_convert.layout.order import reading_order
from horizons_convert.layout.text import Line, overlap, union
from horizons_convert.pdf.page import Box, Page, Word
from horizons_convert.recover.body import is_body_size
from horizons_convert.recover.draft import Draft, DropCap, Piece
from horizons_convert.recover.names import names_in
from horizons_convert.recover.notes import SMALLER, label_of

LARGE = 1.15
"""A head that stands over several columns is at least so many times the body size,"""
BAND_HEAD = 6.0
"""... and what belongs to it takes up at most so many leadings."""
RUBRIC_WORDS = 4
"""A rubric above the title has at most so many words."""


@dataclass(slots=True)
class Share:
    """What an article has of a page."""

    page: Page
    pieces: list[Piece]
    """As they are read."""
    lines: list[Line]
    words: list[Word]
    caps: list[DropCap]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be read in it."""
        return not any(piece.role in ("text", "heading") for piece in self.pieces)


def in_order(number: int, draft: Draft) -> list[Piece]:
    """The pieces of a page as they are read.

    A head over the first of several columns that all begin below it stands over all of them.
    """
    pieces = [piece for piece in draft.on_page(number) if piece.lines]
    boxes = {id(piece): piece.box for piece in pieces}
    whole = union(list(boxes.values())) if pieces else (0.0, 0.0, 0.0, 0.0)
    for piece in pieces:
        if piece.style.size >= LARGE * draft.body.size and _heads_band(piece, pieces, draft):
            boxes[id(piece)] = whole[0], piece.box[1], whole[2], piece.box[3]
    return reading_order(pieces, lambda piece: boxes[id(piece)])


def _heads_band(head: Piece, pieces: list[Piece], draft: Draft) -> bool:
    """Whether the columns of a page all end above a head and all begin again, level, below it."""
    columns, touch = draft.columns.get(head.page, []), draft.body.touch
    top, bottom = head.box[1], head.box[3]
    beside = any(p is not head and overlap(p.box[1], p.box[3], top, bottom) > touch for p in pieces)
    if len(columns) < 2 or beside:
        return False
    text = [
        p.box for p in pieces if p.box[1] > bottom - touch and len(p.lines) > 1 and is_body_size(p.style.size, draft)
    ]
    tops = [min((box[1] for box in text if overlap(box[0], box[2], c.x0, c.x1) > 0), default=inf) for c in columns]
    return max(tops) - min(tops) < draft.body.leading and min(tops) - bottom < BAND_HEAD * draft.body.leading


def share_out(number: int, titles: Sequence[Piece], draft: Draft) -> list[Share]:
    """The shares of a page on which articles begin with some titles: what stands before the first, then theirs."""
    ordered = in_order(number, draft)
    starts = sorted(_beginning(title, ordered, draft) for title in titles)
    parts = [ordered[a:b] for a, b in zip([0, *starts], [*starts, len(ordered)], strict=True)]
    _send_notes_home(parts, draft)
    return _shares(number, parts, draft)


def _beginning(title: Piece, ordered: list[Piece], draft: Draft) -> int:
    """Where, in the order of the page, what belongs to a title begins."""
    place = ordered.index(title)
    while place and _is_rubric(ordered[place - 1], ordered[place], ordered[place - 2 : place - 1], draft):
        place -= 1
    return place


def _is_rubric(piece: Piece, below: Piece, above: list[Piece], draft: Draft) -> bool:
    """Whether a few words stand over a title, nearer to it than to what they follow."""
    text = piece.text.strip()
    if piece.role != "text" or len(piece.lines) > 1 or len(text.split()) > RUBRIC_WORDS or names_in(text):
        return False
    if text.endswith((".", "!", "?", ")")) or piece.style == draft.body.style:
        return False
    white = below.box[1] - piece.box[3]
    over = piece.box[1] - above[0].box[3] if above and above[0].box[3] <= piece.box[1] else draft.body.leading
    return -draft.body.touch <= white < min(over, 2 * draft.body.leading)


def _send_notes_home(parts: list[list[Piece]], draft: Draft) -> None:
    """Move notes to the part that calls them, where only one does."""
    for part in parts:
        for piece in [piece for piece in part if piece.style.size <= SMALLER * draft.body.size]:
            label = label_of(piece.lines[0])
            callers = [other for other in parts if label is not None and _calls(label[0], other, piece)]
            if len(callers) == 1 and callers[0] is not part:
                part.remove(piece)
                callers[0].append(piece)


def _calls(label: str, part: list[Piece], note: Piece) -> bool:
    """Whether a small or raised mark in the text of a part is a note's label."""
    return any(
        word.text == label and word.style.size <= SMALLER * line.size
        for piece in part
        if piece is not note
        for line in piece.lines
        for word in line.words[1:]
    )


def _shares(number: int, parts: list[list[Piece]], draft: Draft) -> list[Share]:
    page, owners = draft.page(number), _Owners(parts)
    homes = {id(line): home for home, part in enumerate(parts) for piece in part for line in piece.lines}
    lines = [(homes.get(id(line), -1), line) for line in draft.lines[number]]
    lines = [(home if home >= 0 else owners.of(line.box), line) for home, line in lines]
    known = {id(word): home for home, line in lines for word in line.words}
    caps = [
        (homes.get(id(cap.first), -1) if cap.first is not None else -1, cap)
        for cap in draft.drop_caps
        if cap.page == number
    ]
    caps = [(home if home >= 0 else owners.of(cap.box), cap) for home, cap in caps]
    known |= {id(word): home for home, cap in caps for word in cap.words}
    stray = [word for word in page.words if id(word) not in known and not word.fate]
    known |= {id(word): owners.of(word.box) for word in stray}
    drawings = [(owners.of(box), box) for box in page.drawings]
    return [
        Share(
            replace(
                page,
                words=[word for word in page.words if known.get(id(word), 0) == home],
                pictures=[picture for picture in page.pictures if owners.of(picture.box) == home],
                drawings=[box for owner, box in drawings if owner == home],
                drawings_before=sum(owner < home for owner, _ in drawings),
            ),
            part,
            [line for owner, line in lines if owner == home],
            [word for word in draft.words[number] if known.get(id(word), 0) == home],
            [cap for owner, cap in caps if owner == home],
        )
        for home, part in enumerate(parts)
    ]


class _Owners:
    """The part of a page that is nearest to a box."""

    def __init__(self, parts: list[list[Piece]]) -> None:
        self.boxes = [(piece.box, home) for home, part in enumerate(parts) for piece in part]

    def of(self, box: Box) -> int:
        return min(self.boxes, key=lambda one: _distance(one[0], box), default=(box, 0))[1]


def _distance(a: Box, b: Box) -> float:
    """How far two boxes are from each other (points)."""
    return max(a[0] - b[2], b[0] - a[2], 0.0) + max(a[1] - b[3], b[1] - a[3], 0.0)


def joined(one: Share, other: Share) -> Share:
    """Two shares that one article has of a page."""
    page = replace(
        one.page,
        words=[*one.page.words, *other.page.words],
        pictures=[*one.page.pictures, *other.page.pictures],
        drawings=[*one.page.drawings, *other.page.drawings],
    )
    return Share(
        page,
        [*one.pieces, *other.pieces],
        [*one.lines, *other.lines],
        [*one.words, *other.words],
        [*one.caps, *other.caps],
    )
