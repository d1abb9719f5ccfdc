"""Which glyphs stand on a page, and which words do they form?

Evidence: PDFium's text layer, asked through its raw interface.  PDFium is asked per glyph
only for what changes per glyph (character, origin, box, text object); font, size, colour
and direction are asked once per text object.  Words are formed while reading, so nothing
after this module handles single glyphs.

Limits: PDFium reports a hyphen at a line end as U+0002 whether it was "-" or U+00AD in the
file.  Where marked content states which (Typst writes ActualText around the author's), they
come out as U+00AD and U+2011; else all are "-", and it is for the lexicon to tell them apart.  Spaces that
PDFium inserted itself are not trusted (it breaks letter-spaced words); gaps are measured.
"""

from __future__ import annotations

import ctypes
import dataclasses
import math
import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from horizons_convert.pdf.geometry import Matrix, page_size, page_transform, union
from horizons_convert.pdf.geometry import bounds as bounds_of
from horizons_convert.pdf.page import Box, Page, Style
from horizons_convert.pdf.paths import read_paths
from horizons_convert.pdf.words import WordFormer

RAISED_INK = 0.18
"""The foot of a superscript's ink stands at least this far (em) above the baseline."""
RAISED_SIZE = 0.65
"""Superscripts drawn by the font itself are taken to have this share of its size."""
_HYPHEN = 0x02
_SPACES = {0x09, 0x20, 0xA0, 0x1680, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)}
_MARKS = frozenset("0123456789*†‡")
_LINE_ENDS = {0x00, 0x0A, 0x0D}
_IGNORED = {0x200B, 0x200C, 0x200E, 0x200F, 0xFEFF}
_STATED_HYPHENS = {"-": "\u2011", "\u00ad": "\u00ad"}
_PRIVATE_USE = {
    0xF0B7: "•",
    0xF0A7: "▪",
    **{0xF730 + digit: str(digit) for digit in range(10)},  # Adobe's old-style figures
    **{0xF761 + letter: chr(0x61 + letter) for letter in range(26)},  # ... and its small capitals
}
_SUBSET_TAG = re.compile(r"^[A-Z]{6}\+")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|(?:^|[^a-z])bd|^(?:cmbx|cmb|sfbx|ecbx|lmbx|ecxc)", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obli|slant|kursiv|^(?:cmti|cmsl|sfti|sfsl|ecti|ecsl|cmmi|cmbxti|cmssi)", re.IGNORECASE)
_SMALL_CAPS = re.compile(r"smallcap|small-cap|caps\d|[-_]sc(?:$|[-_])|sc\d*$|^(?:cmcsc|eccc|sfcc|lmcsc)", re.IGNORECASE)
_MONOSPACE = re.compile(r"mono|courier|typewriter|consol|menlo|^(?:cmtt|ectt|sftt|lmtt)", re.IGNORECASE)


_NO_STYLE = Style("", 1.0)


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """Read one page: its words, ruled lines, panels and other drawings.

    Raises nothing of its own: what PDFium cannot read is simply not there.
    """
    transform = page_transform(page)
    width, height = page_size(page)
    result = Page(number=number, width=width, height=height)
    _GlyphReader(page, transform, result).read()
    read_paths(page, transform, result)
    return result


