"""In which order is the text read, and where do the things stand that interrupt it?

Running text, headings and quotations are ordered page by page (see `layout.order`).  What
floats (figures, tables, asides) is lifted out and anchored to the last piece of running text
above it in its column, so that a paragraph which it cuts in two can be joined again.
"""

from __future__ import annotations

from horizons_convert.layout.order import reading_order
from horizons_convert.layout.text import overlap
from horizons_convert.recover.draft import Column, Draft, Piece, Role

FLOWING: tuple[Role, ...] = ("text", "heading", "epigraph", "reference", "code", "break")
HEAD: tuple[Role, ...] = ("title", "subtitle", "byline", "affiliation", "standfirst")
FLOATING: tuple[Role, ...] = ("figure", "table", "aside", "bio")


def set_order(draft: Draft) -> None:
    """Sort `draft.pieces` into reading order; floats follow the piece that they are anchored to."""
    ordered: list[Piece] = []
    for page in draft.pages:
        pieces = draft.on_page(page.number)
        head = _head(pieces)
        flowing = _in_order([p for p in pieces if p.role in FLOWING and p not in head], draft)
        ordered += sorted(head, key=lambda piece: piece.box[1]) + flowing
        for piece in sorted((p for p in pieces if p.role in FLOATING), key=lambda p: (p.box[1], p.box[0])):
            _insert_float(piece, flowing, ordered, draft.body.touch)
        notes = [p for p in pieces if p.role in ("note", "caption", "contents")]
        ordered += reading_order(notes, lambda piece: piece.box)
    draft.pieces = ordered


def _head(pieces: list[Piece]) -> list[Piece]:
    """The head of the article, and a heading in it: "Abstract" over what is read as the standfirst."""
    head = [p for p in pieces if p.role in HEAD]
    return head + [
        piece
        for piece in pieces
        if piece.role == "heading"
        and any(
            other.role == "standfirst"
            and piece.box[1] < other.box[1]
            and overlap(piece.box[0], piece.box[2], other.box[0], other.box[2]) > 0
            for other in head
        )
    ]


def _in_order(flowing: list[Piece], draft: Draft) -> list[Piece]:
    """Running text of one page in reading order.

    What stands alone in its column takes up the whole width of that: a last short line ("or") comes
    before the program text or the formula below it, though that is set in so far that it begins further right.
    """
    boxes = {id(piece): piece.box for piece in flowing}
    touch = draft.body.touch
    for column in draft.columns[flowing[0].page] if flowing else ():
        over = sorted((p for p in flowing if overlap(p.box[0], p.box[2], column.x0, column.x1) > touch), key=_top)
        alone = [not any(_stand_beside(p, other, touch) for other in over) for p in over]
        for place, piece in enumerate(over):
            if all(alone[max(place - 1, 0) : place + 2]) and _keeps_to(piece, column, draft.body.size):
                left, top, right, bottom = piece.box
                boxes[id(piece)] = min(left, column.x0), top, max(right, column.x1), bottom
    return reading_order(flowing, lambda piece: boxes[id(piece)])


def _top(piece: Piece) -> float:
    return piece.box[1]


def _stand_beside(piece: Piece, other: Piece, touch: float) -> bool:
    return other is not piece and overlap(piece.box[1], piece.box[3], other.box[1], other.box[3]) > touch


def _keeps_to(piece: Piece, column: Column, em: float) -> bool:
    """Whether a piece lies within a column, give or take an em."""
    return piece.box[0] >= column.x0 - em and piece.box[2] <= column.x1 + em


def _insert_float(piece: Piece, flowing: list[Piece], ordered: list[Piece], touch: float) -> None:
    box = piece.box
    above = [
        other
        for other in flowing
        if other.box[1] < box[1] + touch and overlap(other.box[0], other.box[2], box[0], box[2]) > 0
    ]
    if above:
        at = ordered.index(above[-1]) + 1
        while at < len(ordered) and ordered[at].role in FLOATING:
            at += 1  # what stands above it and is anchored there as well
        ordered.insert(at, piece)
        return
    below = [other for other in flowing if overlap(other.box[0], other.box[2], box[0], box[2]) > 0]
    if below and piece.role != "bio":
        ordered.insert(ordered.index(below[0]), piece)
    else:
        ordered.append(piece)
