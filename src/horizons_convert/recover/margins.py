"""Which words in the side margins belong to every page and to no text: the section's name, the issue, line numbers?

They stand beside the text, not above or below it, so that the rows of the page know nothing of
them.  Evidence: outside the columns, and the same words in the same type at the same place of
another page, or at its mirror; or a number there that counts up with the pages.

Limits: what stands in the margin of one page only is kept; a note in the margin that begins
with the words of another one at the same height loses nothing, for all its words must repeat.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left

from horizons_convert.pdf.page import Word
from horizons_convert.recover.body import is_body_size
from horizons_convert.recover.draft import Draft

NEAR_PAGES = 4
"""What repeats does so within this many pages."""
EDGE_WORDS = 4
"""The text reaches as far as so many words begin or end on one side,"""
EDGE = 0.3
"""... within so many em."""
SAME_PLACE = 0.5
"""Words stand at the same place of their pages within so many em."""
NEXT_LINE = 2.0
"""Lines of one thing in the margin are at most so many em apart."""
LONGEST = 24
"""A running margin has at most so many words."""


Extent = tuple[float, float]
"""From which height of a page to which (points from its top)."""


def set_margins_aside(draft: Draft) -> None:
    """Take what runs in the side margins out of `draft.words`."""
    if len(draft.pages) < 2:
        return
    texts = {
        page.number: text
        for page in draft.pages
        if len(text := [word for word in draft.words[page.number] if is_body_size(word.style.size, draft)]) > EDGE_WORDS
    }
    if len(texts) < 2:
        return
    extents = {number: _extent([w.baseline for w in text], draft.body.size) for number, text in texts.items()}
    # The text of an opening page begins further down than that of the others, and the last one's ends higher.
    reach = min(top for top, _ in extents.values()), max(bottom for _, bottom in extents.values())
    groups = {
        number: _groups_beside(text, extents[number], reach, draft.words[number], draft)
        for number, text in texts.items()
    }
    if not any(groups.values()):
        return
    widths = {page.number: page.width for page in draft.pages}
    for page, found in groups.items():
        near = [number for number in range(page - NEAR_PAGES, page + NEAR_PAGES + 1) if number != page]
        for group in found:
            others = [(number, word) for number in near for other in groups.get(number, ()) for word in other]
            if all(_repeats(word, page, others, widths) for word in group):
                gone = set(group)
                draft.words[page] = [word for word in draft.words[page] if word not in gone]
                evidence = "repeats in the same place in the margin of other pages"
                draft.set_aside("running margin", page, group, evidence=evidence, score=0.95)


def _extent(baselines: list[float], em: float) -> Extent:
    """Between which heights the lines of a page follow each other: its head and its foot stand apart from the text."""
    rows = sorted(set(baselines))
    close = [(upper, lower) for upper, lower in itertools.pairwise(rows) if 0.5 * em < lower - upper < NEXT_LINE * em]
    return (close[0][0], close[-1][1]) if close else (rows[len(rows) // 2], rows[len(rows) // 2])


def _groups_beside(
    text: list[Word], extent: Extent, reach: Extent, words: list[Word], draft: Draft
) -> list[list[Word]]:
    """The words at the side of a page's text, those together that stand close to each other."""
    em, (top, bottom) = draft.body.size, extent
    left = _outermost(sorted([word.x0 for word in text]), EDGE * em)
    right = -_outermost(sorted([-word.x1 for word in text]), EDGE * em)
    outside = [word for word in words if (word.x1 < left or word.x0 > right) and word.text.strip()]
    if not outside:
        return []
    taken = set(outside)
    heads = [word.baseline for word in words if word not in taken and not top <= word.baseline <= bottom]
    beside = [
        word
        for word in outside
        if reach[0] - NEXT_LINE * em < word.baseline < reach[1] + NEXT_LINE * em
        and not any(abs(word.baseline - baseline) < EDGE * em for baseline in heads)
    ]
    groups: list[list[Word]] = []
    for word in sorted(beside, key=lambda word: (word.x0 > right, word.baseline, word.x0)):
        last = groups[-1][-1] if groups else None
        if last and (last.x0 > right) == (word.x0 > right) and word.baseline - last.baseline < NEXT_LINE * em:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [group for group in groups if len(group) <= LONGEST]


def _outermost(edges: list[float], slack: float) -> float:
    """The first of some sorted edges that several words share; the first of all where none is shared."""
    for index, edge in enumerate(edges):
        if bisect_left(edges, edge + slack) - index >= EDGE_WORDS:
            return edge
    return edges[0]


def _repeats(word: Word, page: int, others: list[tuple[int, Word]], widths: dict[int, float]) -> bool:
    """Whether a word stands on another page as well: at the same place, or at its mirror."""
    reach = SAME_PLACE * word.style.size
    for number, other in others:
        if abs(other.baseline - word.baseline) > reach or abs(other.style.size - word.style.size) > 0.1 * reach:
            continue
        counts_up = word.text.isdigit() and other.text.isdigit() and int(other.text) - int(word.text) == number - page
        if other.text != word.text and not counts_up:
            continue
        mirrored = widths[number] - other.x1
        if min(abs(other.x0 - word.x0), abs(other.x1 - word.x1), abs(mirrored - word.x0)) < reach:
            return True
    return False
