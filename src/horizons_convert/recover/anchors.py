"""Where in this edition is what that correction was written about?

Evidence, in this order: the words themselves, compared by their letters alone (so another
hyphen, quotation mark, space or accent does no harm, nor does a letter that has been put right
meanwhile); the words around them; the page and the place on it.  Place alone never decides
between different words.

What can go wrong is to be sure of the wrong thing.  So an anchor that fits several passages
equally well fits none, and a short one ("Notes") needs a neighbour or its old place to agree.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PIL import Image
from rapidfuzz import fuzz

from horizons_convert.corrections import ELLIPSIS, RelativeBox
from horizons_convert.document import Asset, Place

ALIKE = 0.88
"""Share of letters in which two passages must agree: a misread letter in eight, not another word."""

AROUND = 0.8
"""The same for the words around: they may have been joined, split or corrected themselves."""

ENOUGH = 12
"""Letters around a spot that must be there to compare, where an anchor names as many: two words or three."""

SHORT = 16
"""Letters below which the same words can easily stand in two places of an article."""

NEAR = 0.12
"""Share of the page's height within which something stands where it stood, another leading allowed for."""

FINGERPRINT_BITS_APART = 6
"""Of 64, between a picture and itself after another resampling or compression."""

Sizes = Mapping[int, tuple[float, float]]
"""Width and height of each page in points; empty where the pages are not at hand."""

T = TypeVar("T")


class LostError(Exception):
    """The anchor fits nothing, or too much; the message says which."""


@dataclass(frozen=True)
class Spelling:
    """A text by its letters alone, each with its position in the text."""

    letters: str
    positions: tuple[int, ...]


def spell(text: str) -> Spelling:
    """Letters and digits without case, accents, ligatures, spaces or punctuation.

    >>> spell("The ﬁrst self-\\u00adportrait").letters
    'thefirstselfportrait'
    """
    letters: list[str] = []
    positions: list[int] = []
    for position, character in enumerate(text):
        for letter in unicodedata.normalize("NFKD", character).casefold():
            if letter.isalnum():
                letters.append(letter)
                positions.append(position)
    return Spelling("".join(letters), tuple(positions))


def letters(text: str) -> str:
    """A text by its letters and digits alone, to be compared."""
    return spell(text).letters


def alike(one: str, other: str) -> float:
    """Share of letters in which two passages agree, 0 to 1."""
    return fuzz.ratio(one, other) / 100


# --- blocks ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate(Generic[T]):
    """Something that an anchor may mean: its words, what stands around it, and where it stands."""

    subject: T
    text: str
    before: str = ""
    after: str = ""
    places: tuple[Place, ...] = ()


def same_passage(anchor: str, text: str) -> bool:
    """Whether a text is the passage that an anchor quotes: the same beginning and the same end."""
    head, _, tail = anchor.partition(ELLIPSIS)
    wanted, found = letters(head), letters(text)
    if tail:
        long_enough = len(found) >= ALIKE * (len(wanted) + len(letters(tail)))
        return long_enough and begins_with(text, head) and ends_with(text, tail)
    return _agree(wanted, found)


def begins_with(text: str, anchor: str) -> bool:
    """Whether a text begins with the words with which an anchor begins."""
    wanted = letters(anchor.partition(ELLIPSIS)[0])
    return _agree(wanted, letters(text)[: len(wanted)])


def ends_with(text: str, anchor: str) -> bool:
    """Whether a text ends with the words with which an anchor ends."""
    wanted = letters(anchor.rpartition(ELLIPSIS)[2])
    return _agree(wanted, letters(text)[-len(wanted) :])


def _agree(wanted: str, found: str) -> bool:
    # Room for a wrong letter, whatever the length, would make "I" equal to "A".
    return bool(wanted) and (wanted == found if len(wanted) < 5 else alike(wanted, found) >= ALIKE)


def choose(
    candidates: Sequence[Candidate[T]],
    *,
    before: str,
    after: str,
    page: int | None,
    box: RelativeBox | None,
    sizes: Sizes,
    short: bool = False,
) -> Candidate[T]:
    """The one that is meant among those whose words fit.  Raises `LostError`."""
    if not candidates:
        raise LostError("its words are no longer found")
    agreeing = [_agreement(candidate, before, after) for candidate in candidates]
    best = [candidate for candidate, agreed in zip(candidates, agreeing, strict=True) if agreed == max(agreeing)]
    there = [candidate for candidate in best if page is not None and any(p.page == page for p in candidate.places)]
    if len(best) == 1:
        unsure = short and max(agreeing) == 0 and page is not None and not _still_there(best[0], page, box, sizes)
        if unsure:
            raise LostError("such short words are found elsewhere only, with other words around them")
        return best[0]
    if len(there) > 1 and box is not None and sizes:
        there.sort(key=lambda candidate: distance(candidate.places, page, box, sizes))
        first, second = (distance(candidate.places, page, box, sizes) for candidate in there[:2])
        if first <= NEAR and second > first:
            return there[0]
    if len(there) == 1:
        return there[0]
    raise LostError(f"its words are found {len(best)} times, and nothing tells which of them is meant")


