"""Which letter is this hole in the page?

A drop cap can be missing from the text: drawn as an outline, placed as an image, set in a
font that says nothing about its letters, or lost by an OCR engine.  Two witnesses name it
together.  The lexicon knows which letters complete the word that was left behind
("HARACTERISTICALLY"): `candidates`.  The picture is compared with capitals of known
letters: `name`.  Best are capitals of the same document; besides them there are letters of
common typefaces, and of the one that Pillow brings along, drawn beforehand (`letters.png`),
so that nothing depends on an installed font.

Method: the ink is what differs from the colour of the picture's edge, so reversed and
coloured letters need no special case; it is trimmed, stretched to a small grid, blurred a
little and compared by normalised correlation.  Proportions and the number of holes
(A has one, B two) correct what the stretching hides.

It can be wrong between letters that differ in a stroke (C G, E F, O Q) when the words
allow both, and about initials made of ornament; the score then is low.
"""

from __future__ import annotations

import functools
import itertools
import math
import unicodedata
from collections.abc import Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from PIL.PngImagePlugin import PngInfo

from horizons_convert.fonts import font_file
from horizons_convert.recover.lexicon import ONE_LETTER_WORDS, Lexicon, first_word, fold

Picture: TypeAlias = "Image.Image | NDArray[np.uint8]"
"""Grayscale or colour, any size: a Pillow image, or an array (height, width) or (height, width, channels), 0 to 255."""

# --- what the words allow ---------------------------------------------------------------

_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CYRILLIC = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
_ALPHABETS = {
    "fr": _LATIN + "ÀÂÇÉÈÊËÎÏÔÙÛŒÆ",
    "de": _LATIN + "ÄÖÜ",
    "es": _LATIN + "ÁÉÍÓÚÜÑ",
    "it": _LATIN + "ÀÈÉÌÒÙ",
    "pt": _LATIN + "ÀÁÂÃÇÉÊÍÓÔÕÚ",
    "ca": _LATIN + "ÀÇÉÈÍÏÓÒÚÜ",
    "nl": _LATIN + "ÉË",
    "sv": _LATIN + "ÅÄÖÉ",
    "fi": _LATIN + "ÄÖÅ",
    "da": _LATIN + "ÆØÅ",
    "nb": _LATIN + "ÆØÅ",
    "pl": _LATIN + "ĆŁŃÓŚŹŻ",
    "cs": _LATIN + "ÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ",
    "sk": _LATIN + "ÁÄČĎÉÍĽĹŇÓÔŔŠŤÚÝŽ",
    "sl": _LATIN + "ČŠŽ",
    "hr": _LATIN + "ČĆĐŠŽ",
    "hu": _LATIN + "ÁÉÍÓÖŐÚÜŰ",
    "ro": _LATIN + "ĂÂÎȘȚ",
    "tr": _LATIN + "ÇĞİÖŞÜ",
    "sr": "АБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШ",
    "mk": "АБВГДЃЕЖЗЅИЈКЛЉМНЊОПРСТЌУФХЦЧЏШ",
    "ru": _CYRILLIC + "Ё",
    "uk": "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЮЯ",
    "be": "АБВГДЕЁЖЗІЙКЛМНОПРСТУЎФХЦЧШЫЭЮЯ",
    "bg": _CYRILLIC,
    "el": "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ",
}
FOREIGN = "ØÆÅÄÖÜÉÈÀÁÇÑŠŽČĆŁÍÓÚÞĐ"
"""Letters that names and loan words begin with in languages that lack them."""
PRIOR_FLOOR = 1e-3
"""Shared by all letters: names and rare words begin with any of them."""
RARE_WORD = 1e-9
_ELIDING = {"fr": frozenset("CDJLMNST"), "it": frozenset("CDLMNSTV"), "ca": frozenset("DLMNST")}
"""Letters that stand before an apostrophe for a little word ("l’automne")."""


