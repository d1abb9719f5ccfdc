"""Which words form a line, and where does a gutter part what stands on one baseline?

Words are chained to their right-hand neighbours on the same baseline, across any gap that
is not absurd; the chains are then cut at gutters.  In a narrow justified column a word gap
can be as wide as a gutter, so width alone decides nothing.  A gap is a gutter when the white
goes on above and below it between text on both sides and the rows agree on one of its edges
(text starts at the same x to its right, or ends at the same x to its left), or when the page
has many more rows with both of its edges than words that lie across it.
Word gaps do neither.  A ruled line between, or a change of type size, counts too.

Limits: two columns of ragged text whose left edges do not line up, with less than two em
between them, are taken for one.
"""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter

from horizons_convert.layout.stretched import mend_stretched
from horizons_convert.layout.text import Line
from horizons_convert.pdf.page import Rule, Word

SAME_BASELINE = 0.16
"""Two words share a baseline when they differ by less than this (em of the smaller)."""
RAISED = 0.62
"""A superscript or subscript is shifted by at most this (em of the larger)."""
WORD_RAISED = 0.45
"""... and letters that are not drawn right behind their word by at most this."""
RAISED_GAP = 0.3
"""... and stands this near (em) to the word it belongs to; a note's label may stand a word space away."""
LOWERED = 0.35
"""Letters of one word that stand on different baselines differ by at most this (em)."""
BULLET_SHIFT = 0.35
"""A list's bullet, often in other type, stands above or below its line's baseline by at most this."""
DANCING = 0.4
"""... and overlap, or stand apart, by at most this."""
LABEL_GAP = 1.3
TOUCHING = 0.96
"""A superscript that the file sets without a space at the foot of its word may be this near to its size."""
LARGEST_RAISED = 1.7
"""The text beside a superscript is at most this many times its size."""
MOST_OVERLAP = 0.6
"""Kerned and overhanging words overlap by less than this (em)."""
CANDIDATES = 3
"""So many words may compete for a place at the right of another."""
USUAL_SPACE = 0.5
"""Most word spaces are no wider (em); where the next word stands so near, no other competes for its place."""
WIDEST_SPACE = 3.6
"""No justified word space is wider (em),"""
STRETCHED_SPACE = 12.0
"""... but between two words set one after the other in the midst of running text, where a long word had no room."""
NARROWEST_GUTTER = 0.55
"""No gutter is narrower (em)."""
BEFORE_MARKER = 0.3
"""... but where a list's marker reaches into it: so many em are white before that."""
EDGE = 0.12
"""Edges that lie this near (em) to each other are one edge."""
OVERHANG = 0.3
"""An "f" or a hanging hyphen reaches this far (em) into a gutter."""
CERTAIN_ROWS = 6
"""So many rows along a strip of white are no accident, however narrow it is;"""
FLUSH_ROWS = 4
"""... nor are so many where all of them end and begin at its edges."""
WIDE_GAP = 2.2
"""A gap wider than this (em) is hardly a word space."""
AGREEMENT = 0.5
"""At least this share of the rows along a gutter agree on one of its edges."""
NEXT_LINE = 1.6
"""The lines above and below stand at most so many em away."""
STRIP_REACH = 10.0
"""How far (em) above and below a gap its white strip is followed."""
STRIP_WIDTH = 8.0
"""Text on either side of the strip begins or ends within so many em of it."""
SIZE_STEP = 1.12
"""Type larger by this ratio is other matter (a pull quote beside the text)."""
WIDEST_IN_LINE = 2.0
"""Small capitals and the text after them stand nearer than this (em)."""

BAND = 4.0
"""Height in points of the bands by which words are looked up; any would do."""

MARKERS = frozenset("•‣◦▪■●○–—-*·►▸█□◆◇❖➢➤✦✓✔▶∙◉▲❑❒❏❯→➔➜▷▹∘⁃∗⋆★☐☑")
"""What may stand before the items of a list."""
_BULLETS = MARKERS - frozenset("–—-*∗⋆·→►▸▶▷▹")
"""Markers that are no dashes, stars or arrows, which stand in the midst of a line, too."""
_COUNTING = re.compile(r"\(?\d{1,2}(?:\.\d{1,2}){0,3}[.):]|\[[^\[\]]{1,12}\]")
"""Markers that count in several steps, "2.10:", and labels of books."""


