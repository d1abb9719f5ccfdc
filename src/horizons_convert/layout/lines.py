"""Which words form a line, and where does a gutter part what stands on one baseline?

Words are chained to their right-hand neighbours on the same baseline, across any gap that
is not absurd; the chains are then cut at gutters.  In a narrow justified column a word gap
can be as wide as a gutter, so width alone decides nothing.  A gap is a gutter when the white
goes on above and below it between text on both sides and the rows agree on one of its edges
(text starts at the same x to its right, or ends at the same x to its left).
Word gaps do neither.  A ruled line between, or a change of type size, counts too.

Limits: two columns of ragged text whose left edges do not line up, with less than two em
between them, are taken for one.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from horizons_convert.layout.text import Line
from horizons_convert.pdf.page import Rule, Word

SAME_BASELINE = 0.16
"""Two words share a baseline when they differ by less than this (em of the smaller)."""
RAISED = 0.62
"""A superscript or subscript is shifted by at most this (em of the larger)."""
RAISED_GAP = 0.3
"""... and stands this near (em) to the word it belongs to; a note's label may stand a word space away."""
LOWERED = 0.35
"""Letters of one word that stand on different baselines differ by at most this (em)."""
LABEL_GAP = 1.3
LARGEST_RAISED = 1.7
"""The text beside a superscript is at most this many times its size."""
MOST_OVERLAP = 0.6
"""Kerned and overhanging words overlap by less than this (em)."""
CANDIDATES = 3
"""So many words may compete for a place at the right of another."""
WIDEST_SPACE = 3.6
"""No justified word space is wider (em)."""
NARROWEST_GUTTER = 0.55
"""No gutter is narrower (em)."""
EDGE = 0.12
"""Edges that lie this near (em) to each other are one edge."""
OVERHANG = 0.3
"""An "f" or a hanging hyphen reaches this far (em) into a gutter."""
CERTAIN_ROWS = 6
"""So many rows along a strip of white are no accident, however narrow it is."""
AGREEMENT = 0.5
"""At least this share of the rows along a gutter agree on one of its edges."""
STRIP_REACH = 10.0
"""How far (em) above and below a gap its white strip is followed."""
STRIP_WIDTH = 8.0
"""Text on either side of the strip begins or ends within so many em of it."""
SIZE_STEP = 1.12
"""Type larger by this ratio is other matter (a pull quote beside the text)."""

_MARKERS = frozenset("•‣◦▪■●○–—-*·►")


@dataclass(slots=True)
class _Gap:
    left: Word
    right: Word

    @property
    def width(self) -> float:
        return self.right.x0 - self.left.x1


Gutter = tuple[float, float]
"""The white between two columns: from x to x, in points."""


def find_gutters(words: list[Word]) -> list[Gutter]:
    """The gutters of a page that show beyond doubt: long strips of white along which the text is aligned."""
    strips = _Strips(words)
    strong: list[tuple[int, Gutter]] = []
    for chain in _chains(words):
        for left, right in itertools.pairwise(chain):
            gap, em = _Gap(left, right), min(left.size, right.size)
            if gap.width < NARROWEST_GUTTER * em:
                continue
            rows = strips.rows(gap, em)
            white = strips.white(gap, em, rows) if len(rows) >= CERTAIN_ROWS else None
            if white is not None:
                strong.append((len(rows), white))
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


def form_lines(page: int, words: list[Word], rules: list[Rule], gutters: list[Gutter]) -> list[Line]:
    """The lines of a page, from top to bottom (then left to right).

    `words` are horizontal words that belong to the text: drop caps, stamps and shadow
    copies are taken out before, because they stand on several baselines at once.
    `gutters` are those known of this page and of its fellows.
    """
    strips = _Strips(words)
    vertical = [rule for rule in rules if not rule.horizontal]
    lines: list[Line] = []
    for chain in _chains(words):
        piece = [chain[0]]
        for left, right in itertools.pairwise(chain):
            if _is_gutter(_Gap(left, right), piece, strips, vertical, gutters):
                lines.append(Line.of(page, piece))
                piece = []
            piece.append(right)
        lines.append(Line.of(page, piece))
    return sorted(lines, key=lambda line: (line.baseline, line.x0))


