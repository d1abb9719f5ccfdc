"""What does a list's marker say: which number, and written how?

"3.", "3)", "(3)", "[3]", "c.", "(c)", "iii.", "III.", "C.", "2.3", "2.3:" and "[Knuth84]".  A
letter may be a roman numeral, too ("i.", "v)", "C."): then both readings are given, and the
markers before and after it tell.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

_NUMBER = re.compile(r"(?P<before>\(|\[|)(?P<number>\d{1,3}|[A-Za-z]|[ivxl]{1,6}|[IVXL]{1,6})(?P<after>\.\)|[.):\]])")
_DOTTED = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}[.):]?")
_KEY = re.compile(r"\[(?=[^\[\]]*\w)[^\[\]]{1,24}\]")
BARE = "1 "
"""The form of a number without any mark."""
MOST_IN_KEY = 4
"""The label of a book has at most so many words ("[Knuth and Plass 81]")."""
_PAIRS = {"": (".", ")", ":", ".)"), "(": (")",), "[": ("]",)}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


class Label(NamedTuple):
    """One reading of a marker."""

    form: str
    """How it is written: the same for all of a list."""
    number: int


@functools.lru_cache(maxsize=1024)
def labels(text: str) -> tuple[Label, ...]:
    """The readings of a word as a marker that counts; none if it is no such marker."""
    if text[-1:] not in ".):]" and not text[-1:].isdigit():
        return ()
    if _DOTTED.fullmatch(text):
        head, _, last = text.rstrip(".):").rpartition(".")
        return (Label(f"{head}.n{text[-1] if not text[-1].isdigit() else ''}", int(last)),)
    match = _NUMBER.fullmatch(text)
    if not match or match["after"] not in _PAIRS[match["before"]]:
        return ()
    written = match["before"] + "{}" + match["after"]
    return tuple(Label(written.format(kind), number) for kind, number in _readings(match["number"]))


def bare(text: str) -> tuple[Label, ...]:
    """The reading of a number without any mark, which only its neighbours can show to be a marker."""
    return (Label(BARE, int(text)),) if text.isdecimal() and text.isascii() and len(text) < 3 else ()


def key_of(words: Sequence[str]) -> int:
    """Of how many words the label of a book in a list of references consists ("[Knuth 84]"); 0 if there is none."""
    if words[0][:1] == "[":
        for count in range(1, min(MOST_IN_KEY, len(words) - 1) + 1):
            if words[count - 1][-1:] == "]":
                return count if _KEY.fullmatch(" ".join(words[:count])) else 0
    return 0


def is_dotted(text: str) -> bool:
    """Whether a marker counts in several steps: "2.3"."""
    return bool(_DOTTED.fullmatch(text))


def _readings(number: str) -> list[tuple[str, int]]:
    """The kinds of numeral that a number may be, with its value, the likelier first."""
    if number.isdigit():
        return [("1", int(number))]
    lower = number.lower()
    kind = "a" if number.islower() else "A"
    found = [(kind, ord(lower) - ord("a") + 1)] if len(number) == 1 else []
    if (value := _roman(lower)) and lower == _as_roman(value):
        found.append(("i" if number.islower() else "I", value))
    return found[::-1] if lower == "i" else found


def _roman(numeral: str) -> int:
    if any(c not in _ROMAN for c in numeral):
        return 0
    values = [_ROMAN[c] for c in numeral]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _as_roman(value: int) -> str:
    tens = ["", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx"][min(value // 10, 8)]
    return tens + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][value % 10]
