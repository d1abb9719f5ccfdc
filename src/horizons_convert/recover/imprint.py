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
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from horizons_convert.recover.contents import rows_of
from horizons_convert.recover.draft import Draft, FrontMatter

LONGEST = 10
"""A journal's name, or a row with number and season, has at most this many words."""
SAME_NAME = 85
"""Similarity (0 to 100) at which a running head repeats a name."""

_ISSUE = re.compile(
    r"(?<!\w)(?:no\.|nr\.|n\.|n°|nº|vol\.|volume|issue|number|heft|numéro|numero|број|бр\.|summer|winter|spring|autumn|fall|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|automne|hiver|été|"
    r"printemps|herbst|frühjahr|sommer|пролеће|јесен|зима|лето|(?:1[89]|20)\d\d)(?!\w)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_SMALL_WORD = re.compile(r"(?:of|the|and|for|in|on|an?|de|du|des|del|las?|les?|et|und|der|die|das|vom|y|и)$")
_SEPARATOR = re.compile(r"\s+[·•|/–—-]\s+")
_SEVERAL_AUTHORS = re.compile(r"^.*\bet al\b[.:,\s]*")
_ROMAN = re.compile(r"^[IVXLC]+$")
_ADDRESS = re.compile(r"https?:|www\.|@")


def read_imprint(draft: Draft, front: Sequence[int], known: Iterable[str]) -> FrontMatter:
    """Journal, issue and date as far as running matter and the pages in front of the first article tell them.

    `known` are the titles and authors of the document: a running head that bears one is no journal's name.
    """
    known = list(known)
    running = [_parted(text) for text in draft.furniture_texts]
    running = [
        (name if _may_be_name(name) and not any(_bears(name, k) for k in known) else "", i) for name, i in running
    ]
    on_cover = next((text for number in front if (text := _issue_on(draft, number))), "")
    issue = _tidy(on_cover or next((issue for _, issue in running if issue), ""))
    year = _YEAR.search(issue)
    name = _cased(_journal(draft, front, running, numbered_cover=bool(on_cover)))
    return FrontMatter(journal=name, issue=issue, date=year.group() if year else "")


def _journal(draft: Draft, front: Sequence[int], running: list[tuple[str, str]], *, numbered_cover: bool) -> str:
    """The name on the front pages that a running head repeats; else the likeliest of either.

    The largest type of a cover with the number on it is the journal's name, and so is a running head that
    also holds the number; another cover may bear a title, another running head a rubric.
    """
    printed = [name for number in front for name in _large(draft, number)]
    for name in printed:
        if any(_bears(name, other) for other, _ in running):
            return name
    names = [
        *(printed[:1] if numbered_cover else ()),
        *(name for name, issue in running if issue),
        *printed[:1],
        *(name for name, _ in running),
    ]
    return next((name for name in names if name), "")


def _may_be_name(text: str) -> bool:
    """What has a figure, an address, or hardly a letter is no name."""
    letters = sum(c.isalpha() for c in text)
    return (
        letters > 4
        and not any(c.isdigit() for c in text)
        and not _ADDRESS.search(text)
        and len(text.split()) <= LONGEST
    )


def _bears(text: str, name: str) -> bool:
    text, name = text.casefold(), name.casefold()
    return fuzz.ratio(text, name) >= SAME_NAME or (
        len(text) > 6 and len(name) > 6 and fuzz.partial_ratio(text, name) >= SAME_NAME
    )


def _parted(text: str) -> tuple[str, str]:
    """A running head as the journal's name and the number and season after it; either may be empty."""
    text = _SEVERAL_AUTHORS.sub("", re.sub(r"\s+", " ", text).strip())
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


def _cased(name: str) -> str:
    """A name set in capitals or small capitals, as it is cited: "THE CONFLUENCE REVIEW" is "The Confluence Review"."""
    if name not in (name.upper(), name.lower()):
        return name
    words = name.lower().split()
    return " ".join(
        word if _SMALL_WORD.match(word) and i else word[:1].upper() + word[1:] for i, word in enumerate(words)
    )


def _large(draft: Draft, number: int) -> list[str]:
    """What a page says in its largest type, where that is larger than the body."""
    pieces = draft.on_page(number)
    size = max((piece.style.size for piece in pieces), default=0.0)
    large = sorted((p for p in pieces if p.style.size > 0.95 * size > 1.2 * draft.body.size), key=lambda p: p.box[1])
    text = " ".join(piece.text for piece in large)
    return [text] if 0 < len(text.split()) <= LONGEST else []


def _issue_on(draft: Draft, number: int) -> str:
    """Number and season as a page in front states them, on one line ("No. 31" left, "Spring 2025" right) or on two."""
    rows = [", ".join(line.text for line in row) for row in rows_of(draft.lines[number])]
    stated = [row for row in rows if _parted(row) == ("", row) and len(row.split()) <= LONGEST]
    return ", ".join(dict.fromkeys(stated[:2]))
