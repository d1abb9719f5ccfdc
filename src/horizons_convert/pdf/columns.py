"""What does PDFium say of each glyph of a page?

The four things that change with every glyph (character, text object, origin, box) are asked
for the whole page at once, one question after the other, so that C's loops go round and not
Python's: a page has thousands of glyphs, and this is the floor of the running time.

The functions are called without prototypes, with pointers made ready beforehand: what ctypes
makes and checks for each argument takes longer than PDFium's answer.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import pypdfium2.raw as raw

UNMAPPED = 0xFFFF
"""Stands for a code that is no character."""

_SURROGATE = re.compile("[\ud800-\udfff]")
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
    y: Sequence[float]
    """Its origin, on the baseline."""
    edges: Sequence[float]
    """Left, top, right and bottom of each: as wide as its advance and what overhangs it, as high as its font."""
    right: list[float]
    """The right edge alone: it is asked of every glyph, and may be moved."""

    def is_generated(self, space: int) -> bool:
        """Whether PDFium made a space up that is not in the file: those have no width, and it need not be asked."""
        return not self.objects[space] or self.right[space] <= self.edges[4 * space]


def read_glyphs(text_page: raw.FPDF_TEXTPAGE) -> Glyphs:
    """Ask PDFium for every glyph of a page."""
    count = max(raw.FPDFText_CountChars(text_page), 0)
    page = pointer(text_page)
    points = _origins.ask(_get_origin, page, count)
    edges = _boxes.ask(_get_box, page, count)
    objects = list(map(_get_object, itertools.repeat(page), range(count)))
    return Glyphs(
        _read_text(text_page, count), objects, points[0::2].tolist(), points[1::2], edges, edges[2::4].tolist()
    )


def is_generated(page: Pointer, index: int) -> bool:
    """Whether PDFium made a glyph up: a space or a line end that is not in the file."""
    return bool(_get_generated(page, index))


def font_of(address: int) -> int:
    """Address of the font of the text object at `address`; 0 where it has none."""
    font: int = _get_font(_pointer(address))
    return font


def ask_ink(page: Pointer, index: int) -> tuple[float, float, float, float] | None:
    """The tight box around a glyph's ink: left, bottom, right and top; None where PDFium knows none."""
    if not _get_ink(page, index, *_sides.places[0]):
        return None
    left, right, bottom, top = _sides.values
    return left, bottom, right, top


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


def ask_setting(page: Pointer, index: int, address: int) -> Setting:
    """How the text object at `address` is set, to which the glyph at `index` belongs."""
    known = _get_matrix(page, index, *_matrix.places[0])
    a, b, c, d, _, _ = _matrix.values
    coloured = _get_colour(page, index, *_colours.places[0])
    red, green, blue, alpha = map(int, _colours.values)
    handle = _pointer(address)
    return Setting(
        font_of(address) if address else 0,
        _get_size(page, index),
        (a, b, c, d) if known else None,
        (red, green, blue, alpha) if coloured else (0, 0, 0, 0),
        _get_mode(handle) if address else 0,
    )


def _read_text(text_page: raw.FPDF_TEXTPAGE, count: int) -> str:
    """The characters.  PDFium's text of the page has them all at once, unless it leaves some out or splits them."""
    units = (ctypes.c_ushort * (count + 1))()
    length = raw.FPDFText_GetText(text_page, 0, count, units)
    text = bytes(units).decode("utf-16-le", "surrogatepass")
    whole = length == len(text) == count + 1 and not _SURROGATE.search(text)
    if whole:
        return re.sub(_REPLACED, lambda found: _ask(text_page, found.start()), text[:-1])
    return "".join(_ask(text_page, index) for index in range(count))


def _ask(text_page: raw.FPDF_TEXTPAGE, index: int) -> str:
    code = raw.FPDFText_GetUnicode(text_page, index)
    return chr(code if code <= 0x10FFFF else UNMAPPED)


def pointer(text_page: raw.FPDF_TEXTPAGE) -> Pointer:
    """The handle of a page's text, ready to be handed to PDFium any number of times."""
    return _pointer(ctypes.cast(text_page, ctypes.c_void_p).value)


Pointer = Any
"""An argument as ctypes hands it to C; there is no public name for its type."""

_pointer: Callable[[int | None], Pointer] = ctypes.c_void_p.from_param

BATCH = 1024
"""So many glyphs are asked for before their answers are taken: the places for them are made once."""


class _Answers:
    """Where PDFium puts what it answers: made once, because the pointers to it cost more than the answers."""

    def __init__(
        self, kind: Any, code: Literal["d", "f", "I"], width: int, offsets: tuple[int, ...], count: int
    ) -> None:
        """`width` numbers for each of `count` glyphs, of which PDFium is told the places of those at `offsets`.

        `code` is the type of the numbers, which is `kind`, in the language of `struct`.
        """
        self._array = (kind * (width * count))()
        self._width, self._count = width, count
        self.values = memoryview(self._array).cast("B").cast(code)
        start, size = ctypes.addressof(self._array), ctypes.sizeof(kind)
        self.places = [
            tuple(_pointer(start + size * (width * index + offset)) for offset in offsets) for index in range(count)
        ]
        self._columns = list(zip(*self.places, strict=True))

    def ask(self, function: Callable[..., int], page: Pointer, count: int) -> array[float]:
        """The answers of a function for the first `count` glyphs of a page, one glyph's numbers after the other's."""
        found: array[Any] = array(self.values.format)
        for first in range(0, count, self._count):
            batch = range(first, min(first + self._count, count))
            ctypes.memset(self._array, 0, ctypes.sizeof(self._array))  # what has no answer is 0, not another's
            _exhaust(map(function, itertools.repeat(page), batch, *self._columns))
            found.frombytes(self.values[: self._width * len(batch)].cast("B"))
        return found


def _exhaust(calls: Iterable[object]) -> None:
    deque(calls, maxlen=0)


def _unchecked(function: Any, result: Any) -> Callable[..., Any]:
    """A function of PDFium that takes whole numbers and what `_pointer` makes, and converts nothing."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result)(address)


_INT, _ADDRESS = ctypes.c_int, ctypes.c_size_t
_get_size = _unchecked(raw.FPDFText_GetFontSize, ctypes.c_double)
_get_matrix = _unchecked(raw.FPDFText_GetMatrix, _INT)
_get_colour = _unchecked(raw.FPDFText_GetFillColor, _INT)
_get_font = _unchecked(raw.FPDFTextObj_GetFont, _ADDRESS)
_get_mode = _unchecked(raw.FPDFTextObj_GetTextRenderMode, _INT)
_get_object = _unchecked(raw.FPDFText_GetTextObject, _ADDRESS)
_get_box = _unchecked(raw.FPDFText_GetLooseCharBox, _INT)
_get_ink = _unchecked(raw.FPDFText_GetCharBox, _INT)
_get_origin = _unchecked(raw.FPDFText_GetCharOrigin, _INT)
_get_generated = _unchecked(raw.FPDFText_IsGenerated, _INT)

_origins = _Answers(ctypes.c_double, "d", 2, (0, 1), BATCH)
_boxes = _Answers(ctypes.c_float, "f", 4, (0,), BATCH)
_sides = _Answers(ctypes.c_double, "d", 4, (0, 1, 2, 3), 1)
_matrix = _Answers(ctypes.c_float, "f", 6, (0,), 1)
_colours = _Answers(ctypes.c_uint, "I", 4, (0, 1, 2, 3), 1)