@dataclass(slots=True)
class _Gap:
    left: Word
    right: Word

    @property
    def width(self) -> float:
        return self.right.x0 - self.left.x1


Gutter = tuple[float, float]
"""The white between two columns: from x to x, in points."""


@dataclass(frozen=True, slots=True)
class Chains:
    """The words of a page linked along their baselines, across gutters too, and the white between them."""

    chains: list[list[Word]]
    gaps: list[list[int]]
    """For each chain the places of the words before which the white is as wide as a gutter may be."""
    strips: _Strips


def chain_words(words: list[Word]) -> Chains:
    """Link each word to the nearest at its right on the same baseline.

    `words` are horizontal words that belong to the text: drop caps, stamps and shadow
    copies are taken out before, because they stand on several baselines at once.
    """
    chains = _chains(words)
    return Chains(chains, [_wide_gaps(chain) for chain in chains], _Strips(words))


def _wide_gaps(chain: list[Word]) -> list[int]:
    return [
        place
        for place, (left, right) in enumerate(itertools.pairwise(chain), start=1)
        if right.x0 - left.x1 >= NARROWEST_GUTTER * min(left.style.size, right.style.size)
        or (right.text[-1:] in ".)]" and right.x0 - left.x1 >= BEFORE_MARKER * right.style.size)
    ]


def find_gutters(page: Chains) -> list[Gutter]:
    """The gutters of a page that show beyond doubt: long strips of white along which the text is aligned."""
    strong: list[tuple[int, Gutter]] = []
    for chain, gaps in zip(page.chains, page.gaps, strict=True):
        for place in gaps:
            gap = _Gap(chain[place - 1], chain[place])
            em = min(gap.left.size, gap.right.size)
            if gap.width > WIDEST_SPACE * em:
                continue
            rows, white = page.strips.around(gap, em)
            if white is not None and rows >= CERTAIN_ROWS:
                strong.append((rows, white))
            elif rows := page.strips.edged(gap, em):
                strong.append((rows, (gap.left.x1, gap.right.x0)))
    return _merged(strong)


def _merged(strong: list[tuple[int, Gutter]]) -> list[Gutter]:
    """One gutter for those that overlap: the white that all share which have nearly as many rows as the longest."""
    found: list[tuple[int, Gutter]] = []
    for rows, white in sorted(strong, key=lambda item: -item[0]):
        for index, (most, other) in enumerate(found):
            if white[0] < other[1] and other[0] < white[1]:
                if rows >= 0.5 * most:
                    found[index] = (most, (max(white[0], other[0]), min(white[1], other[1])))
                break
        else:
            found.append((rows, white))
    return [white for _, white in found]


def form_lines(
    number: int, page: Chains, rules: list[Rule], gutters: list[Gutter], others: Sequence[Gutter] = ()
) -> list[Line]:
    """The lines of a page, from top to bottom (then left to right).

    `gutters` are its own, `others` those of its fellows, which count where its text leaves them white.
    """
    vertical = [rule for rule in rules if not rule.horizontal]
    lines: list[Line] = []
    for chain, gaps in zip(page.chains, page.gaps, strict=True):
        start = 0
        for place in gaps:
            gap = _Gap(chain[place - 1], chain[place])
            before, onward = chain[start:place], chain[start : place + 2]
            if (
                _is_too_wide(gap, onward, page.strips)
                or _is_gutter(gap, before, page.strips, vertical, gutters, others)
                or _ends_in_gutter(gap, chain, gutters)
            ):
                lines.append(Line.of(number, chain[start:place]))
                start = place
        lines.append(Line.of(number, chain[start:]))
    return mend_stretched(sorted(lines, key=lambda line: (line.baseline, line.x0)), WIDEST_SPACE)


