"""Where does the head of an article end, and where does the text begin that stands beside and below it?

Not all that is higher than the title stands above it, and not all that is higher than the text
stands over it: another column may have begun with a heading of its own, and a heading may open
the text right below the byline.  Evidence: running text and what stands close over it in its
column, and for lines that the title shares its column with, whether they keep to the title's
edge or axis, are set like other headings of the article, or say what only a heading says.

Limits: a heading right below the byline that is the only one of its kind, and stands on the
title's edge, is taken for one more line of the head unless it is "Abstract" or its like.
"""

from __future__ import annotations

import re

from horizons_convert.layout.text import overlap
from horizons_convert.pdf.page import Box
from horizons_convert.recover.body import is_body_size
from horizons_convert.recover.draft import Draft, Piece
from horizons_convert.recover.names import BY, INSTITUTION, names_in

SENTENCE_WORDS = 9
"""Less than so many words are seldom a sentence,"""
LONGEST_HEADING = 8
"""... and a heading that opens the text has no more than so many."""
CLOSE = 2.0
"""A heading stands at most so many leadings over its text,"""
CLOSER = 1.2
"""... and in the column of the title no more than so many."""
FOLLOWS = 3.0
"""What belongs to the title, beside text, follows it within so many leadings."""
IN_LINE = 0.5
"""Edges and axes within so many em of the text are one."""
PARAGRAPH_LINES = 3
"""So many lines of body type are running text, whatever they say."""
FULL = 0.9
"""Text that fills a column is at least so wide as this share of it."""

_OPENS_TEXT = re.compile(
    r"(?:\d+\.?\s+)?(?:abstract|summary|introduction|keywords|zusammenfassung|kurzfassung|einleitung|résumé|sommaire|"
    r"resumen|resumo|introducción|introdução|riassunto|аннотация|введение|сажетак|увод)\W*",
    re.IGNORECASE,
)
"""What stands over the first text of many articles, and is nobody's name or affiliation."""


