"""In which order is the text read, and where do the things stand that interrupt it?

Running text, headings and quotations are ordered page by page (see `layout.order`).  What
floats (figures, tables, asides) is lifted out and anchored to the last piece of running text
above it in its column, so that a paragraph which it cuts in two can be joined again.
"""

from __future__ import annotations

from horizons_convert.layout.order import reading_order
from horizons_convert.layout.text import overlap
from horizons_convert.pdf.page import Box
from horizons_convert.recover.bands import Sheet, order_in_bands
from horizons_convert.recover.detours import pass_detours
from horizons_convert.recover.draft import Column, Draft, Piece, Role
from horizons_convert.recover.side_lists import part_side_lists

FLOWING: tuple[Role, ...] = ("text", "heading", "epigraph", "reference", "code", "break")
HEAD: tuple[Role, ...] = ("title", "subtitle", "byline", "affiliation", "standfirst")
FLOATING: tuple[Role, ...] = ("figure", "table", "aside", "bio")


def set_order(draft: Draft) -> None:
    """Sort `draft.pieces` into reading order; floats follow the piece that they are anchored to."""
    part_side_lists(draft)
    ordered: list[Piece] = []
    contents = [draft.on_page(page.number) for page in draft.pages]
    heads = [_head(pieces) for pieces in contents]
    sheets = [
        _sheet([p for p in pieces if p.role in FLOWING and p not in head], draft)
        for pieces, head in zip(contents, heads, strict=True)
    ]
    for pieces, head, flowing in zip(contents, heads, order_in_bands(sheets, draft), strict=True):
        ordered += sorted(head, key=lambda piece: piece.box[1]) + flowing
        for piece in sorted((p for p in pieces if p.role in FLOATING), key=lambda p: (p.box[1], p.box[0])):
            _insert_float(piece, flowing, ordered, draft.body.touch)
        notes = [p for p in pieces if p.role in ("note", "caption", "contents")]
        ordered += reading_order(notes, lambda piece: piece.box)
    draft.pieces = pass_detours(ordered, draft)


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


def _sheet(flowing: list[Piece], draft: Draft) -> Sheet:
    """The running text of one page, on its way into reading order.

    What stands alone in its column takes up the whole width of that: a last short line ("or") comes
    before the program text or the formula below it, though that is set in so far that it begins further right.
    """
    own = {id(piece): piece.box for piece in flowing}
    boxes = dict(own)
    touch, em = draft.body.touch, draft.body.size
    for column in draft.columns[flowing[0].page] if flowing else ():
        over = [(box, key) for key, box in own.items() if overlap(box[0], box[2], column.x0, column.x1) > touch]
        over.sort(key=lambda item: item[0][1])
        alone = [not any(_stand_beside(box, other, touch) for other, _ in over) for box, _ in over]
        for place, (box, key) in enumerate(over):
            if all(alone[max(place - 1, 0) : place + 2]) and _keeps_to(box, column, em):
                boxes[key] = min(box[0], column.x0), box[1], max(box[2], column.x1), box[3]
    return Sheet(flowing, lambda piece: boxes[id(piece)])


def _stand_beside(box: Box, other: Box, touch: float) -> bool:
    return other is not box and overlap(box[1], box[3], other[1], other[3]) > touch


def _keeps_to(box: Box, column: Column, em: float) -> bool:
    """Whether a piece lies within a column, give or take an em."""
    return box[0] >= column.x0 - em and box[2] <= column.x1 + em


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