def candidates(rest: str, lexicon: Lexicon, language: str = "") -> list[tuple[str, float]]:
    """The capitals that `rest`, the word left behind, may have lost, most likely first; the shares add up to 1.

    "HARACTERISTICALLY" wants C, "HE" wants T or S, "river" an A that is a word of its own;
    an empty `rest` a one-letter word.  `language` is the lexicon's own unless given.
    """
    language = (language or lexicon.language).split("-")[0]
    alphabet = _ALPHABETS.get(language, _LATIN)
    weights = {letter: _completes(letter, rest, lexicon, language) for letter in alphabet}
    total = sum(weights.values()) or 1.0
    floor = PRIOR_FLOOR / len(alphabet)
    shares = {letter: (1 - PRIOR_FLOOR) * weight / total + floor for letter, weight in weights.items()}
    whole = sum(shares.values())
    return sorted(((letter, share / whole) for letter, share in shares.items()), key=lambda item: -item[1])


def _completes(letter: str, rest: str, lexicon: Lexicon, language: str) -> float:
    """How common the word is that `letter` and `rest` make, or the two words that they are."""
    word = first_word(rest)
    alone = fold(letter) in ONE_LETTER_WORDS.get(language, frozenset())
    if not word:
        return lexicon.listed(letter) if alone else 0.0
    if rest.strip()[0] in "'’":
        elided = lexicon.listed(letter) if letter in _ELIDING.get(language, ()) else 0.0
        return lexicon.listed(f"{letter}'{word}") + elided
    apart = lexicon.listed(letter) * lexicon.frequency(word) if alone else 0.0
    return max(lexicon.frequency(letter + word), RARE_WORD * 1e-3) + apart


# --- what the picture shows ---------------------------------------------------------------

GRID = 24
"""Cells to a side of the square on which letters are compared."""
BLUR = 1.5
"""Cells; forgives differences of weight and serif."""
STROKE = 0.85
"""Share of ink above which a picture is a mere stroke ("I" without serifs): only its proportions say anything."""
FAINT = 24
"""Levels of 255 below which a difference from the background is paper, not ink."""
SOLID_EDGE = 0.95
"""Share of ink along each side of the trimmed picture that makes it a box with a reversed letter in it."""
SPECK = 0.015
"""Share of the ink below which a separate spot is no part of a letter; the smallest accents have three times that."""
SMALLEST_HOLE = 0.006
"""Share of the trimmed picture below which a hole is a defect of the scan."""
ANALYSIS_HEIGHT = 64
"""Pixels to which a picture is reduced before its parts are counted."""

ASPECT_PENALTY = 0.25
"""Per natural-log unit of difference in proportions: a letter twice as wide loses 0.17."""
HOLE_PENALTY = 0.07
SPECIMEN_BONUS = 0.03
"""A capital of the same document is better evidence than one of another typeface."""
SHARPNESS = 30.0
"""Turns differences of similarity into odds: 0.1 is a factor of 20."""
POOR_LIKENESS, GOOD_LIKENESS = 0.45, 0.85
"""Similarities at which a picture says nothing, and leaves no doubt."""


class _Shape(msgspec.Struct, frozen=True):
    """What is compared: the blurred grid as a vector of length 1 and mean 0, log(width / height), holes."""

    grid: NDArray[np.float32]
    aspect: float
    holes: int


def name(
    picture: Picture,
    specimens: Sequence[tuple[str, Picture]],
    priors: Mapping[str, float],
    hidden_accent: bool = False,
) -> tuple[str, float]:
    """The letter that `picture` shows, and how sure that is, from 0 to 1.

    `specimens` are pictures of known capitals from the same document (there may be none);
    `priors` are the letters that the words allow, with their shares (`candidates`), or
    empty for any letter from A to Z.  A blank picture is answered from `priors` alone, with
    at most half the confidence; without either the answer is ("", 0.0).  `hidden_accent` says
    that the letter has an accent which the picture does not show.
    """
    shares = dict(priors) or {letter: 1 / len(_LATIN) for letter in (*_LATIN, *(known for known, _ in specimens))}
    shape = _shape(picture)
    if shape is None:
        best = max(shares, key=lambda letter: shares[letter])
        return (best, round(shares[best] / 2, 3)) if priors else ("", 0.0)
    if hidden_accent:
        shares = {letter: share for letter, share in shares.items() if _bare(letter) != letter} or shares
    likeness = {letter: _drawn_likeness(shape, _bare(letter) if hidden_accent else letter) for letter in shares}
    for letter, specimen in specimens:
        known = _shape(specimen)
        if known is not None and letter in likeness:
            likeness[letter] = max(likeness[letter], _likeness(shape, known) + SPECIMEN_BONUS)
    closest = max(likeness.values())
    odds = {letter: shares[letter] * math.exp(SHARPNESS * (likeness[letter] - closest)) for letter in shares}
    best = max(odds, key=lambda letter: odds[letter])
    clear = min(1.0, max(0.0, (likeness[best] - POOR_LIKENESS) / (GOOD_LIKENESS - POOR_LIKENESS)))
    return best, round(odds[best] / sum(odds.values()) * (0.5 + 0.5 * clear), 3)


