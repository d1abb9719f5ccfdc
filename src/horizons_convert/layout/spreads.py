"""Which sheets hold two pages side by side, and where is the fold between them?

A magazine is often passed on as its reader sees it lying open: two pages, each with its own
columns, running head and folio, on one landscape sheet.  Such a sheet is white from head to
foot about its middle, a large title excepted; but so is a page in two columns.  Therefore one
of these must show as well, on the sheets together:

- folios on either side that follow each other and count up by two from sheet to sheet, or are
  each other's mirror;
- a single page of half the width, with the same folios or the same type area;
- two type areas of one width with several columns each, that stand further apart than those.

What crosses the fold (a title, a picture) belongs to the page where it begins or mostly lies.

Limits: pages with one column of text each and neither folios nor a single page beside them
are taken for the two columns of one page; a title that leaves the fold white is two.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import TypeVar

import msgspec.structs

from horizons_convert.layout.lines import chain_words, find_gutters
from horizons_convert.layout.text import overlap
from horizons_convert.pdf.page import Box, Page, Panel, Picture, Rule, Shape, Word

LANDSCAPE = 1.1
"""A spread is at least this much wider than high: two pages of the narrowest guide book."""
MIDDLE = 0.1
"""The fold lies within this share of the width from the middle of the sheet, however that was cropped."""
CROSSING = 0.04
"""At most this share of the rows crosses the fold in type of the text."""
TEXT_SIZE = 1.25
"""Larger type than this (times the text's) is display type, which may cross the fold."""
STEPS = 200
"""The middle of the sheet is looked at in so many strips."""
OUTER_ROWS = 3
"""Folios stand in the outermost rows, so many at the head and at the foot."""
FEWEST_ROWS = 8
"""A page has a type area if it has at least so many rows."""
EDGE_WORDS = 3
"""At least so many words begin or end at the edge of a type area, ..."""
EDGE = 0.3
"""... within so many em."""
SAME_WIDTH = 0.05
"""Pages and type areas are equally wide within this share."""
APART = 2.0
"""Two pages stand this many times as far apart as their columns."""
MOST = 0.6
"""Columns alone tell if at least this share of the sheets that have them on both sides shows two pages, ..."""
FEWEST = 0.2
"""... and this share of all sheets that are white about the middle."""
SAME_ROW = 0.3
"""Words of one row have the same baseline within this many em."""
LINE_STEP = 1.7
"""Lines of one title follow each other within this many em."""
COVERING = 0.85
"""A picture over so much of a page is its ground."""

_LEFT, _RIGHT = attrgetter("x0"), attrgetter("x1")
_FOLIO = re.compile(r"^\W*(\d{1,4})\W*$")


@dataclass(frozen=True, slots=True)
class Fold:
    """Where a sheet is folded (x in points), and what shows it."""

    x: float
    evidence: str


@dataclass(slots=True)
class _Sheet:
    """A landscape page with a white strip about its middle."""

    page: Page
    x: float
    white: tuple[float, float]
    text: list[Word]
    """The words in type of the text."""
    folios: dict[int, tuple[Word, Word]]
    """Numbers at the edges of its left half, each with its word and that of its successor in the right half."""

    def halves(self) -> tuple[list[Word], list[Word]]:
        left = [word for word in self.text if word.x0 < self.x]
        return left, [word for word in self.text if word.x0 >= self.x]


def find_folds(pages: Sequence[Page]) -> dict[int, Fold]:
    """The folds of the sheets that hold two pages, by page number.

    In a document of spreads every sheet of their size is one, also where a picture or an
    advertisement leaves no white about the middle.
    """
    landscape = [page for page in pages if page.width >= LANDSCAPE * page.height > 0]
    sheets = [sheet for page in landscape if (sheet := _sheet(page))]
    evidence = _evidence(sheets, pages)
    if not evidence:
        return {}
    places = {sheet.page.number: sheet.x for sheet in sheets}
    sizes = {_size(sheet.page) for sheet in sheets}
    return {
        page.number: Fold(places.get(page.number, page.width / 2), evidence)
        for page in landscape
        if _size(page) in sizes
    }


def _size(page: Page) -> tuple[int, int]:
    return round(page.width / 10), round(page.height / 10)


# --- one sheet ----------------------------------------------------------------------------


def _sheet(page: Page) -> _Sheet | None:
    words = [word for word in page.words if not word.style.angle]
    if not words:
        return None
    em = _size_of_most(words)
    text = [word for word in words if word.style.size <= TEXT_SIZE * em]
    white = _white_strip(text, page.width, em)
    if white is None:
        return None
    middle = page.width / 2
    x = middle if white[0] + em / 2 < middle < white[1] - em / 2 else sum(white) / 2
    return _Sheet(page, x, white, text, _folio_pairs(words, x))


def _size_of_most(words: list[Word]) -> float:
    """The type size of most glyphs."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[word.style.size] += word.glyphs
    return max(sizes, key=sizes.__getitem__)


def _white_strip(text: list[Word], width: float, em: float) -> tuple[float, float] | None:
    """The widest strip about the middle of a sheet that hardly any row of text crosses; None where there is none."""
    low, step = (0.5 - MIDDLE) * width, 2 * MIDDLE * width / STEPS
    changes = [0] * (STEPS + 1)
    for word in text:
        first, last = int((word.x0 - low) // step), int((word.x1 - low) // step)
        if last >= 0 and first < STEPS:
            changes[max(first, 0)] += 1
            changes[min(last + 1, STEPS)] -= 1
    allowed = CROSSING * len({round(word.baseline / em) for word in text})
    best, start = (0, 0), 0
    for place, crossing in enumerate(accumulate(changes[:STEPS])):
        if crossing > allowed:
            start = place + 1
        elif place + 1 - start > best[1] - best[0]:
            best = start, place + 1
    x0, x1 = low + best[0] * step, low + best[1] * step
    return (x0, x1) if x1 - x0 > em else None


def _folio_pairs(words: list[Word], x: float) -> dict[int, tuple[Word, Word]]:
    """Numbers at the ends of an outer row's left half that its right half, in the same band, goes on from."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.baseline):
        if rows and word.baseline - rows[-1][0].baseline <= 0.5 * word.size:
            rows[-1].append(word)
        else:
            rows.append([word])
    found: dict[int, tuple[Word, Word]] = {}
    for band in (rows[:OUTER_ROWS], rows[-OUTER_ROWS:]):
        left: dict[int, Word] = {}
        right: dict[int, Word] = {}
        for row in band:
            left |= _end_numbers([word for word in row if word.x1 <= x])
            right |= _end_numbers([word for word in row if word.x0 >= x])
        found |= {number: (word, right[number + 1]) for number, word in left.items() if number + 1 in right}
    return found


def _end_numbers(words: list[Word]) -> dict[int, Word]:
    """The numbers with which a row begins or ends; a row of little else (of a table) has no folio."""
    numbers = {word: int(match.group(1)) for word in words if (match := _FOLIO.match(word.text))}
    if not numbers or (len(numbers) > 1 and len(numbers) >= len(words) / 2):
        return {}
    return {numbers[word]: word for word in (min(words, key=_LEFT), max(words, key=_RIGHT)) if word in numbers}


# --- the sheets together ------------------------------------------------------------------


def _evidence(sheets: list[_Sheet], pages: Sequence[Page]) -> str:
    """What shows that the sheets hold two pages each; empty where nothing does."""
    counts = Counter(number - 2 * sheet.page.number for sheet in sheets for number in sheet.folios)
    if any(count > 1 for count in counts.values()):
        return "folios on both sides of the fold count up with the sheets"
    if any(_is_fellow(page, sheet) for sheet in sheets for page in pages):
        return "two pages side by side, each as wide as a single page of the document"
    if any(_mirrors(sheet, *pair) for sheet in sheets for pair in sheet.folios.values()):
        return "folios that follow each other, one the mirror of the other"
    if any(sheet.folios and _areas(sheet) for sheet in sheets):
        return "two type areas of one width, with folios that follow each other"
    steps = [step for sheet in sheets if (step := _step(sheet))]
    apart = sum(step >= APART for step in steps)
    if apart and any(sheet.folios for sheet in sheets):
        return "two type areas that stand further apart than their columns, and folios that follow each other"
    if apart >= max(1, MOST * len(steps), FEWEST * len(sheets)):
        return "two type areas of one width that stand further apart than their columns"
    return ""


def _mirrors(sheet: _Sheet, left: Word, right: Word) -> bool:
    """Whether two folios stand as far from the outer edges of the sheet, level with each other and in one type."""
    em = left.size
    outside = left.x0 + left.x1 <= sheet.x + em
    level = left.style == right.style and abs(left.baseline - right.baseline) <= SAME_ROW * em
    return outside and level and abs(left.x0 - (sheet.page.width - right.x1)) <= em


def _is_fellow(page: Page, sheet: _Sheet) -> bool:
    """Whether a page is one half of a sheet: as high, half as wide, and set in the same measure or numbered alike."""
    spread = sheet.page
    if abs(page.height - spread.height) > SAME_WIDTH * page.height:
        return False
    if abs(2 * page.width - spread.width) > SAME_WIDTH * spread.width:
        return False
    if sheet.folios:
        return True
    areas, own = _areas(sheet), _area([word for word in page.words if not word.style.angle])
    return bool(areas) and own is not None and all(_equal(own, area) for area in areas)


def _areas(sheet: _Sheet) -> list[tuple[float, float]]:
    """The type areas on both sides of the fold where they are equally wide, else nothing."""
    left, right = (_area(words) for words in sheet.halves())
    return [left, right] if left and right and _equal(left, right) else []


def _equal(one: tuple[float, float], other: tuple[float, float]) -> bool:
    first, second = one[1] - one[0], other[1] - other[0]
    return abs(first - second) <= SAME_WIDTH * max(first, second)


def _area(words: list[Word]) -> tuple[float, float] | None:
    """From where to where the text of a page reaches; None where it has too few rows."""
    if len({round(word.baseline) for word in words}) < FEWEST_ROWS:
        return None
    slack = EDGE * max(word.size for word in words)
    starts, ends = sorted(word.x0 for word in words), sorted(-word.x1 for word in words)
    left, right = _outermost(starts, slack), _outermost(ends, slack)
    return (left, -right) if left is not None and right is not None else None


def _outermost(edges: list[float], slack: float) -> float | None:
    """The first of some sorted edges that several words share."""
    return next((e for e in edges if bisect_right(edges, e + slack) - bisect_left(edges, e) >= EDGE_WORDS), None)


def _step(sheet: _Sheet) -> float:
    """How far apart the type areas stand, in gutters of their columns; 0 where they are not two of several columns."""
    areas = _areas(sheet)
    gutters = [find_gutters(chain_words(words)) for words in sheet.halves()] if areas else []
    if not areas or not all(gutters):
        return 0.0
    return (areas[1][0] - areas[0][1]) / max(x1 - x0 for found in gutters for x0, x1 in found)


# --- parting ------------------------------------------------------------------------------


def part(page: Page, fold: Fold) -> tuple[Page, Page]:
    """The two pages of a sheet, each measured from its own top left; both keep the sheet's number."""
    x, crossing = fold.x, _crossing(page, fold)
    on_left = [word for word in page.words if word in crossing or (word.x0 + word.x1) / 2 < x]
    kept = set(on_left)
    on_right = [_moved_word(word, -x) for word in page.words if word not in kept]
    # A title that crosses the fold stands on the left page: it reaches as far as the title does.
    reach = max([x, *(word.x1 for word in crossing)])
    left = _half(page, (0.0, x), reach, on_left)
    return left, _half(page, (x, page.width), page.width, on_right)


def _crossing(page: Page, fold: Fold) -> set[Word]:
    """The words of lines that run over the fold, with the lines of the same title next to them."""
    words = [word for word in page.words if not word.style.angle]
    rows: dict[tuple[str, float, int], list[Word]] = defaultdict(list)
    for word in words:
        rows[word.style.font, word.style.size, round(word.baseline / (SAME_ROW * word.size))].append(word)
    over = {key: line for key, row in rows.items() if (line := _line_over(sorted(row, key=_LEFT), fold.x))}
    found = {word for line in over.values() for word in line}
    display = TEXT_SIZE * _size_of_most(words) if over else 0.0
    for (font, size, _), row in rows.items():
        fellows = [line for key, line in over.items() if key[:2] == (font, size)]
        if size > display and any(_goes_with(row, line, size) for line in fellows):
            found.update(row)
    return found


def _line_over(row: list[Word], x: float) -> list[Word]:
    """The words of a row that stand together across the fold; empty where they stand on either side of it."""
    size = row[0].size
    runs: list[list[Word]] = [[row[0]]]
    for before, word in pairwise(row):
        if word.x0 - before.x1 > size:
            runs.append([])
        runs[-1].append(word)
    return next((run for run in runs if run[0].x0 < x < max(word.x1 for word in run)), [])


def _goes_with(row: list[Word], line: list[Word], size: float) -> bool:
    """Whether a row in the type of a line that crosses the fold is the line above or below it, on its right."""
    step = abs(row[0].baseline - line[0].baseline)
    return 0 < step <= LINE_STEP * size and overlap(row[0].x0, row[-1].x1, line[0].x0, line[-1].x1) > 0


T = TypeVar("T", Rule, Panel, Shape)


def _half(page: Page, span: tuple[float, float], reach: float, words: list[Word]) -> Page:
    x0, x1 = span
    return Page(
        page.number,
        reach - x0,
        page.height,
        words,
        _cut(page.rules, span),
        _cut(page.panels, span),
        _cut(page.shapes, span),
        [moved for picture in page.pictures if (moved := _moved_picture(picture, page, span))],
        [_moved(box, -x0) for box in page.drawings if x0 <= (box[0] + box[2]) / 2 < x1],
        page.unmapped if x0 == 0 else 0,
    )


def _cut(things: Iterable[T], span: tuple[float, float]) -> list[T]:
    """What of some drawings lies on one page."""
    x0, x1 = span
    return [
        replace(thing, box=(max(thing.box[0], x0) - x0, thing.box[1], min(thing.box[2], x1) - x0, thing.box[3]))
        for thing in things
        if overlap(*thing.box[::2], x0, x1) > 0 or x0 <= thing.box[0] == thing.box[2] < x1
    ]


def _moved_picture(picture: Picture, page: Page, span: tuple[float, float]) -> Picture | None:
    """A picture on the page where most of it lies; what covers the sheet covers both, what crosses the fold neither."""
    (left, top, right, bottom), (x0, x1) = picture.box, span
    if picture.covers_page:
        return replace(picture, box=(max(left, x0) - x0, top, min(right, x1) - x0, bottom))
    if not x0 <= (left + right) / 2 < x1:
        return None
    height = max(0.0, overlap(top, bottom, 0.0, page.height))
    crosses = overlap(left, right, x0, x1) < (1 - SAME_WIDTH) * (right - left)
    covers = not crosses and (right - left) * height > COVERING * (x1 - x0) * page.height
    return replace(picture, box=_moved(picture.box, -x0), covers_page=covers)


def _moved_word(word: Word, dx: float) -> Word:
    ink = _moved(word.ink, dx) if word.ink else None
    return msgspec.structs.replace(word, x0=word.x0 + dx, x1=word.x1 + dx, ink=ink)


def _moved(box: Box, dx: float) -> Box:
    return box[0] + dx, box[1], box[2] + dx, box[3]
