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
import itertools
import math
import re
from collections import Counter
from operator import attrgetter
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from horizons_convert.pdf.accents import join_accents
from horizons_convert.pdf.columns import (
    Glyphs,
    Pointer,
    Setting,
    ask_ink,
    ask_setting,
    font_of,
    is_generated,
    pointer,
    read_glyphs,
)
from horizons_convert.pdf.geometry import Matrix, apply, page_size, page_transform, union
from horizons_convert.pdf.geometry import bounds as bounds_of
from horizons_convert.pdf.page import Box, Page, Style, Word
from horizons_convert.pdf.paths import read_paths
from horizons_convert.pdf.spaced import FEWEST, join_spaced
from horizons_convert.pdf.strokes import measure
from horizons_convert.pdf.underscores import read_underscores
from horizons_convert.pdf.words import ACCENTS, THIN_SPACE, Row, WordFormer

RAISED_INK = 0.18
"""The foot of a superscript's ink stands at least this far (em) above the baseline."""
USUAL_SHARE = 0.1
"""The smallest type that so many glyphs of a page are set in is no larger than its text; a drop cap is larger."""
RAISED_SIZE = 0.65
"""Superscripts drawn by the font itself are taken to have this share of its size."""
_HYPHEN = 0x02
_SPACES = "\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_MARKS = frozenset("0123456789*†‡")
_LINE_ENDS = frozenset("\0\n\r")
_IGNORED = frozenset("\u200b\u200c\u200e\u200f\ufeff")
_PLAIN = rf"[^\0-\x20\xa0\u1680\u2000-\u200f\u202f\u205f\u3000\ud800-\U0010ffff{''.join(_MARKS)}{''.join(ACCENTS)}]+"
_RUNS = re.compile(
    rf"(?P<space>[{_SPACES}])|(?P<plain>{_PLAIN}(?P<line>(?: {_PLAIN})+)?)|(?P<odd>.)",
    re.DOTALL,
)
"""A space; glyphs of which each is a letter, figure or sign that asks no question; or any other one.

Several words of such glyphs with a single space between are a line.
"""
_STATED_HYPHENS = {"-": "\u2011", "\u00ad": "\u00ad"}
_PRIVATE_USE = {
    0xF0B7: "•",
    0xF0A7: "▪",
    **{0xF730 + digit: str(digit) for digit in range(10)},  # Adobe's old-style figures
    **{0xF761 + letter: chr(0x61 + letter) for letter in range(26)},  # ... and its small capitals
}
_SUBSET_TAG = re.compile(r"^[A-Z]{6}\+|\+[\dA-F]{2}$")
"""The tag of a subset, and what some producers put behind the name of a font that holds further signs of it."""
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|(?:^|[^a-z])bd|^(?:cmbx|cmb|sfbx|ecbx|lmbx|ecxc)", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obli|slant|kursiv|^(?:cmti|cmsl|sfti|sfsl|ecti|ecsl|cmmi|cmbxti|cmssi)", re.IGNORECASE)
_WEIGHED = re.compile(
    rf"{_BOLD.pattern}|{_ITALIC.pattern}|regular|roman|book|light|thin|medium|normal|^(?:times|helvetica|courier|arial)",
    re.IGNORECASE,
)
"""A name that says how heavy and how slanted its font is, or is known to be neither."""
_SMALL_CAPS = re.compile(r"smallcap|small-cap|caps\d|[-_]sc(?:$|[-_])|sc\d*$|^(?:cmcsc|eccc|sfcc|lmcsc)", re.IGNORECASE)
_MONOSPACE = re.compile(r"mono|courier|typewriter|consol|menlo|^(?:cmtt|ectt|sftt|lmtt)", re.IGNORECASE)


DRAWN_OTHERWISE = 1.12
"""A letter whose step is this many times what its font says of it is drawn as another one: as a small capital."""
SMALLEST = 2.0
"""Text that is stated to be smaller than this (points) is measured,"""
ENOUGH_LETTERS = 40
"""... by so many of its letters."""
_OVERHANGING = re.compile("[fƒſ]")
"""Letters whose hooks reach over what follows; of a few hundredths of an em, as of a slanted d, nothing depends."""
_NO_STYLE = Style("", 1.0)
_NO_ROW = Row.of([], [], 0.0)


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """Read one page: its words, ruled lines, panels and other drawings.

    Raises nothing of its own: what PDFium cannot read is simply not there.
    """
    transform = page_transform(page)
    width, height = page_size(page)
    result = Page(number=number, width=width, height=height)
    _GlyphReader(page, transform, result).read()
    read_paths(page, transform, result)
    read_underscores(result)
    return result