def _bare(letter: str) -> str:
    """A letter without its accent."""
    return unicodedata.normalize("NFD", letter)[0]


def _likeness(one: _Shape, other: _Shape) -> float:
    """1 for the same picture, about 0 for unrelated ones."""
    correlation = float(np.dot(one.grid, other.grid))
    aspect = ASPECT_PENALTY * min(1.0, abs(one.aspect - other.aspect))
    return correlation - aspect - HOLE_PENALTY * min(2, abs(one.holes - other.holes))


def _drawn_likeness(shape: _Shape, letter: str) -> float:
    return max((_likeness(shape, known) for known in _drawn(letter)), default=-1.0)


def _shape(picture: Picture) -> _Shape | None:
    """The shape of the ink, or None for a blank picture."""
    ink = _ink(picture)
    return None if ink is None else _shape_of_ink(ink)


def _shape_of_ink(ink: NDArray[np.float32]) -> _Shape:
    return _shape_of(_trace(ink))


class Trace(msgspec.Struct, frozen=True):
    """A letter's picture, reduced to what its shape is made of."""

    square: NDArray[np.uint8]
    """The ink, stretched to the grid, 0 to 255."""
    width: int
    height: int
    """Pixels of the picture, trimmed to the letter."""
    holes: int
    stroke: bool
    """Nothing but ink."""


def _trace(ink: NDArray[np.float32]) -> Trace:
    height, width = ink.shape
    square = Image.fromarray((ink * 255).astype(np.uint8)).resize((GRID, GRID), Image.Resampling.BOX)
    return Trace(np.asarray(square), width, height, _holes(ink > 0.5), float(ink.mean()) > STROKE)


def _shape_of(trace: Trace) -> _Shape:
    blurred = Image.fromarray(trace.square).filter(ImageFilter.GaussianBlur(BLUR))
    grid = np.asarray(blurred, dtype=np.float32).ravel()
    if trace.stroke:
        grid = np.full_like(grid, 1 / GRID)
    else:
        grid = grid - grid.mean()
        grid = grid / np.float32(np.linalg.norm(grid))
    return _Shape(grid, math.log(trace.width / trace.height), trace.holes)


def _ink(picture: Picture) -> NDArray[np.float32] | None:
    """The darkness of the letter, 0 to 1, trimmed to it; None where nothing stands out from the background."""
    difference = _difference_from_edge(_small(picture))
    if difference is None:
        return None
    ink = _trimmed(_without_specks(difference))
    if _is_box(ink):
        reversed_letter = _difference_from_edge(np.repeat(ink[:, :, None] * 255, 3, axis=2))
        if reversed_letter is not None:
            ink = _trimmed(_without_specks(reversed_letter))
    return ink


def ink(picture: Picture) -> NDArray[np.float32] | None:
    """The darkness of everything in a picture, 0 to 1, as an array (height, width); None where it is blank.

    A picture higher than twice `ANALYSIS_HEIGHT` is reduced to that.
    """
    return _difference_from_edge(_small(picture))


