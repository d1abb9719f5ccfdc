"""What does the book look like on a shelf of thumbnails? A cover drawn from journal, title, authors and issue.

One colour and type, nothing else: the title is set as large as it fits, so that it can
still be read when the picture is a hundred pixels wide.  The colour follows from the
journal's name, so that the issues of one journal look like one series.  The same words
give the same picture: the fonts come from packages, never from the machine.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageColor, ImageDraw, ImageFont

from horizons_convert.fonts import font_file
from horizons_convert.writers.xhtml import clean

WIDTH, HEIGHT = 1600, 2560
"""Pixels; the proportion that the bookshops ask for."""

MEDIA_TYPE = "image/png"

_MARGIN = 150
_PAPER = "#fbf7ee"
_GROUNDS = ("#17324d", "#1f4037", "#5a1f2b", "#3d2b56", "#284b63", "#4a3520", "#22333b", "#6b2d1a")
"""Dark enough for paper-white letters at a contrast of 7:1 and more."""

_FAMILIES = ("Literata", "Noto Serif", "Noto Sans")
"""The first that has every letter of the text is used."""

_TITLE_SIZES = range(212, 34, -6)
_TITLE_LINES = 9
_LEADING = 1.18
_MANY = 80
"""Characters of authors' names from which on they are set smaller."""
_INK = 255
_SHADES = 16
_OPTICAL_SIZE = 72
"""Points; the cut of the face that is drawn for display."""

Font = ImageFont.FreeTypeFont


@dataclass(frozen=True)
class Cover:
    """The words on a cover; all but the title may be empty."""

    title: str
    subtitle: str = ""
    authors: str = ""
    journal: str = ""
    issue: str = ""
    rubric: str = ""


def draw(cover: Cover) -> bytes:
    """The cover as a PNG of `WIDTH` by `HEIGHT` pixels."""
    series = clean(cover.journal or cover.title).encode()
    ground = _GROUNDS[hashlib.sha256(series).digest()[0] % len(_GROUNDS)]
    ink = Image.new("L", (WIDTH, HEIGHT))
    canvas = ImageDraw.Draw(ink)
    head = _set(canvas, cover.journal.upper(), 84, _MARGIN, weight=600, lines=2)
    if cover.journal:
        canvas.rectangle((_MARGIN, head + 40, WIDTH - _MARGIN, head + 48), fill=_INK)
    if cover.rubric:
        head = _set(canvas, cover.rubric, 60, head + 84, weight=400, lines=1)
    foot = _foot(canvas, cover)
    y = _title(canvas, cover.title, head + 190, foot - 120)
    if cover.subtitle and foot - y > 300:
        _set(canvas, cover.subtitle, 80, y + 90, weight=300, lines=min(4, int((foot - y - 190) // (80 * _LEADING))))
    out = io.BytesIO()
    _tinted(ink, ground).save(out, "PNG", bits=4)
    return out.getvalue()


def _tinted(ink: Image.Image, ground: str) -> Image.Image:
    """How much ink, in sixteen shades between the ground and the paper white of the letters."""
    image = ink.point([round(amount * (_SHADES - 1) / _INK) for amount in range(_INK + 1)])
    dark, light = ImageColor.getrgb(ground), ImageColor.getrgb(_PAPER)
    steps = [shade / (_SHADES - 1) for shade in range(_SHADES)]
    image.putpalette([round(d + (b - d) * step) for step in steps for d, b in zip(dark, light, strict=True)])
    return image


def _title(canvas: ImageDraw.ImageDraw, title: str, top: float, bottom: float) -> float:
    """Set the title in the largest size that fits; gives the y where it ends."""
    for size in _TITLE_SIZES:
        font = _font(title, size, 700)
        lines = _wrap(title, font)
        fits = len(lines) <= _TITLE_LINES and len(lines) * size * _LEADING <= bottom - top
        if fits and all(font.getlength(line) <= WIDTH - 2 * _MARGIN for line in lines):
            break
    return _set(canvas, title, size, top, weight=700, lines=int((bottom - top) // (size * _LEADING)))


def _foot(canvas: ImageDraw.ImageDraw, cover: Cover) -> float:
    """Set authors and issue at the foot; gives the y where they begin."""
    bottom = HEIGHT - _MARGIN + 20.0
    authors, most = (92, 4) if len(cover.authors) < _MANY else (66, 6)
    for text, size, weight in ((cover.issue, 66, 400), (cover.authors, authors, 500)):
        if text:
            lines = _lines(text, _font(text, size, weight), most)
            top = bottom - len(lines) * size * _LEADING
            _set(canvas, text, size, top, weight=weight, lines=most)
            bottom = top - 36
    return bottom


def _set(canvas: ImageDraw.ImageDraw, text: str, size: int, top: float, *, weight: int, lines: int) -> float:
    """Set text from `top` down in at most `lines` lines; gives the y where it ends."""
    font = _font(text, size, weight)
    for line in _lines(text, font, lines):
        canvas.text((_MARGIN, top), line, font=font, fill=_INK)
        top += size * _LEADING
    return top


def _lines(text: str, font: Font, most: int) -> list[str]:
    """The text in lines of the cover's width; an ellipsis where there are more than `most`."""
    lines = _wrap(text, font)
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1] + " …"][:most]


def _wrap(text: str, font: Font) -> list[str]:
    """Words filled into lines; among equally many lines the narrowest measure, so that none is left nearly empty."""
    words = re.findall(r"[^ \t\r\n\x85]+", clean(text))  # a no-break space holds words together
    widest = WIDTH - 2 * _MARGIN
    lines = _fill(words, font, widest)
    for measure in range(widest, widest // 2, -50):
        narrower = _fill(words, font, measure)
        if len(narrower) > len(lines) or any(font.getlength(line) > measure for line in narrower):
            break
        lines = narrower
    return lines


def _fill(words: list[str], font: Font, measure: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and font.getlength(f"{lines[-1]} {word}") <= measure:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _font(text: str, size: int, weight: int) -> Font:
    """The first family that has all letters of the text, else the one that lacks fewest."""
    family = min(_FAMILIES, key=lambda name: sum(not _has(name, letter) for letter in set(text)))
    return _face(family, size, weight)


@cache
def _face(family: str, size: int, weight: int) -> Font:
    font = ImageFont.truetype(font_file(family), size)
    wanted = {b"Weight": weight, b"Optical Size": _OPTICAL_SIZE}
    font.set_variation_by_axes(
        [
            min(max(wanted.get(axis["name"], axis["default"] or 0), axis["minimum"] or 0), axis["maximum"] or 0)
            for axis in font.get_variation_axes()
        ]
    )
    return font


@cache
def _has(family: str, letter: str) -> bool:
    """Whether the family draws this letter as something else than its empty box."""
    font = _face(family, 40, 400)
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask("\U0010ffff"))
