"""Which level has a heading?

Headings set alike have one level.  Styles are ranked by how loud they are: size, then
capitals, weight, small capitals, slant.  The outline of the PDF, where it names the headings,
outranks their looks; numbering ("II.", "A.", "2.1") outranks both.
"""

from __future__ import annotations

import re
from collections import defaultdict

from horizons_convert.recover.draft import Draft, Piece

DEEPEST = 3
_NUMBERED = re.compile(r"^(\d+(?:\.\d+)*)\.?\s+\S")
_ROMAN = re.compile(r"^[IVX]+\.\s+\S")
_LETTERED = re.compile(r"^[A-Z]\.\s+\S")


def set_levels(draft: Draft) -> None:
    """Give every `heading` piece its level, 1 being the highest."""
    styles: dict[tuple[float, ...], list[Piece]] = defaultdict(list)
    for piece in draft.of("heading"):
        styles[_loudness(piece, draft)].append(piece)
    ranked = sorted(styles, reverse=True)
    for level, loudness in enumerate(ranked, 1):
        for piece in styles[loudness]:
            piece.level = min(level, DEEPEST)
    _apply_numbering(draft.of("heading"))


def _loudness(piece: Piece, draft: Draft) -> tuple[float, ...]:
    style = piece.style
    letters = [c for c in piece.text if c.isalpha()]
    capitals = bool(letters) and sum(c.isupper() for c in letters) > 0.85 * len(letters)
    size = round(style.size / draft.body.size, 1)
    return (
        size + 0.25 * capitals + 0.2 * style.bold + 0.1 * style.small_caps - 0.15 * style.italic,
        float(style.bold),
        size,
    )


def _apply_numbering(headings: list[Piece]) -> None:
    numbered = [(piece, match.group(1).count(".") + 1) for piece in headings if (match := _NUMBERED.match(piece.text))]
    if len(numbered) > 1:
        for piece, depth in numbered:
            piece.level = min(depth, DEEPEST)
    roman = [piece for piece in headings if _ROMAN.match(piece.text)]
    lettered = [piece for piece in headings if _LETTERED.match(piece.text) and piece not in roman]
    if len(roman) > 1 and lettered:
        for piece in roman:
            piece.level = 1
        for piece in lettered:
            piece.level = 2
