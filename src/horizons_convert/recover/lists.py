"""Which lines begin the items of a list?

Evidence: a series.  Lines begin with labels that count up, are written alike and stand alike in
their columns, and what stands between two of them belongs to the first: its lines hang (they
begin further right than the label), or they run on like those of a paragraph.  Of labels that
do not count ("[Knuth84]") several must follow each other.  What one line cannot tell of itself,
its neighbours tell: the last item of a list has no next line that hangs, and the second line of
a reference may be set in bold and so stand in a block of its own.

Limits: of items that run on like paragraphs, two are a list only after a colon; an item that
goes on for long is taken for a numbered paragraph of text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from horizons_convert.layout.text import Line
from horizons_convert.recover.draft import Draft, Listed, Piece
from horizons_convert.recover.labels import BARE, Label, bare, is_dotted, key_of, labels
from horizons_convert.recover.paragraphs import BULLETS

SAME_EDGE = 0.35
"""Labels, or the texts behind them, begin within so many em of one edge."""
HANGS = 0.3
"""A line that hangs begins at least so many em at the right of its label."""
LONGEST = 60
"""An item whose lines hang has at most so many more,"""
LONGEST_FLAT = 12
"""... one that runs on like a paragraph so many."""
FEWEST_BARE = 3
"""So many numbers without any mark may be markers."""
FEWEST_FLAT = 3
"""So many items that run on like paragraphs are a list."""
MOST_OPEN = 4
"""So many lists of one form may lie within each other."""
SAME_SIZE = 0.08
"""Labels of one list are set in one size, give or take this share."""
WIDE_STEP = 1.3
"""A step of more than so many leadings ends a paragraph."""
_OPEN_ENDS = ".!?…:;,"


@dataclass(slots=True)
class _Member:
    """A line that may begin an item."""

    at: int
    """Its place among the lines."""
    words: int
    """Of how many words its label consists."""
    flat: bool = False
    """The lines between it and the next item do not hang."""


@dataclass(slots=True)
class _Series:
    label: Label | None
    """That of the last member; None where labels do not count."""
    members: list[_Member] = field(default_factory=list)


def find_items(draft: Draft) -> None:
    """Set `draft.listed`, the lines that a series shows to begin items, and `draft.item_lines`, those below them."""
    for heading, section in groupby(draft.pieces, key=lambda piece: piece.role == "heading"):
        if not heading:
            flowing = [piece for piece in section if piece.role in ("text", "reference", "epigraph")]
            _Finder(draft, flowing).find()
    for sidebar in draft.of("aside"):
        _Finder(draft, sidebar.parts or [sidebar]).find()


class _Finder:
    """Looks for series among the lines of some pieces, in reading order."""

    def __init__(self, draft: Draft, pieces: Iterable[Piece]) -> None:
        self.draft = draft
        self.em = draft.body.size
        self.lines = [line for piece in pieces for line in piece.lines]
        self.series: list[_Series] = []

    def find(self) -> None:
        """Enter the members of all series."""
        counting: dict[str, list[_Series]] = {}
        keyed: _Series | None = None
        for at, line in enumerate(self.lines):
            if len(line.words) < 2:
                continue
            first = line.words[0].text
            if line.words[1].glued:
                continue
            if readings := labels(first) or bare(first):
                self._count(_Member(at, 1), readings, counting)
            elif count := key_of([word.text for word in line.words[:5]]):
                keyed = self._key(_Member(at, count), keyed)
        for series in self.series:
            if self._is_list(series):
                self._enter(series)

    # --- series --------------------------------------------------------------------

    def _count(self, member: _Member, readings: tuple[Label, ...], counting: dict[str, list[_Series]]) -> None:
        """Add a member to the latest series that it continues, or let it begin one."""
        for label in readings:
            for series in counting.get(label.form, []):
                if series.label and series.label.number + 1 == label.number and self._follows(series, member):
                    series.label = label
                    series.members.append(member)
                    return
        for label in readings:
            series = _Series(label, [_Member(member.at, member.words)])
            counting[label.form] = [series, *counting.get(label.form, [])][:MOST_OPEN]
            self.series.append(series)

    def _key(self, member: _Member, keyed: _Series | None) -> _Series:
        if keyed and self._follows(keyed, member):
            keyed.members.append(member)
            return keyed
        self.series.append(_Series(None, [member]))
        return self.series[-1]

    def _follows(self, series: _Series, member: _Member) -> bool:
        """Whether a member stands like the last one of a series, with nothing between but lines of that."""
        last = series.members[-1]
        one, other = self.lines[last.at], self.lines[member.at]
        if abs(one.size - other.size) > SAME_SIZE * one.size or member.at - last.at - 1 > LONGEST:
            return False
        label, next_label = self._offset(one), self._offset(other)
        text, next_text = self._offset(one, last.words), self._offset(other, member.words)
        if min(abs(label - next_label), abs(text - next_text)) > SAME_EDGE * self.em:
            return False
        between = self.lines[last.at + 1 : member.at]
        edge = min(label, next_label)
        if all(self._offset(line) > edge + HANGS * self.em for line in between):
            return True
        last.flat = self._runs_on(last, member, edge)
        return last.flat

    def _offset(self, line: Line, words: int = 0) -> float:
        """How far a line, or what stands behind its label, begins from the left edge of its column."""
        column = self.draft.column_of(line.page, line.box)
        return line.words[words].x0 - (column.x0 if column else 0.0)

    def _runs_on(self, last: _Member, member: _Member, edge: float) -> bool:
        """Whether the lines between two members are those of one paragraph which the first begins."""
        between = self.lines[last.at + 1 : member.at]
        one, before = self.lines[last.at], self.lines[member.at - 1]
        if len(between) > LONGEST_FLAT or not _may_end(before) or one.words[last.words].style.bold:
            return False
        offsets = [self._offset(line) for line in between]
        indented = all(offset < edge - HANGS * self.em for offset in offsets)
        flush = all(abs(offset - edge) <= HANGS * self.em for offset in offsets)
        steps = zip([one, *between], between, strict=False)
        whole = all(
            below.page != above.page or below.baseline - above.baseline < WIDE_STEP * self.draft.body.leading
            for above, below in steps
        )
        return whole and (indented or flush)

    # --- judgement -----------------------------------------------------------------

    def _is_list(self, series: _Series) -> bool:
        members = series.members
        if len(members) < 2:
            return False
        if series.label and series.label.form == BARE:
            return self._is_tabular(series.label, members)
        if any(member.flat for member in members):
            before = self.lines[members[0].at - 1] if members[0].at else None
            return len(members) >= FEWEST_FLAT or (before is not None and before.text.rstrip().endswith(":"))
        # An initial is a capital with a full stop, too; behind a label texts are aligned, or their lines hang there.
        return not (series.label and series.label.form == "A.") or self._are_tabbed(members)

    def _is_tabular(self, last: Label, members: list[_Member]) -> bool:
        """Whether numbers without marks count from 1, and all that stands behind and below them has one edge."""
        if last.number != len(members) or len(members) < FEWEST_BARE or any(member.flat for member in members):
            return False
        between = [
            line for one, other in pairwise(members) for line in self.lines[one.at + 1 : other.at] if not _is_item(line)
        ]
        edge = self._offset(self.lines[members[0].at], 1)
        hang = [abs(self._offset(line) - edge) for line in between]
        return bool(hang) and max(hang) < 0.5 * HANGS * self.em and self._are_tabbed(members)

    def _are_tabbed(self, members: list[_Member]) -> bool:
        """Whether what stands behind the labels begins at one edge, however wide they are."""
        texts = [self._offset(self.lines[member.at], member.words) for member in members]
        return max(texts) - min(texts) < 0.5 * HANGS * self.em

    def _enter(self, series: _Series) -> None:
        flat = any(member.flat for member in series.members)
        for member in series.members:
            line = self.lines[member.at]
            text = " ".join(word.text for word in line.words[: member.words])
            counts = series.label is not None and not is_dotted(text)
            self.draft.listed.setdefault(id(line), Listed(text, member.words if counts else 0, counts, flat))
        if not flat:
            first, last = series.members[0].at, series.members[-1].at
            self.draft.item_lines.update(id(line) for line in self.lines[first + 1 : last])


def _is_item(line: Line) -> bool:
    """Whether a line may begin an item of a list within another."""
    return bool(labels(line.words[0].text)) or line.words[0].text in BULLETS


def _may_end(line: Line) -> bool:
    """Whether the item before another may end with a line: at a stop, or before the last of several."""
    text = line.text.rstrip().rstrip("”’»\"')]")
    return text[-1:] in _OPEN_ENDS or text.rsplit(" ", 1)[-1] in ("and", "or")
