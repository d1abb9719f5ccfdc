"""In which issue of which journal did this appear?

Evidence: the running heads and feet, which repeat the journal's name and its number or season
("Free Software Magazine Issue 4, May 2005" holds both), less those that bear the title or an
author; before them the pages in front of the first article, where the name is the largest
type and the number stands in a short row of its own.

Limits: a cover whose largest type is the title of its leading article is believed where no
running head says better; a rubric that heads every page of a journal that never names itself
is taken for its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from horizons_convert.recover.contents import rows_of
from horizons_convert.recover.draft import Draft, FrontMatter
from horizons_convert.recover.front_matter import _ISSUE, _sentence_case, _year

LONGEST = 10
"""A journal's name, or a row with number and season, has at most this many words."""
SAME_NAME = 85
"""Similarity (0 to 100) at which a running head repeats a name."""

_SEPARATOR = re.compile(r"\s+[·•|/–—-]\s+")
_SEVERAL_AUTHORS = re.compile(r"^.*\bet al\b[.:,\s]*")
_ROMAN = re.compile(r"^[IVXLC]+$")
_ADDRESS = re.compile(r"https?:|www\.|@")


def read_imprint(draft: Draft, front: Sequence[int], known: Iterable[str]) -> FrontMatter:
    """Journal, issue and date as far as running matter and the pages in front of the first article tell them.

    `known` are the titles and authors of the document: a running head that bears one is no journal's name.
    """
    running = [_parted(text) for text in draft.furniture_texts]
    on_cover = next((text for number in front for text in _issue_rows(draft, number)), "")
    issue = _tidy(on_cover or next((issue for _, issue in running if issue), ""))
    return FrontMatter(journal=_journal(draft, front, running, list(known)), issue=issue, date=_year(issue))


def _journal(draft: Draft, front: Sequence[int], running: list[tuple[str, str]], known: list[str]) -> str:
    """The name on the front pages that a running head repeats, else the likeliest running head, else the cover's."""
    printed = [name for number in front for name in _large(draft, number)]
    names = [name for name in _likely_names(running) if not any(_bears(name, other) for other in known)]
    for name in printed:
        if any(_bears(name, other) for other in names):
            return name
    name = next(iter([*names, *printed[:1]]), "")
    return _sentence_case(name.upper()) if name.islower() else _sentence_case(name)


def _likely_names(running: list[tuple[str, str]]) -> Iterator[str]:
    """What may be a name, first what stands before a number or season: a rubric does not."""
    for name, _ in sorted(running, key=lambda parts: not (parts[0] and parts[1])):
        name = _SEVERAL_AUTHORS.sub("", name)
        letters = sum(c.isalpha() for c in name)
        if (
            letters > 4
            and not any(c.isdigit() for c in name)
            and not _ADDRESS.search(name)
            and len(name.split()) <= LONGEST
        ):
            yield name


def _bears(text: str, name: str) -> bool:
    text, name = text.casefold(), name.casefold()
    return fuzz.ratio(text, name) >= SAME_NAME or (
        len(text) > 6 and len(name) > 6 and fuzz.partial_ratio(text, name) >= SAME_NAME
    )


def _parted(text: str) -> tuple[str, str]:
    """A running head as the journal's name and the number and season after it; either may be empty."""
    text = re.sub(r"\s+", " ", text).strip()
    match = _ISSUE.search(text)
    if match is None or not any(c.isdigit() for c in text[match.start() :]):
        return text, ""
    return text[: match.start()].rstrip(" ,;:/|·•–—-("), text[match.start() :]


def _tidy(issue: str) -> str:
    """Number and season in the form in which they are cited: "ISSUE 112 | JULY 2025" is "Issue 112, July 2025"."""
    parts = _SEPARATOR.sub(", ", issue)
    if parts != parts.upper() or not any(c.isalpha() for c in parts):
        return parts
    return " ".join(word if _ROMAN.match(word.strip(",.")) else word.capitalize() for word in parts.split())


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
    return [row for row in rows if _parted(row) == ("", row) and len(row.split()) <= LONGEST]
