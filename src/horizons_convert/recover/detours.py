"""Which pieces in other type stand in the middle of a sentence?

The labels of an infographic, a box without a frame, small print at the foot: what a page
brings between the two halves of a sentence is no part of it.  Evidence: the text breaks off in
a full line and goes on in small letters at the edge of another column (or below a heading that
can head nothing in mid-sentence), both in the body's type, and nothing between them is.  What
stands between is read behind the text that goes on.

Limit: a sentence that goes on with a capital is not seen to go on.
"""

from __future__ import annotations

from horizons_convert.recover.body import is_body_size
from horizons_convert.recover.draft import Draft, Piece
from horizons_convert.recover.paragraphs import ends_sentence

MOST = 40
"""So many pieces are looked past at most."""
FULL = 0.8
"""A full line reaches over this share of its column: the text may be ragged."""
EDGE = 0.3
"""Text that goes on begins within so many em of its column's edge."""
SMALLER = 0.9
"""Type below this share of the body's is other type, whatever its family."""


def pass_detours(ordered: list[Piece], draft: Draft) -> list[Piece]:
    """The pieces in order, what cuts a sentence behind the text that it goes on with."""
    ordered = list(ordered)
    for position, piece in enumerate(ordered):
        if position + 2 < len(ordered) and _breaks_off(piece, draft):
            end = _goes_on_at(ordered, position, draft)
            if end:
                ordered[position + 1 : end + 1] = [ordered[end], *ordered[position + 1 : end]]
    return ordered


def _breaks_off(piece: Piece, draft: Draft) -> bool:
    """Whether running text ends in mid-sentence at the right edge of its column."""
    if not _is_running(piece, draft) or ends_sentence(piece.lines[-1].text, ";"):
        return False
    column = draft.column_of(piece.page, piece.box)
    return column is not None and piece.lines[-1].x1 > column.x0 + FULL * column.width


def _goes_on_at(ordered: list[Piece], position: int, draft: Draft) -> int | None:
    """Where the text goes on behind pieces in other type; None where it goes on at once, or nobody knows where."""
    piece, headed = ordered[position], False
    for index in range(position + 1, min(position + MOST, len(ordered))):
        other = ordered[index]
        if _is_running(other, draft):
            passed = any(one.role == "text" for one in ordered[position + 1 : index])
            elsewhere = headed or not _is_same_column(piece, other, draft)
            return index if passed and elsewhere and _begins_in_mid_sentence(other, draft) else None
        if other.role == "text" and not _is_other_type(other, draft):
            return None
        if other.role not in ("text", "heading", "figure", "table", "aside", "bio", "note", "caption"):
            return None
        headed = headed or other.role == "heading"
    return None


def _begins_in_mid_sentence(piece: Piece, draft: Draft) -> bool:
    column = draft.column_of(piece.page, piece.box)
    at_edge = column is not None and abs(piece.lines[0].x0 - column.x0) < EDGE * draft.body.size
    return at_edge and piece.text[:1].islower()


def _is_same_column(piece: Piece, other: Piece, draft: Draft) -> bool:
    here, there = draft.column_of(piece.page, piece.box), draft.column_of(other.page, other.box)
    return piece.page == other.page and here is there


def _is_running(piece: Piece, draft: Draft) -> bool:
    if piece.role != "text" or piece.block is None:
        return False
    return is_body_size(piece.style.size, draft) and _family(piece.style.font) == _family(draft.body.style.font)


def _is_other_type(piece: Piece, draft: Draft) -> bool:
    if piece.block is None:
        return False
    return piece.style.size < SMALLER * draft.body.size or _family(piece.style.font) != _family(draft.body.style.font)


def _family(font: str) -> str:
    return font.split("-")[0]
