"""An article as a flat list: what a person points at when they say "this is a heading".

The blocks of an article form a tree (a quotation holds paragraphs, a list items).  To correct
it, it is laid out flat: one `Unit` for each block that holds words or a picture itself, which
remembers the quotes, lists and sidebars around it.  `rebuild` makes the tree again:
neighbours that share a wrapper stand in it together.  The review page shows the same units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from horizons_convert.document import (
    Aside,
    Block,
    BlockQuote,
    CodeBlock,
    ListBlock,
    ListItem,
    Place,
    Table,
    inlines,
    plain,
)


@dataclass(eq=False)
class Wrapper:
    """A block that holds blocks, or an item of a list.  One object, shared by all units inside."""

    kind: Literal["quote", "sidebar", "list", "item"]
    places: tuple[Place, ...] = ()
    ordered: bool = False
    start: int = 1
    marker: str = ""
    size: int = 0
    """Units inside it when the tree was laid out; its places hold as long as all of them are there."""


@dataclass(eq=False)
class Unit:
    """A block with words or a picture of its own, and what it stands in, outermost first."""

    block: Block
    path: tuple[Wrapper, ...] = field(default=())

    @property
    def text(self) -> str:
        return text_of(self.block)

    @property
    def places(self) -> tuple[Place, ...]:
        return self.block.places or next((w.places for w in reversed(self.path) if w.places), ())


def text_of(block: Block) -> str:
    """All characters of a block that holds no blocks: its words, its caption, its cells."""
    if isinstance(block, CodeBlock):
        return block.text
    if isinstance(block, Table):
        cells = (plain(cell) for row in block.rows for cell in row.cells)
        return " ".join(filter(None, [plain(block.caption), *cells]))
    return plain(inlines(block))


def flatten(blocks: Iterable[Block], path: tuple[Wrapper, ...] = ()) -> list[Unit]:
    """The units of some blocks, in reading order."""
    units: list[Unit] = []
    for block in blocks:
        if isinstance(block, BlockQuote | Aside) and block.blocks:
            wrapper = Wrapper("quote" if isinstance(block, BlockQuote) else "sidebar", block.places)
            units += _counted(wrapper, flatten(block.blocks, (*path, wrapper)))
        elif isinstance(block, ListBlock):
            wrapper = Wrapper("list", block.places, block.ordered, block.start)
            inside: list[Unit] = []
            for entry in block.items:
                item = Wrapper("item", marker=entry.marker)
                inside += _counted(item, flatten(entry.blocks, (*path, wrapper, item)))
            units += _counted(wrapper, inside)
        else:
            units.append(Unit(block, path))
    return units


def _counted(wrapper: Wrapper, inside: list[Unit]) -> list[Unit]:
    wrapper.size = len(inside)
    return inside


def rebuild(units: Sequence[Unit]) -> tuple[Block, ...]:
    """The tree of some units; a wrapper whose units were torn apart becomes several."""
    return _Builder().blocks(units, 0)


class _Builder:
    def __init__(self) -> None:
        self.items_written: Counter[int] = Counter()
        """Items already written of each list, so that the second half of a torn list counts on."""

    def blocks(self, units: Sequence[Unit], depth: int) -> tuple[Block, ...]:
        result: list[Block] = []
        for wrapper, group in groupby(units, key=lambda unit: unit.path[depth] if len(unit.path) > depth else None):
            members = list(group)
            if wrapper is None:
                result += [unit.block for unit in members]
            else:
                result.append(self._wrapped(wrapper, members, depth))
        return tuple(result)

    def _wrapped(self, wrapper: Wrapper, members: list[Unit], depth: int) -> Block:
        places = wrapper.places if len(members) == wrapper.size else _union(members)
        if wrapper.kind == "quote":
            return BlockQuote(self.blocks(members, depth + 1), places)
        if wrapper.kind == "sidebar":
            return Aside(self.blocks(members, depth + 1), places)
        written = self.items_written[id(wrapper)]
        items = tuple(
            ListItem(self.blocks(list(group), depth + 2), item.marker)
            for item, group in groupby(members, key=lambda unit: unit.path[depth + 1])
        )
        self.items_written[id(wrapper)] += len(items)
        return ListBlock(items, wrapper.ordered, wrapper.start + (written if wrapper.ordered else 0), places)


def _union(members: list[Unit]) -> tuple[Place, ...]:
    return tuple(place for unit in members for place in unit.block.places)
