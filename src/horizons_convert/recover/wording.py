"""Changing the words of a block without losing what stands between them.

Positions are those of `document.plain`: characters of text and links count, note marks and
page breaks do not, a line break is one.  Whatever a change does not concern (italics, a
note's mark, a page break) stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable

from horizons_convert.document import Inline, Inlines, LineBreak, Link, Place, Text


def replaced(content: Inlines, start: int, end: int, new: str) -> Inlines:
    """The content with its characters from `start` to `end` replaced; `new` looks like the first of them."""
    result: list[Inline] = []
    position, pending = 0, new
    last_text = _last_text(content, end)
    for index, inline in enumerate(content):
        length = _length(inline)
        first, last = max(start - position, 0), min(end - position, length)
        inside = first <= last and length > 0 and (first < length or index == last_text)
        if not inside or isinstance(inline, LineBreak):
            # A line break that stood among the replaced characters goes with them.
            if not (isinstance(inline, LineBreak) and start <= position < end):
                result.append(inline)
        elif isinstance(inline, Link):
            inner = replaced(inline.content, first, max(first, last), pending)
            result.append(Link(inline.target, tuple(part for part in inner if isinstance(part, Text))))
            pending = ""
        elif isinstance(inline, Text):
            text = inline.text[:first] + pending + inline.text[max(first, last) :]
            pending = ""
            if text:
                result.append(Text(text, inline.marks, inline.language))
        position += length
    if pending:
        result.append(Text(pending))
    return tuple(result)


def _last_text(content: Inlines, end: int) -> int:
    """Index of the last inline with characters: what is added at the very end goes into it."""
    return max((index for index, inline in enumerate(content) if _length(inline)), default=-1)


def _length(inline: Inline) -> int:
    if isinstance(inline, Text):
        return len(inline.text)
    if isinstance(inline, Link):
        return sum(len(text.text) for text in inline.content)
    return 1 if isinstance(inline, LineBreak) else 0
