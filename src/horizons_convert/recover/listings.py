"""Which blocks of program text are one listing?

A listing is cut into blocks where its indents leave no line above the next one, and by the blank
lines in it.  Blocks of program text of one column that follow each other at no more than two
lines' distance, with nothing between them, are one.

Limits: two listings that a blank line alone parts are taken for one.
"""

from __future__ import annotations

import itertools
from collections import defaultdict

from horizons_convert.layout.text import Block
from horizons_convert.recover.draft import Draft, Piece

FARTHEST = 2.1
"""The next line of a listing stands at most so many leadings below the last."""


def join_listings(draft: Draft) -> None:
    """Make one piece of the pieces of program text that follow each other in a column."""
    pages = {piece.page for piece in draft.of("code")}
    columns: dict[tuple[int, float], list[Piece]] = defaultdict(list)
    for piece in draft.of("text", "heading", "code", "figure", "table", "caption"):
        column = draft.column_of(piece.page, piece.box) if piece.page in pages else None
        if column is not None:
            columns[piece.page, column.x0].append(piece)
    for pieces in columns.values():
        if any(piece.role == "code" for piece in pieces):
            _join(sorted(pieces, key=lambda piece: piece.box[1]), draft)


def _join(pieces: list[Piece], draft: Draft) -> None:
    first: Piece | None = None
    for before, piece in itertools.pairwise(pieces):
        roles = {(first or before).role, piece.role}
        if "code" not in roles or not (_is_typed(before) and _is_typed(piece) and _follows(before, piece, draft)):
            first = None
            continue
        first = first or before
        first.role = "code"
        assert first.block is not None
        first.block = Block(first.page, first.lines + piece.lines)
        draft.pieces.remove(piece)


def _is_typed(piece: Piece) -> bool:
    """Program text, or a line or two in typewriter type that may belong to some."""
    typed = piece.role == "text" and all(word.style.monospace for line in piece.lines for word in line.words)
    return piece.role == "code" or typed


def _follows(before: Piece, piece: Piece, draft: Draft) -> bool:
    step = piece.lines[0].baseline - before.lines[-1].baseline
    return 0 < step <= FARTHEST * draft.body.leading
