"""How deep is a heading? The one answer that all formats give.

A level that was skipped in print would leave a hole in the outline by which readers
navigate: nothing is more than one level deeper than the heading before it.  What it gets
wrong: of two headings that both lie too deep, the second may end deeper than the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from horizons_convert.document import Heading

_DEEPEST = 6


class Outline:
    """The headings of one article in their order; `title` is the level of the article's own title, 0 if outside."""

    def __init__(self, title: int = 0) -> None:
        self._title = title
        self._level = title

    def level_of(self, heading: Heading) -> int:
        """The level of the next heading, from 1."""
        self._level = min(max(heading.level, 1) + self._title, self._level + 1, _DEEPEST)
        return self._level

    @contextmanager
    def interrupted(self) -> Iterator[None]:
        """For a sidebar: its headings do not shift those after it."""
        level = self._level
        yield
        self._level = level
