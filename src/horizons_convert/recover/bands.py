"""Is a page whose columns a wide figure cuts read band by band, or column by column?

In some layouts all columns end above the figure and begin anew below it; in others each
column goes on below it.  The text tells: sentences that are cut go on with a small letter, those
that have ended do not, and an item's number does not stand in mid-sentence.  Column by column it
is, unless band by band fewer joints are wrong.

`part_side_lists` parts a block at the line below which it no longer stands beside a list that
goes on with its numbers: a short list is set in two columns within one.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from horizons_convert.layout.order import reading_order
from horizons_convert.layout.text import Block, Line, overlap
from horizons_convert.pdf.page import Box
from horizons_convert.recover.draft import Draft, Piece
from horizons_convert.recover.labels import labels
from horizons_convert.recover.paragraphs import ends_sentence


def best_order(flowing: list[Piece], floats: list[Piece], box_of: Callable[[Piece], Box], touch: float) -> list[Piece]:
    """Running text of a page, in the order in which its sentences go on."""
    by_column = reading_order(flowing, box_of)
    wide = [piece for piece in floats if _cuts_columns(piece, flowing, touch)]
    if not wide:
        return by_column
    boxes = {id(piece): piece.box for piece in wide}
    both = reading_order([*flowing, *wide], lambda piece: boxes.get(id(piece)) or box_of(piece))
    by_band = [piece for piece in both if id(piece) not in boxes]
    return by_band if _wrong_joints(by_band) < _wrong_joints(by_column) else by_column


def _cuts_columns(piece: Piece, flowing: list[Piece], touch: float) -> bool:
    """Whether text stands above and below a figure, on each side in two columns at least."""
    left, top, right, bottom = piece.box
    over = [other.box for other in flowing if overlap(other.box[0], other.box[2], left, right) > touch]
    above = [box for box in over if box[3] <= top + touch]
    below = [box for box in over if box[1] >= bottom - touch]
    return all(any(one[2] <= other[0] + touch for one in part for other in part) for part in (above, below))


def _wrong_joints(pieces: list[Piece]) -> int:
    """How many pieces of text do not go on with the one before them."""
    return sum(_is_wrong(one.lines[-1], other.lines[0]) for one, other in pairwise(pieces) if _are_text(one, other))


def _are_text(one: Piece, other: Piece) -> bool:
    return one.role == other.role == "text"


def _is_wrong(last: Line, first: Line) -> bool:
    ended = ends_sentence(last.text, ";,")
    if labels(first.words[0].text):
        return not ended
    return ended and first.text[:1].islower()


def part_side_lists(draft: Draft) -> None:
    """Cut a block of text where it ends to stand beside the list that goes on with its numbers."""
    for piece in draft.of("text"):
        first = piece.lines[0]
        found = labels(first.words[0].text)
        if not found or found[0].number < 2:
            continue
        for other in draft.on_page(piece.page):
            at = _beside(other, piece) if other.role == "text" and other is not piece else 0
            if at and _goes_on(other.lines[:at], found[0].number, found[0].form):
                rest = Piece(other.page, "text", Block(other.page, other.lines[at:]))
                other.block = Block(other.page, other.lines[:at])
                draft.pieces.insert(draft.pieces.index(other) + 1, rest)
                break


def _beside(other: Piece, piece: Piece) -> int:
    """How many lines of a block stand at the left of a piece, if further ones run on below it; else 0."""
    at = sum(line.x1 < piece.box[0] and line.baseline < piece.box[3] + line.size for line in other.lines)
    rest = other.lines[at:]
    under = bool(at and rest) and all(line.top > piece.box[3] - 0.5 * line.size for line in rest)
    level = abs(other.lines[0].baseline - piece.lines[0].baseline) < other.lines[0].size
    return at if under and level and any(line.x1 > piece.box[0] for line in rest) else 0


def _goes_on(lines: list[Line], number: int, form: str) -> bool:
    said = {(label.form, label.number) for line in lines for label in labels(line.words[0].text)}
    return (form, number - 1) in said
