"""Over which letters do the accents stand that a page sets as glyphs of their own?

TeX's older fonts draw "é" as an accent and a letter.  Where both follow each other, `words`
joins them.  PDFium sorts what is drawn by where it begins: the accent of "Kármán" then comes
behind the letters after its own, and the second of two alike is taken for a shadow of the
first and left out.  Here accents find their letters by place, those that were left out too.

Evidence: the middle of the accent lies over the width of a letter on its baseline.
Limit: on pages where PDFium reports no accent at all, none is missed.
"""

from __future__ import annotations

import ctypes
import dataclasses
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2.raw as raw

from horizons_convert.pdf.columns import Glyphs
from horizons_convert.pdf.words import ACCENTS

NOTHING = "\u200b"
"""Stands for an accent that has been joined to its letter."""
_DOTLESS = {"ı": "i", "ȷ": "j"}


class _Accent(NamedTuple):
    sign: str
    middle: float
    """Points in PDF user space."""
    y: float
    glyph: int | None
    """Which glyph it is; None where PDFium left it out."""


def join_accents(page: raw.FPDF_PAGE, text_page: raw.FPDF_TEXTPAGE, glyphs: Glyphs) -> Glyphs:
    """The glyphs with the accents that stand apart from their letters joined to them."""
    if not any(sign in glyphs.text for sign in ACCENTS):
        return glyphs
    rows: dict[int, list[int]] = defaultdict(list)
    for index, y in enumerate(glyphs.y):
        rows[round(y)].append(index)
    text = list(glyphs.text)
    for accent in (*_apart(glyphs), *_left_out(page, text_page, glyphs)):
        letter = _letter_under(accent, glyphs, rows)
        composed = letter is not None and _composed(text[letter], accent.sign)
        if letter is not None and composed:
            text[letter] = composed
            if accent.glyph is not None:
                text[accent.glyph] = NOTHING
    return dataclasses.replace(glyphs, text="".join(text))


def _apart(glyphs: Glyphs) -> Iterator[_Accent]:
    for index, character in enumerate(glyphs.text):
        if character in ACCENTS:
            middle = (glyphs.edges[4 * index] + glyphs.right[index]) / 2
            yield _Accent(character, middle, glyphs.y[index], index)


def _left_out(page: raw.FPDF_PAGE, text_page: raw.FPDF_TEXTPAGE, glyphs: Glyphs) -> Iterator[_Accent]:
    """Text objects of a single accent that no glyph came from."""
    known = set(glyphs.objects)
    box = [ctypes.c_float() for _ in range(4)]
    matrix = raw.FS_MATRIX()
    units = (ctypes.c_ushort * 4)()
    for number in range(raw.FPDFPage_CountObjects(page)):
        item = raw.FPDFPage_GetObject(page, number)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_TEXT or ctypes.cast(item, ctypes.c_void_p).value in known:
            continue
        length = raw.FPDFTextObj_GetText(item, text_page, units, ctypes.sizeof(units))
        sign = "".join(map(chr, units[: length // 2])).strip("\0 ") if length <= ctypes.sizeof(units) else ""
        if sign in ACCENTS and raw.FPDFPageObj_GetBounds(item, *box) and raw.FPDFPageObj_GetMatrix(item, matrix):
            yield _Accent(sign, (box[0].value + box[2].value) / 2, matrix.f, None)


def _letter_under(accent: _Accent, glyphs: Glyphs, rows: dict[int, list[int]]) -> int | None:
    """The letter whose width the accent's middle lies over, unless it is a neighbour in the text."""
    for row in (round(accent.y), round(accent.y) - 1, round(accent.y) + 1):
        for index in rows.get(row, ()):
            over = glyphs.x[index] <= accent.middle <= glyphs.right[index]
            if over and glyphs.text[index].isalpha() and glyphs.text[index] not in ACCENTS:
                return None if accent.glyph is not None and abs(index - accent.glyph) == 1 else index
    return None


def _composed(letter: str, sign: str) -> str:
    """The letter with its accent as one character; "" where there is none."""
    composed = unicodedata.normalize("NFC", _DOTLESS.get(letter, letter) + ACCENTS[sign])
    return composed if len(composed) == 1 else ""
