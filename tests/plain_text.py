"""Plain text as its readers take it: what does somebody make of a TXT who knows only how it looks?

The counterpart of `pandoc_tree` for the one format without marks of its own.
"""

from __future__ import annotations

import re

from pandoc_tree import Reading, raised

_UNDERLINED = re.compile(r"(.+)\n(=+|-+)", re.DOTALL)
_FULL = 72
"""Length of the line below a title."""
_SIGN = re.compile(r"(?P<BulletList>• )|(?P<OrderedList>\d{1,3}\. |\[[^] ]{1,4}\] )|\[\w+: ")
_CALL = re.compile(r"\[(\d{1,3}|[*†‡]+)\]")


def reading(text: str, front: set[str]) -> Reading:
    """Blocks and notes in the terms of `pandoc_tree.reading`, numbers in brackets left out."""
    blocks: list[tuple[str, str]] = []
    notes: list[str] = []
    in_notes = False
    for chunk in re.split(r"\n{2,}", text.strip("\n")):
        kind, words = _understood(chunk)
        in_notes = chunk == "---" or (in_notes and not kind.startswith("heading"))
        if not re.search(r"\w", words) or words in front:
            continue
        if not in_notes:
            blocks.append((kind, words))
        elif chunk.startswith("["):
            notes.append(words)
        else:
            notes[-1] += f" {words}"
    return Reading(raised(blocks), notes)


def _understood(chunk: str) -> tuple[str, str]:
    """What a block is, and its words without the signs that say so."""
    heading = _UNDERLINED.fullmatch(chunk)
    if heading:
        level = 1 if len(heading[2]) == _FULL else 2 if "=" in heading[2] else 3
        return f"heading {level}", _words(heading[1])
    if all(line.startswith("    ") for line in chunk.split("\n")):
        return "quote", _words(chunk)
    sign = _SIGN.match(chunk)
    if not sign:
        return "text", _words(chunk)
    words = chunk[sign.end() :]
    return sign.lastgroup or "text", _words(words.removesuffix("]") if sign[0].endswith(": ") else words)


def _words(lines: str) -> str:
    return " ".join(_CALL.sub("", lines).split())


def without_marks(book: Reading) -> Reading:
    """Another format's reading, as far as plain text can tell one kind of block from the other."""
    return Reading([(kind.replace("table", "text"), _words(words)) for kind, words in book.blocks], book.notes)
