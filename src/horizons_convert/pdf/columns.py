"""What does PDFium say of each glyph of a page?

The four things that change with every glyph (character, text object, origin, box) are asked
for the whole page at once, one question after the other, so that C's loops go round and not
Python's: a page has thousands of glyphs, and this is the floor of the running time.

The functions are called through prototypes of this module's own, which take addresses as
plain numbers: pypdfium2's cost half as much again, for the pointers that they make and check.
"""

from __future__ import annotations

import ctypes
import itertools
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import pypdfium2.raw as raw

UNMAPPED = 0xFFFF
"""Stands for a code that is no character."""

_REPLACED = "\ufffe"
"""What PDFium's text of a page has instead of some characters, hyphens at line ends among them."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The glyphs of a page, column by column.  Points in PDF user space, y upwards."""

    text: str
    """One character a glyph, spaces and line ends that PDFium generated among them."""
    objects: list[int]
    """Address of the text object that drew it; 0 where none did."""
    x: list[float]
    y: list[float]
    """Its origin, on the baseline."""
    edges: list[float]
    """Left, top, right and bottom of each: as wide as its advance and what overhangs it, as high as its font."""

    @property
    def right(self) -> list[float]:
        return self.edges[2::4]


def read_glyphs(text_page: raw.FPDF_TEXTPAGE) -> Glyphs:
    """Ask PDFium for every glyph of a page."""
    count = max(raw.FPDFText_CountChars(text_page), 0)
    page = ctypes.cast(text_page, ctypes.c_void_p).value
    origins, boxes = (ctypes.c_double * (2 * count))(), (ctypes.c_float * (4 * count))()
    whole, every = itertools.repeat(page), range(count)
    _exhaust(map(_get_origin, whole, every, _addresses(origins, 2, 0), _addresses(origins, 2, 1)))
    _exhaust(map(_get_box, whole, every, _addresses(boxes, 4, 0)))
    objects = [handle or 0 for handle in map(_get_object, whole, every)]
    points, edges = _floats(origins, "d"), _floats(boxes, "f")
    return Glyphs(_read_text(text_page, count), objects, points[0::2], points[1::2], edges)


class Setting(NamedTuple):
    """How a text object is set, in PDFium's words."""

    font: int
    """Address of its font; 0 where it has none."""
    size: float
    matrix: tuple[float, float, float, float] | None
    """The linear part of the text matrix."""
    colour: tuple[int, int, int, int]
    """Red, green, blue and alpha of the filling."""
    mode: int
    """Text render mode (ISO 32000-1, table 106)."""


def ask_setting(text_page: raw.FPDF_TEXTPAGE, index: int, address: int) -> Setting:
    """How the text object at `address` is set, to which the glyph at `index` belongs."""
    page = ctypes.cast(text_page, ctypes.c_void_p).value
    known = _get_matrix(page, index, _MATRIX_AT)
    coloured = _get_colour(page, index, *_COLOURS_AT)
    a, b, c, d, _, _ = _matrix
    red, green, blue, alpha = _colours
    return Setting(
        (_get_font(address) or 0) if address else 0,
        _get_size(page, index),
        (a, b, c, d) if known else None,
        (red, green, blue, alpha) if coloured else (0, 0, 0, 0),
        _get_mode(address) if address else 0,
    )


def _read_text(text_page: raw.FPDF_TEXTPAGE, count: int) -> str:
    """The characters.  PDFium's text of the page has them all at once, unless it leaves some out or splits them."""
    units = (ctypes.c_ushort * (count + 1))()
    length = raw.FPDFText_GetText(text_page, 0, count, units)
    text = bytes(units).decode("utf-16-le", "surrogatepass")
    whole = length == len(text) == count + 1 and not any("\ud800" <= c <= "\udfff" for c in set(text))
    if whole:
        text = text[:-1]
        if _REPLACED not in text:
            return text
        return "".join(_ask(text_page, index) if c == _REPLACED else c for index, c in enumerate(text))
    return "".join(_ask(text_page, index) for index in range(count))


def _ask(text_page: raw.FPDF_TEXTPAGE, index: int) -> str:
    code = raw.FPDFText_GetUnicode(text_page, index)
    return chr(code if code <= 0x10FFFF else UNMAPPED)


def _floats(array: ctypes.Array[Any], code: Literal["d", "f"]) -> list[float]:
    """The numbers of an array; `code` is their type in the language of `struct`."""
    return [*memoryview(array).cast("B").cast(code)]


def _addresses(array: ctypes.Array[Any], width: int, offset: int) -> range:
    """The addresses of every `width`-th item, from `offset` on."""
    size = ctypes.sizeof(array._type_)
    start = ctypes.addressof(array)
    return range(start + offset * size, start + ctypes.sizeof(array) + offset * size, width * size)


def _exhaust(calls: Iterable[object]) -> None:
    deque(calls, maxlen=0)


def _prototype(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_INT, _ADDRESS = ctypes.c_int, ctypes.c_void_p
_get_size = _prototype(raw.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, _INT)
_get_matrix = _prototype(raw.FPDFText_GetMatrix, _INT, _ADDRESS, _INT, _ADDRESS)
_get_colour = _prototype(raw.FPDFText_GetFillColor, _INT, _ADDRESS, _INT, *[_ADDRESS] * 4)
_get_font = _prototype(raw.FPDFTextObj_GetFont, _ADDRESS, _ADDRESS)
_get_mode = _prototype(raw.FPDFTextObj_GetTextRenderMode, _INT, _ADDRESS)
_get_object = _prototype(raw.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_get_box = _prototype(raw.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_get_origin = _prototype(
    raw.FPDFText_GetCharOrigin, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p
)

# Where PDFium puts its answers: made once, because a page may have thousands of text objects.
_matrix, _colours = (ctypes.c_float * 6)(), (ctypes.c_uint * 4)()
_MATRIX_AT, _COLOURS_AT = ctypes.addressof(_matrix), tuple(_addresses(_colours, 1, 0))
