"""Which lines send the reader to another page, and where is an article taken up again?

"(Continued on page 7)" and "Continued from page 1" are no words of an article: they are set
aside.  A piece of the role `jump` stays in their place until the articles are parted, for
there an article breaks off, or another one goes on.

Evidence: a line that says nothing else, but for a word or two of the title, in brackets or
in type of its own.

Limits: only English, German, French, Spanish and Serbian lines are known; "see page 7" is a
reference and stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from horizons_convert.layout.text import Block, Line
from horizons_convert.recover.draft import Draft, Piece

MOST_WORDS = 14
SAME_TITLE = 85
"""Similarity (0 to 100) at which the words beside a jump line are of a title."""

_PAGE = r"(?:page|pages|pg\.?|p\.|seite|s\.|página|pág\.?|стр\.?|страни\w+)"
_CONTINUED = r"(?:continue[ds]|cont['’.]?d?\.?|concluded|fortsetzung|suite|sigue|continúa|viene|наставак|наставља\s+се)"
_ON = r"(?:on|to|over|auf|à\s+la|en(?:\s+la)?|на)"
_FROM = r"(?:from|von|de(?:\s+la)?|са?)"
_LINE = re.compile(
    rf"^\W*(?P<before>[^()]{{0,40}}?)\W*\b{_CONTINUED}\s+(?:(?P<on>{_ON})|(?P<from>{_FROM}))\s+{_PAGE}\s*"
    r"(?P<page>\d{1,4})\b\W*(?P<after>[^()]{0,40}?)\W*$",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"(?:table|figure|fig|tab|tabelle|abb|tableau|cuadro|табела)\b", re.IGNORECASE)
"""What goes on there is no article."""


@dataclass(slots=True)
class Jump:
    """What a jump line says."""

    page: str
    """The printed number of the other page."""
    onward: bool
    """Whether it sends on to that page; else the text comes from there."""
    title: str
    """What it says of the title; often nothing."""

    def names(self, title: str) -> bool:
        """Whether a title is the one that the line speaks of."""
        return len(self.title) > 2 and fuzz.partial_ratio(self.title.casefold(), title.casefold()) >= SAME_TITLE


def read_jump(text: str) -> Jump | None:
    """What a line says, if it is a jump line and nothing else."""
    found = _LINE.match(text) if len(text.split()) <= MOST_WORDS else None
    if found is None:
        return None
    title = " ".join(part for part in (found["before"], found["after"]) if part)
    if _CAPTION.match(title):
        return None
    return Jump(found["page"].casefold(), found["on"] is not None, title.strip(" .…:–—-"))


_FIGURE = re.compile(r"\b\d")


def set_jumps_aside(draft: Draft) -> None:
    """Set the jump lines aside; a piece of the role `jump` stands for each."""
    for page in draft.pages:
        lines = draft.lines[page.number]
        for line in [line for line in lines if _is_jump(line, draft)]:
            evidence = "a line that leads to another page, and says nothing else"
            draft.set_aside("jump line", page.number, line.words, evidence=evidence, score=0.9)
            draft.pieces.append(Piece(page.number, "jump", Block(page.number, [line])))
            lines.remove(line)


def _is_jump(line: Line, draft: Draft) -> bool:
    text = line.text
    if len(line.words) > MOST_WORDS or not _FIGURE.search(text):
        return False  # as most lines
    jump = read_jump(text)
    if jump is None:
        return False
    bracketed = text[:1] in "([" and text[-1:] in ")]"
    capital = next((c for c in text if c.isalpha()), "").isupper()
    alone = not jump.title and (bracketed or capital)
    return alone or (capital and line.style != draft.body.style)