def _small(picture: Picture) -> NDArray[np.float32]:
    """The picture as (height, width, 3), reduced to a height that is quick to analyse."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(np.asarray(picture, dtype=np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("RGB")
    if image.height > 2 * ANALYSIS_HEIGHT:
        width = max(1, round(image.width * 2 * ANALYSIS_HEIGHT / image.height))
        image = image.resize((width, 2 * ANALYSIS_HEIGHT), Image.Resampling.BOX)
    return np.asarray(image, dtype=np.float32)


def _difference_from_edge(pixels: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """How far each pixel is from the usual colour along the edge, scaled to 1; None where all are alike."""
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    difference: NDArray[np.float32] = np.abs(pixels - np.median(edge, axis=0)).max(axis=2).astype(np.float32)
    strongest = np.float32(np.percentile(difference, 99.5))
    return np.minimum(difference / strongest, np.float32(1)) if strongest >= FAINT else None


def _trimmed(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    rows, columns = np.nonzero((ink > 0.5).any(axis=1))[0], np.nonzero((ink > 0.5).any(axis=0))[0]
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _is_box(ink: NDArray[np.float32]) -> bool:
    solid = ink > 0.5
    return all(side.mean() >= SOLID_EDGE for side in (solid[0], solid[-1], solid[:, 0], solid[:, -1]))


def _without_specks(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """The ink without scanning dirt, and without bits of neighbouring lines that reach in from the edge."""
    found = parts(ink > 0.5, diagonal=True)
    if len(found) < 2:
        return ink
    largest = max(int(part.sum()) for part in found)
    keep = np.zeros(ink.shape, dtype=bool)
    for part in found:
        size = int(part.sum())
        if size == largest or (size >= SPECK * largest and not _touches_edge(part)):
            keep |= part
    return np.where(keep | (ink <= 0.5), ink, 0.0).astype(np.float32)


def _touches_edge(part: NDArray[np.bool_]) -> bool:
    return bool(part[0].any() or part[-1].any() or part[:, 0].any() or part[:, -1].any())


def _holes(ink: NDArray[np.bool_]) -> int:
    """Patches of background that the ink encloses."""
    around = np.pad(~ink, 1, constant_values=True)
    smallest = SMALLEST_HOLE * ink.size
    return sum(1 for part in parts(around, diagonal=False) if not part[0, 0] and part.sum() >= smallest)


def parts(mask: NDArray[np.bool_], diagonal: bool) -> list[NDArray[np.bool_]]:
    """The connected parts of a mask; whether touching at a corner connects is for the caller to say.

    Row by row, each run of set pixels takes the number of the runs above that it touches;
    numbers that turn out to be one part are merged.
    """
    labels = np.zeros(mask.shape, dtype=np.int32)
    same_as = [0]
    above: list[tuple[int, int, int]] = []
    last = 0
    rows, edges = np.nonzero(np.diff(np.pad(mask, ((0, 0), (1, 1))).view(np.int8), axis=1))
    starts_and_ends = zip(rows[::2].tolist(), edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    for y, row in itertools.groupby(starts_and_ends, key=itemgetter(0)):
        above = above if y == last + 1 else []
        runs = []
        for _, begin, end in row:
            touching = {_root(same_as, k) for a, b, k in above if a < end + diagonal and begin < b + diagonal}
            label = min(touching, default=len(same_as))
            if not touching:
                same_as.append(label)
            for other in touching:
                same_as[other] = label
            labels[y, begin:end] = label
            runs.append((begin, end, label))
        above, last = runs, y
    labels = np.array([_root(same_as, label) for label in range(len(same_as))], dtype=np.int32)[labels]
    return [labels == label for label in np.unique(labels).tolist() if label]


def _root(same_as: list[int], label: int) -> int:
    while same_as[label] != label:
        label = same_as[label]
    return label


# --- letters drawn for comparison -------------------------------------------------------------

DRAWN_SIZE = 48
"""Pixels to the em."""
DRAWN_MARGIN = 2

_Place: TypeAlias = Mapping[str, float]
_REGULAR: _Place = {"Weight": 400}
_BOLD: _Place = {"Weight": 700}
_CONDENSED: _Place = {"Weight": 600, "Width": 75}
# The cut for large sizes: hairlines and sharp serifs, as in the old style faces.
_DISPLAY: _Place = {"Weight": 400, "Optical size": 72}
_FACES: tuple[tuple[str, str, _Place], ...] = (
    ("Noto Serif", "normal", _REGULAR),
    ("Noto Serif", "normal", _BOLD),
    ("Noto Serif", "normal", _CONDENSED),
    ("Noto Serif", "italic", _REGULAR),
    ("Literata", "normal", _DISPLAY),
    ("Literata", "italic", _DISPLAY),
    ("Noto Sans", "normal", _REGULAR),
    ("Noto Sans", "normal", _BOLD),
    ("Noto Sans", "normal", _CONDENSED),
)
"""Family, slope and place on the axes of the variable font: one of each kind that books and magazines use."""


@functools.cache
def _faces() -> tuple[ImageFont.FreeTypeFont, ...]:
    """The faces above, and Pillow's own, whose I is a mere stroke as in Helvetica."""
    faces = []
    for family, slope, place in _FACES:
        face = ImageFont.truetype(font_file(family, 400, slope), DRAWN_SIZE)
        face.set_variation_by_axes([_on_axis(place, axis) for axis in face.get_variation_axes()])
        faces.append(face)
    plain = ImageFont.load_default(DRAWN_SIZE)
    return (*faces, plain) if isinstance(plain, ImageFont.FreeTypeFont) else tuple(faces)


