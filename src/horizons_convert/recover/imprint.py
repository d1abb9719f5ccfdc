"""Of which issue of which journal are these the front pages?

Evidence: the cover's largest type is the journal's name, surest where the running heads
repeat it; number, season and year stand in a short row with a figure in it.

Limits: a cover whose largest type is the title of its leading article is believed where no
running head says better.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from horizons_convert.recover.contents import rows_of
from horizons_convert.recover.draft import Draft, FrontMatter
from horizons_convert.recover.front_matter import _ISSUE, _year

LONGEST = 10
"""A journal's name, or a row with number and season, has at most this many words."""
SAME_NAME = 85
"""Similarity (0 to 100) at which a running head repeats the name on the cover."""


def read_imprint(draft: Draft, front: Sequence[int]) -> FrontMatter:
    """Journal, issue and date as far as the pages in front of the first article tell them."""
    if not front:
        return FrontMatter()
    issue = next((text for number in front for text in _issue_rows(draft, number)), "")
    return FrontMatter(journal=_journal(draft, front), issue=issue, date=_year(issue))


def _journal(draft: Draft, front: Sequence[int]) -> str:
    """The name that the running heads repeat, as the front pages spell it; else the cover's largest type."""
    names = [name for number in front for name in _large(draft, number)]
    for name in names:
        if any(fuzz.ratio(name.casefold(), text.casefold()) >= SAME_NAME for text in draft.furniture_texts):
            return name
    return next(iter(_large(draft, front[0])), "")


def _large(draft: Draft, number: int) -> list[str]:
    """What a page says in its largest type, where that is larger than the body."""
    pieces = draft.on_page(number)
    size = max((piece.style.size for piece in pieces), default=0.0)
    large = sorted((p for p in pieces if p.style.size > 0.95 * size > 1.2 * draft.body.size), key=lambda p: p.box[1])
    text = " ".join(piece.text for piece in large)
    return [text] if 0 < len(text.split()) <= LONGEST else []


def _issue_rows(draft: Draft, number: int) -> list[str]:
    """Rows with number or season: "No. 31" at the left and "Spring 2025" at the right of one line are one."""
    rows = [", ".join(line.text for line in row) for row in rows_of(draft.lines[number])]
    return [row for row in rows if _ISSUE.search(row) and any(c.isdigit() for c in row) and len(row.split()) <= LONGEST]
