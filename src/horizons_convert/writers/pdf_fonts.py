"""With which fonts is a PDF set, so that it looks the same everywhere and no glyph is missing?

The faces come as Python packages (fontpkg: unmodified fonts under the SIL Open Font
License), not from the machine: Literata to read, Atkinson Hyperlegible for low vision and
dyslexia, and the Noto faces behind them for the rest of Latin, Greek and Cyrillic.  What
none of them has (an arrow, Chinese, an emoji) Pango takes from the machine's own fonts.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

import fontpkg

from horizons_convert.writers import Profile

SCHEME = "font:"


@dataclass(frozen=True)
class Face:
    family: str
    style: str
    weight: int
    weights: str
    """The CSS weights that the file serves: one, or the two ends of a variable font's range."""

    @property
    def url(self) -> str:
        return f"{SCHEME}{quote(self.family)}/{self.style}/{self.weight}"

    @property
    def rule(self) -> str:
        return (
            f'@font-face {{ font-family: "{self.family}"; font-style: {self.style}; '
            f'font-weight: {self.weights}; src: url("{self.url}"); }}'
        )


def _variable(family: str, weights: str, styles: tuple[str, ...] = ("normal", "italic")) -> tuple[Face, ...]:
    return tuple(Face(family, style, 400, weights) for style in styles)


_LITERATA = _variable("Literata", "200 900")
_NOTO_SERIF = _variable("Noto Serif", "100 900")
_NOTO_SANS = _variable("Noto Sans", "100 900", ("normal",))
_ATKINSON = tuple(Face("Atkinson Hyperlegible", "normal", weight, str(weight)) for weight in (400, 700))
_UPRIGHT = _ATKINSON + _NOTO_SANS  # these profiles know no italics

FACES: dict[Profile, tuple[Face, ...]] = {
    "standard": _LITERATA + _NOTO_SERIF,
    "large-print": _UPRIGHT,
    "dyslexia": _UPRIGHT,
}


def rules(profile: Profile) -> str:
    """The @font-face rules of a profile; their addresses are for `read`."""
    return "\n".join(face.rule for face in FACES[profile])


def read(url: str) -> bytes:
    """The font file behind an address that `rules` gave.  Raises `KeyError` for any other."""
    family, style, weight = url.removeprefix(SCHEME).split("/")
    known = {face.url: face for faces in FACES.values() for face in faces}
    face = known[f"{SCHEME}{quote(unquote(family))}/{style}/{weight}"]
    return fontpkg.path(face.family, face.weight, face.style).read_bytes()
