"""How wide is it?  The typefaces of the specimens and the advance of every character in them.

EB Garamond by Georg Duffner, and Cardo by David J. Perry for the bold, which EB Garamond has
for plain ASCII only (both SIL Open Font License), as Debian packages them:
`fonts-ebgaramond-extra` and `fonts-cardo`.  Text is shaped by HarfBuzz with kerning, so that
a line measured here is as wide as the one that a producer sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import uharfbuzz as hb  # type: ignore[import-untyped]

FOLDERS = (Path("/usr/share/fonts/truetype/ebgaramond"), Path("/usr/share/fonts/truetype/cardo"))
REMEDY = "apt-get install fonts-ebgaramond-extra fonts-cardo"


class MissingFontError(RuntimeError):
    """The typeface is not installed; the message says how to get it."""


@dataclass(frozen=True)
class Face:
    """One font file, and how a style sheet would name it."""

    file: str
    family: str
    italic: bool = False
    bold: bool = False

    @property
    def path(self) -> Path:
        """Where the file stands.  Raises `MissingFontError`."""
        for folder in FOLDERS:
            if (path := folder / f"{self.file}.ttf").exists():
                return path
        raise MissingFontError(f"{self.file}.ttf is missing: {REMEDY}")

    @cached_property
    def _font(self) -> hb.Font:
        return hb.Font(hb.Face(hb.Blob.from_file_path(str(self.path))))

    def _shape(self, text: str, ligatures: bool) -> hb.Buffer:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self._font, buffer, {"kern": True, "liga": ligatures, "clig": ligatures, "calt": ligatures})
        return buffer

    def advances(self, text: str, ligatures: bool = False) -> list[float]:
        """Advance of each character in em, kerning included; a ligature's stands at its first."""
        return list(_advances(self, text, ligatures))

    def width(self, text: str, size: float, ligatures: bool = False) -> float:
        """Width of `text` in points at `size` points."""
        return sum(_advances(self, text, ligatures)) * size

    def ink(self, char: str) -> tuple[float, float]:
        """Left and right edge of the ink of one character, in em from its origin."""
        glyph = self._font.get_nominal_glyph(ord(char))
        extents = self._font.get_glyph_extents(glyph)
        scale = self._font.face.upem
        return extents.x_bearing / scale, (extents.x_bearing + extents.width) / scale


@cache
def _advances(face: Face, text: str, ligatures: bool) -> tuple[float, ...]:
    if not text:
        return ()
    result = [0.0] * len(text)
    buffer = face._shape(text, ligatures)
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if info.codepoint == 0:
            raise ValueError(f"{face.file} has no glyph for {text[info.cluster]!r} in {text[:30]!r}")
        result[info.cluster] += position.x_advance / face._font.face.upem
    return tuple(result)


ROMAN = Face("EBGaramond12-Regular", "EB Garamond 12")
ITALIC = Face("EBGaramond12-Italic", "EB Garamond 12", italic=True)
BOLD = Face("Cardob101", "Cardo", bold=True)
SMALL_CAPS = Face("EBGaramondSC12-Regular", "EB Garamond SC 12")
FACES = (ROMAN, ITALIC, BOLD, SMALL_CAPS)

CAP_HEIGHT = 0.65
"""Height of a capital of the roman, in em."""
