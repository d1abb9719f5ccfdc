"""Which word may follow another, as far as the article itself shows?

A language needs no list of rules for that: the commonest words of a text (its articles,
prepositions, conjunctions) stand for themselves, all others for their endings, and what
followed what is counted.  "of" is followed by "the" and by plurals, hardly ever by "is".

Limit: it leans one way or the other, it never proves anything.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable

COMMONEST = 80
"""So many words stand for themselves."""
ENDING = 2
"""Of the others so many last letters count."""
STRONGEST = 1.0
"""The most that a fit speaks for or against a pair."""

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?|\d+|[,;:.!?]")


class Grammar:
    """What follows what in some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        tokens = [_WORD.findall(text.casefold()) for text in texts]
        counts = Counter(word for text in tokens for word in text)
        self._common = {word for word, _ in counts.most_common(COMMONEST)}
        kinds = [[self._kind(word) for word in text] for text in tokens]
        self._singles = Counter(kind for text in kinds for kind in text)
        self._pairs = Counter(pair for text in kinds for pair in itertools.pairwise(text))
        self._total = sum(self._singles.values())

    def fit(self, before: str, after: str) -> float:
        """How well a text goes on with another, from `-STRONGEST` to `STRONGEST`."""
        head, tail = _WORD.findall(before.casefold()), _WORD.findall(after.casefold())
        if not head or not tail or not self._total:
            return 0.0
        one, other = self._kind(head[-1]), self._kind(tail[0])
        expected = self._singles[one] * self._singles[other] / self._total
        ratio = math.log((self._pairs[one, other] + 0.5) / (expected + 0.5))
        return max(-STRONGEST, min(STRONGEST, ratio))

    def _kind(self, word: str) -> str:
        if word in self._common or not word[0].isalpha():
            return word if not word[0].isdigit() else "0"
        return "-" + word[-ENDING:]