def _chains(words: list[Word]) -> list[list[Word]]:
    """The closest pairs are linked first: a word across the gutter never takes the place of a note's label."""
    ordered = sorted(words, key=attrgetter("x0"))
    followers: dict[Word, Word] = {}
    taken: set[Word] = set()
    for _, word, other in sorted(_neighbours(ordered), key=itemgetter(0)):
        if word not in followers and other not in taken:
            followers[word] = other
            taken.add(other)
    chains = []
    chained = 0
    for word in ordered:
        if word in taken:
            continue
        chain = [word]
        while (follower := followers.get(chain[-1])) is not None:
            chain.append(follower)
        chains.append(chain)
        chained += len(chain)
    if chained < len(ordered):  # letters drawn over each other follow each other in a ring
        known = {id(word) for chain in chains for word in chain}
        chains += [[word] for word in ordered if id(word) not in known]
    return chains


def _neighbours(ordered: list[Word]) -> Iterator[tuple[float, Word, Word]]:
    """Pairs of words of which the second may follow the first, nearest first for each, with their distance."""
    drawn = sorted(ordered, key=attrgetter("order"))
    yield from _stretched(drawn)
    footing = _footings(drawn)
    bands = _Bands(ordered)
    for word in ordered:
        style, baseline, end, foot = word.style, word.baseline, word.x1, footing[word]
        size = style.size
        on_foot, usual, widest = foot == baseline, USUAL_SPACE * size, WIDEST_SPACE * size
        near, others = bands.around(baseline, size, on_foot)
        following = bands.following.get(word)
        if (
            following is not None
            and following.style is style
            and following.baseline == baseline
            and 0 <= following.x0 - end <= usual
        ):
            yield following.x0 - end, word, following  # as with most
            near = others  # nothing of its own band stands nearer
        first, last = max(word.x0, end - MOST_OVERLAP * size), end + widest
        for starts, row in near:
            found = 0
            for index in range(bisect_left(starts, first), len(row)):
                start = starts[index]
                if start > last or found == CANDIDATES:
                    break
                other = row[index]
                if other is word:
                    continue
                if other.baseline == baseline and other.style is style:
                    follows = start - end <= widest
                    if 0 <= start - end <= usual:
                        yield start - end, word, other
                        break
                else:
                    follows = not (on_foot and _is_far(word, other)) and _may_follow(word, other, foot)
                if follows:
                    found += 1
                    yield (-1.0 if _is_kerned(word, other) else abs(start - end)), word, other


def _stretched(drawn: list[Word]) -> Iterator[tuple[float, Word, Word]]:
    """Pairs of words set one after the other on one baseline, farther apart than words are."""
    for word, other in itertools.pairwise(drawn):
        if (
            other.baseline == word.baseline
            and other.style is word.style
            and WIDEST_SPACE * word.size < other.x0 - word.x1 <= STRETCHED_SPACE * word.size
        ):
            yield other.x0 - word.x1, word, other


_Band = tuple[list[float], list[Word]]
"""The words of a band from left to right, and before them their left edges."""