class _GlyphReader:
    """Walks the glyphs of a page in stream order and forms words."""

    def __init__(self, page: pdfium.PdfPage, transform: Matrix, result: Page) -> None:
        self.page = page
        self.transform = transform
        self.a, self.b, self.c, self.d, self.e, self.f = transform
        self.result = result
        self.styles: dict[int, Style] = {}
        self.shared: dict[Setting, Style] = {}
        self.distinct: dict[Style, Style] = {}
        self.faces: dict[int, _Face] = {}
        self.settings: dict[int, Setting] = {}
        self.advances: dict[tuple[str, int], float] = {}
        self._glyphs = Glyphs("", [], [], [], [], [])
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
        """Feed the glyphs to the former of words: run by run where all is ordinary, else one by one."""
        glyphs, page = join_accents(self.page.raw, text_page, read_glyphs(text_page)), pointer(text_page)
        self._glyphs = glyphs
        former = WordFormer(self.result.words)
        upright = self.transform[:4] == (1.0, 0.0, 0.0, -1.0)
        self._trim_overhang(text_page, page, glyphs)
        row = Row.of(glyphs.x, glyphs.right, self.e) if upright else _NO_ROW
        first = 0
        for address, same in itertools.groupby(glyphs.objects):
            last = first + len(list(same))
            style = _NO_STYLE
            for run in _RUNS.finditer(glyphs.text, first, last):
                start, stop = run.span()
                plain = run.lastgroup == "plain"
                if run.lastgroup == "space":
                    former.space(generated=glyphs.is_generated(start))
                    continue
                if not plain and _is_nothing(page, start, run[0]):
                    continue
                if style is _NO_STYLE:
                    style = self._style(text_page, page, start, address)
                if plain and upright and not style.angle:
                    self._raising = False
                    take = former.add_line if run["line"] else former.add_run
                    take(run[0], start, row, self.f - glyphs.y[start], style)
                    continue
                for index in range(start, stop):
                    if glyphs.text[index] == " ":
                        former.space(generated=glyphs.is_generated(index))
                    else:
                        self._add(text_page, glyphs, index, style, former)
            first = last
        former.finish()
        joined = join_spaced(self.result.words, former.loose) if len(former.loose) >= FEWEST else set()
        self._measure_ink(page, [short for short in former.short if short[0] not in joined] if joined else former.short)

    def _trim_overhang(self, text_page: raw.FPDF_TEXTPAGE, page: Pointer, glyphs: Glyphs) -> None:
        """End every "f" where the next glyph may begin, not where its hook does: that would hide the space behind it.

        The f of a ligature has the ligature's place and width, which are left alone.
        """
        for match in _OVERHANGING.finditer(glyphs.text):
            index = match.start()
            address, x = glyphs.objects[index], glyphs.x[index]
            if not address or x in glyphs.x[max(index - 1, 0) : index] or x in glyphs.x[index + 1 : index + 2]:
                continue
            advance = self.advances.get((match[0], address))
            if advance is None:
                self._style(text_page, page, index, address)
                advance = self.advances[match[0], address] = self._advance(match[0], self.settings[address])
            if 0 < advance < glyphs.right[index] - x and not self._is_other_letter(text_page, page, index):
                glyphs.right[index] = x + advance

    def _is_other_letter(self, text_page: raw.FPDF_TEXTPAGE, page: Pointer, index: int) -> bool:
        """Whether the letters of a run are drawn as others, as capitals: the next one moves on too far, too."""
        glyphs, after = self._glyphs, index + 1
        address = glyphs.objects[after] if after + 1 < len(glyphs.objects) else 0
        if not address or not glyphs.text[after : after + 2].isalpha() or glyphs.y[after] != glyphs.y[after + 1]:
            return False
        style = self._style(text_page, page, after, address)
        if glyphs.x[after + 1] - glyphs.right[after] > THIN_SPACE * style.size:
            return False
        advance = self._advance(glyphs.text[after], self.settings[address])
        return 0 < DRAWN_OTHERWISE * advance < glyphs.x[after + 1] - glyphs.x[after]

    def _advance(self, character: str, setting: Setting) -> float:
        """How far (points) a character moves the pen that writes from left to right; 0 where the font does not say."""
        width = ctypes.c_float()
        font = ctypes.cast(setting.font, raw.FPDF_FONT)
        known = setting.font and raw.FPDFFont_GetGlyphWidth(font, ord(character), ctypes.c_float(1.0), width)
        a, b, _, _ = setting.matrix or (1.0, 0.0, 0.0, 1.0)
        return width.value * setting.size * a if known and a > 0 and b == 0 else 0.0

    def _measure_ink(self, page: Pointer, short: list[tuple[Word, int, int]]) -> None:
        """Give the short words in larger type, and signs that may stand before them, the tight box of their ink.

        They may be drop caps; of all others nobody asks.
        """
        sizes: Counter[float] = Counter()
        for style, words in itertools.groupby(self.result.words, key=attrgetter("style")):
            sizes[style.size] += sum([word.glyphs for word in words])
        usual = min((size for size, glyphs in sizes.items() if glyphs >= USUAL_SHARE * sizes.total()), default=0.0)
        for word, first, count in short:
            if word.style.size > usual or not word.text[0].isalnum():
                word.ink = self._ink(page, first, count)

    def _add(self, text_page: raw.FPDF_TEXTPAGE, glyphs: Glyphs, index: int, style: Style, former: WordFormer) -> None:
        """Feed one glyph to the former of words."""
        x0, x1, baseline = self._stand(glyphs, index, style.angle)
        character = glyphs.text[index]
        if not " " < character < "\ud800":
            character = self._character(text_page, index, ord(character))
        if character in _MARKS and (self._raising or former.last not in _MARKS):
            rise = self._rise(pointer(text_page), index, baseline, style)
            self._raising = bool(rise)
            if rise:
                style, baseline = self._raised(style), baseline - rise
        else:
            self._raising = False
        former.add(character, index, x0, x1, baseline, style)

    def _stand(self, glyphs: Glyphs, index: int, angle: int) -> tuple[float, float, float]:
        """Start, end and baseline of a glyph, in the direction of its text."""
        origin = apply(self.transform, glyphs.x[index], glyphs.y[index])
        left, top, _, bottom = glyphs.edges[4 * index : 4 * index + 4]
        right = glyphs.right[index]
        if angle:
            return _along(angle, bounds_of(self.transform, (left, bottom, right, top)), origin)
        ends = (self.a * left + self.c * top + self.e, self.a * right + self.c * bottom + self.e)
        return origin[0], max(ends), origin[1]

    def _rise(self, page: Pointer, index: int, baseline: float, style: Style) -> float:
        """How far (points) the foot of a figure's or mark's ink floats above the baseline; 0 where it stands on it.

        Fonts have raised figures of their own, at the size and on the baseline of the text: only the ink tells.
        """
        box = self._ink(page, index, 1)
        if box is None or style.angle:
            return 0.0
        rise = baseline - box[3]
        height = box[3] - box[1]
        return rise if rise > RAISED_INK * style.size and 0.15 * style.size < height < 0.56 * style.size else 0.0

    def _raised(self, style: Style) -> Style:
        """The style of a raised figure, with the size that it looks to have."""
        smaller = dataclasses.replace(style, size=round(RAISED_SIZE * style.size, 2))
        return self.distinct.setdefault(smaller, smaller)

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

    def _ink(self, page: Pointer, first: int, count: int) -> Box | None:
        """Tight box around the ink of some glyphs; generated characters have none."""
        boxes = [box for index in range(first, first + count) if (box := ask_ink(page, index))]
        return bounds_of(self.transform, union(boxes)) if boxes else None

    def _style(self, text_page: raw.FPDF_TEXTPAGE, page: Pointer, index: int, address: int) -> Style:
        """The style of a text object, given one of its glyphs.  Many objects of a page share a few styles."""
        style = self.styles.get(address)
        if style is None:
            self.settings[address] = setting = ask_setting(page, index, address)
            style = self.shared.get(setting)
            if style is None:
                style = self._style_of(setting, self._face(text_page, index, setting.font))
                if style.size < SMALLEST:
                    style = dataclasses.replace(style, size=self._size_by_ink(page, style.size, setting.font))
                self.shared[setting] = style = self.distinct.setdefault(style, style)
            self.styles[address] = style
        return style

    def _style_of(self, setting: Setting, face: _Face) -> Style:
        size, angle, skewed = setting.size, 0, False
        if setting.matrix:
            a, b, c, d = setting.matrix
            size *= math.hypot(c, d) * math.hypot(self.c, self.d) or 1.0
            angle = round(math.degrees(math.atan2(self.b * a + self.d * b, self.a * a + self.c * b))) % 360
            skewed = abs(a * c + b * d) > 0.1 * (c**2 + d**2)
            if min(angle, 360 - angle) <= 5:  # a scan lies a little askew; deskewing is for the layout
                angle = 0
        unseen = setting.mode in (3, 7)
        return Style(
            font=face.name,
            size=round(abs(size), 2) or 1.0,
            bold=face.bold,
            italic=face.italic or skewed,
            small_caps=face.small_caps,
            monospace=not unseen and face.monospace,
            serif=face.serif,
            colour=setting.colour[:3],
            invisible=unseen or (setting.colour[3] == 0 and setting.mode != 1),
            angle=angle,
        )

    def _size_by_ink(self, page: Pointer, stated: float, font: int) -> float:
        """The size that a font looks to have; `stated`, unless its letters are far too large for that.

        A font of Type 3 has units of its own, and the sizes of those that dvips writes say nothing.
        """
        sizes: list[float] = []
        for index, address in enumerate(self._glyphs.objects):
            share = _letter_height(self._glyphs.text[index])
            if address and share and font_of(address) == font and (box := self._ink(page, index, 1)):
                sizes.append((box[3] - box[1]) / share)
            if len(sizes) == ENOUGH_LETTERS:
                break
        size = round(2 * median(sizes)) / 2 if sizes else 0.0
        return size if size > 2 * stated else stated

    def _face(self, text_page: raw.FPDF_TEXTPAGE, index: int, font: int) -> _Face:
        """What the name and the flags of a glyph's font say; asked once a font."""
        face = self.faces.get(font) if font else None
        if face is None:
            flags, buffer = ctypes.c_int(), ctypes.create_string_buffer(256)
            length = raw.FPDFText_GetFontInfo(text_page, index, buffer, 256, flags)
            name = _SUBSET_TAG.sub("", buffer.raw[: max(0, min(length, 256) - 1)].decode("utf-8", "replace"))
            face = self.faces[font] = self._weighed(_Face.of(name, flags.value), font)
        return face

    def _weighed(self, face: _Face, font: int) -> _Face:
        """A face with the weight and the slant that its strokes show, where its name says nothing of them.

        A font that has no letters, but signs that its producer cut off another one, is as heavy as that.
        """
        if not font or _WEIGHED.search(face.name):
            return face
        strokes = measure(ctypes.cast(font, raw.FPDF_FONT))
        if strokes is None:
            return next((known for known in self.faces.values() if known.name == face.name), face)
        return dataclasses.replace(face, bold=face.bold or strokes[0], italic=face.italic or strokes[1])


def _letter_height(character: str) -> float:
    """How high a letter stands in the usual text face (em); 0 where faces differ."""
    if character in "acemnorsuvwxz":
        return 0.45
    return 0.68 if character in "bdhklABDEFGHIKLMNPRSTUVWXYZ" else 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class _Face:
    """What a font is, by its name and the flags of its descriptor (ISO 32000-1, table 123); else by its strokes."""

    name: str
    bold: bool
    italic: bool
    small_caps: bool
    monospace: bool
    serif: bool

    @classmethod
    def of(cls, name: str, flags: int) -> _Face:
        return cls(
            name,
            bold=bool(_BOLD.search(name)) or bool(flags & (1 << 18)),
            italic=bool(_ITALIC.search(name)) or bool(flags & (1 << 6)),
            small_caps=bool(_SMALL_CAPS.search(name)),
            monospace=bool(_MONOSPACE.search(name)) or bool(flags & 1),
            serif=bool(flags & (1 << 1)),
        )


def _is_nothing(page: Pointer, index: int, character: str) -> bool:
    """Whether a glyph says and shows nothing: a mark that steers the text, or a line end that PDFium made up."""
    return character in _IGNORED or (character in _LINE_ENDS and is_generated(page, index))


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
