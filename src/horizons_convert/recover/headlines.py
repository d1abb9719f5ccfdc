"""What does a title say whose lines may end within a word?

Titles are seldom hyphenated, but a narrow column leaves no choice ("The Patience of Fer-/ries").
The same evidence decides as in the text (see `hyphens`).  Letters set apart are read as words.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from horizons_convert.layout.text import Line
from horizons_convert.recover import hyphens
from horizons_convert.recover.draft import Draft, Piece
from horizons_convert.recover.lexicon import Lexicon

FEWEST_LETTERS = 4
"""So many single letters in a row are one word, or several."""
WIDER = 1.6
"""A gap so many times as wide as the others parts two words."""

_HYPHENS = ("-", "\u2010", hyphens.SOFT_HYPHEN)


def headline(pieces: list[Piece], draft: Draft) -> str:
    """The words of a title or subtitle in one line."""
    text = ""
    for line in (_text_of(line) for piece in pieces for line in piece.lines):
        head, space, last = text.rpartition(" ")
        if line and len(last) > 1 and last.endswith(_HYPHENS) and last[-2].isalnum():
            first, _, rest = line.partition(" ")
            text = head + space + _joined(last, first, draft) + (" " + rest if rest else "")
        else:
            text = f"{text} {line}"
    return re.sub(r"\s+", " ", hyphens.strip_soft(text)).strip()


def _text_of(line: Line) -> str:
    """The text of a line; of letters that are set apart ("R E V I E W"), the words that wider gaps part."""
    words = line.words
    if len(words) < FEWEST_LETTERS or any(len(word.text) > 1 for word in words):
        return line.text
    gaps = [right.x0 - left.x1 for left, right in pairwise(words)]
    usual = sorted(gaps)[len(gaps) // 2]
    parts = [" " if gap > WIDER * usual else "" for gap in gaps]
    return "".join(word.text + part for word, part in zip(words, [*parts, ""], strict=True))


def _joined(first: str, second: str, draft: Draft) -> str:
    words = draft.counted[1] if draft.counted is not None else Counter[str]()
    lexicon = Lexicon(draft.language, words, draft.issue_words)
    return hyphens.decide(first[:-1], second, lexicon, soft=first[-1] == hyphens.SOFT_HYPHEN, hyphen=first[-1]).joined