def _on_axis(place: _Place, axis: ImageFont.Axis) -> float:
    name = axis["name"] or b""
    return place.get(name.decode(), axis["default"] or 0)


@functools.lru_cache(maxsize=400)
def _drawn(letter: str) -> tuple[_Shape, ...]:
    """The shapes of a letter in the typefaces that have it."""
    known = _sheet()
    return tuple(_shape_of(trace) for trace in (known[letter] if letter in known else draw(letter)) if trace)


def draw(letter: str) -> list[Trace | None]:
    """A letter in each typeface; None where the typeface lacks it."""
    return [_trace_of(letter, face) for face in _faces()]


def _trace_of(letter: str, face: ImageFont.FreeTypeFont) -> Trace | None:
    picture = _draw(letter, face)
    # What a typeface lacks is drawn as its mark for missing characters.
    if not letter.isascii() and picture.tobytes() == _draw("\U0010fffd", face).tobytes():
        return None
    return _trace(_trimmed(np.float32(1) - np.asarray(picture, dtype=np.float32) / np.float32(255)))


def _draw(letter: str, face: ImageFont.FreeTypeFont) -> Image.Image:
    left, top, right, bottom = face.getbbox(letter)
    size = (math.ceil(right - left) + 2 * DRAWN_MARGIN, math.ceil(bottom - top) + 2 * DRAWN_MARGIN)
    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).text((DRAWN_MARGIN - left, DRAWN_MARGIN - top), letter, font=face, fill=0)
    return image


# --- the sheet of letters drawn beforehand ----------------------------------------------------

SHEET = Path(__file__).with_name("letters.png")
"""A row a letter, a square a typeface, made by `tools/draw_letters.py`: drawing an alphabet takes half a second."""
LETTERS = "".join(sorted(set("".join((_LATIN, FOREIGN, *_ALPHABETS.values())))))
"""Which letters stand on the sheet; others are drawn when they are asked for."""


def save_sheet(path: Path) -> None:
    """Draw all letters and write the sheet; what no picture says (sizes and holes) stands in the file's text."""
    rows = {letter: draw(letter) for letter in LETTERS}
    blank = np.zeros((GRID, GRID), dtype=np.uint8)
    pixels = np.vstack([np.hstack([trace.square if trace else blank for trace in row]) for row in rows.values()])
    told = {
        letter: [trace and (trace.width, trace.height, trace.holes, trace.stroke) for trace in row]
        for letter, row in rows.items()
    }
    text = PngInfo()
    text.add_itxt("letters", msgspec.json.encode(told).decode())
    Image.fromarray(pixels).save(path, pnginfo=text, optimize=True)


@functools.cache
def _sheet() -> dict[str, list[Trace | None]]:
    """Each letter of the sheet as `draw` would give it."""
    with Image.open(SHEET) as sheet:
        pixels = np.asarray(sheet)
        told = msgspec.json.decode(
            sheet.info["letters"].encode(), type=dict[str, list[tuple[int, int, int, bool] | None]]
        )
    found: dict[str, list[Trace | None]] = {}
    for top, (letter, row) in zip(range(0, len(pixels), GRID), told.items(), strict=True):
        squares = np.hsplit(pixels[top : top + GRID], len(row))
        found[letter] = [facts and Trace(square, *facts) for square, facts in zip(squares, row, strict=True)]
    return found