def _chains(words: list[Word]) -> list[list[Word]]:
    """Words linked to the nearest word at their right on the same baseline.

    The closest pairs are linked first, so that a word across the gutter never takes the
    place of a note's label right beside it.
    """
    ordered = sorted(words, key=lambda word: word.x0)
    pairs = sorted(_neighbours(ordered), key=lambda pair: pair[0])
    followers: dict[int, Word] = {}
    taken: set[int] = set()
    for _, word, other in pairs:
        if id(word) not in followers and id(other) not in taken:
            followers[id(word)] = other
            taken.add(id(other))
    chains = []
    for word in ordered:
        if id(word) in taken:
            continue
        chain = [word]
        while id(chain[-1]) in followers:
            chain.append(followers[id(chain[-1])])
        chains.append(chain)
    return chains


def _neighbours(ordered: list[Word]) -> Iterator[tuple[float, Word, Word]]:
    """Pairs of words of which the second may follow the first, nearest first for each, with their distance."""
    footing = _footings(sorted(ordered, key=lambda word: word.order))
    step = 4.0
    by_baseline: dict[int, list[Word]] = defaultdict(list)
    for word in ordered:
        by_baseline[int(word.baseline // step)].append(word)
    starts = {bucket: [word.x0 for word in row] for bucket, row in by_baseline.items()}
    for word in ordered:
        reach = max(word.size, LARGEST_RAISED * word.size) * RAISED
        for bucket in range(int((word.baseline - reach) // step), int((word.baseline + reach) // step) + 1):
            row = by_baseline.get(bucket, [])
            found = 0
            for index in range(bisect_left(starts.get(bucket, []), word.x0), len(row)):
                other = row[index]
                if other is word or other.x0 - word.x1 < -MOST_OVERLAP * word.size:
                    continue
                if other.x0 - word.x1 > WIDEST_SPACE * word.size or found == CANDIDATES:
                    break
                if _may_follow(word, other, footing[id(word)]):
                    found += 1
                    yield abs(other.x0 - word.x1), word, other


def _footings(words: list[Word]) -> dict[int, float]:
    """The baseline on which each word's line stands: that of the word it is glued to, for a superscript."""
    footing: dict[int, float] = {}
    last: Word | None = None
    for word in words:
        raised = last is not None and word.glued and word.size < 0.86 * last.size
        near = last is not None and abs(word.baseline - last.baseline) <= RAISED * last.size
        footing[id(word)] = footing[id(last)] if raised and near else word.baseline
        last = word
    return footing


def _may_follow(word: Word, other: Word, footing: float) -> bool:
    small, large = sorted((word.size, other.size))
    shift, gap = abs(word.baseline - other.baseline), other.x0 - word.x1
    if gap > WIDEST_SPACE * small:
        return False
    if shift <= SAME_BASELINE * small or abs(footing - other.baseline) <= SAME_BASELINE * small:
        return True
    if other.order - word.order == 1 and shift <= LOWERED * large and abs(gap) <= RAISED_GAP * large:
        return True  # TeX's name, and other words whose letters dance
    # A superscript is smaller than its neighbour and touches it.
    reach = LABEL_GAP if _is_label(word if word.size < other.size else other) else RAISED_GAP
    return small < 0.86 * large and shift <= RAISED * large and gap <= reach * large


def _is_label(word: Word) -> bool:
    """A note's number or mark."""
    return all(c.isdigit() or c in "*†‡§¶" for c in word.text)


class _Strips:
    """White strips: what stands to the left and right of a gap in the rows above and below it."""

    def __init__(self, words: list[Word]) -> None:
        self.words = sorted(words, key=lambda word: word.baseline)
        self.baselines = [word.baseline for word in self.words]

    def rows(self, gap: _Gap, em: float) -> list[tuple[float, float]]:
        """For each row through which the white runs on between text on both sides: where the text ends and begins.

        Two columns need not share their baselines, so a row is a line at the left with the
        nearest line at the right.  The gap's own row is among them.
        """
        x, y = (gap.left.x1 + gap.right.x0) / 2, gap.right.baseline
        low, high = y - STRIP_REACH * em, y + STRIP_REACH * em
        near = self.words[bisect_left(self.baselines, low) : bisect_right(self.baselines, high)]
        crossing = [word.baseline for word in near if word.x0 < x < word.x1]
        top = max((b for b in crossing if b < y - 0.4 * em), default=low)
        bottom = min((b for b in crossing if b > y + 0.4 * em), default=high)
        ends: list[tuple[float, float]] = []
        starts: list[tuple[float, float]] = []
        for word in near:
            alike = em / SIZE_STEP < word.size < em * SIZE_STEP  # a pull quote beside the text tells nothing of gutters
            if not alike or not top < word.baseline < bottom:
                continue
            if x - STRIP_WIDTH * em < word.x1 <= x:
                _keep_row(ends, word.baseline, word.x1, 0.4 * em, max)
            elif x <= word.x0 < x + STRIP_WIDTH * em:
                _keep_row(starts, word.baseline, word.x0, 0.4 * em, min)
        pairs = []
        for baseline, end in ends:
            nearest = min(starts, key=lambda row: abs(row[0] - baseline), default=None)
            if nearest is not None and abs(nearest[0] - baseline) <= 0.75 * em:
                pairs.append((end, nearest[1]))
        return pairs

    @staticmethod
    def white(gap: _Gap, em: float, rows: list[tuple[float, float]]) -> Gutter | None:
        """The white that the rows around the gap share, if their text is aligned along it."""
        ends, starts = [end for end, _ in rows], [start for _, start in rows]
        if min(starts) - max(ends) < NARROWEST_GUTTER * em:
            return None
        # The gap itself must keep to the edge, or it is a wide space beside somebody else's gutter.
        agreeing = max(_agreeing(ends, gap.left.x1, EDGE * em), _agreeing(starts, gap.right.x0, EDGE * em))
        return (max(ends), min(starts)) if agreeing >= AGREEMENT * len(rows) else None


def _keep_row(
    rows: list[tuple[float, float]],
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


def _agreeing(edges: list[float], x: float, tolerance: float) -> int:
    """How many of some edges lie at x."""
    return sum(abs(edge - x) <= tolerance for edge in edges)


def _is_gutter(gap: _Gap, before: list[Word], strips: _Strips, vertical: list[Rule], gutters: list[Gutter]) -> bool:
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
    if any(_spans(gap, gutter) for gutter in gutters):
        return True
    needed = 3 if gap.width > 2.2 * em else 4 if gap.width > 1.5 * em else CERTAIN_ROWS
    rows = strips.rows(gap, em)
    return len(rows) >= needed and strips.white(gap, em, rows) is not None


def _spans(gap: _Gap, gutter: Gutter) -> bool:
    """Whether a gap leaves the whole of a known gutter white."""
    slack = min(OVERHANG * min(gap.left.size, gap.right.size), 0.28 * (gutter[1] - gutter[0]))
    return gap.left.x1 <= gutter[0] + slack and gap.right.x0 >= gutter[1] - slack


def _is_marker(text: str) -> bool:
    return text in _MARKERS or (len(text) <= 4 and text[-1:] in ".)]" and any(c.isalnum() for c in text))


def _looks_small_caps(gap: _Gap) -> bool:
    """Capitals or punctuation at a smaller size beside running text: faked small caps, not other matter."""
    small = gap.left if gap.left.size < gap.right.size else gap.right
    return small.text.upper() == small.text and not any(c.isdigit() for c in small.text)