class _GlyphReader:
    """Walks the glyphs of a page in stream order and forms words."""

    def __init__(self, page: pdfium.PdfPage, transform: Matrix, result: Page) -> None:
        self.page = page
        self.transform = transform
        self.a, self.b, self.c, self.d, self.e, self.f = transform
        self.result = result
        self.styles: dict[int, Style] = {}
        self.shared: dict[Style, Style] = {}
        self._raising = False

    def read(self) -> None:
        text_page = raw.FPDFText_LoadPage(self.page.raw)
        if not text_page:
            return
        try:
            self._read(text_page)
        finally:
            raw.FPDFText_ClosePage(text_page)

    def _read(self, text_page: raw.FPDF_TEXTPAGE) -> None:
        """The loop over glyphs.  Local names for speed: this is the floor of the running time."""
        get_unicode, get_object = raw.FPDFText_GetUnicode, raw.FPDFText_GetTextObject
        get_origin, get_box = raw.FPDFText_GetCharOrigin, raw.FPDFText_GetLooseCharBox
        is_generated, address = raw.FPDFText_IsGenerated, ctypes.addressof
        x, y, rect = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
        px, py, prect = ctypes.byref(x), ctypes.byref(y), ctypes.byref(rect)
        former = WordFormer(self.result.words, lambda first, count: self._ink(text_page, first, count))
        current, object_style = -1, _NO_STYLE
        for index in range(raw.FPDFText_CountChars(text_page)):
            code = get_unicode(text_page, index)
            if code in _SPACES:
                former.space(generated=bool(is_generated(text_page, index)))
                continue
            if code in _IGNORED or (code in _LINE_ENDS and is_generated(text_page, index)):
                continue
            handle = get_object(text_page, index)
            key = address(handle.contents) if handle else 0
            if key != current:
                current, object_style = key, self._style(text_page, index, handle, key)
            get_origin(text_page, index, px, py)
            get_box(text_page, index, prect)
            x0, x1, baseline = self._stand(x.value, y.value, rect, object_style.angle)
            style = object_style
            character = chr(code) if 0x20 < code < 0xD800 else self._character(text_page, index, code)
            if character in _MARKS and (self._raising or former.last not in _MARKS):
                rise = self._rise(text_page, index, baseline, style)
                self._raising = bool(rise)
                if rise:
                    style, baseline = self._raised(style), baseline - rise
            else:
                self._raising = False
            former.add(character, index, x0, x1, baseline, style)
        former.finish()

    def _stand(self, x: float, y: float, rect: raw.FS_RECTF, angle: int) -> tuple[float, float, float]:
        """Start, end and baseline of a glyph with its origin at (x, y), in the direction of its text."""
        origin = (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)
        if angle:
            return _along(angle, bounds_of(self.transform, (rect.left, rect.bottom, rect.right, rect.top)), origin)
        ends = (
            self.a * rect.left + self.c * rect.top + self.e,
            self.a * rect.right + self.c * rect.bottom + self.e,
        )
        return origin[0], max(ends), origin[1]

    def _rise(self, text_page: raw.FPDF_TEXTPAGE, index: int, baseline: float, style: Style) -> float:
        """How far (points) the foot of a figure's or mark's ink floats above the baseline; 0 where it stands on it.

        Fonts have raised figures of their own, at the size and on the baseline of the text: only the ink tells.
        """
        box = self._ink(text_page, index, 1)
        if box is None or style.angle:
            return 0.0
        rise = baseline - box[3]
        height = box[3] - box[1]
        return rise if rise > RAISED_INK * style.size and 0.15 * style.size < height < 0.56 * style.size else 0.0

    def _raised(self, style: Style) -> Style:
        """The style of a raised figure, with the size that it looks to have."""
        smaller = dataclasses.replace(style, size=round(RAISED_SIZE * style.size, 2))
        return self.shared.setdefault(smaller, smaller)

    def _character(self, text_page: raw.FPDF_TEXTPAGE, index: int, code: int) -> str:
        """The character for an unusual code: a hyphen at a line end, a private use, or a glyph without a meaning."""
        if code == _HYPHEN and raw.FPDFText_IsHyphen(text_page, index) == 1:
            return _STATED_HYPHENS.get(_actual_text(raw.FPDFText_GetTextObject(text_page, index)), "-")
        if code in _PRIVATE_USE:
            return _PRIVATE_USE[code]
        if 0xF900 <= code <= 0x10FFFF and code not in (0xFFFE, 0xFFFF):
            return chr(code)
        self.result.unmapped += 1
        return "\ufffd"

    def _ink(self, text_page: raw.FPDF_TEXTPAGE, first: int, count: int) -> Box | None:
        """Tight box around the ink of up to `INK_GLYPHS` glyphs; generated characters have none."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        boxes = [
            bounds_of(self.transform, (left.value, bottom.value, right.value, top.value))
            for index in range(first, first + count)
            if raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
        ]
        return union(boxes) if boxes else None

    def _style(self, text_page: raw.FPDF_TEXTPAGE, index: int, handle: raw.FPDF_PAGEOBJECT, key: int) -> Style:
        if key in self.styles:
            return self.styles[key]
        style = self._ask_style(text_page, index, handle)
        style = self.shared.setdefault(style, style)
        self.styles[key] = style
        return style

    def _ask_style(self, text_page: raw.FPDF_TEXTPAGE, index: int, handle: raw.FPDF_PAGEOBJECT) -> Style:
        matrix = raw.FS_MATRIX()
        size = raw.FPDFText_GetFontSize(text_page, index)
        angle, skewed = 0, False
        if raw.FPDFText_GetMatrix(text_page, index, matrix):
            size *= math.hypot(matrix.c, matrix.d) * math.hypot(self.c, self.d) or 1.0
            along_x = self.a * matrix.a + self.c * matrix.b
            along_y = self.b * matrix.a + self.d * matrix.b
            angle = round(math.degrees(math.atan2(along_y, along_x))) % 360
            skewed = abs(matrix.a * matrix.c + matrix.b * matrix.d) > 0.1 * (matrix.c**2 + matrix.d**2)
            if min(angle, 360 - angle) <= 5:  # a scan lies a little askew; deskewing is for the layout
                angle = 0
        flags = ctypes.c_int()
        buffer = ctypes.create_string_buffer(256)
        length = raw.FPDFText_GetFontInfo(text_page, index, buffer, 256, flags)
        name = _SUBSET_TAG.sub("", buffer.raw[: max(0, min(length, 256) - 1)].decode("utf-8", "replace"))
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        raw.FPDFText_GetFillColor(text_page, index, red, green, blue, alpha)
        mode = raw.FPDFTextObj_GetTextRenderMode(handle) if handle else 0
        return Style(
            font=name,
            size=round(abs(size), 2) or 1.0,
            bold=bool(_BOLD.search(name)) or bool(flags.value & (1 << 18)),
            italic=bool(_ITALIC.search(name)) or bool(flags.value & (1 << 6)) or skewed,
            small_caps=bool(_SMALL_CAPS.search(name)),
            monospace=mode not in (3, 7) and (bool(_MONOSPACE.search(name)) or bool(flags.value & 1)),
            serif=bool(flags.value & (1 << 1)),
            colour=(red.value, green.value, blue.value),
            invisible=mode in (3, 7) or (alpha.value == 0 and mode != 1),
            angle=angle,
        )


def _actual_text(handle: raw.FPDF_PAGEOBJECT) -> str:
    """The replacement text that the marked content around a page object states; empty where there is none."""
    buffer, length = ctypes.create_string_buffer(64), ctypes.c_ulong()
    for index in range(raw.FPDFPageObj_CountMarks(handle) if handle else 0):
        mark = raw.FPDFPageObj_GetMark(handle, index)
        units = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        if raw.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", units, len(buffer), length):
            return buffer.raw[: min(length.value, len(buffer))].decode("utf-16-le", "replace").rstrip("\0")
    return ""


def _along(angle: int, box: Box, origin: tuple[float, float]) -> tuple[float, float, float]:
    """Start, end and baseline of a glyph of turned text, in the text's direction (turned about the page's origin)."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    along = [cos * px + sin * py for px in (box[0], box[2]) for py in (box[1], box[3])]
    x, y = origin
    return cos * x + sin * y, max(along), cos * y - sin * x
