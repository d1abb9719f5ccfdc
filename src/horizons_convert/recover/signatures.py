"""Who is named under a pull quote?

A pull quote may be signed: "— Ada Lund", in other type, right below its words or in the same
box.  When the quote is set aside, its signature goes with it; alone it would stand in the
text like a heading that heads nothing.

Evidence: a line or two that begin with a dash, or are an author's name, close below what was
set aside, and that end as a name does and not as a sentence.

Limit: a signature without a dash that names nobody of the authors stays.
"""

from __future__ import annotations

from horizons_convert.layout.text import overlap
from horizons_convert.pdf.page import Box
from horizons_convert.recover.draft import Draft, Piece

DASHES = "—–―-"
NEAR = 1.8
"""A signature begins within so many leadings below its quote."""
MOST_WORDS = 14
MOST_LINES = 3


def set_signatures_aside(draft: Draft) -> None:
    """Set aside the names that stand under the pull quotes that were set aside."""
    names = {author.name.casefold() for author in draft.front.authors}
    for page in draft.pages:
        quotes = draft.set_aside_boxes(page.number, "pull quote")
        for piece in draft.on_page(page.number) if quotes else ():
            if _is_name(piece, names) and any(_stands_under(piece, quote, draft) for quote in quotes):
                draft.set_aside_piece("pull quote", piece, evidence="names whom the quotation above it is from")


def _is_name(piece: Piece, names: set[str]) -> bool:
    """Whether a piece is an author's name, or a dash and what may be a name."""
    if piece.role not in ("text", "heading", "aside", "bio") or not piece.lines or len(piece.lines) > MOST_LINES:
        return False
    text = piece.text.strip()
    name = text.lstrip(DASHES + " \u00a0")
    if name.casefold().rstrip(".,") in names:
        return True
    dashed = text[:1] in DASHES and name[:1].isupper()
    return dashed and len(name.split()) <= MOST_WORDS and not name.endswith((".", "!", "?", "…", ":", ";", "”", "»"))


def _stands_under(piece: Piece, quote: Box, draft: Draft) -> bool:
    box = piece.lines[0].box
    step = box[1] - quote[3]
    beside = overlap(box[0], box[2], quote[0], quote[2]) > 0
    return beside and -draft.body.touch - 0.5 * draft.body.leading < step < NEAR * draft.body.leading
