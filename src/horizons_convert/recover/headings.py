"""Which level has a heading?

Headings set alike have one level.  Styles are ranked by how loud they are: size, then
capitals, weight, small capitals, slant.  An article opens with a heading of its highest level
and not with a section of a section, so that a style that several headings have comes first if
the first heading has it, unless another is set larger: larger italics outrank smaller bold
type.  Numbering ("II.", "A.", "2.1") outranks all looks.
"""

from __future__ import annotations

import re
from collections import defaultdict

from horizons_convert.layout.order import reading_order
from horizons_convert.recover.draft import Draft, Piece
from horizons_convert.recover.flow import FLOWING

DEEPEST = 3
_NUMBERED = re.compile(r"^(\d+(?:\.\d+)*)\.?\s+\S")
_ROMAN = re.compile(r"^[IVX]+\.\s+\S")
_LETTERED = re.compile(r"^[A-Z]\.\s+\S")


def set_levels(draft: Draft) -> None:
    """Give every `heading` piece its level, 1 being the highest."""
    styles: dict[tuple[float, ...], list[Piece]] = defaultdict(list)
    for piece in draft.of("heading"):
        styles[_loudness(piece, draft)].append(piece)
    ranked = _opening_first(sorted(styles, reverse=True), styles, draft)
    for level, loudness in enumerate(ranked, 1):
        for piece in styles[loudness]:
            piece.level = min(level, DEEPEST)
    _apply_numbering(draft.of("heading"), draft)


def _opening_first(
    ranked: list[tuple[float, ...]], styles: dict[tuple[float, ...], list[Piece]], draft: Draft
) -> list[tuple[float, ...]]:
    """The ranked styles, that of the article's first heading before any that is louder but not larger."""
    opening = next((piece for piece in _in_order(draft) if piece.role == "heading"), None)
    if opening is None or opening.style.invisible:
        return ranked
    first = _loudness(opening, draft)
    if len(styles[first]) < 2 or any(style[2] > first[2] for style in ranked):
        return ranked
    return [first, *(style for style in ranked if style != first)]


def _in_order(draft: Draft) -> list[Piece]:
    """The flowing pieces of the first page that has a heading, as they are read."""
    page = min((piece.page for piece in draft.of("heading")), default=0)
    return reading_order([piece for piece in draft.on_page(page) if piece.role in FLOWING], lambda piece: piece.box)


def _loudness(piece: Piece, draft: Draft) -> tuple[float, ...]:
    style = piece.style
    letters = [c for c in piece.text if c.isalpha()]
    capitals = bool(letters) and sum(c.isupper() for c in letters) > 0.85 * len(letters)
    size = style.size
    if not style.invisible:  # an OCR layer measures every word anew
        # In small capitals that are made by size, most letters are smaller than the type.
        size = max(word.style.size for line in piece.lines for word in line.words)
    size = round(size / draft.body.size, 1)
    return (
        size + 0.25 * capitals + 0.2 * style.bold + 0.1 * style.small_caps - 0.15 * style.italic,
        float(style.bold),
        size,
    )


def _apply_numbering(headings: list[Piece], draft: Draft) -> None:
    depths = {id(piece): match.group(1).count(".") for piece in headings if (match := _NUMBERED.match(piece.text))}
    if len(depths) > 1:
        _apply_depths(headings, depths, draft)
    roman = [piece for piece in headings if _ROMAN.match(piece.text)]
    lettered = [piece for piece in headings if _LETTERED.match(piece.text) and piece not in roman]
    if len(roman) > 1 and lettered:
        for piece in roman:
            piece.level = 1
        for piece in lettered:
            piece.level = 2


def _apply_depths(headings: list[Piece], depths: dict[int, int], draft: Draft) -> None:
    """Levels by decimal numbers; "3.1" and "3.2" are the highest where no "3" stands in the article, as in a chapter.

    A heading without a number, less loud than some that have one, is no section beside these.
    """
    highest = min(depths.values())
    numbered = [piece for piece in headings if id(piece) in depths]
    for piece in numbered:
        piece.level = min(depths[id(piece)] - highest + 1, DEEPEST)
    for piece in headings:
        if id(piece) not in depths:
            loudness = _loudness(piece, draft)
            above = max((other.level for other in numbered if _loudness(other, draft) > loudness), default=0)
            piece.level = min(max(piece.level, above + 1), DEEPEST)