def _agreement(candidate: Candidate[T], before: str, after: str) -> int:
    """How many of the two neighbours are those that the anchor names."""
    preceding, following = letters(before), letters(after)
    old_before, old_after = letters(candidate.before), letters(candidate.after)
    return bool(preceding and alike(preceding, old_before[-len(preceding) :]) >= AROUND) + bool(
        following and alike(following, old_after[: len(following)]) >= AROUND
    )


def _still_there(candidate: Candidate[T], page: int, box: RelativeBox | None, sizes: Sizes) -> bool:
    if box is None or page not in sizes:
        return any(place.page == page for place in candidate.places)
    return distance(candidate.places, page, box, sizes) <= NEAR


def distance(places: Sequence[Place], page: int | None, box: RelativeBox, sizes: Sizes) -> float:
    """Between the tops of two boxes and between their left edges, in shares of the page; infinite on another page."""
    found = [
        abs(place.box[0] / sizes[place.page][0] - box[0]) + abs(place.box[1] / sizes[place.page][1] - box[1])
        for place in places
        if place.page == page and place.page in sizes
    ]
    return min(found, default=float("inf"))


def absolute(page: int | None, box: RelativeBox | None, sizes: Sizes) -> tuple[Place, ...]:
    """The place that an anchor names, in points."""
    if page is None or box is None or page not in sizes:
        return ()
    width, height = sizes[page]
    return (Place(page, (box[0] * width, box[1] * height, box[2] * width, box[3] * height)),)


# --- spots within a text ---------------------------------------------------------------


@dataclass(frozen=True)
class Spot:
    """A stretch of a text between two contexts, punctuation and spaces at its edges included."""

    start: int
    end: int
    score: float
    """How well the words around it agree, 0 to 1."""


def find_spots(text: str, before: str, middle: str, after: str) -> list[Spot]:
    """Where `middle` stands between words like `before` and `after`; best first.

    An empty `middle` is looked for between any two letters, and needs words around it.
    """
    spelling = spell(text)
    inside, preceding, following = letters(middle), letters(before), letters(after)
    if not (preceding or following):
        return []
    spots = []
    for at in _occurrences(spelling.letters, inside, preceding, following):
        score = _context_score(spelling.letters, at, at + len(inside), preceding, following)
        if score >= AROUND:
            start = spelling.positions[at - 1] + 1 if at else 0
            last = at + len(inside)
            end = spelling.positions[last] if last < len(spelling.positions) else len(text)
            spots.append(Spot(start, end, score))
    return sorted(spots, key=lambda spot: -spot.score)


def _occurrences(stream: str, inside: str, preceding: str, following: str) -> list[int]:
    """Positions worth comparing.  Of an empty stretch: those where the letters beside it are right on one side."""
    if not inside:
        left, right = preceding[-2:], following[:2]
        return [
            at
            for at in range(len(stream) + 1)
            if (left and stream.endswith(left, 0, at)) or (right and stream.startswith(right, at))
        ]
    found, at = [], stream.find(inside)
    while at >= 0:
        found.append(at)
        at = stream.find(inside, at + 1)
    return found


def _context_score(stream: str, start: int, end: int, preceding: str, following: str) -> float:
    """The worse of both sides: what is beside it must agree, on the left and on the right.

    A side that reaches beyond the text counts with the part that there is: a paragraph that
    has been split near by keeps its corrections.
    """
    left = stream[max(start - len(preceding), 0) : start]
    right = stream[end : end + len(following)]
    if len(left) + len(right) < min(len(preceding) + len(following), ENOUGH):
        return 0.0
    scores = []
    if preceding and left:
        scores.append(alike(preceding[-len(left) :], left))
    if following and right:
        scores.append(alike(following[: len(right)], right))
    return min(scores, default=0.0)


# --- pictures --------------------------------------------------------------------------


def fingerprint(asset: Asset) -> str:
    """A picture by what it shows: 16 hexadecimal digits, nearly the same after resampling or compression.

    The difference hash: shrunk to 9 by 8 greys, does it become brighter from each to the next?
    """
    try:
        with Image.open(io.BytesIO(asset.data)) as picture:
            greys = picture.convert("RGB").convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    except (OSError, ValueError, Image.DecompressionBombError):
        return ""
    bits = [greys[9 * row + column] < greys[9 * row + column + 1] for row in range(8) for column in range(8)]
    return f"{sum(bit << index for index, bit in enumerate(reversed(bits))):016x}"


def same_picture(one: str, other: str) -> bool:
    """Whether two fingerprints are those of one picture.  A hand-written one that is no number equals none."""
    try:
        return bool(one and other) and (int(one, 16) ^ int(other, 16)).bit_count() <= FINGERPRINT_BITS_APART
    except ValueError:
        return False