class _Bands:
    """The words of a page in bands across it, so that a word is compared only with those near its baseline."""

    def __init__(self, ordered: list[Word]) -> None:
        """`ordered` are the words by their left edges."""
        rows: dict[int, list[Word]] = defaultdict(list)
        for word in ordered:
            rows[int(word.baseline // BAND)].append(word)
        self._bands: dict[int, _Band] = {band: ([word.x0 for word in row], row) for band, row in rows.items()}
        self._extent = {band: _extent(row) for band, row in rows.items()}
        self._known: dict[tuple[float, float, bool], tuple[list[_Band], list[_Band]]] = {}
        self.following = {word: other for row in rows.values() for word, other in itertools.pairwise(row)}
        """The next word of its band for each that has one."""

    def around(self, baseline: float, size: float, on_foot: bool) -> tuple[list[_Band], list[_Band]]:
        """The bands with words that may stand beside a word, from top to bottom; and again without its own.

        A word that is not raised itself (`on_foot`) has nothing to do with a band of which all words are far.
        """
        key = (baseline, size, on_foot)
        known = self._known.get(key)
        if known is None:
            reach = LARGEST_RAISED * RAISED * size
            near = range(int((baseline - reach) // BAND), int((baseline + reach) // BAND) + 1)
            found = [
                band for band in near if band in self._bands and not (on_foot and self._is_far(band, baseline, size))
            ]
            own = int(baseline // BAND)
            others = [self._bands[band] for band in found if band != own]
            known = self._known[key] = [self._bands[band] for band in found], others
        return known

    def _is_far(self, band: int, baseline: float, size: float) -> bool:
        top, bottom, largest = self._extent[band]
        return max(top - baseline, baseline - bottom) > RAISED * max(size, largest)


def _extent(row: list[Word]) -> tuple[float, float, float]:
    """The highest and the lowest baseline of some words, and the largest size."""
    baselines = [word.baseline for word in row]
    return min(baselines), max(baselines), max([word.style.size for word in row])


def _footings(words: list[Word]) -> dict[Word, float]:
    """The baseline on which each word's line stands: that of the word it is glued to, for a superscript."""
    footing: dict[Word, float] = {}
    last: Word | None = None
    for word in words:
        baseline = word.baseline
        if last is not None and word.glued and word.size < TOUCHING * last.size:
            near = abs(baseline - last.baseline) <= RAISED * last.size
            baseline = footing[last] if near else baseline
        footing[word] = baseline
        last = word
    return footing


def _is_far(word: Word, other: Word) -> bool:
    """Whether two words stand too far above each other to be one line, whichever is raised."""
    return abs(word.baseline - other.baseline) > RAISED * max(word.style.size, other.style.size)


def _may_follow(word: Word, other: Word, footing: float) -> bool:
    size, other_size = word.style.size, other.style.size
    small, large = (size, other_size) if size < other_size else (other_size, size)
    shift, gap = abs(word.baseline - other.baseline), other.x0 - word.x1
    if gap > WIDEST_SPACE * small:
        return False
    if shift <= SAME_BASELINE * small or abs(footing - other.baseline) <= SAME_BASELINE * small:
        return True
    if _is_kerned(word, other):
        return True
    if word.text in _BULLETS:
        return shift <= BULLET_SHIFT * large
    # A superscript is smaller than its neighbour and touches it.
    label = _is_label(word if size < other_size else other)
    drawn_on = other.glued and other.order - word.order == 1
    if shift > WORD_RAISED * large and not label and not drawn_on:
        return False  # names set tight below a large title
    reach = LABEL_GAP if label else RAISED_GAP
    return small < (TOUCHING if drawn_on else 0.86) * large and shift <= RAISED * large and gap <= reach * large


def _is_kerned(word: Word, other: Word) -> bool:
    """TeX's name, and other words whose letters dance: each is drawn right after the one before, over or under it."""
    if other.order - word.order != 1 or other.baseline == word.baseline:
        return False
    large = max(word.style.size, other.style.size)
    return abs(other.baseline - word.baseline) <= LOWERED * large and abs(other.x0 - word.x1) <= DANCING * large


def _is_label(word: Word) -> bool:
    """A note's number or mark, or the small letter of a note to a table."""
    text = word.text
    return all(c.isdigit() or c in "*∗†‡§¶" for c in text) or (len(text) == 1 and text.islower())


class _Level:
    """The words of one baseline and size: the edges of their text."""

    def __init__(self, baseline: float, size: float, words: list[Word]) -> None:
        self.baseline, self.size = baseline, size
        self._starts, self._ends = sorted([word.x0 for word in words]), sorted([word.x1 for word in words])

    def beside(self, x: float) -> tuple[float, float, bool]:
        """The last end at the left of x and the first start at its right, and whether a word stands across it."""
        before, after = bisect_right(self._ends, x), bisect_left(self._starts, x)
        end = self._ends[before - 1] if before else -math.inf
        start = self._starts[after] if after < len(self._starts) else math.inf
        return end, start, after > before

    def enters(self, left: float, right: float) -> bool:
        """Whether a word begins, ends or stands across between two places."""
        x = (left + right) / 2
        _, _, crosses = self.beside(x)
        begun = bisect_left(self._starts, right) - bisect_right(self._starts, left)
        ended = bisect_left(self._ends, right) - bisect_right(self._ends, left)
        return crosses or begun > 0 or ended > 0


class _Strips:
    """White strips: what stands to the left and right of a gap in the rows above and below it."""

    def __init__(self, words: list[Word]) -> None:
        levels: dict[tuple[float, float], list[Word]] = defaultdict(list)
        for word in words:
            levels[word.baseline, word.style.size].append(word)
        self._levels = [_Level(baseline, size, levels[baseline, size]) for baseline, size in sorted(levels)]
        self._baselines = [level.baseline for level in self._levels]
        self._known: dict[tuple[Word, Word, float], tuple[int, Gutter | None]] = {}
        self._known_edges: dict[tuple[Word, Word, float], int] = {}
        self._starts, self._ends = sorted([word.x0 for word in words]), sorted([word.x1 for word in words])

    def edged(self, gap: _Gap, em: float) -> int:
        """How many rows of the page have an edge where the gap has one, on both sides; 0 where too few have.

        Columns that pull quotes and headings have shifted share few baselines, yet all their edges.
        In running text as many words lie across the gap of two words as keep to its edges, and more.
        """
        key = (gap.left, gap.right, em)
        if key not in self._known_edges:
            self._known_edges[key] = self._rows_edged(gap, em)
        return self._known_edges[key]

    def _rows_edged(self, gap: _Gap, em: float) -> int:
        ends = _count(self._ends, gap.left.x1, EDGE * em)
        starts = _count(self._starts, gap.right.x0, EDGE * em)
        x = (gap.left.x1 + gap.right.x0) / 2
        across = bisect_left(self._starts, x) - bisect_right(self._ends, x)
        fewest = min(ends, starts)
        return fewest if fewest >= max(CERTAIN_ROWS, across + 1) else 0

    def around(self, gap: _Gap, em: float) -> tuple[int, Gutter | None]:
        """Through how many rows the white of a gap runs on, and the white that they share if they are aligned."""
        key = (gap.left, gap.right, em)
        if key not in self._known:
            rows = self._rows(gap, em)
            self._known[key] = len(rows), self._white(gap, em, rows) if rows else None
        return self._known[key]

    def is_flush(self, gap: _Gap, em: float) -> bool:
        """Whether all rows along a gap end where the text at its left ends, and begin where that at its right does."""
        return all(
            abs(end - gap.left.x1) <= EDGE * em and abs(start - gap.right.x0) <= EDGE * em
            for end, start in self._rows(gap, em)
        )

    def is_hemmed_in(self, gap: _Gap, em: float) -> bool:
        """Whether words run across a gap right above or below it, and neither there nor there it is white between text.

        A word space that happens to lie where other pages have their gutter.
        """
        x = (gap.left.x1 + gap.right.x0) / 2
        near = [level.beside(x) for level in self._next_lines(gap, em)]
        white = any(not crosses and math.isfinite(end) and math.isfinite(start) for end, start, crosses in near)
        return not white and any(crosses for _, _, crosses in near)

    def is_amid_text(self, gap: _Gap, em: float) -> bool:
        """Whether the text above and below a wide gap enters it, and nowhere leaves it white between two columns."""
        edge, middle = EDGE * em, (gap.left.x1 + gap.right.x0) / 2
        entered = False
        for level in self._next_lines(gap, em):
            end, start, _ = level.beside(middle)
            if level.enters(gap.left.x1 + edge, gap.right.x0 - edge):
                entered = True
            elif math.isfinite(end) and math.isfinite(start):
                return False
        return entered

    def _next_lines(self, gap: _Gap, em: float) -> list[_Level]:
        """The text of the same size right above and below a gap."""
        y = gap.right.baseline
        first, last = (
            bisect_left(self._baselines, y - NEXT_LINE * em),
            bisect_right(self._baselines, y + NEXT_LINE * em),
        )
        return [
            level
            for level in self._levels[first:last]
            if abs(level.baseline - y) > 0.4 * em and em / SIZE_STEP < level.size < em * SIZE_STEP
        ]

    def _rows(self, gap: _Gap, em: float) -> list[tuple[float, float]]:
        """For each row through which the white runs on between text on both sides: where the text ends and begins.

        Two columns need not share their baselines, so a row is a line at the left with the
        nearest line at the right.  The gap's own row is among them.
        """
        ends, starts = self._edges((gap.left.x1 + gap.right.x0) / 2, gap.right.baseline, em)
        pairs, level = [], dict(starts)
        for baseline, end in ends:
            if baseline in level:
                pairs.append((end, level[baseline]))
                continue
            place = bisect_left(starts, (baseline,))
            around = starts[max(place - 1, 0) : place + 1]
            nearest = min(around, key=lambda row: abs(row[0] - baseline), default=None)
            if nearest is not None and abs(nearest[0] - baseline) <= 0.75 * em:
                pairs.append((end, nearest[1]))
        return pairs

    def _edges(self, x: float, y: float, em: float) -> tuple[list[_Edge], list[_Edge]]:
        """Where text ends at the left of the strip around (x, y), and where it begins at its right, row by row."""
        low, high = y - STRIP_REACH * em, y + STRIP_REACH * em
        first, last = bisect_left(self._baselines, low), bisect_right(self._baselines, high)
        middle = bisect_left(self._baselines, y, first, last)
        above, top = _until_crossed(reversed(self._levels[first:middle]), x, lambda b: b < y - 0.4 * em, low)
        below, bottom = _until_crossed(self._levels[middle:last], x, lambda b: b > y + 0.4 * em, high)
        beside = [*reversed(above), *below]
        leftmost, rightmost = x - STRIP_WIDTH * em, x + STRIP_WIDTH * em
        smallest, largest = em / SIZE_STEP, em * SIZE_STEP
        ends: list[_Edge] = []
        starts: list[_Edge] = []
        for baseline, size, end, start in beside:
            # A pull quote beside the text tells nothing of gutters.
            if not smallest < size < largest or not top < baseline < bottom:
                continue
            if leftmost < end:
                _keep_row(ends, baseline, end, 0.4 * em, max)
            if start < rightmost:
                _keep_row(starts, baseline, start, 0.4 * em, min)
        return ends, starts

    @staticmethod
    def _white(gap: _Gap, em: float, rows: list[tuple[float, float]]) -> Gutter | None:
        """The white that the rows around the gap share, if their text is aligned along it."""
        ends, starts = [end for end, _ in rows], [start for _, start in rows]
        if min(starts) - max(ends) < NARROWEST_GUTTER * em:
            return None
        # The gap itself must keep to the edge, or it is a wide space beside somebody else's gutter.
        # One wider than any word space may lie between a last line and an indent: then the other rows tell the edges.
        wide = gap.width > WIDE_GAP * em and len(rows) >= CERTAIN_ROWS
        of_left, of_right = (ends, starts) if wide else ([gap.left.x1], [gap.right.x0])
        agreeing = max(
            *(_agreeing(ends, end, EDGE * em) for end in of_left),
            *(_agreeing(starts, start, EDGE * em) for start in of_right),
        )
        return (max(ends), min(starts)) if agreeing >= AGREEMENT * len(rows) else None


def _until_crossed(
    levels: Iterable[_Level], x: float, is_apart: Callable[[float], bool], limit: float
) -> tuple[list[tuple[float, float, float, float]], float]:
    """The levels up to the first that a word crosses at x: baseline, size, last end and first start; and its baseline.

    Only a level that `is_apart` counts as crossed; `limit` where there is none.
    """
    found: list[tuple[float, float, float, float]] = []
    for level in levels:
        end, start, crosses = level.beside(x)
        if crosses and is_apart(level.baseline):
            return found, level.baseline
        found.append((level.baseline, level.size, end, start))
    return found, limit


_Edge = tuple[float, float]
"""The baseline of a row, and where its text ends or begins."""


def _keep_row(
    rows: list[_Edge],
    baseline: float,
    x: float,
    tolerance: float,
    better: Callable[[float, float], float],
) -> None:
    """Add an edge to the row of its baseline (rows come sorted), keeping the edge nearest to the strip."""
    if rows and baseline - rows[-1][0] <= tolerance:
        rows[-1] = (rows[-1][0], better(rows[-1][1], x))
    else:
        rows.append((baseline, x))


def _count(edges: list[float], x: float, tolerance: float) -> int:
    """How many of some sorted edges lie at x."""
    return bisect_right(edges, x + tolerance) - bisect_left(edges, x - tolerance)


def _agreeing(edges: list[float], x: float, tolerance: float) -> int:
    """How many of some edges lie at x."""
    return sum([abs(edge - x) <= tolerance for edge in edges])


def _is_too_wide(gap: _Gap, around: list[Word], strips: _Strips) -> bool:
    """Whether a gap is wider than word spaces are, and not the one space that fills a line of running text.

    Such a space stands between words, and where there are others in its line, they are as wide.
    """
    em = min(gap.left.size, gap.right.size)
    if gap.width <= WIDEST_SPACE * em:
        return False
    if not all(any(map(str.isalpha, word.text)) for word in (gap.left, gap.right)):
        return True
    even = all(right.glued or right.x0 - left.x1 > USUAL_SPACE * em for left, right in itertools.pairwise(around))
    return not even or not strips.is_amid_text(gap, em)


def _is_gutter(
    gap: _Gap, before: list[Word], strips: _Strips, vertical: list[Rule], own: list[Gutter], others: Sequence[Gutter]
) -> bool:
    # A superscript at the end of `before` must not pass for small type beside large.
    em = min(max(word.size for word in before[-2:]), gap.right.size)
    if gap.width < NARROWEST_GUTTER * em:
        return False
    if len(before) == 1 and _is_label(gap.left) and gap.right.baseline - gap.left.baseline > SAME_BASELINE * em:
        return False  # a raised label before its note
    if len(before) == 1 and _is_marker(before[0].text):
        return False  # the space after a list marker is aligned, but parts nothing
    y = gap.right.baseline
    if any(
        rule.box[1] < y and rule.box[3] > y - em and gap.left.x1 <= rule.box[0] <= rule.box[2] <= gap.right.x0
        for rule in vertical
    ):
        return True
    if max(*(word.size for word in before[-2:]), gap.right.size) >= SIZE_STEP * em and not _looks_small_caps(gap):
        return True
    if any(_spans(gap, gutter) for gutter in own):
        return True
    if any(_spans(gap, gutter) for gutter in others) and not strips.is_hemmed_in(gap, em):
        return True
    needed = 3 if gap.width > WIDE_GAP * em else 4 if gap.width > 1.5 * em else CERTAIN_ROWS
    rows, white = strips.around(gap, em)
    if white is not None and (rows >= needed or (rows >= FLUSH_ROWS and strips.is_flush(gap, em))):
        return True
    return strips.edged(gap, em) > 0


def _ends_in_gutter(gap: _Gap, chain: list[Word], gutters: list[Gutter]) -> bool:
    """Whether a list's marker begins in a gutter, and its text behind that."""
    if gap.width < BEFORE_MARKER * gap.right.size or not _COUNTING.fullmatch(gap.right.text):
        return False
    at = chain.index(gap.right) + 1
    if at == len(chain):
        return False
    to_text = _Gap(gap.left, chain[at])
    return any(_spans(to_text, gutter) and gutter[0] < gap.right.x0 <= gutter[1] for gutter in gutters)


def _spans(gap: _Gap, gutter: Gutter) -> bool:
    """Whether a gap leaves the whole of a known gutter white."""
    slack = min(OVERHANG * min(gap.left.size, gap.right.size), 0.28 * (gutter[1] - gutter[0]))
    return gap.left.x1 <= gutter[0] + slack and gap.right.x0 >= gutter[1] - slack


def _is_marker(text: str) -> bool:
    if text in MARKERS or (len(text) <= 4 and text[-1:] in ".)]" and any(c.isalnum() for c in text)):
        return True
    return text[-1:] in ".):]" and _COUNTING.fullmatch(text) is not None


def _looks_small_caps(gap: _Gap) -> bool:
    """Capitals or punctuation at a smaller size beside running text: faked small caps, not other matter.

    The text layer may have them in lower case; then they are known by the type of their line, which is drawn on.
    """
    small = gap.left if gap.left.size < gap.right.size else gap.right
    if small.text.upper() == small.text:
        return not any(c.isdigit() for c in small.text)
    left, right = gap.left, gap.right
    drawn_on = right.order == left.order + 1 and abs(right.baseline - left.baseline) < 0.05 * small.size
    one, other = sorted((left.style.font, right.style.font), key=len)  # "Serif", "Serif-Small-Caps"
    return drawn_on and other.startswith(one) and gap.width < WIDEST_IN_LINE * small.size
