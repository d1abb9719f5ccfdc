"""Where does a list stop standing beside the list that goes on with its numbers?

A short list is set in two columns within one: its halves are parted from what runs on below them.
"""

from __future__ import annotations

from horizons_convert.layout.text import Block, Line
from horizons_convert.recover.draft import Draft, Piece
from horizons_convert.recover.labels import labels


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
