"""Which words should read otherwise, and where do they stand?

A letter or some words are found by what stands around them, in any text of the edition:
paragraphs, headings, captions, cells, notes.  Both readings are looked for, the old one and
the new one; where the new one fits its surroundings as well or better, the converter has
learnt it meanwhile, and nothing is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import msgspec

from horizons_convert.corrections import Split, Wording
from horizons_convert.document import Figure, Heading, Inlines, Paragraph, Place, Table, TableRow, inlines, plain
from horizons_convert.recover.anchors import LostError, find_spots, letters
from horizons_convert.recover.desk import Desk, Sheet
from horizons_convert.recover.units import Unit, flatten, rebuild
from horizons_convert.recover.wording import replaced

PUNCTUATION = " “”‘’«»‹›„\"'([{)]}.,;:!?…–—"


@dataclass(frozen=True)
class Passage:
    """Some text of the edition, and how to write into it: `write(start, end, new)`."""

    sheet: Sheet
    text: str
    places: tuple[Place, ...]
    write: Callable[[int, int, str], None]
    unit: Unit | None = None
    """The block that it is the text of; None for cells and notes."""


@dataclass(frozen=True)
class Find:
    """A stretch of a passage between the words that a correction names.

    It reaches from the last letter before to the first letter after: punctuation and spaces included.
    """

    passage: Passage
    start: int
    end: int
    score: float
    corrected: bool = False
    """Whether the new reading stands there."""

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def reword(desk: Desk, correction: Wording) -> tuple[bool, tuple[Place, ...]]:
    """Carry out a correction of letters or words.  False: it was so already.  Raises `LostError`."""
    finds = find(desk, correction, correction.was)
    if letters(correction.new) != letters(correction.was):
        # The new reading comes first among equals: "" + "or" fits the gap in "F|or" as well.
        finds = sorted(find(desk, correction, correction.new, True) + finds, key=lambda found: -found.score)
    if not finds:
        raise LostError("its words are no longer found between those around them")
    best = finds[0]
    new = best.text if best.corrected else changed(best.text, correction.was, correction.new)
    if new == best.text:
        return False, best.passage.places
    _write(best, new)
    return True, best.passage.places


def changed(found: str, was: str, new: str) -> str:
    """What a stretch should read, the punctuation at its edges kept.

    >>> changed(" “selfinterested, ", "selfinterested", "self-interested")
    ' “self-interested, '
    >>> changed("“", "", "I ")
    '“I '
    """
    if not was:
        return found + new
    # Of two readings of the same letters the longer one that stands there is the one that does.
    for reading in sorted((was, new), key=len, reverse=True):
        if reading and reading in found:
            return found.replace(was, new, 1) if reading == was else found
    return found.replace(found.strip(PUNCTUATION), new.strip(PUNCTUATION), 1)


def find(desk: Desk, anchor: Wording | Split, middle: str, corrected: bool = False) -> list[Find]:
    """Where `middle` stands between the words that a correction names, best first.

    Raises `LostError` where two places fit equally well and the page does not tell them apart.
    """
    finds = [
        Find(passage, spot.start, spot.end, spot.score, corrected)
        for passage in _passages(desk)
        for spot in find_spots(passage.text, anchor.before, middle, anchor.after)
    ]
    finds.sort(key=lambda found: -found.score)
    best = [found for found in finds if found.score == finds[0].score]
    there = [found for found in best if any(place.page == anchor.page for place in found.passage.places)]
    if len(best) > 1 and len(there) != 1:
        raise LostError(f"its words are found {len(best)} times, and nothing tells which of them is meant")
    return [*there, *(found for found in finds if found not in there)] if len(best) > 1 else finds


def _write(found: Find, new: str) -> None:
    """Change no more than differs, so that italics beside it stay."""
    old = found.text
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    tail = 0
    while tail < min(len(old), len(new)) - same and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    found.passage.write(found.start + same, found.end - tail, new[same : len(new) - tail])


def _passages(desk: Desk) -> Iterator[Passage]:
    for sheet, unit in desk.units():
        if isinstance(unit.block, Table):
            yield from _cells(sheet, unit)
        elif content := inlines(unit.block):
            yield Passage(sheet, plain(content), unit.places, partial(_write_block, unit), unit)
    for sheet in desk.sheets:
        for index, note in enumerate(sheet.notes):
            units = flatten(note.blocks)
            for unit in units:
                if content := inlines(unit.block):
                    yield Passage(sheet, plain(content), note.places, partial(_write_note, sheet, index, units, unit))


def _cells(sheet: Sheet, unit: Unit) -> Iterator[Passage]:
    """The cells of a table, and its caption."""
    table = unit.block
    assert isinstance(table, Table)
    yield Passage(sheet, plain(table.caption), unit.places, partial(_write_block, unit))
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells.cells):
            yield Passage(sheet, plain(cell), unit.places, partial(_write_cell, unit, row, column))


def _write_block(unit: Unit, start: int, end: int, new: str) -> None:
    block = unit.block
    if isinstance(block, Figure | Table):
        unit.block = msgspec.structs.replace(block, caption=replaced(block.caption, start, end, new))
    elif isinstance(block, Heading):
        unit.block = msgspec.structs.replace(block, content=replaced(block.content, start, end, new))
    elif isinstance(block, Paragraph):
        content = replaced(block.content, start, end, new)
        unit.block = msgspec.structs.replace(block, content=content, drop_cap=_cap(block, content, start, end, new))


def _cap(block: Paragraph, content: Inlines, start: int, end: int, new: str) -> str:
    """What the drop cap shows after a change: as many letters as before, and those that were missing."""
    if not block.drop_cap_lines or start > len(block.drop_cap) or (start == len(block.drop_cap) and start < end):
        return block.drop_cap
    missing = len(new.rstrip()) if start == end else 0
    return plain(content)[: max(len(block.drop_cap) + missing, 1)]


def _write_note(sheet: Sheet, index: int, units: list[Unit], unit: Unit, start: int, end: int, new: str) -> None:
    _write_block(unit, start, end, new)
    sheet.notes[index] = msgspec.structs.replace(sheet.notes[index], blocks=rebuild(units))


def _write_cell(unit: Unit, row: int, column: int, start: int, end: int, new: str) -> None:
    table = unit.block
    assert isinstance(table, Table)
    rows = [list(cells.cells) for cells in table.rows]
    rows[row][column] = replaced(rows[row][column], start, end, new)
    unit.block = msgspec.structs.replace(table, rows=tuple(TableRow(tuple(cells)) for cells in rows))
