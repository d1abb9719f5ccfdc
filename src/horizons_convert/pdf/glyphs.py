"""Which glyphs stand on a page, and which words do they form?

Evidence: PDFium's text layer, asked through its raw interface.  PDFium is asked per glyph
only for what changes per glyph (character, origin, box, text object); font, size, colour
and direction are asked once per text object.  Words are formed while reading, so nothing
after this module handles single glyphs.

Limits: PDFium reports a hyphen at a line end as U+0002 whether it was "-" or U+00AD in the
file, so both come out as "-" here; it is for the lexicon to tell them apart.  Spaces that
PDFium inserted itself are not trusted (it breaks letter-spaced words); gaps are measured.
"""

from __future__ import annotations

import ctypes
import dataclasses
import math
import re
import unicodedata
from collections.abc import Callable

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from horizons_convert.pdf.geometry import Matrix, page_size, page_transform, union
from horizons_convert.pdf.geometry import bounds as bounds_of
from horizons_convert.pdf.page import Box, Page, Panel, Rule, Shape, Style, Word

WORD_GAP = 0.12
"""Smallest gap between words in em, tracking deducted: the tightest justified spaces are about 0.15."""
FIRST_GAP = 0.17
"""... where no gap between letters has been seen yet that would tell the tracking."""
SUSPECTED_GAP = 0.03
"""... where PDFium saw a space as well: an "f" that overhangs its width leaves little of one."""
TRACKING_LIMIT = 0.45
"""No letter-spacing is wider than this (em); what is wider parts words."""
BASELINE_SHIFT = 0.12
"""A change of baseline by more than this (em) ends a word: superscripts stand at 0.3 and more."""
RULE_THICKNESS = 2.5
"""Thickest rule, as a multiple of nothing: hairlines to 2.5 pt exist in print; thicker is a bar or a panel."""
RULE_RATIO = 8
"""A rule is at least this many times as long as it is thick."""
BACKWARDS = 0.3
"""A glyph that starts this far (em) before its predecessor's origin begins another word."""
THIN_SPACE = 0.07
"""French sets a thin space before ; : ! ? and inside guillemets; from this gap (em) on it is one."""
RAISED_INK = 0.18
"""The foot of a superscript's ink stands at least this far (em) above the baseline."""
RAISED_SIZE = 0.65
"""Superscripts drawn by the font itself are taken to have this share of its size."""
INK_GLYPHS = 3
"""Words of up to so many glyphs get the tight box of their ink: they may be drop caps or note marks."""

_HYPHEN = 0x02
_SPACES = {0x09, 0x20, 0xA0, 0x1680, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)}
_MARKS = frozenset("0123456789*†‡")
_SPACED_BEFORE = frozenset(";:!?»")
_LINE_ENDS = {0x00, 0x0A, 0x0D}
_IGNORED = {0x200B, 0x200C, 0x200E, 0x200F, 0xFEFF}
_ACCENTS = {
    "´": "\u0301",
    "`": "\u0300",
    "¨": "\u0308",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "ˇ": "\u030c",
    "˘": "\u0306",
    "¯": "\u0304",
    "˙": "\u0307",
    "˚": "\u030a",
    "¸": "\u0327",
    "˛": "\u0328",
    "˝": "\u030b",
}
"""Accents that TeX and other old engines print over their letter as glyphs of their own."""
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

_PATH, _FORM = 2, 5


