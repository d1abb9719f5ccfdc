"""Which pages are contents pages, and which page does each of their entries name?

Evidence: rows that end (or begin) with a folio of this very document, in ascending order,
with leaders or space before it.  An entry may be broken over several rows and have a byline
below, so an entry keeps the words around its folio, and a title is looked for in them.

Limits: a page of contents that is set as running text ("see page 12") is not one here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from horizons_convert.layout.text import Line
from horizons_convert.recover.draft import Draft

FEWEST_ENTRIES = 3
"""Fewer rows with a folio are chance."""
SHARE_OF_ROWS = 0.2
"""... and so are few such rows among many: prose has lines that end in a number, too."""
SAME_TITLE = 88
"""Similarity (0 to 100) at which an entry names a title."""

LEADER = re.compile(r"(?:[.·…_]\s*){2,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a contents page: the page that its folio leads to, and the words around that folio."""

    page: int
    text: str

    def names(self, title: str) -> bool:
        return len(title) > 3 and fuzz.partial_ratio(title.casefold(), self.text.casefold()) >= SAME_TITLE


def read_contents(draft: Draft) -> dict[int, list[Entry]]:
    """The entries of each contents page, by page number; pages that are none are left out."""
    pages = {draft.folios.get(page.number, str(page.number)).casefold(): page.number for page in draft.pages}
    found: dict[int, list[Entry]] = {}
    for page in draft.pages:
        rows = rows_of(draft.lines[page.number])
        entries = _entries([" ".join(line.text for line in row) for row in rows], pages)
        if len(entries) >= max(FEWEST_ENTRIES, SHARE_OF_ROWS * len(rows)):
            found[page.number] = entries
    return found


def rows_of(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines that stand on one baseline, from left to right; the rows from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.baseline):
        if rows and line.baseline - rows[-1][0].baseline < 0.35 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def _entries(rows: list[str], pages: dict[str, int]) -> list[Entry]:
    """The entries whose folios ascend."""
    texts = [LEADER.sub(" ", row) for row in rows]
    targets = [_target(text, pages) for text in texts]
    entries: list[Entry] = []
    for index, target in enumerate(targets):
        if target is None or (entries and target < entries[-1].page):
            continue
        start = index
        while start and targets[start - 1] is None and index - start < 2:
            start -= 1
        below = texts[index + 1 : index + 2] if targets[index + 1 : index + 2] == [None] else []
        entries.append(Entry(target, " ".join([*texts[start : index + 1], *below])))
    return entries


def _target(row: str, pages: dict[str, int]) -> int | None:
    """The page whose folio stands at the end or the beginning of a row that also has words."""
    tokens = row.casefold().split()
    if len(tokens) < 2 or not any(token.isalpha() and len(token) > 2 for token in tokens):
        return None
    return pages.get(tokens[-1], pages.get(tokens[0]))
