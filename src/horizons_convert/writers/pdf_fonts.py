"""With which fonts is a PDF set, so that it looks the same everywhere and no glyph is missing?

The faces come as Python packages (fontpkg: unmodified fonts under the SIL Open Font
License), not from the machine: Literata to read, Atkinson Hyperlegible for low vision and
dyslexia, and the Noto faces behind them for the rest of Latin, Greek and Cyrillic.  What
none of them has (an arrow, Chinese, an emoji) Pango takes from the machine's own fonts.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from horizons_convert.fonts import font_file
from horizons_convert.writers import Profile

SCHEME = "font:"


@dataclass(frozen=True)
class Face:
    family: str
    style: str
    weight: int | None = None
    """CSS weight; None for a variable font.

    WeasyPrint does not know ranges of weights, and with a single one declared it writes the
    widths of another cut than it embeds; with none it finds all of them.
    """

    @property
    def url(self) -> str:
        return f"{SCHEME}{quote(self.family)}/{self.style}/{self.weight or 400}"

    @property
    def rule(self) -> str:
        weight = f" font-weight: {self.weight};" if self.weight else ""
        return (
            f'@font-face {{ font-family: "{self.family}"; font-style: {self.style};{weight} src: url("{self.url}"); }}'
        )


_SERIF = tuple(Face(family, style) for family in ("Literata", "Noto Serif") for style in ("normal", "italic"))
_SANS = (  # for profiles without italics
    Face("Atkinson Hyperlegible", "normal", 400),
    Face("Atkinson Hyperlegible", "normal", 700),
    Face("Noto Sans", "normal"),
)

FACES: dict[Profile, tuple[Face, ...]] = {"standard": _SERIF, "large-print": _SANS, "dyslexia": _SANS}


def rules(profile: Profile) -> str:
    """The @font-face rules of a profile; their addresses are for `read`."""
    return "\n".join(face.rule for face in FACES[profile])


def read(url: str) -> bytes:
    """The font file behind an address that `rules` gave.  Raises `KeyError` for any other."""
    face = {face.url: face for faces in FACES.values() for face in faces}[url]
    return font_file(face.family, face.weight or 400, face.style).read_bytes()