_NO_STYLE = Style("", 1.0)


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """Read one page: its words, ruled lines, panels and other drawings.

    Raises nothing of its own: what PDFium cannot read is simply not there.
    """
    transform = page_transform(page)
    width, height = page_size(page)
    result = Page(number=number, width=width, height=height)
    _GlyphReader(page, transform, result).read()
    _read_drawings(page, transform, result)
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
        is_generated = raw.FPDFText_IsGenerated
        x, y, rect = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
        px, py, prect = ctypes.byref(x), ctypes.byref(y), ctypes.byref(rect)
        a, b, c, d, e, f = self.a, self.b, self.c, self.d, self.e, self.f
        address = ctypes.addressof
        words = self.result.words

        text: list[str] = []
        first = 0
        x0 = x1 = baseline = 0.0
        style: Style | None = None
        object_style = _NO_STYLE
        origin = last_x0 = accent_x = math.nan
        accent = ""
        raised = False
        current_object = -1
        glued = spaced = suspected = False
        gaps: list[float] = []
        trackings: dict[Style, float] = {}

        def finish() -> None:
            nonlocal text, glued
            if text and style is not None:
                ink = self._ink(text_page, first, len(text)) if len(text) <= INK_GLYPHS else None
                if glued and text in (["-"], ["\u2010"], ["\u00ad"]) and abs(words[-1].baseline - baseline) < 1:
                    # Some engines take the hyphen of a line end from a fallback font: it still ends the word.
                    words[-1].text += text[0]
                    words[-1].x1 = x1
                    words[-1].glyphs += 1
                else:
                    words.append(Word("".join(text), x0, x1, baseline, style, len(text), glued, len(words), ink))
            text = []

        for index in range(raw.FPDFText_CountChars(text_page)):
            code = get_unicode(text_page, index)
            if code in _IGNORED or (code in _LINE_ENDS and is_generated(text_page, index)):
                continue
            if code in _SPACES:
                if is_generated(text_page, index):
                    suspected = True
                else:
                    finish()
                    spaced = True
                continue
            handle = get_object(text_page, index)
            key = address(handle.contents) if handle else 0
            if key != current_object:
                current_object = key
                object_style = self._style(text_page, index, handle, key)
            new_style = object_style
            get_origin(text_page, index, px, py)
            get_box(text_page, index, prect)
            if new_style.angle:
                gx0, gx1, gbase = _along(new_style.angle, bounds_of(self.transform, (rect.left, rect.bottom, rect.right, rect.top)), (a * x.value + c * y.value + e, b * x.value + d * y.value + f))
            else:
                gx0, gbase = a * x.value + c * y.value + e, b * x.value + d * y.value + f
                left, right = rect.left, rect.right
                gx1 = max(a * left + c * rect.top + e, a * right + c * rect.bottom + e)
            if 0x20 < code < 0xD800:
                character = chr(code)
            else:
                character = self._character(text_page, index, code)
            if character in _MARKS and (not text or text[-1] not in _MARKS or raised):
                rise = self._rise(text_page, index, gbase, new_style)
                if rise:
                    new_style, gbase = self._raised(new_style), gbase - rise
                raised = bool(rise)
            else:
                raised = False
            if text and gx0 == origin and gbase == baseline and code != _HYPHEN:
                text.append(character)  # the next letter of a ligature
                x1 = max(x1, gx1)
                continue
            origin_before, origin = origin, gx0
            if text == ["\ufffd"] and character in "cC" and x0 < gx0 and gx1 < x1:
                text = ["©"]  # TeX prints a circle around the letter
                continue
            if character in _ACCENTS:
                centre = (gx0 + gx1) / 2
                if text and last_x0 <= centre <= x1 and abs(gbase - baseline) < new_style.size:
                    text[-1] = unicodedata.normalize("NFC", text[-1] + _ACCENTS[character])
                else:
                    accent, accent_x = _ACCENTS[character], centre
                continue
            if accent:
                if gx0 <= accent_x <= gx1:
                    character = unicodedata.normalize("NFC", character + accent)
                accent = ""
            if text:
                assert style is not None
                gap = gx0 - x1
                em = new_style.size
                same_line = abs(gbase - baseline) <= BASELINE_SHIFT * em
                typical = gaps[len(gaps) // 2] if gaps else trackings.get(new_style)
                tracking = min(max(typical or 0.0, 0.0), TRACKING_LIMIT * em)
                enough = SUSPECTED_GAP if suspected else FIRST_GAP if typical is None else WORD_GAP
                backwards = gx0 < origin_before - BACKWARDS * em
                if new_style is not style or not same_line or gap > enough * em + tracking or backwards:
                    finish()
                    near = -BACKWARDS * em < gap <= enough * max(em, style.size) + tracking
                    glued = near and not spaced and abs(gbase - baseline) <= 0.6 * max(em, style.size)
                    gaps = gaps if new_style is style and same_line else []
                else:
                    if gap > THIN_SPACE * em + tracking and (character in _SPACED_BEFORE or text[-1] == "«"):
                        text.append("\u202f")
                    if len(gaps) < 16:
                        gaps.append(gap)
                        gaps.sort()
                        trackings[new_style] = gaps[len(gaps) // 2]
            else:
                glued = False
            if not text:
                first, x0, baseline, style = index, gx0, gbase, new_style
                spaced = False
            text.append(character)
            last_x0, x1 = gx0, gx1
            suspected = False
        finish()

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
            return "-"
        if code in _PRIVATE_USE:
            return _PRIVATE_USE[code]
        if 0xF900 <= code <= 0x10FFFF and code not in (0xFFFE, 0xFFFF):
            return chr(code)
        self.result.unmapped += 1
        return "\ufffd"

    def _ink(self, text_page: raw.FPDF_TEXTPAGE, first: int, count: int) -> Box | None:
        """Tight box around the ink of up to `INK_GLYPHS` glyphs; generated characters have none."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        boxes = []
        for index in range(first, first + count):
            if raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
                boxes.append(bounds_of(self.transform, (left.value, bottom.value, right.value, top.value)))
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


def _along(angle: int, box: Box, origin: tuple[float, float]) -> tuple[float, float, float]:
    """Start, end and baseline of a glyph of rotated text, in the text's own direction (rotated about the page origin)."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    along = [cos * px + sin * py for px in (box[0], box[2]) for py in (box[1], box[3])]
    x, y = origin
    return cos * x + sin * y, max(along), cos * y - sin * x


def _read_drawings(page: pdfium.PdfPage, transform: Matrix, result: Page) -> None:
    """Sort the page's path objects into rules, panels and shapes, forms included."""
    bounds = [ctypes.c_float() for _ in range(4)]

    def visit(handle: raw.FPDF_PAGEOBJECT, matrices: tuple[Matrix, ...]) -> None:
        kind = raw.FPDFPageObj_GetType(handle)
        if kind == _FORM:
            inner = (_matrix(handle), *matrices)
            for index in range(raw.FPDFFormObj_CountObjects(handle)):
                visit(raw.FPDFFormObj_GetObject(handle, index), inner)
            return
        if kind != _PATH:
            return
        if not raw.FPDFPageObj_GetBounds(handle, *bounds):
            return
        left, bottom, right, top = (bound.value for bound in bounds)
        box: Box = (left, bottom, right, top)
        for matrix in (*matrices, transform):
            box = bounds_of(matrix, box)
        if box[2] <= 0 or box[3] <= 0 or box[0] >= result.width or box[1] >= result.height:
            return
        _sort_path(handle, box, result)

    for index in range(raw.FPDFPage_CountObjects(page.raw)):
        visit(raw.FPDFPage_GetObject(page.raw, index), ())


def _sort_path(handle: raw.FPDF_PAGEOBJECT, box: Box, result: Page) -> None:
    fill_mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(handle, fill_mode, stroked)
    filled = fill_mode.value != 0
    if not filled and not stroked.value:
        return  # a clipping path: nothing is drawn
    colour = _colour(handle, raw.FPDFPageObj_GetFillColor if filled else raw.FPDFPageObj_GetStrokeColor)
    width, height = box[2] - box[0], box[3] - box[1]
    thick, long = min(width, height), max(width, height)
    segments = raw.FPDFPath_CountSegments(handle)
    if colour is None:
        return  # wholly transparent
    if thick <= RULE_THICKNESS and long >= RULE_RATIO * max(thick, 0.4):
        if colour != (255, 255, 255):
            result.rules.append(Rule(box, width >= height, colour))
    elif segments <= 6 and (not filled or colour != (255, 255, 255)) and _is_rectangle(handle, segments):
        result.panels.append(Panel(box, filled, colour))
    elif not (filled and colour == (255, 255, 255)):
        result.shapes.append(Shape(box, filled, colour, segments))


def _is_rectangle(handle: raw.FPDF_PAGEOBJECT, segments: int) -> bool:
    """Only straight segments, each along an axis."""
    points = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(segments):
        segment = raw.FPDFPath_GetPathSegment(handle, index)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_BEZIERTO:
            return False
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((x.value, y.value))
    return len(points) >= 4 and all(
        abs(p[0] - q[0]) < 0.01 or abs(p[1] - q[1]) < 0.01 for p, q in zip(points, points[1:], strict=False)
    )


def _colour(handle: raw.FPDF_PAGEOBJECT, ask: Callable[..., int]) -> tuple[int, int, int] | None:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not ask(handle, red, green, blue, alpha):
        return (0, 0, 0)
    return (red.value, green.value, blue.value) if alpha.value else None


def _matrix(handle: raw.FPDF_PAGEOBJECT) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, matrix):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