class Head:
    """The title of an opening page and the pieces around it, asked which of them belong to it."""

    def __init__(self, title: list[Piece], pieces: list[Piece], draft: Draft) -> None:
        self.title, self.pieces, self.draft = title, pieces, draft
        self.top, self.bottom = title[0].box[1], title[-1].box[3]
        self.boxes = {id(piece): piece.box for piece in [*title, *pieces]}
        """Asked of each piece many times."""
        self.touch, self.leading = draft.body.touch, draft.body.leading
        self.capped = {id(cap.first) for cap in draft.drop_caps if cap.first is not None}
        self.floor = self._body_begins() + self.touch
        self.text = [piece for piece in pieces if piece not in title and self._is_running(piece)]
        for piece in sorted(pieces, key=lambda piece: -piece.box[1]):
            if piece not in self.text and piece not in title and self._is_of_another_column(piece):
                self.text.append(piece)

    def above(self) -> list[Piece]:
        """Masthead, rubric and kicker: what stands higher than the title and is no text."""
        higher = [piece for piece in self.pieces if piece.box[3] <= self.top + self.touch]
        return [piece for piece in higher if piece.role == "text" and piece not in self.text]

    def below(self) -> list[Piece]:
        """What stands between the title and the first running text, from top to bottom.

        Beside text that begins as high as the title, that is what follows the title in its own column.
        """
        lower = sorted(
            (
                piece
                for piece in self.pieces
                if (piece.role == "text" or self._is_signature(piece))
                and piece not in self.text
                and self.title[-1].box[1] < piece.box[1]
                and any(c.isalpha() for c in piece.text)
            ),
            key=lambda piece: piece.box[1],
        )
        found: list[Piece] = []
        for piece in lower:
            if piece.box[3] <= self.floor or self._follows_title(piece, found):
                found.append(piece)
        return found

    def _follows_title(self, piece: Piece, found: list[Piece]) -> bool:
        """Whether a piece set unlike the text stands close below the title, or what follows it, at its edge."""
        signs = not found and len(piece.lines) == 1 and names_in(piece.text)
        if self._is_text(piece) and not self._is_louder(piece) and not piece.style.italic and not signs:
            return False
        upper = max(
            (other for other in [*self.title, *found] if self._is_above(other, piece)), key=_bottom, default=None
        )
        if upper is None or piece.box[1] - upper.box[3] > FOLLOWS * self.leading or not self._in_line(piece, upper):
            return False
        return not any(
            other is not upper and self._is_above(upper, other) and self._is_above(other, piece)
            for other in self.pieces
            if other not in found
        )

    def opens_text(self, piece: Piece, head: list[Piece]) -> bool:
        """Whether a piece below the title is a heading of the text; `head` are the pieces that are the head's."""
        text = piece.text.strip()
        if not _is_short(text) or BY.match(text) or INSTITUTION.search(text):
            return False
        below = self._nearest_below(piece)
        if below is None or not self._is_louder(piece) or not self._is_text(below):
            return False
        white = below.box[1] - piece.box[3]
        if white > CLOSER * self.leading or white >= self._white_above(piece):
            return False
        if _OPENS_TEXT.fullmatch(text) or not any(self._in_line(piece, other) for other in head):
            return True
        return not names_in(text) and self._is_set_like_headings(piece, head)

    def _is_signature(self, piece: Piece) -> bool:
        """Whether what was taken for a heading are names over the standfirst, which an OCR layer sets like all else."""
        if piece.role != "heading" or not names_in(piece.text):
            return False
        return any(
            other.role == "text" and self._is_above(piece, other) and other.box[3] <= self.floor
            for other in self.pieces
        )

    # --- running text ------------------------------------------------------------------

    def _body_begins(self) -> float:
        """Top of the first body text below the title: a column of text, or a line with a drop cap."""
        columns = self.draft.columns.get(self.title[0].page, [])
        widest = max((column.width for column in columns), default=1e9)
        tops = [
            piece.box[1]
            for piece in self.pieces
            if piece.role == "text"
            and piece.box[1] > self.title[-1].box[1]
            and (
                any(id(line) in self.capped for line in piece.lines)
                or (self._is_paragraph(piece) and piece.box[2] - piece.box[0] < 1.15 * widest)
                or self._begins_columns(piece)
            )
        ]
        return min(tops, default=1e9)

    def _is_paragraph(self, piece: Piece) -> bool:
        return self._is_body_type(piece) and len(piece.lines) >= PARAGRAPH_LINES

    def _begins_columns(self, piece: Piece) -> bool:
        """Whether a line or two of text fill a column, and as many the one beside it: a box cuts them short."""
        return self._fills_column(piece) and any(
            other is not piece
            and abs(other.box[3] - piece.box[3]) < self.touch
            and overlap(other.box[0], other.box[2], piece.box[0], piece.box[2]) <= 0
            and self._fills_column(other)
            for other in self.pieces
        )

    def _fills_column(self, piece: Piece) -> bool:
        column = self.draft.column_of(piece.page, piece.box)
        return (
            column is not None
            and piece.role == "text"
            and self._is_body_type(piece)
            and len(piece.text.split()) >= SENTENCE_WORDS
            and FULL * column.width < piece.box[2] - piece.box[0] < column.width + self.touch
        )

    def _is_body_type(self, piece: Piece) -> bool:
        return is_body_size(piece.style.size, self.draft) and piece.style.font == self.draft.body.style.font

    def _is_running(self, piece: Piece) -> bool:
        """Whether a piece is text of the article, or of another one, that stands above or beside the title."""
        if piece.role != "text" or piece.box[1] > self.bottom or not self._is_body_type(piece):
            return False
        return len(piece.lines) >= PARAGRAPH_LINES or (
            len(piece.text.split()) >= SENTENCE_WORDS and piece.text.rstrip().endswith((".", "!", "?", "…"))
        )

    def _is_of_another_column(self, piece: Piece) -> bool:
        """Whether a piece beside the title's column follows running text, or stands close over it."""
        if any(overlap(piece.box[0], piece.box[2], other.box[0], other.box[2]) > 0 for other in self.title):
            return piece.box[3] <= self.top + self.touch and any(self._is_above(other, piece) for other in self.text)
        close, large = CLOSE * self.leading, piece.style.size >= 0.95 * self.draft.body.size
        return any(
            self._is_above(other, piece)
            or (large and self._is_above(piece, other) and other.box[1] - piece.box[3] < close)
            for other in self.text
        )

    # --- headings in the title's own column -----------------------------------------------

    def _nearest_below(self, piece: Piece) -> Piece | None:
        below = [other for other in self.pieces if other is not piece and self._is_above(piece, other)]
        return min(below, key=lambda other: other.box[1], default=None)

    def _white_above(self, piece: Piece) -> float:
        above = [other.box[3] for other in self.pieces if other is not piece and self._is_above(other, piece)]
        return piece.box[1] - max(above, default=0.0)

    def _is_text(self, piece: Piece) -> bool:
        """Whether a piece is set to be read: body type, or a paragraph in another type of its size."""
        near = 0.8 * self.draft.body.size < piece.style.size < 1.2 * self.draft.body.size
        return self._is_body_type(piece) or (near and len(piece.lines) >= PARAGRAPH_LINES)

    def _is_louder(self, piece: Piece) -> bool:
        """Whether a piece is set to be seen before the text."""
        style, body = piece.style, self.draft.body
        if style.size < 0.95 * body.size:
            return False
        heavier = (style.bold and not body.style.bold) or style.small_caps or style.size >= 1.08 * body.size
        return heavier or piece.text.isupper()

    def _in_line(self, piece: Piece, other: Piece) -> bool:
        """Whether a piece keeps to an edge or to the axis of another one's lines."""
        near = IN_LINE * self.draft.body.size
        return any(
            abs(x0 - y0) < near or abs(x1 - y1) < near or abs(x0 + x1 - y0 - y1) < 2 * near
            for line in piece.lines
            for one in other.lines
            for (x0, x1, y0, y1) in [(line.x0, line.x1, one.x0, one.x1)]
        )

    def _is_set_like_headings(self, piece: Piece, head: list[Piece]) -> bool:
        """Whether another short piece in the same type stands over text elsewhere in the article."""
        return any(
            other.style == piece.style
            and other is not piece
            and _is_short(other.text)
            and self._stands_over_text(other)
            for other in self.draft.of("text", "heading")
            if other not in head and other not in self.title
        )

    def _stands_over_text(self, piece: Piece) -> bool:
        box = piece.box
        return any(
            self._is_body_type(other)
            and _stands_above(piece.box, other.box)
            and other.box[1] - box[3] < CLOSER * self.leading
            for other in self.draft.on_page(piece.page)
            if other.role == "text"
        )

    def _is_above(self, upper: Piece, lower: Piece) -> bool:
        """Whether a piece of the page stands higher than another that it shares some width with."""
        return _stands_above(self.boxes[id(upper)], self.boxes[id(lower)])


def _bottom(piece: Piece) -> float:
    return piece.box[3]


def _stands_above(a: Box, b: Box) -> bool:
    return a[1] < b[1] and (a[1] + a[3]) < (b[1] + b[3]) and overlap(a[0], a[2], b[0], b[2]) > 0


def _is_short(text: str) -> bool:
    """Whether a text may be a heading by its words: few, opening with a capital or a number, and no half sentence."""
    first = text[:1]
    shaped = (first.isupper() or first.isdigit()) and not text.endswith((",", ";")) and "@" not in text
    return shaped and len(text.split()) <= LONGEST_HEADING and any(c.isalpha() for c in text)
