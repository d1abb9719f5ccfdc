"""What becomes of the lines of a table: its piece, its caption, the dots between its cells?

A caption says "Table 1", above the table or below it; else it is the title that is centred
right above.  A sentence that begins with a table's number ("Table 1 shows …") is none.
"""

from __future__ import annotations

import re

from horizons_convert.layout.text import Block, Line, overlap
from horizons_convert.pdf.page import Box, Word
from horizons_convert.recover.cells import Reading
from horizons_convert.recover.draft import Draft, Piece

_TABLE = r"(?:table|tableau|tabelle|tab\.|табела|таблица|tabla|tabella|tabela)"
_CAPTION = re.compile(rf"^{_TABLE}(?!\w)", re.IGNORECASE)
_NUMBERED = re.compile(rf"^{_TABLE}\s*(?:[A-Z]?\d|[IVXLC]+\b)", re.IGNORECASE)
_MENTION = re.compile(rf"^{_TABLE}\s*\w{{1,4}}\s+(\w)", re.IGNORECASE)
CAPTION_REACH = 2.5
"""A caption stands within this many leadings of its table."""
_LEADER = re.compile(r"[.·…_]{2,}|…")
"""Dots that lead the eye to the next cell."""


def announces_table(piece: Piece) -> bool:
    """Whether a piece of the text is a caption that numbers its table."""
    return piece.role == "text" and bool(_NUMBERED.match(piece.text)) and not _mentions(piece.text)


def _mentions(text: str) -> bool:
    """Whether a sentence goes on after the table's number: "Table 1 shows …"."""
    match = _MENTION.match(text)
    return match is not None and match[1].islower()


def put_table(page: int, region: Box, lines: list[Line], reading: Reading, evidence: str, draft: Draft) -> None:
    """One piece for the table, in place of its lines, with its caption."""
    table = Piece(page, "table", Block(page, lines), rows=reading.rows, header_rows=reading.header_rows)
    table.evidence = evidence
    _take_out(page, {word for line in lines for word in line.words}, table, draft)
    _set_leaders_aside(page, reading, draft)
    caption = _caption(region, draft, page)
    if caption is not None:
        caption.role = "caption"
        table.caption = caption


def _set_leaders_aside(page: int, reading: Reading, draft: Draft) -> None:
    """Take the dots at the ends of cells out; a cell of nothing else keeps them, for there they say "none"."""
    leaders = [
        (line, line.words[-1])
        for row in reading.rows
        for cell in row
        for line in cell
        if len(line.words) > 1 and _LEADER.fullmatch(line.words[-1].text)
    ]
    for line, leader in leaders:
        line.words.remove(leader)
    if leaders:
        draft.set_aside("leaders", page, [leader for _, leader in leaders], evidence="dots that lead to the next cell")


def _take_out(page: int, words: set[Word], table: Piece, draft: Draft) -> None:
    """Put a table in the place of the first of its words; what else stood in their pieces stays beside it."""
    placed = False
    for piece in draft.on_page(page):
        kept = [line for line in piece.lines if line.words[0] not in words]
        if len(kept) == len(piece.lines) or piece.role not in ("text", "heading"):
            continue
        first = next(number for number, line in enumerate(piece.lines) if line.words[0] in words)
        parts = [lines for lines in (kept[:first], kept[first:]) if lines]
        pieces = [Piece(page, piece.role, Block(page, part)) for part in parts]
        if not placed:
            pieces.insert(1 if first and pieces else 0, table)
        placed = True
        at = draft.pieces.index(piece)
        draft.pieces[at : at + 1] = pieces


def _caption(region: Box, draft: Draft, page: int) -> Piece | None:
    """The nearest piece above (else below) that says it is a table's caption, else the title centred above it."""
    reach = CAPTION_REACH * draft.body.leading
    near = [
        piece
        for piece in draft.on_page(page)
        if piece.role == "text"
        and overlap(piece.box[0], piece.box[2], region[0], region[2]) > 0
        and (abs(region[1] - piece.box[3]) < reach or abs(piece.box[1] - region[3]) < reach)
    ]
    named = [piece for piece in near if _CAPTION.match(piece.text) and not _mentions(piece.text)]
    titles = named or [piece for piece in near if _is_title(piece, region, draft)]
    return min(titles, key=lambda piece: abs(region[1] - piece.box[3]), default=None)


def _is_title(piece: Piece, region: Box, draft: Draft) -> bool:
    """A line or two centred right above the table, and set in from both of its ends."""
    box, em = piece.box, draft.body.size
    centred = abs((box[0] + box[2]) - (region[0] + region[2])) < 2 * em
    above = -draft.body.touch < region[1] - box[3] < draft.body.leading * 1.5
    return centred and above and len(piece.lines) <= 2 and box[0] > region[0] + 2 * em
