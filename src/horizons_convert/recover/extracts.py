"""Which paragraphs in smaller type are quotations, though nothing sets them in?

Some houses mark a long quotation by its size alone.  Evidence: a block or a few, in the face
of the body but smaller, as wide as the column, which running text of the full size leads up
to (a colon), or stands on both sides of, without a heading between.

Limits: a remark of the editors in small type amid the text looks the same.
"""

from __future__ import annotations

from itertools import groupby

from horizons_convert.recover.body import is_body_size
from horizons_convert.recover.draft import Draft, Piece

SIZES = (0.75, 0.965)
"""An extract is set in so many times the body's size."""
MOST_PIECES = 4
"""... and has no more blocks than this."""
FEWEST_LINES = 2


def find_extracts(draft: Draft) -> None:
    """Mark as quoted what is set smaller amid text of the full size.  Pieces stand in reading order."""
    flowing = [piece for piece in draft.pieces if piece.role in ("text", "heading", "reference", "code")]
    groups = [(small, list(group)) for small, group in groupby(flowing, key=lambda piece: _is_small(piece, draft))]
    for before, (small, pieces), after in zip(groups, groups[1:], groups[2:], strict=False):
        if not small or len(pieces) > MOST_PIECES or sum(len(piece.lines) for piece in pieces) < FEWEST_LINES:
            continue
        lead, follower = before[1][-1], after[1][0]
        if not _is_running(lead, draft) or not _is_running(follower, draft):
            continue
        for piece in pieces:
            piece.quoted = True


def _is_small(piece: Piece, draft: Draft) -> bool:
    """Whether a piece is in the body's face, but smaller, and runs text of its own: no note, no item of a list."""
    if piece.role != "text" or piece.block is None or piece.boxed is not None:
        return False
    style, body = piece.style, draft.body.style
    if not SIZES[0] <= style.size / draft.body.size <= SIZES[1] or style.invisible or style.bold != body.bold:
        return False
    face = style.font.split("-")[0] == body.font.split("-")[0]
    return face and (piece.text[:1].isalpha() or piece.text[:1] in "“„«‘")


def _is_running(piece: Piece, draft: Draft) -> bool:
    return piece.role == "text" and is_body_size(piece.style.size, draft)
